//! The files of lookups in a portal's `config/`.

use std::collections::BTreeMap;
use std::path::Path;

use menhu::config::ConfigError;
use menhu_lookups::provider::{Provider, Variables};

/// The settings, below the portal's folder.
pub(crate) const SETTINGS: &str = "config/lookups.toml";
/// The folder of providers.
pub(crate) const PROVIDERS: &str = "config/providers";

/// The files of providers, below the portal's folder, in order.
pub(crate) fn provider_files(portal: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(portal.join(PROVIDERS)).into_iter().flatten().flatten();
    let names = entries.filter_map(|entry| entry.file_name().to_str().map(str::to_owned));
    let mut files: Vec<String> = names
        .filter(|name| name.ends_with(".toml") && !name.starts_with('.'))
        .map(|name| format!("{PROVIDERS}/{name}"))
        .collect();
    files.sort();
    files
}

/// What all the files say; none of one that cannot be read.
pub(super) fn texts(portal: &Path) -> BTreeMap<String, Option<String>> {
    let files = provider_files(portal).into_iter().chain([SETTINGS.to_owned()]);
    let read = |file: String| {
        let text = std::fs::read_to_string(portal.join(&file)).ok();
        (file, text)
    };
    files.map(read).collect()
}

/// By what a provider is known: the name of its file.
pub(super) fn id_of(file: &str) -> String {
    Path::new(file).file_stem().unwrap_or_default().to_string_lossy().into_owned()
}

/// Reads the file of a provider.
pub(crate) fn read(file: &str, text: &str, variables: &Variables) -> Result<Provider, Vec<ConfigError>> {
    let id = id_of(file);
    if !id.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_')) {
        // Its name stands in the audit and in metrics.
        let reason = "call the file by letters a-z, digits, `-` and `_`: the provider is known by its name";
        return Err(vec![ConfigError::at(text, 0, reason)]);
    }
    Provider::read(&id, text, variables)
}
