//! Makes the index for browsers from interchange lines: `page_index LINES.jsonl FOLDER [NAME=VALUE…]`, to measure it, and to
//! compare it with what the program that builds in the page makes.
//!
//! As everywhere, items that are not open are left out, and of two with one id the last counts. NAME: `part_length`,
//! `chunk_bytes`, `spoken_words`; `synonyms`: a file like `config/synonyms.toml`, without which there are none; `ids`: a file for the
//! ids in the order of their numbers.

// A tool for a terminal.
#![allow(clippy::print_stdout)]

use std::path::Path;
use std::time::Instant;

use menhu::catalog::read_item;
use menhu::config::parse_synonyms;
use menhu::page::{MANIFEST, Options, PageDocument, build};
use menhu::text::Dictionary;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let (lines, folder) =
        arguments.next().zip(arguments.next()).ok_or("page_index LINES.jsonl FOLDER [NAME=VALUE…]")?;
    let (mut options, mut ids) = (Options::default(), None);
    for argument in arguments {
        match argument.split_once('=').ok_or("NAME=VALUE")? {
            ("part_length", value) => options.part_length = value.parse()?,
            ("chunk_bytes", value) => options.chunk_bytes = value.parse()?,
            ("spoken_words", value) => options.spoken_words = value.parse()?,
            ("synonyms", file) => options.synonyms = parse_synonyms(&std::fs::read_to_string(file)?)?,
            ("ids", file) => ids = Some(file.to_owned()),
            (name, _) => return Err(format!("{name}: there is no such option").into()),
        }
    }
    let text = std::fs::read_to_string(&lines).map_err(|error| format!("{lines}: {error}"))?;
    let mut documents = Vec::new();
    for (at, line) in text.lines().enumerate() {
        let item = read_item(line).map_err(|error| format!("{lines}, line {}: {error}", at + 1))?;
        documents.extend(PageDocument::of(&item));
    }
    let begun = Instant::now();
    let built = build(&Dictionary::builtin(), documents, &options);
    let took = begun.elapsed().as_millis();
    for (name, content) in &built.files {
        let path = Path::new(&folder).join(name);
        std::fs::create_dir_all(path.parent().unwrap_or(Path::new(&folder)))?;
        std::fs::write(path, content)?;
    }
    if let Some(file) = ids {
        std::fs::write(file, built.ids.join("\n"))?;
    }
    let bytes: usize = built.files.values().map(Vec::len).sum();
    let (documents, files, manifest) = (built.ids.len(), built.files.len(), built.files[MANIFEST].len());
    println!("{documents} documents in {took} ms: {files} files, {bytes} bytes, manifest {manifest}");
    Ok(())
}
