//! What each fault does.

use std::time::{Duration, Instant};

use encoding_rs::{GB18030, GBK, UTF_8};
use serde_json::{Value, json};
use tokio::time::timeout;

use super::client::{Bench, Reply, ask, identity};
use crate::signing::{Encoding, Sm4Key};
use crate::simulator::people::Person;
use crate::simulator::{Fault, Order, Provider, text};

/// A simulator with one fault, and its answer to a good request to the aggregator.
async fn aggregator(order: Order) -> (Bench, std::io::Result<Reply>) {
    let bench = Bench::new().await;
    bench.simulator.order(Order { provider: Provider::Aggregator, ..order }).unwrap();
    let car = Person::nth(0).vehicle;
    let body = bench.aggregator_body(&car.plate, "02", &car.engine_number, "");
    let reply = bench.try_post("/aggregator/query", &[], &body).await;
    (bench, reply)
}

fn fault(fault: Fault) -> Order {
    Order::new(Provider::Aggregator, fault)
}

#[tokio::test]
async fn an_answer_is_late() {
    let begun = Instant::now();
    let (_bench, reply) = aggregator(Order { ms: Some(200), ..fault(Fault::Latency) }).await;
    assert!(begun.elapsed() >= Duration::from_millis(200));
    assert_eq!(reply.unwrap().json()["error_code"], "0");
}

#[tokio::test]
async fn no_answer_comes_until_the_simulator_stops() {
    let bench = Bench::new().await;
    bench.simulator.order(Order::new(Provider::Soap, Fault::Hang)).unwrap();
    let hanging = bench.try_post("/soap", &[], b"");
    assert!(timeout(Duration::from_millis(200), hanging).await.is_err());
    // One provider that hangs does not keep another.
    let (id, name) = identity(0);
    assert!(bench.city(&id, &name).await.is_whole());
    bench.running.stop().await;
}

#[tokio::test]
async fn stopping_closes_what_hangs() {
    let bench = Bench::new().await;
    bench.simulator.order(Order::new(Provider::Soap, Fault::Hang)).unwrap();
    let address = bench.running.address();
    let mut stream = tokio::net::TcpStream::connect(address).await.unwrap();
    tokio::io::AsyncWriteExt::write_all(&mut stream, b"POST /soap HTTP/1.1\r\nhost: x\r\ncontent-length: 0\r\n\r\n")
        .await
        .unwrap();
    tokio::time::sleep(Duration::from_millis(100)).await;
    assert_eq!(bench.simulator.calls(Provider::Soap), 1);
    bench.running.stop().await;
    let mut rest = Vec::new();
    let read = tokio::io::AsyncReadExt::read_to_end(&mut stream, &mut rest);
    let _ = timeout(Duration::from_secs(1), read).await.unwrap();
    assert!(rest.is_empty());
    assert!(tokio::net::TcpStream::connect(address).await.is_err());
}

#[tokio::test]
async fn a_connection_is_closed_without_a_byte() {
    let (bench, reply) = aggregator(fault(Fault::Reset).times(1)).await;
    assert!(reply.is_err());
    assert!(bench.simulator.orders().is_empty());
}

#[tokio::test]
async fn a_status_is_answered() {
    for (status, expected) in [(None, 503), (Some(500), 500), (Some(502), 502)] {
        let (_bench, reply) = aggregator(Order { status, ..fault(Fault::Status) }).await;
        let reply = reply.unwrap();
        assert_eq!(reply.status, expected);
        assert_eq!(reply.header("content-type"), Some("text/html"));
    }
}

