//! One provider, asked: with its signature, its limits, its breaker and its budget of retries.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::time::Duration;

use jiff::fmt::rfc2822::DateTimeParser;
use jiff::{SignedDuration, Timestamp};
use secrecy::{ExposeSecret, SecretString};
use tokio::sync::{Mutex, Semaphore, SemaphorePermit};
use tokio::time::{Instant, sleep, timeout, timeout_at};

use super::rules::Fetched;
use crate::http::{Client, FetchError, Limits, Post, Reply};
use crate::lookup::{Clock, ErrorClass, LookupError, Stored};
use crate::mapping::Path;
use crate::provider::{Interpreted, MacScheme, Provider, Refresh, RemoteRules, Request, Rule, Signing};
use crate::resilience::{Breaker, BreakerState, Budget};
use crate::signing::Encoding;
use crate::transport::{Outgoing, Places, Values, mac, outgoing, said_by};

/// Retries that are possible before any question has earned one.
const MINIMUM: u32 = 3;
/// Longest pause before the first retry; it doubles with each.
const PAUSE: Duration = Duration::from_millis(100);
/// A key is fetched again so long before it expires.
const EARLY: SignedDuration = SignedDuration::from_secs(10);
/// What fetching a key or rules may cost.
const SMALL: usize = 1 << 20;

/// What a call was signed with, and when it was answered by the provider's clock.
#[derive(Debug, Default)]
struct Signed {
    with: Option<SecretString>,
    date: Option<String>,
}

/// A provider, and what is known of it.
#[derive(Debug)]
pub(crate) struct Upstream {
    pub(crate) provider: Provider,
    client: Client,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) rules: Fetched,
    breaker: Breaker,
    budget: Budget,
    places: Semaphore,
    queue: Semaphore,
    /// The key that it has given us, and until when it holds.
    refreshed: Mutex<Option<(SecretString, Timestamp)>>,
    /// How far its clock is ahead of ours, in milliseconds.
    ahead: AtomicI64,
    calls: AtomicU64,
}

impl Upstream {
    pub(crate) fn new(provider: Provider, clock: Arc<dyn Clock>) -> Result<Upstream, FetchError> {
        let limits = provider.limits;
        Ok(Upstream {
            client: Client::new(concat!("menhu/", env!("CARGO_PKG_VERSION")), provider.reach.clone())?,
            breaker: Breaker::new(provider.breaker, Arc::clone(&clock)),
            budget: Budget::new(limits.retry_budget, MINIMUM),
            places: Semaphore::new(limits.concurrent),
            queue: Semaphore::new(limits.waiting),
            refreshed: Mutex::new(None),
            ahead: AtomicI64::new(0),
            calls: AtomicU64::new(0),
            rules: Fetched::default(),
            provider,
            clock,
        })
    }

    /// Questions that were sent, retries included.
    pub(crate) fn calls(&self) -> u64 {
        self.calls.load(Ordering::Relaxed)
    }

    pub(crate) fn state(&self) -> BreakerState {
        self.breaker.state()
    }

    /// Asks, until `deadline` at the latest.
    pub(crate) async fn ask(
        &self,
        values: &Values,
        deadline: Instant,
    ) -> Result<Stored<serde_json::Value>, LookupError> {
        self.budget.earn();
        // Nobody waits for a place among those who will be refused.
        if self.breaker.state() == BreakerState::Open {
            self.breaker.enter().map(drop).map_err(closed)?;
        }
        let _place = self.enter(deadline).await?;
        let (mut tried, mut is_renewed) = (0, false);
        loop {
            let leave = self
                .breaker
                .enter()
                .map_err(|wait| LookupError::new(ErrorClass::UpstreamUnavailable, "the breaker is open").after(wait))?;
            let left = deadline.saturating_duration_since(Instant::now()).min(self.provider.timeout);
            if left.is_zero() {
                drop(leave);
                return Err(late());
            }
            let mut signed = Signed::default();
            let answered = timeout(left, self.call(values, left, &mut signed)).await.unwrap_or_else(|_| Err(late()));
            leave.done(answered.as_ref().is_err_and(|error| error.class.is_ill()));
            let error = match answered {
                Ok(stored) => return Ok(stored),
                Err(error) => error,
            };
            let pause = if error.class == ErrorClass::SignatureExpired && !is_renewed {
                is_renewed = true;
                self.renew(&signed).await;
                Duration::ZERO
            } else if error.class.is_passing() && tried < self.provider.limits.retries {
                tried += 1;
                PAUSE.saturating_mul(1 << tried.min(8)).mul_f64(fastrand::f64())
            } else {
                return Err(error);
            };
            // No retry starts that nobody would wait for.
            if Instant::now() + pause >= deadline || !self.budget.spend() {
                return Err(error);
            }
            sleep(pause).await;
        }
    }

