//! What each shape answers.

use std::time::Duration;

use encoding_rs::{GB18030, GBK};
use serde_json::{Value, json};

use super::client::{Bench, identity};
use crate::signing::{Encoding, Sm2Verifier, Sm4Key};
use crate::simulator::people::{self, Person};
use crate::simulator::records::yuan;
use crate::simulator::{Options, text};

/// Number, name, and which outcome: found, no records, not found, mismatch. Of `nothing`, the provider has no records.
fn outcomes(found: u32, nothing: u32) -> [(String, String); 4] {
    let mismatch = (Person::nth(2).id_number, "王不符".to_owned());
    [identity(found), identity(nothing), (people::unknown_id_number(), "张演示".to_owned()), mismatch]
}

#[tokio::test]
async fn the_aggregator_tells_violations() {
    let mut bench = Bench::new().await;
    let car = Person::nth(0).vehicle;
    let engine = &car.engine_number[2..];
    let reply = bench.aggregator(&car.plate, "02", engine, "").await;
    let answer = reply.json();
    assert_eq!(answer["error_code"], "0");
    assert_eq!(answer["resultcode"], "200");
    assert_eq!(answer["result"]["hphm"], json!(car.plate));
    let expected = bench.simulator.records().violations(&Person::nth(0));
    let lists = answer["result"]["lists"].as_array().unwrap();
    assert_eq!(lists.len(), expected.len());
    for (at, (list, expected)) in lists.iter().zip(&expected).enumerate() {
        assert!(list.as_object().unwrap().values().all(Value::is_string), "{list}");
        assert_eq!(list["date"], json!(expected.time));
        let coded = format!("{} : {}", expected.code, expected.act);
        let (code, act) = if at % 2 == 0 { (expected.code, expected.act) } else { ("", coded.as_str()) };
        assert_eq!((list["code"].as_str(), list["act"].as_str()), (Some(code), Some(act)));
    }
    for (plate, kind, engine, code) in [
        (&car.plate, "02", "000000", "203602"),
        (&car.plate, "02", "", "203602"),
        (&car.plate, "52", engine, "203602"),
        (&"苏A99999".to_owned(), "02", engine, "203603"),
        (&"辽A00001".to_owned(), "02", engine, "203603"),
    ] {
        assert_eq!(bench.aggregator(plate, kind, engine, "").await.json()["error_code"], code, "{plate} {engine}");
    }
    // 京A takes both; nothing is known of this one.
    let car = Person::nth(1).vehicle;
    let reply = bench.aggregator(&car.plate, "02", &car.engine_number, &car.vin).await;
    assert_eq!(reply.json()["error_code"], "203605");
    let car = Person::nth(6).vehicle;
    let reply = bench.aggregator(&car.plate, "52", &car.engine_number[2..], "").await;
    assert_eq!(reply.json()["error_code"], "0");
    bench.keys.aggregator_key.push('0');
    assert_eq!(bench.aggregator(&car.plate, "52", engine, "").await.json()["error_code"], "10001");
}

#[tokio::test]
async fn the_aggregator_tells_its_rules() {
    let bench = Bench::new().await;
    let body = format!("key={}", bench.keys.aggregator_key);
    let rules = bench.try_post("/aggregator/rules", &[], body.as_bytes()).await.unwrap().json();
    let rules = rules["result"]["lists"].as_array().unwrap();
    assert_eq!(rules.len(), 6);
    let rule = rules.iter().find(|rule| rule["abbr"] == "苏A").unwrap();
    assert_eq!((rule["engineno"].as_str(), rule["classno"].as_str()), (Some("6"), Some("0")));
    let reply = bench.try_post("/aggregator/rules", &[], b"key=0").await.unwrap();
    assert_eq!(reply.json()["error_code"], "10001");
}

