//! An index for browsers of all that is open to the public: gathered from a portal.

use std::collections::HashMap;
use std::ops::ControlFlow;
use std::sync::Arc;

use super::Portal;
use super::versions::Versions;
use crate::catalog::{Listing, linkable, path_segment};
use crate::deadline::Deadline;
use crate::error::Error;
use crate::page::{Built, Extras, Options, PageDocument, PageRelated, build_with};
use crate::query::{MAX_LIMIT, SearchRequest};
use crate::search::words_and_entries;
use crate::suggest::Entry;

impl Portal {
    /// A page index of the portal, as `menhu export-page-index` makes it: every open item with its suggestions, what is
    /// related to it, the synonyms, and the lists, all of the commit that is shown when it begins. [`crate::page::publish`] puts it in
    /// place. `item_url` is the address of items that have none of their own to which a page can link, with `{id}` where
    /// the id is to stand: `https://www.shifan.example/items/{id}`. Takes seconds for ten thousand items, of which
    /// gathering, which the deadline bounds, is the smaller part.
    ///
    /// # Errors
    /// [`Error::ItemUrl`]; [`Error::NoAddress`] of an item, when `item_url` is not given; [`Error::Deadline`] when what it holds was
    /// not gathered in time; [`Error::Damaged`] when something cannot be read back.
    pub fn page_index(&self, item_url: Option<&str>, deadline: Deadline) -> Result<Built, Error> {
        let pinned = self.pinned();
        let documents = pinned.page_documents(item_url, deadline)?;
        let addresses: HashMap<&str, &str> = documents.iter().map(|of| (of.id.as_str(), of.url.as_str())).collect();
        let extras = pinned.page_extras(|id| addresses.get(id).map(|url| (*url).to_owned()), deadline)?;
        let synonyms = (*pinned.versions.newest().rules.synonyms).clone();
        let options = Options { synonyms, ..Options::default() };
        Ok(build_with(&pinned.dictionary(), documents, &extras, &options))
    }

    /// This portal as it is now, whatever is reloaded: what is read in several steps is then of one commit.
    fn pinned(&self) -> Portal {
        Portal { versions: Arc::new(Versions::only(self.versions.newest())), ..self.clone() }
    }

    /// What is open to the public, each with the topics that it belongs to and an address.
    fn page_documents(&self, item_url: Option<&str>, deadline: Deadline) -> Result<Vec<PageDocument>, Error> {
        if item_url.is_some_and(|url| linkable(url).is_none() || !url.contains("{id}")) {
            return Err(Error::ItemUrl);
        }
        let topics = self.topics_of_items(deadline)?;
        let mut documents = Vec::new();
        let mut fault = None;
        self.each_item(|item| {
            if let Err(late) = deadline.check() {
                fault = Some(late);
                return ControlFlow::Break(());
            }
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
            ControlFlow::Continue(())
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

    /// What a page index holds beside the items: suggestions, what is related to each item, and every list by which the
    /// portal is entered. `address` says where the item of an id is published; it is asked for open items only.
    fn page_extras(&self, address: impl Fn(&str) -> Option<String>, deadline: Deadline) -> Result<Extras, Error> {
        deadline.check()?;
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
                let answer = self.search_until(&request, deadline)?;
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::read_item;
    use crate::index::WriterOptions;

    fn put(portal: &Portal, line: &str) {
        let mut writer = portal.writer(&WriterOptions { threads: 1, memory: 32 << 20 }).unwrap();
        writer.put(&read_item(line).unwrap()).unwrap();
        writer.commit().unwrap();
        portal.reload().unwrap();
    }

    #[test]
    fn an_index_is_of_one_commit() {
        let home = tempfile::tempdir().unwrap();
        let portal = Portal::open_or_create(home.path()).unwrap();
        put(&portal, r#"{"id":"a","title":"住房公积金提取","url":"/a.html"}"#);
        let pinned = portal.pinned();
        put(&portal, r#"{"id":"b","title":"住房公积金贷款","url":"javascript:b"}"#);
        let found = |portal: &Portal| portal.search(&SearchRequest::new("公积金")).unwrap().total;
        assert_eq!((found(&portal), found(&pinned)), (2, 1));
        assert_eq!(pinned.page_index(None, Deadline::NONE).unwrap().ids, ["a"]);

        assert!(matches!(portal.page_index(None, Deadline::NONE), Err(Error::NoAddress { id }) if id == "b"));
        assert!(matches!(portal.page_index(Some("/items"), Deadline::NONE), Err(Error::ItemUrl)));
        let late = Deadline::after(std::time::Duration::ZERO);
        assert!(matches!(portal.page_index(Some("/items/{id}"), late), Err(Error::Deadline)));
        assert_eq!(portal.page_index(Some("/items/{id}"), Deadline::NONE).unwrap().ids.len(), 2);
    }
}
