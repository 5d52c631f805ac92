//! The built program of the page: what `bindings/wasm/build` makes.

use std::path::{Path, PathBuf};

use walkdir::WalkDir;

use crate::cli::PageFiles;
use crate::command::Failure;

/// Where the build puts it, below the workspace.
const BUILT: &str = "bindings/wasm/dist";
/// The file that pages load; it loads the others.
const ENTRY: &str = "index.js";

/// The files to be copied beside an index, as [`menhu::page::PublishOptions::program`] wants them.
pub(crate) fn program(args: &PageFiles) -> Result<Vec<(String, PathBuf)>, Failure> {
    if args.no_assets {
        return Ok(Vec::new());
    }
    let folder = args.assets.clone().unwrap_or_else(default_folder);
    if !folder.join(ENTRY).is_file() {
        return Err(format!(
            "{}: there is no {ENTRY}: run bindings/wasm/build, which makes it; or name the folder that has it by \
             --assets DIR; or take --no-assets for the index alone",
            folder.display()
        )
        .into());
    }
    files(&folder)
}

/// The folder of a build in the working directory; else that of the source tree this program was built from.
fn default_folder() -> PathBuf {
    let here = Path::new(BUILT);
    let built_from = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(BUILT);
    if here.is_dir() || !built_from.is_dir() { here.to_owned() } else { built_from }
}

fn files(folder: &Path) -> Result<Vec<(String, PathBuf)>, Failure> {
    let mut files = Vec::new();
    for entry in WalkDir::new(folder).follow_links(true).sort_by_file_name() {
        let entry = entry?;
        if entry.file_type().is_file() {
            let path = entry.path();
            let below = path.strip_prefix(folder)?;
            let name = below.to_str().ok_or_else(|| format!("{}: the name is not UTF-8", path.display()))?;
            files.push((name.to_owned(), path.to_owned()));
        }
    }
    files.sort_by_cached_key(|(name, _)| (name == ENTRY, name.ends_with(".js"), name.clone()));
    Ok(files)
}
