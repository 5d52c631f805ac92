//! What is related to an item, and the links of all items.

use super::Portal;
use crate::deadline::Deadline;
use crate::error::Error;
use crate::related::{Graph, GraphLink, GraphNode, Related, Sources, links_of, related};

/// Most items of a group, unless more are asked for.
pub(super) const RELATED_LIMIT: usize = 10;

impl Portal {
    /// What is related to an open item, each with its reason; `None` when there is no such item, or it is not open.
    ///
    /// # Errors
    /// [`Error::Deadline`] when it was not ready in time; [`Error::Damaged`] when something cannot be read back.
    pub fn related(&self, id: &str, deadline: Deadline) -> Result<Option<Related>, Error> {
        self.related_with(id, RELATED_LIMIT, true, deadline)
    }

    /// As [`Portal::related`], with up to `limit` items of a group, and with or without those that are only alike: to
    /// compare texts takes longer than everything else.
    ///
    /// # Errors
    /// As [`Portal::related`].
    pub fn related_with(
        &self,
        id: &str,
        limit: usize,
        similar: bool,
        deadline: Deadline,
    ) -> Result<Option<Related>, Error> {
        let version = self.versions.newest();
        let (reader, links) = (&version.reader, &version.rules.links);
        let searcher = reader.searcher();
        // What is not open has nothing under which it could be found.
        let Some(address) = reader.find_listed(&searcher, id)? else { return Ok(None) };
        let sources = Sources { reader, links, limit, similar, deadline };
        related(&sources, &searcher, address).map(Some)
    }

    /// An item with what is related to it, as a graph; `None` as for [`Portal::related`].
    ///
    /// # Errors
    /// As [`Portal::related`].
    pub fn neighbourhood(&self, id: &str, deadline: Deadline) -> Result<Option<Graph>, Error> {
        let Some(related) = self.related(id, deadline)? else { return Ok(None) };
        let Some(item) = self.item(id)? else { return Ok(None) };
        let (title, kind, validity) = (item.display_title(), item.kind, item.validity);
        Ok(Some(Graph::around(GraphNode { id: item.id, title, kind, validity }, &related)))
    }

    /// Every open item, and every link that their texts make.
    ///
    /// # Errors
    /// As [`Portal::related`].
    pub fn graph(&self, deadline: Deadline) -> Result<Graph, Error> {
        let version = self.versions.newest();
        let (reader, rules) = (&version.reader, &version.rules);
        let searcher = reader.searcher();
        let mut graph = Graph::default();
        for (id, _) in self.open_ids(deadline)? {
            deadline.check()?;
            let Some(address) = reader.find_listed(&searcher, &id)? else { continue };
            let (record, links) = links_of(reader, &rules.links, &searcher, address)?;
            for (link, other) in links {
                graph.links.push(GraphLink { from: id.clone(), to: other.id, link, reason: other.reason });
            }
            graph.nodes.push(GraphNode { id, title: record.title, kind: record.kind, validity: record.validity });
        }
        Ok(graph)
    }
}
