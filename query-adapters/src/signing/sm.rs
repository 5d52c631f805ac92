//! SM2 signatures and SM4 encryption (GB/T 32918, GB/T 32907), as provinces seal what they send.
//!
//! Keys are wiped when they are dropped, and never printed: not in `Debug`, not in an error.

use std::fmt;

use cbc::cipher::block_padding::Pkcs7;
use cbc::cipher::{BlockModeDecrypt, BlockModeEncrypt, KeyIvInit};
use sm2::dsa::signature::{Signer, Verifier};
use sm2::dsa::{Signature, SigningKey, VerifyingKey};
use sm2::{PublicKey, SecretKey};
use sm4::Sm4;
use zeroize::Zeroizing;

use super::digest::Encoding;

/// The user that signs, where nobody has agreed on another (GB/T 35276).
pub const SM2_USER: &str = "1234567812345678";

/// Why something cannot be signed or unsealed. It says what is wrong with a key, never which key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SmError {
    /// A key of SM4, or its start value, is no such thing.
    #[error("the SM4 {0} is not 16 bytes in hexadecimal (32 digits)")]
    Sm4(&'static str),
    /// A private key of SM2 is none.
    #[error("the SM2 private key is not a number of the curve's order: 32 bytes in hexadecimal (64 digits)")]
    Private,
    /// A public key of SM2 is none.
    #[error("the SM2 public key is not a point of the curve: 04, then x and y in hexadecimal (130 digits)")]
    Public,
    /// A user's name is longer than the standard's 16 bits of length allow.
    #[error("the SM2 user's name is longer than 8191 bytes")]
    User,
    /// What was to be decrypted was not encrypted with this key, or broke off.
    #[error("it was not encrypted with this SM4 key, or is not whole")]
    Sealed,
    /// The signature could not be made.
    #[error("the SM2 signature could not be made")]
    Sign,
}

/// A key of SM4 with its start value, for CBC with the padding of PKCS#7.
///
/// CBC tells nobody whether a text was changed on its way: verify its signature before it is decrypted.
#[derive(Clone)]
pub struct Sm4Key {
    key: Zeroizing<[u8; 16]>,
    iv: Zeroizing<[u8; 16]>,
}

impl Sm4Key {
    /// Reads key and start value, 32 hexadecimal digits each.
    ///
    /// # Errors
    /// [`SmError::Sm4`] names which of the two is wrong.
    pub fn parse(key: &str, iv: &str) -> Result<Sm4Key, SmError> {
        Ok(Sm4Key { key: bytes(key).ok_or(SmError::Sm4("key"))?, iv: bytes(iv).ok_or(SmError::Sm4("iv"))? })
    }

    /// Encrypts.
    #[must_use]
    pub fn encrypt(&self, text: &[u8]) -> Vec<u8> {
        cbc::Encryptor::<Sm4>::new(&(*self.key).into(), &(*self.iv).into()).encrypt_padded_vec::<Pkcs7>(text)
    }

    /// Decrypts.
    ///
    /// # Errors
    /// [`SmError::Sealed`] when the padding is wrong or the length is not of whole blocks.
    pub fn decrypt(&self, sealed: &[u8]) -> Result<Vec<u8>, SmError> {
        cbc::Decryptor::<Sm4>::new(&(*self.key).into(), &(*self.iv).into())
            .decrypt_padded_vec::<Pkcs7>(sealed)
            .map_err(|_| SmError::Sealed)
    }
}

impl fmt::Debug for Sm4Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sm4Key").finish_non_exhaustive()
    }
}

/// Signs with SM2.
#[derive(Clone)]
pub struct Sm2Signer {
    /// The only form of the key that is wiped when it is dropped; what signs is made of it for one signature.
    secret: SecretKey,
    user: String,
}

impl Sm2Signer {
    /// Reads a private key, 64 hexadecimal digits, of the user [`SM2_USER`].
    ///
    /// # Errors
    /// [`SmError::Private`] when it is none.
    pub fn parse(private: &str) -> Result<Sm2Signer, SmError> {
        Sm2Signer::of_user(private, SM2_USER)
    }

