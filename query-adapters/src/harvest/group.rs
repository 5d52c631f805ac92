//! Which pages are one notice, published again: what five bureaux pass on is one result with five sources.
//!
//! Two pages are the same notice when their titles agree, or one is part of the other (转发…), and their texts are the same
//! but for what those add who pass a notice on: above it (a salutation, 转发) and below it (来源, the editor). Notices are
//! written after templates: what this street's has in its midst and that street's has not makes it another notice, and so
//! do other numbers. On one site, nobody passes anything on: there the texts are the same altogether, or it is not one.

use std::collections::{BTreeSet, HashMap, HashSet};

use jiff::civil::Date;
use menhu::text::{Sketch, fold};

/// How much of the text, by its sketch, must be the same for the texts themselves to be compared.
const ALIKE: f64 = 0.7;
/// How many of the numbers must be the same.
const NUMBERS: f64 = 0.9;
/// How much of the longer text must be the shorter one.
const OF_LONGER: f64 = 0.8;
/// Texts that are shorter, in characters, must be the same altogether, their attachments too, and published within days.
const SHORT: usize = 50;
const DAYS_OF_SHORT: i32 = 7;
/// The shortest title that may be part of another, and the shortest text then.
const TITLE_PART: usize = 8;
const TEXT_PART: usize = 100;
/// Days between the first and the last.
const DAYS: i32 = 90;
/// How many pages with the same title, with the same text, and with the same part of it, a page is compared with; and how
/// many of them, those first that are most alike, by their texts: a site may have thousands of notices of one template.
const OF_TITLE: usize = 1000;
const OF_TEXT: usize = 100;
const OF_PART: usize = 100;
const COMPARED: usize = 8;
/// How many numbers of a text count.
const MOST_NUMBERS: usize = 2000;
/// The longest line, in characters, that is a salutation, or what a page says of a text.
const FRAME: usize = 60;

/// What of a page decides.
#[derive(Debug, Clone)]
pub(super) struct Member {
    pub(super) url: String,
    /// The site that it is on.
    pub(super) site: String,
    /// The item it is published as; `None` before that.
    pub(super) item: Option<String>,
    pub(super) title_key: String,
    pub(super) sketch: Sketch,
    pub(super) numbers: Vec<u32>,
    pub(super) length: usize,
    /// Checksums of its letters, and of its attachments.
    pub(super) text: u64,
    pub(super) files: u64,
    pub(super) date: Option<Date>,
    /// Whether it says something else than the portal shows: only then it may be another notice than it was.
    pub(super) is_changed: bool,
    /// Whether the portal does not show yet what is known of it.
    pub(super) is_waiting: bool,
}

/// A checksum of the letters of a text, by which neither blanks nor punctuation make a difference, nor what its page says
/// of it above and below.
pub(super) fn text_sum(text: &str) -> u64 {
    let sum =
        fold(without_frame(text)).chars().filter(|c| c.is_alphanumeric()).fold(FNV, |sum, c| mix(sum, u32::from(c)));
    mix(sum, 0)
}

/// FNV-1a, by characters.
const FNV: u64 = 0xcbf2_9ce4_8422_2325;

fn mix(sum: u64, c: u32) -> u64 {
    (sum ^ u64::from(c)).wrapping_mul(0x0100_0000_01b3)
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
    sums.collect::<BTreeSet<u32>>().into_iter().take(MOST_NUMBERS).collect()
}

/// What two pages may be to each other, before their texts are looked at.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Likeness {
    Same,
    /// The texts decide; as far as their sketches tell, they are so much alike.
    Open(f64),
}

/// `None` when they are not the same notice, whatever their texts say.
fn likeness(a: &Member, b: &Member) -> Option<Likeness> {
    let shorter = a.length.min(b.length);
    let days = if shorter < SHORT { DAYS_OF_SHORT } else { DAYS };
    let is_near = a.date.zip(b.date).is_none_or(|(a, b)| (a - b).get_days().abs() <= days);
    let (short, long) = if a.title_key.len() < b.title_key.len() { (a, b) } else { (b, a) };
    let is_part = short.title_key.chars().count() >= TITLE_PART
        && long.title_key.contains(&short.title_key)
        && shorter >= TEXT_PART;
    if !is_near || !(a.title_key == b.title_key || is_part) {
        return None;
    }
    // Nearly the same words may stand above another list every month.
    if a.text == b.text && (a.files == b.files || a.site != b.site && shorter >= SHORT) {
        return Some(Likeness::Same);
    }
    if a.site == b.site || shorter < SHORT {
        return None;
    }
    let alike = Some(a.sketch.likeness(&b.sketch)).filter(|alike| *alike >= ALIKE);
    alike.filter(|_| shared(&a.numbers, &b.numbers) >= NUMBERS).map(Likeness::Open)
}

