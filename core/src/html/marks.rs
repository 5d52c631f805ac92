//! What the author of a page says to the search in it, by attributes `data-menhu-…`: docs/in-page-search.md lists them.
//!
//! A value that cannot be understood is a fault with its line: an author should hear of it, and not wonder.

use super::date::Published;
use super::tree::{Id, Tree};
use crate::extract::ExtractError;

const BODY: &str = "data-menhu-body";
const TITLE: &str = "data-menhu-title";
const FILTER: &str = "data-menhu-filter";
const WEIGHT: &str = "data-menhu-weight";
const DATE: &str = "data-menhu-date";
const UNIT: &str = "data-menhu-unit";
const KIND: &str = "data-menhu-kind";
/// What this stands on is left out of the text; [`Tree::is_hidden`] does it.
pub(super) const IGNORE: &str = "data-menhu-ignore";

/// How little and how much a page may weigh, beside 1 of all others.
const WEIGHTS: std::ops::RangeInclusive<f32> = 0.5..=4.0;
/// Longest name of a filter, in characters: as long as it may be in a query.
const LONGEST_NAME: usize = 20;
/// Longest value of a filter, unit or kind, in characters.
const LONGEST_VALUE: usize = 200;
/// Names that queries and requests have for days: a date is no filter of an author's own.
const DAYS: [&str; 3] = ["date", "date_from", "date_to"];

/// What the attributes of a page say.
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct Marks {
    /// The text of everything marked as the body, if something is.
    pub body: Option<String>,
    /// The title.
    pub title: Option<String>,
    /// The date.
    pub date: Option<Published>,
    /// The publishing unit.
    pub unit: Option<String>,
    /// The kind.
    pub kind: Option<String>,
    /// How much it weighs, 0.5 to 4.
    pub weight: Option<f32>,
    /// Field and value, in the order of the page.
    pub filters: Vec<(String, String)>,
    /// What cannot be understood.
    pub faults: Vec<MarkFault>,
}

/// An attribute that cannot be understood.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{attribute}` {reason}")]
pub struct MarkFault {
    /// The line on which its element ends to open.
    pub line: u64,
    /// Name of the attribute.
    pub attribute: &'static str,
    /// What is wrong, and what is expected.
    pub reason: String,
}

impl Marks {
    pub(super) fn read(tree: &Tree, most_text: usize) -> Result<Marks, ExtractError> {
        let mut marks = Marks::default();
        // A body in a body is part of it.
        let mut in_body = vec![false; tree.len()];
        for node in tree.elements() {
            in_body[node] = tree.parent(node).is_some_and(|parent| in_body[parent]);
            if tree.attribute(node, BODY).is_some() && !in_body[node] {
                in_body[node] = true;
                let text = tree.text(node, most_text)?;
                let body = marks.body.get_or_insert_default();
                let separator = if body.is_empty() || text.is_empty() { "" } else { "\n" };
                body.push_str(separator);
                body.push_str(&text);
            }
            marks.read_values(tree, node);
        }
        Ok(marks)
    }

    fn read_values(&mut self, tree: &Tree, node: Id) {
        let mut fault = |attribute, reason| {
            self.faults.push(MarkFault { line: tree.line_number(node), attribute, reason });
        };
        if tree.attribute(node, TITLE).is_some() && self.title.is_none() {
            self.title = Some(own_line(tree, node)).filter(|title| !title.is_empty());
        }
        if let Some(value) = tree.attribute(node, DATE) {
            let said =
                [Some(value), tree.attribute(node, "datetime")].into_iter().flatten().find(|said| !said.is_empty());
            let said = said.map_or_else(|| own_line(tree, node), str::to_owned);
            match Published::find(&said) {
                Some(date) => self.date = self.date.or(Some(date)),
                None => fault(DATE, format!("has no date in {}; expected a day such as 2026-03-05", quoted(&said))),
            }
        }
        for (attribute, known) in [(UNIT, &mut self.unit), (KIND, &mut self.kind)] {
            let Some(value) = tree.attribute(node, attribute) else { continue };
            let value = if value.trim().is_empty() { own_line(tree, node) } else { value.trim().to_owned() };
            match value.chars().count() {
                0 => {}
                1..=LONGEST_VALUE => *known = known.take().or(Some(value)),
                _ => fault(attribute, format!("is longer than {LONGEST_VALUE} characters; name it shortly")),
            }
        }
        if let Some(value) = tree.attribute(node, WEIGHT) {
            match value.trim().parse::<f32>().ok().filter(|weight| WEIGHTS.contains(weight)) {
                Some(weight) => self.weight = self.weight.or(Some(weight)),
                None => fault(WEIGHT, format!("is {}; expected a number from 0.5 to 4", quoted(value))),
            }
        }
        if let Some(value) = tree.attribute(node, FILTER) {
            match filter(tree, node, value) {
                Ok((_, value)) if value.is_empty() => {}
                Ok(filter) if self.filters.contains(&filter) => {}
                Ok(filter) => self.filters.push(filter),
                Err(reason) => fault(FILTER, reason),
            }
        }
    }
}