    /// Reads a private key of another user.
    ///
    /// # Errors
    /// [`SmError::Private`] when it is none, [`SmError::User`] when the name is too long.
    pub fn of_user(private: &str, user: &str) -> Result<Sm2Signer, SmError> {
        let private: Zeroizing<[u8; 32]> = bytes(private).ok_or(SmError::Private)?;
        let secret = SecretKey::from_slice(private.as_slice()).map_err(|_| SmError::Private)?;
        SigningKey::new(user, &secret).map_err(|_| SmError::User)?;
        Ok(Sm2Signer { secret, user: user.to_owned() })
    }

    /// Signs a text: r, then s, 32 bytes each. The same text has the same signature (RFC 6979), so that no bad
    /// randomness gives the key away.
    ///
    /// # Errors
    /// [`SmError::Sign`], which nobody has met: once in about 2^256 texts.
    pub fn sign(&self, text: &[u8]) -> Result<Vec<u8>, SmError> {
        let key = SigningKey::new(&self.user, &self.secret).map_err(|_| SmError::Sign)?;
        key.try_sign(text).map(|signature: Signature| signature.to_vec()).map_err(|_| SmError::Sign)
    }

    /// The public key to this private one: 04, x, y in hexadecimal.
    #[must_use]
    pub fn public(&self) -> String {
        Encoding::Hex.encode(&self.secret.public_key().to_sec1_bytes())
    }
}

impl fmt::Debug for Sm2Signer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sm2Signer").field("user", &self.user).finish_non_exhaustive()
    }
}

/// Verifies signatures of SM2.
#[derive(Debug, Clone)]
pub struct Sm2Verifier(VerifyingKey);

impl Sm2Verifier {
    /// Reads a public key, 04 and 128 hexadecimal digits, of the user [`SM2_USER`].
    ///
    /// # Errors
    /// [`SmError::Public`] when it is none.
    pub fn parse(public: &str) -> Result<Sm2Verifier, SmError> {
        Sm2Verifier::of_user(public, SM2_USER)
    }

    /// Reads a public key of another user.
    ///
    /// # Errors
    /// [`SmError::Public`] when it is none, [`SmError::User`] when the name is too long.
    pub fn of_user(public: &str, user: &str) -> Result<Sm2Verifier, SmError> {
        let public = Encoding::Hex.decode(public).filter(|key| key.len() == 65).ok_or(SmError::Public)?;
        let key = PublicKey::from_sec1_bytes(&public).map_err(|_| SmError::Public)?;
        VerifyingKey::new(user, key).map(Sm2Verifier).map_err(|_| SmError::User)
    }

    /// Whether this is the signature (r, then s, 64 bytes) of the text.
    #[must_use]
    pub fn verify(&self, text: &[u8], signature: &[u8]) -> bool {
        Signature::from_slice(signature).is_ok_and(|signature| self.0.verify(text, &signature).is_ok())
    }
}

/// The public key to a private one, both in hexadecimal.
///
/// # Errors
/// [`SmError::Private`] when it is none.
pub fn sm2_public_of(private: &str) -> Result<String, SmError> {
    Sm2Signer::parse(private).map(|signer| signer.public())
}

/// Exactly so many bytes in hexadecimal.
fn bytes<const N: usize>(text: &str) -> Option<Zeroizing<[u8; N]>> {
    let decoded = Zeroizing::new(Encoding::Hex.decode(text)?);
    <[u8; N]>::try_from(decoded.as_slice()).ok().map(Zeroizing::new)
}

#[cfg(test)]
mod tests {
    use super::*;
    use sm4::cipher::{BlockCipherEncrypt, KeyInit};

    fn unhex(text: &str) -> Vec<u8> {
        Encoding::Hex.decode(&text.replace([' ', '\n'], "")).unwrap()
    }

    const KEY: &str = "0123456789abcdeffedcba9876543210";

    /// GB/T 32907, appendix A.1: a key that encrypts itself. With a start value of zeros, the first block of CBC is it.
    #[test]
    fn sm4_is_as_published() {
        let key = Sm4Key::parse(KEY, &"0".repeat(32)).unwrap();
        let sealed = key.encrypt(&unhex(KEY));
        assert_eq!(Encoding::Hex.encode(&sealed[..16]), "681edf34d206965e86b3e94f536e4246");
        assert_eq!(sealed.len(), 32);
        assert_eq!(key.decrypt(&sealed).unwrap(), unhex(KEY));
    }

