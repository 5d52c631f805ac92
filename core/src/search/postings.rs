//! Reading postings: which items of a segment hold a term, a phrase or a document number, and with what score.

use std::collections::HashSet;

use tantivy::fieldnorm::FieldNormReader;
use tantivy::postings::{Postings, SegmentPostings};
use tantivy::query::{EnableScoring, PhraseQuery, Query};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocId, DocSet, Searcher, SegmentReader, TERMINATED, Term};

use crate::deadline::Deadline;
use crate::error::Error;
use crate::ids::DocNumber;
use crate::index::Fields;
use crate::query::{LengthNorm, Matcher, Weights, rank};
use crate::text::doc_number_endings;

/// What scoring needs to know of the whole index, for one field.
pub(crate) struct FieldScore {
    field: Field,
    norm: LengthNorm,
    items: u64,
    weights: Weights,
    deadline: Deadline,
}

impl FieldScore {
    pub(crate) fn new(
        searcher: &Searcher,
        field: Field,
        weights: &Weights,
        deadline: Deadline,
    ) -> Result<FieldScore, Error> {
        let (mut tokens, mut items) = (0u64, 0u64);
        for segment in searcher.segment_readers() {
            tokens += segment.inverted_index(field)?.total_num_tokens();
            items += u64::from(segment.max_doc());
        }
        let average = tokens as f32 / items.max(1) as f32;
        Ok(FieldScore {
            field,
            norm: LengthNorm::new(average, weights, FieldNormReader::id_to_fieldnorm),
            items,
            weights: weights.clone(),
            deadline,
        })
    }

    pub(crate) fn term(&self, text: &str) -> Term {
        Term::from_field_text(self.field, text)
    }

    /// How much this term says, over the whole index; `None` when no item holds it.
    pub(crate) fn idf(&self, searcher: &Searcher, term: &Term) -> Result<Option<f32>, Error> {
        let with = searcher.doc_freq(term)?;
        Ok((with > 0).then(|| rank::idf(self.items, with, &self.weights)))
    }

    /// Calls `found` with every item of the segment that holds the term, deleted ones too, and its score.
    pub(crate) fn each(
        &self,
        segment: &SegmentReader,
        term: &Term,
        weight: f32,
        mut found: impl FnMut(DocId, f32),
    ) -> Result<(), Error> {
        let Some((mut postings, norms)) = self.open(segment, term)? else { return Ok(()) };
        let mut doc = postings.doc();
        while doc != TERMINATED {
            found(doc, weight * self.norm.frequency(norms.fieldnorm_id(doc), postings.term_freq()));
            doc = postings.advance();
        }
        Ok(())
    }

    /// As [`FieldScore::each`], but only for the items of `docs`, which are in order.
    pub(crate) fn each_of(
        &self,
        segment: &SegmentReader,
        term: &Term,
        weight: f32,
        docs: &[DocId],
        mut found: impl FnMut(usize, f32),
    ) -> Result<(), Error> {
        let Some((mut postings, norms)) = self.open(segment, term)? else { return Ok(()) };
        for (at, doc) in docs.iter().enumerate() {
            let reached = if postings.doc() < *doc { postings.seek(*doc) } else { postings.doc() };
            if reached == TERMINATED {
                break;
            }
            if reached == *doc {
                found(at, weight * self.norm.frequency(norms.fieldnorm_id(*doc), postings.term_freq()));
            }
        }
        Ok(())
    }

    /// Calls `found` with every item of `docs`, which are in order, that holds the term, and the positions at which it
    /// stands there.
    pub(crate) fn each_position(
        &self,
        segment: &SegmentReader,
        term: &Term,
        docs: &[DocId],
        mut found: impl FnMut(usize, &[u32]),
    ) -> Result<(), Error> {
        self.deadline.check()?;
        let index = segment.inverted_index(self.field)?;
        let option = IndexRecordOption::WithFreqsAndPositions;
        let postings = index.read_postings(term, option).map_err(tantivy::TantivyError::from)?;
        let Some(mut postings) = postings else { return Ok(()) };
        let mut positions = Vec::new();
        for (at, doc) in docs.iter().enumerate() {
            let reached = if postings.doc() < *doc { postings.seek(*doc) } else { postings.doc() };
            if reached == TERMINATED {
                break;
            }
            if reached == *doc {
                postings.positions(&mut positions);
                found(at, &positions);
            }
        }
        Ok(())
    }

    fn open(&self, segment: &SegmentReader, term: &Term) -> Result<Option<(SegmentPostings, FieldNormReader)>, Error> {
        // One list of postings is read in a few milliseconds at most; a long query asks for thousands of them.
        self.deadline.check()?;
        let index = segment.inverted_index(self.field)?;
        let postings = index.read_postings(term, IndexRecordOption::WithFreqs).map_err(tantivy::TantivyError::from)?;
        let Some(postings) = postings else { return Ok(None) };
        Ok(Some((postings, segment.get_fieldnorms_reader(self.field)?)))
    }
}

/// Scores of the three analysed fields.
pub(crate) struct Scores {
    pub(crate) text: FieldScore,
    pub(crate) title: FieldScore,
    pub(crate) ideographs: FieldScore,
    doc_number: Field,
    deadline: Deadline,
}

