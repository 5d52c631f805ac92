//! The highlighter: spans are in order and inside the text, and what it gives is safe to put into a page.
#![no_main]

use libfuzzer_sys::fuzz_target;
use menhu::query::{Highlighter, escape_html};

fuzz_target!(|input: (Vec<String>, String)| {
    let (words, text) = input;
    let highlighter = Highlighter::new(&words);
    let mut end = 0;
    for span in highlighter.spans(&text) {
        assert!(end <= span.start && span.start < span.end, "spans are in order and none is empty");
        end = span.end;
    }
    assert!(end <= text.chars().count(), "spans are ranges of characters of the text");
    let marked = highlighter.mark(&text);
    assert_eq!(marked.replace("<mark>", "").replace("</mark>", ""), escape_html(&text));
    for html in [marked, highlighter.passage(&text)] {
        let left = html.replace("<mark>", "").replace("</mark>", "");
        assert!(!left.contains(['<', '>', '"']), "nothing but marks is HTML");
        assert_eq!(html.matches("<mark>").count(), html.matches("</mark>").count());
    }
});
