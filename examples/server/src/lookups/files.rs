//! The files of lookups in a portal's `config/`.

use std::collections::BTreeMap;
use std::path::Path;

use menhu::config::ConfigError;
use menhu_lookups::provider::{Provider, Variables};

use crate::editors::files_of_editors;

/// The settings, below the portal's folder.
pub(crate) const SETTINGS: &str = "config/lookups.toml";
/// The folder of providers.
pub(crate) const PROVIDERS: &str = "config/providers";

/// What all the files say; none of one that cannot be read.
pub(super) fn texts(portal: &Path) -> BTreeMap<String, Option<String>> {
    let files = files_of_editors(portal, PROVIDERS).into_iter().chain([SETTINGS.to_owned()]);
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
