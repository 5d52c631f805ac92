//! The query language: whatever is typed is understood as something, and what it is cut into is what was typed.
#![no_main]

use libfuzzer_sys::fuzz_target;
use menhu::query::{Part, parse};
use menhu::text::{Dictionary, fold, segment};

fuzz_target!(|text: &str| {
    let query = parse(text);
    assert_eq!(query, parse(text), "the same text is understood in the same way");
    for part in &query.parts {
        let (Part::Words(words) | Part::Phrase(words) | Part::DocNumber(words)) = part;
        assert!(!words.is_empty(), "no part is empty");
    }
    for (name, value) in query.filters.pairs() {
        let mut again = menhu::query::Filters::default();
        again.add(name, &value).expect("a filter that was typed can be set");
    }
    let folded = fold(text);
    assert_eq!(folded.chars().count(), text.chars().count(), "one character folds to one");
    assert_eq!(fold(&folded), folded, "folding twice changes nothing");
    let pieces: String = segment(&Dictionary::builtin(), text).iter().map(|piece| piece.text).collect();
    assert_eq!(pieces, text, "segments concatenate to the input");
});