impl Scores {
    pub(crate) fn new(
        searcher: &Searcher,
        fields: &Fields,
        weights: &Weights,
        deadline: Deadline,
    ) -> Result<Scores, Error> {
        Ok(Scores {
            text: FieldScore::new(searcher, fields.text, weights, deadline)?,
            title: FieldScore::new(searcher, fields.title, weights, deadline)?,
            ideographs: FieldScore::new(searcher, fields.ideographs, weights, deadline)?,
            doc_number: fields.doc_number,
            deadline,
        })
    }

    /// Calls `found` with every item of every segment that matches, and its score: segment, item, score.
    pub(crate) fn each(
        &self,
        searcher: &Searcher,
        matcher: &Matcher,
        weight: f32,
        mut found: impl FnMut(usize, DocId, f32),
    ) -> Result<(), Error> {
        match matcher {
            Matcher::Term(text) => each_term(searcher, &self.text, text, weight, &mut found),
            Matcher::Ideograph(c) => each_term(searcher, &self.ideographs, &c.to_string(), weight, &mut found),
            Matcher::Phrase(chain) => self.each_phrase(searcher, chain, weight, &mut found),
            Matcher::DocNumber(number) => self.each_doc_number(searcher, number, weight, &mut found),
        }
    }

    /// The item of that number, and those that mention it. What a person types before a number may belong to the organ
    /// or not (查询国发〔2019〕5号): the longest ending that the portal knows is meant.
    fn each_doc_number(
        &self,
        searcher: &Searcher,
        number: &str,
        weight: f32,
        found: &mut impl FnMut(usize, DocId, f32),
    ) -> Result<(), Error> {
        // An ending of one character (发〔2024〕3号) is that of every office.
        const SHORTEST_ORGAN: usize = 2;
        let endings = DocNumber::parse(number).map_or_else(
            |_| vec![number.to_owned()],
            |number| {
                let organ = number.organ().chars().count();
                let plausible = (organ + 1).saturating_sub(SHORTEST_ORGAN).max(1);
                doc_number_endings(&number).into_iter().take(plausible).collect()
            },
        );
        for ending in endings {
            let own = Term::from_field_text(self.doc_number, &ending);
            if searcher.doc_freq(&own)? == 0 && searcher.doc_freq(&self.text.term(&ending))? == 0 {
                continue;
            }
            // An item that is meant mentions its number too, and counts once.
            let mut owners = HashSet::new();
            each_item(searcher, &own, |at, doc| {
                owners.insert((at, doc));
                found(at, doc, rank::OWN_DOC_NUMBER);
            })?;
            return each_term(searcher, &self.text, &ending, weight, &mut |at, doc, score| {
                if !owners.contains(&(at, doc)) {
                    found(at, doc, score);
                }
            });
        }
        Ok(())
    }

    fn each_phrase(
        &self,
        searcher: &Searcher,
        chain: &[(usize, String)],
        weight: f32,
        found: &mut impl FnMut(usize, DocId, f32),
    ) -> Result<(), Error> {
        let terms = chain.iter().map(|(at, term)| (*at, self.text.term(term))).collect();
        let query = PhraseQuery::new_with_offset(terms);
        let plan = query.weight(EnableScoring::enabled_from_searcher(searcher))?;
        for (at, segment) in searcher.segment_readers().iter().enumerate() {
            // A long phrase of frequent pairs may take seconds in one segment.
            const BETWEEN_LOOKS: usize = 1024;
            self.deadline.check()?;
            let mut scorer = plan.scorer(segment, weight)?;
            let mut seen = 0usize;
            while scorer.doc() != TERMINATED {
                let score = scorer.score();
                found(at, scorer.doc(), score);
                scorer.advance();
                seen += 1;
                if seen.is_multiple_of(BETWEEN_LOOKS) {
                    self.deadline.check()?;
                }
            }
        }
        Ok(())
    }
}

/// Calls `found` with every item that has this term in a field that is not analysed: segment, item.
pub(crate) fn each_item(searcher: &Searcher, term: &Term, mut found: impl FnMut(usize, DocId)) -> Result<(), Error> {
    for (at, segment) in searcher.segment_readers().iter().enumerate() {
        let index = segment.inverted_index(term.field())?;
        let postings = index.read_postings(term, IndexRecordOption::Basic).map_err(tantivy::TantivyError::from)?;
        let Some(mut postings) = postings else { continue };
        while postings.doc() != TERMINATED {
            found(at, postings.doc());
            postings.advance();
        }
    }
    Ok(())
}

fn each_term(
    searcher: &Searcher,
    field: &FieldScore,
    text: &str,
    weight: f32,
    found: &mut impl FnMut(usize, DocId, f32),
) -> Result<(), Error> {
    let term = field.term(text);
    let Some(idf) = field.idf(searcher, &term)? else { return Ok(()) };
    for (at, segment) in searcher.segment_readers().iter().enumerate() {
        field.each(segment, &term, idf * weight, |doc, score| found(at, doc, score))?;
    }
    Ok(())
}
