//! What an item refers to, read when it is put in: where it is said, and how.

use serde::{Deserialize, Serialize};

use super::keys;
use crate::catalog::{Item, Kind, Service};
use crate::ids::{DocNumber, find_doc_numbers};
use crate::text::fold;

/// Most mentions that are kept of an item: a list of all repealed documents of a ministry has more.
const MOST: usize = 400;
/// Longest title in 《》, in characters: what is longer is a quotation.
const LONGEST_TITLE: usize = 150;
/// Between a title and its number in brackets: 《意见》（国发〔2019〕5号）.
const NEAR: usize = 3;
/// Characters between a mention and 废止 that may be something else than other mentions.
const LEEWAY: usize = 14;
/// Most mentions in a row that one word can end.
const MOST_IN_A_ROW: usize = 60;
/// Longest of the words that say so, in characters.
const LONGEST_END: usize = 4;
/// How what stands before an organ ends.
const APART: [&str; 22] = [
    "院",
    "部",
    "局",
    "厅",
    "委",
    "府",
    "会",
    "行",
    "署",
    "办公室",
    "按照",
    "根据",
    "依据",
    "依照",
    "贯彻",
    "落实",
    "执行",
    "印发",
    "关于",
    "以及",
    "转发",
    "文件",
];
/// Characters of a document that are its head.
const HEAD: usize = 500;
/// How near to an order its year stands, in characters.
const YEAR_BEFORE: usize = 40;
const YEAR_BEHIND: usize = 12;
/// Longest heading that is named as a place, in characters.
const LONGEST_HEADING: usize = 18;

/// How an item refers to another. The letter marks it in the index.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(crate) enum How {
    /// Its text mentions it.
    #[serde(rename = "c")]
    Cites,
    /// It explains it.
    #[serde(rename = "e")]
    Interprets,
    /// It says that the other is no longer in force.
    #[serde(rename = "r")]
    Repeals,
    /// A service rests on it.
    #[serde(rename = "b")]
    Basis,
    /// A form to fill in.
    #[serde(rename = "f")]
    Form,
    /// A step of a scene is done with it.
    #[serde(rename = "s")]
    Scene,
}

impl How {
    /// The term under which it is found that an item refers to a key in this way.
    pub(crate) fn term(self, key: &str) -> String {
        let letter = match self {
            How::Cites => 'c',
            How::Interprets => 'e',
            How::Repeals => 'r',
            How::Basis => 'b',
            How::Form => 'f',
            How::Scene => 's',
        };
        format!("{letter}{key}")
    }
}

/// One place in which an item refers to another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Mention {
    pub(crate) how: How,
    /// Keys of what is mentioned, the most exact first.
    pub(crate) keys: Vec<String>,
    /// The field, such as `body` or `basis[0]`.
    pub(crate) field: String,
    /// Where it stands in the field, in characters.
    pub(crate) start: usize,
    pub(crate) end: usize,
    /// What stands there.
    pub(crate) quote: String,
    /// The article or heading below which it stands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) place: Option<String>,
}

/// What is kept of an item for its links: the keys under which others refer to it, and what it refers to.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Refers {
    pub(crate) own: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) column: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) mentions: Vec<Mention>,
}

/// Everything that an item refers to, in the order of its fields; never itself.
pub(crate) fn mentions(item: &Item) -> Vec<Mention> {
    let mut found = Vec::new();
    let explains = explains(&item.title);
    let mut of_title = in_text("title", &item.title);
    for mention in &mut of_title {
        mention.how = if explains { How::Interprets } else { How::Cites };
    }
    found.extend(of_title);
    let mut of_body = in_text("body", &item.body);
    if explains && !found.iter().any(|mention| mention.how == How::Interprets) {
        // 政策解读 without a title in 《》 explains what it names first.
        of_body.iter_mut().take(1).for_each(|mention| mention.how = How::Interprets);
    }
    found.extend(of_body);
    found.extend(of_payload(item));
    let own = keys::own(item);
    for mention in &mut found {
        mention.keys.retain(|key| !own.iter().any(|own| keys::as_mentioned(own) == *key));
    }
    found.retain(|mention| !mention.keys.is_empty());
    found.truncate(MOST);
    found
}

/// Whether an item explains another.
fn explains(title: &str) -> bool {
    ["解读", "问答", "图解", "一图读懂", "一图看懂", "答记者问", "起草说明"].iter().any(|word| title.contains(word))
}

