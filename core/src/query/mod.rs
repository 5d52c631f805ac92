//! Queries: what can be asked and answered, the query language, how words are weighed, and highlighting.
//!
//! Requests and answers are plain serde types with one JSON form, the same from Rust, C, the browser and HTTP. This
//! room knows text and the catalog's vocabulary; it knows nothing of the engine that finds the documents.

mod answer;
mod cursor;
mod filters;
mod highlight;
mod language;
mod nature;
mod note;
mod plan;
pub(crate) mod rank;
mod request;
mod weights;

pub use answer::{DidYouMean, FacetCount, Highlight, Hit, Reason, SearchAnswer};
pub use filters::{DateRange, FacetField, FacetScope, FilterError, Filters};
pub use highlight::{Highlighter, escape_html};
pub use language::{ParsedQuery, Part, parse};
pub use note::Note;
pub use request::{MAX_FACET_LIMIT, MAX_LIMIT, MAX_OFFSET, MAX_QUERY_BYTES, RequestError, SearchRequest, Sort};

pub use weights::Weights;

pub(crate) use cursor::{Cursor, search_id};
pub(crate) use nature::nature;
pub(crate) use plan::{Language, Matcher, Plan, Word};
pub(crate) use rank::LengthNorm;
