//! Checking a portal: what is wrong with it, where, and what to do about it.
//!
//! Integrity ([`Portal::check`](crate::Portal::check), feature `engine`): whether the files are what was written and
//! agree with each other. What is wrong there is an [`Severity::Error`]. Content ([`ContentCheck`]): whether items are
//! what a portal should publish. What is wrong there is a [`Severity::Warning`], and a rule of its own.
//!
//! This room judges; it changes nothing. Its content part knows items only, and what day it is it is told.

mod content;
#[cfg(feature = "engine")]
mod integrity;

use serde::{Deserialize, Serialize};

pub use content::ContentCheck;
#[cfg(feature = "engine")]
pub(crate) use integrity::{Written, check};

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Severity {
    /// The portal cannot be trusted to answer rightly.
    Error,
    /// Something published should be mended.
    Warning,
}

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Finding {
    /// How bad it is.
    pub severity: Severity,
    /// Name of the rule that is broken, in `kebab-case`; it stays the same between versions.
    pub rule: String,
    /// The file, below the portal's folder, where it is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// Id of the item, where it is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub item: Option<String>,
    /// The item's field, where it is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub advice: String,
}

impl Finding {
    #[cfg(feature = "engine")]
    fn error(rule: &str, message: impl Into<String>, advice: &str) -> Finding {
        Finding::new(Severity::Error, rule, message, advice)
    }

    fn warning(rule: &str, message: impl Into<String>, advice: &str) -> Finding {
        Finding::new(Severity::Warning, rule, message, advice)
    }

    fn new(severity: Severity, rule: &str, message: impl Into<String>, advice: &str) -> Finding {
        Finding {
            severity,
            rule: rule.to_owned(),
            file: None,
            item: None,
            field: None,
            message: message.into(),
            advice: advice.to_owned(),
        }
    }

    #[cfg(feature = "engine")]
    fn in_file(self, file: impl Into<String>) -> Finding {
        Finding { file: Some(file.into()), ..self }
    }

    fn of_item(self, item: &str) -> Finding {
        Finding { item: Some(item.to_owned()), ..self }
    }

    fn in_field(self, field: &str) -> Finding {
        Finding { field: Some(field.to_owned()), ..self }
    }
}

/// What a check found.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Report {
    /// Findings that are errors.
    pub errors: usize,
    /// Findings that are warnings.
    pub warnings: usize,
    /// Files of the index whose checksums were computed.
    pub files: usize,
    /// Items that were read.
    pub items: usize,
    /// Everything found, errors first, in a fixed order.
    pub findings: Vec<Finding>,
}

impl Report {
    /// A report of findings in their order.
    #[must_use]
    pub fn new(mut findings: Vec<Finding>, files: usize, items: usize) -> Report {
        let place = |finding: &Finding| {
            let Finding { severity, rule, file, item, field, .. } = finding.clone();
            (severity, rule, file, item, field)
        };
        findings.sort_by_cached_key(place);
        let errors = findings.iter().filter(|finding| finding.severity == Severity::Error).count();
        Report { errors, warnings: findings.len() - errors, files, items, findings }
    }
}