    /// CBC by hand over the block cipher, with a start value that is not zero and a padded last block.
    #[test]
    fn sm4_chains_and_pads() {
        let iv = "000102030405060708090a0b0c0d0e0f";
        let (text, cipher) = (b"seventeen bytes..", Sm4::new_from_slice(&unhex(KEY)).unwrap());
        let mut padded = text.to_vec();
        padded.resize(32, 15);
        let (mut chain, mut expected) = (unhex(iv), Vec::new());
        for block in padded.chunks(16) {
            let mixed: Vec<u8> = block.iter().zip(&chain).map(|(a, b)| a ^ b).collect();
            let mut block = <[u8; 16]>::try_from(mixed.as_slice()).unwrap().into();
            cipher.encrypt_block(&mut block);
            chain = block.to_vec();
            expected.extend_from_slice(&chain);
        }
        let key = Sm4Key::parse(KEY, iv).unwrap();
        assert_eq!(key.encrypt(text), expected);
        assert_eq!(key.decrypt(&expected).unwrap(), text);
        assert_eq!(key.decrypt(&expected[..31]), Err(SmError::Sealed));
        assert_eq!(key.decrypt(&[]), Err(SmError::Sealed));
        assert_eq!(key.decrypt(&expected[..16]), Err(SmError::Sealed));
    }

    const PRIVATE: &str = "3945208f7b2144b13f36e38ac6d39f95889393692860b51a42fb81ef4df7c5b8";
    const PUBLIC: &str = "0409f9df311e5421a150dd7d161e4bc5c672179fad1833fc076bb08ff356f35020\
                          ccea490ce26775a52dc6ea718cc1aa600aed05fbf35e084a6632f6072da9ad13";

    /// GM/T 0003.5-2012, appendix A: keys, text and signature.
    #[test]
    fn sm2_verifies_what_is_published() {
        assert_eq!(sm2_public_of(PRIVATE).unwrap(), PUBLIC);
        let signature = unhex(
            "f5a03b0648d2c4630eeac513e1bb81a15944da3827d5b74143ac7eaceee720b3
             b1b6aa29df212fd8763182bc0d421ca1bb9038fd1f7f42d4840b69c485bbc1aa",
        );
        let verifier = Sm2Verifier::parse(PUBLIC).unwrap();
        assert!(verifier.verify(b"message digest", &signature));
        assert!(!verifier.verify(b"message digest.", &signature));
        assert!(!verifier.verify(b"message digest", &signature[..63]));
        let other = Sm2Verifier::of_user(PUBLIC, "somebody else").unwrap();
        assert!(!other.verify(b"message digest", &signature));
    }

    #[test]
    fn sm2_verifies_what_it_signs() {
        let signer = Sm2Signer::parse(PRIVATE).unwrap();
        let verifier = Sm2Verifier::parse(&signer.public()).unwrap();
        let signature = signer.sign("社保".as_bytes()).unwrap();
        assert_eq!(signature.len(), 64);
        assert!(verifier.verify("社保".as_bytes(), &signature));
        for at in 0..64 {
            let mut changed = signature.clone();
            changed[at] ^= 1;
            assert!(!verifier.verify("社保".as_bytes(), &changed), "{at}");
        }
        assert!(!verifier.verify("社保".as_bytes(), &[0; 64]));
    }

    #[test]
    fn what_is_no_key_is_refused_and_none_is_printed() {
        let order = "fffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d54123";
        for wrong in ["", "12", &"0".repeat(64), order, &PRIVATE[2..], &format!("{PRIVATE}00")] {
            assert_eq!(Sm2Signer::parse(wrong).unwrap_err(), SmError::Private, "{wrong}");
        }
        let off_the_curve = PUBLIC.replace("ad13", "ad14");
        for wrong in ["", "04", &off_the_curve, &PUBLIC[2..], "00"] {
            assert_eq!(Sm2Verifier::parse(wrong).unwrap_err(), SmError::Public, "{wrong}");
        }
        assert_eq!(Sm4Key::parse("00", KEY).unwrap_err(), SmError::Sm4("key"));
        assert_eq!(Sm4Key::parse(KEY, "zz").unwrap_err(), SmError::Sm4("iv"));
        let printed = format!("{:?}{:?}", Sm4Key::parse(KEY, KEY).unwrap(), Sm2Signer::parse(PRIVATE).unwrap());
        assert!(!printed.contains("0123") && !printed.to_lowercase().contains("3945"), "{printed}");
    }
}
