//! Highlighting: a title with its words marked, and the passage of a body that shows best why it matches.
//!
//! What is found is found in the folded text; what is shown is the original, in its own script. Everything is escaped
//! here, so that the answer can be put into a page as it is.

use std::ops::Range;

use crate::text::fold_char;

/// Length of a passage, in characters.
const PASSAGE: usize = 120;
/// How far a passage begins before its first mark, at most, looking for the beginning of a sentence.
const LEAD: usize = 24;

/// Escapes the five characters that mean something in HTML text and attributes.
///
/// ```
/// assert_eq!(menhu::query::escape_html("<a href='x'>"), "&lt;a href=&#39;x&#39;&gt;");
/// ```
#[must_use]
pub fn escape_html(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    push_escaped(&mut out, text.chars());
    out
}

fn push_escaped(out: &mut String, chars: impl Iterator<Item = char>) {
    for c in chars {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            _ => out.push(c),
        }
    }
}

/// Marks a set of words in texts.
///
/// ```
/// use menhu::query::Highlighter;
/// let words = Highlighter::new(["公积金", "提取"]);
/// assert_eq!(words.mark("住房公積金提取<指南>"), "住房<mark>公積金</mark><mark>提取</mark>&lt;指南&gt;");
/// ```
#[derive(Debug, Clone, Default)]
pub struct Highlighter {
    /// Folded words by their first character, longest first. Lists, not hash maps: they are short, and the page index
    /// brings this code to the browser.
    words: Vec<(char, Vec<Vec<char>>)>,
    /// One bit for the low bits of each first character: most characters of a text begin no word.
    filter: [u64; 4],
}

/// A word found: which characters, and which word.
type Found = (Range<usize>, u64);

impl Highlighter {
    /// `words`: what to mark, in any script, width and case. Words without a letter, digit or ideograph are ignored.
    pub fn new<S: AsRef<str>>(words: impl IntoIterator<Item = S>) -> Highlighter {
        Highlighter::of_folded(words.into_iter().map(|word| word.as_ref().trim().chars().map(fold_char).collect()))
    }

    /// The same of words that are folded already.
    pub(crate) fn of_folded(words: impl Iterator<Item = Vec<char>>) -> Highlighter {
        let mut highlighter = Highlighter::default();
        for word in words {
            let Some(first) = word.first().copied().filter(|_| word.iter().any(|c| c.is_alphanumeric())) else {
                continue;
            };
            let (slot, bit) = slot_and_bit(first);
            highlighter.filter[slot] |= bit;
            let at = highlighter.words.partition_point(|(known, _)| *known < first);
            if highlighter.words.get(at).is_none_or(|(known, _)| *known != first) {
                highlighter.words.insert(at, (first, Vec::new()));
            }
            let same_start = &mut highlighter.words[at].1;
            if !same_start.contains(&word) {
                same_start.insert(same_start.partition_point(|known| known.len() >= word.len()), word);
            }
        }
        highlighter
    }

    /// The spans of `text` to mark, as ranges of characters: in order, apart from each other, the longest word at each
    /// place, letters and digits only as whole runs.
    #[must_use]
    pub fn spans(&self, text: &str) -> Vec<Range<usize>> {
        let folded: Vec<char> = text.chars().map(fold_char).collect();
        self.find(&folded).into_iter().map(|(span, _)| span).collect()
    }

    /// The whole text, escaped, with marks.
    #[must_use]
    pub fn mark(&self, text: &str) -> String {
        self.mark_folded(text, &text.chars().map(fold_char).collect::<Vec<char>>())
    }

    /// The same of a text that somebody else folded, character by character.
    pub(crate) fn mark_folded(&self, text: &str, folded: &[char]) -> String {
        render(text, 0..folded.len(), &self.find(folded))
    }

    /// The passage of `text` with the most different words, escaped, with marks; its beginning where no word stands in
    /// it. About 120 characters, cut at sentences where possible, with `…` where it was cut.
    #[must_use]
    pub fn passage(&self, text: &str) -> String {
        self.passage_folded(text, &text.chars().map(fold_char).collect::<Vec<char>>())
    }

    /// The same of a text that somebody else folded, character by character.
    pub(crate) fn passage_folded(&self, text: &str, folded: &[char]) -> String {
        let found = self.find(folded);
        let start = best_start(folded, &found);
        let end = folded.len().min(start + PASSAGE);
        // A mark is shown whole or not at all.
        let end = found
            .iter()
            .find(|(span, _)| span.start < end && end < span.end)
            .map_or(end, |(span, _)| span.start.max(start + 1));
        let mut out = String::new();
        if folded[..start].iter().any(|c| !c.is_whitespace()) {
            out.push('…');
        }
        out.push_str(&render(text, start..end, &found));
        if end < folded.len() {
            out.push('…');
        }
        out
    }

    fn find(&self, folded: &[char]) -> Vec<Found> {
        let mut found = Vec::new();
        let mut at = 0;
        while at < folded.len() {
            let (slot, bit) = slot_and_bit(folded[at]);
            if self.filter[slot] & bit != 0
                && let Some(word) = self.word_at(folded, at)
            {
                let key = word.iter().fold(0u64, |key, c| key.wrapping_mul(1_000_003) ^ u64::from(*c));
                found.push((at..at + word.len(), key));
                at += word.len();
                continue;
            }
            at += 1;
        }
        found
    }

    fn word_at(&self, folded: &[char], at: usize) -> Option<&Vec<char>> {
        let first = self.words.binary_search_by_key(&folded[at], |(first, _)| *first).ok()?;
        self.words[first]
            .1
            .iter()
            .find(|word| folded[at..].starts_with(word) && !cuts_run(folded, at) && !cuts_run(folded, at + word.len()))
    }
}