#[tokio::test]
async fn bytes_are_of_another_charset() {
    let (bench, reply) = aggregator(fault(Fault::WrongCharset)).await;
    let reply = reply.unwrap();
    assert_eq!(reply.header("content-type"), Some("application/json; charset=utf-8"));
    assert!(text::decode(&reply.body, UTF_8).is_none() && reply.text(GBK).contains("查询成功"));

    let (id, name) = identity(0);
    bench.simulator.order(Order::new(Provider::City, Fault::WrongCharset).times(1)).unwrap();
    let reply = bench.city(&id, &name).await;
    assert_eq!(reply.header("content-type"), Some("application/xml; charset=gb18030"));
    assert!(reply.text(UTF_8).contains("encoding=\"gb18030\"") && reply.text(UTF_8).contains("张演示"));

    bench.simulator.order(Order::new(Provider::City, Fault::LyingDeclaration).times(1)).unwrap();
    let reply = bench.city(&id, &name).await;
    assert_eq!(reply.header("content-type"), Some("application/xml; charset=UTF-8"));
    assert!(text::decode(&reply.body, UTF_8).is_none() && reply.text(GB18030).contains("encoding=\"UTF-8\""));

    bench.simulator.order(Order::new(Provider::Province, Fault::WrongCharset).times(1)).unwrap();
    let key = Sm4Key::parse(&bench.keys.province_sm4_key, &bench.keys.province_sm4_iv).unwrap();
    let sealed = bench.province(&id, &name).await.json()["encData"].as_str().unwrap().to_owned();
    let opened = key.decrypt(&Encoding::Hex.decode(&sealed).unwrap()).unwrap();
    assert!(text::decode(&opened, UTF_8).is_none() && text::decode(&opened, GBK).unwrap().contains("张演示"));

    bench.simulator.order(Order::new(Provider::Soap, Fault::LyingDeclaration).times(1)).unwrap();
    let inner = bench.soap(&id, &name).await.inner(GBK);
    assert!(inner.contains("encoding=\"UTF-8\"") && inner.contains("张演示"));
    bench.simulator.order(Order::new(Provider::Soap, Fault::WrongCharset).times(1)).unwrap();
    let inner = bench.soap(&id, &name).await.inner(UTF_8);
    assert!(inner.contains("encoding=\"GBK\"") && inner.contains("张演示"));
}

#[tokio::test]
async fn a_body_breaks_off() {
    let (_bench, reply) = aggregator(fault(Fault::Truncated)).await;
    let reply = reply.unwrap();
    assert!(!reply.is_whole() && !reply.body.is_empty());
}

#[tokio::test]
async fn a_body_is_malformed() {
    let (bench, reply) = aggregator(fault(Fault::Malformed)).await;
    let reply = reply.unwrap();
    assert!(reply.is_whole() && serde_json::from_slice::<Value>(&reply.body).is_err());
    bench.simulator.order(Order::new(Provider::City, Fault::Malformed)).unwrap();
    let (id, name) = identity(0);
    let reply = bench.city(&id, &name).await;
    assert!(reply.is_whole() && !reply.body.ends_with(b"</response>"));
}

#[tokio::test]
async fn a_body_is_huge() {
    // Of ten gigabytes, the client reads four megabytes and goes.
    let (bench, reply) = aggregator(fault(Fault::Huge).times(1)).await;
    assert!(reply.unwrap().body.len() > 4_000_000);
    let order = Order { bytes: Some(200_000), ..Order::new(Provider::Soap, Fault::Huge) };
    bench.simulator.order(order).unwrap();
    let reply = bench.try_post("/soap", &[], b"").await.unwrap();
    assert_eq!(reply.header("transfer-encoding"), Some("chunked"));
    assert!((200_000..201_000).contains(&reply.body.len()), "{}", reply.body.len());
    assert!(reply.body.ends_with(b"\r\n0\r\n\r\n"));
}

#[tokio::test]
async fn a_body_is_slow() {
    let bench = Bench::new().await;
    bench.simulator.order(Order { ms: Some(100), ..Order::new(Provider::City, Fault::Slow) }).unwrap();
    let asked = ask(&bench.running, "POST", "/city/query", &[], b"", 1 << 20);
    assert!(timeout(Duration::from_millis(400), asked).await.is_err());
    bench.simulator.clear();
    bench.simulator.order(Order { ms: Some(1), ..Order::new(Provider::City, Fault::Slow) }).unwrap();
    let begun = Instant::now();
    let reply = bench.try_post("/city/query", &[], b"").await.unwrap();
    assert!(reply.is_whole() && begun.elapsed() >= Duration::from_millis(reply.body.len() as u64 - 1));
}

#[tokio::test]
async fn xml_is_a_bomb() {
    let bench = Bench::new().await;
    for provider in [Provider::Soap, Provider::City, Provider::Province] {
        bench.simulator.order(Order::new(provider, Fault::XmlBomb)).unwrap();
    }
    let (id, name) = identity(0);
    assert!(bench.soap(&id, &name).await.inner(GBK).contains("<!ENTITY e9"));
    assert!(bench.city(&id, &name).await.text(GB18030).contains("<!ENTITY e9"));
    assert!(bench.province(&id, &name).await.body.starts_with(b"[[[["));
}

