//! FNV-1a, 64 bits: a stable number for "are these the same bytes", where nobody has a reason to forge one.

const OFFSET: u64 = 0xcbf2_9ce4_8422_2325;
const PRIME: u64 = 0x0100_0000_01b3;

/// The fingerprint of `bytes`. Eight bytes at a time: the dictionary has ten million.
pub(crate) fn of(bytes: &[u8]) -> u64 {
    let mut hash = OFFSET ^ bytes.len() as u64;
    let mut chunks = bytes.chunks_exact(8);
    for chunk in &mut chunks {
        let word = chunk.iter().rev().fold(0u64, |word, b| (word << 8) | u64::from(*b));
        hash = (hash ^ word).wrapping_mul(PRIME);
        hash ^= hash >> 29;
    }
    for byte in chunks.remainder() {
        hash = (hash ^ u64::from(*byte)).wrapping_mul(PRIME);
    }
    hash
}

/// One fingerprint out of two, order mattering.
pub(crate) fn join(a: u64, b: u64) -> u64 {
    (a.rotate_left(17) ^ b).wrapping_mul(PRIME)
}
