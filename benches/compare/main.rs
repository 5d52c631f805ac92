//! `menhu-peer`: runs the kernel with the commands that every peer of a peer harness has.
//!
//! Everything goes through the public API, with default settings: what is measured is what an embedding program gets.

use std::fmt::Display;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::ops::RangeInclusive;
use std::path::Path;
use std::process::ExitCode;
use std::time::Instant;

use menhu::catalog::{Item, Kind};
use menhu::query::{Hit, MAX_LIMIT, SearchRequest};
use menhu::{Portal, WriterOptions};

mod rows;

const USAGE: &str = "usage:
  menhu-peer index DOCS.tsv DIR THREADS               id, title and body a line, into an empty folder
  menhu-peer lat   DIR QUERIES.tsv OUT WARM PASSES    writes qid, number of hits, nanoseconds of every measured pass
  menhu-peer run   DIR QUERIES.tsv OUT K              writes qid, id, rank, score
  menhu-peer one   DIR QUERY                          prints score, id, title";

/// Hits a query asks for where the command does not say how many.
const TOP: usize = 10;
/// Memory of each indexing thread, the same that the peers get.
const MEMORY_PER_THREAD: usize = 256_000_000;
/// As many threads as a writer takes: it would quietly use fewer, and the figures would be those of another run.
const THREADS: RangeInclusive<usize> = 1..=8;

/// What could not be done, and where.
type Failure = String;

fn main() -> ExitCode {
    // An argument that is not UTF-8 must not end in a panic: as a path it is reported as missing.
    let args: Vec<String> = std::env::args_os().skip(1).map(|arg| arg.to_string_lossy().into_owned()).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    match execute(&args) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            // Standard error is this program's way to say what went wrong.
            #[allow(clippy::print_stderr)]
            {
                eprintln!("menhu-peer: {failure}");
            }
            ExitCode::FAILURE
        }
    }
}

fn execute(args: &[&str]) -> Result<(), Failure> {
    match args {
        ["index", docs, dir, threads] => index(docs, dir, number("THREADS", threads, THREADS)?),
        ["lat", dir, queries, out, warm, passes] => {
            let warm = number("WARM", warm, 0..=usize::MAX)?;
            lat(dir, queries, out, warm, number("PASSES", passes, 1..=usize::MAX)?)
        }
        ["run", dir, queries, out, k] => run(dir, queries, out, number("K", k, 1..=MAX_LIMIT)?),
        ["one", dir, query] => one(dir, query),
        [] => Err(format!("no command\n{USAGE}")),
        [command @ ("index" | "lat" | "run" | "one"), given @ ..] => {
            Err(format!("`{command}` does not take {} arguments\n{USAGE}", given.len()))
        }
        [command, ..] => Err(format!("`{command}` is no command\n{USAGE}")),
    }
}

fn number(name: &str, text: &str, range: RangeInclusive<usize>) -> Result<usize, Failure> {
    text.parse().ok().filter(|number| range.contains(number)).ok_or_else(|| {
        let most = if *range.end() == usize::MAX { "more".to_owned() } else { range.end().to_string() };
        format!("{name}: `{text}` is not usable; expected a whole number, {} to {most}", range.start())
    })
}

fn index(docs: &str, dir: &str, threads: usize) -> Result<(), Failure> {
    let portal = Portal::open_or_create(dir).map_err(text)?;
    if portal.stats().map_err(text)?.items > 0 {
        return Err(format!("{dir}: holds items already; replacing them takes longer, so give an empty folder"));
    }
    let options = WriterOptions { threads, memory: threads * MEMORY_PER_THREAD };
    let mut writer = portal.writer(&options).map_err(text)?;
    let mut items = 0;
    rows::each(Path::new(docs), |[id, title, body]| {
        let mut item = Item::new(id, Kind::Document, title);
        body.clone_into(&mut item.body);
        items += 1;
        writer.put(&item).map_err(text)
    })?;
    writer.finish().map_err(text)?;
    portal.reload().map_err(text)?;
    say(&format!("docs {items} segments {}", portal.stats().map_err(text)?.segments))
}

