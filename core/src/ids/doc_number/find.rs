//! Mentions of document numbers in running text.

use super::grammar;
use super::{DocNumber, organ};

/// One mention of a document number in running text, found by [`find_doc_numbers`].
///
/// All places are indices of characters in the text that was searched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocNumberMention {
    /// Where the organ starts; where the word of the form starts if there is no organ.
    pub start: usize,
    /// Behind 号. A bracket that closes after it (公告（2020年第8号）) lies outside.
    pub end: usize,
    /// Where the part behind the organ starts: the opening bracket, or 令, 公告, 通告.
    pub core_start: usize,
    /// The number that is mentioned: what [`DocNumber::parse`] reads in `start..end`.
    pub doc_number: DocNumber,
}

/// Finds every document number that is mentioned in running text, in order; mentions never overlap.
///
/// The organ is the run of Han characters right before the bracket (or 令, 公告, 通告) on the same line,
/// without the words that lead to a document number and belong to no organ: 根据国发〔2019〕5号 mentions
/// 国发〔2019〕5号, 最高人民法院以法发〔1993〕15号 mentions 法发〔1993〕15号. No list of organs is consulted, so where
/// a text runs on without such a word the organ comes out too long, never too short by more than the limit
/// of its form (20 characters before a bracket, 30 otherwise). Bracketed numbers and notices without an organ are not mentions.
///
/// Runs in time linear in the text, and allocates nothing when there is no mention: it looks for 号, and
/// closer only where a number precedes it.
///
/// ```
/// use menhu::ids::find_doc_numbers;
///
/// let text: Vec<char> = "根据国发〔2019〕5号和国办发 [2019] 6 号，审理（2020）京01民终123号案。".chars().collect();
/// let found = find_doc_numbers(&text);
/// let numbers: Vec<String> = found.iter().map(|mention| mention.doc_number.to_string()).collect();
/// assert_eq!(numbers, ["国发〔2019〕5号", "国办发〔2019〕6号"]);
/// assert_eq!((found[0].start, found[0].core_start, found[0].end), (2, 4, 12));
/// ```
#[must_use]
pub fn find_doc_numbers(chars: &[char]) -> Vec<DocNumberMention> {
    let mut found = Vec::new();
    // Nothing inside a document number is a 号, so every number lies between two of them: `from` is a wall
    // that keeps mentions apart and the whole search linear.
    let mut from = 0;
    while let Some(length) = chars.get(from..).and_then(next_end) {
        let end = from + length;
        found.extend(mention(chars, from, end));
        from = end + 1;
    }
    found
}

fn next_end(chars: &[char]) -> Option<usize> {
    chars.iter().position(|c| grammar::is_end(*c))
}