    /// A place among those that ask at the same time.
    async fn enter(&self, deadline: Instant) -> Result<SemaphorePermit<'_>, LookupError> {
        if let Ok(place) = self.places.try_acquire() {
            return Ok(place);
        }
        let busy = || {
            let detail = "too many questions wait for this provider";
            LookupError::new(ErrorClass::UpstreamUnavailable, detail).after(Duration::from_secs(5))
        };
        let _waiting = self.queue.try_acquire().map_err(|_| busy())?;
        match timeout_at(deadline, self.places.acquire()).await {
            Ok(place) => place.map_err(|_| busy()),
            Err(_) => Err(late()),
        }
    }

    /// One call.
    async fn call(
        &self,
        values: &Values,
        left: Duration,
        signed: &mut Signed,
    ) -> Result<Stored<serde_json::Value>, LookupError> {
        let provider = &self.provider;
        let mut places = self.filled(values)?;
        if let Signing::Mac { scheme, encoding, refresh: Some(refresh), .. } = &provider.signing {
            let secret = self.secret(refresh, *scheme, *encoding, left, signed).await?;
            places.put("refreshed", secret.expose_secret());
        }
        let outgoing = outgoing(&provider.request, &provider.signing, &mut places)?;
        self.calls.fetch_add(1, Ordering::Relaxed);
        let asked = self.clock.now();
        let reply = self.post(&provider.url, outgoing, provider.limits.bytes, left).await?;
        signed.date.clone_from(&reply.date);
        let Interpreted { record, as_of } = provider.read_reply(&reply)?;
        Ok(Stored { record, as_of, asked })
    }

    fn filled<'a>(&'a self, values: &'a Values) -> Result<Places<'a>, LookupError> {
        let ahead = SignedDuration::from_millis(self.ahead.load(Ordering::Relaxed));
        let now = self.clock.now();
        let now = now.checked_add(ahead).unwrap_or(now);
        Places::new(values, &self.provider.credentials, now)
            .ok_or_else(|| LookupError::new(ErrorClass::UpstreamUnavailable, "the system gives no random numbers"))
    }

    async fn post(
        &self,
        url: &url::Url,
        outgoing: Outgoing,
        bytes: usize,
        time: Duration,
    ) -> Result<Reply, LookupError> {
        let Outgoing { headers, body } = outgoing;
        let reply = self.client.post(Post { url, headers, body, limits: Limits { bytes, time } }).await;
        reply.map_err(|error| {
            let class = match &error {
                FetchError::Timeout(_) => ErrorClass::UpstreamTimeout,
                FetchError::TooLarge(_) => ErrorClass::Malformed,
                _ => ErrorClass::UpstreamUnavailable,
            };
            LookupError::new(class, error.to_string())
        })
    }

    /// The key that signs now; fetched by one caller at a time.
    async fn secret(
        &self,
        refresh: &Refresh,
        scheme: MacScheme,
        encoding: Encoding,
        left: Duration,
        signed: &mut Signed,
    ) -> Result<SecretString, LookupError> {
        let mut known = self.refreshed.lock().await;
        let now = self.clock.now();
        if let Some((secret, until)) = &*known
            && now.checked_add(EARLY).is_ok_and(|now| now < *until)
        {
            signed.with = Some(secret.clone());
            return Ok(secret.clone());
        }
        let values = Values::default();
        let mut places = self.filled(&values)?;
        let sign = encoding.encode(&mac(scheme, &refresh.key, &refresh.text, &places));
        places.put("sign", sign);
        let (tree, theirs) = self.fetch(&refresh.url, &refresh.request, &mut places, left).await?;
        signed.date = theirs;
        said_by(&self.provider.status, &tree)?;
        let failed = |reason: String| LookupError::new(ErrorClass::AuthFailed, reason);
        let secret =
            refresh.secret.text(&tree).ok_or_else(|| failed(format!("no key is given at {:?}", refresh.secret)))?;
        let default = SignedDuration::from_secs(i64::try_from(refresh.seconds).unwrap_or(600));
        // In milliseconds of the provider's clock.
        let until =
            refresh.expires.as_ref().and_then(|path| path.text(&tree)?.parse::<i64>().ok()).and_then(|until| {
                Timestamp::from_millisecond(until.checked_sub(self.ahead.load(Ordering::Relaxed))?).ok()
            });
        let until = until.or_else(|| now.checked_add(default).ok()).unwrap_or(now);
        let secret = SecretString::from(secret);
        *known = Some((secret.clone(), until));
        signed.with = Some(secret.clone());
        Ok(secret)
    }

    /// A question without values, for a key or for rules; and the time of the answer by the provider's clock.
    async fn fetch(
        &self,
        url: &url::Url,
        request: &Request,
        places: &mut Places<'_>,
        left: Duration,
    ) -> Result<(serde_json::Value, Option<String>), LookupError> {
        let outgoing = outgoing(request, &Signing::None, places)?;
        let reply = self.post(url, outgoing, SMALL, left).await?;
        if !(200..300).contains(&reply.status) {
            let class = if reply.status < 500 { ErrorClass::AuthFailed } else { ErrorClass::UpstreamUnavailable };
            return Err(LookupError::new(class, format!("status {} of {}", reply.status, url.path())));
        }
        let tree = serde_json::from_slice(&reply.bytes).map_err(|error| {
            let place = format!("line {}, column {}", error.line(), error.column());
            LookupError::new(ErrorClass::Malformed, format!("what {} answers is no JSON, at {place}", url.path()))
        })?;
        Ok((tree, reply.date))
    }

    /// After a signature that the provider takes for expired: by its clock, and with a new key.
    async fn renew(&self, signed: &Signed) {
        static HTTP_DATE: DateTimeParser = DateTimeParser::new();
        {
            let mut known = self.refreshed.lock().await;
            // Another may have fetched a new one already.
            let is_same = match (&*known, &signed.with) {
                (Some((known, _)), Some(with)) => known.expose_secret() == with.expose_secret(),
                _ => true,
            };
            if is_same {
                *known = None;
            }
        }
        if let Some(theirs) = signed.date.as_deref().and_then(|date| HTTP_DATE.parse_timestamp(date).ok()) {
            let ahead = theirs.as_millisecond() - self.clock.now().as_millisecond();
            // A second more or less is how exact such a date is.
            self.ahead.store(if ahead.abs() < 2000 { 0 } else { ahead }, Ordering::Relaxed);
        }
    }

    /// The rules that the provider gives, as (plate, engine number, VIN).
    pub(crate) async fn remote_rules(&self, rules: &RemoteRules) -> Result<Vec<Rule>, LookupError> {
        let values = Values::default();
        let mut places = self.filled(&values)?;
        let (tree, _) = self.fetch(&rules.url, &rules.request, &mut places, self.provider.timeout).await?;
        // One that is not there wants nothing; one that is no number says nothing, and neither does its rule.
        let number = |path: &Path, entry| path.text(entry).map_or(Some(0), |text| text.parse().ok());
        let read = rules.each.all(&tree).into_iter().filter_map(|entry| {
            let plates = vec![rules.plate.text(entry)?];
            Some(Rule { plates, engine: number(&rules.engine, entry)?, vin: number(&rules.vin, entry)? })
        });
        let read: Vec<_> = read.collect();
        if read.is_empty() {
            return Err(LookupError::new(ErrorClass::Malformed, format!("no rule at {:?}", rules.each)));
        }
        Ok(read)
    }
}

fn closed(wait: Duration) -> LookupError {
    LookupError::new(ErrorClass::UpstreamUnavailable, "the breaker is open").after(wait)
}

fn late() -> LookupError {
    LookupError::new(ErrorClass::UpstreamTimeout, "there was no answer in time")
}
