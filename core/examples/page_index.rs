//! Makes the index for browsers from interchange lines: `page_index LINES.jsonl FOLDER [NAME=VALUE…]`.
//!
//! For measurements; a portal is exported by its own command. Lines need `id`, `title` and `body` only.

// A tool for a terminal.
#![allow(clippy::print_stdout)]

use std::path::Path;

use menhu::page::{MANIFEST, Options, PageDocument, build};
use menhu::text::Dictionary;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let (lines, folder) = arguments.next().zip(arguments.next()).ok_or("page_index LINES.jsonl FOLDER")?;
    let mut options = Options::default();
    for argument in arguments {
        let (name, value) = argument.split_once('=').ok_or("NAME=VALUE")?;
        let value = value.parse()?;
        match name {
            "part_length" => options.part_length = value,
            "chunk_bytes" => options.chunk_bytes = value,
            "lexicon_words" => options.lexicon_words = value,
            _ => return Err("no such option".into()),
        }
    }
    let mut documents = Vec::new();
    for line in std::fs::read_to_string(&lines)?.lines() {
        let item: serde_json::Value = serde_json::from_str(line)?;
        let text = |name: &str| item[name].as_str().unwrap_or_default().to_owned();
        documents.push(PageDocument {
            id: text("id"),
            title: text("title"),
            body: text("body"),
            url: format!("/p/{}.html", text("id")),
            date: text("date"),
            unit: text("unit"),
            kind: text("kind"),
            ..PageDocument::default()
        });
    }
    let built = build(&Dictionary::builtin(), documents, &options);
    let folder = Path::new(&folder);
    for (name, bytes) in built.files.iter().filter(|(name, _)| *name != MANIFEST) {
        let path = folder.join(name);
        std::fs::create_dir_all(path.parent().unwrap_or(folder))?;
        std::fs::write(path, bytes)?;
    }
    std::fs::write(folder.join(MANIFEST), &built.files[MANIFEST])?;
    std::fs::write(folder.join("ids.txt"), built.ids.join("\n"))?;
    let bytes: usize = built.files.values().map(Vec::len).sum();
    println!(
        "{} documents, {} parts, {} files, {bytes} bytes, manifest {}",
        built.ids.len(),
        built.parts,
        built.files.len(),
        built.files[MANIFEST].len()
    );
    Ok(())
}
