//! A bare client: HTTP by hand, so that nothing between hides what the server does, and requests as providers want them.

use std::io;
use std::time::Duration;

use encoding_rs::{Encoding as Charset, GB18030, GBK};
use jiff::Timestamp;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::signing::{Encoding, Sm2Signer, Sm4Key, hmac_sha256, hmac_sm3, md5, sha256};
use crate::simulator::outcome::CHINA;
use crate::simulator::people::Person;
use crate::simulator::{Credentials, Options, Running, Simulator, text};

/// An answer.
#[derive(Debug)]
pub(super) struct Reply {
    pub(super) status: u16,
    pub(super) head: String,
    pub(super) body: Vec<u8>,
}

impl Reply {
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        let mut lines = self.head.lines().filter_map(|line| line.split_once(": "));
        lines.find_map(|(known, value)| known.eq_ignore_ascii_case(name).then_some(value))
    }

    pub(super) fn is_whole(&self) -> bool {
        self.header("content-length").unwrap().parse() == Ok(self.body.len())
    }

    pub(super) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    pub(super) fn text(&self, charset: &'static Charset) -> String {
        text::decode(&self.body, charset).unwrap()
    }

    /// The document within the answer of SOAP.
    pub(super) fn inner(&self, charset: &'static Charset) -> String {
        let envelope = text::leaves(&self.text(GBK)).unwrap();
        text::unpercent(&envelope["queryObjectOutReturn"], charset).unwrap()
    }

    pub(super) fn code(&self) -> String {
        self.json()["code"].as_str().unwrap().to_owned()
    }
}

/// Asks, and reads at most so many bytes.
pub(super) async fn ask(
    running: &Running,
    method: &str,
    path: &str,
    headers: &[(&str, String)],
    body: &[u8],
    most: u64,
) -> io::Result<Reply> {
    let mut stream = TcpStream::connect(running.address()).await?;
    let mut request = format!("{method} {path} HTTP/1.1\r\nhost: {}\r\nconnection: close\r\n", running.address());
    for (name, value) in headers {
        request.push_str(&format!("{name}: {value}\r\n"));
    }
    request.push_str(&format!("content-length: {}\r\n\r\n", body.len()));
    stream.write_all(request.as_bytes()).await?;
    stream.write_all(body).await?;
    let mut answer = Vec::new();
    stream.take(most).read_to_end(&mut answer).await?;
    let end = answer.windows(4).position(|end| end == b"\r\n\r\n").ok_or(io::ErrorKind::UnexpectedEof)?;
    let head = String::from_utf8(answer[..end].to_vec()).unwrap();
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    Ok(Reply { status, head, body: answer.split_off(end + 4) })
}

/// A simulator that is served, and a client of it.
pub(super) struct Bench {
    pub(super) simulator: Simulator,
    pub(super) running: Running,
    /// The client's keys, to be spoiled.
    pub(super) keys: Credentials,
    /// How wrong the client's clock is, in seconds.
    pub(super) skew: i64,
}

impl Bench {
    pub(super) async fn new() -> Bench {
        Bench::with(Options::default()).await
    }

    pub(super) async fn with(options: Options) -> Bench {
        let simulator = Simulator::new(options).unwrap();
        let running = simulator.start(([127, 0, 0, 1], 0).into()).await.unwrap();
        Bench { keys: simulator.credentials().clone(), simulator, running, skew: 0 }
    }

    fn now(&self) -> Timestamp {
        Timestamp::from_second(Timestamp::now().as_second() + self.skew).unwrap()
    }

    fn time(&self, format: &str) -> String {
        CHINA.to_datetime(self.now()).strftime(format).to_string()
    }

    pub(super) async fn try_post(&self, path: &str, headers: &[(&str, String)], body: &[u8]) -> io::Result<Reply> {
        let asked = ask(&self.running, "POST", path, headers, body, 1 << 22);
        timeout(Duration::from_secs(20), asked).await.unwrap()
    }

    async fn post(&self, path: &str, headers: &[(&str, String)], body: &[u8]) -> Reply {
        self.try_post(path, headers, body).await.unwrap()
    }

    pub(super) fn aggregator_body(&self, plate: &str, kind: &str, engine: &str, vin: &str) -> Vec<u8> {
        let plate = text::percent(plate, encoding_rs::UTF_8);
        format!("key={}&hphm={plate}&hpzl={kind}&engineno={engine}&classno={vin}", self.keys.aggregator_key)
            .into_bytes()
    }

    pub(super) async fn aggregator(&self, plate: &str, kind: &str, engine: &str, vin: &str) -> Reply {
        self.post("/aggregator/query", &[], &self.aggregator_body(plate, kind, engine, vin)).await
    }