/// Whether two texts are the same but for what those add above and below who pass a notice on.
pub(super) fn is_passed_on(a: &str, b: &str) -> bool {
    let (a, b) = (letters(without_frame(a)), letters(without_frame(b)));
    let (short, long) = if a.len() < b.len() { (a, b) } else { (b, a) };
    !short.is_empty() && short.len() as f64 >= OF_LONGER * long.len() as f64 && long.contains(&short)
}

fn letters(lines: &str) -> String {
    fold(lines).chars().filter(|c| c.is_alphanumeric()).collect()
}

/// A text without its salutation, and without what its page says of it above and below. Signatures are left: who signs
/// another notice has written another.
fn without_frame(text: &str) -> &str {
    let mut text = text.trim();
    let is_short = |line: &str| line.chars().count() <= FRAME;
    while let Some((line, rest)) = text.split_once('\n')
        && is_short(line)
        && (line.trim_end().ends_with(['：', ':']) || is_added(line))
    {
        text = rest.trim_start();
    }
    while let Some((rest, line)) = text.rsplit_once('\n')
        && is_short(line)
        && is_added(line)
    {
        text = rest.trim_end();
    }
    text
}

/// Whether a line says who passes it on, or belongs to its page.
fn is_added(line: &str) -> bool {
    const WORDS: [&str; 24] = [
        "转发",
        "转载",
        "来源",
        "信息来源",
        "稿件来源",
        "文章来源",
        "作者",
        "供稿",
        "编辑",
        "责任编辑",
        "责编",
        "审核",
        "原文链接",
        "发布时间",
        "发布日期",
        "发布机构",
        "信息时间",
        "浏览",
        "阅读",
        "点击",
        "字号",
        "字体",
        "打印",
        "扫一扫",
    ];
    let line = line.trim_start_matches(|c: char| !c.is_alphanumeric());
    WORDS.iter().any(|word| line.starts_with(word))
}

/// How many of the numbers of the one that has fewer the other has as well: a signature adds its day.
fn shared(a: &[u32], b: &[u32]) -> f64 {
    let common = a.iter().filter(|number| b.binary_search(number).is_ok()).count();
    match a.len().min(b.len()) {
        0 => 1.0,
        fewer => common as f64 / fewer as f64,
    }
}