#[tokio::test]
async fn soap_tells_social_security() {
    let mut bench = Bench::new().await;
    for ((id, name), code) in outcomes(0, 1).into_iter().zip(["1", "2", "-3", "-4"]) {
        let reply = bench.soap(&id, &name).await;
        assert_eq!(reply.header("content-type"), Some("text/xml; charset=GBK"));
        let inner = reply.inner(GBK);
        assert_eq!(text::leaves(&inner).unwrap()["code"], code, "{name}");
        assert_eq!(inner.contains("<body>"), code == "1");
    }
    let (id, name) = identity(0);
    let inner = bench.soap(&id, &name).await.inner(GBK);
    let social = bench.simulator.records().social(&Person::nth(0)).unwrap();
    assert_eq!(inner.matches("<aae002>").count(), social.payments.len());
    assert!(inner.contains(&format!("<aae180>{}</aae180>", yuan(social.payments[0].base))));
    assert!(inner.starts_with("<?xml version=\"1.0\" encoding=\"GBK\"?>") && inner.contains("<aac003>张演示</aac003>"));
    // A name that GBK does not have is written as a character reference both ways.
    let (id, rare) = identity(3);
    let inner = bench.soap(&id, &rare).await.inner(GBK);
    assert!(inner.contains("赵&#13314;示"), "{inner}");
    bench.skew = 400;
    assert!(bench.soap(&id, &rare).await.inner(GBK).contains("<code>-8</code>"));
    bench.skew = 0;
    bench.keys.soap_password.push('0');
    assert!(bench.soap(&id, &rare).await.inner(GBK).contains("<code>-1</code>"));
    let reply = bench.try_post("/soap", &[], b"<a>").await.unwrap();
    assert!(reply.inner(GBK).contains("<code>-9</code>"));
}

#[tokio::test]
async fn the_exchange_tells_the_housing_fund() {
    let mut bench = Bench::new().await;
    let secret = bench.secret().await.json();
    let secret = secret["data"]["secret"].as_str().unwrap();
    for ((id, name), code) in outcomes(0, 1).into_iter().zip(["0", "204", "1001", "1002"]) {
        assert_eq!(bench.exchange(secret, &id, &name).await.code(), code, "{name}");
    }
    let (id, name) = identity(3);
    let data = bench.exchange(secret, &id, &name).await.json()["data"].clone();
    let fund = bench.simulator.records().fund(&Person::nth(3)).unwrap();
    assert_eq!(data["xingming"], "赵㐂示");
    assert_eq!(data["grzhye"], json!(fund.balance));
    assert_eq!(data["mx"].as_array().unwrap().len(), fund.movements.len());
    assert_eq!(bench.exchange("wrong", &id, &name).await.code(), "2002");
    bench.skew = -301;
    assert_eq!(bench.exchange(secret, &id, &name).await.code(), "2003");
    assert_eq!(bench.secret().await.code(), "2003");
    bench.skew = 0;
    bench.keys.exchange_app_key.push('0');
    assert_eq!(bench.secret().await.code(), "2002");
    bench.keys.exchange_sid.push('0');
    assert_eq!(bench.exchange(secret, &id, &name).await.code(), "2001");
}

#[tokio::test]
async fn a_secret_expires() {
    let bench = Bench::with(Options { secret_life: Duration::from_millis(300), ..Options::default() }).await;
    let (id, name) = identity(0);
    let secret = bench.secret().await.json()["data"]["secret"].as_str().unwrap().to_owned();
    assert_eq!(bench.exchange(&secret, &id, &name).await.code(), "0");
    tokio::time::sleep(Duration::from_millis(400)).await;
    assert_eq!(bench.exchange(&secret, &id, &name).await.code(), "2004");
    let newer = bench.secret().await.json()["data"]["secret"].as_str().unwrap().to_owned();
    assert_ne!(secret, newer);
    assert_eq!(bench.exchange(&newer, &id, &name).await.code(), "0");
}

