//! A question on its way to the lookups.

use std::sync::Arc;

use menhu_lookups::lookup::{
    Answer, ErrorClass, Fields, HousingFund, HousingFundQuestion, LookupError, Operation, Question, SocialSecurity,
    SocialSecurityQuestion, TrafficViolations, TrafficViolationsQuestion, read_request,
};
use menhu_lookups::service::Requester;
use serde::Serialize;

use crate::lookups::Opened;

/// An answer of one of the three kinds.
#[derive(Serialize)]
#[serde(untagged)]
pub(super) enum Answered {
    SocialSecurity(Answer<SocialSecurity>),
    HousingFund(Answer<HousingFund>),
    TrafficViolations(Answer<TrafficViolations>),
}

/// Asks.
pub(super) async fn ask(
    opened: Arc<Opened>,
    operation: Operation,
    who: Requester,
    fields: Fields,
) -> Result<Answered, LookupError> {
    match operation {
        Operation::SocialSecurity => {
            one::<SocialSecurityQuestion>(opened, who, fields).await.map(Answered::SocialSecurity)
        }
        Operation::HousingFund => one::<HousingFundQuestion>(opened, who, fields).await.map(Answered::HousingFund),
        Operation::TrafficViolations => {
            one::<TrafficViolationsQuestion>(opened, who, fields).await.map(Answered::TrafficViolations)
        }
    }
}

async fn one<Q: Question + 'static>(
    opened: Arc<Opened>,
    who: Requester,
    fields: Fields,
) -> Result<Answer<Q::Record>, LookupError>
where
    Q::Record: 'static,
{
    let (question, inquiry) = read_request::<Q>(fields)?;
    // A task of its own: the audit says how the lookup ended, and not only that who asked has gone.
    let asked = tokio::spawn(async move { opened.lookups.look_up(&who, &question, &inquiry).await });
    asked.await.unwrap_or_else(|_| {
        tracing::error!("a lookup panicked");
        Err(LookupError::new(ErrorClass::UpstreamUnavailable, "the lookup panicked"))
    })
}

/// That nobody answers such questions here.
pub(super) fn unsupported() -> LookupError {
    LookupError::new(ErrorClass::Unsupported, "the portal has no provider for it")
}
