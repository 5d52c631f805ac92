//! Compiles the data of the `text` room into tables that the binary borrows: nothing is parsed when a program starts.
//! Everything is written below `OUT_DIR`, never into the source tree.

// A build script reports by printing, stops by panicking, and reads and writes files on the machine that builds.
#![allow(clippy::print_stdout, clippy::unwrap_used, clippy::disallowed_methods, missing_docs)]

use std::path::PathBuf;

mod characters;
mod dictionary;
#[path = "../src/text/fingerprint.rs"]
mod fingerprint;
mod fold;
#[path = "../src/text/dictionary/format.rs"]
mod format;
mod pinyin;

fn main() {
    println!("cargo::rerun-if-changed=build");
    println!("cargo::rerun-if-changed=src/text/dictionary/format.rs");
    println!("cargo::rerun-if-changed=src/text/fingerprint.rs");
    println!("cargo::rerun-if-changed=data");
    let out = PathBuf::from(std::env::var_os("OUT_DIR").unwrap());
    let table = fold::Table::build();
    let rust = table.to_rust();
    let stamp = fingerprint::of(rust.as_bytes());
    std::fs::write(out.join("fold_table.rs"), rust).unwrap();
    std::fs::write(out.join("fold_fingerprint.rs"), format!("{stamp}u64")).unwrap();
    let general = std::fs::read_to_string("data/jieba_dict.txt").unwrap();
    std::fs::write(out.join("common_characters.txt"), characters::rank(&general, &table)).unwrap();
    let is_whole = std::env::var_os("CARGO_FEATURE_DICTIONARY").is_some();
    // Without its dictionary the crate is for browsers.
    std::fs::write(out.join("readings.rs"), pinyin::to_rust(is_whole)).unwrap();
    if is_whole {
        let portal = std::fs::read_to_string("data/portal_words.txt").unwrap();
        let bytes = dictionary::compile(&general, &portal, &table);
        // The stamp is taken here, so that opening the dictionary does not read all of it.
        let stamp = fingerprint::join(fingerprint::of(&bytes), 0);
        std::fs::write(out.join("dictionary.bin"), bytes).unwrap();
        std::fs::write(out.join("dictionary_fingerprint.rs"), format!("{stamp}u64")).unwrap();
    }
}