    pub(super) fn soap_body(&self, id: &str, name: &str) -> Vec<u8> {
        let inner = format!(
            "<?xml version=\"1.0\" encoding=\"GBK\"?><query><head><usr>{}</usr><pwd>{}</pwd><time>{}</time></head>\
             <body><aac002>{id}</aac002><aac003>{name}</aac003></body></query>",
            self.keys.soap_user,
            self.keys.soap_password,
            self.time("%Y-%m-%d %H:%M:%S"),
        );
        let inner = text::percent(&String::from_utf8(text::encode(&inner, encoding_rs::UTF_8)).unwrap(), GBK);
        format!(
            "<?xml version=\"1.0\" encoding=\"GBK\"?><s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\">\
             <s:Body><q:queryObjectOut xmlns:q=\"urn:example:siis\"><jybh>SB001</jybh><xmldoc>{inner}</xmldoc>\
             </q:queryObjectOut></s:Body></s:Envelope>"
        )
        .into_bytes()
    }

    pub(super) async fn soap(&self, id: &str, name: &str) -> Reply {
        let headers = [("content-type", "text/xml; charset=GBK".to_owned()), ("soapaction", "\"\"".to_owned())];
        self.post("/soap", &headers, &self.soap_body(id, name)).await
    }

    pub(super) fn exchange_headers(&self, key: &str) -> Vec<(&'static str, String)> {
        let (sid, rid) = (self.keys.exchange_sid.clone(), "r1".to_owned());
        let rtime = self.now().as_millisecond().to_string();
        let sign = hmac_sha256(key.as_bytes(), format!("{sid}{rid}{rtime}").as_bytes());
        vec![("sid", sid), ("rid", rid), ("rtime", rtime), ("sign", Encoding::Base64.encode(&sign))]
    }

    pub(super) async fn secret(&self) -> Reply {
        self.post("/exchange/secret", &self.exchange_headers(&self.keys.exchange_app_key), b"{}").await
    }

    pub(super) async fn exchange(&self, secret: &str, id: &str, name: &str) -> Reply {
        let body = json!({ "zjhm": id, "xingming": name }).to_string();
        self.post("/exchange/account", &self.exchange_headers(secret), body.as_bytes()).await
    }

    pub(super) fn province_body(&self, id: &str, name: &str) -> Vec<u8> {
        let key = Sm4Key::parse(&self.keys.province_sm4_key, &self.keys.province_sm4_iv).unwrap();
        let sealed = Encoding::Hex.encode(&key.encrypt(json!({ "idCard": id, "name": name }).to_string().as_bytes()));
        let (appid, time) = (&self.keys.province_appid, self.now().as_millisecond().to_string());
        let signer = Sm2Signer::parse(&self.keys.province_sm2_private).unwrap();
        let sign = Encoding::Hex.encode(&signer.sign(format!("{appid}{time}{sealed}").as_bytes()).unwrap());
        json!({ "encData": sealed, "signData": sign, "appid": appid, "time": time }).to_string().into_bytes()
    }

    pub(super) async fn province(&self, id: &str, name: &str) -> Reply {
        self.post("/province/query", &[], &self.province_body(id, name)).await
    }

    pub(super) async fn city(&self, id: &str, name: &str) -> Reply {
        let (ts, nonce) = (self.now().as_second(), "n1");
        let sign = Encoding::Hex.encode(&sha256(format!("{ts}{}{nonce}{ts}", self.keys.city_token).as_bytes()));
        let body = format!("appid={}&ts={ts}&nonce={nonce}&sign={sign}&{}", self.keys.city_appid, who(id, name));
        self.post("/city/query", &[], body.as_bytes()).await
    }

    pub(super) async fn city_md5(&self, id: &str, name: &str) -> Reply {
        let (key, time) = (&self.keys.city_key, self.time("%Y%m%d%H%M%S"));
        let sign = Encoding::HexUpper.encode(&md5(format!("{key}{}{time}", self.keys.city_secret).as_bytes()));
        let body = format!("key={key}&time={time}&sign={sign}&{}", who(id, name));
        self.post("/city/md5", &[], body.as_bytes()).await
    }

    pub(super) async fn city_hmac(&self, id: &str, name: &str) -> Reply {
        let body = format!("appid={}&ts={}&{}", self.keys.city_appid, self.now().as_second(), who(id, name));
        let sign = Encoding::Hex.encode(&hmac_sm3(self.keys.city_hmac_key.as_bytes(), body.as_bytes()));
        self.post("/city/hmac-sm3", &[("x-sign", sign)], body.as_bytes()).await
    }
}

fn who(id: &str, name: &str) -> String {
    format!("zjh={id}&xm={}", text::percent(name, GB18030))
}

/// Number and name of the n-th person.
pub(super) fn identity(number: u32) -> (String, String) {
    let person = Person::nth(number);
    (person.id_number, person.name)
}