fn slot_and_bit(c: char) -> (usize, u64) {
    let code = c as u32;
    ((code >> 6 & 3) as usize, 1 << (code & 63))
}

/// Whether a cut before `at` falls inside a run of letters and digits.
fn cuts_run(folded: &[char], at: usize) -> bool {
    let is_run = |at: usize| folded.get(at).is_some_and(char::is_ascii_alphanumeric);
    at > 0 && is_run(at - 1) && is_run(at)
}

/// Where the passage with the most different words begins; among equals the one with more marks, then the first.
fn best_start(folded: &[char], found: &[Found]) -> usize {
    let mut best = (0, 0);
    let mut best_at = 0;
    let mut counts: Vec<(u64, usize)> = Vec::new();
    let mut weight = 0;
    let mut last = 0;
    for first in 0..found.len() {
        while last < found.len() && found[last].0.end <= found[first].0.start + PASSAGE - LEAD {
            let at = counts.iter().position(|(word, _)| *word == found[last].1).unwrap_or(counts.len());
            if at == counts.len() {
                counts.push((found[last].1, 0));
            }
            counts[at].1 += 1;
            if counts[at].1 == 1 {
                weight += found[last].0.len();
            }
            last += 1;
        }
        let value = (weight, last.saturating_sub(first));
        if value > best {
            best = value;
            best_at = found[first].0.start;
        }
        if last == first {
            last = first + 1; // a word longer than a passage
            continue;
        }
        if let Some((_, count)) = counts.iter_mut().find(|(word, _)| *word == found[first].1) {
            *count -= 1;
            if *count == 0 {
                weight -= found[first].0.len();
            }
        }
    }
    if found.is_empty() {
        // Headings and blank lines at the beginning say nothing.
        return folded.iter().position(|c| !c.is_whitespace()).unwrap_or(0);
    }
    if best_at + PASSAGE / 2 > folded.len() && best_at > LEAD {
        best_at = best_at.min(folded.len().saturating_sub(PASSAGE / 2));
    }
    let earliest = best_at.saturating_sub(LEAD);
    let is_end = |c: char| matches!(c, '。' | '!' | '?' | ';' | ' ');
    let sentence = (earliest.max(1)..=best_at).find(|at| is_end(folded[at - 1]) && !is_end(folded[*at]));
    if earliest == 0 { 0 } else { sentence.unwrap_or(earliest) }
}

/// The characters `shown` of a text, escaped, with the marks that lie whole in it.
fn render(text: &str, shown: Range<usize>, found: &[Found]) -> String {
    let mut out = String::with_capacity(shown.len() * 4);
    let mut chars = text.chars().skip(shown.start);
    let mut at = shown.start;
    let mut copy = |out: &mut String, to: usize| {
        push_escaped(out, chars.by_ref().take(to - at));
        at = to;
    };
    for (span, _) in found.iter().filter(|(span, _)| span.start >= shown.start && span.end <= shown.end) {
        copy(&mut out, span.start);
        out.push_str("<mark>");
        copy(&mut out, span.end);
        out.push_str("</mark>");
    }
    copy(&mut out, shown.end);
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn marks_the_longest_word_in_its_own_script() {
        let words = Highlighter::new(["公积金", "住房公积金", "ABC"]);
        assert_eq!(words.mark("住房公積金與ＡＢＣ、abcd"), "<mark>住房公積金</mark>與<mark>ＡＢＣ</mark>、abcd");
    }

    #[test]
    fn the_passage_holds_the_most_words() {
        let body = format!(
            "{}公积金。{}公积金提取条件如下：购房。{}",
            "序言。".repeat(60),
            "中间。".repeat(60),
            "尾声。".repeat(60)
        );
        let passage = Highlighter::new(["公积金", "提取", "购房"]).passage(&body);
        assert!(passage.contains("<mark>公积金</mark><mark>提取</mark>条件"), "{passage}");
        assert!(
            passage.starts_with('…') && passage.ends_with('…') && passage.contains("<mark>购房</mark>"),
            "{passage}"
        );
    }

    #[test]
    fn without_words_the_passage_is_the_beginning() {
        assert_eq!(Highlighter::default().passage("\n 通知 <全文>"), "通知 &lt;全文&gt;");
        assert_eq!(Highlighter::default().passage(""), "");
    }

    proptest! {
        #[test]
        fn spans_lie_apart_and_text_survives(
            text in "[\\PC\n]{0,200}|(公积金|提取|條件|abc|<|&|。| ){0,80}",
            words in proptest::collection::vec("公积金|积金|提取|条件|abc|[\\PC]{1,3}", 0..5),
        ) {
            let highlighter = Highlighter::new(&words);
            let length = text.chars().count();
            let mut last = 0;
            for span in highlighter.spans(&text) {
                prop_assert!(last <= span.start && span.start < span.end && span.end <= length);
                last = span.end;
            }
            let plain = |html: &str| html.replace("<mark>", "").replace("</mark>", "");
            prop_assert_eq!(plain(&highlighter.mark(&text)), escape_html(&text));
            let passage = highlighter.passage(&text);
            prop_assert!(!plain(&passage).contains('<'));
            prop_assert_eq!(passage.matches("<mark>").count(), passage.matches("</mark>").count());
            let shown = plain(&passage);
            let shown = shown.strip_prefix('…').unwrap_or(&shown);
            let shown = shown.strip_suffix('…').unwrap_or(shown);
            prop_assert!(escape_html(&text).contains(shown));
            prop_assert!(shown.chars().count() <= escape_html(&text).chars().count());
        }
    }
}
