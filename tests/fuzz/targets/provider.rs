//! Provider files and settings: read, or refused with a line.
#![no_main]

use libfuzzer_sys::fuzz_target;
use menhu_lookups::provider::{Provider, Variables};
use menhu_lookups::service::Settings;

fuzz_target!(|text: &str| {
    let variables = Variables::default().with("simulator", "http://127.0.0.1:1").with("key", "secret-of-the-test");
    if let Err(faults) = Provider::read("fuzzed", text, &variables) {
        assert!(!faults.is_empty());
        for fault in faults {
            assert!(fault.line >= 1 && fault.column >= 1 && !fault.reason.contains("secret-of-the-test"));
        }
    }
    let _ = Settings::read(text);
});
