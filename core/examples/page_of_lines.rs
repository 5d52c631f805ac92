//! Makes the index for browsers from interchange lines as the kernel reads them: `page_of_lines LINES.jsonl FOLDER`.
//!
//! What the program that builds in the page is compared with: items that are not open are left out, and of two with one
//! id the last counts.

// A tool for a terminal.
#![allow(clippy::print_stdout)]

use std::path::Path;

use menhu::catalog::read_item;
use menhu::page::{Options, PageDocument, build};
use menhu::text::Dictionary;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let (lines, folder) = arguments.next().zip(arguments.next()).ok_or("page_of_lines LINES.jsonl FOLDER")?;
    let text = std::fs::read_to_string(&lines).map_err(|error| format!("{lines}: {error}"))?;
    let mut documents = Vec::new();
    for (at, line) in text.lines().enumerate() {
        let item = read_item(line).map_err(|error| format!("{lines}, line {}: {error}", at + 1))?;
        documents.extend(PageDocument::of(&item));
    }
    let begun = std::time::Instant::now();
    let built = build(&Dictionary::builtin(), documents, &Options::default());
    println!("{} documents in {} ms", built.ids.len(), begun.elapsed().as_millis());
    for (name, bytes) in &built.files {
        let path = Path::new(&folder).join(name);
        std::fs::create_dir_all(path.parent().unwrap_or(Path::new(&folder)))?;
        std::fs::write(path, bytes)?;
    }
    Ok(())
}
