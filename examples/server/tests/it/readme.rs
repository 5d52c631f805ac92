//! The README's commands do what it shows.

use crate::support::{menhu, stdout};

/// The lines of the README's block of a language.
fn block(readme: &str, language: &str) -> Vec<String> {
    let fence = format!("```{language}");
    let lines = readme.lines().skip_while(|line| *line != fence).skip(1).take_while(|line| *line != "```");
    lines.map(str::to_owned).collect()
}

/// A line without its figures: times and sizes differ from run to run.
fn without_figures(line: &str) -> String {
    line.split(|c: char| c.is_ascii_digit() || c == '.').filter(|part| !part.is_empty()).collect::<Vec<_>>().join("#")
}

#[test]
fn the_readmes_commands_print_what_it_shows() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../README.md");
    let readme = std::fs::read_to_string(path).unwrap();
    let home = tempfile::tempdir().unwrap();
    std::fs::write(home.path().join("items.jsonl"), block(&readme, "jsonl").join("\n")).unwrap();
    let console = block(&readme, "console").join("\n");
    let mut commands = 0;
    for session in console.split("$ menhu ").skip(1) {
        let (command, expected) = session.split_once('\n').unwrap_or((session, ""));
        if command.starts_with("serve") {
            continue; // it goes on until it is stopped; other tests start it
        }
        let output = menhu(home.path()).current_dir(home.path()).args(command.split(' ')).output().unwrap();
        let (printed, expected) = (without_figures(&stdout(&output)), without_figures(expected));
        assert_eq!(printed.trim(), expected.trim(), "menhu {command}");
        commands += 1;
    }
    assert!(commands >= 2);
}
