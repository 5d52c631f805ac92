//! Both programs are run against simulated providers, and what they print is compared with what those in C print.

// A test that cannot go on fails by panicking.
#![allow(clippy::unwrap_used)]

use std::fmt::Write as _;
use std::io::Write as _;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use menhu_lookups::simulator::{Options, Running, Simulator};
use tempfile::TempDir;
use tokio::runtime::Runtime;

/// Simulated providers, and a folder to work in.
struct Setting {
    folder: TempDir,
    runtime: Runtime,
    running: Option<Running>,
}

impl Setting {
    fn new() -> Setting {
        let folder = tempfile::tempdir().unwrap();
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
        let simulator = Simulator::new(Options::default()).unwrap();
        let running = runtime.block_on(simulator.start(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)))).unwrap();
        let mut variables = format!("simulator = \"{}\"\n", running.url());
        // A text of JSON is one of TOML.
        for (name, value) in simulator.credentials().pairs() {
            writeln!(variables, "{name} = {}", serde_json::Value::from(value)).unwrap();
        }
        std::fs::write(folder.path().join("variables.toml"), variables).unwrap();
        Setting { folder, runtime, running: Some(running) }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }
}

impl Drop for Setting {
    fn drop(&mut self) {
        if let Some(running) = self.running.take() {
            self.runtime.block_on(running.stop());
        }
    }
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

fn providers() -> PathBuf {
    root().join("examples/server/demo/config/providers")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

#[test]
fn the_scenario_ends_in_rust_as_it_does_in_c() {
    let setting = Setting::new();
    let folder = setting.path("scenario");
    std::fs::create_dir(&folder).unwrap();
    let tests = root().join("bindings/c/tests");
    let ran = Command::new(env!("CARGO_BIN_EXE_scenario"))
        .args([tests.join("scenario.json"), folder.clone(), setting.path("variables.toml"), providers()])
        .output()
        .unwrap();
    assert!(ran.status.success(), "{}", text(&ran.stderr));
    let mut steady = Command::new(tests.join("steady"));
    let mut steady = steady.arg(&folder).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    steady.stdin.take().unwrap().write_all(&ran.stdout).unwrap();
    let printed = text(&steady.wait_with_output().unwrap().stdout);
    let expected = std::fs::read_to_string(tests.join("scenario.expected")).unwrap();
    for (printed, expected) in printed.lines().zip(expected.lines()) {
        assert_eq!(printed, expected);
    }
    assert_eq!(printed.lines().count(), expected.lines().count());
}

fn cms(setting: &Setting, portal: &Path) -> Output {
    let lines = setting.path("lines.jsonl");
    std::fs::copy(root().join("examples/search.jsonl"), &lines).unwrap();
    let (variables, query) = (setting.path("variables.toml"), PathBuf::from("公积金"));
    let arguments = [portal.to_owned(), lines, query, variables, providers()];
    Command::new(env!("CARGO_BIN_EXE_menhu-cms")).args(arguments).output().unwrap()
}

#[test]
fn the_program_finds_what_those_of_other_languages_find() {
    let setting = Setting::new();
    let ran = cms(&setting, &setting.path("portal"));
    assert!(ran.status.success(), "{}", text(&ran.stderr));
    assert!(text(&ran.stderr).starts_with("bad line 4: field `date`"), "{}", text(&ran.stderr));
    // Classes of failure have names of their own here.
    let expected = std::fs::read_to_string(root().join("examples/search.expected")).unwrap();
    assert_eq!(text(&ran.stdout), expected.replace("MENHU_LOOKUP_INVALID_INPUT", "InvalidInput"));
}

#[test]
fn what_is_wrong_is_said_and_ends_the_program_with_1() {
    let setting = Setting::new();
    std::fs::write(setting.path("no-portal"), "text").unwrap();
    let ran = cms(&setting, &setting.path("no-portal"));
    assert_eq!(ran.status.code(), Some(1));
    assert!(text(&ran.stderr).contains("no-portal") && ran.stdout.is_empty(), "{}", text(&ran.stderr));
}
