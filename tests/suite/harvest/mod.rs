//! Harvesting, against real servers on this machine.

mod broken;
mod district;
mod lasting;
mod site;

use std::sync::Arc;

use menhu::Portal;
use menhu::catalog::Attachment;
use menhu_lookups::harvest::{HarvestError, Keep, Report, Source, harvest};

/// Keeps files, and reads those that are text.
struct Keeper(menhu::Files);

impl Keep for Keeper {
    fn keep(&self, attachment: &mut Attachment, bytes: &[u8]) {
        let stored = self.0.put(bytes).unwrap();
        (attachment.file, attachment.bytes) = (Some(stored.sha256), Some(stored.bytes));
        attachment.text = String::from_utf8_lossy(bytes).into_owned();
    }

    fn has(&self, sha256: &str) -> bool {
        self.0.path(sha256).is_some()
    }
}

/// Harvests in this process.
fn run(portal: &Portal, source: &str) -> Result<Report, HarvestError> {
    let source = Source::parse(source).unwrap();
    let keep = Arc::new(Keeper(portal.files()));
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let report = runtime.block_on(harvest(source, "test", portal, keep, Arc::new(|_| {})));
    portal.reload().unwrap();
    report
}

/// A source file of one site with one list at `/`.
fn source(url: &str, more: &str) -> String {
    format!(
        "allow = [\"127.0.0.1\"]\nseconds = 2\n[[site]]\nname = \"甲\"\nunit = \"区甲局\"\nper_second = 1000\n{more}\n\
         [[site.column]]\ncolumn = \"公告\"\nlists = [\"{url}\"]\n"
    )
}
