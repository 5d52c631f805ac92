//! Folders in which editors have one TOML file for each thing: scenes, providers of lookups.

use std::path::Path;

/// The files of such a folder, named from the portal's, in order. Those that begin with a dot are an editor's own.
pub(crate) fn files_of_editors(portal: &Path, folder: &str) -> Vec<String> {
    let entries = std::fs::read_dir(portal.join(folder)).into_iter().flatten().flatten();
    let names = entries.filter_map(|entry| entry.file_name().to_str().map(str::to_owned));
    let mut files: Vec<String> = names
        .filter(|name| name.ends_with(".toml") && !name.starts_with('.'))
        .map(|name| format!("{folder}/{name}"))
        .collect();
    files.sort();
    files
}
