//! `menhu-related`: how long it takes to say what is related to an item, over the items of a portal.
//!
//! For sampled items the typed links are asked for, and then those with items that are alike, through the public API and
//! in one thread. Prints one line for each.

use std::path::Path;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use menhu::{Deadline, Portal};

/// Items that are asked for.
const ITEMS: usize = 5000;
/// Of those, items whose texts are compared: that takes longer.
const COMPARED: usize = 500;
/// Most items of a group.
const LIMIT: usize = 10;

fn main() -> ExitCode {
    let args: Vec<_> = std::env::args_os().skip(1).collect();
    let done = match args.as_slice() {
        [portal] => measure(Path::new(portal)),
        _ => Err("usage: menhu-related PORTAL".to_owned()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            // Standard error is this program's way to say what went wrong.
            #[allow(clippy::print_stderr)]
            {
                eprintln!("menhu-related: {failure}");
            }
            ExitCode::FAILURE
        }
    }
}

fn measure(path: &Path) -> Result<(), String> {
    let portal = Portal::open(path).map_err(|error| error.to_string())?;
    let ids = portal.open_ids(Deadline::NONE).map_err(|error| error.to_string())?;
    let ids: Vec<&str> = ids.iter().step_by((ids.len() / ITEMS).max(1)).map(|(id, _)| id.as_str()).collect();
    say(&format!("{} items asked for", ids.len()));
    say("links                    items    links      p50      p99      max (µs)");
    for (name, similar, ids) in [
        ("typed, first time", false, ids.as_slice()),
        ("typed", false, ids.as_slice()),
        ("typed and similar", true, &ids[..ids.len().min(COMPARED)]),
    ] {
        let (mut times, mut links) = (Vec::with_capacity(ids.len()), 0);
        for id in ids {
            let started = Instant::now();
            let related = portal.related_with(id, LIMIT, similar, Deadline::NONE).map_err(|error| error.to_string())?;
            times.push(started.elapsed());
            links += related.unwrap_or_default().groups.iter().map(|group| group.items.len()).sum::<usize>();
        }
        times.sort_unstable();
        let at = |share: usize| {
            times.get((times.len() * share / 100).min(times.len().saturating_sub(1))).map_or(0, Duration::as_micros)
        };
        let greatest = times.last().map_or(0, Duration::as_micros);
        say(&format!("{name:<22} {:>7} {links:>8} {:>8} {:>8} {greatest:>8}", times.len(), at(50), at(99)));
    }
    Ok(())
}

#[allow(clippy::print_stdout)] // what it is for
fn say(line: &str) {
    println!("{line}");
}