/// Gives every page that says something new an item: its own as long as it is the same notice as the others there, that of
/// a page which is the same notice, or one that is named by it. All others keep theirs: an item of which every page has
/// changed, or is gone, is the same item still. `own_id` makes an id of an address, `is_passed_on` compares the texts of
/// two addresses. Returns the items that are not what they were.
pub(super) fn group(
    members: &mut [Member],
    own_id: impl Fn(&str) -> String,
    mut is_passed_on: impl FnMut(&str, &str) -> bool,
) -> BTreeSet<String> {
    let mut touched = BTreeSet::new();
    let mut index = Index::default();
    let mut used: HashMap<String, usize> = HashMap::new();
    let mut changed: Vec<usize> = Vec::new();
    for (at, member) in members.iter().enumerate() {
        match &member.item {
            Some(item) if !member.is_waiting || !member.is_changed => {
                *used.entry(item.clone()).or_default() += 1;
                index.add(at, member);
                if member.is_waiting {
                    touched.insert(item.clone());
                }
            }
            _ if member.is_waiting => changed.push(at),
            _ => {}
        }
    }
    // Those that have an item come first, item by item: its namesake may keep it, then the others in their order.
    changed.sort_by_cached_key(|at| {
        let Member { item, url, .. } = &members[*at];
        let is_namesake = item.as_ref().is_some_and(|item| *item == own_id(url));
        (item.is_none(), item.clone(), !is_namesake, url.clone())
    });
    // Ids that changed pages have are theirs as long as they may come back to them.
    let mut claimed: HashSet<String> = changed.iter().filter_map(|at| members[*at].item.clone()).collect();
    for at in changed {
        let had = members[at].item.clone();
        touched.extend(had.clone());
        let same = index.same(members, at, had.as_deref(), &mut is_passed_on);
        let joined = same.and_then(|other| members[other].item.clone());
        let is_empty = |id: &String| used.get(id).is_none_or(|count| *count == 0);
        let item = joined.or_else(|| had.filter(is_empty)).unwrap_or_else(|| {
            let own = own_id(&members[at].url);
            let is_free = |id: &String| is_empty(id) && !claimed.contains(id);
            let id = std::iter::once(own.clone()).chain((2..).map(|number| format!("{own}-{number}"))).find(is_free);
            id.unwrap_or(own)
        });
        claimed.insert(item.clone());
        *used.entry(item.clone()).or_default() += 1;
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
    texts: HashMap<u64, Vec<usize>>,
    bands: HashMap<u64, Vec<usize>>,
}

impl Index {
    fn add(&mut self, at: usize, member: &Member) {
        self.titles.entry(member.title_key.clone()).or_default().push(at);
        self.texts.entry(member.text).or_default().push(at);
        if member.length >= TEXT_PART {
            for band in member.sketch.bands() {
                self.bands.entry(band).or_default().push(at);
            }
        }
    }

    /// A page that is the same notice: one of the item that this one had, if there is one.
    fn same(
        &self,
        members: &[Member],
        at: usize,
        had: Option<&str>,
        mut is_passed_on: impl FnMut(&str, &str) -> bool,
    ) -> Option<usize> {
        let member = &members[at];
        let mut candidates: Vec<(bool, Likeness, usize)> = self
            .candidates(member)
            .into_iter()
            .filter_map(|other| {
                let is_other = members[other].item.as_deref() != had;
                Some((is_other, likeness(member, &members[other])?, other))
            })
            .collect();
        // Its own item first, and there and elsewhere what is the same without another look.
        candidates.sort_by(|(is_other, a, at), (is_other_too, b, at_too)| {
            let alike = |likeness: &Likeness| match likeness {
                Likeness::Same => f64::INFINITY,
                Likeness::Open(alike) => *alike,
            };
            is_other.cmp(is_other_too).then(alike(b).total_cmp(&alike(a))).then(at.cmp(at_too))
        });
        let mut compared = 0;
        let found = candidates.into_iter().find(|(_, likeness, other)| match likeness {
            Likeness::Same => true,
            Likeness::Open(_) => {
                compared += 1;
                compared <= COMPARED && is_passed_on(&member.url, &members[*other].url)
            }
        });
        found.map(|(_, _, other)| other)
    }

    fn candidates(&self, member: &Member) -> BTreeSet<usize> {
        let by_title = self.titles.get(&member.title_key).into_iter().map(|found| (found, OF_TITLE));
        let by_text = self.texts.get(&member.text).into_iter().map(|found| (found, OF_TEXT));
        let by_part = member.sketch.bands().filter_map(|band| self.bands.get(&band)).map(|found| (found, OF_PART));
        let all = by_title.chain(by_text).chain(by_part);
        all.flat_map(|(found, most)| found.iter().rev().take(most).copied()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "各街道办事处，区政府各部门：\n因东街供水管道检修，定于3月5日零时至6时停水，影响范围为东街1号至88号。\n\
                        请有关居民提前储水，给您带来的不便敬请谅解。咨询电话：5550123。水务集团将派人值守，确保按时恢复供水，并安排送水车。";

    /// Pages with their texts, and the items that they become.
    #[derive(Default)]
    struct Pages {
        members: Vec<Member>,
        texts: HashMap<String, String>,
    }

    impl Pages {
        fn of<const N: usize>(pages: [(&str, &str, &str, &str, &str); N]) -> Pages {
            let mut all = Pages::default();
            for (site, url, title, text, date) in pages {
                all.members.push(member(site, url, title, text, date));
                all.texts.insert(url.to_owned(), text.to_owned());
            }
            all
        }

        /// A page says something else from now on.
        fn change(&mut self, url: &str, title: &str, text: &str) {
            let known = self.members.iter_mut().find(|member| member.url == url).unwrap();
            let changed = member(&known.site, url, title, text, "2026-03-02");
            *known = Member { item: known.item.clone(), date: known.date, ..changed };
            self.texts.insert(url.to_owned(), text.to_owned());
        }

        fn items(&mut self) -> Vec<String> {
            let texts = &self.texts;
            group(&mut self.members, |url| format!("id-{url}"), |a, b| is_passed_on(&texts[a], &texts[b]));
            for member in &mut self.members {
                (member.is_waiting, member.is_changed) = (false, false);
            }
            self.members.iter().map(|member| member.item.clone().unwrap()).collect()
        }
    }

    fn member(site: &str, url: &str, title: &str, text: &str, date: &str) -> Member {
        Member {
            url: url.to_owned(),
            site: site.to_owned(),
            item: None,
            title_key: title_key(title),
            sketch: Sketch::of(text),
            numbers: numbers(text),
            length: text.chars().count(),
            text: text_sum(text),
            files: 0,
            date: date.parse().ok(),
            is_changed: true,
            is_waiting: true,
        }
    }

    const TITLE: &str = "关于东街停水的通知";

    #[test]
    fn what_is_passed_on_is_one() {
        let other = TEXT.replace("3月5日", "3月12日").replace("5550123", "5550199");
        let mut pages = Pages::of([
            ("甲", "a", TITLE, TEXT, "2026-03-02"),
            ("乙", "b", TITLE, &TEXT.replace('，', ", "), "2026-03-03"),
            ("丙", "c", "【转发】关于东街停水的通知", &format!("{TEXT}\n来源：区水务局。"), "2026-03-04"),
            ("丁", "d", "区教育局转发关于东街停水的通知", &format!("转发如下。{TEXT}"), "2026-03-04"),
            ("戊", "e", TITLE, &TEXT.replace("各街道办事处，区政府各部门：", "各科室、各有关单位："), "2026-03-04"),
            (
                "己",
                "f",
                TITLE,
                &format!("发布时间：2026-03-04 来源：区水务局 字号：大 中 小\n{TEXT}\n示范区水务局\n2026年3月2日"),
                "2026-03-04",
            ),
            ("甲", "g", TITLE, TEXT, "2026-03-04"),
            ("甲", "h", TITLE, &other, "2026-03-09"),
            ("乙", "i", TITLE, &other, "2026-03-09"),
            ("甲", "j", TITLE, TEXT, "2025-03-02"),
            ("乙", "k", "关于西街停水的通知", TEXT, "2026-03-02"),
        ]);
        let a = "id-a";
        assert_eq!(pages.items(), [a, a, a, a, a, a, a, "id-h", "id-h", "id-j", "id-k"]);
    }

    #[test]
    fn what_is_written_after_one_template_is_not_one() {
        let west = TEXT.replace("东街", "西街");
        let more = format!("{TEXT}另外，西街1号至88号同时停水。");
        let mut pages = Pages::of([
            ("甲", "a", "停水通知", TEXT, "2026-03-02"),
            ("甲", "b", "停水通知", &west, "2026-03-02"),
            ("乙", "c", "停水通知", &west, "2026-03-02"),
            ("丙", "d", "停水通知", &TEXT.replace("水务集团", "自来水公司"), "2026-03-02"),
            ("甲", "e", "停水通知", &more, "2026-03-02"),
            ("甲", "f", "停水通知", TEXT, "2026-03-02"),
            ("丁", "g", "停水通知", &format!("{west}\n西街街道办事处"), "2026-03-02"),
            ("戊", "h", "停水通知", &format!("{west}\n北街街道办事处"), "2026-03-02"),
        ]);
        pages.members[5].files = 1;
        // Who signs decides, where another signs.
        assert!(!is_passed_on(&pages.texts["g"], &pages.texts["h"]));
        assert_eq!(pages.items()[..7], ["id-a", "id-b", "id-b", "id-d", "id-e", "id-f", "id-b"]);
    }

    #[test]
    fn thousands_of_one_template_hide_no_copy() {
        let text = |at: usize| TEXT.replace("东街", &format!("{}街", char::from_u32(0x4e00 + at as u32).unwrap()));
        let mut pages = Pages::default();
        for at in 0..3000 {
            let (site, url) = (if at < 1500 { "甲" } else { "乙" }, format!("{at:04}"));
            pages.members.push(member(site, &url, "停水通知", &text(at), "2026-03-02"));
            pages.texts.insert(url, text(at));
        }
        // The first of them, as a third site passes it on.
        let copy = format!("{}\n来源：甲", text(0));
        pages.members.push(member("丙", "9999", "停水通知", &copy, "2026-03-02"));
        pages.texts.insert("9999".to_owned(), copy);
        let mut compared = 0;
        let texts = &pages.texts;
        group(
            &mut pages.members,
            |url| format!("id-{url}"),
            |a, b| {
                compared += 1;
                is_passed_on(&texts[a], &texts[b])
            },
        );
        assert!(compared <= 3000 * COMPARED, "{compared}");
        let item = |at: usize| pages.members[at].item.as_deref();
        assert_eq!((item(1), item(2999), item(3000)), (Some("id-0001"), Some("id-2999"), Some("id-0000")));
    }

    #[test]
    fn short_texts_must_be_the_same() {
        let mut pages = Pages::of([
            ("甲", "a", "停水通知", "东街明日停水。", "2026-03-02"),
            ("乙", "b", "停水通知", "西街明日停水。", "2026-03-02"),
            ("丙", "c", "停水通知", "东街明日停水。", "2026-03-02"),
            ("甲", "d", "停水通知", "东街明日停水。", "2026-03-20"),
            ("丁", "e", "停水通知", "东街明日停水。", "2026-03-02"),
        ]);
        pages.members[4].files = 1;
        assert_eq!(pages.items(), ["id-a", "id-b", "id-a", "id-d", "id-e"]);
    }

    #[test]
    fn ids_stay_when_pages_change() {
        let mut pages = Pages::of([("甲", "a", TITLE, TEXT, "2026-03-02"), ("乙", "b", TITLE, TEXT, "2026-03-03")]);
        assert_eq!(pages.items(), ["id-a", "id-a"]);
        // The first becomes another notice: the second keeps the id, and the first gets one of its own.
        pages.change("a", "关于招聘教师的公告", "另一份公告的内容。");
        assert_eq!(pages.items(), ["id-a-2", "id-a"]);
        // It changes again: it is alone, and keeps its id.
        pages.change("a", "关于招聘教师的公告", "另一份公告的内容，已更正。");
        assert_eq!(pages.items(), ["id-a-2", "id-a"]);
    }

    #[test]
    fn an_item_of_which_every_page_changes_or_goes_stays() {
        let of = [
            ("甲", "a", TITLE, TEXT, "2026-03-02"),
            ("乙", "b", TITLE, TEXT, "2026-03-03"),
            ("丙", "c", TITLE, TEXT, "2026-03-03"),
        ];
        let mut pages = Pages::of(of);
        pages.items();
        // All are gone: their texts have not changed.
        for member in &mut pages.members {
            member.is_waiting = true;
        }
        assert_eq!(pages.items(), ["id-a", "id-a", "id-a"]);
        // All are corrected in the same way, twice.
        for text in [format!("{TEXT}现已更正。"), TEXT.replace("6时", "8时")] {
            for url in ["a", "b", "c"] {
                pages.change(url, TITLE, &text);
            }
            assert_eq!(pages.items(), ["id-a", "id-a", "id-a"]);
        }
        // The one whose name the item has is another notice; the others keep it, whether they change or not.
        pages.change("a", "关于招聘教师的公告", "另一份公告的内容。");
        assert_eq!(pages.items(), ["id-a-2", "id-a", "id-a"]);
        // Each becomes another notice: one of them keeps it.
        pages.change("b", "乙", "乙的内容。");
        pages.change("c", "丙", "丙的内容。");
        assert_eq!(pages.items(), ["id-a-2", "id-a", "id-c"]);
        // And they become one again.
        pages.change("b", TITLE, TEXT);
        pages.change("c", TITLE, TEXT);
        assert_eq!(pages.items(), ["id-a-2", "id-a", "id-a"]);
    }
}
