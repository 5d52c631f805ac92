//! What places of registration want to know of a vehicle: from a provider's file, or from the provider.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use tokio::sync::Mutex;
use tokio::time::{Instant, timeout_at};

use super::upstream::Upstream;
use crate::lookup::{ErrorClass, FieldFault, LookupError};
use crate::provider::Rule;
use crate::transport::Values;

/// How long fetched rules hold.
const FRESH: SignedDuration = SignedDuration::from_hours(3);
/// How long they are used while they cannot be fetched.
const LAST: SignedDuration = SignedDuration::from_hours(24);
/// Stands for all plates that no rule names.
const OTHERS: &str = "*";
/// Stands for all characters.
const ALL: u8 = 99;

/// Rules that were fetched, and when.
pub(super) type Fetched = Mutex<Option<(Arc<Vec<Rule>>, Timestamp)>>;

impl Upstream {
    /// The rule for a plate.
    pub(super) async fn rule(&self, plate: &str) -> Result<Rule, LookupError> {
        let provider = &self.provider;
        let fetched = match &provider.remote_rules {
            Some(remote) => {
                let mut known = self.rules.lock().await;
                let now = self.clock.now();
                let age = known.as_ref().map(|(_, since)| now.duration_since(*since));
                if age.is_none_or(|age| age >= FRESH) {
                    match self.remote_rules(remote).await {
                        Ok(rules) => *known = Some((Arc::new(rules), now)),
                        Err(error) if age.is_none_or(|age| age >= LAST) && provider.rules.is_empty() => {
                            return Err(error);
                        }
                        Err(error) => {
                            tracing::warn!(provider = provider.id, %error, "rules of plates cannot be fetched");
                        }
                    }
                }
                known
                    .as_ref()
                    .filter(|(_, since)| now.duration_since(*since) < LAST)
                    .map(|(rules, _)| Arc::clone(rules))
            }
            None => None,
        };
        let rules = fetched.iter().flat_map(|rules| rules.iter()).chain(&provider.rules);
        if fetched.is_none() && provider.rules.is_empty() {
            return Ok(Rule { plates: vec![OTHERS.to_owned()], engine: 0, vin: 0 });
        }
        let fits = rules.filter_map(|rule| {
            let longest = rule.plates.iter().filter(|begin| *begin == OTHERS || plate.starts_with(begin.as_str()));
            // The longest beginning is the most exact.
            let length = |begin: &String| if begin == OTHERS { 0 } else { begin.len() };
            longest.map(length).max().map(|length| (length, rule))
        });
        let best = fits.reduce(|best, next| if next.0 > best.0 { next } else { best });
        best.map(|(_, rule)| rule.clone())
            .ok_or_else(|| LookupError::new(ErrorClass::Unsupported, "no rule is for plates that begin so"))
    }

    /// Brings a question into the form that the place of registration wants: its last characters, and nothing that it does
    /// not ask for.
    pub(super) async fn apply_rule(&self, values: &mut Values, deadline: Instant) -> Result<(), LookupError> {
        let plate = values.get("plate").unwrap_or_default().to_owned();
        let rule = timeout_at(deadline, self.rule(&plate)).await;
        let rule =
            rule.map_err(|_| LookupError::new(ErrorClass::UpstreamTimeout, "rules were not there in time"))??;
        let mut faults = Vec::new();
        for (field, named, count) in [("engine_number", "发动机号", rule.engine), ("vin", "车辆识别代号", rule.vin)]
        {
            let given = values.get(field).unwrap_or_default();
            let length = given.chars().count();
            let wanted = usize::from(count);
            if count == 0 {
                values.insert(field, "");
            } else if count == ALL && length > 0 {
                // Whole, as it is.
            } else if length == 0 || length < wanted {
                let part = if count == ALL { "全部字符".to_owned() } else { format!("后{count}位") };
                let reason = format!("车辆登记地要求填写{named}的{part}");
                faults.push(FieldFault { field: field.to_owned(), reason });
            } else {
                let last: String = given.chars().skip(length - wanted).collect();
                values.insert(field, last);
            }
        }
        if faults.is_empty() { Ok(()) } else { Err(LookupError::faulty(faults)) }
    }
}