#[tokio::test]
async fn a_redirect_leads_to_a_trap() {
    let (bench, reply) = aggregator(fault(Fault::Redirect)).await;
    let reply = reply.unwrap();
    assert_eq!(reply.status, 307);
    assert_eq!(reply.header("location"), Some(format!("{}/trap", bench.running.url()).as_str()));
    assert_eq!(bench.simulator.trapped(), 0);
    bench.try_post("/trap", &[], b"").await.unwrap();
    assert_eq!(bench.simulator.trapped(), 1);
}

#[tokio::test]
async fn a_clock_is_wrong() {
    let mut bench = Bench::new().await;
    let (id, name) = identity(0);
    bench.simulator.order(Order { seconds: Some(400), ..Order::new(Provider::City, Fault::ClockSkew) }).unwrap();
    assert!(bench.city(&id, &name).await.text(GB18030).contains("E103"));
    bench.skew = 400;
    assert!(bench.city(&id, &name).await.text(GB18030).contains("0000"));
}

#[tokio::test]
async fn providers_have_troubles_of_their_own() {
    let bench = Bench::new().await;
    let (id, name) = identity(0);
    for (fault, aggregator, soap, exchange, city) in [
        (Fault::Quota, "10012", "-5", "3001", "E201"),
        (Fault::Captcha, "203620", "-7", "3002", "E202"),
        (Fault::Maintenance, "10020", "-6", "5003", "E301"),
        (Fault::ExpiredSecret, "10002", "-8", "2004", "E103"),
    ] {
        let secret = bench.secret().await.json()["data"]["secret"].as_str().unwrap().to_owned();
        for provider in [Provider::Aggregator, Provider::Soap, Provider::Exchange, Provider::City] {
            bench.simulator.order(Order::new(provider, fault).times(1)).unwrap();
        }
        assert_eq!(bench.aggregator("", "", "", "").await.json()["error_code"], aggregator);
        assert!(bench.soap(&id, &name).await.inner(GBK).contains(&format!("<code>{soap}</code>")));
        assert_eq!(bench.exchange(&secret, &id, &name).await.code(), exchange);
        assert!(bench.city(&id, &name).await.text(GB18030).contains(city));
        // A secret that the exchange calls expired stays so.
        let expected = if fault == Fault::ExpiredSecret { "2004" } else { "0" };
        assert_eq!(bench.exchange(&secret, &id, &name).await.code(), expected);
    }
}

#[tokio::test]
async fn faults_are_ordered_over_http() {
    let bench = Bench::new().await;
    let desk = |method: &'static str, path: &'static str, body: Value| {
        let (running, body) = (&bench.running, body.to_string());
        async move { ask(running, method, path, &[], body.as_bytes(), 1 << 20).await.unwrap() }
    };
    let order = json!({ "provider": "soap", "fault": "quota", "count": 3 });
    assert_eq!(desk("POST", "/faults", order.clone()).await.status, 201);
    assert_eq!(desk("GET", "/faults", json!(null)).await.json(), json!([order]));
    let (id, name) = identity(0);
    bench.soap(&id, &name).await;
    assert_eq!(desk("GET", "/faults", json!(null)).await.json()[0]["count"], 2);
    let calls = desk("GET", "/calls", json!(null)).await.json();
    assert_eq!((&calls["soap"], &calls["city"], &calls["trapped"]), (&json!(1), &json!(0), &json!(0)));
    desk("DELETE", "/calls", json!(null)).await;
    assert_eq!(bench.simulator.calls(Provider::Soap), 0);
    desk("DELETE", "/faults", json!(null)).await;
    assert!(bench.simulator.orders().is_empty());
    for (wrong, named) in [
        (json!({ "provider": "soap", "fault": "hangs" }), "`xml-bomb`"),
        (json!({ "provider": "sope", "fault": "hang" }), "`exchange-secret`"),
        (json!({ "provider": "soap", "fault": "hang", "often": 1 }), "`probability`"),
        (json!({ "provider": "soap", "fault": "status", "status": 200 }), "400 to 599"),
        (json!({ "provider": "soap" }), "missing field `fault`"),
    ] {
        let reply = desk("POST", "/faults", wrong.clone()).await;
        assert_eq!(reply.status, 400, "{wrong}");
        let error = reply.json()["error"].as_str().unwrap().to_owned();
        assert!(error.contains(named), "{error}");
    }
    let about = desk("GET", "/", json!(null)).await.json();
    assert_eq!(about["demonstrations"][0]["person"]["name"], "张演示");
    let printed = format!("{about}{:?}", bench.simulator);
    assert!(bench.keys.pairs().iter().filter(|(_, key)| key.len() > 12).all(|(_, key)| !printed.contains(key)));
}
