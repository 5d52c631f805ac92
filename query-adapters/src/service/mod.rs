//! Lookups: a question goes in, an answer comes out, and nothing of either stays where others could read it.
//!
//! A question is checked, counted against three limits, and answered from the cache, or by a provider. Of the same
//! questions of one requester at the same time one is sent. Every one is in the audit before its answer is given.

mod flight;
mod note;
mod rules;
mod settings;
mod tally;
mod upstream;

use std::net::IpAddr;
use std::sync::{Arc, PoisonError, RwLock};

use jiff::{SignedDuration, Timestamp};
use secrecy::{ExposeSecret, SecretString};
use serde::de::DeserializeOwned;
use tokio::time::{Instant, timeout_at};

use crate::audit::Audit;
use crate::cache::{CacheKey, KeyError, Keys, Sealed, Sealer, Second, SecondError, Store, Subject};
use crate::http::FetchError;
use crate::lookup::{
    Answer, CONSENT, Checked, Clock, ErrorClass, FieldFault, Inquiry, LookupError, Operation, Origin, Question, Stored,
    in_china, is_consent,
};
use crate::provider::{Ages, Provider};
use crate::resilience::Limit;
use crate::transport::Values;
use flight::{Flights, Refreshing};
use note::Note;
pub use settings::{Proxied, Settings};
use tally::Tally;
pub use tally::{Count, ProviderState};
use upstream::Upstream;

/// How far an answer may seem to come from the future before the clock is taken to have been set back.
const SKEW: SignedDuration = SignedDuration::from_secs(60);

/// Who asks: authenticated by whoever calls, never by us.
#[derive(Debug, Clone)]
pub struct Requester {
    /// What they are known by: a session, an account. Kept as a pseudonym only.
    pub id: SecretString,
    /// Where they ask from.
    pub address: IpAddr,
}

/// Why a lookup service cannot begin.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ServiceError {
    /// Its secret is no secret.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// Its second level is none.
    #[error(transparent)]
    Second(#[from] SecondError),
    /// TLS cannot be set up.
    #[error(transparent)]
    Client(#[from] FetchError),
}

/// The lookups of a portal. Cheap to clone.
#[derive(Clone)]
pub struct Lookups(Arc<Inner>);

struct Inner {
    keys: Keys,
    sealer: Sealer,
    store: Store,
    flights: Flights,
    refreshing: Refreshing,
    upstreams: RwLock<Arc<Vec<Arc<Upstream>>>>,
    requester: Limit,
    address: Limit,
    subject: Limit,
    audit: Audit,
    tally: Tally,
    clock: Arc<dyn Clock>,
}

impl std::fmt::Debug for Lookups {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Lookups({})", self.upstreams().len())
    }
}

/// What the audit is told besides the outcome.
struct Asked<'a> {
    who: &'a Requester,
    inquiry: &'a Inquiry,
    operation: Operation,
}

/// A question on its way.
struct Task {
    upstream: Arc<Upstream>,
    key: CacheKey,
    subject: Subject,
    values: Values,
    deadline: Instant,
}

impl Lookups {
    /// Lookups by these providers.
    ///
    /// # Errors
    /// [`ServiceError`].
    pub fn new(
        settings: &Settings,
        keys: Keys,
        audit: Audit,
        providers: Vec<Provider>,
        clock: Arc<dyn Clock>,
    ) -> Result<Lookups, ServiceError> {
        let second = settings.redis.as_ref().map(|url| Second::new(url.expose_secret())).transpose()?;
        let rates = settings.rates;
        let lookups = Lookups(Arc::new(Inner {
            sealer: Sealer::new(&keys),
            keys,
            store: Store::new(settings.cache_bytes, second, Arc::clone(&clock)),
            flights: Flights::default(),
            refreshing: Refreshing::default(),
            upstreams: RwLock::default(),
            requester: Limit::new(rates.requester, &clock),
            address: Limit::new(rates.address, &clock),
            subject: Limit::new(rates.subject, &clock),
            audit,
            tally: Tally::default(),
            clock,
        }));
        lookups.set_providers(providers)?;
        Ok(lookups)
    }

    /// Takes over other providers. One whose file and secrets are as before goes on with what is known of it.
    ///
    /// # Errors
    /// [`ServiceError::Client`]; then all stays as it was.
    pub fn set_providers(&self, providers: Vec<Provider>) -> Result<(), ServiceError> {
        self.replace_providers(providers, &[])
    }

