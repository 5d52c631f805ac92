//! The demonstration portal: a fictitious district, made in the user's data folder at the first start.

use std::path::{Path, PathBuf};

use etcetera::BaseStrategy;
use menhu::config::BUILTIN_SYNONYMS;
use menhu::{Portal, WriterOptions};

use crate::command::{Failure, put_lines};

/// Everything the district publishes, in the order in which it is put in.
const FILES: [&str; 8] = [
    include_str!("../demo/units.jsonl"),
    include_str!("../demo/columns.jsonl"),
    include_str!("../demo/documents.jsonl"),
    include_str!("../demo/services.jsonl"),
    include_str!("../demo/forms.jsonl"),
    include_str!("../demo/lookups.jsonl"),
    include_str!("../demo/news.jsonl"),
    include_str!("../demo/letters.jsonl"),
];

/// What its editors have written, below the portal's folder.
const CONFIG: (&str, &str) = ("config/best_bets.toml", include_str!("../demo/config/best_bets.toml"));

/// Name of the file, inside the portal's folder, that says which demonstration it holds.
const STAMP: &str = "demonstration";

/// Opens the demonstration portal; makes it where there is none, or makes it anew where another version made it.
pub(crate) fn open() -> Result<Portal, Failure> {
    let folders = etcetera::choose_base_strategy()
        .map_err(|_| "there is no home folder for the demonstration portal; name a portal with --portal DIR")?;
    open_in(&folders.data_dir().join("menhu"))
}

fn open_in(data: &Path) -> Result<Portal, Failure> {
    let folder = data.join("demonstration-portal");
    let stamp = std::fs::read_to_string(folder.join(STAMP)).unwrap_or_default();
    if stamp == expected_stamp() {
        match Portal::open(&folder) {
            Ok(portal) => return Ok(portal),
            Err(error) => tracing::warn!(%error, "the demonstration portal is made anew"),
        }
    }
    make(data, &folder)?;
    Ok(Portal::open(&folder)?)
}

/// Made aside and moved into place, so that a start that is interrupted leaves no half of it.
fn make(data: &Path, folder: &Path) -> Result<(), Failure> {
    let named = |path: &Path| {
        let path: PathBuf = path.to_owned();
        move |error: std::io::Error| format!("{}: {error}", path.display())
    };
    std::fs::create_dir_all(data).map_err(named(data))?;
    let aside = tempfile::tempdir_in(data).map_err(named(data))?;
    let portal = Portal::open_or_create(aside.path())?;
    let mut writer = portal.writer(&WriterOptions { threads: 1, ..WriterOptions::default() })?;
    for lines in FILES {
        put_lines(&mut writer, lines)?;
    }
    writer.finish()?;
    let (name, rules) = CONFIG;
    std::fs::write(aside.path().join(name), rules).map_err(named(aside.path()))?;
    std::fs::write(aside.path().join(STAMP), expected_stamp()).map_err(named(aside.path()))?;
    if folder.exists() {
        std::fs::remove_dir_all(folder).map_err(named(folder))?;
    }
    std::fs::rename(aside.keep(), folder).map_err(named(folder))?;
    Ok(())
}

/// Changes with the program's version, with every item and with every rule.
fn expected_stamp() -> String {
    let parts = || FILES.iter().chain([&CONFIG.1, &BUILTIN_SYNONYMS]);
    let bytes: usize = parts().map(|file| file.len()).sum();
    let sum = parts().flat_map(|file| file.bytes()).fold(0u32, |sum, b| sum.rotate_left(5) ^ u32::from(b));
    format!("{} {bytes} {sum:08x}", env!("CARGO_PKG_VERSION"))
}

#[cfg(test)]
mod tests {
    use menhu::query::SearchRequest;

    use super::*;

    #[test]
    fn is_made_once_and_made_anew_when_it_is_of_another_version() {
        let data = tempfile::tempdir().unwrap();
        let portal = open_in(data.path()).unwrap();
        assert!(portal.stats().unwrap().open_items >= 40);
        let stamp = portal.path().join(STAMP);
        std::fs::write(&stamp, "older").unwrap();
        drop(portal);
        let again = open_in(data.path()).unwrap();
        assert_eq!(std::fs::read_to_string(stamp).unwrap(), expected_stamp());
        assert!(again.search(&SearchRequest::new("公积金提取")).unwrap().total > 0);
        let placed = again.search(&SearchRequest { explain: true, ..SearchRequest::new("公积金") }).unwrap();
        assert!(placed.hits[0].explain.iter().any(|reason| reason.code == "best_bet"), "{:?}", placed.hits[0]);
    }

    #[test]
    fn what_is_not_open_is_never_found() {
        let data = tempfile::tempdir().unwrap();
        let portal = open_in(data.path()).unwrap();
        let stats = portal.stats().unwrap();
        let hidden: Vec<_> = FILES
            .iter()
            .flat_map(|file| file.lines())
            .filter_map(|line| menhu::catalog::read_item(line).ok())
            .filter(|item| !item.is_open())
            .collect();
        assert_eq!(stats.items - stats.open_items, hidden.len() as u64);
        assert!(hidden.len() >= 2);
        for item in hidden {
            let answer = portal.search(&SearchRequest::new(&item.title)).unwrap();
            assert!(answer.hits.iter().all(|hit| hit.id != item.id), "{}", item.id);
            assert!(portal.item(&item.id).unwrap().is_none());
            assert!(portal.any_item(&item.id).unwrap().is_some());
        }
    }
}