/// What services and scenes refer to.
fn of_payload(item: &Item) -> Vec<Mention> {
    let mut found = Vec::new();
    // The whole of a field.
    let mut add = |how, keys: Vec<String>, field: String, said: &str, quote: String, place| {
        found.push(Mention { how, keys, field, start: 0, end: said.chars().count(), quote, place });
    };
    if let Some(service) = item.payload::<Service>() {
        for (at, basis) in service.basis.into_iter().enumerate() {
            let number = basis.doc_number.as_deref().and_then(|number| DocNumber::parse(&fold(number)).ok());
            let title = basis.title.trim().trim_start_matches('《').trim_end_matches('》');
            let number = number.as_ref().and_then(|number| keys::of_number(number, None));
            let keys: Vec<String> = number.into_iter().chain(keys::of_title(title)).collect();
            let quote =
                if title.is_empty() { basis.doc_number.clone().unwrap_or_default() } else { format!("《{title}》") };
            add(How::Basis, keys, format!("basis[{at}].title"), &basis.title, quote, basis.article);
        }
        for (at, material) in service.materials.into_iter().enumerate() {
            if let Some(form) = material.form {
                let name = material.name.clone();
                add(How::Form, vec![keys::of_id(&form)], format!("materials[{at}].name"), &name, material.name, None);
            }
        }
    }
    if item.kind == Kind::Scene {
        let codes = item.extra.get("services").and_then(|codes| codes.as_array()).into_iter().flatten();
        for (at, code) in codes.filter_map(|code| code.as_str()).enumerate() {
            add(How::Scene, vec![keys::of_code(code)], format!("services[{at}]"), code, item.display_title(), None);
        }
    }
    found
}

/// The document numbers and titles that a text mentions.
fn in_text(field: &str, text: &str) -> Vec<Mention> {
    let chars: Vec<char> = text.chars().collect();
    let titles = titles(&chars);
    let mut numbers = find_doc_numbers(&chars);
    numbers.retain(|number| !is_heading(&chars, number.start, number.end));
    let mut found = Vec::new();
    for (start, end) in titles {
        let title: String = chars[start + 1..end - 1].iter().collect();
        let mut keys: Vec<String> = keys::of_title(&title).into_iter().collect();
        // 《意见》（国发〔2019〕5号） names one document twice.
        let near = numbers.iter().position(|number| (end..=end + NEAR).contains(&number.core_start.min(number.start)));
        let mut stop = end;
        if let Some(at) = near {
            let number = numbers.remove(at);
            let mut exact = of_number(&number.doc_number, &chars, number.start, number.end);
            exact.append(&mut keys);
            (keys, stop) = (exact, number.end);
        }
        if !keys.is_empty() {
            found.push((start, end, stop, keys));
        }
    }
    for number in numbers {
        // A number inside a title is a part of it.
        let is_inside = found.iter().any(|(start, end, ..)| (*start..*end).contains(&number.start));
        if !is_inside {
            let keys = of_number(&number.doc_number, &chars, number.start, number.end);
            if !keys.is_empty() {
                found.push((number.start, number.end, number.end, keys));
            }
        }
    }
    found.sort_by_key(|(start, ..)| *start);
    let spans: Vec<(usize, usize)> = found.iter().map(|(start, _, stop, _)| (*start, *stop)).collect();
    let places = Places::new(&chars);
    let mention = |(at, (start, end, _, keys)): (usize, (usize, usize, usize, Vec<String>))| Mention {
        how: if is_repealed(&chars, &spans, at) { How::Repeals } else { How::Cites },
        keys,
        field: field.to_owned(),
        start,
        end,
        quote: chars[start..end].iter().filter(|c| !c.is_whitespace()).collect(),
        place: places.of(&chars, start),
    };
    found.into_iter().enumerate().map(mention).collect()
}

