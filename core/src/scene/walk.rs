//! A scene walked: what is asked next, what is to be done, and with which papers, for the answers given so far.

use serde::{Deserialize, Serialize};

pub use super::conditions::Answers;
use super::conditions::{Verdict, Way};
use super::materials::{Materials, WalkMaterial};
use super::{Scene, SceneAnswer};
use crate::catalog::{Item, Service, ServiceState};

/// What a scene comes to for the answers given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Walk {
    /// Id of the scene.
    pub id: String,
    /// Its title.
    pub title: String,
    /// The situation in which somebody needs it.
    pub trigger: String,
    /// What it helps to get done.
    pub summary: String,
    /// The questions asked so far, the next one last.
    pub questions: Vec<WalkQuestion>,
    /// Id of the question to be answered next; none when the way is known to its end.
    pub next: Option<String>,
    /// What is to be done, as far as it is known.
    pub steps: Vec<WalkStep>,
    /// Steps that depend on answers still to be given.
    pub open_steps: usize,
    /// What to bring to all services of the steps, each once.
    pub materials: Vec<WalkMaterial>,
    /// The longest promised time of the services, in working days; 0 is at once. None when no service promises any.
    pub longest_days: Option<u32>,
    /// What whoever answers so must know.
    pub notes: Vec<String>,
    /// Services that are not what the scene expects.
    pub faults: Vec<WalkFault>,
}

/// A question, with the answer chosen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct WalkQuestion {
    /// Its id: the parameter by which it is answered.
    pub id: String,
    /// As it is asked.
    pub text: String,
    /// What helps to answer it.
    pub help: String,
    /// The answers that can be given.
    pub answers: Vec<SceneAnswer>,
    /// Id of the one chosen.
    pub chosen: Option<String>,
}

/// A step to be done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct WalkStep {
    /// Its id.
    pub id: String,
    /// What it is called.
    pub title: String,
    /// What to do.
    pub text: String,
    /// The services that are done in it.
    pub services: Vec<WalkService>,
}

/// A service of a step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct WalkService {
    /// Id of its item.
    pub id: String,
    /// Its title.
    pub title: String,
    /// The unit that offers it.
    pub unit: Option<String>,
    /// Promised time, in working days.
    pub promised_days: Option<u32>,
    /// Whether it is offered now.
    pub state: ServiceState,
}

/// A service that a scene refers to and that is not there for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct WalkFault {
    /// Id of the step.
    pub step: String,
    /// The code, as the scene has it.
    pub code: String,
    /// What is wrong; names the scene and the service.
    pub reason: String,
}

/// Why answers cannot be followed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum WalkError {
    /// The scene has no such question.
    #[error("`{question}` is no question of this scene; expected one of: {expected}")]
    UnknownQuestion {
        /// What was given.
        question: String,
        /// Ids of the questions.
        expected: String,
    },
    /// The question has no such answer.
    #[error("`{answer}` is no answer to `{question}`; expected one of: {expected}")]
    UnknownAnswer {
        /// Id of the question.
        question: String,
        /// What was given.
        answer: String,
        /// Ids of the answers.
        expected: String,
    },
}

/// What a code stands for.
#[derive(Debug, Clone)]
pub enum Found {
    /// No item has it.
    Nothing,
    /// One item that is open to the public.
    One(Box<Item>),
    /// The only item that has it is not open to the public: its id.
    Hidden(String),
    /// Several items have it: their ids.
    Several(Vec<String>),
}

