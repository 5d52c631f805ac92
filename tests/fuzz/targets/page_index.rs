//! A page index of which one file says anything: it is answered from or refused, and what is answered stands in the
//! index. Checksums and names are made right, so that what lies behind them is reached.
#![no_main]

use std::collections::BTreeMap;
use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use menhu::catalog::{Listed, Listing};
use menhu::page::{
    Asked, Extras, MANIFEST, MoreIndex, Options, PageDocument, PageError, PageIndex, PageRelated, PageRequest, Step,
    build_with,
};
use menhu::suggest::{Entry, SuggestionKind};
use menhu::text::Dictionary;

const QUERIES: [&str; 8] =
    ["公积金提取", "\"处罚决定\"", "gjj", "税", "公積金 -\"贷款 办法\"", "罚 unit:民政局", "\"第52条\"", ""];
/// Magic, kind, version, length, checksum.
const HEADER: usize = 13;

/// The payloads of a small index by name, the kind of each before it.
static PAYLOADS: LazyLock<BTreeMap<String, (u8, Vec<u8>)>> = LazyLock::new(|| {
    let texts = [
        ("住房公积金提取办法", "购买自住住房的，可以申请提取。\n租房也可以提取公积金。"),
        ("行政处罚规定", "处罚决定书应当送达。第52条 缴税。"),
        ("臺灣居民居住證辦理", "持證人可以辦理公積金業務。"),
    ];
    let documents = texts.iter().enumerate().map(|(n, (title, body))| PageDocument {
        id: n.to_string(),
        title: (*title).into(),
        body: (*body).into(),
        unit: "民政局".into(),
        date: "2024-05-01".into(),
        weight: 16,
        ..PageDocument::default()
    });
    let mut extras = Extras::default();
    extras.entries = texts
        .iter()
        .map(|(title, _)| Entry { text: (*title).into(), kind: SuggestionKind::Title, id: None, weight: 1.0 })
        .collect();
    extras.related = vec![("0".into(), PageRelated::default())];
    extras.listings = vec![Listed { list: Listing::Units, entries: Vec::new() }];
    let built = build_with(&Dictionary::builtin(), documents, &extras, &Options::default());
    built
        .files
        .into_iter()
        .map(|(name, file)| {
            let payload = miniz_oxide::inflate::decompress_to_vec(&file[HEADER..]).expect("a whole file");
            (name, (file[3], payload))
        })
        .collect()
});

/// As docs/page-index.md says.
fn hash(bytes: &[u8]) -> u64 {
    let mut hash =
        bytes.iter().fold(0xcbf2_9ce4_8422_2325_u64, |h, b| (h ^ u64::from(*b)).wrapping_mul(0x100_0000_01b3));
    hash ^= hash >> 32;
    hash = hash.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    hash ^ (hash >> 29)
}

fn pack(kind: u8, payload: &[u8]) -> Vec<u8> {
    let packed = miniz_oxide::deflate::compress_to_vec(payload, 1);
    let mut file = b"MHP".to_vec();
    file.extend([kind, menhu::page::VERSION]);
    file.extend((payload.len() as u32).to_le_bytes());
    file.extend((hash(&packed) as u32).to_le_bytes());
    file.extend(packed);
    file
}

/// The files of the index, in which whoever names `changed` names its new content.
fn files(changed: &str, payload: Vec<u8>) -> BTreeMap<String, Vec<u8>> {
    let mut payloads = PAYLOADS.clone();
    if let Some(file) = payloads.get_mut(changed) {
        file.1 = payload;
    }
    let mut files = BTreeMap::new();
    // A file is named by what is packed after it.
    for kinds in [&b"XYZLC"[..], b"TGW", b"R", b"DVSPFE", b"M"] {
        let group: Vec<(String, (u8, Vec<u8>))> =
            payloads.iter().filter(|(_, file)| kinds.contains(&file.0)).map(|(n, f)| (n.clone(), f.clone())).collect();
        for (name, (kind, payload)) in group {
            let file = pack(kind, &payload);
            if name == MANIFEST || name.starts_with("f/") {
                files.insert(name, file);
                continue;
            }
            let old: Vec<u8> =
                (0..6).map(|at| u8::from_str_radix(&name[at * 2..at * 2 + 2], 16).expect("hex")).collect();
            let new = hash(&file).to_le_bytes();
            for (_, other) in payloads.values_mut() {
                if let Some(at) = other.windows(6).position(|bytes| bytes == old) {
                    other[at..at + 6].copy_from_slice(&new[..6]);
                }
            }
            files.insert(new[..6].iter().map(|byte| format!("{byte:02x}")).collect::<String>() + ".mhp", file);
        }
    }
    files
}