/// The keys of a number that is mentioned. Running text may stand before the organ (国务院国发〔2019〕5号), so what is left
/// without its first words is a key as well; of one character less it is another organ (浙国发 is not 国发).
fn of_number(number: &DocNumber, chars: &[char], start: usize, end: usize) -> Vec<String> {
    const SHORTEST: usize = 2;
    let years = years(&chars[start.saturating_sub(YEAR_BEFORE)..(end + YEAR_BEHIND).min(chars.len())]);
    let text = number.to_string();
    let tail = text.strip_prefix(number.organ()).unwrap_or(&text);
    let organ: Vec<char> = number.organ().chars().collect();
    // What is cut off must end as running text or the name of an organ does: 国务院|国发, 按照|国发, but not 沪教|民发.
    let is_apart = |from: &usize| {
        let before: String = organ[..*from].iter().collect();
        *from == 0 || APART.iter().any(|end| before.ends_with(end))
    };
    let froms = std::iter::once(0).chain(2..organ.len().saturating_sub(SHORTEST - 1)).filter(is_apart);
    let variants = froms.map(|from| organ[from..].iter().collect::<String>() + tail);
    let mut keys: Vec<String> = Vec::new();
    for number in variants.filter_map(|variant| DocNumber::parse(&variant).ok()) {
        keys.extend(keys::of_number(&number, None));
        // An order that is named without its year is one of several; a year that stands near tells which.
        keys.extend(
            years.iter().filter_map(|year| keys::of_number(&number, Some(*year))).filter(|key| key.contains('@')),
        );
    }
    keys
}

/// The years that a piece of text names.
fn years(chars: &[char]) -> Vec<i16> {
    let text: String = chars.iter().map(|c| if c.is_ascii_digit() { *c } else { ' ' }).collect();
    let is_year = |year: &i16| (1949..=2099).contains(year);
    let mut years: Vec<i16> =
        text.split(' ').filter(|digits| digits.len() == 4).filter_map(|d| d.parse().ok()).filter(is_year).collect();
    years.dedup();
    years
}

/// Whether a number stands in the head of a document: alone in its line, or where it is said when and how the document was
/// made public. There it is the document's own.
fn is_heading(chars: &[char], start: usize, end: usize) -> bool {
    if start > HEAD {
        return false;
    }
    let from = chars[..start].iter().rposition(|c| *c == '\n').map_or(0, |at| at + 1);
    let to = chars[end..].iter().position(|c| *c == '\n').map_or(chars.len(), |at| end + at);
    let is_mark = |c: &char| !c.is_alphanumeric();
    if chars[from..start].iter().all(is_mark) && chars[end..to].iter().all(is_mark) {
        return true;
    }
    let open = chars[from..start].iter().rposition(|c| matches!(c, '（' | '(')).map(|at| from + at);
    let Some(open) = open else { return false };
    let close = chars[open..to].iter().position(|c| matches!(c, '）' | ')')).map_or(to, |at| open + at);
    let remark: String = chars[open..close].iter().collect();
    close >= end && ["发布", "公布", "颁布", "施行", "修订", "修正", "通过"].iter().any(|word| remark.contains(word))
}

/// Where titles in 《》 stand, brackets included. Titles inside titles belong to the outer one.
fn titles(chars: &[char]) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let (mut depth, mut start) = (0usize, 0);
    for (at, c) in chars.iter().enumerate() {
        match c {
            '《' => {
                if depth == 0 || at - start > LONGEST_TITLE {
                    (depth, start) = (0, at);
                }
                depth += 1;
            }
            '》' if depth > 0 => {
                depth -= 1;
                if depth == 0 && at - start <= LONGEST_TITLE && at > start + 1 {
                    found.push((start, at + 1));
                }
            }
            _ => {}
        }
    }
    found
}

/// Whether the text says, in the same sentence, that what is mentioned is no longer in force.
fn is_repealed(chars: &[char], spans: &[(usize, usize)], at: usize) -> bool {
    // What it rests on is not what it ends; what is ended by another is the other's business.
    let before: String = chars[spans[at].0.saturating_sub(4)..spans[at].0].iter().collect();
    if ["根据", "依据", "依照", "按照", "贯彻", "落实", "被"].iter().any(|word| before.ends_with(word)) {
        return false;
    }
    // What stands between the mention and the end of its sentence, without the other mentions.
    let mut between = String::new();
    let mut from = spans[at].1;
    let mut others = spans[at + 1..].iter();
    let mut looked = 0;
    loop {
        // Mentions may touch: what begins inside the last one is behind us.
        let next = others.find(|(start, _)| *start >= from);
        looked += 1;
        if looked > MOST_IN_A_ROW {
            return false;
        }
        let until = next.map_or(chars.len(), |(start, _)| *start);
        for c in &chars[from..until] {
            if matches!(c, '。' | '；' | ';' | '\n') {
                return says_repealed(&between);
            }
            between.push(*c);
            if between.chars().count() > LEEWAY + LONGEST_END {
                return says_repealed(&between);
            }
        }
        match next {
            Some((_, end)) if !says_repealed(&between) => from = *end,
            Some(_) => return true,
            None => return says_repealed(&between),
        }
    }
}

