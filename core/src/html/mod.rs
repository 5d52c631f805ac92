//! A government page, read: what its meta tags say (政府网站发展指引, annex), its text, its links; and what its author says to
//! the search in it (`data-menhu-…`).
//!
//! Pages of real sites break every rule that there is for them: tags in another order, the word `null` for nothing, four
//! kinds of separators, dates in a dozen forms, a charset that is not the one they name. What can be understood is read,
//! what cannot is absent: a page is never refused for what its tags say.
//!
//! | what | is read from, in this order |
//! |---|---|
//! | title | ArticleTitle; the `h1` that the title begins with, or the only one that is not the site's; the title without the site's name |
//! | published | PubDate and its kin; "发布时间：" on the page |
//! | source | ContentSource; "来源：" on the page |
//! | body | the selector of whoever asks; containers that the usual systems use; where most of the text is |
//! | document number, index number, dates | the table or list of labels above a document |
//!
//! Only plain text leaves this room: no script, style or picture that counts visitors can be kept by whoever reads it.

mod body;
mod date;
mod labels;
mod links;
mod marks;
mod meta;
mod page;
mod select;
mod tree;

pub use date::Published;
pub use links::Link;
pub use marks::{MarkFault, Marks};
pub use page::{Page, PageKind, PageOptions, read_marked_page, read_page};
pub use select::Selector;
