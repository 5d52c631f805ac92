//! The invariant that inspections test: the exact title of a published item finds it among the first ten.

use menhu::query::SearchRequest;

use crate::real::{five, five_items};

/// Every so many titled items are looked up; `MENHU_ALL_TITLES=1` looks up all of them.
const SAMPLE: usize = 25;
/// Share of titles that come first for themselves.
const FIRST: f64 = 0.99;

#[test]
fn every_title_finds_its_item_among_the_first_ten() {
    let step = if std::env::var_os("MENHU_ALL_TITLES").is_some() { 1 } else { SAMPLE };
    let (mut asked, mut first, mut missed, mut corrected) = (0, 0, Vec::new(), Vec::new());
    let titled = five_items().filter(|item| !item.title.trim().is_empty());
    for item in titled.step_by(step) {
        asked += 1;
        let answer = five().search(&SearchRequest::new(&item.title)).unwrap();
        // Another item of the same title is as good.
        let at = answer.hits.iter().position(|hit| hit.id == item.id || hit.title.trim() == item.title.trim());
        first += usize::from(at == Some(0));
        if let Some(meant) = answer.did_you_mean {
            corrected.push(format!("{} -> {}", item.title, meant.text));
        }
        if at.is_none() {
            missed.push(item.title);
        }
    }
    let share = first as f64 / asked as f64;
    println!("{asked} titles: {first} first ({share:.4}), {} missed, {} corrected", missed.len(), corrected.len());
    assert!(missed.is_empty(), "{} of {asked} titles missed: {:?}", missed.len(), &missed[..missed.len().min(10)]);
    assert!(corrected.is_empty(), "titles taken for mistyped: {:?}", &corrected[..corrected.len().min(10)]);
    assert!(share >= FIRST, "only {share:.4} of {asked} titles come first");
    assert!(asked > 1000);
}
