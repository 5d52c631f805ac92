//! Running the program.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::Value;
use ureq::Agent;

/// The program, with its data in `home`, so that a test never touches the user's own.
pub(crate) fn menhu(home: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_menhu"));
    command.env("HOME", home).env("XDG_DATA_HOME", home.join("data")).stdin(Stdio::null());
    command
}

pub(crate) fn run(home: &Path, arguments: &[&str]) -> Output {
    menhu(home).args(arguments).output().unwrap()
}

pub(crate) fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

pub(crate) fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// A server on a free port of this machine; stopped when it is dropped.
pub(crate) struct Server {
    pub(crate) child: Child,
    pub(crate) address: String,
    /// Where administration listens.
    pub(crate) admin: String,
    log: Arc<Mutex<Vec<String>>>,
}

/// A client that takes every status for an answer.
pub(crate) fn agent() -> Agent {
    Agent::config_builder().http_status_as_error(false).timeout_global(Some(Duration::from_secs(30))).build().into()
}

/// Status and text.
pub(crate) fn get(address: &str, path: &str) -> (u16, String) {
    let mut response = agent().get(format!("{address}{path}")).call().unwrap();
    (response.status().as_u16(), response.body_mut().read_to_string().unwrap())
}

pub(crate) fn get_json(address: &str, path: &str) -> (u16, Value) {
    let (status, text) = get(address, path);
    (status, serde_json::from_str(&text).unwrap_or_else(|error| panic!("{path}: {error}: {text}")))
}

/// Text as an address carries it.
pub(crate) fn encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

/// The folder of the demonstration portal that a server in `home` shows.
pub(crate) fn demonstration_portal(home: &Path) -> std::path::PathBuf {
    home.join("data/menhu/demonstration-portal")
}

impl Server {
    /// Starts `menhu serve` with these further arguments and waits for the line with its address.
    pub(crate) fn start(home: &Path, arguments: &[&str]) -> Server {
        let mut child = menhu(home)
            .args(["serve", "--listen", "127.0.0.1:0", "--admin-listen", "127.0.0.1:0"])
            .args(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .env("MENHU_LOG", "info")
            .spawn()
            .unwrap();
        let mut address = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut address).unwrap();
        assert!(address.starts_with("http://127.0.0.1:"), "{address}");
        // The log says where administration listens; the rest of it is read so that the server never waits for a reader.
        let mut log = BufReader::new(child.stderr.take().unwrap()).lines().map_while(Result::ok);
        let ready = log.find_map(|line| {
            let line: serde_json::Value = serde_json::from_str(&line).ok()?;
            Some(line["fields"]["admin"].as_str()?.to_owned())
        });
        let kept = Arc::new(Mutex::new(Vec::new()));
        let keep = Arc::clone(&kept);
        std::thread::spawn(move || log.for_each(|line| keep.lock().unwrap().push(line)));
        Server { child, address: address.trim().to_owned(), admin: format!("http://{}", ready.unwrap()), log: kept }
    }
}

impl Server {
    /// The lines of the log with this text, after the one that says where administration listens.
    pub(crate) fn logged(&self, text: &str) -> Vec<String> {
        self.log.lock().unwrap().iter().filter(|line| line.contains(text)).cloned().collect()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
