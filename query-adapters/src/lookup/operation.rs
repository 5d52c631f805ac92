//! The three lookups.

use std::fmt;

use serde::{Deserialize, Serialize};

/// What is looked up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Operation {
    /// 社会保险.
    SocialSecurity,
    /// 住房公积金.
    HousingFund,
    /// 机动车交通违法.
    TrafficViolations,
}

impl Operation {
    /// All of them.
    pub const ALL: [Operation; 3] = [Operation::SocialSecurity, Operation::HousingFund, Operation::TrafficViolations];

    /// Its name in addresses and files.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Operation::SocialSecurity => "social-security",
            Operation::HousingFund => "housing-fund",
            Operation::TrafficViolations => "traffic-violations",
        }
    }

    /// The operation of that name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Operation> {
        Operation::ALL.into_iter().find(|operation| operation.name() == name)
    }

    /// What citizens call it.
    #[must_use]
    pub const fn chinese(self) -> &'static str {
        match self {
            Operation::SocialSecurity => "社会保险查询",
            Operation::HousingFund => "住房公积金查询",
            Operation::TrafficViolations => "机动车交通违法查询",
        }
    }
}

impl fmt::Display for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
