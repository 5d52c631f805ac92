//! 文号, 索引号 and credit codes: whatever is found in a text is read alone in the same way.
#![no_main]

use libfuzzer_sys::fuzz_target;
use menhu::ids::{DocNumber, IndexNumber, check_credit_code, check_organisation_code, find_doc_numbers};

fuzz_target!(|text: &str| {
    let chars: Vec<char> = text.chars().collect();
    let mut end = 0;
    for mention in find_doc_numbers(&chars) {
        assert!(end <= mention.start && mention.start <= mention.core_start && mention.core_start < mention.end);
        end = mention.end;
        let alone: String = chars[mention.start..mention.end].iter().collect();
        assert_eq!(DocNumber::parse(&alone).expect("a mention is a number"), mention.doc_number);
    }
    if let Ok(number) = DocNumber::parse(text) {
        assert_eq!(DocNumber::parse(&number.to_string()).expect("the canonical form is a number"), number);
    }
    if let Ok(number) = IndexNumber::parse(text) {
        assert_eq!(IndexNumber::parse(&number.to_string()).expect("the canonical form is a number"), number);
    }
    let _ = (check_credit_code(text), check_organisation_code(text));
});