/// The mention that ends in the 号 at `end` and starts not before `from`.
fn mention(chars: &[char], from: usize, end: usize) -> Option<DocNumberMention> {
    let tail = grammar::tail(chars.get(from..end)?).ok()?;
    let core_start = from + tail.start;
    let (start, organ_end) = organ::in_running_text(chars, from, core_start, tail.kind)?;
    let doc_number = DocNumber::new(chars.get(start..organ_end)?, &tail).ok()?;
    Some(DocNumberMention { start, end: end + 1, core_start, doc_number })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::ids::DocNumberForm;
    use proptest::prelude::*;

    fn chars(text: &str) -> Vec<char> {
        text.chars().collect()
    }

    fn found(text: &str) -> Vec<String> {
        let mentions = find_doc_numbers(&chars(text));
        mentions.into_iter().map(|mention| mention.doc_number.to_string()).collect()
    }

    #[test]
    fn organs_are_bounded_by_what_leads_to_them() {
        for (before, organ) in [
            ("", "国发"),
            ("根据", "国办发"),
            ("（", "鲁政发"),
            ("、", "粤府令"),
            ("以下简称", "发改价格"),
            ("的通知", "建房"),
            ("按照《关于免税的通知》（", "财税"),
            ("，依照", "银发"),
            ("1993年5月6日最高人民法院以", "法发"),
            ("见", "中发"),
            ("市政府印发了", "京政办发"),
            ("关于落实", "沪府规"),
            ("转发", "津政办规"),
            ("由", "人社部发"),
            ("不执行", "国市监"),
            ("国发〔2018〕1号和", "工信部联企业"),
            ("《意见》及", "民发"),
            ("”与", "教基"),
            ("参照", "卫办医函"),
            ("对照", "法释"),
            ("我市", "长政发"),
            ("你院", "京高法"),
            ("二〇二〇年五月六日", "国发"),
            ("既不符合国家和", "长政办发"),
            ("的回函及", "安信访复字"),
            ("对", "应急"),
            ("", "和政发"),
            ("根据", "和政发"),
            ("。", "将政文"),
            ("，", "国数据"),
            ("按", "职考通知"),
            ("", "法"),
            ("根据", "住房和城乡建设部"),
        ] {
            let text = format!("{before}{organ}〔2019〕5号规定");
            let mentions = find_doc_numbers(&chars(&text));
            let mention = mentions.last().unwrap();
            assert_eq!(mention.doc_number.organ(), organ, "{text}");
            let length = text.chars().count();
            assert_eq!((mention.core_start, mention.end), (length - 10, length - 2), "{text}");
            assert_eq!(mention.core_start - mention.start, organ.chars().count(), "{text}");
        }
    }

    #[test]
    fn orders_and_notices_keep_the_joints_of_names() {
        for (text, number) in [
            ("2011年1月2日住房和城乡建设部令第5号", "住房和城乡建设部令第5号"),
            ("（1月2 日对外贸易经济合作部令2003年第5号）", "对外贸易经济合作部令2003年第5号"),
            ("2001年原国家工商行政管理总局令第9号", "国家工商行政管理总局令第9号"),
            ("原平市人民政府公告2020年第3号", "原平市人民政府公告2020年第3号"),
            ("违反了中华人民共和国建设部令第5号", "中华人民共和国建设部令第5号"),
            ("明显中华人民共和国主席令第七十三号", "中华人民共和国主席令第73号"),
            ("《决定》和国务院令第5号", "国务院令第5号"),
            ("5日交通部以交通部令2005年第11号", "交通部令2005年第11号"),
            ("免税政策的公告财政部公告2020年第6号", "财政部公告2020年第6号"),
            ("国家税务总局公告（2016年第9号）", "国家税务总局公告2016年第9号"),
            ("应对新型冠状病毒感染的肺炎疫情指挥部令第13号", "应对新型冠状病毒感染的肺炎疫情指挥部令第13号"),
            (
                "广西壮族自治区第十三届人民代表大会常务委员会公告第5号",
                "广西壮族自治区第十三届人民代表大会常务委员会公告第5号",
            ),
            ("山东省人民政府令\n第9号", "山东省人民政府令第9号"),
            ("\n  令 第9号", "令第9号"),
        ] {
            assert_eq!(found(text), [number], "{text}");
        }
    }

    #[test]
    fn what_looks_like_a_document_number_is_none() {
        for text in [
            "",
            "号",
            "（2020）京01民终123号",
            "最高人民法院（2008）民提字第5号判决",
            "本院（2020）京01民终123号、（2021）最高法知民终5号",
            "某路（东段）5号，某楼15号",
            "〔2019〕5号",
            "公告2020年第8号",
            "总局还出台了〔2020〕4号",
            "名单的公告》（公告〔2019〕3号）",
            "为我省〔2020〕10号",
            "关于管制措施的通告（第3号）",
            "责令5号楼停工，司令5号",
            "国发《2019》5号",
            "国发〔98〕5号",
            "国发〔2019〕网挂5号",
            "的通知\n〔2019〕5号",
        ] {
            assert_eq!(found(text), [""; 0], "{text}");
        }
    }

    #[test]
    fn mentions_follow_each_other() {
        let text = "国发〔2019〕5号国办发[2019] 6 号、财政部公告2020年第8号和国务院令第718号5号";
        assert_eq!(found(text), ["国发〔2019〕5号", "国办发〔2019〕6号", "财政部公告2020年第8号", "国务院令第718号"]);
        let mentions = find_doc_numbers(&chars("见國發 〔2019〕5號。"));
        let [mention] = mentions.as_slice() else { panic!("one mention") };
        assert_eq!((mention.start, mention.core_start, mention.end), (1, 4, 12));
        assert_eq!(mention.doc_number.form(), DocNumberForm::Bracketed);
    }

    /// A search that looked back from every anchor to the start would not end in the time of a test run.
    #[test]
    fn long_monotonous_texts_take_linear_time() {
        for unit in ["（", "国", "号", "令", "5号", " 号", "命令", "国发〔2019", "0", "十", "国　"] {
            let mut text: Vec<char> = chars(unit).into_iter().cycle().take(1_000_000).collect();
            text.extend(chars("5号"));
            assert_eq!(find_doc_numbers(&text).len(), usize::from(unit == "令" || unit == "命令"), "{unit}");
        }
    }

    proptest! {
        #[test]
        fn spans_are_ordered_and_read_again_as_the_same_number(
            pieces in prop::collection::vec(prop::sample::select(vec![
                "国发", "国务院", "令", "命", "公告", "通告", "〔", "（", "(", "〕", "）", "2019", "二〇一九", "年",
                "第", "5", "０6", "七十", "号", "號", " ", "\u{3000}", "\n", "根据", "的", "和", "通知", "原", "月",
                "中华人民共和国", "，", "A", "国发〔2019〕5号", "国务院令第5号",
            ]), 0..40),
        ) {
            let text = chars(&pieces.concat());
            let mut last_end = 0;
            for mention in find_doc_numbers(&text) {
                prop_assert!(last_end <= mention.start && mention.start <= mention.core_start);
                prop_assert!(mention.core_start < mention.end && mention.end <= text.len());
                last_end = mention.end;
                let span: String = text[mention.start..mention.end].iter().collect();
                prop_assert_eq!(DocNumber::parse(&span), Ok(mention.doc_number));
            }
        }

        #[test]
        fn any_text_is_searched(text in any::<Vec<char>>()) {
            let _ = find_doc_numbers(&text);
        }

        #[test]
        fn a_canonical_number_between_punctuation_is_found(
            code in "[国办政财税银建教民法府京沪粤]{1,12}[发函字规办释]", year in 1900u16..=2099, number in 1u32..=99_999,
        ) {
            let text = format!("前文（{code}〔{year}〕{number}号）后文");
            prop_assert_eq!(found(&text), [format!("{code}〔{year}〕{number}号")]);
        }
    }
}
