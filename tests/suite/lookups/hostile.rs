//! Upstreams that mean harm: each ends as a typed error, in time and in little memory.

use std::time::{Duration, Instant};

use menhu_lookups::lookup::ErrorClass;
use menhu_lookups::simulator::people::Person;
use menhu_lookups::simulator::{Fault, Order, Provider};

use super::*;

/// Memory of this process, in bytes.
fn resident() -> u64 {
    let text = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = text.lines().find(|line| line.starts_with("VmRSS:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse::<u64>().unwrap() * 1024
}

#[tokio::test(flavor = "multi_thread")]
async fn hostile_answers_end_in_time_and_in_little_memory() {
    let stage = Stage::new().await;
    let quick = |name| {
        let text = demonstration(name).replace("timeout = 3", "timeout = 1").replace("deadline = 8", "deadline = 2");
        text + "\n[limits]\nretries = 1\n[breaker]\nfailures = 101\n"
    };
    let lookups = stage.lookups(&[
        ("soap", quick("demo-social-soap")),
        ("province", quick("demo-social-province")),
        ("violations", quick("demo-violations")),
    ]);
    let person = Person::nth(0);
    for (fault, expected) in [
        (Fault::Huge, ErrorClass::Malformed),
        (Fault::Slow, ErrorClass::UpstreamTimeout),
        (Fault::XmlBomb, ErrorClass::Malformed),
        (Fault::Redirect, ErrorClass::UpstreamUnavailable),
        (Fault::Hang, ErrorClass::UpstreamTimeout),
    ] {
        for (provider, id) in
            [(Provider::Soap, "soap"), (Provider::Province, "province"), (Provider::Aggregator, "violations")]
        {
            stage.simulator.clear();
            stage.simulator.order(Order::new(provider, fault)).unwrap();
            let (before, began) = (resident(), Instant::now());
            let found = match provider {
                Provider::Aggregator => class(&lookups.look_up(&requester("a"), &violations(&person), &by(id)).await),
                _ => class(&lookups.look_up(&requester("a"), &social(&person), &by(id)).await),
            };
            let (took, grown) = (began.elapsed(), resident().saturating_sub(before));
            assert_eq!(found, Some(expected), "{fault:?} of {id}");
            assert!(took < Duration::from_secs(5), "{fault:?} of {id} took {took:?}");
            assert!(grown < 128 << 20, "{fault:?} of {id} took {grown} bytes");
        }
    }
    assert_eq!(stage.simulator.trapped(), 0, "no redirect is followed");
}

/// A file that forgets to say so does not reach the own network, whatever its address.
#[tokio::test(flavor = "multi_thread")]
async fn the_own_network_is_not_reached_unless_it_is_meant() {
    let stage = Stage::new().await;
    let text = demonstration("demo-social-soap").replace("allow = [\"127.0.0.0/8\"]\n", "");
    let lookups = stage.lookups(&[("soap", text)]);
    let answered = lookups.look_up(&requester("a"), &social(&Person::nth(0)), &inquiry()).await;
    assert_eq!(class(&answered), Some(ErrorClass::UpstreamUnavailable));
    assert_eq!(stage.simulator.calls(Provider::Soap), 0);
    let text = demonstration("demo-social-soap").replace("insecure = true\n", "");
    let faults = menhu_lookups::provider::Provider::read("soap", &text, &stage.variables()).unwrap_err();
    assert!(faults[0].reason.contains("http"), "{faults:?}");
}
