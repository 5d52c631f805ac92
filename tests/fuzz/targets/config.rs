//! The files that editors write: taken over, or refused with line, column and reason.
#![no_main]

use libfuzzer_sys::fuzz_target;
use menhu::config::{BestBets, ConfigError, Site, parse_synonyms};
use menhu::scene::{Answers, Found, Scene, WalkError};
use menhu::text::Dictionary;

fuzz_target!(|text: &str| {
    let lines = text.split('\n').count();
    let check = |error: ConfigError| {
        assert!((1..=lines).contains(&error.line) && error.column >= 1 && !error.reason.is_empty(), "{error}");
    };
    let _ = parse_synonyms(text).map_err(check);
    let _ = BestBets::parse(text).map_err(check);
    let _ = Site::parse(text).map_err(check);
    if let Ok(scene) = Scene::parse("fuzzed", text).map_err(check) {
        // What was taken over can be walked, whatever it asks.
        let walk =
            scene.walk(&Answers::new(), |_| Ok::<_, WalkError>(Found::Nothing)).expect("no answers are faultless");
        assert!(walk.next.is_some() || !walk.steps.is_empty());
    }
    let _ = Dictionary::empty().with_words(text);
});
