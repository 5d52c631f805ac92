//! Requests and answers as providers speak them: JSON, forms and XML, in UTF-8, GBK and GB 18030.

mod incoming;
mod outgoing;
mod places;

pub(crate) use incoming::{Said, incoming, said_by};
pub(crate) use outgoing::{Outgoing, mac, outgoing};
pub(crate) use places::{Places, Values};
