//! How a query is worded: which of its words say what is meant, and in which other words that could be said.

use super::words::{Role, role};
use crate::text::{Cut, Dictionary, Folded, SegmentKind, cut, fold};

/// Longest query that may have a card, in letters, digits and ideographs.
const LONGEST_QUERY: usize = 32;
/// Most words that say what is meant.
const MOST_WORDS: usize = 8;
/// Pieces of a query that are looked up together as one phrase with synonyms.
const LONGEST_SPAN: usize = 6;

/// A word that says what is meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Word {
    pub(super) text: String,
    /// Its other wordings.
    pub(super) others: Vec<Other>,
}

/// Another wording of a word, or of a phrase that it is part of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Other {
    /// As typed.
    pub(super) phrase: String,
    /// As said in other words.
    pub(super) wording: String,
    /// The words of `wording`.
    pub(super) words: Vec<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Wording {
    pub(super) content: Vec<Word>,
    /// Words of asking.
    pub(super) aside: Vec<String>,
    /// Whether something is to be looked up.
    pub(super) looks: bool,
}

impl Wording {
    /// `None` for what is no query for a thing: nothing, too much, a document.
    pub(super) fn new(query: &Folded, dictionary: &Dictionary, synonyms: &Synonyms<'_>) -> Option<Wording> {
        let length = query.as_str().chars().filter(|c| c.is_alphanumeric()).count();
        if length == 0 || length > LONGEST_QUERY || is_about_text(query.as_str()) {
            return None;
        }
        let pieces = pieces(query, dictionary);
        let mut wording = Wording::default();
        let mut content = Vec::new();
        for (at, piece) in pieces.iter().enumerate() {
            let text = query.slice(piece.start, piece.end);
            match role(text) {
                Role::Content => {
                    content.push(at);
                    wording.content.push(Word { text: text.to_owned(), others: Vec::new() });
                }
                Role::Aside => wording.aside.push(text.to_owned()),
                Role::Look => wording.looks = true,
                Role::Stop => {}
            }
        }
        if wording.content.len() > MOST_WORDS {
            return None;
        }
        wording.add_synonyms(query, dictionary, &pieces, &content, synonyms);
        Some(wording)
    }

    fn add_synonyms(
        &mut self,
        query: &Folded,
        dictionary: &Dictionary,
        pieces: &[Cut],
        content: &[usize],
        synonyms: &Synonyms<'_>,
    ) {
        for from in 0..pieces.len() {
            for to in from..pieces.len().min(from + LONGEST_SPAN) {
                if to > from && pieces[to].start != pieces[to - 1].end {
                    break; // blanks and symbols part phrases
                }
                let inside: Vec<usize> = (0..content.len()).filter(|at| (from..=to).contains(&content[*at])).collect();
                if inside.is_empty() {
                    continue;
                }
                let phrase = query.slice(pieces[from].start, pieces[to].end);
                for wording in synonyms(phrase) {
                    let words = content_words(&wording, dictionary);
                    if words.is_empty() {
                        continue;
                    }
                    let other = Other { phrase: phrase.to_owned(), wording, words };
                    for at in &inside {
                        self.content[*at].others.push(other.clone());
                    }
                }
            }
        }
    }
}

/// Other wordings of a word or phrase, folded.
pub(super) type Synonyms<'a> = dyn Fn(&str) -> Vec<String> + 'a;

fn content_words(text: &str, dictionary: &Dictionary) -> Vec<String> {
    let folded = Folded::new(&fold(text));
    let words = pieces(&folded, dictionary).into_iter().map(|piece| folded.slice(piece.start, piece.end).to_owned());
    words.filter(|word| role(word) == Role::Content).collect()
}

/// The words of a text. Single characters in a row that say something are one word that the dictionary lacks.
pub(super) fn pieces(text: &Folded, dictionary: &Dictionary) -> Vec<Cut> {
    let mut pieces: Vec<Cut> = Vec::new();
    let mut joins = false;
    for piece in cut(dictionary, text) {
        if !matches!(piece.kind, SegmentKind::Word | SegmentKind::Alphanumeric) {
            joins = false;
            continue;
        }
        let single = piece.end - piece.start == 1
            && piece.kind == SegmentKind::Word
            && role(text.slice(piece.start, piece.end)) == Role::Content;
        match pieces.last_mut() {
            Some(last) if joins && single => last.end = piece.end,
            _ => pieces.push(piece),
        }
        joins = single;
    }
    pieces
}

/// Beginnings of questions that ask for an explanation.
const EXPLAIN: [&str; 6] = ["什么是", "什么叫", "何谓", "为什么", "为何", "凭什么"];

/// Whether a query, folded, is about a text: a document's title in brackets, its number, a provision of it, or an
/// explanation of why or what.
fn is_about_text(query: &str) -> bool {
    let chars: Vec<char> = query.chars().collect();
    query.contains('《')
        || EXPLAIN.iter().any(|words| query.trim_start().starts_with(words))
        || !crate::ids::find_doc_numbers(&chars).is_empty()
        || !crate::text::find_ordinals(query).is_empty()
}

#[cfg(all(test, feature = "dictionary"))]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn wording(query: &str) -> Option<Wording> {
        let synonyms = |phrase: &str| match phrase {
            "身份证丢了" => vec!["居民身份证补领".to_owned()],
            "丢" => vec!["遗失".to_owned()],
            _ => Vec::new(),
        };
        Wording::new(&Folded::new(query), &Dictionary::builtin(), &synonyms)
    }

    fn content(query: &str) -> Vec<String> {
        wording(query).unwrap().content.into_iter().map(|word| word.text).collect()
    }

    #[test]
    fn words_of_asking_say_nothing_of_the_thing() {
        for query in
            ["居住证", "怎么办理居住证", "居住证在哪办？", "2026年居住证网上申请流程", "居住证要什么材料，多少钱"]
        {
            assert_eq!(content(query), ["居住证"], "{query}");
        }
        assert!(content("怎么办理").is_empty());
        assert!(wording("社保怎么查").unwrap().looks && !wording("社保").unwrap().looks);
    }

    #[test]
    fn synonyms_are_of_words_and_of_phrases() {
        let wording = wording("身份证丢了怎么办").unwrap();
        let others = |at: usize| wording.content[at].others.iter().map(|o| o.words.join("/")).collect::<Vec<_>>();
        assert_eq!(wording.content[1].text, "丢");
        assert_eq!(
            (others(0), others(1)),
            (vec!["居民身份证/补领".to_owned()], vec!["居民身份证/补领".to_owned(), "遗失".to_owned()])
        );
    }

    #[test]
    fn documents_and_long_texts_are_no_things() {
        for query in
            ["", "？！", "《社会保险法》", "示政发〔2025〕2号", "第三十二条", "什么是居住证", &"公积金".repeat(11)]
        {
            assert_eq!(wording(query), None, "{query}");
        }
    }
}
