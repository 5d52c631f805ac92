//! Syllables of pinyin, and the distinctions between them that speakers of many dialects do not make.

/// A syllable without what dialects do not tell apart: `zheng` and `zen` are both `zen`, `fang` and `huan` both `fan`,
/// `nu`, `lu` and `ru` are all `lu`.
pub(super) fn blurred(syllable: &str) -> String {
    let (initial, last) = parts(syllable);
    let mut blurred = String::with_capacity(syllable.len());
    blurred.push_str(match initial {
        "zh" => "z",
        "ch" => "c",
        "sh" => "s",
        "n" | "r" => "l",
        "hu" => "f",
        other => other,
    });
    blurred.push_str(last.strip_suffix('g').filter(|rest| is_nasal(rest)).unwrap_or(last));
    blurred
}

/// By how many such distinctions two syllables differ; `None` where they differ by more than those.
pub(super) fn differences(a: &str, b: &str) -> Option<u8> {
    if blurred(a) != blurred(b) {
        return None;
    }
    let (a, b) = (parts(a), parts(b));
    Some(u8::from(a.0 != b.0) + u8::from(a.1 != b.1))
}

/// Initial and final. `hu` before another vowel counts as `f`: who says `f` for `hu` says `fei` for `hui`.
fn parts(syllable: &str) -> (&str, &str) {
    match syllable {
        "hui" => return ("hu", "ei"),
        "hun" => return ("hu", "en"),
        "hu" => return ("hu", "u"),
        _ => {}
    }
    let initials = ["zh", "ch", "sh"];
    if let Some(initial) = initials.into_iter().find(|initial| syllable.starts_with(initial)) {
        return (initial, &syllable[initial.len()..]);
    }
    if let Some(rest) = syllable.strip_prefix("hu").filter(|rest| rest.starts_with('a')) {
        return ("hu", rest);
    }
    let vowel = syllable.find(['a', 'e', 'i', 'o', 'u', 'v']).unwrap_or(0);
    syllable.split_at(vowel)
}

/// Whether a final that ends so is told from one with `g` by few: `an`, `en`, `in`, `ian`, `uan`.
fn is_nasal(last: &str) -> bool {
    last.ends_with("an") || last.ends_with("en") || last.ends_with("in")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_syllables_are_told_from_far_ones() {
        for (a, b) in [
            ("zheng", "zhen"),
            ("shen", "sen"),
            ("nan", "lan"),
            ("fang", "huang"),
            ("hu", "fu"),
            ("fei", "hui"),
            ("ran", "lan"),
            ("xian", "xiang"),
            ("jin", "jing"),
        ] {
            assert_eq!(differences(a, b), Some(1), "{a} {b}");
            assert_eq!(differences(b, a), Some(1), "{b} {a}");
        }
        assert_eq!(differences("zheng", "zen"), Some(2));
        assert_eq!(differences("gong", "gong"), Some(0));
        for (a, b) in [("gong", "gon"), ("ji", "qi"), ("tong", "dong"), ("he", "fe"), ("huo", "fo"), ("a", "an")] {
            assert_eq!(differences(a, b), None, "{a} {b}");
        }
    }
}
