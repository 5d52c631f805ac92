//! A folder of HTML pages, as what is searched.

use std::collections::{BTreeMap, HashSet};
use std::path::{Path, PathBuf};

use indicatif::ProgressBar;
use menhu::catalog::{Item, Kind, path_segment};
use menhu::html::{Marks, Page, PageOptions, read_marked_page};
use menhu::page::PageDocument;
use serde::Serialize;
use walkdir::WalkDir;

use crate::command::Failure;

/// Endings of the names of pages.
const PAGES: [&str; 4] = ["html", "htm", "shtml", "xhtml"];
/// Longest source of a page that is the name of a unit, in characters.
const LONGEST_UNIT: usize = 60;

/// What a folder of pages gives.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Site {
    /// What is searched.
    #[serde(skip)]
    pub(crate) documents: Vec<PageDocument>,
    /// Pages that are there.
    pub(crate) pages: usize,
    /// Pages that could not be taken in.
    pub(crate) left_out: usize,
    /// Why.
    pub(crate) faults: Vec<LeftOut>,
    /// Pages that ask not to be found, or only lead on to another.
    pub(crate) unwanted: usize,
    /// Pages without `data-menhu-body`, where others have it.
    pub(crate) unmarked: usize,
    /// Pages that say word for word what another one says.
    pub(crate) duplicates: usize,
}

/// Why a page is not in.
#[derive(Debug, Serialize)]
pub(crate) struct LeftOut {
    /// The page's file.
    pub(crate) file: PathBuf,
    /// The line, where it is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) line: Option<u64>,
    /// What is wrong, and what to do.
    pub(crate) reason: String,
}

impl std::fmt::Display for LeftOut {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let line = self.line.map(|line| format!(":{line}")).unwrap_or_default();
        write!(f, "{}{line}: {}", self.file.display(), self.reason)
    }
}

/// A page that may be found.
struct Candidate {
    document: PageDocument,
    is_marked: bool,
}

/// Reads the pages below a folder. `base`: its address, without `/` at its end; `out`: a folder to pass by, where the index goes.
pub(crate) fn read_site(folder: &Path, base: &str, out: &Path, bar: &ProgressBar) -> Result<Site, Failure> {
    let mut site = Site::default();
    let files = site.files(folder, out)?;
    bar.set_length(files.len() as u64);
    let mut candidates: BTreeMap<String, (Candidate, PathBuf)> = BTreeMap::new();
    for file in files {
        bar.inc(1);
        let Some(address) = site.address(folder, &file) else { continue };
        let Some(page) = site.page(&file) else { continue };
        let Some(candidate) = site.candidate(&file, &address, base, page) else { continue };
        match candidates.get(&address) {
            Some((_, other)) => {
                let reason = format!("its address is that of {}; keep one of them", other.display());
                site.leave_out(file, None, reason);
            }
            None => drop(candidates.insert(address, (candidate, file))),
        }
    }
    let is_marked = candidates.values().any(|(candidate, _)| candidate.is_marked);
    let mut documents = Vec::new();
    for (candidate, file) in candidates.into_values() {
        if is_marked && !candidate.is_marked {
            site.unmarked += 1;
        } else if candidate.document.title.is_empty() && candidate.document.body.is_empty() {
            site.leave_out(
                file,
                None,
                "there is no title and no text in it; mark its text by data-menhu-body".to_owned(),
            );
        } else {
            documents.push(candidate.document);
        }
    }
    site.keep_one_of_each(documents);
    Ok(site)
}

impl Site {
    /// The pages' files. Links are followed, but not in circles: behind those nothing new can be.
    fn files(&mut self, folder: &Path, out: &Path) -> Result<Vec<PathBuf>, Failure> {
        if !folder.is_dir() {
            return Err(
                format!("{}: there is no such folder; name that of the site by --site", folder.display()).into()
            );
        }
        let passed_by = out.canonicalize().ok();
        if passed_by.is_some() && passed_by == folder.canonicalize().ok() {
            let shown = out.display();
            return Err(format!("{shown}: this is the site itself; give the index a folder of its own by --out").into());
        }
        // A folder is read once, by its own name rather than by a link's, as far as that is met first.
        let mut known: HashSet<PathBuf> = passed_by.into_iter().collect();
        let is_new = |entry: &walkdir::DirEntry| {
            let is_hidden = entry.depth() > 0 && entry.file_name().to_str().is_some_and(|name| name.starts_with('.'));
            let mut is_known = || entry.path().canonicalize().is_ok_and(|path| !known.insert(path));
            !(is_hidden || entry.file_type().is_dir() && is_known())
        };
        let by_name = |a: &walkdir::DirEntry, b: &walkdir::DirEntry| {
            a.path_is_symlink().cmp(&b.path_is_symlink()).then_with(|| a.file_name().cmp(b.file_name()))
        };
        let mut files = Vec::new();
        for entry in WalkDir::new(folder).follow_links(true).sort_by(by_name).into_iter().filter_entry(is_new) {
            match entry {
                Ok(entry) if entry.file_type().is_file() && is_page(entry.path()) => files.push(entry.into_path()),
                Ok(_) => {}
                Err(error) if error.loop_ancestor().is_some() => {}
                Err(error) => {
                    let file = error.path().unwrap_or(folder).to_owned();
                    let reason = error.io_error().map_or_else(|| error.to_string(), ToString::to_string);
                    self.leave_out(file, None, reason);
                }
            }
        }
        self.pages = files.len();
        Ok(files)
    }