#[tokio::test]
async fn the_province_seals_and_signs() {
    let mut bench = Bench::new().await;
    let key = Sm4Key::parse(&bench.keys.province_sm4_key, &bench.keys.province_sm4_iv).unwrap();
    let verifier = Sm2Verifier::parse(&bench.keys.province_sm2_public).unwrap();
    let open = |answer: &Value| -> Value {
        let sealed = answer["encData"].as_str().unwrap();
        let sign = Encoding::Hex.decode(answer["signData"].as_str().unwrap()).unwrap();
        assert!(verifier.verify(sealed.as_bytes(), &sign));
        serde_json::from_slice(&key.decrypt(&Encoding::Hex.decode(sealed).unwrap()).unwrap()).unwrap()
    };
    for ((id, name), code) in outcomes(0, 1).into_iter().zip(["0", "100", "404", "409"]) {
        let reply = bench.province(&id, &name).await;
        assert!(!String::from_utf8(reply.body.clone()).unwrap().contains(&id));
        assert_eq!(open(&reply.json())["code"], code, "{name}");
    }
    let (id, name) = identity(0);
    let data = open(&bench.province(&id, &name).await.json())["data"].clone();
    let social = bench.simulator.records().social(&Person::nth(0)).unwrap();
    assert_eq!(data["payments"].as_array().unwrap().len(), social.payments.len());
    assert_eq!(data["payments"][0]["personal"], json!(yuan(social.payments[0].personal)));
    // The time is signed: the same request at another time is none.
    let body: Value = serde_json::from_slice(&bench.province_body(&id, &name)).unwrap();
    let mut later = body.clone();
    later["time"] = json!((body["time"].as_str().unwrap().parse::<i64>().unwrap() + 1).to_string());
    let reply = bench.try_post("/province/query", &[], later.to_string().as_bytes()).await.unwrap();
    assert_eq!(reply.code(), "403");
    bench.skew = 301;
    assert_eq!(open(&bench.province(&id, &name).await.json())["code"], "408");
    bench.skew = 0;
    bench.keys.province_sm4_key = "0".repeat(32);
    assert_eq!(bench.province(&id, &name).await.code(), "400");
    bench.keys.province_appid.push('0');
    assert_eq!(bench.province(&id, &name).await.code(), "401");
}

#[tokio::test]
async fn the_city_tells_the_housing_fund_however_it_is_signed() {
    let mut bench = Bench::new().await;
    for ((id, name), code) in outcomes(3, 5).into_iter().zip(["0000", "0100", "E001", "E002"]) {
        for reply in [bench.city(&id, &name).await, bench.city_md5(&id, &name).await, bench.city_hmac(&id, &name).await]
        {
            assert_eq!(reply.header("content-type"), Some("application/xml; charset=gb18030"));
            assert!(reply.text(GB18030).contains(&format!("<code>{code}</code>")), "{name}");
        }
    }
    let (id, name) = identity(3);
    let answer = bench.city(&id, &name).await.text(GB18030);
    let fund = bench.simulator.records().fund(&Person::nth(3)).unwrap();
    assert!(answer.contains("<xm>赵㐂示</xm>") && answer.contains(&format!("<ye>{}</ye>", yuan(fund.balance))));
    bench.skew = 400;
    assert!(bench.city(&id, &name).await.text(GB18030).contains("E103"));
    assert!(bench.city_md5(&id, &name).await.text(GB18030).contains("E103"));
    assert!(bench.city_hmac(&id, &name).await.text(GB18030).contains("E103"));
    bench.skew = 0;
    bench.keys.city_token.push('0');
    bench.keys.city_secret.push('0');
    bench.keys.city_hmac_key.push('0');
    assert!(bench.city(&id, &name).await.text(GB18030).contains("E102"));
    assert!(bench.city_md5(&id, &name).await.text(GB18030).contains("E102"));
    assert!(bench.city_hmac(&id, &name).await.text(GB18030).contains("E102"));
    bench.keys.city_appid.push('0');
    bench.keys.city_key.push('0');
    assert!(bench.city(&id, &name).await.text(GB18030).contains("E101"));
    assert!(bench.city_md5(&id, &name).await.text(GB18030).contains("E101"));
}
