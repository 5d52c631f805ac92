//! 政务服务事项: what a citizen needs to know before and while applying (fields after GB/T 39554 and the national list).

use serde::{Deserialize, Serialize};

use super::{Payload, listed};
use crate::catalog::Kind;

/// A service item. Its JSON form is flat, beside the envelope; what is not said is left out.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
pub struct Service {
    /// 基本编码: twelve digits of the national list.
    pub base_code: Option<String>,
    /// 实施编码: of this unit's own item, up to 36 characters.
    pub implementation_code: Option<String>,
    /// 事项类型.
    pub service_type: Option<ServiceType>,
    /// Whether it is offered now.
    pub state: ServiceState,
    /// 办理依据.
    pub basis: Vec<Basis>,
    /// 受理条件.
    pub conditions: Vec<String>,
    /// 办理流程, in order.
    pub flow: Vec<Step>,
    /// 法定时限, in working days.
    pub statutory_days: Option<u32>,
    /// 承诺时限, in working days; 0 is at once.
    pub promised_days: Option<u32>,
    /// 收费.
    pub fee: Option<Fee>,
    /// 办理地点.
    pub places: Vec<Place>,
    /// 咨询电话.
    pub consult_phone: Option<String>,
    /// 投诉电话.
    pub complaint_phone: Option<String>,
    /// 网办深度.
    pub online_depth: Option<OnlineDepth>,
    /// 办理结果.
    pub results: Vec<String>,
    /// 申请材料.
    pub materials: Vec<Material>,
    /// 常见问题.
    pub qa: Vec<Question>,
    /// 主题, of the national lists for persons and enterprises.
    pub themes: Themes,
    /// 绿色通道: groups that it is especially for.
    pub groups: Vec<String>,
}

/// 事项类型.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub enum ServiceType {
    /// 行政许可.
    #[serde(rename = "行政许可")]
    Licence,
    /// 行政处罚.
    #[serde(rename = "行政处罚")]
    Penalty,
    /// 行政强制.
    #[serde(rename = "行政强制")]
    Coercion,
    /// 行政征收.
    #[serde(rename = "行政征收")]
    Levy,
    /// 行政给付.
    #[serde(rename = "行政给付")]
    Benefit,
    /// 行政检查.
    #[serde(rename = "行政检查")]
    Inspection,
    /// 行政确认.
    #[serde(rename = "行政确认")]
    Confirmation,
    /// 行政奖励.
    #[serde(rename = "行政奖励")]
    Reward,
    /// 行政裁决.
    #[serde(rename = "行政裁决")]
    Ruling,
    /// 其他行政权力.
    #[serde(rename = "其他行政权力")]
    Other,
    /// 公共服务.
    #[serde(rename = "公共服务")]
    PublicService,
}

/// Whether a service is offered.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ServiceState {
    /// It is.
    #[default]
    Active,
    /// Not for the time being.
    Suspended,
    /// Not any more.
    Withdrawn,
}

/// What a service rests on.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct Basis {
    /// Title, in 《》.
    pub title: String,
    /// The article, such as 第五条.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub article: Option<String>,
    /// The document number, where it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub doc_number: Option<String>,
}

/// A step of the flow.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct Step {
    /// Its name: 申请, 受理, 审核 …
    pub name: String,
    /// What happens.
    pub detail: String,
}

/// What it costs.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct Fee {
    /// Whether anything is charged.
    pub charged: bool,
    /// How much, in words: 每证10元.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub amount: Option<String>,
    /// On what basis.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub basis: Option<String>,
}

/// Where to go.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct Place {
    /// Name of the window or hall.
    pub name: String,
    /// 地址.
    pub address: String,
    /// 办公时间.
    pub hours: String,
    /// 电话.
    pub phone: String,
}

/// 网办深度.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub enum OnlineDepth {
    /// All of it.
    #[serde(rename = "全程网办")]
    Whole,
    /// The application.
    #[serde(rename = "网上申请")]
    Application,
    /// An appointment.
    #[serde(rename = "网上预约")]
    Appointment,
    /// None of it.
    #[serde(rename = "窗口办理")]
    Counter,
}

