//! `menhu export`.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::ops::ControlFlow;
use std::path::Path;
use std::process::ExitCode;

use menhu::Portal;
use menhu::catalog::Item;

use super::Failure;
use crate::cli::{Export, Format};
use crate::{metadata, spreadsheet};

/// Every item of a portal, one after the other, as often as they are needed.
struct Items<'a> {
    portal: &'a Portal,
    only_open: bool,
}

impl Items<'_> {
    fn each(&self, mut each: impl FnMut(&Item) -> Result<(), Failure>) -> Result<(), Failure> {
        let scenes = self.portal.scenes();
        let mut failed = None;
        self.portal.each_item(|item| {
            // Scenes are what their files say; these come with the portal's configuration.
            let is_left_out = (self.only_open && !item.is_open()) || scenes.get(&item.id).is_some();
            if !is_left_out && let Err(error) = each(&item) {
                failed = Some(error);
                return ControlFlow::Break(());
            }
            ControlFlow::Continue(())
        })?;
        failed.map_or(Ok(()), Err)
    }
}

pub(crate) fn run(args: &Export) -> Result<ExitCode, Failure> {
    let portal = super::open(&args.portal)?;
    let items = Items { portal: &portal, only_open: args.open || args.format == Format::Xml };
    match &args.out {
        Some(path) => {
            let file = File::create_new(path).map_err(|error| format!("{}: {error}", path.display()))?;
            let written = write(&items, args.format, BufWriter::new(file));
            // Half an export is worse than none.
            written.inspect_err(|_| remove(path))?;
        }
        None => write(&items, args.format, BufWriter::new(std::io::stdout().lock()))?,
    }
    Ok(ExitCode::SUCCESS)
}

fn remove(path: &Path) {
    let _ = std::fs::remove_file(path);
}

fn write(items: &Items<'_>, format: Format, mut out: impl Write) -> Result<(), Failure> {
    match format {
        Format::Jsonl => items.each(|item| {
            serde_json::to_writer(&mut out, item)?;
            Ok(out.write_all(b"\n")?)
        })?,
        Format::Csv => {
            // Which columns there are, and whether a cell can hold what stands in them, is known at the end.
            let mut columns = spreadsheet::Columns::default();
            items.each(|item| {
                columns.add(item);
                Ok(())
            })?;
            let mut sheet = spreadsheet::Sheet::new(&mut out, &columns)?;
            items.each(|item| Ok(sheet.write(item)?))?;
            sheet.finish()?;
        }
        Format::Xml => {
            let mut catalog = metadata::Catalog::new(&mut out, &items.portal.site())?;
            items.each(|item| Ok(catalog.write(item)?))?;
            catalog.finish()?;
        }
    }
    out.flush()?;
    Ok(())
}
