//! `menhu-typing`: how long suggestions take while somebody types, over the titles of a portal.
//!
//! For sampled titles every beginning and some middles are asked for, by characters, full pinyin and initials, through
//! the public API and in one thread. Prints one line for each way of typing.

use std::path::Path;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use menhu::Portal;
use menhu::query::{MAX_LIMIT, MAX_OFFSET, SearchRequest, Sort};
use menhu::suggest::SuggestRequest;
use pinyin::ToPinyin;

/// Titles that are typed.
const TITLES: usize = 500;
/// Characters typed of each.
const LONGEST: usize = 6;

/// What could not be done, and where.
type Failure = String;

fn main() -> ExitCode {
    let args: Vec<_> = std::env::args_os().skip(1).collect();
    let done = match args.as_slice() {
        [portal] => measure(Path::new(portal)),
        _ => Err("usage: menhu-typing PORTAL".to_owned()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            // Standard error is this program's way to say what went wrong.
            #[allow(clippy::print_stderr)]
            {
                eprintln!("menhu-typing: {failure}");
            }
            ExitCode::FAILURE
        }
    }
}

fn measure(path: &Path) -> Result<(), Failure> {
    let portal = Portal::open(path).map_err(|error| error.to_string())?;
    let started = Instant::now();
    portal.warm().map_err(|error| error.to_string())?;
    let items = portal.stats().map_err(|error| error.to_string())?.open_items;
    say(&format!("{items} open items, made ready in {:.2} s", started.elapsed().as_secs_f64()));
    let titles = titles(&portal)?;
    let part = |title: &str, from: usize, length: usize| title.chars().skip(from).take(length).collect::<String>();
    let lengths = 1..=LONGEST;
    let starts: Vec<String> = titles.iter().flat_map(|t| lengths.clone().map(|n| part(t, 0, n))).collect();
    let middles: Vec<String> = titles
        .iter()
        .flat_map(|title| {
            let middle = title.chars().count() / 2;
            (2..=LONGEST).map(move |length| part(title, middle, length))
        })
        .collect();
    let spelled = |texts: &[String]| texts.iter().map(|text| pinyin(text, Spelling::Full)).collect::<Vec<_>>();
    let initials = |texts: &[String]| texts.iter().map(|text| pinyin(text, Spelling::Initials)).collect::<Vec<_>>();
    say("typed                        queries      p50      p99      max (µs)");
    for (name, typed) in [
        ("characters, beginning", &starts),
        ("characters, middle", &middles),
        ("pinyin, beginning", &spelled(&starts)),
        ("pinyin, middle", &spelled(&middles)),
        ("initials, beginning", &initials(&starts)),
        ("initials, middle", &initials(&middles)),
    ] {
        let mut times = Vec::with_capacity(typed.len());
        for text in typed.iter().filter(|text| !text.is_empty()) {
            let request = SuggestRequest::new(text);
            let started = Instant::now();
            portal.suggest(&request).map_err(|error| error.to_string())?;
            times.push(started.elapsed());
        }
        times.sort_unstable();
        let at = |share: usize| {
            times.get((times.len() * share / 100).min(times.len().saturating_sub(1))).map_or(0, Duration::as_micros)
        };
        say(&format!("{name:26} {:9} {:8} {:8} {:8}", times.len(), at(50), at(99), at(100)));
    }
    Ok(())
}

/// Titles from all over the portal's latest items.
fn titles(portal: &Portal) -> Result<Vec<String>, Failure> {
    let mut titles = Vec::new();
    for offset in (0..=MAX_OFFSET).step_by(MAX_OFFSET * MAX_LIMIT / 5 / TITLES) {
        let request = SearchRequest { limit: MAX_LIMIT, offset, sort: Sort::Date, ..SearchRequest::default() };
        let hits = portal.search(&request).map_err(|error| error.to_string())?.hits;
        titles.extend(hits.into_iter().map(|hit| hit.title).filter(|title| title.chars().count() > LONGEST));
    }
    titles.truncate(TITLES);
    if titles.is_empty() { Err("the portal has no titles".to_owned()) } else { Ok(titles) }
}

#[derive(Clone, Copy)]
enum Spelling {
    Full,
    Initials,
}

/// What is typed for a text; characters without a reading are left out.
fn pinyin(text: &str, spelling: Spelling) -> String {
    let syllables = text.to_pinyin().flatten();
    match spelling {
        Spelling::Full => syllables.map(|syllable| syllable.plain()).collect(),
        Spelling::Initials => syllables.filter_map(|syllable| syllable.plain().chars().next()).collect(),
    }
}

fn say(text: &str) {
    // Printing is what this program is for.
    #[allow(clippy::print_stdout)]
    {
        println!("{text}");
    }
}
