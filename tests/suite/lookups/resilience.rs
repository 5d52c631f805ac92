//! A provider in trouble: how often it is asked, how long anybody waits, and who else notices.

use std::time::{Duration, Instant};

use menhu_lookups::lookup::{ErrorClass, Origin};
use menhu_lookups::resilience::BreakerState;
use menhu_lookups::simulator::people::Person;
use menhu_lookups::simulator::{Fault, Order, Provider};

use super::*;

#[tokio::test(flavor = "multi_thread")]
async fn retries_stay_within_their_budget() {
    let stage = Stage::new().await;
    let more = "\n[limits]\nretries = 3\nretry_budget = 0.2\n[breaker]\nfailures = 101\n";
    let lookups = stage.lookups(&[("soap", demonstration("demo-social-soap") + more)]);
    stage.simulator.order(Order::new(Provider::Soap, Fault::Reset)).unwrap();
    let originals = 100;
    for person in (0..originals).map(Person::nth) {
        let answered = lookups.look_up(&requester("a"), &social(&person), &inquiry()).await;
        assert_eq!(class(&answered), Some(ErrorClass::UpstreamUnavailable));
    }
    let calls = stage.simulator.calls(Provider::Soap);
    // 20 retries that were earned, 3 that there were from the start.
    assert!(calls > u64::from(originals) && calls <= 123, "{calls} calls for {originals} questions");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_passing_fault_is_not_noticed() {
    let stage = Stage::new().await;
    let lookups = stage.lookups(&[("soap", demonstration("demo-social-soap"))]);
    for fault in [Fault::Reset, Fault::Truncated, Fault::Status] {
        let order = Order::new(Provider::Soap, fault).times(1);
        let order = if fault == Fault::Status { Order { status: Some(502), ..order } } else { order };
        stage.simulator.order(order).unwrap();
        let who = requester(&format!("{fault:?}"));
        let answer = lookups.look_up(&who, &social(&Person::nth(0)), &inquiry()).await;
        assert_eq!(answer.unwrap_or_else(|error| panic!("{fault:?}: {error}")).source, Origin::Fresh);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_open_breaker_lets_nothing_through_and_then_a_few() {
    let stage = Stage::new().await;
    let more = "\n[limits]\nretries = 0\n[breaker]\ncalls = 5\nfailures = 50\nopen = 30\nprobes = 2\n";
    let lookups = stage.lookups(&[("soap", demonstration("demo-social-soap") + more)]);
    let calls = || stage.simulator.calls(Provider::Soap);
    let ask = |number| {
        let lookups = &lookups;
        async move { lookups.look_up(&requester("a"), &social(&Person::nth(number)), &inquiry()).await }
    };
    stage.simulator.order(Order::new(Provider::Soap, Fault::Reset)).unwrap();
    for number in 0..5 {
        ask(number).await.unwrap_err();
    }
    assert_eq!((calls(), lookups.providers()[0].breaker), (5, BreakerState::Open));
    for number in 0..20 {
        let error = ask(number).await.unwrap_err();
        assert_eq!(error.class, ErrorClass::UpstreamUnavailable);
        assert!(error.retry_after.is_some_and(|wait| wait <= Duration::from_secs(30)));
    }
    assert_eq!(calls(), 5, "no call while it is open");

    // Half open: of twenty at once two are let through.
    stage.clock.advance(30);
    stage.simulator.clear();
    stage.simulator.order(Order { ms: Some(200), ..Order::new(Provider::Soap, Fault::Latency) }).unwrap();
    let asked = futures_util::future::join_all((0..20).map(ask)).await;
    let answered = asked.iter().filter(|answer| answer.is_ok()).count();
    assert_eq!((answered, calls()), (2, 7));
    assert_eq!(lookups.providers()[0].breaker, BreakerState::Closed);
    stage.simulator.clear();
    assert!(ask(30).await.is_ok());
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_waits_beyond_the_deadline_and_no_retry_starts_then() {
    let stage = Stage::new().await;
    let text = demonstration("demo-social-soap")
        .replace("timeout = 3", "timeout = 0.4")
        .replace("deadline = 8", "deadline = 1");
    let more = "\n[limits]\nretries = 5\nretry_budget = 1.0\n[breaker]\nfailures = 101\n";
    let lookups = stage.lookups(&[("soap", text + more)]);
    for fault in [Fault::Hang, Fault::Slow] {
        stage.simulator.clear();
        stage.simulator.reset_calls();
        stage.simulator.order(Order::new(Provider::Soap, fault)).unwrap();
        let began = Instant::now();
        let answered = lookups.look_up(&requester("a"), &social(&Person::nth(0)), &inquiry()).await;
        assert_eq!(class(&answered), Some(ErrorClass::UpstreamTimeout), "{fault:?}");
        let took = began.elapsed();
        // A limit with a wide margin: machines are busy. What counts is that it ends, and after how many tries.
        assert!(took >= Duration::from_millis(390) && took < Duration::from_secs(3), "{fault:?}: {took:?}");
        let calls = stage.simulator.calls(Provider::Soap);
        assert!((1..=3).contains(&calls), "{fault:?}: {calls} calls");
    }
}

/// One that hangs has places of its own: the others answer as ever.
#[tokio::test(flavor = "multi_thread")]
async fn a_hung_provider_does_not_hold_up_the_others() {
    let stage = Stage::new().await;
    let lookups = stage.lookups(&[
        (
            "soap",
            demonstration("demo-social-soap").replace("deadline = 8", "deadline = 4") + "\n[limits]\nretries = 0\n",
        ),
        ("violations", demonstration("demo-violations")),
    ]);
    let times = |from: u32| {
        let lookups = &lookups;
        async move {
            let mut times = Vec::new();
            for person in (from..from + 300).map(Person::nth) {
                let began = Instant::now();
                lookups.look_up(&requester("b"), &violations(&person), &inquiry()).await.unwrap();
                times.push(began.elapsed());
            }
            times.sort();
            times
        }
    };
    let undisturbed = times(0).await;
    stage.simulator.order(Order::new(Provider::Soap, Fault::Hang)).unwrap();
    let hung: Vec<_> = (1000..1200)
        .map(|number| {
            let lookups = lookups.clone();
            tokio::spawn(
                async move { lookups.look_up(&requester("a"), &social(&Person::nth(number)), &inquiry()).await },
            )
        })
        .collect();
    let disturbed = times(2000).await;
    assert!(hung.iter().any(|task| !task.is_finished()), "the hung provider still hangs");
    for task in hung {
        // Those that wait for a place are told so when their time is over, or at once where too many wait.
        let found = class(&task.await.unwrap());
        assert!(matches!(found, Some(ErrorClass::UpstreamTimeout | ErrorClass::UpstreamUnavailable)), "{found:?}");
    }
    let p99 = |times: &[Duration]| times[times.len() * 99 / 100].as_secs_f64();
    println!(
        "others while one hangs: p99 {:.0} µs, undisturbed {:.0} µs, ratio {:.2}",
        p99(&disturbed) * 1e6,
        p99(&undisturbed) * 1e6,
        p99(&disturbed) / p99(&undisturbed)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn limits_hold_for_each_requester_and_each_subject() {
    let stage = Stage::new().await;
    let lookups = stage.lookups_with(&[("soap", demonstration("demo-social-soap"))], &Settings::default());
    let person = Person::nth(0);
    let limits = RateLimits::default();
    let most = limits.requester.questions.get();
    for _ in 0..most {
        lookups.look_up(&requester("a"), &social(&person), &inquiry()).await.unwrap();
    }
    let error = lookups.look_up(&requester("a"), &social(&person), &inquiry()).await.unwrap_err();
    assert_eq!(error.class, ErrorClass::RateLimited);
    assert!(error.retry_after.is_some());
    // About one person, all requesters together: who guesses names by asking is stopped.
    let error = lookups.look_up(&requester("b"), &social(&person), &inquiry()).await.unwrap_err();
    assert_eq!(error.class, ErrorClass::RateLimited);
    assert!(lookups.look_up(&requester("b"), &social(&Person::nth(3)), &inquiry()).await.is_ok());
    assert!(stage.simulator.calls(Provider::Soap) <= 2);
    // One address with many sessions is one address.
    let mut refused = 0;
    for number in 0..200 {
        let who = requester(&format!("session-{number}"));
        refused += u32::from(
            class(&lookups.look_up(&who, &social(&Person::nth(100 + number)), &inquiry()).await)
                == Some(ErrorClass::RateLimited),
        );
    }
    assert!(refused >= 200 - limits.address.questions.get(), "{refused}");
}
