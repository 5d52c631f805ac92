//! What the C interface costs, on a portal that is there: `through_c LIBMENHU.so PORTAL QUERIES.txt` searches every query
//! through C and in Rust, one after the other, in turn; `through_c fresh LIBMENHU.so PORTAL QUERY` times a process from its start to its
//! first answer, and what of that is the dictionary.
//!
//! The library is loaded, not linked: it is the file that is delivered.

#![allow(clippy::unwrap_used, clippy::print_stdout, clippy::multiple_unsafe_ops_per_block)]

use std::ffi::{c_char, c_void};
use std::hint::black_box;
use std::ptr::null_mut;
use std::time::{Duration, Instant};

use kernel::Portal;
use kernel::query::SearchRequest;
use libloading::{Library, Symbol};

type Handle = *mut c_void;
type Open = unsafe extern "C" fn(*const c_char, usize, *mut Handle, *mut Handle) -> i32;
type Search = unsafe extern "C" fn(Handle, *const c_char, usize, u32, u32, *mut Handle, *mut Handle) -> i32;
type SearchJson = unsafe extern "C" fn(Handle, *const c_char, usize, u64, *mut Handle, *mut Handle) -> i32;
type Hit = unsafe extern "C" fn(Handle, u32, *mut [u64; 19], *mut Handle) -> i32;
type Count = unsafe extern "C" fn(Handle) -> u32;
type Free = unsafe extern "C" fn(Handle) -> i32;

/// A way to search, and its name.
type Way<'a> = (&'a str, &'a dyn Fn(&str));

/// The functions of the library that are measured.
struct C {
    library: Library,
}

impl C {
    fn load(path: &str) -> C {
        // SAFETY: libmenhu runs no code when it is loaded.
        C { library: unsafe { Library::new(path) }.unwrap() }
    }

    fn get<T>(&self, name: &str) -> Symbol<'_, T> {
        // SAFETY: the types above are those of menhu.h.
        unsafe { self.library.get(name.as_bytes()) }.unwrap()
    }

    fn open(&self, name: &str, text: &str) -> Handle {
        let (open, mut handle) = (self.get::<Open>(name), null_mut());
        // SAFETY: a text with its length, a place for the handle, and no error wanted.
        assert_eq!(unsafe { open(text.as_ptr().cast(), text.len(), &raw mut handle, null_mut()) }, 0, "{name}");
        handle
    }
}

fn main() {
    // Cargo passes `--bench` on.
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["fresh", library, portal, query] => fresh(library, portal, query),
        [library, portal, queries] => compare(library, portal, queries),
        _ => println!("through_c LIBMENHU.so PORTAL QUERIES.txt | through_c fresh LIBMENHU.so PORTAL QUERY"),
    }
}

fn compare(library: &str, portal: &str, queries: &str) {
    let queries = std::fs::read_to_string(queries).unwrap();
    let queries: Vec<&str> = queries.lines().filter(|line| !line.trim().is_empty()).collect();
    let c = C::load(library);
    let through_c = c.open("menhu_portal_open", portal);
    let in_rust = Portal::open(portal).unwrap();
    let (search, count, hit) = (
        c.get::<Search>("menhu_portal_search"),
        c.get::<Count>("menhu_answer_count"),
        c.get::<Hit>("menhu_answer_hit"),
    );
    let (free_answer, free_string) = (c.get::<Free>("menhu_answer_free"), c.get::<Free>("menhu_string_free"));
    let search_json = c.get::<SearchJson>("menhu_portal_search_json");

    // A search, all of its hits looked at.
    let ask_c = |query: &str| {
        let mut answer = null_mut();
        // SAFETY: as menhu.h says; the answer is freed once.
        unsafe {
            assert_eq!(search(through_c, query.as_ptr().cast(), query.len(), 10, 0, &raw mut answer, null_mut()), 0);
            for at in 0..count(answer) {
                let mut shown = [0; 19];
                assert_eq!(hit(answer, at, &raw mut shown, null_mut()), 0);
                black_box(shown);
            }
            free_answer(answer);
        }
    };
    let ask_rust = |query: &str| {
        let answer = in_rust.search(&SearchRequest::new(query)).unwrap();
        for hit in &answer.hits {
            black_box((&hit.id, &hit.title, &hit.highlight.title, &hit.highlight.passage, hit.score));
        }
    };
    let ask_json = |query: &str| {
        let request = serde_json::to_string(&serde_json::json!({"q": query})).unwrap();
        let mut answer = null_mut();
        // SAFETY: as menhu.h says; the string is freed once.
        unsafe {
            assert_eq!(
                search_json(through_c, request.as_ptr().cast(), request.len(), 0, &raw mut answer, null_mut()),
                0
            );
            free_string(answer);
        }
    };
    let ask_rust_json = |query: &str| {
        let request = serde_json::to_string(&serde_json::json!({"q": query})).unwrap();
        let request: SearchRequest = serde_json::from_str(&request).unwrap();
        black_box(serde_json::to_vec(&in_rust.search(&request).unwrap()).unwrap());
    };
    let ways: [Way<'_>; 4] =
        [("Rust", &ask_rust), ("C", &ask_c), ("Rust, JSON", &ask_rust_json), ("C, JSON", &ask_json)];
    let mut times: [Vec<Duration>; 4] = Default::default();
    for round in 0..6 {
        for (at, query) in queries.iter().enumerate() {
            // Whoever comes second finds the caches warm: they take turns.
            for turn in 0..4 {
                let way = (turn + at + round) % 4;
                let started = Instant::now();
                (ways[way].1)(query);
                // The first round warms.
                if round > 0 {
                    times[way].push(started.elapsed());
                }
            }
        }
    }
    let mut points = Vec::new();
    for ((name, _), times) in ways.iter().zip(&mut times) {
        times.sort_unstable();
        let at = |share: f64| times[((times.len() - 1) as f64 * share) as usize].as_nanos() as f64 / 1000.0;
        println!("{name}: p50 {:.1} us, p99 {:.1} us, {} searches", at(0.5), at(0.99), times.len());
        points.push((at(0.5), at(0.99)));
    }
    println!("C / Rust: p50 {:.3}, p99 {:.3}", points[1].0 / points[0].0, points[1].1 / points[0].1);
    println!("C / Rust, JSON: p50 {:.3}, p99 {:.3}", points[3].0 / points[2].0, points[3].1 / points[2].1);
}

fn fresh(library: &str, portal: &str, query: &str) {
    let started = Instant::now();
    let c = C::load(library);
    let loaded = started.elapsed();
    let portal = c.open("menhu_portal_open", portal);
    let opened = started.elapsed();
    let (search, mut answer) = (c.get::<Search>("menhu_portal_search"), null_mut());
    // SAFETY: as menhu.h says.
    let status = unsafe { search(portal, query.as_ptr().cast(), query.len(), 10, 0, &raw mut answer, null_mut()) };
    let answered = started.elapsed();
    assert_eq!(status, 0);
    // The dictionary of another analyzer: what it costs when its pages are in memory already …
    let before = Instant::now();
    c.open("menhu_analyzer_new", "");
    let dictionary = before.elapsed();
    println!(
        "load {:.2} ms, open {:.2} ms, first answer {:.2} ms, together {:.2} ms; a dictionary {:.3} ms",
        ms(loaded),
        ms(opened - loaded),
        ms(answered - opened),
        ms(answered),
        ms(dictionary)
    );
}

fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}
