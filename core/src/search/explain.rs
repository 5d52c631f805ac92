//! Why a hit stands where it does, in words that an editor understands.

use tantivy::{DocId, Searcher};

use super::Source;
use super::matching::{Match, Matches, Placed};
use super::postings::Scores;
use crate::error::Error;
use crate::query::{Matcher, Plan, Reason, Weights, Word, rank};

/// The reasons of every hit of the page: what decided first, then what the words gave, then what raised or lowered it.
pub(super) fn explain(
    source: &Source<'_>,
    searcher: &Searcher,
    plan: &Plan,
    matches: &Matches,
) -> Result<Vec<Vec<Reason>>, Error> {
    let scores = Scores::new(searcher, &source.reader.fields, source.weights, source.deadline)?;
    matches
        .page
        .iter()
        .map(|hit| Explained { searcher, scores: &scores, hit, weights: source.weights }.reasons(plan))
        .collect()
}

struct Explained<'a> {
    searcher: &'a Searcher,
    scores: &'a Scores,
    hit: &'a Match,
    weights: &'a Weights,
}

impl Explained<'_> {
    fn reasons(&self, plan: &Plan) -> Result<Vec<Reason>, Error> {
        let mut reasons = Vec::new();
        match self.hit.placed {
            Placed::ByScore => {}
            Placed::ExactTitle => reasons.push(Reason::new("exact_title", "标题与检索词完全一致，排在最前", None)),
            Placed::First => reasons.push(Reason::new("best_bet", "编辑设定：对该检索词置顶", None)),
            Placed::Last => reasons.push(Reason::new("worst_bet", "编辑设定：对该检索词排在最后", None)),
        }
        for word in plan.words.iter().chain(&plan.strict) {
            reasons.push(self.word(word)?);
        }
        let mut wording = 0.0;
        for (matcher, weight) in &plan.extra {
            wording += self.score(matcher, *weight)?.unwrap_or(0.0);
        }
        if wording > 0.0 {
            reasons.push(Reason::new("wording", "含有检索词中的其他字词组合", Some(wording)));
        }
        let Some(findings) = &self.hit.findings else { return Ok(reasons) };
        if findings.passage.factor(self.weights) > 1.005 {
            let passage = findings.passage;
            let text = format!(
                "检索词集中出现在同一段文字中（占{:.0}%），最长连续一致部分占{:.0}%",
                passage.share * 100.0,
                passage.run * 100.0
            );
            reasons.push(Reason::times("passage", text, passage.factor(self.weights)));
        }
        for boost in &findings.boosts {
            reasons.push(Reason::times("boost", &boost.reason, boost.factor()));
        }
        if let Some(factor) = findings.own {
            reasons.push(Reason::times("own", "本站自定义排序规则", factor));
        }
        Ok(reasons)
    }

    /// What a word gave: itself, or what stands for it, or nothing.
    fn word(&self, word: &Word) -> Result<Reason, Error> {
        let mut best: Option<(f32, Option<&str>)> = self.score(&word.matcher, word.weight)?.map(|score| (score, None));
        for other in &word.alternatives {
            if let Some(score) = self.score(&other.matcher, other.weight)?
                && best.is_none_or(|(known, _)| score > known)
            {
                best = Some((score, Some(&other.text)));
            }
        }
        let quoted = &word.text;
        Ok(match best {
            None => Reason::new("missing", format!("不含“{quoted}”"), None),
            Some((score, Some(other))) => {
                Reason::new("synonym", format!("含有“{other}”（由“{quoted}”扩展）"), Some(score))
            }
            Some((score, None)) if score >= rank::OWN_DOC_NUMBER => {
                Reason::new("doc_number", format!("文号就是“{quoted}”"), Some(score))
            }
            Some((score, None)) => {
                let in_title = match &word.matcher {
                    Matcher::Term(text) => self.in_title(text)?,
                    _ => false,
                };
                let place = if in_title { "标题含有" } else { "内容含有" };
                Reason::new("word", format!("{place}“{quoted}”"), Some(score))
            }
        })
    }

    fn in_title(&self, text: &str) -> Result<bool, Error> {
        let mut found = false;
        let segment = self.searcher.segment_reader(self.hit.segment as u32);
        let title = &self.scores.title;
        title.each_of(segment, &title.term(text), 1.0, &[self.hit.doc], |_, _| found = true)?;
        Ok(found)
    }

    /// The score of one matcher for this hit; `None` when the hit does not hold it.
    fn score(&self, matcher: &Matcher, weight: f32) -> Result<Option<f32>, Error> {
        let (field, text) = match matcher {
            Matcher::Term(text) => (&self.scores.text, text.clone()),
            Matcher::Ideograph(c) => (&self.scores.ideographs, c.to_string()),
            Matcher::Phrase(_) | Matcher::DocNumber(_) => return self.rare_score(matcher, weight),
        };
        let term = field.term(&text);
        let Some(idf) = field.idf(self.searcher, &term)? else { return Ok(None) };
        let segment = self.searcher.segment_reader(self.hit.segment as u32);
        let mut found = None;
        field.each_of(segment, &term, idf * weight, &[self.hit.doc], |_, score| found = Some(score))?;
        Ok(found)
    }

    /// Phrases and document numbers have no short way to one item.
    fn rare_score(&self, matcher: &Matcher, weight: f32) -> Result<Option<f32>, Error> {
        let wanted: (usize, DocId) = (self.hit.segment, self.hit.doc);
        let mut found = None;
        self.scores.each(self.searcher, matcher, weight, |at, doc, score| {
            if (at, doc) == wanted {
                found = Some(score);
            }
        })?;
        Ok(found)
    }
}
