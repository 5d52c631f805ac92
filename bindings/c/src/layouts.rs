//! What C sees the inside of lies where `tests/layouts.txt` says; `tests/c/layouts.c` says the same of the header.

use std::fmt::Write;
use std::mem::{align_of, offset_of, size_of};

use crate::analyzer::menhu_segment;
use crate::answer::{menhu_hit, menhu_slice};
use crate::writer::menhu_commit;

macro_rules! layout {
    ($text:ident, $type:ident: $($member:ident),+) => {
        writeln!($text, "{} size {} align {}", stringify!($type), size_of::<$type>(), align_of::<$type>()).unwrap();
        $(writeln!($text, "{}.{} offset {}", stringify!($type), stringify!($member), offset_of!($type, $member)).unwrap();)+
    };
}

#[test]
fn layouts_are_the_recorded_ones() {
    let mut text = String::new();
    layout!(text, menhu_slice: data, len);
    layout!(text, menhu_hit: id, title, url, date, unit, kind, doc_number, title_html, passage_html, score);
    layout!(text, menhu_commit: opstamp, generation, issued);
    layout!(text, menhu_segment: start, end, kind, reserved);
    assert_eq!(text, include_str!("../tests/layouts.txt"));
}
