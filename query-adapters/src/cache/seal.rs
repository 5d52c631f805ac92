//! Sealed answers: unreadable without the service's secret, and worthless in another place.

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use jiff::Timestamp;
use zeroize::Zeroizing;

use super::keys::{CacheKey, Keys, Subject};

/// Bytes of a nonce: so many that random ones never meet.
const NONCE: usize = 24;
/// Form of a sealed answer outside this process.
const VERSION: u8 = 1;
/// Bytes before the nonce there: version, time, epoch, subject, whether it is a record.
const HEAD: usize = 1 + 8 + 8 + 16 + 1;

/// A sealed answer. What stands beside the text is bound to it: changed, or under another key, it does not open.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Sealed {
    /// When the provider was asked, in milliseconds.
    pub(crate) asked: i64,
    /// The epoch of the subject then.
    pub(crate) epoch: u64,
    pub(crate) subject: Subject,
    /// Whether there is a record: the age of one and of none differ.
    pub(crate) is_record: bool,
    nonce: [u8; NONCE],
    text: Zeroizing<Vec<u8>>,
}

/// Seals and opens.
pub(crate) struct Sealer(XChaCha20Poly1305);

impl Sealer {
    pub(crate) fn new(keys: &Keys) -> Sealer {
        Sealer(XChaCha20Poly1305::new((&*keys.seal).into()))
    }

    /// Seals a text. `None` when the system has no random numbers.
    pub(crate) fn seal(
        &self,
        key: &CacheKey,
        text: &[u8],
        asked: Timestamp,
        epoch: u64,
        subject: Subject,
        is_record: bool,
    ) -> Option<Sealed> {
        let mut nonce = [0; NONCE];
        getrandom::fill(&mut nonce).ok()?;
        let asked = asked.as_millisecond();
        let mut sealed = Sealed { asked, epoch, subject, is_record, nonce, text: Zeroizing::new(Vec::new()) };
        let aad = bound(key, &sealed);
        let text = self.0.encrypt(&XNonce::from(nonce), Payload { msg: text, aad: &aad }).ok()?;
        sealed.text = Zeroizing::new(text);
        Some(sealed)
    }

    /// The text; `None` for one that was sealed by others, for another key, or changed since.
    pub(crate) fn open(&self, key: &CacheKey, sealed: &Sealed) -> Option<Zeroizing<Vec<u8>>> {
        let aad = bound(key, sealed);
        let text = self.0.decrypt(&XNonce::from(sealed.nonce), Payload { msg: &sealed.text, aad: &aad });
        text.ok().map(Zeroizing::new)
    }
}

/// What is not secret and must not change.
fn bound(key: &CacheKey, sealed: &Sealed) -> [u8; 32 + HEAD] {
    let mut aad = [0; 32 + HEAD];
    aad[..32].copy_from_slice(&key.0);
    aad[32..].copy_from_slice(&sealed.head());
    aad
}

impl Sealed {
    fn head(&self) -> [u8; HEAD] {
        let mut head = [0; HEAD];
        head[0] = VERSION;
        head[1..9].copy_from_slice(&self.asked.to_be_bytes());
        head[9..17].copy_from_slice(&self.epoch.to_be_bytes());
        head[17..33].copy_from_slice(&self.subject.0);
        head[33] = u8::from(self.is_record);
        head
    }

    /// How much memory it takes.
    pub(crate) fn weight(&self) -> u32 {
        u32::try_from(self.text.len() + 256).unwrap_or(u32::MAX)
    }

    /// As it is kept outside this process.
    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        [&self.head()[..], &self.nonce, &self.text].concat()
    }

    /// Reads what [`Sealed::to_bytes`] wrote; `None` for anything else.
    pub(crate) fn from_bytes(bytes: &[u8]) -> Option<Sealed> {
        let (head, rest) = bytes.split_at_checked(HEAD)?;
        let (nonce, text) = rest.split_at_checked(NONCE)?;
        if head[0] != VERSION || head[33] > 1 {
            return None;
        }
        Some(Sealed {
            asked: i64::from_be_bytes(head[1..9].try_into().ok()?),
            epoch: u64::from_be_bytes(head[9..17].try_into().ok()?),
            subject: Subject(head[17..33].try_into().ok()?),
            is_record: head[33] == 1,
            nonce: nonce.try_into().ok()?,
            text: Zeroizing::new(text.to_vec()),
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn sealed() -> (Sealer, CacheKey, Sealed) {
        let sealer = Sealer::new(&Keys::from_secret(&[3; 32]).unwrap());
        let key = CacheKey([9; 32]);
        let asked = Timestamp::from_second(1_800_000_000).unwrap();
        let sealed = sealer.seal(&key, "余额".as_bytes(), asked, 5, Subject([1; 16]), true).unwrap();
        (sealer, key, sealed)
    }

    #[test]
    fn what_is_sealed_opens_in_its_place_and_nowhere_else() {
        let (sealer, key, sealed) = sealed();
        assert_eq!(sealer.open(&key, &sealed).unwrap().as_slice(), "余额".as_bytes());
        assert!(sealer.open(&CacheKey([8; 32]), &sealed).is_none());
        for changed in [
            Sealed { asked: sealed.asked + 1, ..sealed.clone() },
            Sealed { epoch: 6, ..sealed.clone() },
            Sealed { subject: Subject([2; 16]), ..sealed.clone() },
            Sealed { is_record: false, ..sealed.clone() },
        ] {
            assert!(sealer.open(&key, &changed).is_none());
        }
        let other = Sealer::new(&Keys::from_secret(&[4; 32]).unwrap());
        assert!(other.open(&key, &sealed).is_none());
    }

    #[test]
    fn it_is_read_again_from_its_bytes() {
        let (sealer, key, sealed) = sealed();
        let bytes = sealed.to_bytes();
        let again = Sealed::from_bytes(&bytes).unwrap();
        assert!(again == sealed && sealer.open(&key, &again).is_some());
        for at in 0..bytes.len() {
            let mut changed = bytes.clone();
            changed[at] ^= 1;
            assert!(Sealed::from_bytes(&changed).and_then(|changed| sealer.open(&key, &changed)).is_none(), "{at}");
        }
    }

    proptest! {
        #[test]
        fn any_bytes_are_taken(bytes in proptest::collection::vec(any::<u8>(), 0..120)) {
            let _ = Sealed::from_bytes(&bytes);
        }
    }
}
