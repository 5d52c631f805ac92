//! 机构职能: what a department or town is for, who leads it, and whom to call (条例 art. 20).

use serde::{Deserialize, Serialize};

use super::{Payload, listed};
use crate::catalog::Kind;

/// A unit's profile, beside the envelope and its address, phone and hours.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
pub struct UnitProfile {
    /// Department or town.
    pub unit_type: Option<UnitType>,
    /// The name that people use.
    pub short_name: Option<String>,
    /// 统一社会信用代码, GB 32100.
    pub credit_code: Option<String>,
    /// 单位职能.
    pub duties: Vec<String>,
    /// 领导分工, in order.
    pub leaders: Vec<Leader>,
    /// 内设机构.
    pub offices: Vec<Office>,
    /// 监督投诉电话.
    pub complaint_phone: Option<String>,
    /// 电子邮箱.
    pub email: Option<String>,
}

/// Which of the two.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum UnitType {
    /// 部门.
    Department,
    /// 镇、街道.
    Town,
}

/// One who leads.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct Leader {
    /// 姓名.
    pub name: String,
    /// 职务.
    pub post: String,
    /// 分工.
    pub duties: String,
}

/// A part of the unit.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct Office {
    /// 名称.
    pub name: String,
    /// 电话.
    pub phone: String,
    /// 职责.
    pub duties: String,
}

impl Payload for UnitProfile {
    const KIND: Kind = Kind::Unit;
    const FIELDS: &'static [&'static str] =
        &["unit_type", "short_name", "credit_code", "duties", "leaders", "offices", "complaint_phone", "email"];
}

impl UnitProfile {
    /// What it says, in paragraphs: found like the body.
    pub(super) fn paragraphs(&self) -> Vec<String> {
        let leader = |leader: &Leader| format!("{}{}，{}", leader.post, leader.name, leader.duties);
        let office = |office: &Office| format!("{} {}，{}", office.name, office.phone, office.duties);
        let lists = [
            listed("主要职责", &self.duties),
            listed("领导分工", self.leaders.iter().map(leader)),
            listed("内设机构", self.offices.iter().map(office)),
            listed("监督投诉电话", &self.complaint_phone),
        ];
        lists.into_iter().flatten().collect()
    }
}
