//! Ordinals of provisions: 第三十三条, 第 33 条 and 第33条 are one term, so that "合同法第五十二条" means that article.

use super::numeral;

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
        let numeral: String = rest.chars().take(LONGEST).take_while(|c| numeral::is_numeral(*c)).collect();
        let counted = rest[numeral.len()..].trim_start_matches(' ').chars().next();
        if let (Some(value), Some(counted)) = (numeral::value(&numeral), counted.filter(|c| COUNTED.contains(c))) {
            found.push((position, format!("第{value}{counted}")));
        }
    }
    found
}
