//! What templates of a request are filled with.

use std::collections::BTreeMap;
use std::fmt;

use jiff::Timestamp;
use zeroize::Zeroizing;

use crate::lookup::in_china;
use crate::provider::Credentials;
use crate::signing::{Encoding, framed};

/// The checked values of a question, by their names in templates. Wiped from memory when dropped.
#[derive(Clone, Default)]
pub(crate) struct Values(BTreeMap<&'static str, Zeroizing<String>>);

impl fmt::Debug for Values {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}

impl Values {
    pub(crate) fn insert(&mut self, name: &'static str, value: impl Into<String>) {
        self.0.insert(name, Zeroizing::new(value.into()));
    }

    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(|value| value.as_str())
    }

    /// All of them as one text: the same for the same question, and for no other.
    pub(crate) fn canonical(&self) -> Zeroizing<Vec<u8>> {
        framed(self.0.iter().flat_map(|(name, value)| [name.as_bytes(), value.as_bytes()]))
    }
}

/// Everything a template of one call is filled with.
pub(crate) struct Places<'a> {
    values: &'a Values,
    credentials: &'a Credentials,
    made: BTreeMap<&'static str, Zeroizing<String>>,
}

impl<'a> Places<'a> {
    /// Places of a call made `now`. `None` when the system has no random numbers.
    pub(crate) fn new(values: &'a Values, credentials: &'a Credentials, now: Timestamp) -> Option<Places<'a>> {
        let mut places = Places { values, credentials, made: BTreeMap::new() };
        let china = in_china(now);
        places.put("time.ms", now.as_millisecond().to_string());
        places.put("time.s", now.as_second().to_string());
        places.put("time.compact", china.strftime("%Y%m%d%H%M%S").to_string());
        places.put("time.iso", china.strftime("%Y-%m-%d %H:%M:%S").to_string());
        for name in ["nonce", "rid"] {
            let mut bytes = [0; 16];
            getrandom::fill(&mut bytes).ok()?;
            places.put(name, Encoding::Hex.encode(&bytes));
        }
        Some(places)
    }

    /// One that is made on the way: a signature, say.
    pub(crate) fn put(&mut self, name: &'static str, value: impl Into<String>) {
        self.made.insert(name, Zeroizing::new(value.into()));
    }

    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        let made = self.made.get(name).map(|value| value.as_str());
        made.or_else(|| self.values.get(name)).or_else(|| self.credentials.get(name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_written_as_providers_want_them() {
        let (values, credentials) = (Values::default(), Credentials::default());
        let places = Places::new(&values, &credentials, Timestamp::from_second(1_800_000_000).unwrap()).unwrap();
        assert_eq!(places.get("time.ms"), Some("1800000000000"));
        assert_eq!(places.get("time.compact"), Some("20270115160000"));
        assert_eq!(places.get("time.iso"), Some("2027-01-15 16:00:00"));
        assert_ne!(places.get("nonce"), places.get("rid"));
    }

    #[test]
    fn other_questions_have_other_texts() {
        let values = |pairs: &[(&'static str, &str)]| {
            let mut values = Values::default();
            for (name, value) in pairs {
                values.insert(name, *value);
            }
            values.canonical()
        };
        assert_eq!(values(&[("a", "1"), ("b", "2")]), values(&[("b", "2"), ("a", "1")]));
        assert_ne!(values(&[("a", "1b")]), values(&[("a", "1"), ("b", "")]));
        assert!(
            !format!("{:?}", {
                let mut v = Values::default();
                v.insert("name", "张三");
                v
            })
            .contains("张三")
        );
    }
}
