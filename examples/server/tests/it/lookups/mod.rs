//! Lookups: the interface, the pages, who may ask, and what is left of it in files and logs.

mod api;
mod commands;
mod pages;
mod running;

use std::path::{Path, PathBuf};

use menhu_lookups::simulator::people::{Demonstration, demonstrations};
use serde_json::{Value, json};
use ureq::http::Response;
use ureq::{Agent, Body};

use crate::support::{Server, agent};

/// The n-th person of the demonstration.
fn person(number: usize) -> Demonstration {
    demonstrations().remove(number)
}

/// A question about a person, as JSON.
fn about(one: &Demonstration) -> Value {
    json!({"name": one.enter_name, "id_number": one.person.id_number, "purpose": "self_service", "consent_id": "c-20261126-01"})
}

/// A question about their car.
fn about_car(one: &Demonstration) -> Value {
    let car = &one.person.vehicle;
    json!({
        "plate": car.plate, "plate_type": car.plate_type, "engine_number": car.engine_number, "vin": car.vin,
        "purpose": "self_service", "consent_id": "c-20261126-02",
    })
}

/// An answer, taken apart.
struct Answer {
    status: u16,
    headers: ureq::http::HeaderMap,
    text: String,
}

impl Answer {
    fn of(mut response: Response<Body>) -> Answer {
        let text = response.body_mut().read_to_string().unwrap();
        Answer { status: response.status().as_u16(), headers: response.headers().clone(), text }
    }

    fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("{error}: {}", self.text))
    }

    fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// What is kept of it: nothing.
    fn is_not_kept(&self) -> bool {
        self.header("cache-control") == "no-store, private"
    }
}

/// Asks the interface.
fn ask(address: &str, operation: &str, question: &Value, headers: &[(&str, &str)]) -> Answer {
    ask_with(&agent(), address, operation, question, headers)
}

fn ask_with(agent: &Agent, address: &str, operation: &str, question: &Value, headers: &[(&str, &str)]) -> Answer {
    let mut request = agent.post(format!("{address}/api/v1/lookups/{operation}")).content_type("application/json");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    Answer::of(request.send(question.to_string()).unwrap())
}

/// A page.
fn page(address: &str, operation: &str, cookie: &str) -> Answer {
    Answer::of(agent().get(format!("{address}/lookups/{operation}")).header("cookie", cookie).call().unwrap())
}

/// Fills in a form and sends it.
fn submit(address: &str, operation: &str, headers: &[(&str, &str)], fields: &[(&str, &str)]) -> Answer {
    let body = fields.iter().map(|(name, value)| format!("{name}={}", crate::support::encoded(value)));
    let body = body.collect::<Vec<_>>().join("&");
    let mut request =
        agent().post(format!("{address}/lookups/{operation}")).content_type("application/x-www-form-urlencoded");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    Answer::of(request.send(body).unwrap())
}

/// The session that an answer begins, and the token of its form.
fn session(answer: &Answer) -> (String, String) {
    let cookie = answer.header("set-cookie").split(';').next().unwrap().to_owned();
    (cookie, token(answer))
}

fn token(answer: &Answer) -> String {
    let (_, rest) = answer.text.split_once("name=\"token\" value=\"").unwrap_or_else(|| panic!("{}", answer.text));
    rest.split('"').next().unwrap().to_owned()
}

/// Orders a fault of the simulated providers.
fn order(simulator: &str, order: &Value) {
    let answer = agent().post(format!("{simulator}/faults")).content_type("application/json").send(order.to_string());
    assert!(answer.unwrap().status().is_success(), "{order}");
}

/// A portal of its own with the demonstration's providers.
fn portal(home: &Path, settings: &str) -> PathBuf {
    let portal = home.join("portal");
    let items = home.join("items.jsonl");
    std::fs::write(&items, "{\"id\":\"1\",\"kind\":\"lookup\",\"title\":\"公积金查询\",\"operation\":\"housing-fund\",\"phone\":\"0000-1\"}\n")
        .unwrap();
    let output = crate::support::run(home, &["index", "--portal", portal.to_str().unwrap(), items.to_str().unwrap()]);
    assert!(output.status.success(), "{}", crate::support::stderr(&output));
    let providers = portal.join("config/providers");
    std::fs::create_dir_all(&providers).unwrap();
    let demo = Path::new(env!("CARGO_MANIFEST_DIR")).join("demo/config/providers");
    for entry in std::fs::read_dir(demo).unwrap() {
        let path = entry.unwrap().path();
        std::fs::copy(&path, providers.join(path.file_name().unwrap())).unwrap();
    }
    std::fs::write(portal.join("config/lookups.toml"), settings).unwrap();
    portal
}

/// Simulated providers in a process of their own.
struct Simulated {
    child: std::process::Child,
    address: String,
    credentials: PathBuf,
}

impl Simulated {
    fn start(home: &Path) -> Simulated {
        let credentials = home.join("simulator.toml");
        let mut child = crate::support::menhu(home)
            .args(["simulate-providers", "--listen", "127.0.0.1:0", "--credentials"])
            .arg(&credentials)
            .stdout(std::process::Stdio::piped())
            .spawn()
            .unwrap();
        let mut address = String::new();
        let mut printed = std::io::BufReader::new(child.stdout.take().unwrap());
        std::io::BufRead::read_line(&mut printed, &mut address).unwrap();
        // It prints more, and must find somebody who reads.
        std::thread::spawn(move || std::io::copy(&mut printed, &mut std::io::sink()));
        Simulated { child, address: address.trim().to_owned(), credentials }
    }
}

impl Drop for Simulated {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A server on such a portal that asks such providers.
fn serve(home: &Path, portal: &Path, simulated: &Simulated) -> Server {
    let variables = simulated.credentials.to_str().unwrap();
    Server::start(home, &["--portal", portal.to_str().unwrap(), "--variables", variables])
}
