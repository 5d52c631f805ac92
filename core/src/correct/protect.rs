//! What stays as it was typed: quoted phrases, exclusions, filters, document numbers.

use crate::ids::find_doc_numbers;

const QUOTES: [(char, char); 4] = [('"', '"'), ('“', '”'), ('「', '」'), ('『', '』')];
/// Longest name of a filter.
const LONGEST_NAME: usize = 12;

/// For each character of a folded query, whether it stays.
pub(super) fn protected(query: &[char]) -> Vec<bool> {
    let mut stays = vec![false; query.len()];
    for mention in find_doc_numbers(query) {
        stays[mention.start..mention.end].fill(true);
    }
    let mut at = 0;
    while at < query.len() {
        let closing = QUOTES.iter().find(|(open, _)| *open == query[at]).map(|(_, close)| *close);
        let end = closing.and_then(|close| (at + 1..query.len()).find(|end| query[*end] == close));
        if let Some(end) = end {
            stays[at..=end].fill(true);
            at = end;
        }
        at += 1;
    }
    let mut start = 0;
    for token in query.split(|c| *c == ' ') {
        let is_exclusion = start > 0 && token.first() == Some(&'-');
        let colon = token.iter().take(LONGEST_NAME).position(|c| *c == ':');
        // A filter's value is a name of something; so is its field, and titles with colons lose little.
        let is_filter = colon.is_some_and(|colon| colon > 0 && colon + 1 < token.len());
        if is_exclusion || is_filter {
            stays[start..start + token.len()].fill(true);
        }
        start += token.len() + 1;
    }
    stays
}

#[cfg(test)]
mod tests {
    use super::*;

    fn left(query: &str) -> String {
        let chars: Vec<char> = query.chars().collect();
        chars.iter().zip(protected(&chars)).filter(|(_, stays)| !stays).map(|(c, _)| *c).collect()
    }

    #[test]
    fn phrases_exclusions_filters_and_numbers_stay() {
        assert_eq!(left("公机金 \"提取条件\" 办理"), "公机金  办理");
        assert_eq!(left("公机金 -贷宽 机构:财政局"), "公机金  ");
        assert_eq!(left("国发〔2019〕5号 公机金"), " 公机金");
        assert_eq!(left("公机金\" -"), "公机金\" ");
    }
}
