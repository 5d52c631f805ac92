//! What Menhu fetches over the network. Everything that waits for somebody else's server is here, and nothing of it in
//! the kernel.
//!
//! | room | what it knows |
//! |---|---|
//! | [`http`] | fetching from strangers: which addresses, how much, how long, after how many redirects |
//! | [`harvest`] | the units' own sites, read into a portal (信息抓取) |

pub mod harvest;
pub mod http;
