//! What a lookup costs beside the least that it could: `menhu-lookup-cost`.
//!
//! A hit in the cache against a bare one: moka's `get` and the opening of a sealed value of the same size. A lookup by a
//! provider against a bare call: reqwest, the same form to the same server, its answer read and thrown away. Everything in
//! one run, in turn, since machines are noisy.

// Figures are what this program is for; it stops at what it cannot do.
#![allow(clippy::print_stdout, clippy::unwrap_used)]

use std::net::{IpAddr, Ipv4Addr};
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use menhu_lookups::Lookups;
use menhu_lookups::audit::Audit;
use menhu_lookups::cache::Keys;
use menhu_lookups::lookup::{Inquiry, Origin, Purpose, SystemClock, TrafficViolationsQuestion};
use menhu_lookups::provider::{Provider, Variables};
use menhu_lookups::resilience::{Rate, RateLimits};
use menhu_lookups::service::{Requester, Settings};
use menhu_lookups::simulator::people::Person;
use menhu_lookups::simulator::{Options, Simulator};

const HITS: usize = 20_000;
const COLD: u32 = 1_000;
const ROUNDS: usize = 5;

fn main() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.block_on(run());
}

async fn run() {
    let simulator = Simulator::new(Options::default()).unwrap();
    let running = simulator.start((Ipv4Addr::LOCALHOST, 0).into()).await.unwrap();
    let variables = Variables::default().with("simulator", &running.url());
    let pairs = simulator.credentials().pairs();
    let variables = pairs.iter().fold(variables, |all, (name, value)| all.with(name, value));
    let file =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples/server/demo/config/providers/demo-violations.toml");
    let provider = Provider::read("violations", &std::fs::read_to_string(file).unwrap(), &variables).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let many = Rate::new(100_000_000, 1);
    let rates = RateLimits { requester: many, address: many, subject: many };
    let lookups = Lookups::new(
        &Settings { rates, ..Settings::default() },
        Keys::random().unwrap(),
        Audit::open(&folder.path().join("audit.jsonl")).unwrap(),
        vec![provider],
        Arc::new(SystemClock::new()),
    )
    .unwrap();
    let who = Requester { id: "bench".to_owned().into(), address: IpAddr::V4(Ipv4Addr::LOCALHOST) };
    let inquiry = Inquiry { purpose: Purpose::SelfService, consent_id: "consent-0001".to_owned(), provider: None };
    let question = |person: &Person| TrafficViolationsQuestion {
        plate: person.vehicle.plate.clone().into(),
        plate_type: person.vehicle.plate_type.to_owned().into(),
        engine_number: person.vehicle.engine_number.clone().into(),
        vin: person.vehicle.vin.clone().into(),
    };

    let asked = question(&Person::nth(0));
    let answer = lookups.look_up(&who, &asked, &inquiry).await.unwrap();
    let size = serde_json::to_vec(&answer.record).unwrap().len();
    let bare = Bare::new(size).await;
    let (mut hits, mut opens) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        for _ in 0..HITS / ROUNDS {
            let began = Instant::now();
            let answer = lookups.look_up(&who, &asked, &inquiry).await.unwrap();
            hits.push(began.elapsed());
            assert_eq!(answer.source, Origin::Cached);
            let began = Instant::now();
            assert_eq!(bare.get().await.len(), size);
            opens.push(began.elapsed());
        }
    }
    show("hit in the cache", "moka get and AEAD open", &mut hits, &mut opens);
    println!("  of a record of {size} bytes; a hit counts three limits, reads the record and writes the audit");

    // What our own client sets up for itself.
    rustls::crypto::ring::default_provider().install_default().unwrap();
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let url = format!("{}/aggregator/query", running.url());
    let (mut cold, mut calls) = (Vec::new(), Vec::new());
    for person in (1..=COLD).map(Person::nth) {
        let began = Instant::now();
        lookups.look_up(&who, &question(&person), &inquiry).await.unwrap();
        cold.push(began.elapsed());
        let form = form(&person, &simulator.credentials().aggregator_key);
        let began = Instant::now();
        let request = client.post(&url).header("content-type", "application/x-www-form-urlencoded").body(form);
        let bytes = request.send().await.unwrap().bytes().await.unwrap();
        calls.push(began.elapsed());
        assert!(!bytes.is_empty());
    }
    show("lookup by a provider", "bare call", &mut cold, &mut calls);
}

fn form(person: &Person, key: &str) -> String {
    let engine = &person.vehicle.engine_number;
    let vin = &person.vehicle.vin;
    let mut form = url::form_urlencoded::Serializer::new(String::new());
    form.append_pair("key", key)
        .append_pair("hphm", &person.vehicle.plate)
        .append_pair("hpzl", person.vehicle.plate_type);
    form.append_pair("engineno", &engine[engine.len() - 6..]).append_pair("classno", &vin[vin.len() - 6..]).finish()
}

/// The least a cache of sealed values does.
struct Bare {
    cache: moka::future::Cache<[u8; 32], Arc<Vec<u8>>>,
    cipher: XChaCha20Poly1305,
}

impl Bare {
    async fn new(size: usize) -> Bare {
        let cipher = XChaCha20Poly1305::new(&[7; 32].into());
        let cache = moka::future::Cache::new(1000);
        let payload = Payload { msg: &vec![b'x'; size], aad: &[1; 32] };
        let sealed = cipher.encrypt(&XNonce::from([3; 24]), payload).unwrap();
        cache.insert([1; 32], Arc::new(sealed)).await;
        Bare { cache, cipher }
    }

    async fn get(&self) -> Vec<u8> {
        let sealed = self.cache.get(&[1; 32]).await.unwrap();
        self.cipher.decrypt(&XNonce::from([3; 24]), Payload { msg: &sealed, aad: &[1; 32] }).unwrap()
    }
}

fn show(what: &str, peer: &str, ours: &mut [Duration], theirs: &mut [Duration]) {
    let micros = |times: &mut [Duration], share: f64| {
        times.sort();
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss)]
        let at = (times.len() as f64 * share) as usize;
        times[at.min(times.len() - 1)].as_secs_f64() * 1e6
    };
    for (name, share) in [("p50", 0.5), ("p99", 0.99)] {
        let (our, their) = (micros(ours, share), micros(theirs, share));
        println!("{what} ÷ {peer}, {name}: {our:.1} µs ÷ {their:.1} µs = {:.2}", our / their);
    }
}