/// `name`: the text; `name:value`; `name[attribute]`: what that says.
fn filter(tree: &Tree, node: Id, said: &str) -> Result<(String, String), String> {
    let (name, value) = if let Some((name, value)) = said.split_once([':', '：']) {
        (name, value.trim().to_owned())
    } else if let Some((name, attribute)) = said.split_once('[') {
        let attribute = attribute.trim_end().strip_suffix(']').map(|name| name.trim().to_ascii_lowercase());
        let attribute = attribute.filter(|name| !name.is_empty());
        let attribute = attribute.ok_or_else(|| format!("is {}; expected name[attribute]", quoted(said)))?;
        (name, tree.attribute(node, &attribute).unwrap_or_default().trim().to_owned())
    } else {
        (said, own_line(tree, node))
    };
    let name = name.trim().to_ascii_lowercase();
    let is_name = (1..=LONGEST_NAME).contains(&name.chars().count())
        && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-'))
        && !name.starts_with('-');
    if !is_name {
        let expected = "expected name, name:value or name[attribute], the name of letters, digits, _ and -";
        return Err(format!("is {}; {expected}, at most {LONGEST_NAME}", quoted(said)));
    }
    if DAYS.contains(&name.as_str()) {
        return Err(format!("cannot be called `{name}`; days are filtered by {DATE}"));
    }
    if value.chars().count() > LONGEST_VALUE {
        return Err(format!("gives `{name}` a value longer than {LONGEST_VALUE} characters; mark a shorter text"));
    }
    Ok((name, value))
}

/// The text of an element in one line, also of one that does not show.
fn own_line(tree: &Tree, node: Id) -> String {
    let text: String = tree.children(node).map(|child| tree.line(child)).collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn quoted(said: &str) -> String {
    const SHOWN: usize = 40;
    let mut shown: String = said.trim().chars().filter(|c| !c.is_control()).take(SHOWN).collect();
    if said.trim().chars().count() > SHOWN {
        shown.push('…');
    }
    format!("`{shown}`")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::html::tree::parse;

    fn read(source: &str) -> Marks {
        Marks::read(&parse(source).unwrap(), 1 << 20).unwrap()
    }

    #[test]
    fn every_attribute_is_read() {
        let marks = read(
            "<body data-menhu-weight=2 data-menhu-kind=政策><nav><span data-menhu-filter=栏目 data-menhu-ignore>要闻\n动态</span></nav>\
             <main data-menhu-body><h1 data-menhu-title>停水<b>通知</b></h1><p>明日<i data-menhu-ignore>（打印）</i>停水。\
             <section data-menhu-body>恢复另告。</section></main><aside data-menhu-body>电话一二三</aside>\
             <time data-menhu-date datetime='2026-03-05'>昨天</time><b data-menhu-unit>水务局</b>\
             <meta data-menhu-filter='Theme[content]' content='供水'><i data-menhu-filter='级别:区级'>x</i>\
             <i data-menhu-filter=空></i><i data-menhu-filter=级别:区级>",
        );
        assert_eq!(marks.body.as_deref(), Some("停水通知\n明日停水。\n恢复另告。\n电话一二三"));
        assert_eq!((marks.title.as_deref(), marks.weight), (Some("停水通知"), Some(2.0)));
        assert_eq!(marks.date.unwrap().date.to_string(), "2026-03-05");
        assert_eq!((marks.unit.as_deref(), marks.kind.as_deref()), (Some("水务局"), Some("政策")));
        let filters: Vec<String> = marks.filters.iter().map(|(name, value)| format!("{name}={value}")).collect();
        assert_eq!(filters, ["栏目=要闻动态", "theme=供水", "级别=区级"]);
        assert!(marks.faults.is_empty(), "{:?}", marks.faults);
        assert_eq!(read("<p>甲"), Marks::default());
    }

    #[test]
    fn what_is_not_understood_has_its_line() {
        let marks = read(
            "<p>\n<p data-menhu-weight=9>\n<p data-menhu-date=昨天>\n<p data-menhu-filter='a b:c'>\n<p data-menhu-filter='a[b'>\n\
             <p data-menhu-filter=date:x>\n<p data-menhu-filter>",
        );
        let faults: Vec<String> = marks.faults.iter().map(|fault| format!("{} {fault}", fault.line)).collect();
        assert_eq!(faults.len(), 6);
        for (fault, expected) in faults.iter().zip([
            "2 `data-menhu-weight` is `9`; expected a number",
            "3 `data-menhu-date` has no date in `昨天`",
            "4 `data-menhu-filter` is `a b:c`; expected name",
            "5 `data-menhu-filter` is `a[b`; expected name[attribute]",
            "6 `data-menhu-filter` cannot be called `date`",
            "7 `data-menhu-filter` is ``; expected name",
        ]) {
            assert!(fault.starts_with(expected), "{fault}");
        }
    }

    proptest! {
        #[test]
        fn reads_anything(value in "[\\PC\\n]{0,40}|[a-z:\\[\\]0-9.-]{0,12}") {
            let value = value.replace(['\'', '&'], "");
            let marks = read(&format!(
                "<p data-menhu-filter='{value}' data-menhu-weight='{value}' data-menhu-date='{value}' data-menhu-kind='{value}'>甲"
            ));
            prop_assert!(marks.weight.is_none_or(|weight| WEIGHTS.contains(&weight)));
            prop_assert!(marks.filters.iter().all(|(name, value)| !name.is_empty() && !value.is_empty()));
        }
    }
}
