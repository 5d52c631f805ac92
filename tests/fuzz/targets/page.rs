//! Pages of strangers: whatever they are made of, they are read or refused, and what was read makes an item.
#![no_main]

use libfuzzer_sys::fuzz_target;
use menhu::catalog::Kind;
use menhu::html::{PageOptions, Selector, read_page};

fuzz_target!(|bytes: &[u8]| {
    let selector = std::str::from_utf8(bytes).ok().and_then(|text| Selector::parse(text.lines().next()?).ok());
    let options = PageOptions { charset: None, body: selector.clone(), links: selector };
    if let Ok(page) = read_page(bytes, &options) {
        let item = page.item("fuzzed", Kind::News);
        assert!(!item.title.contains('\n') && !item.body.contains('\r'));
    }
});