    /// As [`Lookups::set_providers`], but those whose ids are in `kept` stay as they were: their files cannot be read now.
    ///
    /// # Errors
    /// [`ServiceError::Client`]; then all stays as it was.
    pub fn replace_providers(&self, providers: Vec<Provider>, kept: &[String]) -> Result<(), ServiceError> {
        let before = self.upstreams();
        let stays = |upstream: &&Arc<Upstream>| {
            let id = &upstream.provider.id;
            kept.contains(id) && providers.iter().all(|provider| provider.id != *id)
        };
        let mut upstreams: Vec<Arc<Upstream>> = before.iter().filter(stays).cloned().collect();
        for provider in providers {
            let same = before.iter().find(|upstream| {
                upstream.provider.id == provider.id && upstream.provider.fingerprint == provider.fingerprint
            });
            upstreams.push(match same {
                Some(same) => Arc::clone(same),
                None => Arc::new(Upstream::new(provider, Arc::clone(&self.0.clock))?),
            });
        }
        upstreams.sort_by(|a, b| (a.provider.order, &a.provider.id).cmp(&(b.provider.order, &b.provider.id)));
        *self.0.upstreams.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(upstreams);
        Ok(())
    }

    fn upstreams(&self) -> Arc<Vec<Arc<Upstream>>> {
        Arc::clone(&self.0.upstreams.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// The providers: names of their files, what they answer, what citizens are told.
    #[must_use]
    pub fn providers(&self) -> Vec<ProviderState> {
        self.upstreams().iter().map(|upstream| ProviderState::of(upstream)).collect()
    }

    /// How lookups have ended so far.
    #[must_use]
    pub fn counts(&self) -> Vec<Count> {
        self.0.tally.counts()
    }

    /// The number and the hash of the audit's last entry.
    #[must_use]
    pub fn audit_head(&self) -> (u64, String) {
        self.0.audit.head()
    }

    /// What a vehicle's place of registration wants to know, by the first characters of a plate.
    ///
    /// # Errors
    /// [`ErrorClass::Unsupported`] where nobody answers for such plates.
    pub async fn rule(&self, plate: &str, provider: Option<&str>) -> Result<crate::provider::Rule, LookupError> {
        let upstream = self.choose(Operation::TrafficViolations, provider)?;
        upstream.rule(plate, Instant::now() + upstream.provider.deadline).await
    }

    /// Looks up.
    ///
    /// # Errors
    /// [`LookupError`], as the asker may see it: what is not found and what does not match look alike.
    pub async fn look_up<Q: Question>(
        &self,
        who: &Requester,
        question: &Q,
        inquiry: &Inquiry,
    ) -> Result<Answer<Q::Record>, LookupError> {
        let asked = Asked { who, inquiry, operation: Q::OPERATION };
        let mut note = Note::new(&self.0, &asked);
        let answered = self.answer::<Q>(&asked, question, &mut note).await;
        let official = note.upstream.as_ref().and_then(|upstream| upstream.provider.official.clone());
        note.write(answered.as_ref())?;
        answered.map_err(|error| LookupError { official, ..error }.shown())
    }

    /// Forgets everything about a person: what is kept, and what is being fetched now (PIPL, article 47).
    ///
    /// # Errors
    /// [`ErrorClass::InvalidInput`] for what is no number; [`ErrorClass::UpstreamUnavailable`] when the second level does
    /// not answer, and other processes may still know.
    pub async fn purge_person(&self, id_number: &SecretString) -> Result<(), LookupError> {
        let id = menhu::ids::ResidentId::parse(id_number.expose_secret());
        let id = id.map_err(|error| faulty("id_number", error.chinese()))?;
        self.purge(zeroize::Zeroizing::new(format!("person:{}", id.expose()))).await
    }

    /// Forgets everything about a vehicle.
    ///
    /// # Errors
    /// As [`Lookups::purge_person`].
    pub async fn purge_vehicle(&self, plate: &SecretString) -> Result<(), LookupError> {
        let plate = menhu::ids::Plate::parse(plate.expose_secret());
        let plate = plate.map_err(|error| faulty("plate", error.chinese()))?;
        self.purge(zeroize::Zeroizing::new(format!("vehicle:{}", plate.expose()))).await
    }

    async fn purge(&self, subject: zeroize::Zeroizing<String>) -> Result<(), LookupError> {
        let subject = self.0.keys.subject(subject.as_bytes());
        let purged = self.0.store.purge(subject).await;
        let purged = purged.map_err(|error| LookupError::new(ErrorClass::UpstreamUnavailable, error.to_string()));
        note::purged(&self.0, purged.as_ref().map_or_else(|error| error.class.name(), |()| "purged"))?;
        purged
    }

    fn choose(&self, operation: Operation, provider: Option<&str>) -> Result<Arc<Upstream>, LookupError> {
        let upstreams = self.upstreams();
        let of_operation = upstreams.iter().filter(|upstream| upstream.provider.operation == operation);
        let mut fits = of_operation.filter(|upstream| provider.is_none_or(|id| upstream.provider.id == id));
        fits.next()
            .cloned()
            .ok_or_else(|| LookupError::new(ErrorClass::Unsupported, format!("no provider answers {operation} here")))
    }

    async fn answer<Q: Question>(
        &self,
        asked: &Asked<'_>,
        question: &Q,
        note: &mut Note<'_>,
    ) -> Result<Answer<Q::Record>, LookupError> {
        let inner = &self.0;
        let now = inner.clock.now();
        let limited = |wait| LookupError::new(ErrorClass::RateLimited, "too many questions").after(wait);
        // Whoever calls may have made the inquiry by hand; what the audit keeps is checked here.
        if !is_consent(&asked.inquiry.consent_id) {
            return Err(faulty("consent_id", CONSENT.to_owned()));
        }
        inner.requester.check(&note.pseudonym).map_err(limited)?;
        let address = inner.keys.pseudonym(&format!("address:{}", network(asked.who.address)));
        inner.address.check(&address).map_err(limited)?;

        let upstream = self.choose(asked.operation, asked.inquiry.provider.as_deref())?;
        note.upstream = Some(Arc::clone(&upstream));
        let deadline = Instant::now() + upstream.provider.deadline;
        let today = in_china(now).date();
        let Checked { mut values, subject } = question.check(today).0.map_err(LookupError::faulty)?;
        let subject = inner.keys.subject(subject.as_bytes());
        inner.subject.check(&subject.0).map_err(limited)?;
        if asked.operation == Operation::TrafficViolations {
            upstream.apply_rule(&mut values, deadline).await?;
        }
        let canonical = values.canonical();
        let of = (upstream.provider.id.as_str(), &upstream.provider.fingerprint[..]);
        let key = inner.keys.cache(of, asked.operation, asked.who.id.expose_secret(), &canonical);
        let name = upstream.provider.name.clone();
        let task = Task { upstream, key, subject, values, deadline };
        let (stored, source) = self.cached_or_asked::<Q::Record>(task).await?;
        let (outcome, asked) = (stored.outcome(), stored.asked);
        let as_of = stored.as_of.unwrap_or_else(|| in_china(asked).strftime("%Y-%m-%d %H:%M").to_string());
        let age_s = inner.clock.now().duration_since(asked).as_secs().max(0).unsigned_abs();
        Ok(Answer { provider: name, outcome, record: stored.record, as_of, source, age_s })
    }

    async fn cached_or_asked<R: DeserializeOwned + Send + 'static>(
        &self,
        task: Task,
    ) -> Result<(Stored<R>, Origin), LookupError> {
        let ages = task.upstream.provider.ages;
        let deadline = task.deadline;
        let late = || LookupError::new(ErrorClass::UpstreamTimeout, "not answered in time");
        let known = timeout_at(deadline, self.known(&task)).await.map_err(|_| late())?;
        let known = known.and_then(|sealed| Some((age(&sealed, self.0.clock.now())?, sealed)));
        let key = task.key;
        if let Some((age, sealed)) = &known {
            let origin = if *age < fresh(&ages, sealed) { Some(Origin::Cached) } else { None };
            let origin = origin.or_else(|| (*age < soon(&ages, sealed)).then_some(Origin::Stale));
            if let Some(origin) = origin
                && let Some(stored) = self.open(&key, sealed)
            {
                if origin == Origin::Stale {
                    self.refresh_behind::<R>(task);
                }
                return Ok((stored, origin));
            }
        }
        match timeout_at(deadline, self.fill::<R>(task)).await.unwrap_or_else(|_| Err(late())) {
            Ok(sealed) => match self.open(&key, &sealed) {
                Some(stored) => Ok((stored, Origin::Fresh)),
                None => Err(LookupError::new(ErrorClass::UpstreamUnavailable, "the answer does not open")),
            },
            Err(error) if error.class.is_of_provider() => {
                let now = self.0.clock.now();
                let old = known.filter(|(_, sealed)| age(sealed, now).is_some_and(|age| age < last(&ages, sealed)));
                // A purge while the provider was asked counts.
                let old = match old {
                    Some((_, sealed)) if self.0.store.epoch(sealed.subject).await == Some(sealed.epoch) => Some(sealed),
                    _ => None,
                };
                match old.and_then(|sealed| self.open(&key, &sealed)) {
                    Some(stored) => Ok((stored, Origin::Stale)),
                    None => Err(error),
                }
            }
            Err(error) => Err(error),
        }
    }

    /// Asks behind an answer that is given already; one at a time for each key.
    fn refresh_behind<R: DeserializeOwned + Send + 'static>(&self, task: Task) {
        let Some(turn) = self.0.refreshing.enter(task.key) else { return };
        let (lookups, deadline) = (self.clone(), Instant::now() + task.upstream.provider.deadline);
        tokio::spawn(async move {
            let _turn = turn;
            // What fails behind leaves what is kept; who asks next is told.
            let _ = lookups.fill::<R>(Task { deadline, ..task }).await;
        });
    }

