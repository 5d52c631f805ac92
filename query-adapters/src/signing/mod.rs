//! What requests and answers are signed and sealed with.
//!
//! Governments sign with what their vendor knew: MD5 and SHA-256 over a text that has the secret in it, HMAC over
//! SHA-256 or SM3, and the national SM2 and SM4. None of it is chosen here, it is what the other side verifies.

mod digest;
mod sm;

pub use digest::{Encoding, framed, hmac_sha256, hmac_sm3, md5, same, sha256, sm3};
pub use sm::{SM2_USER, Sm2Signer, Sm2Verifier, Sm4Key, SmError, sm2_public_of};
