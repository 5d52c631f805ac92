//! The commands.

use std::io::Write;
use std::path::Path;
use std::process::ExitCode;

use menhu::Portal;

use crate::cli::{Cli, Command, Serve};

mod backup;
mod check;
mod eval;
mod export;
mod export_page_index;
mod extract;
mod harvest;
mod index;
mod index_site;
mod lookup;
mod reindex;
mod related;
mod remove;
mod report;
mod scene;
mod search;
mod serve;
mod simulate;
mod stats;
mod suggest;

/// What a command reports when it cannot do its work.
pub(crate) type Failure = Box<dyn std::error::Error + Send + Sync>;

/// Runs what was typed; nothing typed is `serve`.
pub(crate) fn run(cli: Cli) -> Result<ExitCode, Failure> {
    match cli.command.unwrap_or_else(|| Command::Serve(Serve::default())) {
        Command::Serve(args) => serve::run(&args),
        Command::Index(args) => index::run(&args),
        Command::Remove(args) => remove::run(&args),
        Command::Reindex(args) => reindex::run(&args),
        Command::Search(args) => search::run(&args),
        Command::Suggest(args) => suggest::run(&args),
        Command::Stats(args) => stats::run(&args),
        Command::Report(args) => report::run(&args),
        Command::Backup(args) => backup::run(&args),
        Command::Check(args) => check::run(&args),
        Command::Export(args) => export::run(&args),
        Command::ExportPageIndex(args) => export_page_index::run(&args),
        Command::IndexSite(args) => index_site::run(&args),
        Command::Related(args) => related::run(&args),
        Command::Harvest(args) => harvest::run(&args),
        Command::Scene(command) => scene::run(&command),
        Command::SimulateProviders(args) => simulate::run(&args),
        Command::Lookup(command) => lookup::run(&command),
        Command::ExtractText(args) => extract::run(&args),
        Command::Eval(args) => eval::run(&args),
    }
}

/// Opens a portal, and says which files of its editors are left aside.
fn open(path: &Path) -> Result<Portal, Failure> {
    let portal = Portal::open(path)?;
    #[allow(clippy::print_stderr)] // standard output is for what was asked for
    for error in portal.refused() {
        eprintln!("menhu: left aside: {error}");
    }
    Ok(portal)
}

/// Prints a line to standard output. Where nobody reads any more (`menhu search … | head`), the work is done.
fn say(text: &str) {
    if writeln!(std::io::stdout(), "{text}").is_err() {
        std::process::exit(0);
    }
}
