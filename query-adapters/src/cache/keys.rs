//! The secret of a lookup service, and what is derived from it.
//!
//! A number of an identity card has so few possible values that a plain hash of it is as good as the number. So every
//! key and every pseudonym is an HMAC under a secret that the service alone has.

use std::fmt;

use zeroize::Zeroizing;

use crate::lookup::Operation;
use crate::signing::{framed, hmac_sha256};

/// Changes whenever what is kept under a key changes its form: what an older version has kept is not found then.
const SCHEMA: &[u8] = b"menhu-lookups 1";
/// Bytes that a secret has at least.
const LEAST: usize = 32;

/// Where an answer is kept.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct CacheKey(pub(crate) [u8; 32]);

/// Whom or what a question is about, as a pseudonym.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Subject(pub(crate) [u8; 16]);

/// A secret that is too short.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// Anybody could guess it.
    #[error("the secret has {0} bytes; give {LEAST} random ones or more")]
    Short(usize),
    /// No random numbers to be had.
    #[error("the system gives no random numbers: {0}")]
    Random(String),
}

/// Keys derived from one secret.
pub struct Keys {
    cache: Zeroizing<[u8; 32]>,
    subject: Zeroizing<[u8; 32]>,
    pseudonym: Zeroizing<[u8; 32]>,
    pub(super) seal: Zeroizing<[u8; 32]>,
}

impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Keys(..)")
    }
}

impl Keys {
    /// Keys of a secret drawn now: what was kept before, or elsewhere, cannot be read with them.
    ///
    /// # Errors
    /// [`KeyError::Random`].
    pub fn random() -> Result<Keys, KeyError> {
        let mut secret = Zeroizing::new([0; LEAST]);
        getrandom::fill(secret.as_mut()).map_err(|error| KeyError::Random(error.to_string()))?;
        Keys::from_secret(secret.as_ref())
    }

    /// Keys of a secret that several processes share, or that outlives one.
    ///
    /// # Errors
    /// [`KeyError::Short`].
    pub fn from_secret(secret: &[u8]) -> Result<Keys, KeyError> {
        if secret.len() < LEAST {
            return Err(KeyError::Short(secret.len()));
        }
        let derive = |what: &[u8]| Zeroizing::new(mac(secret, &[SCHEMA, what]));
        Ok(Keys {
            cache: derive(b"cache"),
            subject: derive(b"subject"),
            pseudonym: derive(b"pseudonym"),
            seal: derive(b"seal"),
        })
    }

    /// The key of an answer: of this provider with this fingerprint, to this requester, to exactly this question.
    pub(crate) fn cache(
        &self,
        (provider, fingerprint): (&str, &[u8]),
        operation: Operation,
        requester: &str,
        canonical: &[u8],
    ) -> CacheKey {
        let (operation, requester) = (operation.name().as_bytes(), requester.as_bytes());
        let parts = [SCHEMA, provider.as_bytes(), fingerprint, operation, requester, canonical];
        CacheKey(mac(self.cache.as_ref(), &parts))
    }

    /// The pseudonym of a person or vehicle, the same whatever is asked about them.
    pub(crate) fn subject(&self, subject: &[u8]) -> Subject {
        Subject(first(mac(self.subject.as_ref(), &[subject])))
    }

    /// The pseudonym of a requester, for the audit; of an address, for limits.
    pub(crate) fn pseudonym(&self, requester: &str) -> [u8; 16] {
        first(mac(self.pseudonym.as_ref(), &[requester.as_bytes()]))
    }
}

fn first(tag: [u8; 32]) -> [u8; 16] {
    let mut half = [0; 16];
    half.copy_from_slice(&tag[..16]);
    half
}

/// HMAC-SHA-256 of parts.
fn mac(key: &[u8], parts: &[&[u8]]) -> [u8; 32] {
    let mut tag = [0; 32];
    tag.copy_from_slice(&hmac_sha256(key, &framed(parts.iter().copied())));
    tag
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_part_of_a_key_counts() {
        let keys = Keys::from_secret(&[7; 32]).unwrap();
        let of = |provider, print: &[u8], requester, canonical: &[u8]| {
            keys.cache((provider, print), Operation::HousingFund, requester, canonical).0
        };
        let key = |provider, requester, canonical: &[u8]| of(provider, b"p", requester, canonical);
        let one = key("a", "b", b"c");
        assert_eq!(one, key("a", "b", b"c"));
        for other in
            [key("x", "b", b"c"), key("a", "x", b"c"), key("a", "b", b"x"), key("ab", "", b"c"), key("a", "bc", b"")]
        {
            assert_ne!(one, other);
        }
        assert_ne!(one, of("a", b"q", "b", b"c"));
        let other = Keys::from_secret(&[8; 32]).unwrap();
        assert_ne!(one, other.cache(("a", b"p"), Operation::HousingFund, "b", b"c").0);
        assert_ne!(one, keys.cache(("a", b"p"), Operation::SocialSecurity, "b", b"c").0);
        assert_ne!(keys.subject(b"x").0, keys.pseudonym("x"));
    }

    #[test]
    fn a_short_secret_is_refused_and_none_is_printed() {
        assert_eq!(Keys::from_secret(&[1; 31]).unwrap_err(), KeyError::Short(31));
        assert_eq!(format!("{:?}", Keys::random().unwrap()), "Keys(..)");
    }
}
