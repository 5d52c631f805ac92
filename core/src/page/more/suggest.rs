//! Suggestions from the few files that hold what is typed.

use super::super::format::{FileHash, FileKind, In, PageError};
use super::typed::Typed;
use super::{MoreIndex, Needs};
use crate::suggest::{Entry, Suggester, Suggestion, SuggestionKind};

/// More is no query.
const LONGEST: usize = 1 << 10;

impl MoreIndex {
    /// Suggestions, as far as the files are there.
    pub(super) fn suggestions(
        &self,
        guide: FileHash,
        text: &str,
        limit: usize,
        needs: &mut Needs,
    ) -> Result<Option<Vec<Suggestion>>, PageError> {
        if text.len() > LONGEST {
            return Ok(Some(Vec::new()));
        }
        let is_there = self.file(guide.file(), FileKind::Guide, needs)?.is_some();
        let Some(guide) = self.guide.as_ref().filter(|_| is_there) else { return Ok(None) };
        let mut entries = Vec::new();
        for chunk in Typed::new(guide, text).chunks() {
            let name = guide.name(chunk).ok_or(PageError::Malformed)?;
            if let Some(payload) = self.file(name, FileKind::Entries, needs)? {
                read(payload, chunk, &mut entries)?;
            }
        }
        Ok(needs.is_empty().then(|| Suggester::new(entries).suggest(text, limit)))
    }
}

/// The entries of a file.
fn read(payload: &[u8], chunk: usize, entries: &mut Vec<Entry>) -> Result<(), PageError> {
    let mut input = In(payload);
    if input.number()? as usize != chunk {
        return Err(PageError::NotThisFile);
    }
    let count = input.count()?;
    let kinds = input.bytes(count)?;
    let weights = input.bytes(count.checked_mul(4).ok_or(PageError::Malformed)?)?;
    let texts = (0..count).map(|_| input.text()).collect::<Result<Vec<&str>, PageError>>()?;
    for ((kind, weight), text) in kinds.iter().zip(weights.chunks_exact(4)).zip(texts) {
        let kind = *SuggestionKind::ALL.get(usize::from(*kind)).ok_or(PageError::Malformed)?;
        let weight = f32::from_le_bytes([weight[0], weight[1], weight[2], weight[3]]);
        let id = Some(input.text()?).filter(|id| !id.is_empty()).map(str::to_owned);
        entries.push(Entry { text: text.to_owned(), kind, id, weight });
    }
    if input.is_empty() { Ok(()) } else { Err(PageError::Malformed) }
}
