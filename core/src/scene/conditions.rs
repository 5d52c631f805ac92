//! Whether something is part of the way that answers lead.

use std::collections::BTreeMap;

use super::{Condition, Scene, SceneQuestion};

/// Answers that have been given: id of the question, id of the answer.
pub type Answers = BTreeMap<String, String>;

/// What conditions come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    /// They hold.
    Holds,
    /// They do not.
    Fails,
    /// They depend on a question that has not been answered yet.
    Open,
}

/// Judges conditions by the answers to questions that are asked on this way; `open`: those still to be answered.
fn judge(conditions: &[Condition], given: &Answers, open: &[&str]) -> Verdict {
    let mut verdict = Verdict::Holds;
    for condition in conditions {
        let question = condition.question.as_str();
        let mut alternatives = conditions.iter().filter(|other| other.question == question);
        match given.get(question) {
            Some(answer) if alternatives.any(|other| other.answer == *answer) => {}
            None if open.contains(&question) => verdict = Verdict::Open,
            // Answered otherwise, or never asked on this way.
            _ => return Verdict::Fails,
        }
    }
    verdict
}

/// A way through a scene, as far as the answers lead.
pub(super) struct Way<'a> {
    /// Questions that are asked, answered or the next to be.
    pub(super) asked: Vec<&'a SceneQuestion>,
    /// Answers that count: to questions that are asked on this way.
    pub(super) given: Answers,
    /// Questions that are or may be asked still.
    open: Vec<&'a str>,
}

impl<'a> Way<'a> {
    pub(super) fn new(scene: &'a Scene, answers: &Answers) -> Way<'a> {
        let mut way = Way { asked: Vec::new(), given: Answers::new(), open: Vec::new() };
        for question in &scene.questions {
            let id = question.id.as_str();
            match (judge(&question.when, &way.given, &way.open), answers.get(id)) {
                // What comes after an open question waits for it, whatever was answered before it was changed.
                (Verdict::Holds, Some(answer)) if way.open.is_empty() => {
                    way.given.insert(id.to_owned(), answer.clone());
                    way.asked.push(question);
                }
                (Verdict::Holds, _) => {
                    if way.open.is_empty() {
                        way.asked.push(question);
                    }
                    way.open.push(id);
                }
                (Verdict::Open, _) => way.open.push(id),
                (Verdict::Fails, _) => {}
            }
        }
        way
    }

    /// The question to be answered next.
    pub(super) fn next(&self) -> Option<&'a SceneQuestion> {
        self.asked.last().copied().filter(|question| !self.given.contains_key(&question.id))
    }

    pub(super) fn judge(&self, conditions: &[Condition]) -> Verdict {
        judge(conditions, &self.given, &self.open)
    }
}

/// Every way through a scene, answered to its end; `None` when there are more than `most`.
pub(super) fn all_ways(scene: &Scene, most: usize) -> Option<Vec<Answers>> {
    let (mut ends, mut begun) = (Vec::new(), vec![Answers::new()]);
    while let Some(answers) = begun.pop() {
        match Way::new(scene, &answers).next() {
            None => ends.push(answers),
            Some(question) => begun.extend(question.answers.iter().map(|answer| {
                let mut answers = answers.clone();
                answers.insert(question.id.clone(), answer.id.clone());
                answers
            })),
        }
        if ends.len() + begun.len() > most {
            return None;
        }
    }
    ends.sort();
    Some(ends)
}
