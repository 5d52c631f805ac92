//! How a scene's file is written, read and checked.

use std::collections::HashSet;

use serde::Deserialize;
use toml::Spanned;

use super::conditions::{Verdict, Way, all_ways};
use super::{Condition, SCENE_PREFIX, Scene, SceneAnswer, SceneQuestion, SceneStep};
use crate::config::ConfigError;

/// What a new scene begins with: every key, with what it is for.
pub const SCENE_TEMPLATE: &str = include_str!("../../data/scene.toml");

/// What to do where a value has the wrong type.
const FORM: &str = "`menhu scene new NAME` writes a file with every key and what it is for";

/// Longest name of a scene, a question, an answer or a step, in characters.
const LONGEST_NAME: usize = 40;
/// Most questions and steps: a scene that has more is two.
const MOST: usize = 60;
/// Most ways through a scene of which each is looked at.
const MOST_WAYS: usize = 4096;
/// A scene without an order comes after those that have one.
const LAST: u32 = 1000;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    draft: bool,
    title: Spanned<String>,
    #[serde(default)]
    trigger: String,
    order: Option<u32>,
    #[serde(default)]
    audience: Vec<String>,
    #[serde(default)]
    summary: String,
    #[serde(default)]
    keywords: Vec<String>,
    picture: Option<Spanned<String>>,
    template: Option<Spanned<String>>,
    #[serde(default)]
    question: Vec<Question>,
    #[serde(default)]
    step: Vec<Step>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Question {
    id: Spanned<String>,
    text: Spanned<String>,
    #[serde(default)]
    help: String,
    answers: Spanned<Vec<Answer>>,
    #[serde(default)]
    when: Vec<Spanned<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Answer {
    id: Spanned<String>,
    text: Spanned<String>,
    #[serde(default)]
    note: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Step {
    id: Spanned<String>,
    title: Spanned<String>,
    #[serde(default)]
    text: String,
    #[serde(default)]
    services: Vec<Spanned<String>>,
    #[serde(default)]
    when: Vec<Spanned<String>>,
}

impl Scene {
    /// Reads the text of the file `NAME.toml`.
    ///
    /// # Errors
    /// [`ConfigError`] names the first place that is wrong: no TOML, an unknown key, a name that is no name or stands
    /// twice, a condition on what was not asked before, a step that no answers lead to, answers that lead to no step.
    pub fn parse(name: &str, text: &str) -> Result<Scene, ConfigError> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let file: File = toml::from_str(text).map_err(|error| ConfigError::toml(text, &error, FORM))?;
        let reader = Reader { text };
        if !is_name(name) {
            return reader.bad(0, format!("the file's name `{name}` {NAME}; rename it"));
        }
        reader.not_blank("title", &file.title)?;
        reader.file("picture", file.picture.as_ref(), &["svg", "png", "jpg", "jpeg", "webp"])?;
        reader.file("template", file.template.as_ref(), &["html"])?;
        if file.step.is_empty() {
            return reader.bad(text.len(), "the scene has no step; begin every step with [[step]]");
        }
        if file.question.len().max(file.step.len()) > MOST {
            return reader.bad(0, format!("the scene has more than {MOST} questions or steps; make two scenes of it"));
        }
        let mut questions: Vec<SceneQuestion> = Vec::new();
        for question in &file.question {
            let question = reader.question(question, &questions)?;
            questions.push(question);
        }
        let mut steps: Vec<SceneStep> = Vec::new();
        for step in &file.step {
            let step = reader.step(step, &questions, &steps)?;
            steps.push(step);
        }
        let scene = Scene {
            id: format!("{SCENE_PREFIX}{name}"),
            draft: file.draft,
            title: file.title.get_ref().trim().to_owned(),
            trigger: file.trigger.trim().to_owned(),
            order: file.order.unwrap_or(LAST),
            audience: file.audience,
            summary: file.summary.trim().to_owned(),
            keywords: file.keywords,
            picture: file.picture.map(Spanned::into_inner),
            template: file.template.map(Spanned::into_inner),
            questions,
            steps,
        };
        let places: Vec<usize> = file.step.iter().map(|step| step.id.span().start).collect();
        reader.ways(&scene, &places)?;
        Ok(scene)
    }
}

/// What a name is not, where it is none.
const NAME: &str = "is no name; write 1 to 40 of the characters a-z, 0-9 and -";

fn is_name(name: &str) -> bool {
    let is_letter = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    (1..=LONGEST_NAME).contains(&name.len()) && name.chars().all(is_letter)
}

struct Reader<'a> {
    text: &'a str,
}

