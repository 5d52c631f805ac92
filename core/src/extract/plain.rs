//! Plain text: every line is a paragraph.

use super::sink::Sink;
use super::{ExtractError, Limits, charset};

/// The text of a text file.
pub(super) fn text(bytes: &[u8], limits: &Limits) -> Result<String, ExtractError> {
    let mut sink = Sink::new(limits);
    for line in charset::decode(bytes, None).split(['\n', '\r', '\u{b}', '\u{c}', '\u{85}']) {
        sink.text(line)?;
        sink.paragraph();
    }
    Ok(sink.finish())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_sample_is_read_in_full() {
        let text = text(include_bytes!("fixtures/sample.txt"), &Limits::default()).unwrap();
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines.len(), 5);
        assert_eq!(lines[0], "示范区漪澜渡轮渡运行时刻表");
        assert_eq!(lines[4], "（渡口管理员：𠮷野、王喆）");
    }

    #[test]
    fn lines_end_in_every_way() {
        assert_eq!(text("甲\r\n\r\n 乙\r丙\u{c}丁".as_bytes(), &Limits::default()).unwrap(), "甲\n乙\n丙\n丁");
    }

    proptest! {
        #[test]
        fn never_panics(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = text(&bytes, &Limits::default());
        }
    }
}
