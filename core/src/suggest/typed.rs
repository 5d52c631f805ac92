//! What a person has typed, and whether characters agree with it.
//!
//! Each character of a text may be typed as itself or by a reading: the whole syllable, its initial (`g`, also `zh`,
//! `ch`, `sh`), or as much of the last syllable as has been typed. Which letters belong to which character is never
//! decided; the ways of taking them apart are followed side by side.

use super::alphabet::{Alphabet, NONE, Sign, letter};
use crate::text::fold_char;

/// Longest query that is read as pinyin, in characters: sets of positions are bits of one number.
pub(crate) const LONGEST_SOUND: usize = 120;

/// What was typed, reduced to word characters and folded.
#[derive(Debug)]
pub(super) struct Typed {
    /// Every character as the alphabet's number.
    pub(super) signs: Vec<Sign>,
    /// Every character as a letter; a blank for what is none. Empty when the query is not to be read as pinyin.
    letters: String,
    /// For each letter, where the run of letters ends that may be one syllable: at a blank or apostrophe, too.
    ends: Vec<usize>,
    /// For each letter and each syllable, how many letters from there a character of this syllable may take: bit `n`
    /// says that it may be `n + 1`. One more column is for characters that have fewer readings than others.
    ways: Vec<u8>,
    /// Number of columns in `ways`.
    columns: usize,
}

impl Typed {
    /// `None` when no word character was typed.
    pub(super) fn new(alphabet: &Alphabet, text: &str) -> Option<Typed> {
        let columns = alphabet.syllables().len() + 1;
        let (signs, letters, ends, ways) = (Vec::new(), String::new(), Vec::new(), Vec::new());
        let mut typed = Typed { signs, letters, ends, ways, columns };
        let mut has_letters = false;
        let mut run = 0;
        for c in text.chars().map(fold_char) {
            let letter = letter(c);
            if letter.is_none() {
                // What follows is a syllable of its own.
                typed.ends[run..].fill(typed.signs.len());
                run = typed.signs.len() + usize::from(c.is_alphanumeric());
            }
            if c.is_alphanumeric() {
                typed.signs.push(alphabet.sign(c));
                typed.letters.push(letter.map_or(' ', char::from));
                typed.ends.push(typed.signs.len());
                has_letters |= letter.is_some();
            }
        }
        let length = typed.signs.len();
        if let Some(rest) = typed.ends.get_mut(run..) {
            rest.fill(length);
        }
        if !has_letters || length > LONGEST_SOUND {
            typed.letters.clear();
            typed.ends.clear();
        }
        typed.find_ways(alphabet);
        (length > 0).then_some(typed)
    }

    /// Whether some of it may be pinyin.
    pub(super) fn may_be_sound(&self) -> bool {
        !self.letters.is_empty()
    }

    /// The letters, when they may be the beginning of one syllable.
    pub(super) fn syllable(&self) -> &str {
        &self.letters
    }

    /// How many of the first characters of `text` are what was typed; `None` when they are not. `text` may run on
    /// behind the end of its entry, which is marked by [`NONE`].
    pub(super) fn length_in(&self, alphabet: &Alphabet, text: &[Sign]) -> Option<usize> {
        let mut reached: u128 = 1;
        for (at, sign) in text.iter().enumerate() {
            reached = self.step(alphabet, reached, *sign);
            if reached == 0 {
                return None;
            }
            if reached >> self.signs.len() & 1 == 1 {
                return Some(at + 1);
            }
        }
        None
    }

    /// The positions in the query that may be reached by one more character.
    fn step(&self, alphabet: &Alphabet, mut from: u128, sign: Sign) -> u128 {
        let mut to = 0;
        if sign == NONE {
            return to;
        }
        let readings = alphabet.readings(sign).map(usize::from);
        while from != 0 {
            let at = from.trailing_zeros() as usize;
            from &= from - 1;
            let row = &self.ways[at * self.columns..(at + 1) * self.columns];
            let ways = readings.iter().fold(u8::from(self.signs[at] == sign), |ways, number| ways | row[*number]);
            to |= u128::from(ways) << (at + 1);
        }
        to
    }

    fn find_ways(&mut self, alphabet: &Alphabet) {
        self.ways = vec![0; self.letters.len() * self.columns];
        for (at, row) in self.ways.chunks_exact_mut(self.columns).enumerate() {
            let run = &self.letters[at..self.ends[at]];
            for number in alphabet.syllables_from(&run[..1]) {
                let syllable = alphabet.syllables()[number];
                let same = run.bytes().zip(syllable.bytes()).take_while(|(a, b)| a == b).count();
                row[number] |= 1;
                if same >= 2 && has_long_initial(syllable) {
                    row[number] |= 1 << 1;
                }
                if same == syllable.len() || at + same == self.letters.len() {
                    row[number] |= 1 << (same - 1);
                }
            }
        }
    }

