//! The catalog: what a portal publishes. Everything is an [`Item`] with one envelope; units and columns are items too.
//!
//! This room knows what an item is and how it is read and written; it knows nothing of indexes or queries.

mod attachment;
mod genre;
mod interchange;
mod item;
mod kind;
mod link;
mod listing;
mod origin;
mod payload;
mod state;
mod tree;

pub use attachment::Attachment;
pub use genre::Genre;
pub use interchange::{InterchangeError, read_item};
pub use item::{Item, ItemError, LONGEST_ID, SCENE_PREFIX};
pub use kind::Kind;
pub use link::{linkable, path_segment};
pub use listing::{ListEntry, Listed, Listing};
pub use origin::Origin;
pub use payload::{
    Basis, ColumnProfile, Fee, FormField, FormSheet, Gather, Leader, Material, MaterialFormat, MaterialSource, Office,
    OnlineDepth, Payload, Place, Question, Service, ServiceState, ServiceType, Step, Themes, TopicRule, UnitProfile,
    UnitType, enterprise_themes, groups, is_subject_class, person_themes, read_payload,
};
pub use state::{Openness, Validity};
pub use tree::{Catalog, Column, UnitEntry, column_prefixes};

pub(crate) use tree::Changes;
