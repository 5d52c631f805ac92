//! What a client of the simulated providers needs: new at every start, so that no key stands in any source.

use std::fmt;

use zeroize::Zeroize;

use crate::signing::{Encoding, Sm2Signer, SmError};

/// Why there are no keys.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum KeyError {
    /// The system gives no randomness.
    #[error("the system gives no random numbers: {0}")]
    Random(#[from] getrandom::Error),
    /// No private key came of it.
    #[error("no SM2 key could be made: {0}")]
    Sm2(#[from] SmError),
}

macro_rules! credentials {
    ($($(#[$doc:meta])* $name:ident,)*) => {
        /// The keys of a client, one field each, under whose names provider files know them: `key = "host:aggregator_key"`.
        #[derive(Clone)]
        pub struct Credentials {
            $($(#[$doc])* pub $name: String,)*
            /// The private key of the simulated province, to which `province_sm2_public` belongs.
            pub(super) province_sm2_own: String,
        }

        impl Credentials {
            /// Names and values, for whoever hands them to a client as `host:` variables.
            #[must_use]
            pub fn pairs(&self) -> Vec<(&'static str, &str)> {
                vec![$((stringify!($name), self.$name.as_str()),)*]
            }
        }

        impl Drop for Credentials {
            fn drop(&mut self) {
                $(self.$name.zeroize();)*
                self.province_sm2_own.zeroize();
            }
        }
    };
}

credentials! {
    /// Aggregator: the key.
    aggregator_key,
    /// SOAP: the user.
    soap_user,
    /// SOAP: the password.
    soap_password,
    /// National exchange: the system that asks. No secret.
    exchange_sid,
    /// National exchange: the key with which the secret is fetched.
    exchange_app_key,
    /// Province: the application. No secret.
    province_appid,
    /// Province: SM4 key.
    province_sm4_key,
    /// Province: SM4 start value.
    province_sm4_iv,
    /// Province: the client's private key.
    province_sm2_private,
    /// Province: the province's public key.
    province_sm2_public,
    /// City: the application. No secret.
    city_appid,
    /// City: the token of SHA-256(ts+token+nonce+ts).
    city_token,
    /// City: the key of MD5(key+secret+time). No secret, it is sent.
    city_key,
    /// City: the secret of MD5(key+secret+time).
    city_secret,
    /// City: the key of HMAC-SM3.
    city_hmac_key,
}

impl Credentials {
    /// New ones.
    ///
    /// # Errors
    /// [`KeyError`] when the system gives no randomness.
    pub(super) fn random() -> Result<Credentials, KeyError> {
        let (private, own) = (sm2_private()?, sm2_private()?);
        Ok(Credentials {
            aggregator_key: random(16)?,
            soap_user: "menhu-demo".to_owned(),
            soap_password: random(12)?,
            exchange_sid: "100000DEMO".to_owned(),
            exchange_app_key: random(32)?,
            province_appid: "menhu-demo".to_owned(),
            province_sm4_key: random(16)?,
            province_sm4_iv: random(16)?,
            province_sm2_public: Sm2Signer::parse(&own)?.public(),
            province_sm2_private: private,
            city_appid: "menhu-demo".to_owned(),
            city_token: random(16)?,
            city_key: random(8)?,
            city_secret: random(16)?,
            city_hmac_key: random(32)?,
            province_sm2_own: own,
        })
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credentials").finish_non_exhaustive()
    }
}

/// So many random bytes in hexadecimal.
pub(super) fn random(bytes: usize) -> Result<String, getrandom::Error> {
    let mut random = vec![0; bytes];
    getrandom::fill(&mut random)?;
    let text = Encoding::Hex.encode(&random);
    random.zeroize();
    Ok(text)
}

/// A private key. One number of 2^32 is none, so a few tries are more than enough.
fn sm2_private() -> Result<String, KeyError> {
    let mut wrong = SmError::Private;
    for _ in 0..8 {
        let private = random(32)?;
        match Sm2Signer::parse(&private) {
            Ok(_) => return Ok(private),
            Err(error) => wrong = error,
        }
    }
    Err(wrong.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_new_and_not_printed() {
        let (one, other) = (Credentials::random().unwrap(), Credentials::random().unwrap());
        assert_eq!(one.pairs().len(), 15);
        assert_eq!(one.pairs()[0], ("aggregator_key", one.aggregator_key.as_str()));
        assert!(!format!("{one:?}").contains(&one.aggregator_key));
        for ((name, a), (_, b)) in one.pairs().into_iter().zip(other.pairs()) {
            assert_eq!(
                a == b,
                matches!(name, "soap_user" | "exchange_sid" | "province_appid" | "city_appid"),
                "{name}"
            );
        }
    }
}
