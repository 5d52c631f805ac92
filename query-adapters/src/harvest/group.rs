//! Which pages are one notice, published again: what five bureaux pass on is one result with five sources.
//!
//! Two pages are the same notice when their titles agree, nearly all of their text does, and so do the numbers in it, and
//! they were published within some weeks of each other. Numbers decide because notices are written after templates: this
//! week's and last week's differ in little else.

use std::collections::{BTreeSet, HashMap};

use jiff::civil::Date;
use menhu::text::{Sketch, fold};

/// How much of the text, and how many of the numbers, must be the same.
const TEXT: f64 = 0.8;
const NUMBERS: f64 = 0.9;
/// How much of the text, where one title is only part of the other (转发…).
const TEXT_OF_OTHER_TITLE: f64 = 0.9;
/// Texts that are shorter, in characters, must be the same altogether.
const SHORT: usize = 50;
/// The shortest title that may be part of another, and the shortest text then.
const TITLE_PART: usize = 8;
const TEXT_PART: usize = 100;
/// Days between the first and the last.
const DAYS: i32 = 90;
/// How many pages with the same title, or part of text, a page is compared with.
const COMPARED: usize = 1000;

/// What of a page decides.
#[derive(Debug, Clone)]
pub(super) struct Member {
    pub(super) url: String,
    /// The item it is published as; `None` before that.
    pub(super) item: Option<String>,
    pub(super) title_key: String,
    pub(super) sketch: Sketch,
    pub(super) numbers: Vec<u32>,
    pub(super) length: usize,
    pub(super) date: Option<Date>,
    /// Whether the portal does not show yet what is known of it.
    pub(super) is_waiting: bool,
}

/// A title by which copies are found: without what those add who pass a notice on, without blanks and punctuation.
pub(super) fn title_key(title: &str) -> String {
    let folded: String = fold(title).chars().filter(|c| c.is_alphanumeric()).collect();
    let plain = ["转发", "转载", "转"].iter().find_map(|word| folded.strip_prefix(word)).unwrap_or(&folded);
    plain.to_owned()
}

/// The numbers of a text, each once, as checksums.
pub(super) fn numbers(text: &str) -> Vec<u32> {
    let folded = fold(text);
    let runs = folded.split(|c: char| !c.is_ascii_digit()).filter(|run| !run.is_empty());
    let sums = runs.map(|run| {
        run.bytes().fold(run.len() as u32, |sum, digit| sum.wrapping_mul(31).wrapping_add(u32::from(digit)))
    });
    sums.collect::<BTreeSet<u32>>().into_iter().collect()
}

fn is_same(a: &Member, b: &Member) -> bool {
    let is_near = a.date.zip(b.date).is_none_or(|(a, b)| (a - b).get_days().abs() <= DAYS);
    if !is_near || shared(&a.numbers, &b.numbers) < NUMBERS {
        return false;
    }
    let likeness = a.sketch.likeness(&b.sketch);
    if a.title_key == b.title_key {
        return if a.length.min(b.length) < SHORT {
            a.sketch == b.sketch && a.length == b.length
        } else {
            likeness >= TEXT
        };
    }
    let (short, long) = if a.title_key.len() < b.title_key.len() { (a, b) } else { (b, a) };
    short.title_key.chars().count() >= TITLE_PART
        && long.title_key.contains(&short.title_key)
        && a.length.min(b.length) >= TEXT_PART
        && likeness >= TEXT_OF_OTHER_TITLE
}

/// The share of numbers that two texts have in common.
fn shared(a: &[u32], b: &[u32]) -> f64 {
    let common = a.iter().filter(|number| b.binary_search(number).is_ok()).count();
    let all = a.len() + b.len() - common;
    if all == 0 { 1.0 } else { common as f64 / all as f64 }
}

/// Gives every page that waits an item: that of a page which is the same notice, or its own. `own_id` makes an id of an
/// address. Pages that do not wait keep theirs. Returns the items that are not what they were.
pub(super) fn group(members: &mut [Member], own_id: impl Fn(&str) -> String) -> BTreeSet<String> {
    let mut touched = BTreeSet::new();
    let mut index = Index::default();
    let mut used: HashMap<String, usize> = HashMap::new();
    for (at, member) in members.iter().enumerate() {
        if let Some(item) = &member.item {
            *used.entry(item.clone()).or_default() += 1;
            if !member.is_waiting {
                index.add(at, member);
            }
        }
    }
    // Ids that changed pages have are theirs as long as they may come back to them.
    let waiting: Vec<usize> = (0..members.len()).filter(|at| members[*at].is_waiting).collect();
    for at in waiting {
        let had = members[at].item.clone();
        touched.extend(had.clone());
        let same = index.candidates(&members[at]).into_iter().find(|other| is_same(&members[at], &members[*other]));
        let joined = same.and_then(|other| members[other].item.clone());
        let item = match (joined, had) {
            (Some(joined), had) => {
                if let Some(had) = had
                    && let Some(count) = used.get_mut(&had)
                {
                    *count -= 1;
                }
                *used.entry(joined.clone()).or_default() += 1;
                joined
            }
            // It was alone, and still is.
            (None, Some(had)) if used.get(&had) == Some(&1) => had,
            (None, had) => {
                if let Some(had) = had
                    && let Some(count) = used.get_mut(&had)
                {
                    *count -= 1;
                }
                let own = own_id(&members[at].url);
                let free = |id: &String| used.get(id).is_none_or(|count| *count == 0);
                let id = std::iter::once(own.clone()).chain((2..).map(|number| format!("{own}-{number}"))).find(free);
                let id = id.unwrap_or(own);
                used.insert(id.clone(), 1);
                id
            }
        };
        touched.insert(item.clone());
        members[at].item = Some(item);
        let member = &members[at];
        index.add(at, member);
    }
    touched
}

