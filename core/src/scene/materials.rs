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

/// What is asked for, while it is gathered.
#[derive(Debug, Default)]
pub(super) struct Materials(Vec<Gathered>);

#[derive(Debug)]
struct Gathered {
    material: WalkMaterial,
    /// How many the services keep, and how many they only want to see.
    kept: Option<u32>,
    shown: Option<u32>,
}

impl Materials {
    /// Adds what a service asks for.
    pub(super) fn add(&mut self, service: &str, materials: &[Material]) {
        for material in materials {
            let key = fold(material.name.trim());
            let place = self.0.iter().position(|known| fold(&known.material.name) == key);
            let place = place.unwrap_or_else(|| {
                self.0.push(Gathered::new(material.name.trim()));
                self.0.len() - 1
            });
            if let Some(known) = self.0.get_mut(place) {
                known.add(service, material);
            }
        }
    }

    /// The list, in the order in which papers are first asked for.
    pub(super) fn finish(self) -> Vec<WalkMaterial> {
        let copies = |kept: Option<u32>, shown: Option<u32>| match (kept, shown) {
            (Some(kept), Some(shown)) => Some(kept.saturating_add(shown)),
            (kept, shown) => kept.or(shown),
        };
        let all = self.0.into_iter();
        all.map(|Gathered { material, kept, shown }| WalkMaterial { copies: copies(kept, shown), ..material }).collect()
    }
}

impl Gathered {
    fn new(name: &str) -> Gathered {
        let material = WalkMaterial {
            name: name.to_owned(),
            required: false,
            formats: Vec::new(),
            copies: None,
            source: None,
            forms: Vec::new(),
            notes: Vec::new(),
            services: Vec::new(),
        };
        Gathered { material, kept: None, shown: None }
    }

    fn add(&mut self, service: &str, asked: &Material) {
        let material = &mut self.material;
        material.required |= asked.required;
        material.source = material.source.or(asked.source);
        if let Some(copies) = asked.copies {
            match asked.format {
                // What a service keeps is a copy, not an original.
                Some(MaterialFormat::Copy | MaterialFormat::Both) => {
                    self.kept = Some(self.kept.unwrap_or(0).saturating_add(copies));
                }
                _ => self.shown = self.shown.max(Some(copies)),
            }
        }
        if let Some(format) = asked.format {
            push_new(&mut material.formats, format);
        }
        if let Some(form) = &asked.form {
            push_new(&mut material.forms, form.clone());
        }
        if let Some(note) = &asked.note {
            push_new(&mut material.notes, note.clone());
        }
        push_new(&mut material.services, service.to_owned());
    }
}

fn push_new<T: PartialEq>(list: &mut Vec<T>, value: T) {
    if !list.contains(&value) {
        list.push(value);
    }
}
