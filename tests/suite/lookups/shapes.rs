//! Every provider shape: what it says is what comes out, for people with records, without, and for strangers.

use menhu_lookups::lookup::{ErrorClass, Origin, Outcome};
use menhu_lookups::simulator::people::{Person, unknown_id_number};
use menhu_lookups::simulator::{Fault, Order, Provider};

use super::*;

/// Provider files by the simulated provider that they ask.
fn files() -> Vec<(&'static str, String)> {
    let fixture = |name: &str| {
        std::fs::read_to_string(menhu_tests::workspace().join("tests/fixtures/providers").join(name)).unwrap()
    };
    let mut files: Vec<_> =
        ["demo-social-soap", "demo-social-province", "demo-fund-exchange", "demo-fund-city", "demo-violations"]
            .into_iter()
            .map(|name| (name, demonstration(name)))
            .collect();
    files.push(("city-md5", fixture("city-md5.toml")));
    files.push(("city-hmac-sm3", fixture("city-hmac-sm3.toml")));
    files
}

#[tokio::test(flavor = "multi_thread")]
async fn social_security_is_what_the_providers_have() {
    let stage = Stage::new().await;
    let lookups = stage.lookups(&files());
    for provider in ["demo-social-soap", "demo-social-province"] {
        for person in (0..40).map(Person::nth) {
            let answered = lookups.look_up(&requester("r"), &social(&person), &by(provider)).await;
            let Some(theirs) = stage.simulator.records().social(&person) else {
                let outcome = answered.unwrap_or_else(|error| panic!("{provider}: {error}")).outcome;
                assert_eq!(outcome, Outcome::NoRecords);
                continue;
            };
            let answer = answered.unwrap_or_else(|error| panic!("{provider} {}: {error}", person.number));
            assert_eq!((answer.source, answer.age_s), (Origin::Fresh, 0));
            assert_eq!(answer.as_of, stage.simulator.records().as_of().to_string());
            let record = answer.record.unwrap();
            let id = record.id_number.as_ref().unwrap().as_str();
            assert_eq!(id, menhu::ids::mask_id_number(&person.id_number));
            assert_eq!(record.name.as_ref().unwrap().as_str(), menhu::ids::mask_name(&person.name));
            assert_eq!(record.unit_name.as_deref(), Some(person.unit_name.as_str()));
            assert_eq!(record.insurances.len(), theirs.insurances.len());
            assert_eq!(record.first_month.unwrap().to_string().replace('-', ""), theirs.first_month.compact());
            assert_eq!(record.payments.len(), theirs.payments.len());
            let total = |sum: i64, fen: Option<i64>| sum + fen.unwrap();
            let ours = record.payments.iter().map(|paid| paid.personal.map(|money| money.fen())).fold(0, total);
            assert_eq!(ours, theirs.payments.iter().map(|paid| paid.personal).sum::<i64>(), "{provider}");
            let months: Vec<String> = record.payments.iter().map(|paid| paid.month.to_string()).collect();
            assert!(months.is_sorted_by(|a, b| a >= b), "the newest first");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn housing_fund_is_what_the_providers_have_in_yuan_and_in_fen() {
    let stage = Stage::new().await;
    let lookups = stage.lookups(&files());
    for provider in ["demo-fund-exchange", "demo-fund-city", "city-md5", "city-hmac-sm3"] {
        for person in (0..40).map(Person::nth) {
            let answered = lookups.look_up(&requester("r"), &fund(&person), &by(provider)).await;
            let Some(theirs) = stage.simulator.records().fund(&person) else {
                let outcome = answered.unwrap_or_else(|error| panic!("{provider}: {error}")).outcome;
                assert_eq!(outcome, Outcome::NoRecords);
                continue;
            };
            let record = answered.unwrap_or_else(|error| panic!("{provider}: {error}")).record.unwrap();
            assert_eq!((record.balance.fen(), record.monthly.unwrap().fen()), (theirs.balance, theirs.monthly));
            assert_eq!(record.personal_ratio.unwrap().basis_points() as i64, theirs.ratio * 100);
            assert_eq!(record.opened, Some(theirs.opened));
            assert_eq!(record.movements.len(), theirs.movements.len());
            let (ours, first) = (&record.movements[0], &theirs.movements[0]);
            assert_eq!((ours.date, ours.amount.fen()), (first.date, first.amount), "{provider}");
            let account = record.account.as_ref().unwrap().as_str();
            assert!(account.starts_with("****") && account.ends_with(&person.account[person.account.len() - 4..]));
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn violations_are_what_the_provider_has() {
    let stage = Stage::new().await;
    let lookups = stage.lookups(&files());
    let mut with_code_before = 0;
    for person in (0..60).map(Person::nth) {
        let answered = lookups.look_up(&requester("r"), &violations(&person), &inquiry()).await;
        let theirs = stage.simulator.records().violations(&person);
        let answer = answered.unwrap_or_else(|error| panic!("{}: {error}", person.number));
        if theirs.is_empty() {
            assert_eq!(answer.outcome, Outcome::NoRecords);
            continue;
        }
        let record = answer.record.unwrap();
        assert_eq!(record.violations.len(), theirs.len());
        for (ours, theirs) in record.violations.iter().zip(&theirs) {
            assert_eq!(ours.code.as_deref(), Some(theirs.code));
            assert_eq!(ours.act, theirs.act);
            assert_eq!(i64::from(ours.points.unwrap()), theirs.points);
            assert_eq!(ours.fine.unwrap().fen(), theirs.fine * 100);
            assert_eq!(ours.handled, Some(theirs.handled));
            assert_eq!(ours.decision_number.is_some(), theirs.decision.is_some());
            with_code_before += 1;
        }
    }
    assert!(with_code_before > 20);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_unknown_and_whose_name_is_another_look_alike() {
    let stage = Stage::new().await;
    let lookups = stage.lookups(&files());
    let person = Person::nth(0);
    let wrong_name = Person { name: "别的人".to_owned(), ..person.clone() };
    let unknown = Person { id_number: unknown_id_number(), ..person.clone() };
    for provider in ["demo-social-soap", "demo-social-province"] {
        let strangers = [&wrong_name, &unknown].map(|person| (social(person), by(provider)));
        let mut answers = Vec::new();
        for (question, inquiry) in &strangers {
            answers.push(lookups.look_up(&requester("r"), question, inquiry).await.unwrap_err());
        }
        assert_eq!(answers[0], answers[1], "{provider}");
        assert_eq!(answers[0].class, ErrorClass::NotFound);
    }
    for provider in ["demo-fund-exchange", "demo-fund-city"] {
        let mismatch = lookups.look_up(&requester("r"), &fund(&wrong_name), &by(provider)).await.unwrap_err();
        let missing = lookups.look_up(&requester("r"), &fund(&unknown), &by(provider)).await.unwrap_err();
        assert_eq!(mismatch, missing, "{provider}");
    }
    // The audit knows which it was.
    let audit = std::fs::read_to_string(stage.audit()).unwrap();
    assert!(audit.contains("IdentityMismatch") && audit.contains("NotFound"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_vehicle_is_asked_about_as_its_city_wants() {
    let stage = Stage::new().await;
    let lookups = stage.lookups(&files());
    // 苏A wants six characters of the engine number, and nothing of the VIN.
    let rule = lookups.rule("苏A00000", None).await.unwrap();
    assert_eq!((rule.engine, rule.vin), (6, 0));
    let person = Person::nth(0);
    let missing = TrafficViolationsQuestion { engine_number: String::new().into(), ..violations(&person) };
    let error = lookups.look_up(&requester("r"), &missing, &inquiry()).await.unwrap_err();
    assert_eq!((error.class, error.faults[0].field.as_str()), (ErrorClass::InvalidInput, "engine_number"));
    assert!(error.faults[0].reason.contains("后6位"));
    let unknown = TrafficViolationsQuestion { plate: "藏A12345".to_owned().into(), ..violations(&person) };
    let error = lookups.look_up(&requester("r"), &unknown, &inquiry()).await.unwrap_err();
    assert_eq!(error.class, ErrorClass::Unsupported);
    // Rules are fetched once in three hours, behind whoever asks then.
    assert_eq!(stage.simulator.calls(Provider::AggregatorRules), 1);
    stage.clock.advance(3 * 3600);
    while stage.simulator.calls(Provider::AggregatorRules) < 2 {
        lookups.rule("苏A00000", None).await.unwrap();
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    }
    tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    // And held for a day while they cannot be.
    stage.simulator.order(Order::new(Provider::AggregatorRules, Fault::Reset)).unwrap();
    stage.clock.advance(20 * 3600);
    assert_eq!(lookups.rule("苏A00000", None).await.unwrap().engine, 6);
    stage.clock.advance(5 * 3600);
    lookups.rule("苏A00000", None).await.unwrap_err();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_providers_say_is_wrong_has_its_class() {
    let stage = Stage::new().await;
    let quick = "\n[limits]\nretries = 0\n[breaker]\nfailures = 101\n";
    let files: Vec<_> = files().into_iter().map(|(id, text)| (id, text + quick)).collect();
    let lookups = stage.lookups(&files);
    let person = Person::nth(0);
    let told = [
        (Fault::Quota, ErrorClass::QuotaExceeded),
        (Fault::Captcha, ErrorClass::CaptchaRequired),
        (Fault::Maintenance, ErrorClass::UpstreamMaintenance),
        (Fault::Malformed, ErrorClass::Malformed),
        (Fault::Truncated, ErrorClass::UpstreamUnavailable),
        (Fault::Reset, ErrorClass::UpstreamUnavailable),
        (Fault::Status, ErrorClass::UpstreamMaintenance),
        (Fault::Redirect, ErrorClass::UpstreamUnavailable),
        (Fault::XmlBomb, ErrorClass::Malformed),
    ];
    for (fault, expected) in told {
        for (provider, id) in [
            (Provider::Soap, "demo-social-soap"),
            (Provider::Province, "demo-social-province"),
            (Provider::Exchange, "demo-fund-exchange"),
            (Provider::City, "demo-fund-city"),
            (Provider::Aggregator, "demo-violations"),
        ] {
            stage.simulator.clear();
            stage.simulator.order(Order::new(provider, fault)).unwrap();
            let who = requester("r");
            let found = match provider {
                Provider::Soap | Provider::Province => class(&lookups.look_up(&who, &social(&person), &by(id)).await),
                Provider::Exchange | Provider::City => class(&lookups.look_up(&who, &fund(&person), &by(id)).await),
                _ => class(&lookups.look_up(&who, &violations(&person), &by(id)).await),
            };
            assert_eq!(found, Some(expected), "{fault:?} of {id}");
        }
    }
    assert_eq!(stage.simulator.trapped(), 0, "no redirect is followed");
}

#[tokio::test]
async fn an_answer_that_has_changed_is_not_taken_for_an_empty_one() {
    let stage = Stage::new().await;
    let provider = stage.provider("violations", &demonstration("demo-violations"));
    let read = |answer: &str| provider.interpret(200, None, answer.as_bytes()).map(|read| read.record);
    assert_eq!(read(r#"{"error_code":0,"result":{"lists":[]}}"#), Ok(None));
    let error = read(r#"{"error_code":0,"result":{"list":[{"date":"2026-05-01 08:00:00"}]}}"#).unwrap_err();
    assert_eq!(error.class, ErrorClass::Malformed);
    let provider = stage.provider("soap", &demonstration("demo-social-soap"));
    let inner: String = "<result><head><code>1</code></head><leib/></result>".to_owned();
    let answer = format!(
        "<Envelope><Body><queryObjectOutResponse><queryObjectOutReturn><![CDATA[{inner}]]></queryObjectOutReturn>\
         </queryObjectOutResponse></Body></Envelope>"
    );
    let error = provider.interpret(200, None, answer.as_bytes()).unwrap_err();
    assert_eq!(error.class, ErrorClass::Malformed);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_inquiry_that_was_made_by_hand_is_checked() {
    let stage = Stage::new().await;
    let lookups = stage.lookups(&files());
    let person = Person::nth(0);
    for consent in ["", person.id_number.as_str(), &"a".repeat(9000)] {
        let inquiry = Inquiry { consent_id: consent.to_owned(), ..inquiry() };
        let answered = lookups.look_up(&requester("r"), &social(&person), &inquiry).await;
        assert_eq!(class(&answered), Some(ErrorClass::InvalidInput));
    }
    let audit = std::fs::read_to_string(stage.audit()).unwrap();
    assert!(!audit.contains(&person.id_number) && audit.lines().count() == 3);
    assert!(menhu_lookups::audit::verify(&stage.audit()).unwrap().fault.is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_that_is_wrong_and_a_secret_that_has_expired_are_mended_once() {
    let stage = Stage::new().await;
    let lookups = stage.lookups(&files());
    let person = Person::nth(0);
    for fault in [Fault::ExpiredSecret, Fault::ClockSkew] {
        stage.simulator.clear();
        stage.simulator.reset_calls();
        let order = Order::new(Provider::Exchange, fault);
        let order = if fault == Fault::ClockSkew { Order { seconds: Some(3600), ..order } } else { order.times(1) };
        stage.simulator.order(order).unwrap();
        if fault == Fault::ClockSkew {
            let secret = Order { seconds: Some(3600), ..Order::new(Provider::ExchangeSecret, fault) };
            stage.simulator.order(secret).unwrap();
        }
        let who = requester(&format!("{fault:?}"));
        let answer = lookups.look_up(&who, &fund(&person), &by("demo-fund-exchange")).await;
        assert_eq!(answer.unwrap_or_else(|error| panic!("{fault:?}: {error}")).source, Origin::Fresh);
        assert!(stage.simulator.calls(Provider::Exchange) <= 2, "{fault:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_charset_that_lies_is_seen_through() {
    let stage = Stage::new().await;
    let lookups = stage.lookups(&files());
    let person = Person::nth(0);
    for fault in [Fault::LyingDeclaration, Fault::WrongCharset] {
        stage.simulator.clear();
        stage.simulator.order(Order::new(Provider::Soap, fault)).unwrap();
        let who = requester(&format!("{fault:?}"));
        let answer = lookups.look_up(&who, &social(&person), &by("demo-social-soap")).await;
        let record = answer.unwrap_or_else(|error| panic!("{fault:?}: {error}")).record.unwrap();
        assert_eq!(record.unit_name.as_deref(), Some(person.unit_name.as_str()), "{fault:?}");
    }
}
