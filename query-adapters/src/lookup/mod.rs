//! The three lookups (社保、公积金、交通违法): what is asked, what is answered, and why there is no answer.
//!
//! Types here cannot print what they hold: a value of a person in a log is a leak, whoever wrote it there.

mod answer;
mod clock;
mod error;
mod money;
mod month;
mod operation;
mod record;
mod request;

pub(crate) use answer::Stored;
pub use answer::{Answer, Origin, Outcome};
pub(crate) use clock::in_china;
pub use clock::{Clock, ManualClock, SystemClock};
pub use error::{ErrorClass, FieldFault, LookupError};
pub use money::{Money, Ratio};
pub use month::{Month, MonthError};
pub use operation::Operation;
pub use record::{HousingFund, Insurance, Masked, Movement, Payment, SocialSecurity, TrafficViolations, Violation};
pub(crate) use request::{CONSENT, Checked, is_consent};
pub use request::{
    CheckedQuestion, Fields, HousingFundQuestion, Inquiry, Purpose, Question, SocialSecurityQuestion,
    TrafficViolationsQuestion, read_request,
};