/// Where pages are found that may be the same.
#[derive(Default)]
struct Index {
    titles: HashMap<String, Vec<usize>>,
    bands: HashMap<u64, Vec<usize>>,
}

impl Index {
    fn add(&mut self, at: usize, member: &Member) {
        self.titles.entry(member.title_key.clone()).or_default().push(at);
        if member.length >= TEXT_PART {
            for band in member.sketch.bands() {
                self.bands.entry(band).or_default().push(at);
            }
        }
    }

    fn candidates(&self, member: &Member) -> BTreeSet<usize> {
        let by_title = self.titles.get(&member.title_key).into_iter();
        let by_text = member.sketch.bands().filter_map(|band| self.bands.get(&band));
        by_title.chain(by_text).flat_map(|found| found.iter().rev().take(COMPARED).copied()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "各街道办事处，区政府各部门：因东街供水管道检修，定于3月5日零时至6时停水，影响范围为东街1号至88号。\
                        请有关居民提前储水，给您带来的不便敬请谅解。咨询电话：5550123。水务集团将派人值守，确保按时恢复供水，并安排送水车。";

    fn member(url: &str, title: &str, text: &str, date: &str) -> Member {
        Member {
            url: url.to_owned(),
            item: None,
            title_key: title_key(title),
            sketch: Sketch::of(text),
            numbers: numbers(text),
            length: text.chars().count(),
            date: date.parse().ok(),
            is_waiting: true,
        }
    }

    fn items(members: &mut [Member]) -> Vec<String> {
        group(members, |url| format!("id-{url}"));
        members.iter().map(|member| member.item.clone().unwrap()).collect()
    }

    #[test]
    fn what_is_passed_on_is_one() {
        let other = TEXT.replace("3月5日", "3月12日").replace("5550123", "5550199");
        let mut members = [
            member("a", "关于东街停水的通知", TEXT, "2026-03-02"),
            member("b", "关于东街停水的通知", &TEXT.replace('，', ", "), "2026-03-03"),
            member("c", "【转发】关于东街停水的通知", &format!("{TEXT}来源：区水务局。"), "2026-03-04"),
            member("d", "区教育局转发关于东街停水的通知", TEXT, "2026-03-04"),
            member("e", "关于东街停水的通知", &other, "2026-03-09"),
            member("f", "关于东街停水的通知", TEXT, "2025-03-02"),
            member("g", "关于西街停水的通知", TEXT, "2026-03-02"),
        ];
        assert_eq!(items(&mut members), ["id-a", "id-a", "id-a", "id-a", "id-e", "id-f", "id-g"]);
    }

    #[test]
    fn short_texts_must_be_the_same() {
        let mut members = [
            member("a", "停水通知", "东街明日停水。", "2026-03-02"),
            member("b", "停水通知", "西街明日停水。", "2026-03-02"),
            member("c", "停水通知", "东街明日停水。", "2026-03-02"),
        ];
        assert_eq!(items(&mut members), ["id-a", "id-b", "id-a"]);
    }

    #[test]
    fn ids_stay_when_pages_change() {
        let mut members = [
            member("a", "关于东街停水的通知", TEXT, "2026-03-02"),
            member("b", "关于东街停水的通知", TEXT, "2026-03-03"),
        ];
        assert_eq!(items(&mut members), ["id-a", "id-a"]);
        // The first becomes another notice: the second keeps the id, and the first gets one of its own.
        for member in &mut members {
            member.is_waiting = false;
        }
        let other = Member {
            item: Some("id-a".into()),
            ..member("a", "关于招聘教师的公告", "另一份公告的内容。", "2026-03-02")
        };
        members[0] = other;
        let touched = group(&mut members, |url| format!("id-{url}"));
        assert_eq!((members[0].item.as_deref(), members[1].item.as_deref()), (Some("id-a-2"), Some("id-a")));
        assert_eq!(touched.into_iter().collect::<Vec<_>>(), ["id-a", "id-a-2"]);
        // It changes again: it is alone, and keeps its id.
        let changed = member("a", "关于招聘教师的公告", "另一份公告的内容，已更正。", "2026-03-02");
        members[0] = Member { item: Some("id-a-2".into()), ..changed };
        assert_eq!(items(&mut members), ["id-a-2", "id-a"]);
    }
}
