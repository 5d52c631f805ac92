//! Tokens: short texts that only who has the key can have made.

use std::fmt;

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// A key of tokens.
#[derive(Clone)]
pub(crate) struct Key([u8; 32]);

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Key(..)")
    }
}

impl Key {
    /// A key drawn now: what was made before is none any more.
    ///
    /// # Errors
    /// When the system gives no random numbers.
    pub(crate) fn random() -> Result<Key, String> {
        random().map(Key)
    }

    /// A key for one purpose out of a secret that processes share.
    pub(crate) fn of(secret: &[u8], purpose: &str) -> Key {
        Key(mac(secret, &[b"menhu tokens", purpose.as_bytes()]).finalize().into_bytes().into())
    }

    /// The token of a text.
    pub(crate) fn token(&self, purpose: &str, text: &str) -> String {
        hex(&self.mac(purpose, text).finalize().into_bytes())
    }

    /// Whether a token is that of a text. It takes as long for a wrong one, wherever it is wrong.
    pub(crate) fn fits(&self, purpose: &str, text: &str, token: &str) -> bool {
        unhex(token).is_some_and(|tag| self.mac(purpose, text).verify_slice(&tag).is_ok())
    }

    fn mac(&self, purpose: &str, text: &str) -> Hmac<Sha256> {
        mac(&self.0, &[purpose.as_bytes(), text.as_bytes()])
    }
}

/// An HMAC over parts, each with its length before it.
fn mac(key: &[u8], parts: &[&[u8]]) -> Hmac<Sha256> {
    // HMAC takes keys of any length; there is no other error.
    let mut mac = match Hmac::<Sha256>::new_from_slice(key) {
        Ok(mac) => mac,
        Err(_) => Hmac::<Sha256>::new(&Default::default()),
    };
    for part in parts {
        mac.update(&(part.len() as u64).to_be_bytes());
        mac.update(part);
    }
    mac
}

/// So many random bytes.
///
/// # Errors
/// When the system gives none.
pub(crate) fn random<const N: usize>() -> Result<[u8; N], String> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|error| format!("the system gives no random numbers: {error}"))?;
    Ok(bytes)
}

pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    let is_hex = text.len().is_multiple_of(2) && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
    let byte = |at: usize| u8::from_str_radix(text.get(at..at + 2)?, 16).ok();
    if is_hex { (0..text.len()).step_by(2).map(byte).collect() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_of_its_key_its_purpose_and_its_text() {
        let key = Key::random().unwrap();
        let token = key.token("form", "a");
        assert!(key.fits("form", "a", &token));
        assert!(!key.fits("form", "b", &token) && !key.fits("session", "a", &token));
        assert!(!Key::random().unwrap().fits("form", "a", &token));
        for wrong in ["", "0", "zz", &token[2..], &token.to_uppercase(), "é"] {
            assert!(!key.fits("form", "a", wrong), "{wrong}");
        }
        assert!(Key::of(b"s", "x").fits("form", "a", &Key::of(b"s", "x").token("form", "a")));
        assert_eq!(format!("{key:?}"), "Key(..)");
    }
}
