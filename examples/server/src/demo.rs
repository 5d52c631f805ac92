//! The demonstration portal: a fictitious district, made in the user's data folder at the first start.

use std::path::{Path, PathBuf};

use etcetera::BaseStrategy;
use menhu::catalog::{Item, read_item};
use menhu::config::BUILTIN_SYNONYMS;
use menhu::extract::{FileType, Limits, extract_text};
use menhu::{Portal, WriterOptions};

use crate::command::Failure;

/// Everything the district publishes, in the order in which it is put in.
const FILES: [&str; 9] = [
    include_str!("../demo/units.jsonl"),
    include_str!("../demo/columns.jsonl"),
    include_str!("../demo/documents.jsonl"),
    include_str!("../demo/services.jsonl"),
    include_str!("../demo/forms.jsonl"),
    include_str!("../demo/lookups.jsonl"),
    include_str!("../demo/news.jsonl"),
    include_str!("../demo/letters.jsonl"),
    include_str!("../demo/topics.jsonl"),
];

/// A file that is part of the program, below a folder of the demonstration.
macro_rules! included {
    ($folder:literal, $($name:literal),+) => {
        [$(($name, include_bytes!(concat!("../demo/", $folder, "/", $name)) as &[u8])),+]
    };
}

/// What its editors have written, below the portal's `config` folder.
const CONFIG: [(&str, &[u8]); 19] = included!(
    "config",
    "best_bets.toml",
    "providers/demo-fund-city.toml",
    "providers/demo-fund-exchange.toml",
    "providers/demo-social-province.toml",
    "providers/demo-social-soap.toml",
    "providers/demo-violations.toml",
    "site.toml",
    "scenes/chuxing.svg",
    "scenes/chuxing.toml",
    "scenes/huji.svg",
    "scenes/huji.toml",
    "scenes/hunyin.svg",
    "scenes/hunyin.toml",
    "scenes/jiaoyu.svg",
    "scenes/jiaoyu.toml",
    "scenes/shebao.svg",
    "scenes/shebao.toml",
    "scenes/shengyu.svg",
    "scenes/shengyu.toml"
);

/// Files that its documents attach.
const ATTACHED: [(&str, &[u8]); 4] = included!("files", "caigou.ofd", "gengxin.docx", "xuewei.xlsx", "zhucan.pdf");

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
    drop(Portal::open_or_create(aside.path())?);
    for (name, content) in CONFIG {
        let path = aside.path().join("config").join(name);
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).map_err(named(folder))?;
        }
        std::fs::write(&path, content).map_err(named(&path))?;
    }
    // Opened again: the scenes are put in with everything else.
    let portal = Portal::open(aside.path())?;
    let mut writer = portal.writer(&WriterOptions { threads: 1, ..WriterOptions::default() })?;
    for lines in FILES {
        for line in lines.lines().filter(|line| !line.is_empty()) {
            let mut item = read_item(line)?;
            attach(&portal, &mut item)?;
            writer.put(&item)?;
        }
    }
    writer.finish()?;
    std::fs::write(aside.path().join(STAMP), expected_stamp()).map_err(named(aside.path()))?;
    if folder.exists() {
        std::fs::remove_dir_all(folder).map_err(named(folder))?;
    }
    std::fs::rename(aside.keep(), folder).map_err(named(folder))?;
    Ok(())
}

/// Keeps the files that an item attaches. They are ours: no other process need read them.
fn attach(portal: &Portal, item: &mut Item) -> Result<(), Failure> {
    for attachment in &mut item.attachments {
        let Some((name, content)) = ATTACHED.iter().find(|(name, _)| *name == attachment.url) else { continue };
        let stored = portal.files().put(content)?;
        (attachment.file, attachment.bytes) = (Some(stored.sha256), Some(stored.bytes));
        attachment.media_type = Some(FileType::of(name, content).media_type().to_owned());
        attachment.text = extract_text(name, content, &Limits::default())?;
    }
    Ok(())
}

/// Changes with the program's version, with every item and with every rule.
fn expected_stamp() -> String {
    let files = FILES.iter().map(|file| file.as_bytes()).chain([BUILTIN_SYNONYMS.as_bytes()]);
    let parts: Vec<&[u8]> = files.chain(CONFIG.iter().chain(&ATTACHED).map(|(_, content)| *content)).collect();
    let bytes: usize = parts.iter().map(|file| file.len()).sum();
    let sum = parts.iter().flat_map(|file| file.iter()).fold(0u32, |sum, b| sum.rotate_left(5) ^ u32::from(*b));
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
