//! `menhu`: the command line of a portal, and its reference server.

use std::process::ExitCode;

use clap::Parser;

mod cli;
mod command;
mod demo;
mod input;
mod queries;
mod shown;
mod web;

fn main() -> ExitCode {
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
