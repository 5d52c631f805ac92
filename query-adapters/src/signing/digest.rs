//! Digests, message authentication codes, and how their bytes are written.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use md5::Md5;
use serde::Deserialize;
use sha2::{Digest, Sha256};
use sm3::Sm3;
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

/// The block of MD5, SHA-256 and SM3 alike, in bytes.
const BLOCK: usize = 64;

/// How bytes are written as text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
pub enum Encoding {
    /// Hexadecimal, in small letters.
    #[default]
    #[serde(rename = "hex")]
    Hex,
    /// Hexadecimal, in capitals.
    #[serde(rename = "HEX")]
    HexUpper,
    /// Base64 with padding (RFC 4648, section 4).
    #[serde(rename = "base64")]
    Base64,
}

impl Encoding {
    /// Bytes as text.
    ///
    /// ```
    /// use menhu_lookups::signing::Encoding;
    ///
    /// assert_eq!(Encoding::Hex.encode(&[0x0a, 0xff]), "0aff");
    /// assert_eq!(Encoding::HexUpper.encode(&[0x0a, 0xff]), "0AFF");
    /// assert_eq!(Encoding::Base64.encode(&[0x0a, 0xff]), "Cv8=");
    /// ```
    #[must_use]
    pub fn encode(self, bytes: &[u8]) -> String {
        match self {
            Encoding::Hex => hex(bytes, b"0123456789abcdef"),
            Encoding::HexUpper => hex(bytes, b"0123456789ABCDEF"),
            Encoding::Base64 => STANDARD.encode(bytes),
        }
    }

    /// Text as bytes; none when it is not of this encoding. Hexadecimal may be of either case: some providers mix them.
    #[must_use]
    pub fn decode(self, text: &str) -> Option<Vec<u8>> {
        match self {
            Encoding::Hex | Encoding::HexUpper => unhex(text),
            Encoding::Base64 => STANDARD.decode(text).ok(),
        }
    }
}

/// MD5 (RFC 1321). Broken as a digest; some providers accept nothing else.
#[must_use]
pub fn md5(text: &[u8]) -> Vec<u8> {
    Md5::digest(text).to_vec()
}

/// SHA-256 (FIPS 180-4).
#[must_use]
pub fn sha256(text: &[u8]) -> Vec<u8> {
    Sha256::digest(text).to_vec()
}

/// SM3 (GB/T 32905).
#[must_use]
pub fn sm3(text: &[u8]) -> Vec<u8> {
    Sm3::digest(text).to_vec()
}

/// HMAC (RFC 2104) over SHA-256.
#[must_use]
pub fn hmac_sha256(key: &[u8], text: &[u8]) -> Vec<u8> {
    let block = key_block(key, |long| Zeroizing::new(sha256(long)));
    let mut mac = Hmac::<Sha256>::new(&(*block).into());
    mac.update(text);
    mac.finalize().into_bytes().to_vec()
}

/// HMAC (RFC 2104) over SM3.
#[must_use]
pub fn hmac_sm3(key: &[u8], text: &[u8]) -> Vec<u8> {
    let block = key_block(key, |long| Zeroizing::new(sm3(long)));
    let mut mac = Hmac::<Sm3>::new(&(*block).into());
    mac.update(text);
    mac.finalize().into_bytes().to_vec()
}

/// Parts as one text, each with its length before it: `ab`, `c` is not `a`, `bc`. Wiped from memory when dropped.
///
/// ```
/// use menhu_lookups::signing::framed;
///
/// assert_ne!(framed([&b"ab"[..], b"c"]), framed([&b"a"[..], b"bc"]));
/// ```
#[must_use]
pub fn framed<'p>(parts: impl IntoIterator<Item = &'p [u8]>) -> Zeroizing<Vec<u8>> {
    let mut text = Zeroizing::new(Vec::new());
    for part in parts {
        text.extend_from_slice(&(part.len() as u64).to_be_bytes());
        text.extend_from_slice(part);
    }
    text
}

/// Whether two signatures are the same, in a time that does not tell where they differ.
#[must_use]
pub fn same(a: &[u8], b: &[u8]) -> bool {
    a.ct_eq(b).into()
}

