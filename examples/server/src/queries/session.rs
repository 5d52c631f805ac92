//! Sessions: a random cookie that says nothing, and the pseudonym under which its searches are counted.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::random::random;

/// Name of the cookie.
pub(crate) const COOKIE: &str = "menhu_session";

/// Bytes of a session's random number.
const BYTES: usize = 16;

/// The value of the cookie: 128 random bits.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Cookie([u8; BYTES]);

impl Cookie {
    /// A new session; `None` when the system has no random numbers to give.
    pub(crate) fn random() -> Option<Cookie> {
        drawn().map(Cookie)
    }

    /// Reads a cookie's value.
    pub(crate) fn read(text: &str) -> Option<Cookie> {
        // Only the one form in which it is given out.
        let number = u128::from_str_radix(text, 16).ok()?;
        let cookie = Cookie(number.to_be_bytes());
        (cookie.value() == text).then_some(cookie)
    }

    /// The value, as the browser keeps it.
    pub(crate) fn value(&self) -> String {
        format!("{:032x}", u128::from_be_bytes(self.0))
    }
}

/// The key of the pseudonyms. It is drawn at the start, never leaves the memory, and is forgotten at the end: after that
/// nobody can tell which cookie a pseudonym was made of.
pub(super) struct Key([u8; 32]);

impl Key {
    pub(super) fn random() -> Option<Key> {
        drawn().map(Key)
    }

    /// The pseudonym of a session.
    pub(super) fn pseudonym(&self, cookie: &Cookie) -> Option<String> {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.0).ok()?;
        mac.update(&cookie.0);
        let tag: [u8; BYTES] = mac.finalize().into_bytes().get(..BYTES)?.try_into().ok()?;
        Some(format!("{:032x}", u128::from_be_bytes(tag)))
    }
}

fn drawn<const N: usize>() -> Option<[u8; N]> {
    random().inspect_err(|error| tracing::error!("{error}")).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cookies_are_read_in_their_own_form_only() {
        let cookie = Cookie::random().unwrap();
        assert!(Cookie::read(&cookie.value()) == Some(cookie.clone()) && cookie.value().len() == 32);
        for text in ["", "12", "+0000000000000000000000000000001", &"F".repeat(32), &"g".repeat(32), &"a".repeat(33)] {
            assert!(Cookie::read(text).is_none(), "{text}");
        }
    }

    #[test]
    fn pseudonyms_differ_with_the_cookie_and_with_the_start() {
        let (first, second) = (Cookie::random().unwrap(), Cookie::random().unwrap());
        let (key, other) = (Key::random().unwrap(), Key::random().unwrap());
        assert_eq!(key.pseudonym(&first), key.pseudonym(&first));
        assert_ne!(key.pseudonym(&first), key.pseudonym(&second));
        assert_ne!(key.pseudonym(&first), other.pseudonym(&first));
        assert_ne!(key.pseudonym(&first).unwrap(), first.value());
    }
}
