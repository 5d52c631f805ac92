//! The second level, on a real Redis: shared by processes, sealed, and purged with them.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use menhu_lookups::lookup::{ErrorClass, Origin};
use menhu_lookups::simulator::Provider;
use menhu_lookups::simulator::people::Person;

use super::*;

/// A Redis of this test alone, stopped with it.
pub(crate) struct Redis {
    process: Child,
    port: u16,
    pub(crate) folder: TempDir,
}

impl Redis {
    pub(crate) fn start() -> Redis {
        for _ in 0..20 {
            let free = std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
            let port = free.local_addr().unwrap().port();
            drop(free);
            let folder = tempfile::tempdir().unwrap();
            let mut process = Command::new("redis-server")
                .args(["--port", &port.to_string(), "--bind", "127.0.0.1", "--appendonly", "yes", "--save", "1 1"])
                .args(["--dir", &folder.path().display().to_string()])
                .stdout(Stdio::piped())
                .spawn()
                .expect("redis-server is missing; tests/run installs it");
            let lines = BufReader::new(process.stdout.take().unwrap()).lines();
            let is_ready = lines.map_while(Result::ok).any(|line| line.contains("Ready to accept connections"));
            if is_ready {
                return Redis { process, port, folder };
            }
            // Somebody else took the port in between.
            let _ = process.wait();
        }
        panic!("no port for redis-server");
    }

    pub(crate) fn settings(&self) -> Settings {
        let many = Rate::new(1_000_000, 1);
        let rates = RateLimits { requester: many, address: many, subject: many };
        let redis = Some(format!("redis://127.0.0.1:{}/", self.port).into());
        Settings { rates, redis, ..Settings::default() }
    }

    /// Everything that is in it, as it is on disk.
    pub(crate) fn contents(&self) -> Vec<u8> {
        let mut all = Vec::new();
        let mut folders = vec![self.folder.path().to_owned()];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
                if entry.path().is_dir() {
                    folders.push(entry.path());
                } else {
                    all.extend(std::fs::read(entry.path()).unwrap());
                }
            }
        }
        all
    }

    fn stop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Drop for Redis {
    fn drop(&mut self) {
        self.stop();
    }
}

/// Another process of the same service: other memory and another audit, the same secret and the same Redis.
fn another(stage: &Stage, settings: &Settings, number: usize) -> Lookups {
    let keys = Keys::from_secret(&[7; 32]).unwrap();
    let audit = Audit::open(&stage.folder.path().join(format!("audit-{number}.jsonl"))).unwrap();
    let providers = vec![stage.provider("soap", &demonstration("demo-social-soap"))];
    Lookups::new(settings, keys, audit, providers, Arc::clone(&stage.clock) as Arc<dyn Clock>).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn processes_share_what_is_kept_and_what_is_purged() {
    let (stage, mut redis) = (Stage::new().await, Redis::start());
    let settings = redis.settings();
    let (one, other) = (another(&stage, &settings, 1), another(&stage, &settings, 2));
    let (who, person) = (requester("a"), Person::nth(0));
    let calls = || stage.simulator.calls(Provider::Soap);
    let first = one.look_up(&who, &social(&person), &inquiry()).await.unwrap();
    stage.clock.advance(10);
    let second = other.look_up(&who, &social(&person), &inquiry()).await.unwrap();
    assert_eq!((first.source, second.source, second.age_s, calls()), (Origin::Fresh, Origin::Cached, 10, 1));
    assert_eq!(first.record, second.record);
    // Not between requesters, there as here.
    assert_eq!(other.look_up(&requester("b"), &social(&person), &inquiry()).await.unwrap().source, Origin::Fresh);

    // Sealed, under keys that say nothing.
    let contents = redis.contents();
    assert!(contents.windows(13).any(|window| window == b"menhu:answer:"), "it is there");
    for value in [&person.id_number, &person.name, &person.unit_name, &person.personal_number] {
        assert!(!contents.windows(value.len()).any(|window| window == value.as_bytes()), "in clear");
    }

    // Purged in one process, it is gone in the other, which had it in memory.
    one.purge_person(&person.id_number.clone().into()).await.unwrap();
    assert_eq!(other.look_up(&who, &social(&person), &inquiry()).await.unwrap().source, Origin::Fresh);
    assert_eq!(calls(), 3);

    // An epoch that Redis loses is said again: what was purged does not come back.
    lose_epochs(redis.port);
    assert_eq!(one.look_up(&who, &social(&person), &inquiry()).await.unwrap().source, Origin::Cached);
    lookup_is_of_after(&other, &who, &person, calls()).await;

    // Without Redis nobody knows what was purged: nothing that is kept is given, and a purge says that it cannot reach the
    // others.
    redis.stop();
    let before = calls();
    for lookups in [&one, &other] {
        let (question, inquired) = (social(&person), inquiry());
        let answered = tokio::time::timeout(Duration::from_secs(20), lookups.look_up(&who, &question, &inquired)).await;
        assert_eq!(answered.unwrap().unwrap().source, Origin::Fresh);
    }
    assert_eq!(calls(), before + 2);
    let error = one.purge_person(&person.id_number.clone().into()).await.unwrap_err();
    assert_eq!(error.class, ErrorClass::UpstreamUnavailable);
}

/// What is answered is from the cache, and none of before the last call.
async fn lookup_is_of_after(lookups: &Lookups, who: &Requester, person: &Person, calls: u64) {
    let answer = lookups.look_up(who, &social(person), &inquiry()).await.unwrap();
    assert_eq!((answer.source, answer.age_s), (Origin::Cached, 0), "{calls}");
}

/// Takes away what Redis knows of purges, as an eviction would.
fn lose_epochs(port: u16) {
    let script = "for _, key in ipairs(redis.call('KEYS', 'menhu:epoch:*')) do redis.call('DEL', key) end";
    let done = Command::new("redis-cli").args(["-p", &port.to_string(), "EVAL", script, "0"]).output();
    assert!(done.expect("redis-cli is missing; tests/run installs it").status.success());
}
