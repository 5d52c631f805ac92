//! The files that editors write: taken over, or refused with line, column and reason.
#![no_main]

use libfuzzer_sys::fuzz_target;
use menhu::config::{BestBets, ConfigError, parse_synonyms};
use menhu::text::Dictionary;

fuzz_target!(|text: &str| {
    let lines = text.split('\n').count();
    let check = |error: ConfigError| {
        assert!((1..=lines).contains(&error.line) && error.column >= 1 && !error.reason.is_empty(), "{error}");
    };
    let _ = parse_synonyms(text).map_err(check);
    let _ = BestBets::parse(text).map_err(check);
    let _ = Dictionary::empty().with_words(text);
});
