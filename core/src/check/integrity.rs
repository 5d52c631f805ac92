//! Whether the files of a portal are what was written, and agree with each other.
//!
//! | rule | what is wrong |
//! |---|---|
//! | `index` | the index cannot be opened |
//! | `file` | a file of the index is missing, or its checksum is wrong |
//! | `fingerprint` | it was indexed with another dictionary or version |
//! | `catalog` | the catalog file is missing or damaged |
//! | `config` | a file that editors write is faulty |
//! | `item` | a stored item cannot be read, or is none |
//! | `double-id` | two items have one id |
//! | `missing-file` | a file that an item attaches is missing, or is not what was put in |
//! | `scene-item` | a scene refers to a service that is withdrawn, hidden or unknown |
//! | `scene-file` | the picture or template of a scene is missing (a warning) |
//! | `catalog-entry` | the catalog names a unit or column that no item is, or lacks one |

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;

use jiff::civil::Date;

use super::{ContentCheck, Finding, Report};
use crate::catalog::{Catalog, Item, Kind, Service};
use crate::config::Site;
use crate::error::Error;
use crate::files::Files;
use crate::index::{Commits, Reader, Verify, inspect};
use crate::scene::{Found, SCENE_PREFIX, Scenes};
use crate::text::Dictionary;

const RESTORE: &str = "restore the portal from a backup, or index its items anew into an empty folder";

/// What editors have written, as far as it is faultless.
pub(crate) struct Written<'a> {
    /// The words by which texts are cut; none where they are malformed.
    pub(crate) dictionary: Option<&'a Arc<Dictionary>>,
    pub(crate) scenes: &'a Scenes,
    pub(crate) site: &'a Site,
    /// What is malformed.
    pub(crate) faults: &'a [Error],
}

/// Checks everything that can be read of a portal.
pub(crate) fn check(portal: &Path, written: &Written<'_>, today: Date) -> Report {
    let Written { dictionary, scenes, site, faults: faults_of_config } = *written;
    let mut findings: Vec<Finding> = faults_of_config.iter().map(|error| of_error("config", error, portal)).collect();
    let (mut files, mut items) = (0, 0);
    match commits(portal, &mut findings, &mut files) {
        Ok(commits) => {
            if let Some(dictionary) = dictionary
                && findings.iter().all(|finding| finding.rule == "config")
            {
                match commits.reader(dictionary) {
                    Ok(reader) => {
                        let content = ContentCheck::new(today).with_site(site);
                        let content = content.with_ids(scenes.iter().map(|scene| scene.id.clone()));
                        let (count, hidden) = check_items(portal, &reader, content, &mut findings);
                        items = count;
                        check_scenes(portal, &reader, scenes, &hidden, &mut findings);
                    }
                    Err(error) => findings.push(of_error("index", &error, portal)),
                }
            }
        }
        Err(error) => findings.push(of_error("index", &error, portal)),
    }
    Report::new(findings, files, items)
}

/// Opens the index as far as it can be, and looks at its files.
fn commits(portal: &Path, findings: &mut Vec<Finding>, files: &mut usize) -> Result<Commits, Error> {
    // A writer may commit meanwhile, and sweep up what is just being looked at: look again.
    const TRIES: usize = 5;
    let commits = Commits::open(portal, Verify::Checksums)?;
    let mut faults = Vec::new();
    for _ in 0..TRIES {
        let newest = commits.newest()?;
        *files = newest.files();
        faults = commits.faults(&newest);
        if faults.is_empty() || commits.newest()?.id == newest.id {
            break;
        }
    }
    for fault in faults {
        let finding = Finding::error("file", fault.reason, RESTORE);
        findings.push(finding.in_file(Path::new("index").join(fault.file).display().to_string()));
    }
    Ok(commits)
}

/// What an error says, as a finding.
fn of_error(rule: &str, error: &Error, portal: &Path) -> Finding {
    let within = |path: &Path| path.strip_prefix(portal).unwrap_or(path).display().to_string();
    let mend = "mend the line; until then what the file said before stays in force where the portal is open";
    match error {
        Error::Fingerprint { .. } => Finding::error(
            "fingerprint",
            "it was indexed with another dictionary or version, so that searches would find too little",
            "run `menhu reindex --portal DIR`",
        ),
        Error::Damaged { path, reason } => {
            let rule = if within(path).starts_with("catalog-") { "catalog" } else { rule };
            Finding::error(rule, reason.clone(), RESTORE).in_file(within(path))
        }
        Error::Config { path, source } => Finding::error("config", source.to_string(), mend).in_file(within(path)),
        Error::Dictionary { path, source } => Finding::error("config", source.to_string(), mend).in_file(within(path)),
        Error::Io { path, source } => {
            let advice = "see to it that this user may read the file";
            Finding::error(rule, source.to_string(), advice).in_file(within(path))
        }
        other => Finding::error(rule, other.to_string(), RESTORE),
    }
}

