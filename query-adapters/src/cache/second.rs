//! The second level: Redis, for several server processes. What is there is sealed, under keys that are HMACs.

use std::time::Duration;

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

/// A Redis that several processes share.
pub(crate) struct Second {
    redis: ConnectionManager,
}

impl Second {
    /// A connection, made when it is first needed and again when it is lost.
    pub(crate) fn new(url: &str) -> Result<Second, SecondError> {
        let client = redis::Client::open(url)
            .map_err(|_| SecondError("the address is malformed; write redis://host:port/ or rediss://…".to_owned()))?;
        let config = ConnectionManagerConfig::new()
            .set_number_of_retries(1)
            .set_connection_timeout(Some(TIME))
            .set_response_timeout(Some(TIME));
        Ok(Second { redis: ConnectionManager::new_lazy_with_config(client, config)? })
    }

    /// The subject's epoch, and the answer.
    pub(crate) async fn get(&self, key: &CacheKey, subject: Subject) -> Result<(u64, Option<Sealed>), SecondError> {
        let (epoch, bytes): (Option<u64>, Option<Vec<u8>>) =
            self.redis.clone().mget(&[epoch_key(subject), answer_key(key)]).await?;
        Ok((epoch.unwrap_or(0), bytes.and_then(|bytes| Sealed::from_bytes(&bytes))))
    }

    pub(crate) async fn epoch(&self, subject: Subject) -> Result<u64, SecondError> {
        let epoch: Option<u64> = self.redis.clone().get(epoch_key(subject)).await?;
        Ok(epoch.unwrap_or(0))
    }

    /// Keeps an answer. When that fails, the others ask themselves.
    pub(crate) async fn put(&self, key: &CacheKey, sealed: &Sealed, seconds: u64) {
        let (answer, subject) = (answer_key(key), subject_key(sealed.subject));
        let mut pipe = redis::pipe();
        pipe.set_ex(&answer, sealed.to_bytes(), seconds.max(1)).ignore();
        pipe.sadd(&subject, &answer).ignore();
        pipe.expire(&subject, LONGEST.as_secs()).ignore();
        let _: Result<(), redis::RedisError> = pipe.query_async(&mut self.redis.clone()).await;
    }

    /// Forgets everything about a subject.
    pub(crate) async fn purge(&self, subject: Subject, epoch: u64) -> Result<(), SecondError> {
        let mut redis = self.redis.clone();
        let seconds = LONGEST.as_secs().unsigned_abs();
        // The epoch first: what is put in from now on by somebody who asked before is none already.
        let _: () = redis.set_ex(epoch_key(subject), epoch, seconds).await?;
        let mut keys: Vec<String> = redis.smembers(subject_key(subject)).await?;
        keys.push(subject_key(subject));
        let _: () = redis.del(keys).await?;
        Ok(())
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
