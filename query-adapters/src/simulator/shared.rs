//! What all simulated providers share.

use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::credentials::{Credentials, KeyError};
use super::ledger::Ledger;
use super::records::Records;
use crate::signing::{Sm2Signer, Sm2Verifier, Sm4Key, sm2_public_of};

/// A secret of the national exchange.
#[derive(Clone)]
pub(super) struct Secret {
    pub(super) value: String,
    /// In milliseconds.
    pub(super) expires: i64,
}

/// The keys of the province.
pub(super) struct Province {
    pub(super) key: Sm4Key,
    pub(super) own: Sm2Signer,
    pub(super) client: Sm2Verifier,
}

/// What all simulated providers share.
pub(super) struct Shared {
    pub(super) credentials: Credentials,
    pub(super) records: Records,
    pub(super) ledger: Ledger,
    pub(super) province: Province,
    pub(super) secret_life: Duration,
    secrets: Mutex<Vec<Secret>>,
}

impl Shared {
    pub(super) fn new(records: Records, secret_life: Duration) -> Result<Shared, KeyError> {
        let credentials = Credentials::random()?;
        let province = Province {
            key: Sm4Key::parse(&credentials.province_sm4_key, &credentials.province_sm4_iv)?,
            own: Sm2Signer::parse(&credentials.province_sm2_own)?,
            client: Sm2Verifier::parse(&sm2_public_of(&credentials.province_sm2_private)?)?,
        };
        Ok(Shared { credentials, records, ledger: Ledger::default(), province, secret_life, secrets: Mutex::default() })
    }

    pub(super) fn secrets(&self) -> MutexGuard<'_, Vec<Secret>> {
        // What a panic left behind is whole: a secret is there or is not.
        self.secrets.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Shared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Shared").field("ledger", &self.ledger).finish_non_exhaustive()
    }
}