impl Scene {
    /// Follows answers through the scene. `find`: what a code stands for.
    ///
    /// An answer to a question that is not asked on this way is left aside: whoever changes an earlier answer need not
    /// take the later ones back.
    ///
    /// # Errors
    /// [`WalkError`] names a question or an answer that the scene does not have; `E` when a code cannot be looked up.
    pub fn walk<E: From<WalkError>>(
        &self,
        answers: &Answers,
        mut find: impl FnMut(&str) -> Result<Found, E>,
    ) -> Result<Walk, E> {
        self.check_answers(answers)?;
        let way = Way::new(self, answers);
        let mut walk = Walk {
            id: self.id.clone(),
            title: self.title.clone(),
            trigger: self.trigger.clone(),
            summary: self.summary.clone(),
            questions: Vec::new(),
            next: way.next().map(|question| question.id.clone()),
            steps: Vec::new(),
            open_steps: 0,
            materials: Vec::new(),
            longest_days: None,
            notes: Vec::new(),
            faults: Vec::new(),
        };
        for question in &way.asked {
            let chosen = way.given.get(&question.id);
            let note = question.answers.iter().find(|answer| Some(&answer.id) == chosen).map(|answer| &answer.note);
            walk.notes.extend(note.filter(|note| !note.is_empty()).cloned());
            walk.questions.push(WalkQuestion {
                id: question.id.clone(),
                text: question.text.clone(),
                help: question.help.clone(),
                answers: question.answers.clone(),
                chosen: chosen.cloned(),
            });
        }
        let mut materials = Materials::default();
        for step in &self.steps {
            match way.judge(&step.when) {
                Verdict::Fails => {}
                Verdict::Open => walk.open_steps += 1,
                Verdict::Holds => {
                    let mut services: Vec<WalkService> = Vec::new();
                    for code in &step.services {
                        match service(self, code, find(code)?) {
                            // Named twice, by two of its codes.
                            Ok(item) if services.iter().any(|known| known.id == item.id) => {}
                            Ok(item) => services.push(walk.add(&item, &mut materials)),
                            Err(reason) => {
                                walk.faults.push(WalkFault { step: step.id.clone(), code: code.clone(), reason });
                            }
                        }
                    }
                    walk.steps.push(WalkStep {
                        id: step.id.clone(),
                        title: step.title.clone(),
                        text: step.text.clone(),
                        services,
                    });
                }
            }
        }
        walk.materials = materials.finish();
        Ok(walk)
    }

    /// Every service that the scene refers to and that is not there for it, on whichever way.
    ///
    /// # Errors
    /// `E` when a code cannot be looked up.
    pub fn faults<E>(&self, mut find: impl FnMut(&str) -> Result<Found, E>) -> Result<Vec<WalkFault>, E> {
        let mut faults = Vec::new();
        for (step, code) in self.references() {
            if let Err(reason) = service(self, code, find(code)?) {
                faults.push(WalkFault { step: step.id.clone(), code: code.to_owned(), reason });
            }
        }
        Ok(faults)
    }

    fn check_answers(&self, answers: &Answers) -> Result<(), WalkError> {
        for (id, given) in answers {
            let Some(question) = self.questions.iter().find(|question| question.id == *id) else {
                let expected = joined(self.questions.iter().map(|question| question.id.as_str()));
                return Err(WalkError::UnknownQuestion { question: id.clone(), expected });
            };
            if !question.answers.iter().any(|answer| answer.id == *given) {
                let expected = joined(question.answers.iter().map(|answer| answer.id.as_str()));
                return Err(WalkError::UnknownAnswer { question: id.clone(), answer: given.clone(), expected });
            }
        }
        Ok(())
    }
}

fn joined<'a>(ids: impl Iterator<Item = &'a str>) -> String {
    ids.collect::<Vec<_>>().join(", ")
}

/// The service that a code stands for, or what is wrong with it.
fn service(scene: &Scene, code: &str, found: Found) -> Result<Box<Item>, String> {
    let scene = format!("scene `{}` ({})", scene.id, scene.title);
    let item = match found {
        Found::Nothing => return Err(format!("{scene} refers to `{code}`, and no service has this code")),
        Found::Hidden(id) => {
            return Err(format!("{scene} refers to `{code}`, service `{id}`, which is not open to the public"));
        }
        Found::Several(ids) => {
            let ids = ids.join(", ");
            return Err(format!("{scene} refers to `{code}`, which several services have: {ids}; use one's own code"));
        }
        Found::One(item) => item,
    };
    let named = format!("`{code}`, service `{}` ({})", item.id, item.display_title());
    match item.payload::<Service>().map(|service| service.state) {
        _ if item.kind != crate::catalog::Kind::Service => {
            Err(format!("{scene} refers to `{code}`, which is no service but a {}", item.kind.name()))
        }
        Some(ServiceState::Withdrawn) => Err(format!("{scene} refers to {named}, which is withdrawn")),
        Some(ServiceState::Suspended) => Err(format!("{scene} refers to {named}, which is suspended")),
        _ => Ok(item),
    }
}

impl Walk {
    /// Takes up what a service asks for and promises. One that stands in several steps counts once.
    fn add(&mut self, item: &Item, materials: &mut Materials) -> WalkService {
        let service = item.payload::<Service>().unwrap_or_default();
        let is_known = self.steps.iter().flat_map(|step| &step.services).any(|known| known.id == item.id);
        if !is_known {
            materials.add(&item.display_title(), &service.materials);
            self.longest_days = self.longest_days.max(service.promised_days);
        }
        WalkService {
            id: item.id.clone(),
            title: item.display_title(),
            unit: item.unit.clone(),
            promised_days: service.promised_days,
            state: service.state,
        }
    }
}
