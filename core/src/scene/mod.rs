//! 场景式服务: what a citizen does in one situation of life, step by step, across the units that take part.
//!
//! A scene is a file that editors write, `config/scenes/NAME.toml`; [`Scene::parse`] reads it, to line and column of
//! what is wrong. It refers to services by their codes, so that everything they say (materials, limits, places) is said
//! once, in the service. [`Scene::walk`] puts both together for the answers a citizen has given.
//!
//! This room opens no files and knows no index: whoever walks hands in how a code is looked up.

mod conditions;
mod materials;
mod read;
mod walk;

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::catalog::{Item, Kind};

pub use crate::catalog::SCENE_PREFIX;
pub use materials::WalkMaterial;
pub use read::SCENE_TEMPLATE;
pub use walk::{Answers, Found, Walk, WalkError, WalkFault, WalkQuestion, WalkService, WalkStep};

/// A scene, as its file has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Scene {
    /// [`SCENE_PREFIX`] and the name of its file: `scene-hunyin`.
    pub id: String,
    /// Whether it is still worked on, and shown to nobody.
    #[serde(default)]
    pub draft: bool,
    /// 名称.
    pub title: String,
    /// The situation in which somebody needs it.
    pub trigger: String,
    /// Its place among the scenes: lower comes first.
    pub order: u32,
    /// For whom it is: 个人, 企业.
    pub audience: Vec<String>,
    /// What it helps to get done.
    pub summary: String,
    /// Plain words by which it is found.
    pub keywords: Vec<String>,
    /// Name of its picture's file, beside the scene's.
    pub picture: Option<String>,
    /// Name of the file of its page's template, beside the scene's; without one the server's own is used.
    pub template: Option<String>,
    /// What is asked, in order.
    pub questions: Vec<SceneQuestion>,
    /// What is to be done, in order.
    pub steps: Vec<SceneStep>,
}

/// What is asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SceneQuestion {
    /// Its name in addresses and conditions.
    pub id: String,
    /// As it is asked.
    pub text: String,
    /// What helps to answer it.
    pub help: String,
    /// Of which one is chosen: two at least.
    pub answers: Vec<SceneAnswer>,
    /// When it is asked; always, without any.
    pub when: Vec<Condition>,
}

/// An answer that can be chosen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SceneAnswer {
    /// Its name in addresses and conditions.
    pub id: String,
    /// As it is shown.
    pub text: String,
    /// What whoever chooses it must know.
    pub note: String,
}

/// What is done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SceneStep {
    /// Its name.
    pub id: String,
    /// What it is called.
    pub title: String,
    /// What to do.
    pub text: String,
    /// Codes of the services that are done in it: basic or implementation codes, or ids.
    pub services: Vec<String>,
    /// When it is to be done; always, without any.
    pub when: Vec<Condition>,
}

/// `question=answer`. Several of one question are alternatives; those of different questions must all hold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Condition {
    /// Id of a question.
    pub question: String,
    /// Id of one of its answers.
    pub answer: String,
}

impl Scene {
    /// The scene as an item: what is found by a search, and listed beside everything else.
    ///
    /// ```
    /// use menhu::scene::Scene;
    ///
    /// let text = "title = \"婚姻登记\"\n[[step]]\nid = \"book\"\ntitle = \"预约\"\ntext = \"提前预约。\"\n";
    /// let item = Scene::parse("hunyin", text)?.item();
    /// assert_eq!((item.id.as_str(), item.title.as_str()), ("scene-hunyin", "婚姻登记"));
    /// assert!(item.body.contains("预约"));
    /// # Ok::<(), menhu::config::ConfigError>(())
    /// ```
    #[must_use]
    pub fn item(&self) -> Item {
        let mut item = Item::new(&self.id, Kind::Scene, &self.title);
        let questions = self.questions.iter().map(|question| &question.text);
        let steps = self.steps.iter().flat_map(|step| [&step.title, &step.text]);
        let paragraphs = std::iter::once(&self.trigger).chain(questions).chain(steps);
        item.body = paragraphs.filter(|text| !text.is_empty()).cloned().collect::<Vec<_>>().join("\n");
        item.summary.clone_from(&self.summary);
        item.keywords.clone_from(&self.keywords);
        item.audience.clone_from(&self.audience);
        let mut services: Vec<&str> = Vec::new();
        for (_, code) in self.references() {
            if !services.contains(&code) {
                services.push(code);
            }
        }
        item.extra.insert("services".to_owned(), services.into());
        item
    }

    /// Every code of a service that it refers to, with the step that does, in order.
    pub fn references(&self) -> impl Iterator<Item = (&SceneStep, &str)> {
        self.steps.iter().flat_map(|step| step.services.iter().map(move |code| (step, code.as_str())))
    }
}

/// The scenes in force, in their order.
#[derive(Debug, Clone, Default)]
pub struct Scenes(Vec<Arc<Scene>>);

impl Scenes {
    /// Puts scenes into their order.
    #[must_use]
    pub fn new(mut scenes: Vec<Arc<Scene>>) -> Scenes {
        scenes.sort_by(|a, b| (a.order, &a.id).cmp(&(b.order, &b.id)));
        Scenes(scenes)
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = &Arc<Scene>> {
        self.0.iter()
    }

    /// The scene with this id.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<&Arc<Scene>> {
        self.0.iter().find(|scene| scene.id == id)
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}