/// One of the papers to bring.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct Material {
    /// Its name; the same in every service, so that lists can be merged.
    pub name: String,
    /// Whether it must be there.
    pub required: bool,
    /// In which form.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub format: Option<MaterialFormat>,
    /// How many of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub copies: Option<u32>,
    /// Where it comes from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<MaterialSource>,
    /// Id of the form to fill in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub form: Option<String>,
    /// What else is to be said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// In which form a paper is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub enum MaterialFormat {
    /// 原件.
    #[serde(rename = "原件")]
    Original,
    /// 复印件.
    #[serde(rename = "复印件")]
    Copy,
    /// 原件和复印件.
    #[serde(rename = "原件和复印件")]
    Both,
    /// 电子材料.
    #[serde(rename = "电子材料")]
    Electronic,
}

/// Where a paper comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub enum MaterialSource {
    /// 申请人自备.
    #[serde(rename = "申请人自备")]
    Applicant,
    /// 政府部门核发.
    #[serde(rename = "政府部门核发")]
    Government,
    /// 其他机构出具.
    #[serde(rename = "其他机构出具")]
    Others,
}

/// A question with its answer.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct Question {
    /// As citizens ask.
    pub q: String,
    /// As the unit answers.
    pub a: String,
}

/// 主题, by whom they are for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct Themes {
    /// Of persons: [`super::person_themes`].
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub person: Vec<String>,
    /// Of enterprises: [`super::enterprise_themes`].
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub enterprise: Vec<String>,
}

/// The name that the serde form of a value is, such as 行政许可.
macro_rules! named {
    ($($name:ident),+) => {$(
        impl $name {
            /// Its name, in Chinese.
            #[must_use]
            pub fn label(self) -> String {
                serde_json::to_value(self).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
            }
        }
    )+};
}
named!(ServiceType, OnlineDepth, MaterialFormat, MaterialSource);

impl Fee {
    /// What it costs, for citizens.
    #[must_use]
    pub fn label(&self) -> String {
        match (&self.amount, self.charged) {
            (_, false) => "不收费".to_owned(),
            (Some(amount), true) => amount.clone(),
            (None, true) => "收费".to_owned(),
        }
    }
}

impl Basis {
    /// Title, number and article in a row.
    #[must_use]
    pub fn label(&self) -> String {
        let number = self.doc_number.iter().map(|number| format!("（{number}）"));
        std::iter::once(self.title.clone()).chain(number).chain(self.article.clone()).collect()
    }
}

/// A time limit, for citizens.
pub(crate) fn days(days: u32) -> String {
    if days == 0 { "当场办结".to_owned() } else { format!("{days}个工作日") }
}

impl Service {
    /// 法定时限 and 承诺时限, for citizens.
    #[must_use]
    pub fn limits(&self) -> Vec<(&'static str, String)> {
        let limits = [("法定时限", self.statutory_days), ("承诺时限", self.promised_days)];
        limits.into_iter().filter_map(|(name, limit)| Some((name, days(limit?)))).collect()
    }
}

impl Payload for Service {
    const KIND: Kind = Kind::Service;
    const FIELDS: &'static [&'static str] = &[
        "base_code",
        "implementation_code",
        "service_type",
        "state",
        "basis",
        "conditions",
        "flow",
        "statutory_days",
        "promised_days",
        "fee",
        "places",
        "consult_phone",
        "complaint_phone",
        "online_depth",
        "results",
        "materials",
        "qa",
        "themes",
        "groups",
    ];
}

impl Service {
    /// What it says, in paragraphs: found like the body.
    pub(super) fn paragraphs(&self) -> Vec<String> {
        let material = |material: &Material| {
            let note = material.note.iter().map(|note| format!("（{note}）"));
            std::iter::once(material.name.clone()).chain(note).collect::<String>()
        };
        let place = |place: &Place| [&*place.name, &place.address, &place.hours].join(" ").trim().to_owned();
        let lists = [
            listed("办理依据", self.basis.iter().map(Basis::label)),
            listed("受理条件", &self.conditions),
            listed("申请材料", self.materials.iter().map(material)),
            listed("办理流程", self.flow.iter().map(|step| [&*step.name, &step.detail].join("："))),
            listed("办理时限", self.limits().into_iter().map(|(name, limit)| format!("{name}{limit}"))),
            listed("收费", self.fee.iter().map(Fee::label)),
            listed("办理结果", &self.results),
            listed("办理方式", self.online_depth.iter().map(|depth| depth.label())),
            listed("办理地点", self.places.iter().map(place)),
            listed("咨询电话", &self.consult_phone),
            listed("投诉电话", &self.complaint_phone),
        ];
        let questions = self.qa.iter().map(|question| format!("问：{}答：{}", question.q, question.a));
        lists.into_iter().flatten().chain(questions).collect()
    }
}
