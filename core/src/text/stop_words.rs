//! Words that say little or nothing about what is looked for.

use std::collections::HashSet;
use std::sync::LazyLock;

use super::fold;

static STOP_WORDS: LazyLock<HashSet<String>> = LazyLock::new(|| read(include_str!("../../data/stop_words.txt")));
static FRAME_WORDS: LazyLock<HashSet<String>> = LazyLock::new(|| read(include_str!("../../data/frame_words.txt")));

fn read(list: &str) -> HashSet<String> {
    list.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).map(fold).collect()
}

/// Whether `word`, folded, says nothing: questions have such words, and answers lack them.
pub(crate) fn is_stop_word(word: &str) -> bool {
    STOP_WORDS.contains(word)
}

/// Whether `word`, folded, frames a question and does not name its subject.
pub(crate) fn is_frame_word(word: &str) -> bool {
    FRAME_WORDS.contains(word)
}
