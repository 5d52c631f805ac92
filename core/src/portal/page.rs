//! An index for browsers of all that is open to the public: gathered from a portal.

use std::collections::HashMap;
use std::ops::ControlFlow;

use super::Portal;
use crate::catalog::{Listing, linkable, path_segment};
use crate::deadline::Deadline;
use crate::error::Error;
use crate::page::{Built, Extras, Options, PageDocument, PageRelated, build_with};
use crate::query::{MAX_LIMIT, SearchRequest};
use crate::search::words_and_entries;
use crate::suggest::Entry;

impl Portal {
    /// A page index of the portal, as `menhu export-page-index` makes it: every open item with its suggestions, what is
    /// related to it, and the lists. [`crate::page::publish`] puts it in place. `item_url` is the address of items that
    /// have none of their own to which a page can link, with `{id}` where the id is to stand:
    /// `https://www.shifan.example/items/{id}`.
    ///
    /// # Errors
    /// [`Error::ItemUrl`]; [`Error::NoAddress`] of an item, when `item_url` is not given; [`Error::Deadline`] when what it holds was
    /// not gathered in time; [`Error::Damaged`] when something cannot be read back.
    pub fn page_index(&self, item_url: Option<&str>, deadline: Deadline) -> Result<Built, Error> {
        let documents = self.page_documents(item_url, deadline)?;
        let addresses: HashMap<&str, &str> = documents.iter().map(|of| (of.id.as_str(), of.url.as_str())).collect();
        let extras = self.page_extras(|id| addresses.get(id).map(|url| (*url).to_owned()), deadline)?;
        Ok(build_with(&self.dictionary(), documents, &extras, &Options::default()))
    }

    /// The documents of a page index: what is open to the public, each with the topics that it belongs to and an address; see
    /// [`Portal::page_index`].
    ///
    /// # Errors
    /// As [`Portal::page_index`].
    pub fn page_documents(&self, item_url: Option<&str>, deadline: Deadline) -> Result<Vec<PageDocument>, Error> {
        if item_url.is_some_and(|url| linkable(url).is_none() || !url.contains("{id}")) {
            return Err(Error::ItemUrl);
        }
        let topics = self.topics_of_items(deadline)?;
        let mut documents = Vec::new();
        let mut fault = None;
        self.each_item(|item| {
            let Some(mut document) = PageDocument::of(&item) else { return ControlFlow::Continue(()) };
            let own = topics.get(&document.id).into_iter().flatten();
            document.filters.extend(own.map(|topic| ("topic".to_owned(), topic.clone())));
            // An address that is a script, from some import, is none.
            document.url = match (linkable(&document.url), item_url) {
                (Some(url), _) => url.to_owned(),
                (None, Some(item_url)) => item_url.replace("{id}", &path_segment(&document.id)),
                (None, None) => {
                    fault = Some(Error::NoAddress { id: document.id });
                    return ControlFlow::Break(());
                }
            };
            documents.push(document);
            fault = deadline.check().err();
            if fault.is_some() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        })?;
        fault.map_or(Ok(documents), Err)
    }

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

    /// The titles of the topics that each item belongs to: many are gathered by a query, which only the portal can ask.
    fn topics_of_items(&self, deadline: Deadline) -> Result<HashMap<String, Vec<String>>, Error> {
        let mut topics: HashMap<String, Vec<String>> = HashMap::new();
        for topic in self.browse(Listing::Topics, deadline)?.entries {
            let mut request = SearchRequest { limit: MAX_LIMIT, ..SearchRequest::new("") };
            request.filters.topic = vec![topic.value];
            loop {
                deadline.check()?;
                let answer = self.search(&request)?;
                for hit in answer.hits {
                    topics.entry(hit.id).or_default().push(topic.label.clone());
                }
                match answer.next_cursor {
                    Some(cursor) => request.cursor = Some(cursor),
                    None => break,
                }
            }
        }
        Ok(topics)
    }
}
