//! What a page index holds beside the items: gathered from a portal.

use super::Portal;
use crate::catalog::Listing;
use crate::deadline::Deadline;
use crate::error::Error;
use crate::page::{Extras, PageRelated};
use crate::search::words_and_entries;
use crate::suggest::Entry;

impl Portal {
    /// Everything that [`Portal::suggest`] chooses from: titles, keywords, words of titles.
    ///
    /// # Errors
    /// [`Error::Damaged`] when something cannot be read back.
    pub fn suggestion_entries(&self) -> Result<Vec<Entry>, Error> {
        let reader = &self.versions.newest().reader;
        Ok(words_and_entries(reader, &reader.searcher())?.1)
    }

    /// What a page index may hold beside the items: suggestions, what is related to each item, and every list by which the
    /// portal is entered. For [`crate::page::build_with`]. Past queries are the host's: it adds them to the entries.
    /// `address` says where the item of an id is published; it is asked for open items only.
    ///
    /// # Errors
    /// [`Error::Deadline`] when it was not ready in time; [`Error::Damaged`] when something cannot be read back.
    pub fn page_extras(&self, address: impl Fn(&str) -> Option<String>, deadline: Deadline) -> Result<Extras, Error> {
        let mut extras = Extras { entries: self.suggestion_entries()?, ..Extras::default() };
        for (id, _) in self.open_ids(deadline)? {
            deadline.check()?;
            if let Some(related) = self.related(&id, deadline)? {
                extras.related.push((id, PageRelated::of(related, &address)));
            }
        }
        extras.listings = Listing::ALL.into_iter().map(|list| self.browse(list, deadline)).collect::<Result<_, _>>()?;
        Ok(extras)
    }
}
