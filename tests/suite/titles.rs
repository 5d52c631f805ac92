//! The invariant that inspections test: the exact title of a published item finds it among the first ten.

use menhu::query::SearchRequest;
use menhu_tests::{FIVE, corpora, items, portal};

/// Every so many titled items are looked up; `MENHU_ALL_TITLES=1` looks up all of them.
const SAMPLE: usize = 25;

#[test]
fn every_title_finds_its_item_among_the_first_ten() {
    let files: Vec<_> = FIVE.iter().map(|name| corpora().join(format!("docs/{name}.jsonl.zst"))).collect();
    let (_folder, portal) = portal(files.iter().flat_map(|file| items(file)));
    assert_eq!(portal.stats().unwrap().items, 32_645, "no line may be left out");
    let step = if std::env::var_os("MENHU_ALL_TITLES").is_some() { 1 } else { SAMPLE };
    let (mut asked, mut missed) = (0, Vec::new());
    let titled = files.iter().flat_map(|file| items(file)).filter(|item| !item.title.trim().is_empty());
    for item in titled.step_by(step) {
        asked += 1;
        let answer = portal.search(&SearchRequest::new(&item.title)).unwrap();
        // Another item of the same title is as good.
        if !answer.hits.iter().any(|hit| hit.id == item.id || hit.title.trim() == item.title.trim()) {
            missed.push(item.title);
        }
    }
    assert!(missed.is_empty(), "{} of {asked} titles missed: {:?}", missed.len(), &missed[..missed.len().min(10)]);
    assert!(asked > 1000);
}