impl Reader<'_> {
    fn bad<T>(&self, offset: usize, reason: impl Into<String>) -> Result<T, ConfigError> {
        Err(ConfigError::at(self.text, offset, reason))
    }

    fn not_blank(&self, field: &str, written: &Spanned<String>) -> Result<String, ConfigError> {
        match written.get_ref().trim() {
            "" => self.bad(written.span().start, format!("`{field}` is empty; write what citizens are to read")),
            text => Ok(text.to_owned()),
        }
    }

    /// A name that is not taken.
    fn name(&self, written: &Spanned<String>, mut taken: impl FnMut(&str) -> bool) -> Result<String, ConfigError> {
        let (name, place) = (written.get_ref(), written.span().start);
        if !is_name(name) {
            return self.bad(place, format!("`{name}` {NAME}"));
        }
        if taken(name) {
            return self.bad(place, format!("the name `{name}` stands twice; give each its own"));
        }
        Ok(name.clone())
    }

    /// The name of a file that lies beside the scene's.
    fn file(&self, field: &str, written: Option<&Spanned<String>>, endings: &[&str]) -> Result<(), ConfigError> {
        let Some(written) = written else { return Ok(()) };
        let name = written.get_ref();
        let is_plain =
            name.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.')) && !name.starts_with('.');
        let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase()).unwrap_or_default();
        if is_plain && endings.contains(&ending.as_str()) {
            return Ok(());
        }
        let endings = endings.join(", ");
        let advice = format!("write the name of a file beside this one, without folders, that ends in {endings}");
        self.bad(written.span().start, format!("`{field}` is `{name}`; {advice}"))
    }

    fn question(&self, written: &Question, before: &[SceneQuestion]) -> Result<SceneQuestion, ConfigError> {
        let id = self.name(&written.id, |id| before.iter().any(|question| question.id == id))?;
        let mut answers: Vec<SceneAnswer> = Vec::new();
        for answer in written.answers.get_ref() {
            let id = self.name(&answer.id, |id| answers.iter().any(|known| known.id == id))?;
            let text = self.not_blank("text", &answer.text)?;
            answers.push(SceneAnswer { id, text, note: answer.note.trim().to_owned() });
        }
        if !(2..=MOST).contains(&answers.len()) {
            let place = written.answers.span().start;
            return self.bad(place, format!("the question `{id}` needs 2 to {MOST} answers; it has {}", answers.len()));
        }
        Ok(SceneQuestion {
            text: self.not_blank("text", &written.text)?,
            help: written.help.trim().to_owned(),
            when: self.conditions(&written.when, before, "an earlier question")?,
            id,
            answers,
        })
    }

    fn step(
        &self,
        written: &Step,
        questions: &[SceneQuestion],
        before: &[SceneStep],
    ) -> Result<SceneStep, ConfigError> {
        let id = self.name(&written.id, |id| before.iter().any(|step| step.id == id))?;
        let mut services: Vec<String> = Vec::new();
        for code in &written.services {
            let (place, code) = (code.span().start, code.get_ref().trim());
            if code.is_empty() {
                return self.bad(place, "the code of a service is empty; write its basic or implementation code");
            }
            if services.iter().any(|known| known == code) {
                return self.bad(place, format!("the service `{code}` stands twice in the step `{id}`; remove one"));
            }
            services.push(code.to_owned());
        }
        Ok(SceneStep {
            title: self.not_blank("title", &written.title)?,
            text: written.text.trim().to_owned(),
            when: self.conditions(&written.when, questions, "a question")?,
            id,
            services,
        })
    }

    fn conditions(
        &self,
        written: &[Spanned<String>],
        questions: &[SceneQuestion],
        expected: &str,
    ) -> Result<Vec<Condition>, ConfigError> {
        let mut conditions = Vec::new();
        for condition in written {
            let (place, text) = (condition.span().start, condition.get_ref());
            let Some((question, answer)) = text.split_once('=') else {
                return self.bad(place, format!("`{text}` is no condition; write \"question=answer\""));
            };
            let (question, answer) = (question.trim(), answer.trim());
            let Some(asked) = questions.iter().find(|known| known.id == question) else {
                let known: Vec<&str> = questions.iter().map(|question| question.id.as_str()).collect();
                let known = if known.is_empty() { "there is none".to_owned() } else { known.join(", ") };
                return self.bad(place, format!("`{question}` is not {expected}: {known}"));
            };
            if !asked.answers.iter().any(|known| known.id == answer) {
                let known: Vec<&str> = asked.answers.iter().map(|answer| answer.id.as_str()).collect();
                return self.bad(place, format!("`{answer}` is no answer to `{question}`: {}", known.join(", ")));
            }
            conditions.push(Condition { question: question.to_owned(), answer: answer.to_owned() });
        }
        Ok(conditions)
    }

    /// Every way must lead somewhere, and every step must be on a way.
    fn ways(&self, scene: &Scene, places: &[usize]) -> Result<(), ConfigError> {
        let Some(ways) = all_ways(scene, MOST_WAYS) else {
            return self.bad(0, format!("the questions lead more than {MOST_WAYS} ways; make two scenes of it"));
        };
        let mut reached = HashSet::new();
        for answers in &ways {
            let way = Way::new(scene, answers);
            let on_way = scene.steps.iter().filter(|step| way.judge(&step.when) == Verdict::Holds);
            let mut is_empty = true;
            for step in on_way {
                is_empty = false;
                reached.insert(step.id.as_str());
            }
            if is_empty {
                let answers: Vec<String> =
                    answers.iter().map(|(question, answer)| format!("{question}={answer}")).collect();
                let place = places.first().copied().unwrap_or_default();
                let reason = format!("the answers {} lead to no step; let one stand for them", answers.join(", "));
                return self.bad(place, reason);
            }
        }
        let lost = scene.steps.iter().zip(places).find(|(step, _)| !reached.contains(step.id.as_str()));
        lost.map_or(Ok(()), |(step, place)| {
            let reason = format!("no answers lead to the step `{}`; correct its conditions, or remove it", step.id);
            self.bad(*place, reason)
        })
    }
}

#[cfg(test)]
mod tests;
