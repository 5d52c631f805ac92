//! Benchmarks of the kernel through its public API: folding, segmentation, indexing, searching.

use std::hint::black_box;
use std::process::ExitCode;
use std::time::Duration;

use criterion::{BatchSize, Criterion, SamplingMode, Throughput};
use jieba_rs::Jieba;
use menhu::catalog::Item;
use menhu::query::SearchRequest;
use menhu::text::{Dictionary, Folded, fold, segment};
use menhu::{Portal, Writer, WriterOptions};
use tempfile::TempDir;

mod corpora;

/// Every how many items the texts of folding and segmentation are taken: both corpora are in them, and a pass is short.
const SAMPLE_STEP: usize = 8;
/// Every how many items an exact title is searched.
const TITLE_STEP: usize = 150;
/// Shortest title that is searched, in characters: shorter ones are words.
const SHORTEST_TITLE: usize = 8;

/// jieba's own dictionary, from which the kernel's is compiled.
const JIEBA_DICTIONARY: &str = include_str!("../../core/data/jieba_dict.txt");

fn main() -> ExitCode {
    let items = match corpora::read() {
        Ok(items) => items,
        Err(failure) => {
            // Standard error is this program's way to say what went wrong.
            #[allow(clippy::print_stderr)]
            {
                eprintln!("kernel: {failure}");
            }
            return ExitCode::FAILURE;
        }
    };
    // Short, so that a whole run is a matter of a minute; the command line can ask for more.
    let mut criterion = Criterion::default()
        .sample_size(15)
        .warm_up_time(Duration::from_secs(1))
        .measurement_time(Duration::from_secs(3))
        .configure_from_args();
    let texts: Vec<&str> = items.iter().step_by(SAMPLE_STEP).flat_map(|item| [&*item.title, &*item.body]).collect();
    bench_fold(&mut criterion, &texts);
    bench_segment(&mut criterion, &texts);
    bench_index(&mut criterion, &items);
    bench_search(&mut criterion, &items);
    criterion.final_summary();
    ExitCode::SUCCESS
}

fn total_bytes<'t>(texts: impl IntoIterator<Item = &'t str>) -> u64 {
    texts.into_iter().map(|text| text.len() as u64).sum()
}

fn bench_fold(criterion: &mut Criterion, texts: &[&str]) {
    let mut group = criterion.benchmark_group("fold");
    group.throughput(Throughput::Bytes(total_bytes(texts.iter().copied())));
    group.bench_function("string", |bencher| {
        bencher.iter(|| {
            for text in texts {
                black_box(fold(text));
            }
        });
    });
    // As the index does it: with offsets, into memory that is used again.
    group.bench_function("buffer", |bencher| {
        let mut folded = Folded::default();
        bencher.iter(|| {
            for text in texts {
                folded.fill(text);
                black_box(folded.as_str());
            }
        });
    });
    group.finish();
}

/// Beside jieba-rs over the same texts, both without a hidden Markov model. The kernel's time includes folding, which
/// jieba-rs does not do.
fn bench_segment(criterion: &mut Criterion, texts: &[&str]) {
    let dictionary = Dictionary::builtin();
    let jieba = Jieba::with_dict(&mut JIEBA_DICTIONARY.as_bytes()).expect("jieba's dictionary is well-formed");
    let mut group = criterion.benchmark_group("segment");
    group.throughput(Throughput::Bytes(total_bytes(texts.iter().copied())));
    group.bench_function("menhu", |bencher| {
        bencher.iter(|| {
            for text in texts {
                black_box(segment(&dictionary, text));
            }
        });
    });
    group.bench_function("jieba-rs", |bencher| {
        bencher.iter(|| {
            for text in texts {
                black_box(jieba.cut(text, false));
            }
        });
    });
    group.finish();
}

