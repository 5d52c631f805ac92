//! `menhu lookup check` and `menhu simulate-providers`.

use std::path::Path;

use serde_json::Value;

use super::Simulated;
use crate::support::{run, stdout};

#[test]
fn provider_files_are_checked_with_every_fault_and_its_line() {
    let home = tempfile::tempdir().unwrap();
    let demo = Path::new(env!("CARGO_MANIFEST_DIR")).join("demo/config/providers");
    let mut files: Vec<String> =
        std::fs::read_dir(&demo).unwrap().map(|entry| entry.unwrap().path().to_str().unwrap().to_owned()).collect();
    files.sort();
    let check = |more: &[&str], files: &[String]| {
        let files = files.iter().map(String::as_str);
        let arguments: Vec<&str> = ["lookup", "check"].into_iter().chain(more.iter().copied()).chain(files).collect();
        run(home.path(), &arguments)
    };
    let output = check(&["--simulator"], &files);
    assert_eq!((output.status.code(), stdout(&output).trim()), (Some(0), "5 provider files checked: 0 faults"));
    let output = check(&[], &files[..1]);
    assert!(
        output.status.code() == Some(1) && stdout(&output).contains("check with --simulator"),
        "{}",
        stdout(&output)
    );
    let simulated = Simulated::start(home.path());
    let output = check(&["--variables", simulated.credentials.to_str().unwrap()], &files);
    assert_eq!(output.status.code(), Some(0), "{}", stdout(&output));

    let faulty = home.path().join("faulty.toml");
    let text = std::fs::read_to_string(&files[0]).unwrap();
    let text =
        text.replace("operation = \"housing-fund\"", "operation = \"housing\"").replace("timeout = 3", "timeout = 900");
    std::fs::write(&faulty, text).unwrap();
    let faulty = [faulty.to_str().unwrap().to_owned()];
    let output = check(&["--simulator"], &faulty);
    let said = stdout(&output);
    assert_eq!(output.status.code(), Some(1));
    assert!(said.contains("faulty.toml: line 3, column 13: there is no such lookup"), "{said}");
    assert!(said.contains("seconds from 0.05 to 60") && said.contains("1 provider files checked: 2 faults"), "{said}");
    let output = check(&["--simulator", "--json"], &faulty);
    let report: Value = serde_json::from_str(&stdout(&output)).unwrap();
    assert_eq!(report["faults"].as_array().map(Vec::len), Some(2), "{report}");
    assert_eq!(report["faults"][0]["line"], 3);
}

#[cfg(unix)]
#[test]
fn the_keys_of_simulated_providers_are_their_owners_alone() {
    use std::os::unix::fs::PermissionsExt;

    let home = tempfile::tempdir().unwrap();
    std::fs::write(home.path().join("simulator.toml"), "").unwrap();
    let mut simulated = Simulated::start(home.path());
    let mode = std::fs::metadata(&simulated.credentials).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    let process = simulated.child.id().to_string();
    assert!(std::process::Command::new("kill").args(["-TERM", &process]).status().unwrap().success());
    assert!(simulated.child.wait().unwrap().success());
}