/// Times every query on its own, on one thread. Passes go over all queries, so that no query profits from having just
/// been run.
fn lat(dir: &str, queries: &str, out: &str, warm: usize, passes: usize) -> Result<(), Failure> {
    let portal = Portal::open(dir).map_err(text)?;
    let queries = read_queries(queries)?;
    let mut found = vec![0; queries.len()];
    let mut nanoseconds: Vec<Vec<String>> = vec![Vec::new(); queries.len()];
    for pass in 0..warm.saturating_add(passes) {
        for (at, (qid, query)) in queries.iter().enumerate() {
            let started = Instant::now();
            found[at] = search(&portal, qid, query, TOP)?.len();
            let elapsed = started.elapsed().as_nanos();
            if pass >= warm {
                nanoseconds[at].push(elapsed.to_string());
            }
        }
    }
    let lines = queries.iter().zip(found.iter().zip(&nanoseconds));
    write_lines(out, lines.map(|((qid, _), (found, times))| format!("{qid}\t{found}\t{}", times.join(","))))?;
    say(&format!("segments {}", portal.stats().map_err(text)?.segments))
}

fn run(dir: &str, queries: &str, out: &str, k: usize) -> Result<(), Failure> {
    let portal = Portal::open(dir).map_err(text)?;
    let mut lines = Vec::new();
    for (qid, query) in read_queries(queries)? {
        for (at, hit) in search(&portal, &qid, &query, k)?.iter().enumerate() {
            lines.push(format!("{qid}\t{}\t{}\t{}", hit.id, at + 1, hit.score));
        }
    }
    write_lines(out, lines)
}

fn one(dir: &str, query: &str) -> Result<(), Failure> {
    let portal = Portal::open(dir).map_err(text)?;
    for hit in search(&portal, "of the command line", query, TOP)? {
        say(&format!("{}\t{}\t{}", hit.score, hit.id, hit.title))?;
    }
    Ok(())
}

/// Whatever the qid: a query of few words requires all of them anyway.
fn search(portal: &Portal, qid: &str, query: &str, limit: usize) -> Result<Vec<Hit>, Failure> {
    let request = SearchRequest { limit, ..SearchRequest::new(query) };
    let answer = portal.search(&request).map_err(|error| format!("query {qid}: {error}"))?;
    Ok(answer.hits)
}

/// Pairs of qid and query.
fn read_queries(path: &str) -> Result<Vec<(String, String)>, Failure> {
    let mut queries = Vec::new();
    rows::each(Path::new(path), |[qid, query]| {
        queries.push((qid.to_owned(), query.to_owned()));
        Ok(())
    })?;
    Ok(queries)
}

fn write_lines(path: &str, lines: impl IntoIterator<Item = String>) -> Result<(), Failure> {
    let failed = |error: std::io::Error| format!("{path}: {error}");
    let mut file = BufWriter::new(File::create(path).map_err(failed)?);
    for line in lines {
        writeln!(file, "{line}").map_err(failed)?;
    }
    file.flush().map_err(failed)
}

fn say(line: &str) -> Result<(), Failure> {
    writeln!(std::io::stdout().lock(), "{line}").map_err(|error| format!("standard output: {error}"))
}

fn text(error: impl Display) -> Failure {
    error.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bad_arguments_are_errors_that_say_which() {
        for (args, expected) in [
            (&[][..], "no command\nusage:"),
            (&["serve"], "`serve` is no command\nusage:"),
            (&["one", "portal"], "`one` does not take 1 arguments\nusage:"),
            (&["index", "docs.tsv", "portal", "0"], "THREADS: `0` is not usable; expected a whole number, 1 to 8"),
            (
                &["lat", "portal", "q.tsv", "out", "x", "5"],
                "WARM: `x` is not usable; expected a whole number, 0 to more",
            ),
            (&["run", "portal", "q.tsv", "out", "101"], "K: `101` is not usable; expected a whole number, 1 to 100"),
        ] {
            let failure = execute(args).unwrap_err();
            assert!(failure.starts_with(expected), "{failure}");
        }
    }
}
