//! A question is asked, and waited for.

use std::ffi::c_char;
use std::net::IpAddr;
use std::time::Duration;

use adapters::Lookups;
use adapters::lookup::{
    Fields, HousingFundQuestion, Operation, Question, SocialSecurityQuestion, TrafficViolationsQuestion, read_request,
};
use adapters::service::Requester;
use secrecy::SecretString;
use serde::Deserialize;

use super::{Asking, menhu_lookups};
use crate::boundary::{call, out};
use crate::cancel::{Cancel, menhu_cancel};
use crate::error::menhu_error;
use crate::failure::Failure;
use crate::handle::find;
use crate::json::read_json;
use crate::status::{MENHU_CANCELLED, MENHU_DEADLINE, MENHU_PANIC};
use crate::string::{Text, menhu_string};
use crate::text::{given, text};

/// Who asks.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Who {
    id: SecretString,
    address: IpAddr,
}

/// Looks up, and waits for the answer. `operation`: social-security, housing-fund or traffic-violations. `request`: the question
/// as JSON, as the body of POST /api/v1/lookups/{operation}; docs/lookups.md has its members. `requester`: who asks, as whoever
/// calls has authenticated them: {"id":"what they are known by","address":"203.0.113.7"}; the id is kept as a pseudonym only.
/// `deadline_ms`: how long is waited at most; 0: as long as the provider's file allows. `cancel`: NULL, or what calls it
/// off. The answer is what HTTP answers; its memory is overwritten when it is freed.
///
/// MENHU_LOOKUP_… says why there is no answer, MENHU_CANCELLED and MENHU_DEADLINE that nobody waited for it: then it may still
/// come, and be kept for the next question.
///
/// # Safety
/// The pointers are as the head of the header says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn menhu_lookups_ask(
    lookups: *const menhu_lookups,
    operation: *const c_char,
    operation_len: usize,
    request: *const c_char,
    request_len: usize,
    requester: *const c_char,
    requester_len: usize,
    deadline_ms: u64,
    cancel: *const menhu_cancel,
    answer: *mut *mut menhu_string,
    error: *mut *mut menhu_error,
) -> i32 {
    let run = || {
        // SAFETY: the caller's promise about `answer`.
        let answer = unsafe { out(answer, "answer") }?;
        // SAFETY: the caller's promise about `operation`.
        let operation = operation_of(unsafe { given(operation, operation_len, "operation") }?)?;
        // SAFETY: the caller's promise about `request`.
        let request = unsafe { text(request, request_len, "request") }?;
        // SAFETY: the caller's promise about `requester`.
        let Who { id, address } = read_json(unsafe { text(requester, requester_len, "requester") }?, "requester")?;
        let cancel = if cancel.is_null() { None } else { Some(find(cancel, "cancel")?) };
        let asking = find(lookups, "lookups")?;
        let who = Requester { id, address };
        answer.open(ask(&asking, operation, request, who, deadline_ms, cancel.as_deref())?)
    };
    // SAFETY: the caller's promise about `error`.
    unsafe { call(error, run) }
}

fn operation_of(name: &str) -> Result<Operation, Failure> {
    Operation::parse(name).ok_or_else(|| {
        let known: Vec<&str> = Operation::ALL.iter().map(|operation| operation.name()).collect();
        Failure::not_found(format!("there is no such `operation`; expected one of {}", known.join(", ")))
    })
}

fn ask(
    asking: &Asking,
    operation: Operation,
    request: &str,
    who: Requester,
    deadline_ms: u64,
    cancel: Option<&Cancel>,
) -> Result<Text, Failure> {
    let running = asking.running.get("lookups")?;
    let fields = Fields::from_json(request.as_bytes())?;
    let lookups = running.lookups.clone();
    let runtime = running.runtime()?;
    // A task of its own: the audit says how the lookup ended, and not only that nobody waited for it any more.
    let asked = runtime.spawn(async move {
        match operation {
            Operation::SocialSecurity => one::<SocialSecurityQuestion>(&lookups, &who, fields).await,
            Operation::HousingFund => one::<HousingFundQuestion>(&lookups, &who, fields).await,
            Operation::TrafficViolations => one::<TrafficViolationsQuestion>(&lookups, &who, fields).await,
        }
    });
    let cancelled = async {
        match cancel {
            Some(cancel) => cancel.cancelled().await,
            None => std::future::pending().await,
        }
    };
    let late = async {
        match deadline_ms {
            0 => std::future::pending().await,
            wait => tokio::time::sleep(Duration::from_millis(wait)).await,
        }
    };
    runtime.block_on(async {
        tokio::select! {
            // Whoever has called it off wants nothing more of it.
            biased;
            () = cancelled => Err(Failure::new(MENHU_CANCELLED, "the lookup was called off")),
            ended = asked => ended.unwrap_or_else(|_| Err(Failure::new(MENHU_PANIC, "a defect of Menhu, in a lookup"))),
            () = late => {
                let message = format!("the lookup was not answered within {deadline_ms} ms; ask again, or allow it more time");
                Err(Failure::new(MENHU_DEADLINE, message))
            }
        }
    })
}

async fn one<Q: Question>(lookups: &Lookups, who: &Requester, fields: Fields) -> Result<Text, Failure> {
    let (question, inquiry) = read_request::<Q>(fields)?;
    let answer = lookups.look_up(who, &question, &inquiry).await?;
    Text::private_json(&answer)
}
