//! How well mistyped queries are corrected: windows of a query's length, cut from official sentences with mistakes of
//! which the right wording is known. That no title is taken for mistyped is tested with the titles.

use std::ops::Range;

use menhu::page::{
    Asked, Built, Extras, MANIFEST, MoreIndex, Options, PageDocument, PageIndex, PageRequest, Step, build_with,
};
use menhu::query::SearchRequest;
use menhu::text::Dictionary;
use menhu_tests::corpora;

use crate::real::{five, five_items};

/// Lengths of windows, in characters.
const SHORTEST: usize = 6;
const LENGTHS: usize = 7;
/// Least share of mistyped windows corrected rightly.
const RIGHT: f64 = 0.37;
/// Largest share of mistyped windows corrected to something else than the right wording.
const WRONG: f64 = 0.03;
/// Largest share of faultless windows changed.
const HARM: f64 = 0.005;

/// The windows of a sentence and its right wording: one around each mistake that is alone in it, and one without.
fn windows(line: usize, wrong: &[char], right: &[char]) -> Vec<Range<usize>> {
    let is_mistake = |at: &usize| wrong[*at] != right[*at];
    let is_text = |window: &Range<usize>| {
        window.end <= wrong.len()
            && window.clone().all(|at| [wrong[at], right[at]].iter().all(|c| matches!(c, '\u{4e00}'..='\u{9fff}')))
    };
    let length = |at: usize| SHORTEST + (line + at) % LENGTHS;
    let mistakes = (0..wrong.len()).filter(is_mistake).filter_map(|at| {
        // Where the mistake stands in the window varies too.
        let before = (line * 5 + at) % length(at);
        let near = (0..length(at)).map(|shift| at.saturating_sub((before + shift) % length(at)));
        let mut near = near.map(|from| from..from + length(at));
        near.find(|window| is_text(window) && window.clone().filter(is_mistake).count() == 1)
    });
    let faultless = (0..wrong.len()).map(|from| from..from + length(from));
    let faultless =
        faultless.skip(line % 10).find(|window| is_text(window) && !window.clone().any(|at| is_mistake(&at)));
    mistakes.chain(faultless).collect()
}

/// Calls `each` with every window as it was typed and as it was meant.
fn each_window(mut each: impl FnMut(&str, &str)) {
    let text = std::fs::read_to_string(corpora().join("lists/ecspell_odw_train.tsv")).unwrap();
    for (line, row) in text.lines().enumerate() {
        let row: Vec<&str> = row.split('\t').collect();
        let typed: Vec<char> = row[1].chars().collect();
        let meant: Vec<char> = row[2].chars().collect();
        if typed.len() != meant.len() {
            continue;
        }
        for window in windows(line, &typed, &meant) {
            each(&String::from_iter(&typed[window.clone()]), &String::from_iter(&meant[window]));
        }
    }
}

/// What became of the windows.
#[derive(Default)]
struct Tally {
    mistyped: usize,
    faultless: usize,
    right: usize,
    wrong: Vec<String>,
    changed: Vec<String>,
}

impl Tally {
    fn note(&mut self, typed: &str, meant: &str, corrected: Option<String>) {
        self.mistyped += usize::from(typed != meant);
        self.faultless += usize::from(typed == meant);
        match corrected {
            None => {}
            Some(text) if text == meant => self.right += 1,
            Some(text) if typed == meant => self.changed.push(format!("{typed} -> {text}")),
            Some(text) => self.wrong.push(format!("{typed} -> {text}, not {meant}")),
        }
    }

    /// Says how it went, and fails where fewer than `right` were corrected rightly, or too many were harmed.
    fn judge(&self, right: f64) {
        let Tally { mistyped, faultless, wrong, changed, .. } = self;
        let share = |part: usize, whole: usize| part as f64 / whole as f64;
        let (rightly, wrongly) = (share(self.right, *mistyped), share(wrong.len(), *mistyped));
        let harm = share(changed.len(), *faultless);
        println!("{mistyped} mistyped windows: {rightly:.3} corrected rightly, {wrongly:.3} wrongly");
        println!("{faultless} faultless windows: {harm:.4} changed");
        println!("wrongly: {:#?}\nchanged: {changed:#?}", &wrong[..wrong.len().min(20)]);
        assert!(*mistyped > 900 && *faultless > 1400);
        assert!(rightly >= right, "only {rightly:.3} corrected rightly");
        assert!(wrongly <= WRONG, "{wrongly:.3} corrected wrongly: {wrong:?}");
        assert!(harm <= HARM, "{harm:.4} of faultless windows changed: {changed:?}");
    }
}

#[test]
fn mistyped_windows_are_corrected_and_faultless_ones_left_alone() {
    let mut tally = Tally::default();
    each_window(|typed, meant| {
        let answer = five().search(&SearchRequest { limit: 1, ..SearchRequest::new(typed) }).unwrap();
        tally.note(typed, meant, answer.did_you_mean.map(|meant| meant.text));
    });
    tally.judge(RIGHT);
}

/// Least share of mistyped windows that a page corrects rightly: it knows pairs and words, and no strings of three.
const RIGHT_IN_PAGE: f64 = 0.23;
/// A correction is asked for where so many documents at most hold all words.
const NEXT_TO_NOTHING: u32 = 2;

/// How many documents hold all words of a query, by a page's own search.
fn complete(page: &mut PageIndex, built: &Built, q: &str) -> u32 {
    let request = PageRequest { q: q.to_owned(), numbers_only: true, ..PageRequest::default() };
    loop {
        match page.search(&request).unwrap() {
            Step::Done(answer) => return if answer.is_relaxed { 0 } else { answer.total },
            Step::Needs(names) => names.iter().for_each(|name| page.put(name, &built.files[name]).unwrap()),
        }
    }
}

/// What a page asks of a query that finds next to nothing, and the bytes that it fetches for it.
fn corrected_in_page(built: &Built, q: &str) -> (Option<String>, usize) {
    let mut index = MoreIndex::open(&built.files[MANIFEST]).unwrap();
    let mut bytes = 0;
    loop {
        match index.did_you_mean(q).unwrap() {
            Asked::Done(meant) => return (meant.did_you_mean.map(|meant| meant.text), bytes),
            Asked::Needs(names) => {
                for name in names {
                    bytes += built.files[&name].len();
                    index.put(&name, &built.files[&name]).unwrap();
                }
            }
        }
    }
}

#[test]
fn a_page_corrects_mistyped_windows_and_leaves_faultless_ones_alone() {
    let documents = five_items().filter_map(|item| PageDocument::of(&item));
    let built = build_with(&Dictionary::builtin(), documents, &Extras::default(), &Options::default());
    let mut page = PageIndex::open(&built.files[MANIFEST]).unwrap();
    let (mut tally, mut costs) = (Tally::default(), Vec::new());
    each_window(|typed, meant| {
        page.trim();
        let found = complete(&mut page, &built, typed);
        if found > NEXT_TO_NOTHING {
            return tally.note(typed, meant, None);
        }
        let (corrected, bytes) = corrected_in_page(&built, typed);
        costs.push(bytes);
        let corrected = corrected.filter(|corrected| complete(&mut page, &built, corrected) > found);
        tally.note(typed, meant, corrected);
    });
    costs.sort_unstable();
    println!("{} asked: {} bytes in the median, {:?} at most", costs.len(), costs[costs.len() / 2], costs.last());
    tally.judge(RIGHT_IN_PAGE);
}