    /// What is kept, as young as it is to be had.
    async fn known(&self, task: &Task) -> Option<Arc<Sealed>> {
        let (ages, now) = (task.upstream.provider.ages, self.0.clock.now());
        let is_fresh = |sealed: &Sealed| age(sealed, now).is_some_and(|age| age < fresh(&ages, sealed));
        self.0.store.get(&task.key, task.subject, is_fresh).await
    }

    /// Asks the provider, once for all who ask the same at the same time, and keeps what it answers.
    async fn fill<R: DeserializeOwned>(&self, task: Task) -> Result<Arc<Sealed>, LookupError> {
        let (lookups, epoch) = (self.clone(), self.0.store.epoch(task.subject).await);
        // Where nobody knows what was purged, nothing that is under way may be shared by what comes after.
        let flight = (task.key, epoch.unwrap_or(u64::MAX));
        let deadline = task.deadline;
        self.0.flights.fly(flight, deadline, async move { lookups.fetch::<R>(task, epoch).await }).await
    }

    async fn fetch<R: DeserializeOwned>(&self, task: Task, epoch: Option<u64>) -> Result<Arc<Sealed>, LookupError> {
        let inner = &self.0;
        let ages = task.upstream.provider.ages;
        // Somebody may have been faster between the look into the cache and now.
        if let Some(sealed) = self.known(&task).await
            && age(&sealed, inner.clock.now()).is_some_and(|age| age < fresh(&ages, &sealed))
        {
            return Ok(sealed);
        }
        let stored = task.upstream.ask(&task.values, task.deadline).await?;
        let text = zeroize::Zeroizing::new(serde_json::to_vec(&stored).unwrap_or_default());
        // What is kept can be read; what the parser says may quote it.
        if serde_json::from_slice::<Stored<R>>(&text).is_err() {
            return Err(LookupError::new(ErrorClass::Malformed, "the record is not of its type"));
        }
        let is_record = stored.record.is_some();
        let sealed = inner.sealer.seal(&task.key, &text, stored.asked, epoch.unwrap_or(0), task.subject, is_record);
        let sealed = sealed
            .ok_or_else(|| LookupError::new(ErrorClass::UpstreamUnavailable, "the system gives no random numbers"))?;
        let sealed = Arc::new(sealed);
        // A purge in between made this an answer of an earlier epoch: it is given to who asked before, and not kept.
        if epoch.is_some() && inner.store.epoch(task.subject).await == epoch {
            let seconds = last(&ages, &sealed).as_secs().unsigned_abs();
            inner.store.put(task.key, Arc::clone(&sealed), seconds).await;
        }
        Ok(sealed)
    }

