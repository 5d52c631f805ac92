//! The keys under which items are referred to.
//!
//! | key | what it is |
//! |---|---|
//! | `n:国发〔2019〕5号` | a document number, in its canonical form; of an order without a year with its year |
//! | `t:…` | a title without blanks and symbols, folded |
//! | `u:…` | as `t:`, of a document that does not begin with its title: others of that name come first |
//! | `i:…` | an id |
//! | `c:…` | a code of a service |

use crate::catalog::{Item, Kind, Service};
use crate::ids::DocNumber;
use crate::text::{fold, loose_title};

/// The name of the state, which laws are known without.
const STATE: &str = "中华人民共和国";
/// The organ whose orders are counted on.
const STATE_COUNCIL: &str = "国务院";
/// What a document does with another that it brings along: the other is known by its own title.
const BRINGS: [&str; 8] = ["印发", "发布", "公布", "颁布", "颁发", "下发", "批转", "转发"];
/// Longest title of which a key is made, in characters.
const LONGEST_TITLE: usize = 200;

/// The key of a document number. Orders without a year (卫生部令第53号) are counted anew every few years, so that their year
/// is a part of the key; those of the State Council are counted on.
pub(crate) fn of_number(number: &DocNumber, year: Option<i16>) -> Option<String> {
    let is_whole = number.year().is_some() || number.organ() == STATE_COUNCIL;
    match year {
        _ if is_whole => Some(format!("n:{number}")),
        Some(year) => Some(format!("n:{number}@{year}")),
        None => None,
    }
}

/// The key of a title; `None` of one that has nothing but symbols.
pub(crate) fn of_title(title: &str) -> Option<String> {
    loose_title(title).map(|title| format!("t:{title}"))
}

/// The key of an id.
pub(crate) fn of_id(id: &str) -> String {
    format!("i:{id}")
}

/// The key of a code of a service.
pub(crate) fn of_code(code: &str) -> String {
    format!("c:{}", code.trim())
}

/// The keys of an item: every name by which another may refer to it.
pub(crate) fn own(item: &Item) -> Vec<String> {
    let mut keys = Vec::new();
    let mut add =
        |key: Option<String>| keys.extend(key.filter(|key| !keys.contains(key)).into_iter().collect::<Vec<_>>());
    let mut own: Vec<Option<String>> = Vec::new();
    if item.kind == Kind::Document {
        let number = item.doc_number.as_deref().and_then(|number| DocNumber::parse(&fold(number)).ok());
        let year = item.date.or(item.issued).map(|date| date.year());
        own.push(number.as_ref().and_then(|number| of_number(number, year)));
        let is_named = is_named(item);
        for title in titles(&item.title) {
            own.push(of_title(&title).map(|key| if is_named { key } else { doubtful(&key) }));
        }
    }
    if matches!(item.kind, Kind::Form | Kind::Service) {
        own.push(Some(of_id(&item.id)));
    }
    if item.kind == Kind::Service {
        // A scene may name a service by its id as by a code.
        own.push(Some(of_code(&item.id)));
        let service = item.payload::<Service>().unwrap_or_default();
        own.extend(service.base_code.iter().chain(&service.implementation_code).map(|code| Some(of_code(code))));
    }
    own.into_iter().for_each(&mut add);
    keys
}

/// The key of a title that is in doubt, for that of one that is not.
pub(crate) fn doubtful(key: &str) -> String {
    format!("u:{}", key.strip_prefix("t:").unwrap_or(key))
}

/// The key by which others mention an item that has a key.
pub(crate) fn as_mentioned(key: &str) -> String {
    key.strip_prefix("u:").map_or_else(|| key.to_owned(), |title| format!("t:{title}"))
}

/// Whether the text begins with the title. Where it does not, somebody may have given it another's.
fn is_named(item: &Item) -> bool {
    const BEGINNING: usize = 600;
    let Some(title) = loose_title(without_remark(&item.title).unwrap_or(&item.title)) else { return true };
    let title = title.strip_prefix(STATE).unwrap_or(&title).to_owned();
    let beginning: String = fold(&item.body.chars().take(BEGINNING).collect::<String>());
    let lines = std::iter::once(0).chain(beginning.match_indices('\n').map(|(at, _)| at + 1));
    // A title may run over several lines, and a number or a preface may stand before it.
    let mut texts = lines.map(|at| beginning[at..].chars().filter(|c| c.is_alphanumeric()).collect::<String>());
    texts.any(|text| {
        text.is_empty() && item.body.trim().is_empty() || text.strip_prefix(STATE).unwrap_or(&text).starts_with(&title)
    })
}

