//! Which characters are taken for one another: by their sound, as input methods offer them, and by their shape.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::Reason;
use super::syllable;
use crate::text::{common_readings, readings};

/// Characters like one given character beyond this number are left out, the rarest first.
const MOST: usize = 160;

/// How a character is like another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sound {
    /// Their usual readings are the same, whatever the tone.
    Same,
    /// A less usual reading of one is a reading of the other.
    SameRare,
    /// So many of the distinctions that dialects drop lie between them.
    Near(u8),
}

/// How a character is like another one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Likeness {
    pub(super) sound: Option<Sound>,
    pub(super) shape: bool,
}

impl Likeness {
    /// What a person is told.
    pub(super) fn reason(self) -> Reason {
        match self.sound {
            Some(Sound::Same | Sound::SameRare) => Reason::Homophone,
            Some(Sound::Near(_)) => Reason::NearSound,
            None => Reason::Shape,
        }
    }
}

struct Tables {
    /// Common characters by a syllable stripped of what dialects do not tell apart, the commonest first.
    by_sound: HashMap<String, Vec<char>>,
    by_shape: HashMap<char, Vec<char>>,
    /// Place in the order of commonness.
    rank: HashMap<char, u32>,
}

static COMMON: &str = include_str!(concat!(env!("OUT_DIR"), "/common_characters.txt"));
static SHAPES: &str = include_str!("../../data/confused_shapes.txt");

static TABLES: LazyLock<Tables> = LazyLock::new(|| {
    let mut by_sound: HashMap<String, Vec<char>> = HashMap::new();
    let mut rank = HashMap::new();
    for (at, c) in COMMON.chars().enumerate() {
        rank.insert(c, at as u32);
        for reading in readings(c).as_slice() {
            let group = by_sound.entry(syllable::blurred(reading)).or_default();
            if group.last() != Some(&c) {
                group.push(c);
            }
        }
    }
    let mut by_shape: HashMap<char, Vec<char>> = HashMap::new();
    for group in SHAPES.lines().filter(|line| !line.starts_with('#')) {
        for a in group.chars() {
            let known = by_shape.entry(a).or_default();
            for b in group.chars().filter(|b| *b != a) {
                if !known.contains(&b) {
                    known.push(b);
                }
            }
        }
    }
    Tables { by_sound, by_shape, rank }
});

/// The characters that may be meant where `c` is written, the commonest first.
pub(crate) fn alike(c: char) -> Vec<(char, Likeness)> {
    let tables = &*TABLES;
    let own = readings(c);
    let mut found: Vec<(char, Likeness)> = Vec::new();
    for reading in own.as_slice() {
        for other in tables.by_sound.get(&syllable::blurred(reading)).into_iter().flatten() {
            if *other != c && !found.iter().any(|(known, _)| known == other) {
                found.push((*other, likeness(c, *other)));
            }
        }
    }
    for other in tables.by_shape.get(&c).into_iter().flatten() {
        if !found.iter().any(|(known, _)| known == other) {
            found.push((*other, Likeness { sound: None, shape: true }));
        }
    }
    // What sounds quite different by its usual readings is hardly meant.
    found.retain(|(_, likeness)| likeness.shape || likeness.sound.is_some());
    found.sort_by_key(|(other, _)| rarity(*other));
    found.truncate(MOST);
    found
}

/// The sound of a character's usual reading, without what dialects do not tell apart; empty where it has none.
pub(crate) fn sound(c: char) -> String {
    common_readings(c).as_slice().first().map_or_else(String::new, |reading| syllable::blurred(reading))
}

/// The sounds of what may be meant where `c` is written: but for characters of which only a rare reading is alike.
pub(crate) fn near_sounds(c: char) -> Vec<String> {
    let own = common_readings(c);
    let of_shape = TABLES.by_shape.get(&c).into_iter().flatten().map(|other| sound(*other));
    let mut sounds = vec![sound(c)];
    sounds.extend(own.as_slice().iter().map(|reading| syllable::blurred(reading)).chain(of_shape));
    sounds.sort();
    sounds.dedup();
    sounds
}

/// How two characters are alike.
pub(super) fn likeness(a: char, b: char) -> Likeness {
    let shape = TABLES.by_shape.get(&a).is_some_and(|known| known.contains(&b));
    let (of_a, of_b) = (readings(a), readings(b));
    let (of_a, of_b) = (of_a.as_slice(), of_b.as_slice());
    let sound = if !of_a.is_empty() && of_a.first() == of_b.first() {
        Some(Sound::Same)
    } else if of_a.iter().any(|reading| of_b.contains(reading)) {
        Some(Sound::SameRare)
    } else {
        match (of_a.first(), of_b.first()) {
            (Some(a), Some(b)) => syllable::differences(a, b).map(Sound::Near),
            _ => None,
        }
    };
    Likeness { sound, shape }
}

/// Place of a character in the order of commonness; what is rarer than all of them comes after.
pub(super) fn rarity(c: char) -> u32 {
    let tables = &*TABLES;
    tables.rank.get(&c).copied().unwrap_or(tables.rank.len() as u32)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::fold_char;

    #[test]
    fn likeness_tells_sound_from_shape() {
        let same = Likeness { sound: Some(Sound::Same), shape: false };
        assert_eq!(likeness('机', '积').sound, Some(Sound::Same));
        assert_eq!(likeness('公', '工'), same);
        assert_eq!(likeness('人', '认').sound, Some(Sound::Same));
        assert!(matches!(likeness('正', '镇').sound, Some(Sound::Near(1))));
        assert_eq!(likeness('己', '已'), Likeness { sound: None, shape: true });
        assert_eq!(likeness('公', '拉'), Likeness { sound: None, shape: false });
    }

    #[test]
    fn alike_is_bounded_and_never_the_character_itself() {
        for c in ['公', '己', '贷', '意', '的', '龘', 'a'] {
            let found = alike(c);
            assert!(found.len() <= MOST && found.iter().all(|(other, _)| *other != c), "{c}");
        }
        assert!(alike('贷').iter().any(|(c, l)| *c == '货' && l.reason() == Reason::Shape));
        assert!(alike('机').iter().any(|(c, l)| *c == '积' && l.reason() == Reason::Homophone));
    }

    #[test]
    fn the_list_of_shapes_is_well_formed() {
        let mut groups = 0;
        for group in SHAPES.lines().filter(|line| !line.starts_with('#')) {
            let chars: Vec<char> = group.chars().collect();
            let distinct: std::collections::HashSet<&char> = chars.iter().collect();
            assert!(chars.len() >= 2 && distinct.len() == chars.len(), "{group}");
            assert!(chars.iter().all(|c| ('\u{4e00}'..='\u{9fa5}').contains(c) && fold_char(*c) == *c), "{group}");
            groups += 1;
        }
        assert!(groups >= 400);
    }
}