    /// The letters `from..` up to the end of their run.
    pub(super) fn run(&self, from: usize) -> &str {
        &self.letters[from..self.ends[from]]
    }

    /// Whether the character is typed as a letter.
    pub(super) fn is_letter(&self, at: usize) -> bool {
        self.letters.as_bytes().get(at).is_some_and(|letter| *letter != b' ')
    }
}

/// `zhuang`, `chuang`, `shuang`.
pub(crate) const LONGEST_SYLLABLE: usize = 6;

/// Whether a syllable begins with an initial of two letters.
pub(crate) fn has_long_initial(syllable: &str) -> bool {
    ["zh", "ch", "sh"].iter().any(|initial| syllable.starts_with(initial))
}

#[cfg(test)]
mod tests {
    use super::super::keys::{Keys, Pairs};
    use super::*;

    fn length(text: &str, typed: &str) -> Option<usize> {
        let alphabet = Alphabet::new(text.chars());
        let text: Vec<Sign> = text.chars().map(|c| alphabet.sign(c)).collect();
        let typed = Typed::new(&alphabet, typed).filter(Typed::may_be_sound)?;
        let length = typed.length_in(&alphabet, &text);
        // What agrees is found under one of the keys.
        if let Some(length) = length {
            let keys = Keys::new(&alphabet, &typed);
            let class = |at: usize| text.get(at).map_or(1, |sign| alphabet.classes(*sign));
            let in_class = |key: &Vec<u32>| key.iter().enumerate().all(|(at, c)| class(at) >> c & 1 == 1);
            let is_pair =
                |pair: &Pairs| pair.firsts.contains(&text[0]) && pair.seconds.iter().any(|run| run.contains(&text[1]));
            let is_found = keys.is_syllable && length == 1
                || length == 2 && keys.pairs.iter().any(is_pair)
                || keys.classes.iter().any(in_class);
            assert!(is_found, "{keys:?}");
        }
        length
    }

    #[test]
    fn syllables_initials_and_mixtures_agree() {
        for typed in
            ["gongjijin", "gongjij", "gjj", "gongjj", "gjijin", "gong ji jin", "gong'ji'jin", "公jj", "公积jin", "g积j"]
        {
            assert_eq!(length("公积金提取", typed), Some(3), "{typed}");
        }
        assert_eq!(length("公积金提取", "GJJTQ"), Some(5));
        assert_eq!(length("公积金提取", "gon"), Some(1));
        assert_eq!(length("公积金提取", "gongj"), Some(2));
        for typed in ["gongjing", "gjt", "ong", "公金", "gongjijint税", "g o n g"] {
            assert_eq!(length("公积金提取", typed), None, "{typed}");
        }
        assert_eq!(length("住房", "zf"), Some(2));
        assert_eq!(length("住房", "zhf"), Some(2));
        assert_eq!(length("绿色", "lüse"), Some(2));
    }

    #[test]
    fn any_reading_counts() {
        for typed in ["chongqing", "zhongqing", "cq", "zq"] {
            assert_eq!(length("重庆", typed), Some(2), "{typed}");
        }
        assert_eq!(length("银行", "yinhang"), Some(2));
        assert_eq!(length("行政", "xingzheng"), Some(2));
    }

    #[test]
    fn letters_are_taken_apart_in_every_way() {
        assert_eq!(length("西安", "xian"), Some(2));
        assert_eq!(length("县城", "xian"), Some(1));
        assert_eq!(length("县城", "xi'an"), None);
        assert_eq!(length("西安", "xi'an"), Some(2));
        assert_eq!(length("方案", "fangan"), Some(2));
        assert_eq!(length("反感", "fangan"), Some(2));
    }

    #[test]
    fn latin_letters_are_themselves() {
        assert_eq!(length("etc办理", "etc"), Some(3));
        assert_eq!(length("etc办理", "etcbl"), Some(5));
        assert_eq!(length("12345热线", "12345rx"), Some(7));
    }

    #[test]
    fn without_word_characters_nothing_is_typed() {
        let alphabet = Alphabet::new(std::iter::empty());
        assert!(Typed::new(&alphabet, "").is_none());
        assert!(Typed::new(&alphabet, " 《》——!'").is_none());
        assert!(Typed::new(&alphabet, &"x".repeat(1000)).is_some_and(|typed| !typed.may_be_sound()));
    }
}