/// Gives the number of items, and the codes of services that are not open to the public, with their ids.
fn check_items(
    portal: &Path,
    reader: &Reader,
    mut content: ContentCheck,
    findings: &mut Vec<Finding>,
) -> (usize, HashMap<String, String>) {
    let mut hidden = HashMap::new();
    let mut attached = BTreeMap::new();
    let (mut ids, mut entries, mut items) = (HashSet::new(), BTreeSet::new(), 0);
    inspect(reader, |read| {
        items += 1;
        let item = match read {
            Ok(item) => item,
            Err(reason) => {
                findings.push(Finding::error("item", reason, RESTORE));
                return ControlFlow::Continue(());
            }
        };
        if let Err(error) = item.check() {
            findings.push(Finding::error("item", error.to_string(), "put it in again, corrected").of_item(&item.id));
        }
        for (at, attachment) in item.attachments.iter().enumerate() {
            if let Some(file) = &attachment.file {
                attached.entry(file.clone()).or_insert((item.id.clone(), at));
            }
        }
        if let Some(service) = item.payload::<Service>().filter(|_| !item.is_open()) {
            let codes = service.base_code.into_iter().chain(service.implementation_code);
            hidden.extend(codes.map(|code| (code, item.id.clone())));
        }
        entries.extend(entry(&item));
        content.item(&item);
        if !ids.insert(item.id.clone()) {
            let advice = "put the item in again: what is stored under its id is replaced";
            findings.push(Finding::error("double-id", "two items have this id", advice).of_item(&item.id));
        }
        ControlFlow::Continue(())
    });
    let files = Files::of(portal);
    for (file, (id, at)) in attached {
        if let Some(fault) = files.fault(&file) {
            let advice = "attach the file again, or restore it from a backup";
            let finding = Finding::error("missing-file", format!("`{file}`: {fault}"), advice);
            findings.push(finding.of_item(&id).in_field(&format!("attachments[{at}].file")));
        }
    }
    let listed = listed(&reader.catalog);
    for (only, said) in [(listed.difference(&entries), "names"), (entries.difference(&listed), "lacks")] {
        for (id, name) in only {
            let message = format!("the catalog {said} `{name}`, and the items say otherwise");
            let advice = "put the unit or column in again";
            findings.push(Finding::error("catalog-entry", message, advice).of_item(id));
        }
    }
    findings.extend(content.finish());
    (items, hidden)
}

/// Whether what scenes refer to is there for them.
fn check_scenes(
    portal: &Path,
    reader: &Reader,
    scenes: &Scenes,
    hidden: &HashMap<String, String>,
    findings: &mut Vec<Finding>,
) {
    // Only what is open has its codes in the index.
    let resolve = |code: &str| match (reader.resolve(code)?, hidden.get(code)) {
        (Found::Nothing, Some(id)) => Ok(Found::Hidden(id.clone())),
        (found, _) => Ok(found),
    };
    for scene in scenes.iter() {
        let name = scene.id.strip_prefix(SCENE_PREFIX).unwrap_or(&scene.id);
        let file = format!("config/scenes/{name}.toml");
        match scene.faults(resolve) {
            Err(error) => findings.push(of_error("scene-item", &error, portal)),
            Ok(faults) => findings.extend(faults.into_iter().map(|fault| {
                let advice = "let the step refer to a service that is offered, or take it out";
                let finding = Finding::error("scene-item", fault.reason, advice).in_file(file.clone());
                finding.in_field(&format!("step `{}`", fault.step))
            })),
        }
        for (field, beside) in [("picture", &scene.picture), ("template", &scene.template)] {
            let missing = beside.as_ref().filter(|beside| !portal.join("config/scenes").join(beside).is_file());
            findings.extend(missing.map(|beside| {
                let message = format!("there is no file `{beside}` beside it");
                let finding = Finding::warning("scene-file", message, "put the file there, or take its name out");
                finding.in_file(file.clone()).in_field(field)
            }));
        }
    }
}

/// What the catalog should say of an item: id, and name or path.
fn entry(item: &Item) -> Option<(String, String)> {
    let name = match item.kind {
        Kind::Unit => item.display_title(),
        Kind::Column => item.column_path(),
        _ => return None,
    };
    item.is_open().then(|| (item.id.clone(), name))
}

fn listed(catalog: &Catalog) -> BTreeSet<(String, String)> {
    let units = catalog.units.iter().map(|unit| (unit.id.clone(), unit.name.clone()));
    units.chain(catalog.columns.iter().map(|column| (column.id.clone(), column.path.clone()))).collect()
}
