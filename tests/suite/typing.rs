//! Suggestions of a page index beside those of the whole suggester, on real titles: whether they are the same, and how
//! many bytes a keystroke costs.

use menhu::catalog::Item;
use menhu::page::{Asked, Built, Extras, MANIFEST, MoreIndex, Options, PageDocument, build_with};
use menhu::suggest::{Suggester, Suggestion};
use menhu::text::Dictionary;
use menhu_tests::portal;
use pinyin::{Pinyin, ToPinyinMulti};

use crate::real::five_items;

/// Titles, and inputs for each way of typing.
const TITLES: usize = 10_000;
const INPUTS: usize = 700;
const LIMIT: usize = 10;
/// Least share of inputs with the same answer, of any way of typing.
const SAME: f64 = 0.99;
/// Most bytes of a keystroke: in the median, and of any.
const MEDIAN: usize = 10_000;
const WORST: usize = 60_000;

/// The same inputs in every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, below: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % below.max(1)
    }
}

/// A character as it is typed: itself, its reading, the initial of that.
fn typed(c: char, way: usize, dice: &mut Dice) -> String {
    let readings: Vec<&str> = c.to_pinyin_multi().into_iter().flatten().map(Pinyin::plain).collect();
    match readings.get(dice.roll(readings.len())) {
        Some(reading) if way == 1 => (*reading).to_owned(),
        Some(reading) if way == 2 => reading[..1].to_owned(),
        _ => c.to_string(),
    }
}

type Way = (&'static str, fn(&[char], &mut Dice) -> String);

/// Ways of typing what stands at some place of a title.
const WAYS: [Way; 7] = [
    ("characters", |text, dice| text.iter().take(1 + dice.roll(8)).collect()),
    ("long pieces", |text, dice| text.iter().take(6 + dice.roll(30)).collect()),
    ("pinyin", |text, dice| {
        let whole: String = text.iter().take(1 + dice.roll(5)).map(|c| typed(*c, 1, dice)).collect();
        // Cut anywhere: the last syllable is being typed.
        let length = whole.chars().count();
        whole.chars().take((length + 1 - dice.roll(3).min(length)).max(1)).collect()
    }),
    ("initials", |text, dice| text.iter().take(1 + dice.roll(6)).map(|c| typed(*c, 2, dice)).collect()),
    ("characters, then pinyin", |text, dice| {
        let (first, more) = (1 + dice.roll(3), 1 + dice.roll(2));
        let way = 1 + dice.roll(2);
        text.iter()
            .take(first + more)
            .enumerate()
            .map(|(at, c)| typed(*c, if at < first { 0 } else { way }, dice))
            .collect()
    }),
    ("pinyin, then initials", |text, dice| {
        let (first, more) = (1 + dice.roll(3), 1 + dice.roll(3));
        text.iter()
            .take(first + more)
            .enumerate()
            .map(|(at, c)| typed(*c, if at < first { 1 } else { 2 }, dice))
            .collect()
    }),
    ("any mixture", |text, dice| {
        let length = 1 + dice.roll(6);
        text.iter()
            .take(length)
            .map(|c| {
                let way = dice.roll(3);
                typed(*c, way, dice)
            })
            .collect()
    }),
];

/// Asks as a page does; gives the bytes of what it fetched beyond the guide.
fn ask(built: &Built, text: &str) -> (Vec<Suggestion>, usize, usize) {
    let mut index = MoreIndex::open(&built.files[MANIFEST]).unwrap();
    let (mut bytes, mut files) = (0, 0);
    loop {
        match index.suggest(text, LIMIT).unwrap() {
            Asked::Done(answer) => return (answer.suggestions, bytes, files),
            Asked::Needs(names) => {
                for name in names {
                    let file = &built.files[&name];
                    if name.starts_with("f/") {
                        bytes += file.len();
                        files += 1;
                    }
                    index.put(&name, file).unwrap();
                }
            }
        }
    }
}

#[test]
fn a_page_suggests_what_the_whole_suggester_does() {
    let every = 32_645 / TITLES;
    let items: Vec<Item> = five_items().step_by(every).take(TITLES).collect();
    let of_title = |item: &Item| item.title.chars().filter(|c| c.is_alphanumeric()).collect();
    let titles: Vec<Vec<char>> = items.iter().map(of_title).filter(|title: &Vec<char>| !title.is_empty()).collect();
    // Texts make no suggestions.
    let (_folder, portal) = portal(items.into_iter().map(|item| Item { body: String::new(), ..item }));
    let entries = portal.suggestion_entries().unwrap();
    let whole = Suggester::new(entries.iter().cloned());
    let mut extras = Extras::default();
    extras.entries = entries;
    let built = build_with(&Dictionary::empty(), Vec::<PageDocument>::new(), &extras, &Options::default());
    let of_entries = built.files.iter().filter(|(name, _)| name.starts_with("f/"));
    let sizes: Vec<usize> = of_entries.map(|(_, file)| file.len()).collect();
    println!("{} entries: {} files, {} bytes", extras.entries.len(), sizes.len(), sizes.iter().sum::<usize>());
    for (name, file) in built.files.iter().filter(|(name, _)| !name.starts_with("f/")) {
        println!("{name} {}: {} bytes", char::from(file[3]), file.len());
    }

    let mut dice = Dice(7);
    let mut costs: Vec<(usize, String)> = Vec::new();
    let mut differing = Vec::new();
    for (name, way) in WAYS {
        let (mut same, mut all, mut fetched) = (0, Vec::new(), 0);
        for at in 0..INPUTS {
            let title = &titles[dice.roll(titles.len())];
            // Half of what is typed is a title's beginning.
            let from = if at % 2 == 0 { 0 } else { dice.roll(title.len()) };
            let text = way(&title[from..], &mut dice);
            let (found, bytes, files) = ask(&built, &text);
            let expected = whole.suggest(&text, LIMIT);
            if found == expected {
                same += 1;
            } else {
                differing.push(text.clone());
            }
            all.push(bytes);
            fetched += files;
            costs.push((bytes, text));
        }
        all.sort_unstable();
        println!(
            "{name}: {same} of {INPUTS} the same; {} bytes in the median, {} at most; {:.1} files",
            all[all.len() / 2],
            all[all.len() - 1],
            fetched as f64 / INPUTS as f64
        );
        assert!(same as f64 >= INPUTS as f64 * SAME, "{name}: {differing:?}");
    }
    costs.sort();
    println!("differing: {differing:?}");
    println!("the dearest: {:?}", &costs[costs.len() - 8..]);
    assert!(costs[costs.len() / 2].0 <= MEDIAN, "{:?}", costs[costs.len() / 2]);
    assert!(costs[costs.len() - 1].0 <= WORST, "{:?}", costs[costs.len() - 1]);
}
