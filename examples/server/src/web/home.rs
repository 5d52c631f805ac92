//! The home page: what a citizen comes for, in reach of one click.

use askama::Template;
use menhu::catalog::{Kind, Listing};
use menhu::query::{FacetField, Filters, SearchRequest};
use menhu::{Deadline, Portal};

use super::frame::Frame;
use super::view::{self, Choice, HitView};
use super::{link, list, scene};

/// Entries of each list.
const LATEST: usize = 8;
/// Green channels that stand on the page: the six of a district.
const CHANNELS: usize = 6;

#[derive(Template)]
#[template(path = "home.html")]
pub(crate) struct HomePage {
    pub(crate) frame: Frame,
    pub(crate) total: u64,
    pub(crate) kinds: Vec<Choice>,
    pub(crate) scenes: Vec<SceneLink>,
    pub(crate) channels: Vec<Choice>,
    pub(crate) topics: Vec<Choice>,
    pub(crate) units: Vec<Choice>,
    pub(crate) lists: Vec<Choice>,
    pub(crate) latest: Vec<HitView>,
    pub(crate) services: Vec<HitView>,
}

/// A scene, with its picture.
pub(crate) struct SceneLink {
    pub(crate) title: String,
    pub(crate) trigger: String,
    pub(crate) href: String,
    pub(crate) picture: Option<String>,
}

impl HomePage {
    pub(crate) fn new(portal: &Portal, deadline: Deadline) -> Result<HomePage, menhu::Error> {
        let all = SearchRequest { limit: 0, facets: vec![FacetField::Kind], ..SearchRequest::default() };
        let answer = portal.search_until(&all, deadline)?;
        let latest = |kinds: &[Kind]| {
            let filters = Filters { kind: kinds.to_vec(), ..Filters::default() };
            view::latest(portal, filters, LATEST, deadline).map(|(_, hits)| hits)
        };
        let entries = |list: Listing| -> Result<Vec<Choice>, menhu::Error> {
            let listed = portal.browse(list, deadline)?;
            let used = listed.entries.iter().filter(|entry| entry.count > 0 || list == Listing::Units);
            Ok(used.map(|entry| list::choice(portal, list, entry)).collect())
        };
        let scene = |scene: &std::sync::Arc<menhu::scene::Scene>| SceneLink {
            title: scene.title.clone(),
            trigger: scene.trigger.clone(),
            href: link::to_scene(&scene.id),
            picture: scene::picture_of(portal, scene),
        };
        let mut frame = Frame::new(portal);
        frame.feed = Some(link::to_feed(&Filters::default()));
        Ok(HomePage {
            frame,
            total: answer.total,
            kinds: view::kind_links(&all, &answer),
            scenes: portal.scenes().iter().map(scene).collect(),
            channels: entries(Listing::Groups)?.into_iter().take(CHANNELS).collect(),
            topics: entries(Listing::Topics)?,
            units: entries(Listing::Units)?,
            lists: list::links(portal, deadline)?,
            latest: latest(&[Kind::Document, Kind::News])?,
            services: latest(&[Kind::Service])?,
        })
    }
}