/// The length of an answer.
fn length(asked: Result<Asked<&str>, PageError>) -> Result<Asked<usize>, PageError> {
    Ok(match asked? {
        Asked::Needs(names) => Asked::Needs(names),
        Asked::Done(json) => Asked::Done(json.len()),
    })
}

/// Asks until there is an answer, or none.
fn ask<T>(
    files: &BTreeMap<String, Vec<u8>>,
    question: impl Fn(&MoreIndex) -> Result<Asked<T>, PageError>,
    check: impl FnOnce(T),
) {
    let Ok(mut index) = MoreIndex::open(&files[MANIFEST]) else { return };
    for _ in 0..12 {
        match question(&index) {
            Err(_) => return,
            Ok(Asked::Done(answer)) => return check(answer),
            Ok(Asked::Needs(needed)) => {
                assert!(!needed.is_empty(), "nothing is needed, and there is no answer");
                for name in needed {
                    let Some(file) = files.get(&name) else { return };
                    if index.put(&name, file).is_err() {
                        return;
                    }
                }
            }
        }
    }
    panic!("the question does not end");
}

fuzz_target!(|input: &[u8]| {
    // Whatever the bytes are as a file.
    let _ = PageIndex::open(input);
    let [which, query, mode, rest @ ..] = input else { return };
    let names: Vec<&String> = PAYLOADS.keys().collect();
    let name = names[usize::from(*which) % names.len()];
    let mut payload = PAYLOADS[name].1.clone();
    match mode % 3 {
        0 => payload = rest.to_vec(),
        1 => payload.truncate(rest.len()),
        _ => {
            for edit in rest.chunks_exact(2) {
                let length = payload.len().max(1);
                if let Some(byte) = payload.get_mut(usize::from(edit[0]) % length) {
                    *byte = edit[1];
                }
            }
        }
    }
    let files = files(name, payload);
    let q = QUERIES[usize::from(*query) % QUERIES.len()];
    ask(
        &files,
        |index| index.suggest(q, 5),
        |answer| {
            assert!(answer.suggestions.len() <= 5);
            assert!(answer.suggestions.iter().all(|found| found.highlight.contains("<mark>")));
        },
    );
    ask(
        &files,
        |index| index.did_you_mean("公机金 提去"),
        |meant| {
            assert!(meant.did_you_mean.is_none_or(|meant| !meant.text.is_empty()));
        },
    );
    ask(&files, |index| length(index.related("0")), |_| ());
    ask(&files, |index| length(index.catalog("units")), |_| ());
    let Ok(mut index) = PageIndex::open(&files[MANIFEST]) else { return };
    let request = PageRequest {
        q: q.into(),
        facets: index.fields().map(str::to_owned).collect(),
        limit: 10,
        ..PageRequest::default()
    };
    for _ in 0..12 {
        match index.search(&request) {
            Err(_) => return,
            Ok(Step::Done(answer)) => {
                assert!(answer.hits.len() == answer.numbers.len() && answer.total <= index.len());
                assert!(
                    answer.hits.iter().all(|hit| !hit
                        .passage
                        .replace("<mark>", "")
                        .replace("</mark>", "")
                        .contains('<'))
                );
                return;
            }
            Ok(Step::Needs(needed)) => {
                assert!(!needed.is_empty(), "nothing is needed, and there is no answer");
                for name in needed {
                    let Some(file) = files.get(&name) else { return };
                    if index.put(&name, file).is_err() {
                        return;
                    }
                }
            }
        }
    }
    panic!("the search does not end");
});