/// A writer on a new portal, with the folder that goes when it is dropped: after the writer, which comes first.
///
/// One thread: figures then do not depend on how many processors are free.
fn new_portal() -> (Writer, TempDir) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let portal = Portal::open_or_create(folder.path()).expect("an empty portal");
    let options = WriterOptions { threads: 1, memory: 256_000_000 };
    (portal.writer(&options).expect("the portal's writer"), folder)
}

fn put_all(writer: &mut Writer, items: &[Item]) {
    for item in items {
        writer.put(item).expect("an item that was read can be put");
    }
    writer.commit().expect("a commit on a healthy disk");
}

fn bench_index(criterion: &mut Criterion, items: &[Item]) {
    let mut group = criterion.benchmark_group("index");
    // One pass takes longer than a sample should: every sample is one pass.
    group.sampling_mode(SamplingMode::Flat);
    let bytes = total_bytes(items.iter().flat_map(|item| [&*item.title, &*item.body]));
    group.throughput(Throughput::ElementsAndBytes { elements: items.len() as u64, bytes });
    group.bench_function("put-and-commit", |bencher| {
        let put = |(mut writer, folder)| {
            put_all(&mut writer, items);
            (writer, folder)
        };
        bencher.iter_batched(new_portal, put, BatchSize::PerIteration);
    });
    group.finish();
}

/// One pass of a class runs all its queries: the throughput is in queries a second.
fn bench_search(criterion: &mut Criterion, items: &[Item]) {
    let (mut writer, folder) = new_portal();
    put_all(&mut writer, items);
    writer.finish().expect("the parts of the index can be merged");
    let portal = Portal::open(folder.path()).expect("the portal just written");

    let mut group = criterion.benchmark_group("search");
    for (class, requests) in query_classes(items) {
        for request in &requests {
            let answer = portal.search(request).expect("a request within its limits");
            // A query that finds nothing is quick, and its time says nothing.
            assert!(!answer.hits.is_empty(), "{class}: `{}` finds nothing in these corpora", request.q);
        }
        group.throughput(Throughput::Elements(requests.len() as u64));
        group.bench_function(class, |bencher| {
            bencher.iter(|| {
                for request in &requests {
                    black_box(portal.search(request).expect("a request that was answered before"));
                }
            });
        });
    }
    group.finish();
}

fn query_classes(items: &[Item]) -> [(&'static str, Vec<SearchRequest>); 7] {
    let plain = |queries: &[&str]| queries.iter().copied().map(SearchRequest::new).collect::<Vec<_>>();
    let titles: Vec<&str> = items
        .iter()
        .step_by(TITLE_STEP)
        .map(|item| &*item.title)
        .filter(|title| title.chars().count() >= SHORTEST_TITLE)
        .collect();
    // Words that both corpora hold often: there is much to count and to sort.
    let frequent = |parameters: &[(&str, &str)]| -> Vec<SearchRequest> {
        let request = |word| {
            let pairs = std::iter::once(("q", word)).chain(parameters.iter().copied());
            SearchRequest::from_pairs(pairs).expect("parameters that exist")
        };
        ["疫情", "企业", "补贴", "申请"].map(request).to_vec()
    };
    [
        ("one-word", plain(&["公积金", "口罩", "居住证", "营业执照", "疫情", "企业", "补贴", "申请"])),
        ("two-words", plain(&["企业 补贴", "疫情 防控", "社会保险 减免", "资格 认定", "登记 变更", "税务 申报"])),
        (
            "question",
            plain(&[
                "公租房申请需要什么条件",
                "疫情期间企业可以延期缴纳税款吗",
                "办理营业执照要带哪些材料",
                "小区出现确诊病例应该怎么办",
                "失业保险金可以领取多久",
                "复工复产的企业能拿到多少补贴",
            ]),
        ),
        ("exact-title", plain(&titles)),
        ("phrase", plain(&["\"优化营商环境\"", "\"疫情防控\"", "\"复工复产\"", "\"承诺办结时限\""])),
        ("filters-and-facets", frequent(&[("kind", "service"), ("facets", "kind,unit,column,year")])),
        ("by-date", frequent(&[("sort", "date")])),
    ]
}
