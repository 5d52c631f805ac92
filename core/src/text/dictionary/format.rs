// The bytes of a compiled dictionary, shared by the build script that writes them and the room that reads them.
//
//     8 bytes   "MENHUDIC"
//     u32       format version
//     u32       number n of distinct frequencies
//     f64       ln of the sum of all frequencies
//     n × f64   ln of each distinct frequency
//     rest      double-array trie (crate yada) from folded UTF-8 words to an index into those frequencies
//
// All numbers are little-endian. Logarithms are stored, not computed, so that a cut does not depend on the platform.

use std::collections::{BTreeMap, BTreeSet};

pub(crate) const MAGIC: &[u8; 8] = b"MENHUDIC";
pub(crate) const VERSION: u32 = 1;
pub(crate) const HEADER: usize = 24;

/// Encodes words and their frequencies. `None` when the words do not fit a trie (none at all, or too many).
pub(crate) fn encode(frequencies: &BTreeMap<String, u32>) -> Option<Vec<u8>> {
    let distinct: Vec<u32> = frequencies.values().copied().collect::<BTreeSet<_>>().into_iter().collect();
    let total: f64 = frequencies.values().map(|f| f64::from(*f)).sum();
    let mut keys = Vec::with_capacity(frequencies.len());
    for (word, frequency) in frequencies {
        keys.push((word.as_bytes(), u32::try_from(distinct.binary_search(frequency).ok()?).ok()?));
    }
    let logs: Vec<f64> = distinct.iter().map(|frequency| f64::from(*frequency).ln()).collect();
    assemble(total.ln(), &logs, &keys)
}

/// Puts a compiled dictionary together: `keys` are words in the order of their bytes, each with the number of its
/// frequency's logarithm among `logs`.
pub(crate) fn assemble(log_total: f64, logs: &[f64], keys: &[(&[u8], u32)]) -> Option<Vec<u8>> {
    let trie = yada::builder::DoubleArrayBuilder::build(keys).ok()?;
    let mut out = Vec::with_capacity(HEADER + logs.len() * 8 + trie.len());
    out.extend_from_slice(MAGIC);
    out.extend_from_slice(&VERSION.to_le_bytes());
    out.extend_from_slice(&u32::try_from(logs.len()).ok()?.to_le_bytes());
    out.extend_from_slice(&log_total.to_le_bytes());
    for log in logs {
        out.extend_from_slice(&log.to_le_bytes());
    }
    out.extend_from_slice(&trie);
    Some(out)
}