    /// The address of a page below that of the site; of `index.html` it is its folder's.
    fn address(&mut self, folder: &Path, file: &Path) -> Option<String> {
        let below = file.strip_prefix(folder).ok().and_then(Path::to_str);
        let Some(below) = below else {
            self.leave_out(file.to_owned(), None, "its name is not UTF-8; rename it".to_owned());
            return None;
        };
        let (parent, name) = below.rsplit_once('/').map_or(("", below), |(parent, name)| (parent, name));
        let is_index = name.split_once('.').is_some_and(|(stem, _)| stem.eq_ignore_ascii_case("index"));
        let separator = if parent.is_empty() { "" } else { "/" };
        Some(format!("/{parent}{separator}{}", if is_index { "" } else { name }))
    }

    fn page(&mut self, file: &Path) -> Option<(Page, Marks)> {
        let read = std::fs::read(file).map_err(|error| error.to_string());
        let page =
            read.and_then(|bytes| read_marked_page(&bytes, &PageOptions::default()).map_err(|error| error.to_string()));
        page.map_err(|reason| self.leave_out(file.to_owned(), None, reason)).ok()
    }

    fn candidate(&mut self, file: &Path, address: &str, base: &str, (page, marks): (Page, Marks)) -> Option<Candidate> {
        if page.is_unwanted || page.refresh.is_some() {
            self.unwanted += 1;
            return None;
        }
        if !marks.faults.is_empty() {
            self.left_out += 1;
            self.faults.extend(marks.faults.iter().map(|fault| LeftOut {
                file: file.to_owned(),
                line: Some(fault.line),
                reason: fault.to_string(),
            }));
            return None;
        }
        let is_marked = marks.body.is_some();
        Some(Candidate { document: document(address, base, page, marks), is_marked })
    }

    fn leave_out(&mut self, file: PathBuf, line: Option<u64>, reason: String) {
        self.left_out += 1;
        self.faults.push(LeftOut { file, line, reason });
    }

    /// Of pages that say the same the one with the shortest address: copies for printing, and links within the site.
    fn keep_one_of_each(&mut self, mut documents: Vec<PageDocument>) {
        let found = documents.len();
        documents.sort_by(|a, b| a.url.len().cmp(&b.url.len()).then_with(|| a.url.cmp(&b.url)));
        let mut known: HashSet<(String, String)> = HashSet::new();
        documents.retain(|document| {
            document.body.is_empty() || known.insert((document.title.clone(), document.body.clone()))
        });
        self.duplicates = found - documents.len();
        self.documents = documents;
    }
}

fn is_page(file: &Path) -> bool {
    let ending = file.extension().and_then(|ending| ending.to_str());
    ending.is_some_and(|ending| PAGES.iter().any(|page| ending.eq_ignore_ascii_case(page)))
}

/// What is searched of a page: what its author marked; else what its meta tags and labels say.
fn document(address: &str, base: &str, page: Page, marks: Marks) -> PageDocument {
    let mut item = Item::new(address, Kind::Document, marks.title.unwrap_or(page.title));
    item.body = marks.body.unwrap_or(page.body);
    let has_text = !(item.title.trim().is_empty() && item.body.trim().is_empty());
    let title = if has_text { item.display_title() } else { String::new() };
    let description = page.description.filter(|text| *text != title && !item.body.contains(text.as_str()));
    let mut filters = marks.filters;
    let mut add = |names: &[&str], value: Option<String>| {
        // What the author says of a field is all there is to it.
        if !filters.iter().any(|(field, _)| names.contains(&field.as_str())) {
            filters.extend(value.filter(|value| !value.is_empty()).map(|value| (names[0].to_owned(), value)));
        }
    };
    add(&["column", "栏目"], page.column);
    add(&["subject", "主题分类"], page.subject.map(|subject| subject.replace('/', "\\")));
    add(&["genre", "体裁"], page.genre);
    add(&["validity", "有效性"], page.validity.map(|validity| validity.label().to_owned()));
    let source = page.issuer.or(page.source).filter(|unit| unit.chars().count() <= LONGEST_UNIT);
    let date = marks.date.or(page.published).or(page.issued);
    let encoded: Vec<String> = address.split('/').map(path_segment).collect();
    PageDocument {
        id: address.to_owned(),
        title,
        body: item.body,
        keywords: page
            .keywords
            .into_iter()
            .chain(page.doc_number)
            .chain(page.index_number)
            .chain(description)
            .collect(),
        url: format!("{base}{}", encoded.join("/")),
        date: date.map(|published| published.date.to_string()).unwrap_or_default(),
        unit: marks.unit.or(source).unwrap_or_default(),
        kind: marks.kind.unwrap_or_default(),
        filters,
        weight: (marks.weight.unwrap_or(1.0) * f32::from(PageDocument::WEIGHT)).round() as u8,
    }
}
