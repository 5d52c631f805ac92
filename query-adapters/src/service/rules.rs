//! What places of registration want to know of a vehicle: from a provider's file, or from the provider.

use std::sync::{Arc, Mutex, PoisonError};

use jiff::{SignedDuration, Timestamp};
use tokio::time::{Instant, timeout_at};

use super::upstream::Upstream;
use crate::lookup::{ErrorClass, FieldFault, LookupError};
use crate::provider::{RemoteRules, Rule};
use crate::resilience::BreakerState;
use crate::transport::Values;

/// How long fetched rules hold.
const FRESH: SignedDuration = SignedDuration::from_hours(3);
/// How long they are used while they cannot be fetched.
const LAST: SignedDuration = SignedDuration::from_hours(24);
/// How long nobody fetches after a failure.
const REST: SignedDuration = SignedDuration::from_secs(30);
/// Stands for all plates that no rule names.
const OTHERS: &str = "*";
/// Stands for all characters.
const ALL: u8 = 99;
/// Characters of a VIN.
const VIN: usize = 17;

/// Rules that were fetched.
#[derive(Debug, Default)]
pub(super) struct Fetched {
    state: Mutex<State>,
    /// Held by whoever fetches.
    turn: tokio::sync::Mutex<()>,
}

#[derive(Debug, Default, Clone)]
struct State {
    rules: Option<(Arc<Vec<Rule>>, Timestamp)>,
    failed: Option<(LookupError, Timestamp)>,
}

impl Upstream {
    /// The rule for a plate.
    pub(super) async fn rule(self: &Arc<Self>, plate: &str, deadline: Instant) -> Result<Rule, LookupError> {
        let own = &self.provider.rules;
        let fetched = match &self.provider.remote_rules {
            Some(remote) => match timeout_at(deadline, self.fetched(remote)).await {
                Ok(Ok(rules)) => Some(rules),
                // What the file says holds where nothing better is known.
                Ok(Err(error)) if own.is_empty() => return Err(error),
                Err(_) if own.is_empty() => {
                    return Err(LookupError::new(ErrorClass::UpstreamTimeout, "rules were not there in time"));
                }
                _ => None,
            },
            None if own.is_empty() => return Ok(Rule { plates: vec![OTHERS.to_owned()], engine: 0, vin: 0 }),
            None => None,
        };
        let rules = fetched.iter().flat_map(|rules| rules.iter()).chain(own);
        let fits = rules.filter_map(|rule| {
            let fits = rule.plates.iter().filter(|begin| *begin == OTHERS || plate.starts_with(begin.as_str()));
            // The longest beginning is the most exact.
            let length = |begin: &String| if begin == OTHERS { 0 } else { begin.len() };
            fits.map(length).max().map(|length| (length, rule))
        });
        let best = fits.reduce(|best, next| if next.0 > best.0 { next } else { best });
        best.map(|(_, rule)| rule.clone())
            .ok_or_else(|| LookupError::new(ErrorClass::Unsupported, "no rule is for plates that begin so"))
    }

    /// The rules of the provider: as they are known, fetched behind when they are old, waited for when there are none.
    async fn fetched(self: &Arc<Self>, remote: &RemoteRules) -> Result<Arc<Vec<Rule>>, LookupError> {
        if let Some((rules, age)) = self.known() {
            if age >= FRESH {
                let behind = Arc::clone(self);
                tokio::spawn(async move {
                    // Who finds somebody fetching leaves it to them.
                    if let (Ok(_turn), Some(remote)) = (behind.rules.turn.try_lock(), &behind.provider.remote_rules) {
                        let _ = behind.fetch_rules(remote).await;
                    }
                });
            }
            return Ok(rules);
        }
        let _turn = self.rules.turn.lock().await;
        match self.known() {
            Some((rules, _)) => Ok(rules),
            None => self.fetch_rules(remote).await,
        }
    }

    /// Rules that may still be used, and their age.
    fn known(&self) -> Option<(Arc<Vec<Rule>>, SignedDuration)> {
        let state = self.rules.state.lock().unwrap_or_else(PoisonError::into_inner);
        let (rules, since) = state.rules.as_ref()?;
        let age = self.clock.now().duration_since(*since);
        (age < LAST).then(|| (Arc::clone(rules), age))
    }

    async fn fetch_rules(&self, remote: &RemoteRules) -> Result<Arc<Vec<Rule>>, LookupError> {
        let lock = || self.rules.state.lock().unwrap_or_else(PoisonError::into_inner);
        let now = self.clock.now();
        if let Some((error, since)) = lock().failed.clone()
            && now.duration_since(since) < REST
        {
            let left = REST - now.duration_since(since);
            return Err(error.after(left.unsigned_abs()));
        }
        // A provider that is left alone is left alone by this, too.
        let fetched = if self.state() == BreakerState::Open {
            Err(LookupError::new(ErrorClass::UpstreamUnavailable, "the breaker is open"))
        } else {
            self.remote_rules(remote).await
        };
        let mut state = lock();
        match fetched {
            Ok(rules) => {
                let rules = Arc::new(rules);
                *state = State { rules: Some((Arc::clone(&rules), now)), failed: None };
                Ok(rules)
            }
            Err(error) => {
                tracing::warn!(provider = self.provider.id, %error, "rules of plates cannot be fetched");
                state.failed = Some((error.clone(), now));
                Err(error)
            }
        }
    }

    /// Brings a question into the form that the place of registration wants: its last characters, and nothing that it does
    /// not ask for.
    pub(super) async fn apply_rule(
        self: &Arc<Self>,
        values: &mut Values,
        deadline: Instant,
    ) -> Result<(), LookupError> {
        let plate = zeroize::Zeroizing::new(values.get("plate").unwrap_or_default().to_owned());
        let rule = self.rule(&plate, deadline).await?;
        let mut faults = Vec::new();
        let fields = [("engine_number", "发动机号", rule.engine, 1), ("vin", "车辆识别代号", rule.vin, VIN)];
        for (field, named, count, whole) in fields {
            let given = values.get(field).unwrap_or_default();
            let length = given.chars().count();
            let wanted = if count == ALL { whole } else { usize::from(count) };
            if count == 0 {
                values.insert(field, "");
            } else if length < wanted {
                let part = if count == ALL { "全部字符".to_owned() } else { format!("后{count}位") };
                let reason = format!("车辆登记地要求填写{named}的{part}");
                faults.push(FieldFault { field: field.to_owned(), reason });
            } else if count != ALL {
                let last: String = given.chars().skip(length - wanted).collect();
                values.insert(field, last);
            }
        }
        if faults.is_empty() { Ok(()) } else { Err(LookupError::faulty(faults)) }
    }
}