fn says_repealed(text: &str) -> bool {
    let ends = ["废止", "停止执行", "停止施行", "不再执行"].iter().filter_map(|word| text.find(word)).min();
    let not = ["未废止", "不废止", "废止前", "是否废止", "应当废止", "建议"];
    // A part of it, or a change of it, is no end of it.
    let parts = ["内容", "部分", "条", "章", "款", "项", "修改", "修订", "修正", "规定中", "附件"];
    ends.is_some_and(|end| {
        !not.iter().any(|word| text.contains(word)) && !parts.iter().any(|word| text[..end].contains(word))
    })
}

/// The articles and headings of a text.
struct Places(Vec<(usize, String)>);

impl Places {
    fn new(chars: &[char]) -> Places {
        let mut places = Vec::new();
        let mut start = 0;
        for line in chars.split(|c| *c == '\n') {
            if let Some(place) = heading(line) {
                places.push((start, place));
            }
            start += line.len() + 1;
        }
        Places(places)
    }

    /// The heading above a place.
    fn of(&self, _: &[char], at: usize) -> Option<String> {
        let next = self.0.partition_point(|(start, _)| *start <= at);
        next.checked_sub(1).and_then(|place| self.0.get(place)).map(|(_, name)| name.clone())
    }
}

/// The name of an article or section that a line begins: 第三条; 二、重点任务.
fn heading(line: &[char]) -> Option<String> {
    let line: Vec<char> = line.iter().copied().skip_while(|c| c.is_whitespace()).take(LONGEST_HEADING + 8).collect();
    let is_numeral = |c: &char| "一二三四五六七八九十百千零〇0123456789０１２３４５６７８９".contains(*c);
    if line.first() == Some(&'第') {
        let digits = line[1..].iter().take_while(|c| is_numeral(c)).count();
        let is_article = digits > 0 && line.get(1 + digits) == Some(&'条');
        return is_article.then(|| line[..digits + 2].iter().collect());
    }
    let digits = line.iter().take_while(|c| is_numeral(c)).count();
    if digits == 0 || digits > 3 || !matches!(line.get(digits), Some('、')) {
        return None;
    }
    let end = line.iter().position(|c| matches!(c, '。' | '，' | '：' | '；')).unwrap_or(line.len());
    Some(if end <= LONGEST_HEADING {
        line[..end].iter().collect()
    } else {
        format!("第{}部分", line[..digits].iter().collect::<String>())
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::catalog::read_item;

    fn read(title: &str, body: &str) -> Vec<(How, String, Option<String>, String)> {
        let mut item = Item::new("x", Kind::Document, title);
        item.body = body.to_owned();
        let found = mentions(&item).into_iter();
        found.map(|mention| (mention.how, mention.quote, mention.place, mention.keys[0].clone())).collect()
    }

    fn cites(quote: &str, place: Option<&str>, key: &str) -> (How, String, Option<String>, String) {
        (How::Cites, quote.to_owned(), place.map(str::to_owned), key.to_owned())
    }

    #[test]
    fn numbers_and_titles_are_found_with_their_places() {
        let body = "第一条 为了实施《养老办法》（示政发〔2024〕3号），制定本办法。\n第二条 按照国发[2019] 5 号办理。\n二、保障措施：\n参照《甲〈乙〉通知》。";
        let expected = [
            cites("《养老办法》", Some("第一条"), "n:示政发〔2024〕3号"),
            cites("国发[2019]5号", Some("第二条"), "n:国发〔2019〕5号"),
            cites("《甲〈乙〉通知》", Some("二、保障措施"), "t:甲乙通知"),
        ];
        assert_eq!(read("办法", body), expected);
    }

    #[test]
    fn a_document_does_not_mention_itself() {
        let line = r#"{"id":"1","title":"关于印发《办法》的通知","doc_number":"示政发〔2024〕3号","body":"示政发〔2024〕3号\n现将《办法》印发给你们。"}"#;
        assert!(mentions(&read_item(line).unwrap()).is_empty());
    }

    #[test]
    fn what_is_repealed_is_told_from_what_is_mentioned() {
        let hows = |body: &str| read("x", body).into_iter().map(|(how, ..)| how).collect::<Vec<_>>();
        use How::{Cites, Repeals};
        assert_eq!(hows("本办法自公布之日起施行。《旧办法》（示政发〔2020〕1号）同时废止。"), [Repeals]);
        assert_eq!(
            hows("《甲办法》（示政发〔2020〕1号）、《乙办法》和《丙办法》自本办法施行之日起废止。"),
            [Repeals, Repeals, Repeals]
        );
        assert_eq!(hows("根据《甲办法》的有关规定，经区政府研究决定予以调整，《乙办法》同时废止。"), [Cites, Repeals]);
        assert_eq!(hows("按照《甲办法》执行。《乙办法》废止。"), [Cites, Repeals]);
        assert_eq!(hows("《甲办法》尚未废止。"), [Cites]);
        assert_eq!(hows("《甲办法》第三条、第五条同时废止。"), [Cites]);
        assert_eq!(hows("《甲条例》中种质资源的内容同时废止。"), [Cites]);
        assert_eq!(hows("根据《甲法》，决定废止《乙办法》等十件规定。"), [Cites, Cites]);
        assert_eq!(hows("《甲条例》一并修改，《乙条例》废止。"), [Cites, Repeals]);
    }

    #[test]
    fn what_is_named_over_and_over_is_read_in_time() {
        let mut item = Item::new("x", Kind::Document, "x");
        item.body = "《甲》".repeat(200_000);
        assert_eq!(mentions(&item).len(), MOST);
    }

    #[test]
    fn explanations_services_and_scenes_refer_in_their_own_way() {
        assert_eq!(read("《老年助餐办法》政策解读", "《慈善法》规定……")[0].0, How::Interprets);
        assert_eq!(
            read("助餐政策解读", "区里印发了《老年助餐办法》，与《慈善法》……").iter().map(|m| m.0).collect::<Vec<_>>(),
            [How::Interprets, How::Cites]
        );
        let service = r#"{"id":"s","kind":"service","title":"a","basis":[{"title":"《婚姻登记条例》","article":"第四条","doc_number":"国务院令第387号"}],
            "materials":[{"name":"申请书","form":"f1"}]}"#;
        let found = mentions(&read_item(service).unwrap());
        assert_eq!(
            (found[0].how, found[0].keys.as_slice(), found[0].place.as_deref()),
            (How::Basis, &["n:国务院令第387号".to_owned(), "t:婚姻登记条例".to_owned()][..], Some("第四条"))
        );
        assert_eq!(
            (found[1].how, found[1].keys[0].as_str(), found[1].field.as_str()),
            (How::Form, "i:f1", "materials[0].name")
        );
        let scene = r#"{"id":"z","kind":"scene","title":"婚姻","services":["0001"]}"#;
        assert_eq!(mentions(&read_item(scene).unwrap())[0].keys, ["c:0001"]);
    }

    #[test]
    fn words_before_an_organ_do_not_hide_it() {
        let keys = |text: &str| {
            let mut item = Item::new("x", Kind::Document, "x");
            item.body = text.to_owned();
            mentions(&item)[0].keys.clone()
        };
        assert!(keys("各地贯彻国务院国发〔2019〕5号文件").contains(&"n:国发〔2019〕5号".to_owned()));
        assert!(!keys("依据沪教国发〔2019〕5号办理").contains(&"n:国发〔2019〕5号".to_owned()));
        assert!(!keys("依据浙国发〔2019〕5号办理").contains(&"n:国发〔2019〕5号".to_owned()));
    }

    #[test]
    fn orders_are_told_apart_by_their_years_and_heads_are_no_mentions() {
        let keys = |text: &str| {
            let mut item = Item::new("x", Kind::Document, "x");
            item.body = text.to_owned();
            mentions(&item).into_iter().flat_map(|mention| mention.keys).collect::<Vec<_>>()
        };
        assert_eq!(keys("依照国务院令第718号办理"), ["n:国务院令第718号"]);
        assert!(keys("依照卫生部令第53号办理").is_empty());
        assert_eq!(keys("依照2007年发布的卫生部令第53号办理"), ["n:卫生部令第53号@2007"]);
        assert!(keys("卫生部令\n卫生部令第53号\n现予发布").is_empty());
        assert!(keys("处方管理办法\n（2007年2月14日卫生部令第53号发布）\n第一条").is_empty());
    }

    proptest! {
        #[test]
        fn never_panics(body in "[《》〈〉（）〔〕0-9号第条一二三、。；\\n废止国发令年 ]{0,80}", title in "[《》解读a]{0,12}") {
            let mut item = Item::new("x", Kind::Document, title);
            item.body = body;
            for mention in mentions(&item) {
                let text: Vec<char> = if mention.field == "body" { item.body.chars().collect() } else { item.title.chars().collect() };
                prop_assert!(mention.start < mention.end && mention.end <= text.len());
            }
        }
    }
}
