//! What a content management system does with Menhu: `menhu-cms FOLDER LINES.jsonl QUERY VARIABLES.toml PROVIDERS` puts the
//! lines in, searches, suggests, says what is related to the best hit, and looks up a housing fund at the simulated providers.

use std::error::Error;
use std::io::{Write, stderr, stdout};
use std::net::{IpAddr, Ipv4Addr};
use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;

use menhu::catalog::read_item;
use menhu::query::SearchRequest;
use menhu::suggest::SuggestRequest;
use menhu::{Deadline, Portal, WriterOptions};
use menhu_cms::Counter;
use menhu_lookups::lookup::{HousingFundQuestion, Outcome};
use menhu_lookups::service::Requester;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [folder, lines, query, variables, providers] = arguments.as_slice() else {
        say_wrong("menhu-cms FOLDER LINES.jsonl QUERY VARIABLES.toml PROVIDERS");
        return ExitCode::from(2);
    };
    match run(folder, Path::new(lines), query, Path::new(variables), Path::new(providers)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            say_wrong(&error.to_string());
            ExitCode::FAILURE
        }
    }
}

fn say_wrong(text: &str) {
    // Nobody is left to be told that nobody reads it.
    let _ = writeln!(stderr(), "{text}");
}

fn run(folder: &str, lines: &Path, query: &str, variables: &Path, providers: &Path) -> Result<(), Box<dyn Error>> {
    let mut out = stdout().lock();
    let portal = Portal::open_or_create(folder)?;
    index(&portal, lines)?;

    let answer = portal.search(&SearchRequest::new(query))?;
    writeln!(out, "found\t{}", answer.total)?;
    for hit in &answer.hits {
        writeln!(out, "hit\t{}\t{}", hit.id, hit.highlight.title)?;
    }
    let suggested = portal.suggest(&SuggestRequest { q: query.to_owned(), limit: 5 })?;
    for suggestion in suggested.suggestions {
        writeln!(out, "suggestion\t{}\t{}", suggestion.kind.name(), suggestion.text)?;
    }
    if let Some(best) = answer.hits.first() {
        let related = portal.related(&best.id, Deadline::after(Duration::from_secs(2)))?;
        for group in related.into_iter().flat_map(|related| related.groups) {
            for item in group.items {
                writeln!(out, "related\t{}\t{}", group.link.name(), item.id)?;
            }
        }
    }
    look_up(&mut out, Path::new(&format!("{folder}.audit.jsonl")), variables, providers)
}

/// Puts every line in; one that cannot be taken in is told, and left out.
fn index(portal: &Portal, path: &Path) -> Result<(), Box<dyn Error>> {
    let text = std::fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
    let mut writer = portal.writer(&WriterOptions::default())?;
    for (at, line) in text.lines().enumerate() {
        match read_item(line) {
            Ok(item) => writer.put(&item)?,
            Err(error) => say_wrong(&format!("bad line {}: {error}", at + 1)),
        }
    }
    writer.commit()?;
    portal.reload()?;
    Ok(())
}

fn look_up(out: &mut impl Write, audit: &Path, variables: &Path, providers: &Path) -> Result<(), Box<dyn Error>> {
    let counter = Counter::open(providers, variables, audit)?;
    let who = Requester { id: "session-1".to_owned().into(), address: IpAddr::V4(Ipv4Addr::LOCALHOST) };
    // The person that the simulated providers know, and one that nobody can be.
    for number in ["11010519000101001X", "110105190001010011"] {
        let request = serde_json::json!({
            "name": "张演示", "id_number": number, "purpose": "self_service", "consent_id": "c-20261126-01",
        });
        match counter.ask::<HousingFundQuestion>(&who, &request.to_string()) {
            Ok(answer) => {
                let outcome = if answer.outcome == Outcome::Found { "found" } else { "no_records" };
                writeln!(out, "lookup\t{outcome}\t{}", answer.source.name())?;
            }
            Err(error) => {
                let class = error.shown().class;
                let (title, _) = class.chinese();
                writeln!(out, "lookup\t{}\t{title}", class.name())?;
            }
        }
    }
    Ok(())
}
