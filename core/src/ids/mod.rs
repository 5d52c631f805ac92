//! Identifiers of Chinese administration: pure parsers and validators.
//!
//! | What | Type or function | Standard |
//! |---|---|---|
//! | 发文字号, document number | [`DocNumber`], [`find_doc_numbers`] | GB/T 9704-2012 |
//! | 索引号, index number of a disclosure catalogue | [`IndexNumber`] | 政府信息公开目录, its front by GB 32100 or GB 11714 |
//! | 统一社会信用代码, unified social credit code | [`check_credit_code`] | GB 32100-2015 |
//! | 组织机构代码, organisation code | [`check_organisation_code`] | GB 11714-1997 |
//!
//! [`looks_personal`] says whether a text holds any shape that points to a person.
//!
//! This room knows characters and check digits. It knows nothing of items or indexes, has no clock and no tables of
//! organs, and takes any input without panicking, in time linear in its length. Of dictionaries and folding of script
//! only [`looks_personal`] makes use.

mod credit_code;
mod doc_number;
mod index_number;
pub(crate) mod numeral;
mod personal;
mod width;

pub use credit_code::{CodeError, CodeKind, check_credit_code, check_organisation_code};
pub use doc_number::{DocNumber, DocNumberError, DocNumberForm, DocNumberMention, find_doc_numbers};
pub use index_number::{FrontKind, IndexNumber, IndexNumberError};
pub use personal::{PersonalKind, looks_personal};
