//! What is kept: for whom, how long, and until when it is purged.

use std::time::Duration;

use menhu_lookups::lookup::{ErrorClass, Origin, Outcome};
use menhu_lookups::simulator::people::{Person, unknown_id_number};
use menhu_lookups::simulator::{Fault, Order, Provider};

use super::*;

/// Fresh for 100 seconds, for 50 more while the provider is asked behind it, for 1000 more when it fails.
const AGES: &str = "\n[ages]\nfresh = 100\nrevalidate = 50\nstale = 1000\nno_records = 30\n[limits]\nretries = 0\n\
                    [breaker]\nfailures = 101\n";

fn soap() -> [(&'static str, String); 1] {
    [("soap", demonstration("demo-social-soap") + AGES)]
}

fn calls(stage: &Stage) -> u64 {
    stage.simulator.calls(Provider::Soap)
}

fn broken(stage: &Stage) {
    stage.simulator.order(Order::new(Provider::Soap, Fault::Reset)).unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_is_fresh_then_stale_then_gone() {
    let stage = Stage::new().await;
    let lookups = stage.lookups(&soap());
    let (who, person) = (requester("a"), Person::nth(0));
    let ask = || async { lookups.look_up(&who, &social(&person), &inquiry()).await };
    let first = ask().await.unwrap();
    assert_eq!((first.source, first.age_s, calls(&stage)), (Origin::Fresh, 0, 1));
    stage.clock.advance(99);
    let cached = ask().await.unwrap();
    assert_eq!((cached.source, cached.age_s, calls(&stage)), (Origin::Cached, 99, 1));
    assert_eq!((cached.record, cached.as_of), (first.record, first.as_of));

    // Given at once, and asked behind.
    stage.clock.advance(21);
    let stale = ask().await.unwrap();
    assert_eq!((stale.source, stale.age_s), (Origin::Stale, 120));
    while calls(&stage) < 2 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    tokio::time::sleep(Duration::from_millis(100)).await;
    let renewed = ask().await.unwrap();
    assert_eq!((renewed.source, renewed.age_s, calls(&stage)), (Origin::Cached, 0, 2));

    // The provider fails: what is known is given as long as it may be, and not a second longer.
    broken(&stage);
    stage.clock.advance(1099);
    let old = ask().await.unwrap();
    assert_eq!((old.source, old.age_s), (Origin::Stale, 1099));
    stage.clock.advance(1);
    assert_eq!(class(&ask().await), Some(ErrorClass::UpstreamUnavailable));
    // Where it comes from the future, the clock was set back, and nobody knows how old it is.
    stage.simulator.clear();
    ask().await.unwrap();
    let before = calls(&stage);
    stage.clock.advance(-3600);
    assert_eq!(ask().await.unwrap().source, Origin::Fresh);
    // Twice where the provider, whose clock was not set back, takes the first for late.
    assert!(calls(&stage) > before);
}

/// Whatever happens in whatever order, no answer is older than it may be, and none is called fresher than it is.
#[tokio::test(flavor = "multi_thread")]
async fn never_older_than_fresh_and_stale_together() {
    let stage = Stage::new().await;
    let lookups = stage.lookups(&soap());
    let (who, person) = (requester("a"), Person::nth(0));
    let mut random = 42_u64;
    let mut draw = |most: u64| {
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (random >> 33) % most
    };
    let (mut answered, mut failed) = (0, 0);
    for _ in 0..400 {
        stage.simulator.clear();
        if draw(3) > 0 {
            broken(&stage);
        }
        stage.clock.advance(i64::try_from(draw(400)).unwrap());
        match lookups.look_up(&who, &social(&person), &inquiry()).await {
            Ok(answer) => {
                answered += 1;
                assert!(answer.age_s < 1100, "{answer:?}");
                match answer.source {
                    Origin::Fresh => assert_eq!(answer.age_s, 0),
                    Origin::Cached => assert!(answer.age_s < 100),
                    Origin::Stale => assert!(answer.age_s >= 100),
                }
            }
            Err(error) => {
                failed += 1;
                assert_eq!(error.class, ErrorClass::UpstreamUnavailable);
            }
        }
        // What is asked behind has landed before the provider changes.
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    assert!(answered > 100 && failed > 5, "{answered} answered, {failed} failed");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_error_leaves_what_is_kept_and_is_not_kept_itself() {
    let stage = Stage::new().await;
    let lookups = stage.lookups(&soap());
    let (who, person) = (requester("a"), Person::nth(0));
    lookups.look_up(&who, &social(&person), &inquiry()).await.unwrap();
    stage.clock.advance(200);
    broken(&stage);
    let old = lookups.look_up(&who, &social(&person), &inquiry()).await.unwrap();
    assert_eq!((old.source, old.age_s), (Origin::Stale, 200));
    stage.simulator.clear();
    // The failure is not what is known now.
    let again = lookups.look_up(&who, &social(&person), &inquiry()).await.unwrap();
    assert_eq!(again.source, Origin::Fresh);

    // A failure is asked again at once, and so is who is not found.
    let before = calls(&stage);
    let unknown = Person { id_number: unknown_id_number(), ..person.clone() };
    for _ in 0..3 {
        let answered = lookups.look_up(&who, &social(&unknown), &inquiry()).await;
        assert_eq!(class(&answered), Some(ErrorClass::NotFound));
    }
    assert_eq!(calls(&stage), before + 3);
    // That there is no record is an answer, for half a minute; and never a stale one.
    let none = Person::nth(1);
    for _ in 0..3 {
        let answer = lookups.look_up(&who, &social(&none), &inquiry()).await.unwrap();
        assert_eq!(answer.outcome, Outcome::NoRecords);
    }
    assert_eq!(calls(&stage), before + 4);
    stage.clock.advance(30);
    broken(&stage);
    assert_eq!(class(&lookups.look_up(&who, &social(&none), &inquiry()).await), Some(ErrorClass::UpstreamUnavailable));
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_shared_between_requesters() {
    let stage = Stage::new().await;
    let lookups = stage.lookups(&soap());
    let person = Person::nth(0);
    for (at, who) in ["a", "b", "c"].into_iter().enumerate() {
        for expected in [Origin::Fresh, Origin::Cached] {
            let answer = lookups.look_up(&requester(who), &social(&person), &inquiry()).await.unwrap();
            assert_eq!(answer.source, expected);
        }
        assert_eq!(calls(&stage), at as u64 + 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_purge_forgets_for_everybody_and_beats_a_fill_in_flight() {
    let stage = Stage::new().await;
    let lookups = stage.lookups(&soap());
    let person = Person::nth(0);
    for who in ["a", "b"] {
        lookups.look_up(&requester(who), &social(&person), &inquiry()).await.unwrap();
    }
    lookups.purge_person(&person.id_number.clone().into()).await.unwrap();
    assert_eq!(lookups.look_up(&requester("a"), &social(&person), &inquiry()).await.unwrap().source, Origin::Fresh);
    assert_eq!(calls(&stage), 3);

    stage.simulator.order(Order { ms: Some(300), ..Order::new(Provider::Soap, Fault::Latency) }).unwrap();
    let (asking, other) = (lookups.clone(), person.clone());
    let fill =
        tokio::spawn(async move { asking.look_up(&requester("c"), &social(&other), &inquiry()).await.unwrap().source });
    while calls(&stage) < 4 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    lookups.purge_person(&person.id_number.clone().into()).await.unwrap();
    stage.simulator.clear();
    let after = lookups.look_up(&requester("c"), &social(&person), &inquiry()).await.unwrap();
    assert_eq!((after.source, calls(&stage)), (Origin::Fresh, 5), "who asks after it does not join what began before");
    assert_eq!(fill.await.unwrap(), Origin::Fresh, "who asked before is answered");
    let again = lookups.look_up(&requester("c"), &social(&person), &inquiry()).await.unwrap();
    assert_eq!((again.source, calls(&stage)), (Origin::Cached, 5), "and what began before was not kept");
    // Others are not touched; what is no number is refused.
    lookups.look_up(&requester("a"), &social(&Person::nth(3)), &inquiry()).await.unwrap();
    lookups.purge_person(&person.id_number.clone().into()).await.unwrap();
    let other = lookups.look_up(&requester("a"), &social(&Person::nth(3)), &inquiry()).await.unwrap();
    assert_eq!(other.source, Origin::Cached);
    assert_eq!(lookups.purge_person(&"123".to_owned().into()).await.unwrap_err().class, ErrorClass::InvalidInput);
}

#[tokio::test(flavor = "multi_thread")]
async fn other_questions_have_other_answers() {
    let stage = Stage::new().await;
    let lookups = stage.lookups(&soap());
    let (who, person) = (requester("a"), Person::nth(0));
    lookups.look_up(&who, &social(&person), &inquiry()).await.unwrap();
    let spaced = SocialSecurityQuestion {
        id_number: format!(" {} ", person.id_number.to_lowercase()).into(),
        ..social(&person)
    };
    assert_eq!(
        lookups.look_up(&who, &spaced, &inquiry()).await.unwrap().source,
        Origin::Cached,
        "the same in other words"
    );
    let other = SocialSecurityQuestion { from: "2026-01".to_owned().into(), ..social(&person) };
    assert_eq!(lookups.look_up(&who, &other, &inquiry()).await.unwrap().source, Origin::Fresh);
}