/// The titles by which a document is cited: its own, without the name of the state, without a remark at its end, and that
/// of what it brings along (关于印发《…》的通知).
fn titles(title: &str) -> Vec<String> {
    let title = title.trim();
    let mut titles = vec![title.to_owned()];
    titles.extend(without_remark(title).map(str::to_owned));
    titles.extend(brought(title));
    let short: Vec<String> = titles.iter().filter_map(|title| title.strip_prefix(STATE)).map(str::to_owned).collect();
    titles.extend(short);
    titles.retain(|title| title.chars().count() <= LONGEST_TITLE);
    titles
}

/// A title without the remark at its end that tells a version: （2021年修订）, (2018修正). A draft （试行） is called so.
fn without_remark(title: &str) -> Option<&str> {
    let rest = title.strip_suffix(['）', ')'])?;
    let (before, remark) = rest.rsplit_once(['（', '('])?;
    let tells = remark.contains('修') || remark.chars().filter(char::is_ascii_digit).count() >= 4;
    (tells && !before.trim().is_empty()).then(|| before.trim())
}

/// What a document brings along, where its title says so.
fn brought(title: &str) -> Option<String> {
    let open = title.find('《')?;
    let close = title.rfind('》').filter(|close| *close > open)?;
    let inner = &title[open + '《'.len_utf8()..close];
    let brings = BRINGS.iter().any(|word| title[..open].trim_end().ends_with(word));
    // Two documents in one title have no name together.
    (brings && !inner.contains('》')).then(|| inner.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::read_item;

    fn keys(line: &str) -> Vec<String> {
        own(&read_item(line).unwrap())
    }

    #[test]
    fn a_document_is_known_by_its_number_and_by_every_title() {
        let line = r#"{"id":"1","title":"示范区民政局关于印发《老年助餐办法（试行）》的通知","doc_number":"示民发[2026] 10 号"}"#;
        assert_eq!(
            keys(line),
            ["n:示民发〔2026〕10号", "t:示范区民政局关于印发老年助餐办法试行的通知", "t:老年助餐办法试行"]
        );
        let line = r#"{"id":"1","title":"中华人民共和国行政处罚法（2021年修订）"}"#;
        assert_eq!(keys(line)[1..], ["t:中华人民共和国行政处罚法", "t:行政处罚法2021年修订", "t:行政处罚法"]);
        // What changes another is not the other.
        assert_eq!(keys(r#"{"id":"1","title":"关于修改《甲办法》的决定"}"#), ["t:关于修改甲办法的决定"]);
        assert_eq!(keys(r#"{"id":"1","title":"关于印发《甲》和《乙》的通知"}"#).len(), 1);
        assert!(keys(r#"{"id":"1","kind":"news","title":"新闻"}"#).is_empty());
    }

    #[test]
    fn a_title_that_the_text_does_not_bear_out_is_in_doubt() {
        assert_eq!(
            keys(r#"{"id":"1","title":"中华人民共和国节约能源法","body":"节约能源法\n第一条"}"#)[0],
            "t:中华人民共和国节约能源法"
        );
        assert_eq!(keys(r#"{"id":"1","title":"节约能源法","body":"交通实施办法\n第一条"}"#), ["u:节约能源法"]);
        assert_eq!(
            (doubtful("t:甲"), as_mentioned("u:甲"), as_mentioned("n:1")),
            ("u:甲".into(), "t:甲".into(), "n:1".into())
        );
    }

    #[test]
    fn a_service_is_known_by_its_codes() {
        let line = r#"{"id":"s","kind":"service","title":"事项","base_code":"0001","implementation_code":"x"}"#;
        assert_eq!(keys(line), ["i:s", "c:s", "c:0001", "c:x"]);
    }
}
