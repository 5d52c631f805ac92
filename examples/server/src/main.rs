//! `menhu`: the command line of a portal, and its reference server.

use std::process::ExitCode;

use clap::Parser;

mod attachments;
mod cli;
mod command;
mod cookie;
mod demo;
mod editors;
mod form_sheet;
mod in_page;
mod input;
mod lookups;
mod metadata;
mod queries;
mod random;
mod shown;
mod spreadsheet;
mod web;
mod xml;

fn main() -> ExitCode {
    // A panic's message may quote what somebody searched for: the place is enough to find the fault.
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        #[allow(clippy::print_stderr)]
        {
            eprintln!("menhu: a fault in the program, at {place}");
        }
    }));
    let cli = cli::Cli::parse();
    match command::run(cli) {
        Ok(code) => code,
        Err(error) => {
            // Standard error is this program's way to say what went wrong.
            #[allow(clippy::print_stderr)]
            {
                eprintln!("menhu: {error}");
            }
            ExitCode::FAILURE
        }
    }
}
