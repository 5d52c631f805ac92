//! A thousand planted values through a full and faulty run: none of them anywhere, in clear or as a plain hash.

use std::collections::BTreeSet;
use std::io;
use std::sync::{Arc, Mutex};

use menhu_lookups::lookup::Fields;
use menhu_lookups::signing::{Encoding, md5, sha256, sm3};
use menhu_lookups::simulator::people::Person;
use menhu_lookups::simulator::{Fault, Order, Provider};
use tracing_subscriber::fmt::MakeWriter;

use super::second::Redis;
use super::*;

/// Everything that is logged, at the finest level.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = Log;

    fn make_writer(&'a self) -> Log {
        self.clone()
    }
}

/// What must be nowhere: the values, and what anybody could make of them by hashing.
fn planted(people: &[Person]) -> Vec<Vec<u8>> {
    let values = people.iter().flat_map(|person| {
        [
            person.id_number.clone(),
            person.account.clone(),
            person.personal_number.clone(),
            person.vehicle.plate.clone(),
            person.vehicle.vin.clone(),
            person.vehicle.engine_number.clone(),
        ]
    });
    let values: BTreeSet<String> = values.collect();
    let mut planted = Vec::new();
    for value in &values {
        planted.push(value.clone().into_bytes());
        for digest in [md5(value.as_bytes()), sha256(value.as_bytes()), sm3(value.as_bytes())] {
            for encoding in [Encoding::Hex, Encoding::HexUpper, Encoding::Base64] {
                planted.push(encoding.encode(&digest).into_bytes());
            }
            planted.push(digest);
        }
    }
    planted
}

/// The first of `needles` that stands in `hay`.
fn first_found<'n>(hay: &[u8], needles: &'n [Vec<u8>]) -> Option<&'n [u8]> {
    // By their first bytes, so that a million comparisons are few.
    let mut heads: std::collections::HashMap<&[u8], Vec<&'n [u8]>> = std::collections::HashMap::new();
    for needle in needles {
        heads.entry(&needle[..6]).or_default().push(needle);
    }
    (0..hay.len().saturating_sub(5))
        .find_map(|at| heads.get(&hay[at..at + 6])?.iter().copied().find(|needle| hay[at..].starts_with(needle)))
}

// On one thread: its log is that of every task.
#[tokio::test]
async fn no_planted_value_is_found_anywhere() {
    let log = Log::default();
    let subscriber = tracing_subscriber::fmt().with_max_level(tracing::Level::TRACE).with_writer(log.clone()).finish();
    let _guard = tracing::subscriber::set_default(subscriber);

    let (stage, redis) = (Stage::new().await, Redis::start());
    let quick = "\n[limits]\nretries = 1\n[breaker]\nfailures = 101\n";
    let ids = ["demo-social-soap", "demo-social-province", "demo-fund-exchange", "demo-fund-city", "demo-violations"];
    let files: Vec<_> = ids
        .map(|name| {
            let text =
                demonstration(name).replace("timeout = 3", "timeout = 0.3").replace("deadline = 8", "deadline = 1");
            (name, text + quick)
        })
        .into();
    let lookups = stage.lookups_with(&files, &redis.settings());
    let people: Vec<Person> = (10..180).map(Person::nth).collect();
    let mut said = Vec::new();
    let faults = [
        None,
        Some(Fault::Malformed),
        Some(Fault::Truncated),
        Some(Fault::WrongCharset),
        Some(Fault::Reset),
        Some(Fault::Quota),
        Some(Fault::Captcha),
        Some(Fault::XmlBomb),
        Some(Fault::Status),
        Some(Fault::ExpiredSecret),
    ];
    for (at, person) in people.iter().enumerate() {
        stage.simulator.clear();
        if let Some(fault) = faults[at % faults.len()] {
            for provider in Provider::ALL {
                let _ = stage.simulator.order(Order::new(provider, fault));
            }
        }
        let who = requester("somebody");
        for provider in &ids[..2] {
            said.push(format!("{:?}", lookups.look_up(&who, &social(person), &by(provider)).await));
        }
        for provider in &ids[2..4] {
            said.push(format!("{:?}", lookups.look_up(&who, &fund(person), &by(provider)).await));
        }
        said.push(format!("{:?}", lookups.look_up(&who, &violations(person), &by(ids[4])).await));
        // Values in the wrong fields, and what is no question at all.
        let wrong = SocialSecurityQuestion { name: person.id_number.clone().into(), ..social(person) };
        let answered = lookups.look_up(&who, &wrong, &by(&person.id_number)).await;
        said.push(format!("{wrong:?} {answered:?}"));
        let body = format!("{{\"name\": {}, \"{}\": \"x\"}}", person.id_number, person.id_number);
        said.push(format!("{:?}", Fields::from_json(body.as_bytes())));
        if at % 40 == 7 {
            lookups.purge_person(&person.id_number.clone().into()).await.unwrap();
        }
    }
    said.push(format!("{lookups:?} {:?} {:?}", lookups.counts(), lookups.providers()));
    // A panic, as a fault of ours would be.
    let question = social(&people[0]);
    let panicked = std::panic::catch_unwind(|| panic!("{question:?}")).unwrap_err();
    said.push(panicked.downcast_ref::<String>().cloned().unwrap());
    // What Redis writes, it writes every second.
    tokio::time::sleep(std::time::Duration::from_millis(1500)).await;

    let planted = planted(&people);
    let values = planted.len() / 13;
    assert!(values >= 1000, "{values} values");
    let places = [
        ("log", log.0.lock().unwrap().clone()),
        ("Debug", said.join("\n").into_bytes()),
        ("audit", std::fs::read(stage.audit()).unwrap()),
        ("Redis", redis.contents()),
    ];
    for (place, content) in &places {
        assert!(!content.is_empty(), "{place} is empty: nothing was looked at");
        let found = first_found(content, &planted);
        assert!(found.is_none(), "{place} holds {:?}", String::from_utf8_lossy(found.unwrap_or_default()));
        // Names are short: they are looked for as they are.
        for person in &people {
            let at = content.windows(person.name.len()).position(|window| window == person.name.as_bytes());
            assert!(at.is_none(), "{place} holds a name");
        }
    }
    // The search does find what is there.
    assert!(first_found(people[0].vehicle.vin.as_bytes(), &planted).is_some());
    let sizes: Vec<String> = places.iter().map(|(place, content)| format!("{place} {} bytes", content.len())).collect();
    println!("{values} planted values and their hashes: none found in {}", sizes.join(", "));
    let verified = menhu_lookups::audit::verify(&stage.audit()).unwrap();
    assert!(verified.fault.is_none() && verified.entries > 900, "{verified:?}");
}
