//! The second level: Redis, for several server processes. What is there is sealed, under keys that are HMACs.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use redis::AsyncCommands;
use redis::aio::{ConnectionManager, ConnectionManagerConfig};

use super::keys::{CacheKey, Subject};
use super::seal::Sealed;
use super::store::LONGEST;
use crate::signing::Encoding;

/// How long Redis may take: a cache that is slower than the provider is none.
const TIME: Duration = Duration::from_millis(500);

/// Why the second level cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the second level of the cache: {0}")]
pub struct SecondError(String);

impl From<redis::RedisError> for SecondError {
    fn from(error: redis::RedisError) -> SecondError {
        // The kind alone: a reply may quote what was sent.
        SecondError(format!("Redis: {:?}", error.kind()))
    }
}

/// Answers that are taken out at once.
const AT_ONCE: usize = 1000;
/// How long Redis is not asked after it did not answer: a lookup has better uses of its time.
const REST: Duration = Duration::from_secs(2);

/// A Redis that several processes share.
pub(crate) struct Second {
    redis: ConnectionManager,
    resting: Mutex<Option<Instant>>,
}

impl Second {
    /// A connection, made when it is first needed and again when it is lost.
    pub(crate) fn new(url: &str) -> Result<Second, SecondError> {
        let client = redis::Client::open(url)
            .map_err(|_| SecondError("the address is malformed; write redis://host:port/".to_owned()))?;
        let config = ConnectionManagerConfig::new()
            .set_number_of_retries(1)
            .set_connection_timeout(Some(TIME))
            .set_response_timeout(Some(TIME));
        let redis = ConnectionManager::new_lazy_with_config(client, config)?;
        Ok(Second { redis, resting: Mutex::new(None) })
    }

    /// Asks, where it has not just failed.
    async fn ask<T>(&self, asked: impl Future<Output = redis::RedisResult<T>>) -> Result<T, SecondError> {
        let resting = || self.resting.lock().unwrap_or_else(PoisonError::into_inner);
        if resting().is_some_and(|until| Instant::now() < until) {
            return Err(SecondError("Redis did not answer a moment ago".to_owned()));
        }
        let answered = asked.await;
        if answered.is_err() {
            *resting() = Some(Instant::now() + REST);
        }
        Ok(answered?)
    }

    /// The subject's epoch, and the answer.
    pub(crate) async fn get(&self, key: &CacheKey, subject: Subject) -> Result<(u64, Option<Sealed>), SecondError> {
        let mut redis = self.redis.clone();
        let (epoch, bytes): (Option<u64>, Option<Vec<u8>>) =
            self.ask(redis.mget(&[epoch_key(subject), answer_key(key)])).await?;
        Ok((epoch.unwrap_or(0), bytes.and_then(|bytes| Sealed::from_bytes(&bytes))))
    }

    pub(crate) async fn epoch(&self, subject: Subject) -> Result<u64, SecondError> {
        let mut redis = self.redis.clone();
        let epoch: Option<u64> = self.ask(redis.get(epoch_key(subject))).await?;
        Ok(epoch.unwrap_or(0))
    }

    /// Keeps an answer. When that fails, the others ask themselves.
    pub(crate) async fn put(&self, key: &CacheKey, sealed: &Sealed, seconds: u64) {
        let (answer, subject) = (answer_key(key), subject_key(sealed.subject));
        let mut pipe = redis::pipe();
        pipe.set_ex(&answer, sealed.to_bytes(), seconds.max(1)).ignore();
        pipe.sadd(&subject, &answer).ignore();
        pipe.expire(&subject, LONGEST.as_secs()).ignore();
        let _: Result<(), SecondError> = self.ask(pipe.query_async(&mut self.redis.clone())).await;
    }

    /// Forgets everything about a subject.
    pub(crate) async fn purge(&self, subject: Subject, epoch: u64) -> Result<(), SecondError> {
        let mut redis = self.redis.clone();
        let seconds = LONGEST.as_secs().unsigned_abs();
        // The epoch first: what is put in from now on by somebody who asked before is none already.
        let _: () = redis.set_ex(epoch_key(subject), epoch, seconds).await?;
        // Taken out as they are read: what is put in meanwhile stays known, for the next time.
        loop {
            let keys: Vec<String> =
                redis::cmd("SPOP").arg(subject_key(subject)).arg(AT_ONCE).query_async(&mut redis).await?;
            if keys.is_empty() {
                return Ok(());
            }
            let _: () = redis.del(keys).await?;
        }
    }
}

fn answer_key(key: &CacheKey) -> String {
    format!("menhu:answer:{}", Encoding::Hex.encode(&key.0))
}

fn subject_key(subject: Subject) -> String {
    format!("menhu:subject:{}", Encoding::Hex.encode(&subject.0))
}

fn epoch_key(subject: Subject) -> String {
    format!("menhu:epoch:{}", Encoding::Hex.encode(&subject.0))
}
