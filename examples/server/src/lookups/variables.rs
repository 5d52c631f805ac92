//! What provider files know as `host:NAME`: the address and the keys of simulated providers, of this process or another.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;

use menhu_lookups::provider::Variables;
use menhu_lookups::simulator::Simulator;

/// Name of the simulated providers' address.
const ADDRESS: &str = "simulator";

/// Those of simulated providers that answer at an address.
pub(crate) fn of_simulator(simulator: &Simulator, address: &str) -> Variables {
    let keys = simulator.credentials().pairs();
    keys.into_iter().fold(Variables::default().with(ADDRESS, address), |all, (name, key)| all.with(name, key))
}

/// Writes them for another process. Only the owner of the file can read it.
///
/// # Errors
/// What the system says.
pub(crate) fn write_variables(path: &Path, simulator: &Simulator, address: &str) -> Result<(), String> {
    let mut text =
        "# Simulated providers, for `menhu serve --variables`. Keys of one run: they open nothing else.\n".to_owned();
    for (name, value) in [(ADDRESS, address)].into_iter().chain(simulator.credentials().pairs()) {
        // Hexadecimal, names and an address: nothing to escape.
        text.push_str(&format!("{name} = \"{value}\"\n"));
    }
    let written = private(path).and_then(|mut file| file.write_all(text.as_bytes()));
    written.map_err(|error| format!("{}: {error}", path.display()))
}

fn private(path: &Path) -> std::io::Result<std::fs::File> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
        let file = options.mode(0o600).open(path)?;
        // One that was there may be open to others.
        file.set_permissions(std::fs::Permissions::from_mode(0o600))?;
        Ok(file)
    }
    #[cfg(not(unix))]
    options.open(path)
}

/// Reads what [`write_variables`] has written.
///
/// # Errors
/// What is wrong. Values are never quoted.
pub(crate) fn read_variables(path: &Path) -> Result<Variables, String> {
    let text = std::fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
    let table: BTreeMap<String, String> = toml::from_str(&text).map_err(|error| {
        let before = error.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
        let line = before.matches('\n').count() + 1;
        format!("{}: line {line}: expected lines such as NAME = \"VALUE\"", path.display())
    })?;
    Ok(table.iter().fold(Variables::default(), |all, (name, value)| all.with(name, value)))
}
