//! What a page shows of a service item.

use menhu::catalog::{Material, Service, ServiceState};
use menhu::query::SearchRequest;

use super::link;
use super::view::Choice;

/// A service item, for citizens.
pub(crate) struct ServiceView {
    pub(crate) service: Service,
    /// Facts that stand at the top: type, depth, time limits, fee.
    pub(crate) facts: Vec<(&'static str, String)>,
    pub(crate) basis: Vec<String>,
    pub(crate) materials: Vec<MaterialView>,
    /// Themes and groups, each with a link to the services that have it.
    pub(crate) themes: Vec<Choice>,
    /// Why it cannot be applied for now.
    pub(crate) state: Option<&'static str>,
}

/// A paper to bring.
pub(crate) struct MaterialView {
    pub(crate) name: String,
    pub(crate) form: String,
    pub(crate) source: String,
    pub(crate) note: String,
    pub(crate) required: bool,
    /// Where the form to fill in is.
    pub(crate) sheet: Option<String>,
}

impl ServiceView {
    pub(crate) fn new(service: Service) -> ServiceView {
        let kind = service.service_type.map(|kind| ("事项类型", kind.label()));
        let depth = service.online_depth.map(|depth| ("办理方式", depth.label()));
        let fee = service.fee.as_ref().map(|fee| ("收费", fee.label()));
        let codes = [("基本编码", &service.base_code), ("实施编码", &service.implementation_code)];
        let codes = codes.into_iter().filter_map(|(name, code)| Some((name, code.clone()?)));
        let facts = kind.into_iter().chain(depth).chain(service.limits()).chain(fee).chain(codes).collect();
        let themes = service.themes.person.iter().chain(&service.themes.enterprise).map(|theme| ("theme", theme));
        let groups = service.groups.iter().map(|group| ("group", group));
        let themes = themes.chain(groups).map(|(field, name)| {
            let mut request = SearchRequest::new("");
            // A name that is not blank: the item was taken in with it.
            let _ = request.filters.add(field, name);
            Choice { label: name.clone(), href: link::to_search(&request, 1), count: None, current: false }
        });
        ServiceView {
            facts,
            basis: service.basis.iter().map(|basis| basis.label()).collect(),
            materials: service.materials.iter().map(MaterialView::new).collect(),
            themes: themes.collect(),
            state: match service.state {
                ServiceState::Suspended => Some("本事项暂停办理。"),
                ServiceState::Withdrawn => Some("本事项已经取消，不再办理。"),
                _ => None,
            },
            service,
        }
    }
}

impl MaterialView {
    fn new(material: &Material) -> MaterialView {
        let copies = material.copies.filter(|copies| *copies > 0).map(|copies| format!("{copies}份"));
        let form = material.format.map(|format| format.label()).into_iter().chain(copies).collect::<Vec<_>>();
        MaterialView {
            name: material.name.clone(),
            form: form.join(" "),
            source: material.source.map(|source| source.label()).unwrap_or_default(),
            note: material.note.clone().unwrap_or_default(),
            required: material.required,
            sheet: material.form.as_deref().map(link::to_item),
        }
    }
}