    fn open<R: DeserializeOwned>(&self, key: &CacheKey, sealed: &Sealed) -> Option<Stored<R>> {
        serde_json::from_slice(&self.0.sealer.open(key, sealed)?).ok()
    }
}

fn faulty(field: &str, reason: String) -> LookupError {
    LookupError::faulty(vec![FieldFault { field: field.to_owned(), reason }])
}

/// What an address is counted as: of IPv6 the network of its owner, who has as many addresses in it as they like.
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(v6) => {
            let [a, b, c, d, ..] = v6.segments();
            IpAddr::from([a, b, c, d, 0, 0, 0, 0])
        }
        v4 => v4,
    }
}

/// How old an answer is; none for one that comes from the future, when the clock was set back.
fn age(sealed: &Sealed, now: Timestamp) -> Option<SignedDuration> {
    let asked = Timestamp::from_millisecond(sealed.asked).ok()?;
    let age = now.duration_since(asked);
    (age > -SKEW).then(|| age.max(SignedDuration::ZERO))
}

fn signed(duration: std::time::Duration) -> SignedDuration {
    SignedDuration::try_from(duration).unwrap_or(SignedDuration::MAX)
}

/// Until when an answer is fresh.
fn fresh(ages: &Ages, sealed: &Sealed) -> SignedDuration {
    signed(if sealed.is_record { ages.fresh } else { ages.no_records })
}

/// Until when it is given while the provider is asked behind it.
fn soon(ages: &Ages, sealed: &Sealed) -> SignedDuration {
    fresh(ages, sealed) + signed(if sealed.is_record { ages.revalidate } else { std::time::Duration::ZERO })
}

/// Until when it is given at all.
fn last(ages: &Ages, sealed: &Sealed) -> SignedDuration {
    fresh(ages, sealed) + signed(if sealed.is_record { ages.stale } else { std::time::Duration::ZERO })
}
