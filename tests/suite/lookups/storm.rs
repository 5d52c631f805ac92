//! Ten thousand at once.

use std::collections::BTreeMap;

use futures_util::future::join_all;
use menhu_lookups::lookup::{ErrorClass, Origin};
use menhu_lookups::simulator::people::Person;
use menhu_lookups::simulator::{Fault, Order, Provider};

use super::*;

const MANY: usize = 10_000;

#[tokio::test(flavor = "multi_thread")]
async fn ten_thousand_identical_lookups_are_one_call() {
    let stage = Stage::new().await;
    let lookups = stage.lookups(&[("soap", demonstration("demo-social-soap"))]);
    stage.simulator.order(Order { ms: Some(500), ..Order::new(Provider::Soap, Fault::Latency) }).unwrap();
    let inquiry = inquiry();
    let (who, question) = (requester("a"), social(&Person::nth(0)));
    let asked = join_all((0..MANY).map(|_| lookups.look_up(&who, &question, &inquiry))).await;
    assert!(asked.iter().all(Result::is_ok));
    assert_eq!(stage.simulator.calls(Provider::Soap), 1);
    // A failure is shared, too: nobody asks again behind it.
    let (who, question) = (requester("b"), social(&Person::nth(2)));
    let asked = join_all((0..MANY).map(|_| lookups.look_up(&who, &question, &inquiry))).await;
    assert!(asked.iter().all(|answer| class(answer).is_none()));
    let wrong = social(&Person { name: "别的人".to_owned(), ..Person::nth(0) });
    let asked = join_all((0..MANY).map(|_| lookups.look_up(&who, &wrong, &inquiry))).await;
    assert!(asked.iter().all(|answer| class(answer) == Some(ErrorClass::NotFound)));
    assert_eq!(stage.simulator.calls(Provider::Soap), 3);
    println!("{MANY} identical lookups of one requester: 1 call");
}

/// The one that asked first has gone: what was sent is heard for all the others, and that it has gone is in the audit.
#[tokio::test(flavor = "multi_thread")]
async fn a_cancelled_leader_takes_nobody_along() {
    let stage = Stage::new().await;
    let lookups = stage.lookups(&[("soap", demonstration("demo-social-soap"))]);
    stage.simulator.order(Order { ms: Some(400), ..Order::new(Provider::Soap, Fault::Latency) }).unwrap();
    let ask = || {
        let lookups = lookups.clone();
        tokio::spawn(async move { lookups.look_up(&requester("a"), &social(&Person::nth(0)), &inquiry()).await })
    };
    let leader = ask();
    while stage.simulator.calls(Provider::Soap) < 1 {
        tokio::time::sleep(std::time::Duration::from_millis(2)).await;
    }
    let followers: Vec<_> = (0..100).map(|_| ask()).collect();
    tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    leader.abort();
    for follower in followers {
        assert!(follower.await.unwrap().is_ok());
    }
    assert_eq!(stage.simulator.calls(Provider::Soap), 1);
    let audit = std::fs::read_to_string(stage.audit()).unwrap();
    assert_eq!((audit.lines().count(), audit.matches("\"cancelled\"").count()), (101, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn ten_thousand_requesters_share_nothing() {
    let stage = Stage::new().await;
    let many = "\n[limits]\nconcurrent = 64\nwaiting = 20000\n";
    let text = demonstration("demo-violations").replace("deadline = 8", "deadline = 60") + many;
    let lookups = stage.lookups(&[("violations", text)]);
    let question = violations(&Person::nth(0));
    let ask = |number: usize| {
        let (lookups, question) = (lookups.clone(), question.clone());
        tokio::spawn(async move { lookups.look_up(&requester(&format!("r{number}")), &question, &inquiry()).await })
    };
    let mut sources = BTreeMap::new();
    for task in (0..MANY).map(ask).collect::<Vec<_>>() {
        *sources.entry(task.await.unwrap().unwrap().source.name()).or_insert(0) += 1;
    }
    assert_eq!(sources, BTreeMap::from([(Origin::Fresh.name(), MANY)]));
    assert_eq!(stage.simulator.calls(Provider::Aggregator), MANY as u64);
    println!("{MANY} requesters on one subject: {MANY} calls, nothing shared");
}

#[tokio::test(flavor = "multi_thread")]
async fn ten_thousand_requesters_on_one_subject_are_limited() {
    let stage = Stage::new().await;
    let lookups = stage.lookups_with(&[("violations", demonstration("demo-violations"))], &Settings::default());
    let question = violations(&Person::nth(0));
    let who: Vec<_> = (0..MANY).map(|number| requester(&format!("r{number}"))).collect();
    let inquiry = inquiry();
    let asked = join_all(who.iter().map(|who| lookups.look_up(who, &question, &inquiry))).await;
    let limited = asked.iter().filter(|answer| class(answer) == Some(ErrorClass::RateLimited)).count();
    let most = RateLimits::default().subject.questions.get() as usize;
    assert_eq!((limited, MANY - limited), (MANY - most, most));
    println!("{MANY} requesters on one subject with the default limits: {limited} RateLimited");
}
