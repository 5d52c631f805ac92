//! Runs bindings/c/tests/scenario.json without the C interface: `scenario FILE FOLDER VARIABLES.toml PROVIDERS` prints the lines
//! that every other language prints.

mod said;
mod texts;
mod world;

use std::error::Error;
use std::io::{Write, stderr, stdout};
use std::path::Path;
use std::process::ExitCode;

use serde::Deserialize;
use world::World;

/// A step: what to do, and the texts and numbers for it.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Step {
    name: String,
    r#do: String,
    path: String,
    options: String,
    line: String,
    id: String,
    q: String,
    limit: usize,
    offset: usize,
    request: String,
    list: String,
    text: String,
    words: String,
    kind: String,
    config: String,
    operation: String,
    requester: String,
    deadline_ms: u64,
    subject: String,
    number: String,
}

#[derive(Deserialize)]
struct Scenario {
    steps: Vec<Step>,
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let told = match arguments.as_slice() {
        [file, folder, variables, providers] => run(Path::new(file), folder, variables, providers),
        _ => Err("scenario SCENARIO.json FOLDER VARIABLES.toml PROVIDERS".into()),
    };
    if let Err(error) = told {
        let _ = writeln!(stderr(), "{error}");
        return ExitCode::from(2);
    }
    ExitCode::SUCCESS
}

fn run(file: &Path, folder: &str, variables: &str, providers: &str) -> Result<(), Box<dyn Error>> {
    let text = std::fs::read_to_string(file).map_err(|error| format!("{}: {error}", file.display()))?;
    let text = text.replace("{dir}", folder).replace("{variables}", variables).replace("{providers}", providers);
    let scenario: Scenario = serde_json::from_str(&text).map_err(|error| format!("{}: {error}", file.display()))?;
    let mut world = World::default();
    let mut out = stdout().lock();
    for step in &scenario.steps {
        let (status, answer) = match world.run(step) {
            Ok(answer) => ("MENHU_OK", answer),
            Err(said) => (said.name, serde_json::to_string(&said)?),
        };
        writeln!(out, "{}\t{status}\t{answer}", step.name)?;
    }
    Ok(())
}
