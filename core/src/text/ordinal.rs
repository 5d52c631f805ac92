//! Ordinals of provisions: 第三十三条, 第 33 条 and 第33条 are one term, so that "合同法第五十二条" means that article.

use crate::ids::numeral;

/// What an ordinal may count.
const COUNTED: &[char] = &['条', '款', '项', '章', '节', '编', '批', '届', '次', '期', '号'];
/// Longest numeral looked at.
const LONGEST: usize = 12;

/// The ordinals in a folded text: position of 第 (character index) and the canonical form.
pub(crate) fn find(folded: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    if !folded.contains('第') {
        return found;
    }
    for (position, (byte, _)) in folded.char_indices().enumerate().filter(|(_, (_, c))| *c == '第') {
        let rest = folded[byte + '第'.len_utf8()..].trim_start_matches(' ');
        let run: Vec<char> = rest.chars().take(LONGEST).take_while(|c| is_numeral(*c)).collect();
        let length: usize = run.iter().map(|c| c.len_utf8()).sum();
        let counted = rest[length..].trim_start_matches(' ').chars().next();
        if let (Some(value), Some(counted)) = (numeral::value(&run), counted.filter(|c| COUNTED.contains(c))) {
            found.push((position, format!("第{value}{counted}")));
        }
    }
    found
}

fn is_numeral(c: char) -> bool {
    numeral::arabic(c).is_some() || numeral::is_chinese(c)
}

#[cfg(test)]
mod tests {
    use super::find;

    #[test]
    fn ordinals_have_one_form() {
        for text in ["第三十三条", "第33条", "第 33 条", "合同法第三十三条"] {
            assert_eq!(find(text).pop().map(|(_, term)| term).as_deref(), Some("第33条"), "{text}");
        }
        assert_eq!(find("第一千二百六十条").pop().unwrap().1, "第1260条");
        for text in ["第三者", "第条", "三十三条", "第九九九九九九九九九九九九九九条"] {
            assert!(find(text).is_empty(), "{text}");
        }
    }
}
