//! The headers that are checked in are those of the code. To write them: `MENHU_WRITE_HEADERS=1 cargo test -p menhu-c --test
//! header`, and review what has changed.

#![allow(clippy::unwrap_used)]

use std::fmt::Write;
use std::path::{Path, PathBuf};

use cbindgen::{Builder, Config, DocumentationStyle, EnumConfig, Language, Style};

const WRITE: &str = "MENHU_WRITE_HEADERS";

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}

/// What stands before everything else of menhu.h.
fn head() -> String {
    std::fs::read_to_string(folder().join("include/head.txt")).unwrap()
}

fn generated(config: Config) -> String {
    let bindings = Builder::new().with_crate(folder()).with_config(config).generate().unwrap();
    let mut text = Vec::new();
    bindings.write(&mut text);
    String::from_utf8(text).unwrap()
}

fn config() -> Config {
    let defines = [("feature = injected-panics".to_owned(), "MENHU_INJECTED_PANICS".to_owned())];
    Config {
        language: Language::C,
        style: Style::Both,
        cpp_compat: true,
        documentation: true,
        documentation_style: DocumentationStyle::C99,
        enumeration: EnumConfig::default(),
        usize_is_size_t: true,
        line_length: 120,
        tab_width: 4,
        defines: defines.into_iter().collect(),
        ..Config::default()
    }
}

/// The version of the package, as macros.
fn version() -> String {
    let mut macros = format!("#define MENHU_VERSION \"{}\"\n", env!("CARGO_PKG_VERSION"));
    for (name, number) in [
        ("MAJOR", env!("CARGO_PKG_VERSION_MAJOR")),
        ("MINOR", env!("CARGO_PKG_VERSION_MINOR")),
        ("PATCH", env!("CARGO_PKG_VERSION_PATCH")),
    ] {
        writeln!(macros, "#define MENHU_VERSION_{name} {number}").unwrap();
    }
    macros
}

/// menhu.h.
fn header() -> String {
    let text = generated(Config {
        header: Some(head().trim_end().to_owned()),
        include_guard: Some("MENHU_H".to_owned()),
        no_includes: true,
        sys_includes: vec!["stddef.h".to_owned(), "stdint.h".to_owned()],
        after_includes: Some(format!(
            "\n/* The version of this header; menhu_version is that of the library. */\n{}",
            version()
        )),
        ..config()
    });
    without_safety(&text)
}

/// Every function is unsafe to call from Rust, and for the same reason: the head says it once for C.
fn without_safety(text: &str) -> String {
    let mut kept: Vec<String> = Vec::new();
    let mut is_safety = false;
    for line in text.lines() {
        let is_comment = line.starts_with("//");
        if line.trim_end() == "// # Safety" {
            is_safety = true;
            while kept.last().is_some_and(|line| line.trim_end() == "//") {
                kept.pop();
            }
            continue;
        }
        is_safety &= is_comment;
        // A contract beyond the head's is C's business, too.
        if is_safety && line.contains("The pointers are as the head of the header says.") {
            continue;
        }
        let rest = line.strip_prefix("// The pointers are as the head of the header says; ");
        kept.push(rest.map_or_else(|| line.to_owned(), |rest| format!("// {rest}")));
    }
    kept.join("\n") + "\n"
}

/// menhu.ffi.h: what PHP's FFI and Python's cffi read, which know no directives. Constants become enumerators, which both
/// give to their programs.
fn ffi_header() -> String {
    let text = generated(Config {
        cpp_compat: false,
        no_includes: true,
        documentation: false,
        style: Style::Type,
        defines: Default::default(),
        ..config()
    });
    let mut constants = Vec::new();
    let mut declarations = Vec::new();
    for line in text.lines() {
        match line.strip_prefix("#define ").and_then(|rest| rest.split_once(' ')) {
            Some((name, value)) => constants.push(format!("  {name} = {value},")),
            None => declarations.push(line),
        }
    }
    let note = format!(
        "/* Menhu {}: menhu.h without comments and directives, for PHP's FFI and Python's cffi. Made by tests/header.rs. */\n",
        env!("CARGO_PKG_VERSION")
    );
    let declarations = declarations.join("\n");
    let mut declarations = declarations.trim().replace("menhu_test_panic", "\u{0}");
    // What is for tests only is no part of it.
    declarations = declarations.split("\n\n").filter(|part| !part.contains('\u{0}')).collect::<Vec<_>>().join("\n\n");
    while declarations.contains("\n\n\n") {
        declarations = declarations.replace("\n\n\n", "\n\n");
    }
    format!("{note}\nenum {{\n{}\n}};\n\n{declarations}\n", constants.join("\n"))
}

fn compare(name: &str, text: &str) {
    let path = folder().join("include").join(name);
    if std::env::var_os(WRITE).is_some() {
        std::fs::write(&path, text).unwrap();
    }
    let found = std::fs::read_to_string(&path).unwrap_or_default();
    let first = found.lines().zip(text.lines()).position(|(found, text)| found != text);
    assert!(
        found == text,
        "{} is not what the code says, first in line {:?}; run this test with {WRITE}=1 and review",
        path.display(),
        first.map(|at| at + 1)
    );
}

#[test]
fn the_headers_are_those_of_the_code() {
    compare("menhu.h", &header());
    compare("menhu.ffi.h", &ffi_header());
}

#[test]
fn the_header_for_other_languages_has_no_directives_and_the_same_functions() {
    let read = |name: &str| std::fs::read_to_string(folder().join("include").join(name)).unwrap();
    let (whole, plain) = (read("menhu.h"), read("menhu.ffi.h"));
    assert!(!plain.lines().any(|line| line.trim_start().starts_with('#')), "a directive is left");
    let functions = |text: &str| -> Vec<String> {
        let names = text.lines().filter(|line| !line.starts_with("//")).flat_map(|line| {
            let at = line.find("menhu_").filter(|_| line.contains('(') && !line.starts_with("typedef"));
            at.map(|at| line[at..].split('(').next().unwrap_or_default().to_owned())
        });
        names.filter(|name| name != "menhu_test_panic").collect()
    };
    assert_eq!(functions(&whole), functions(&plain));
    assert!(functions(&whole).len() > 50, "{:?}", functions(&whole));
}
