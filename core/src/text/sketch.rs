//! A sketch of a text, by which texts that are nearly the same are found among many.

use serde::{Deserialize, Serialize};

use super::fingerprint::{join, of};
use super::fold;

/// Characters of a shingle: enough that two texts of the same subject share few.
const SHINGLE: usize = 5;

/// Numbers in a sketch. The likeness is off by about 1/√64.
const NUMBERS: usize = 64;

/// Numbers in a band: texts alike by `s` share one of 16 bands with probability 1 − (1 − s⁴)¹⁶, 0.9999 at 0.8.
const BAND: usize = 4;

/// A sketch of a text (MinHash, Broder 1997): how much two texts share can be told from their sketches alone.
///
/// Texts are compared by their letters, digits and ideographs, folded: neither blanks nor punctuation make a difference.
///
/// ```
/// use menhu::text::Sketch;
///
/// let notice = "因管道检修，定于明日零时至六时对东街停水，请居民提前储水。给您带来的不便敬请谅解。";
/// let copied = notice.replace("，", ", ");
/// assert_eq!(Sketch::of(notice).likeness(&Sketch::of(&copied)), 1.0);
/// assert!(Sketch::of(notice).likeness(&Sketch::of("关于召开索道票价听证会的公告")) < 0.1);
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Sketch(Vec<u32>);

impl Sketch {
    /// The sketch of a text.
    #[must_use]
    pub fn of(text: &str) -> Sketch {
        let chars: Vec<char> = fold(text).chars().filter(|c| c.is_alphanumeric()).collect();
        let mut least = vec![u32::MAX; NUMBERS];
        let mut bytes = String::new();
        for shingle in chars.windows(SHINGLE.min(chars.len()).max(1)) {
            bytes.clear();
            bytes.extend(shingle);
            let hash = of(bytes.as_bytes());
            for (at, least) in least.iter_mut().enumerate() {
                *least = (*least).min((mix(join(hash, at as u64)) >> 32) as u32);
            }
        }
        Sketch(least)
    }

    /// The share of shingles that two texts have in common, 0 to 1, estimated.
    #[must_use]
    pub fn likeness(&self, other: &Sketch) -> f64 {
        let same = self.0.iter().zip(&other.0).filter(|(a, b)| a == b).count();
        same as f64 / NUMBERS as f64
    }

    /// Names of bands: texts of which nearly all is the same have one in common, most others have none.
    pub fn bands(&self) -> impl Iterator<Item = u64> + '_ {
        self.0
            .chunks(BAND)
            .enumerate()
            .map(|(at, band)| band.iter().fold(at as u64, |name, number| join(name, u64::from(*number))))
    }
}

/// Spreads a fingerprint over all its bits (SplitMix64, Steele et al. 2014).
fn mix(mut hash: u64) -> u64 {
    hash = (hash ^ (hash >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    hash = (hash ^ (hash >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    hash ^ (hash >> 31)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// A text of `length` different numbers, and the share of its first part.
    fn numbers(from: usize, length: usize) -> String {
        (from..from + length).map(|number| format!("第{number}号，")).collect()
    }

    #[test]
    fn likeness_is_what_is_shared() {
        let whole = Sketch::of(&numbers(1000, 400));
        for (shared, expected) in [(400, 1.0), (300, 0.6), (200, 0.33), (0, 0.0)] {
            let other = Sketch::of(&numbers(1400 - shared, 400));
            let likeness = whole.likeness(&other);
            assert!((likeness - expected).abs() < 0.2, "{shared}: {likeness}");
        }
    }

    #[test]
    fn bands_are_shared_by_what_is_nearly_the_same() {
        let shares = |a: &str, b: &str| {
            let (a, b) = (Sketch::of(a), Sketch::of(b));
            a.bands().any(|band| b.bands().any(|other| other == band))
        };
        assert!(shares(&numbers(1000, 400), &numbers(1005, 400)));
        assert!(!shares(&numbers(1000, 400), &numbers(3000, 400)));
    }

    proptest! {
        #[test]
        fn a_text_is_like_itself(text in "\\PC{0,60}") {
            let sketch = Sketch::of(&text);
            prop_assert_eq!(sketch.likeness(&sketch.clone()), 1.0);
        }
    }
}
