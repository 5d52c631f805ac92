//! Why there is no answer.

use std::fmt;
use std::time::Duration;

use serde::{Deserialize, Serialize};

/// What kind of failure it is. The names are those of provider files, of the audit and of the HTTP interface.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub enum ErrorClass {
    /// The question is malformed.
    InvalidInput,
    /// The provider does not accept our credentials.
    AuthFailed,
    /// The provider knows the number under another name.
    IdentityMismatch,
    /// The provider does not know the number.
    NotFound,
    /// The provider has nothing on record. In a provider file only: it is an answer, not a failure.
    NoRecords,
    /// The provider wants a person to solve a riddle.
    CaptchaRequired,
    /// The provider's quota is used up.
    QuotaExceeded,
    /// Too many questions: ours to limit.
    RateLimited,
    /// The provider is being maintained.
    UpstreamMaintenance,
    /// The provider did not answer in time.
    UpstreamTimeout,
    /// The provider cannot be reached, or is failing.
    UpstreamUnavailable,
    /// The provider's answer cannot be read.
    Malformed,
    /// The provider takes our signature for expired.
    SignatureExpired,
    /// Nobody here answers such a question.
    Unsupported,
}

impl ErrorClass {
    /// All of them.
    pub const ALL: [ErrorClass; 14] = [
        ErrorClass::InvalidInput,
        ErrorClass::AuthFailed,
        ErrorClass::IdentityMismatch,
        ErrorClass::NotFound,
        ErrorClass::NoRecords,
        ErrorClass::CaptchaRequired,
        ErrorClass::QuotaExceeded,
        ErrorClass::RateLimited,
        ErrorClass::UpstreamMaintenance,
        ErrorClass::UpstreamTimeout,
        ErrorClass::UpstreamUnavailable,
        ErrorClass::Malformed,
        ErrorClass::SignatureExpired,
        ErrorClass::Unsupported,
    ];

    /// Its name, as it is written in files and answers.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            ErrorClass::InvalidInput => "InvalidInput",
            ErrorClass::AuthFailed => "AuthFailed",
            ErrorClass::IdentityMismatch => "IdentityMismatch",
            ErrorClass::NotFound => "NotFound",
            ErrorClass::NoRecords => "NoRecords",
            ErrorClass::CaptchaRequired => "CaptchaRequired",
            ErrorClass::QuotaExceeded => "QuotaExceeded",
            ErrorClass::RateLimited => "RateLimited",
            ErrorClass::UpstreamMaintenance => "UpstreamMaintenance",
            ErrorClass::UpstreamTimeout => "UpstreamTimeout",
            ErrorClass::UpstreamUnavailable => "UpstreamUnavailable",
            ErrorClass::Malformed => "Malformed",
            ErrorClass::SignatureExpired => "SignatureExpired",
            ErrorClass::Unsupported => "Unsupported",
        }
    }

    /// The class of that name.
    #[must_use]
    pub fn parse(name: &str) -> Option<ErrorClass> {
        ErrorClass::ALL.into_iter().find(|class| class.name() == name)
    }

    /// What the asker is told: "not found" and "does not match" are one, since the difference would tell a stranger
    /// whose number it is.
    #[must_use]
    pub const fn shown(self) -> ErrorClass {
        match self {
            ErrorClass::IdentityMismatch => ErrorClass::NotFound,
            other => other,
        }
    }

    /// Whether an answer that is known already may be given instead: the failure says nothing about the person.
    #[must_use]
    pub const fn is_of_provider(self) -> bool {
        matches!(
            self,
            ErrorClass::AuthFailed
                | ErrorClass::CaptchaRequired
                | ErrorClass::QuotaExceeded
                | ErrorClass::UpstreamMaintenance
                | ErrorClass::UpstreamTimeout
                | ErrorClass::UpstreamUnavailable
                | ErrorClass::Malformed
                | ErrorClass::SignatureExpired
        )
    }

    /// Whether another try may succeed within seconds.
    pub(crate) const fn is_passing(self) -> bool {
        matches!(self, ErrorClass::UpstreamTimeout | ErrorClass::UpstreamUnavailable)
    }

    /// Whether it counts against the provider's health.
    pub(crate) const fn is_ill(self) -> bool {
        matches!(
            self,
            ErrorClass::UpstreamTimeout
                | ErrorClass::UpstreamUnavailable
                | ErrorClass::UpstreamMaintenance
                | ErrorClass::Malformed
        )
    }

    /// What a citizen is told, and what they can do.
    #[must_use]
    pub const fn chinese(self) -> (&'static str, &'static str) {
        match self {
            ErrorClass::InvalidInput => ("填写的内容有误", "请按提示改正后重新查询。"),
            ErrorClass::IdentityMismatch | ErrorClass::NotFound => {
                ("没有查到与所填信息相符的记录", "请核对姓名和号码是否与登记的一致；确认无误的，请到经办窗口核实。")
            }
            ErrorClass::NoRecords => ("没有记录", "目前没有可以显示的记录。"),
            ErrorClass::CaptchaRequired => ("该业务需要在官方网站上完成验证", "请到官方网站登录后查询。"),
            ErrorClass::QuotaExceeded => ("今天的查询量已满", "请明天再查，或者到官方网站、经办窗口查询。"),
            ErrorClass::RateLimited => ("查询过于频繁", "请稍后再试。"),
            ErrorClass::UpstreamMaintenance => ("业务系统正在维护", "请在维护结束后再查，或者到经办窗口查询。"),
            ErrorClass::UpstreamTimeout => ("业务系统没有及时答复", "请稍后再试。"),
            ErrorClass::UpstreamUnavailable | ErrorClass::Malformed => {
                ("业务系统暂时不能查询", "请稍后再试，或者到经办窗口查询。")
            }
            ErrorClass::AuthFailed | ErrorClass::SignatureExpired => {
                ("与业务系统的连接需要检查", "我们已经记录，请稍后再试，或者到经办窗口查询。")
            }
            ErrorClass::Unsupported => ("暂不提供这项查询", "请到官方网站或者经办窗口查询。"),
        }
    }
}

