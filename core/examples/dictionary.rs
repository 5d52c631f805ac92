//! Writes the dictionary as a file of its own, for pages that build an index: `dictionary FILE [WORDS.txt]`.
//!
//! `WORDS.txt` holds a portal's own words, as `config/dictionary.txt` does.

// A tool for a terminal.
#![allow(clippy::print_stdout)]

use menhu::page::dictionary_file;
use menhu::text::Dictionary;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let file = arguments.next().ok_or("dictionary FILE [WORDS.txt]")?;
    let mut dictionary = Dictionary::builtin();
    if let Some(list) = arguments.next() {
        let words = std::fs::read_to_string(&list).map_err(|error| format!("{list}: {error}"))?;
        dictionary = dictionary.with_words(&words).map_err(|error| format!("{list}: {error}"))?;
    }
    let bytes = dictionary_file(&dictionary)?;
    std::fs::write(&file, &bytes).map_err(|error| format!("{file}: {error}"))?;
    println!("{file}: {} bytes; as it is in the program {}", bytes.len(), dictionary.to_bytes().len());
    Ok(())
}
