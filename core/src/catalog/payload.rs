//! What items of a kind have beyond the envelope: typed views of the fields that an item carries besides it.
//!
//! | kind | type |
//! |---|---|
//! | service | [`Service`]: 事项 with basis, conditions, flow, limits, fees, places, materials, questions |
//! | unit | [`UnitProfile`]: leaders, duties, offices, contacts |
//! | form | [`FormSheet`]: the fields of a form to fill in |
//! | column | [`ColumnProfile`]: how often it is renewed |
//! | topic | [`TopicRule`]: what it gathers, by query and by hand |
//!
//! The fields stay in [`Item::extra`], as they were written: reading a view loses nothing, and an item of another
//! system that has none of them is an item all the same. A field that is there must be well-formed, or the item is refused.

mod column;
mod form;
mod service;
mod themes;
mod topic;
mod unit;

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::{Item, ItemError, Kind};

pub use column::ColumnProfile;
pub use form::{FormField, FormSheet};
pub use service::{
    Basis, Fee, Material, MaterialFormat, MaterialSource, OnlineDepth, Place, Question, Service, ServiceState,
    ServiceType, Step, Themes,
};
pub use themes::{enterprise_themes, groups, is_subject_class, person_themes};
pub use topic::{Gather, TopicRule};
pub use unit::{Leader, Office, UnitProfile, UnitType};

/// A view of the fields that items of one kind have.
pub trait Payload: Default + DeserializeOwned {
    /// The kind of item.
    const KIND: Kind;
    /// Names of the fields.
    const FIELDS: &'static [&'static str];
}

/// Reads a view; `None` for an item of another kind, or one that has none of the fields.
///
/// # Errors
/// [`ItemError::Payload`] names the field that is malformed, to the place in a list.
pub fn read_payload<P: Payload>(item: &Item) -> Result<Option<P>, ItemError> {
    if item.kind != P::KIND {
        return Ok(None);
    }
    let own = item.extra.iter().filter(|(name, _)| P::FIELDS.contains(&name.as_str()));
    let own: Map<String, Value> = own.map(|(name, value)| (name.clone(), value.clone())).collect();
    if own.is_empty() {
        return Ok(None);
    }
    serde_path_to_error::deserialize(Value::Object(own))
        .map(Some)
        .map_err(|error| ItemError::Payload { field: error.path().to_string(), reason: error.into_inner().to_string() })
}

impl Item {
    /// The view of a kind of items, where the item is of that kind and has any of its fields.
    #[must_use]
    pub fn payload<P: Payload>(&self) -> Option<P> {
        // An item that was taken in is well-formed.
        read_payload(self).ok().flatten()
    }

    /// Body, payload and attachments as one text: what is searched, and what passages are shown of. What is to be filled
    /// into a form is no part of it, nor is the form's own file: every form asks for name and address, and says nothing
    /// by it.
    #[must_use]
    pub fn full_text(&self) -> String {
        let paragraphs = match self.kind {
            Kind::Service => self.payload::<Service>().map(|service| service.paragraphs()),
            Kind::Unit => {
                // What people ask of a unit, by the words they ask with.
                let said = |(name, field): (&str, &str)| listed(name, self.extra.get(field).and_then(Value::as_str));
                let contact = [("地址", "address"), ("联系电话", "phone"), ("办公时间", "hours")].map(said);
                let profile = self.payload::<UnitProfile>().map(|unit| unit.paragraphs());
                Some(contact.into_iter().flatten().chain(profile.into_iter().flatten()).collect::<Vec<_>>())
            }
            _ => None,
        };
        let attached =
            self.attachments.iter().filter(|_| self.kind != Kind::Form).map(|attached| attached.text.clone());
        let mut text = self.body.clone();
        for paragraph in paragraphs.into_iter().flatten().chain(attached).filter(|paragraph| !paragraph.is_empty()) {
            if !text.is_empty() {
                text.push('\n');
            }
            text.push_str(&paragraph);
        }
        text
    }

    /// Checks the fields of its kind.
    pub(super) fn check_payload(&self) -> Result<(), ItemError> {
        match self.kind {
            Kind::Service => read_payload::<Service>(self).map(|_| ()),
            Kind::Unit => read_payload::<UnitProfile>(self).map(|_| ()),
            Kind::Form => read_payload::<FormSheet>(self).map(|_| ()),
            Kind::Column => read_payload::<ColumnProfile>(self).map(|_| ()),
            Kind::Topic => {
                let gather = read_payload::<TopicRule>(self)?.and_then(|rule| rule.gather);
                gather.as_ref().and_then(Gather::fault).map_or(Ok(()), |(field, reason)| {
                    Err(ItemError::Payload { field: format!("gather.{field}"), reason: reason.to_owned() })
                })
            }
            _ => Ok(()),
        }
    }
}

/// `名称：甲；乙`, or nothing of nothing.
fn listed<T: AsRef<str>>(name: &str, values: impl IntoIterator<Item = T>) -> Option<String> {
    let values: Vec<T> = values.into_iter().collect();
    let joined = values.iter().map(AsRef::as_ref).filter(|value| !value.is_empty()).collect::<Vec<_>>().join("；");
    (!joined.is_empty()).then(|| format!("{name}：{joined}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::read_item;

    const LINE: &str = r#"{"id":"s","kind":"service","title":"结婚登记","body":"办理结婚登记。","service_type":"行政确认",
        "conditions":["双方自愿"],"promised_days":0,"fee":{"charged":false},"online_depth":"网上预约",
        "materials":[{"name":"居民身份证","required":true,"format":"原件","copies":1,"source":"申请人自备"}],
        "qa":[{"q":"要预约吗？","a":"建议先预约。"}],"themes":{"person":["婚姻登记"]},"groups":["妇女"],"colour":"red"}"#;

    #[test]
    fn a_view_is_read_and_everything_is_given_back() {
        let item = read_item(LINE).unwrap();
        let service: Service = item.payload().unwrap();
        assert_eq!((service.service_type, service.promised_days), (Some(ServiceType::Confirmation), Some(0)));
        assert_eq!(service.materials[0].name, "居民身份证");
        assert!(item.payload::<UnitProfile>().is_none());
        let text = item.full_text();
        for said in ["办理结婚登记。\n", "受理条件：双方自愿", "居民身份证", "要预约吗？", "不收费", "当场办结"]
        {
            assert!(text.contains(said), "{said}: {text}");
        }
        assert_eq!(item.extra["colour"], "red");
        assert_eq!(read_item(&serde_json::to_string(&item).unwrap()).unwrap(), item);
        let plain = read_item(r#"{"id":"s","kind":"service","title":"甲","body":"乙"}"#).unwrap();
        assert_eq!((plain.payload::<Service>(), plain.full_text().as_str()), (None, "乙"));
    }

    #[test]
    fn a_malformed_field_is_named_to_its_place() {
        for (field, expected) in [
            (r#""materials":[{"name":"a"},{"name":5}]"#, "field `materials[1].name`: invalid type"),
            (r#""service_type":"算命""#, "field `service_type`: unknown variant `算命`"),
            (r#""promised_days":-1"#, "field `promised_days`: invalid value"),
            (r#""fee":{"charged":true,"amonut":"5元"}"#, "field `fee.amonut`: unknown field `amonut`"),
        ] {
            let error = read_item(&format!(r#"{{"id":"s","kind":"service","title":"a",{field}}}"#)).unwrap_err();
            assert!(error.to_string().starts_with(expected), "{error}");
        }
        // The same words mean nothing in an item of another kind.
        assert!(read_item(r#"{"id":"n","kind":"news","title":"a","materials":5}"#).is_ok());
    }
}