impl fmt::Display for ErrorClass {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// What is wrong with one field of a question, without its value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FieldFault {
    /// Name of the field.
    pub field: String,
    /// What is wrong, in Chinese.
    pub reason: String,
}

/// Why there is no answer. It holds no value of the question and none of the provider's answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{class}: {detail}")]
pub struct LookupError {
    /// What kind of failure.
    pub class: ErrorClass,
    /// For those who run the server: where it went wrong. Names of fields and paths, never their values.
    pub detail: String,
    /// Of a malformed question: every field that is wrong.
    pub faults: Vec<FieldFault>,
    /// When it makes sense to ask again.
    pub retry_after: Option<Duration>,
    /// Where the citizen can go instead.
    pub official: Option<String>,
}

impl LookupError {
    /// A failure of a class.
    #[must_use]
    pub fn new(class: ErrorClass, detail: impl Into<String>) -> LookupError {
        LookupError { class, detail: detail.into(), faults: Vec::new(), retry_after: None, official: None }
    }

    /// A malformed question.
    pub(crate) fn faulty(faults: Vec<FieldFault>) -> LookupError {
        let fields: Vec<&str> = faults.iter().map(|fault| fault.field.as_str()).collect();
        let detail = format!("wrong: {}", fields.join(", "));
        LookupError { faults, ..LookupError::new(ErrorClass::InvalidInput, detail) }
    }

    /// The same, to be tried again after so long.
    #[must_use]
    pub fn after(self, retry_after: Duration) -> LookupError {
        LookupError { retry_after: Some(retry_after), ..self }
    }

    /// As the asker may see it: one uniform answer for what is not found and what does not match.
    #[must_use]
    pub fn shown(self) -> LookupError {
        match self.class.shown() {
            ErrorClass::NotFound => LookupError {
                official: self.official,
                ..LookupError::new(ErrorClass::NotFound, "nothing on record fits what was given")
            },
            class => LookupError { class, ..self },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_found_and_what_does_not_match_look_alike() {
        let shown = |class| LookupError::new(class, format!("at {class}")).shown();
        assert_eq!(shown(ErrorClass::NotFound), shown(ErrorClass::IdentityMismatch));
        assert_ne!(shown(ErrorClass::NotFound), shown(ErrorClass::Malformed));
        assert_eq!(ErrorClass::NotFound.chinese(), ErrorClass::IdentityMismatch.chinese());
    }

    #[test]
    fn names_are_read_again() {
        for class in ErrorClass::ALL {
            assert_eq!(ErrorClass::parse(class.name()), Some(class));
            assert_eq!(serde_json::to_string(&class).unwrap(), format!("\"{class}\""));
            assert!(!class.chinese().0.is_empty() && !class.chinese().1.is_empty());
        }
        assert_eq!(ErrorClass::parse("notfound"), None);
    }
}
