//! The commands of README and docs/operations.md do what is shown.

use crate::support::{menhu, stdout};

/// The lines of a page's blocks of a language.
fn blocks(page: &str, language: &str) -> Vec<String> {
    let fence = format!("```{language}");
    let mut is_inside = false;
    let mut lines = Vec::new();
    for line in page.lines() {
        match (is_inside, line) {
            (true, "```") => is_inside = false,
            (true, _) => lines.push(line.to_owned()),
            (false, _) => is_inside = line == fence,
        }
    }
    lines
}

fn page(name: &str) -> String {
    std::fs::read_to_string(std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(name)).unwrap()
}

/// A line without its figures: times and sizes differ from run to run.
fn without_figures(line: &str) -> String {
    line.split(|c: char| c.is_ascii_digit() || c == '.').filter(|part| !part.is_empty()).collect::<Vec<_>>().join("#")
}

/// Runs the commands of a page in a folder, and compares what they print. Returns their number.
fn run_all(page: &str, home: &std::path::Path) -> usize {
    let console = blocks(page, "console").join("\n");
    let mut commands = 0;
    for session in console.split("$ menhu ").skip(1) {
        let (command, expected) = session.split_once('\n').unwrap_or((session, ""));
        if command.starts_with("serve") {
            continue; // it goes on until it is stopped; other tests start it
        }
        let output = menhu(home).current_dir(home).args(command.split(' ')).output().unwrap();
        let (printed, expected) = (without_figures(&stdout(&output)), without_figures(expected));
        assert_eq!(printed.trim(), expected.trim(), "menhu {command}");
        commands += 1;
    }
    commands
}

#[test]
fn the_pages_commands_print_what_is_shown() {
    let home = tempfile::tempdir().unwrap();
    let readme = page("README.md");
    std::fs::write(home.path().join("items.jsonl"), blocks(&readme, "jsonl").join("\n")).unwrap();
    assert!(run_all(&readme, home.path()) >= 2);
    let related = page("docs/related.md");
    std::fs::write(home.path().join("items.jsonl"), blocks(&related, "jsonl").join("\n")).unwrap();
    assert_eq!(run_all(&related, home.path()), 2);
    let in_page = page("docs/in-page-search.md");
    let other = tempfile::tempdir().unwrap();
    std::fs::write(other.path().join("items.jsonl"), blocks(&in_page, "jsonl").join("\n")).unwrap();
    std::fs::create_dir(other.path().join("site")).unwrap();
    let tag = "<meta name=robots content=noindex>";
    for (name, content) in [
        ("a.html", blocks(&in_page, "page").join("\n")),
        ("b.html", "<title>供水须知</title><p data-menhu-body>停水前请储水。".to_owned()),
        ("c.html", format!("{tag}<p>内部")),
    ] {
        std::fs::write(other.path().join("site").join(name), content).unwrap();
    }
    assert_eq!(run_all(&in_page, other.path()), 3);
    // The README has made a portal; the other page has it in a system's folders.
    let operations =
        page("docs/operations.md").replace("/var/lib/menhu/portal", "portal").replace("/backup/", "backup/");
    assert!(run_all(&operations, home.path()) >= 2);
}
