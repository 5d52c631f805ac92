//! What went wrong, before it is an error of the caller's.

use crate::status as s;

/// What went wrong.
#[derive(Debug)]
pub(crate) struct Failure {
    pub(crate) status: i32,
    /// What, where, and what to do. Nothing of a person.
    pub(crate) message: String,
    /// Members that the error's JSON has besides: an object.
    pub(crate) more: Option<String>,
}

impl Failure {
    pub(crate) fn new(status: i32, message: impl Into<String>) -> Failure {
        Failure { status, message: message.into(), more: None }
    }

    pub(crate) fn argument(message: impl Into<String>) -> Failure {
        Failure::new(s::MENHU_INVALID_ARGUMENT, message)
    }

    pub(crate) fn not_found(message: impl Into<String>) -> Failure {
        Failure::new(s::MENHU_NOT_FOUND, message)
    }

    pub(crate) fn config(message: impl Into<String>) -> Failure {
        Failure::new(s::MENHU_CONFIG, message)
    }
}
