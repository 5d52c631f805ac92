//! Cards (搜索即服务): ahead of the hits, the service, lookup or unit that a query *means*, from what the portal has
//! published and nothing else.
//!
//! Better no card than a wrong one. The rules:
//!
//! 1. **What a card can be of.** Items of kinds service, lookup and unit that are open and in force. Its facts are the
//!    item's own fields (`phone`, `address`, `hours`); a service without them shows those of the unit it names.
//! 2. **A unit** is meant by a query that is one of its names and besides only words of asking (民政局在哪,
//!    区民政局几点上班). Its names are its title, the title without the region that most units' titles begin with or
//!    with only a part of it (示范区民政局, 区民政局, 民政局), and its keywords. What was asked for stands in
//!    [`Card::asked`].
//! 3. **A service** is meant by a query of which every word that is not one of asking (怎么办, 流程, 材料, 电话 …)
//!    occurs in its title or keywords, itself or by a synonym, and which covers most of the title or of one keyword.
//!    Words of procedure (登记, 申领, 补领 …) count less than others and alone mean nothing; a keyword of more than
//!    three items is no name of any of them. A unit's name in the query (民政局结婚登记) must be the service's unit.
//! 4. **A lookup** is meant like a service when the query says that something is to be looked up (查社保, 公积金查询);
//!    otherwise only by its whole title or a whole keyword (公积金余额). It then stands instead of services.
//! 5. Equally good ones are shown together, at most three cards. More than three different ones that the query covers
//!    only in part are a topic and not a meaning: no card.
//! 6. Long queries, and those that name a document (`《…》`, 国发〔2019〕5号, 第三条), get none.
//!
//! In memory: names and an inverted index from their words to items, made once from the catalog. A search looks up the
//! words of the query and examines the items that hold all of them. This room knows items and text; it knows nothing of
//! indexes, pages or providers.

mod card;
mod find;
mod matter;
mod name;
mod postings;
mod unit;
mod wording;
mod words;

#[cfg(all(test, feature = "dictionary"))]
#[allow(clippy::unwrap_used)]
mod tests;

pub use card::{Card, CardKind, Fact};
pub use find::{Cards, MAX_CARDS};