/// A key of any length as one block, which HMAC takes without a way to fail.
fn key_block(key: &[u8], digest: impl Fn(&[u8]) -> Zeroizing<Vec<u8>>) -> Zeroizing<[u8; BLOCK]> {
    let mut block = Zeroizing::new([0; BLOCK]);
    let shortened = (key.len() > BLOCK).then(|| digest(key));
    let key = shortened.as_ref().map_or(key, |shortened| shortened.as_slice());
    for (to, from) in block.iter_mut().zip(key) {
        *to = *from;
    }
    block
}

fn hex(bytes: &[u8], digits: &[u8; 16]) -> String {
    let digit = |half: u8| char::from(digits[usize::from(half & 0x0f)]);
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(*byte)]).collect()
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    let (pairs, rest) = text.as_bytes().as_chunks::<2>();
    if !rest.is_empty() {
        return None;
    }
    let value = |digit: u8| char::from(digit).to_digit(16).and_then(|value| u8::try_from(value).ok());
    pairs.iter().map(|[high, low]| Some((value(*high)? << 4) | value(*low)?)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hexed(bytes: &[u8]) -> String {
        Encoding::Hex.encode(bytes)
    }

    /// RFC 1321, appendix A.5; FIPS 180-4 examples; GB/T 32905, appendix A.
    #[test]
    fn digests_are_as_published() {
        assert_eq!(hexed(&md5(b"")), "d41d8cd98f00b204e9800998ecf8427e");
        assert_eq!(hexed(&md5(b"abc")), "900150983cd24fb0d6963f7d28e17f72");
        assert_eq!(hexed(&md5(b"message digest")), "f96b697d7cb7938d525a2f31aaf161d0");
        assert_eq!(hexed(&sha256(b"abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assert_eq!(hexed(&sm3(b"abc")), "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0");
        let long = b"abcd".repeat(16);
        assert_eq!(hexed(&sm3(&long)), "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732");
    }

    /// RFC 4231: cases 1, 2, 3, 6 and 7 (the last two with a key longer than a block).
    #[test]
    fn hmac_sha256_is_as_published() {
        let cases: [(Vec<u8>, Vec<u8>, &str); 5] = [
            (vec![0x0b; 20], b"Hi There".to_vec(), "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"),
            (
                b"Jefe".to_vec(),
                b"what do ya want for nothing?".to_vec(),
                "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
            ),
            (vec![0xaa; 20], vec![0xdd; 50], "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"),
            (
                vec![0xaa; 131],
                b"Test Using Larger Than Block-Size Key - Hash Key First".to_vec(),
                "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54",
            ),
            (
                vec![0xaa; 131],
                b"This is a test using a larger than block-size key and a larger than block-size data. The key needs \
                  to be hashed before being used by the HMAC algorithm."
                    .to_vec(),
                "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2",
            ),
        ];
        for (key, text, expected) in cases {
            assert_eq!(hexed(&hmac_sha256(&key, &text)), expected);
        }
    }

    /// The construction of RFC 2104 by hand, for which nobody has to be believed.
    #[test]
    fn hmac_sm3_is_the_construction_over_sm3() {
        for key in [b"key".to_vec(), vec![7; 64], vec![7; 65]] {
            let mut block = if key.len() > BLOCK { sm3(&key) } else { key.clone() };
            block.resize(BLOCK, 0);
            let padded = |pad: u8, text: &[u8]| -> Vec<u8> {
                block.iter().map(|byte| byte ^ pad).chain(text.iter().copied()).collect()
            };
            let expected = sm3(&padded(0x5c, &sm3(&padded(0x36, b"text"))));
            assert_eq!(hmac_sm3(&key, b"text"), expected);
        }
    }

    #[test]
    fn what_is_written_is_read_again() {
        let bytes: Vec<u8> = (0..=255).collect();
        for encoding in [Encoding::Hex, Encoding::HexUpper, Encoding::Base64] {
            assert_eq!(encoding.decode(&encoding.encode(&bytes)), Some(bytes.clone()));
        }
        for wrong in ["0", "0g", "+1", "é", " 00"] {
            assert_eq!(Encoding::Hex.decode(wrong), None, "{wrong}");
        }
        assert_eq!(Encoding::Base64.decode("Cv8"), None);
        assert!(same(b"abc", b"abc") && !same(b"abc", b"abd") && !same(b"abc", b"ab"));
    }
}
