//! What is said of a lookup when it has ended, however it has ended: in the audit, in the counts, in the log.

use std::sync::Arc;

use super::upstream::Upstream;
use super::{Asked, Inner};
use crate::audit::Entry;
use crate::lookup::{Answer, ErrorClass, LookupError, Outcome, is_consent};
use crate::signing::Encoding;

/// What is said of one lookup. Dropped before it was written, whoever asked has gone: that is said, too.
pub(super) struct Note<'a> {
    inner: &'a Inner,
    asked: &'a Asked<'a>,
    pub(super) pseudonym: [u8; 16],
    /// Who was chosen to answer.
    pub(super) upstream: Option<Arc<Upstream>>,
    is_written: bool,
}

impl<'a> Note<'a> {
    pub(super) fn new(inner: &'a Inner, asked: &'a Asked<'a>) -> Note<'a> {
        let pseudonym = inner.keys.pseudonym(secrecy::ExposeSecret::expose_secret(&asked.who.id));
        Note { inner, asked, pseudonym, upstream: None, is_written: false }
    }

    /// Writes it.
    ///
    /// # Errors
    /// When the audit cannot be written: then there is no answer.
    pub(super) fn write<R>(mut self, answered: Result<&Answer<R>, &LookupError>) -> Result<(), LookupError> {
        self.is_written = true;
        match answered {
            Ok(Answer { outcome: Outcome::Found, source, age_s, .. }) => self.say("found", source.name(), *age_s),
            Ok(Answer { outcome: Outcome::NoRecords, source, age_s, .. }) => {
                self.say("no_records", source.name(), *age_s)
            }
            Err(error) => {
                // The audit alone knows whether a number is unknown or another's.
                let class = error.class.shown();
                if class != ErrorClass::NotFound {
                    // Details name fields and paths, never values.
                    let (provider, operation) = (self.provider(), self.asked.operation.name());
                    tracing::warn!(provider, operation, class = class.name(), detail = error.detail, "no answer");
                }
                self.say(error.class.name(), "none", 0)
            }
        }
    }

    fn provider(&self) -> &str {
        self.upstream.as_ref().map_or("", |upstream| upstream.provider.id.as_str())
    }

    fn say(&self, outcome: &'static str, source: &'static str, age_s: u64) -> Result<(), LookupError> {
        let Asked { inquiry, operation, .. } = self.asked;
        let shown = ErrorClass::parse(outcome).map_or(outcome, |class| class.shown().name());
        self.inner.tally.count(self.provider(), *operation, shown, source);
        // What is none is not kept either: it may be anything.
        let consent = if is_consent(&inquiry.consent_id) { inquiry.consent_id.as_str() } else { "" };
        let entry = Entry {
            requester: &Encoding::Hex.encode(&self.pseudonym),
            purpose: inquiry.purpose.name(),
            consent,
            provider: self.provider(),
            operation: operation.name(),
            outcome,
            source,
            age_s,
        };
        write(self.inner, &entry)
    }
}

impl Drop for Note<'_> {
    fn drop(&mut self) {
        if !self.is_written {
            let _ = self.say("cancelled", "none", 0);
        }
    }
}

/// Says that somebody was forgotten, not who.
pub(super) fn purged(inner: &Inner, outcome: &'static str) -> Result<(), LookupError> {
    let nobody = Entry {
        requester: "",
        purpose: "",
        consent: "",
        provider: "",
        operation: "purge",
        outcome,
        source: "none",
        age_s: 0,
    };
    write(inner, &nobody)
}

fn write(inner: &Inner, entry: &Entry<'_>) -> Result<(), LookupError> {
    inner.audit.write(inner.clock.now(), entry).map_err(|error| {
        tracing::error!(%error, "the audit cannot be written: no answer is given");
        LookupError::new(ErrorClass::UpstreamUnavailable, "the audit cannot be written")
    })
}
