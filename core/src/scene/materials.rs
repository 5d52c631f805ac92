//! The papers that several services ask for, as one list: what is asked twice is brought once.

use serde::{Deserialize, Serialize};

use crate::catalog::{Material, MaterialFormat, MaterialSource};
use crate::text::fold;

/// A paper to bring, whichever services ask for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct WalkMaterial {
    /// Its name.
    pub name: String,
    /// Whether a service cannot do without it.
    pub required: bool,
    /// In which forms it is asked for.
    pub formats: Vec<MaterialFormat>,
    /// How many: of copies as many as all services keep together, of what is only shown the most that one asks for.
    pub copies: Option<u32>,
    /// Where it comes from.
    pub source: Option<MaterialSource>,
    /// Ids of forms to fill in.
    pub forms: Vec<String>,
    /// What else is to be said.
    pub notes: Vec<String>,
    /// Titles of the services that ask for it.
    pub services: Vec<String>,
}

/// Adds what a service asks for.
pub(super) fn merge(list: &mut Vec<WalkMaterial>, service: &str, materials: &[Material]) {
    for material in materials {
        let key = fold(material.name.trim());
        match list.iter_mut().find(|known| fold(&known.name) == key) {
            Some(known) => known.add(service, material),
            None => {
                let mut new = WalkMaterial {
                    name: material.name.trim().to_owned(),
                    required: false,
                    formats: Vec::new(),
                    copies: None,
                    source: None,
                    forms: Vec::new(),
                    notes: Vec::new(),
                    services: Vec::new(),
                };
                new.add(service, material);
                list.push(new);
            }
        }
    }
}

impl WalkMaterial {
    fn add(&mut self, service: &str, material: &Material) {
        self.required |= material.required;
        self.copies = match (self.copies, material.copies) {
            (Some(a), Some(b)) if is_kept(material.format) => Some(a.saturating_add(b)),
            (Some(a), Some(b)) => Some(a.max(b)),
            (a, b) => a.or(b),
        };
        self.source = self.source.or(material.source);
        if let Some(format) = material.format {
            push_new(&mut self.formats, format);
        }
        if let Some(form) = &material.form {
            push_new(&mut self.forms, form.clone());
        }
        if let Some(note) = &material.note {
            push_new(&mut self.notes, note.clone());
        }
        push_new(&mut self.services, service.to_owned());
    }
}

/// Whether the service keeps what is handed in: a copy, not an original.
fn is_kept(format: Option<MaterialFormat>) -> bool {
    matches!(format, Some(MaterialFormat::Copy | MaterialFormat::Both))
}

fn push_new<T: PartialEq>(list: &mut Vec<T>, value: T) {
    if !list.contains(&value) {
        list.push(value);
    }
}
