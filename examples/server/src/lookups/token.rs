//! Tokens: short texts that only who has the key can have made.

use std::fmt;

use menhu_lookups::signing::{Encoding, framed, hmac_sha256, same};

use crate::random::random;

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
        let mut key = [0; 32];
        key.copy_from_slice(&hmac_sha256(secret, &framed([&b"menhu tokens"[..], purpose.as_bytes()])));
        Key(key)
    }

    /// The token of a text.
    pub(crate) fn token(&self, purpose: &str, text: &str) -> String {
        Encoding::Hex.encode(&hmac_sha256(&self.0, &framed([purpose.as_bytes(), text.as_bytes()])))
    }

    /// Whether a token is that of a text. It takes as long for a wrong one, wherever it is wrong.
    pub(crate) fn fits(&self, purpose: &str, text: &str, token: &str) -> bool {
        same(self.token(purpose, text).as_bytes(), token.as_bytes())
    }
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
