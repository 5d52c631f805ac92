//! What the project is made of: licences, sources and banned crates of everything in Cargo.lock.

use cargo_metadata::{DependencyKind, Metadata, MetadataCommand};
use menhu_tests::workspace;

/// Licences that a district may link without asking.
const ALLOWED: [&str; 12] = [
    "MIT",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "ISC",
    "Zlib",
    "0BSD",
    "Unlicense",
    "CC0-1.0",
    "Unicode-3.0",
    "BSL-1.0",
];

/// Crates that may not come in, and why.
const BANNED: [(&str, &str); 3] = [
    ("openssl-sys", "TLS is rustls, so that a build needs no system library"),
    ("zhconv", "it is under the GPL"),
    ("opencc-rust", "it binds a C library"),
];

fn metadata() -> Metadata {
    MetadataCommand::new()
        .manifest_path(workspace().join("Cargo.toml"))
        .other_options(["--locked".to_owned()])
        .exec()
        .unwrap()
}

#[test]
fn licences_are_permissive() {
    let allowed: Vec<spdx::Licensee> = ALLOWED.iter().map(|name| spdx::Licensee::parse(name).unwrap()).collect();
    let mut refused = Vec::new();
    for package in metadata().packages {
        let Some(licence) = &package.license else {
            refused.push(format!("{}: no licence", package.name));
            continue;
        };
        let expression = spdx::Expression::parse_mode(licence, spdx::ParseMode::LAX).unwrap();
        if !expression.evaluate(|required| allowed.iter().any(|licensee| licensee.satisfies(required))) {
            refused.push(format!("{}: {licence}", package.name));
        }
    }
    assert!(refused.is_empty(), "{refused:#?}");
}

#[test]
fn everything_comes_from_the_registry_or_this_tree() {
    let metadata = metadata();
    let own: Vec<_> = metadata.workspace_members.clone();
    for package in &metadata.packages {
        match &package.source {
            None => assert!(own.contains(&package.id), "{} is a path outside the workspace", package.name),
            Some(source) => assert!(source.is_crates_io(), "{} comes from {source}", package.name),
        }
    }
}

#[test]
fn banned_crates_stay_out() {
    for package in metadata().packages {
        let banned = BANNED.iter().find(|(name, _)| *name == package.name.as_str());
        assert!(banned.is_none(), "{banned:?}");
    }
}

#[test]
fn arrows_run_downwards() {
    let metadata = metadata();
    let rank = |name: &str| match name {
        "menhu" => 0,
        "menhu-lookups" => 1,
        "menhu-c" | "menhu-wasm" => 2,
        _ => 3,
    };
    for package in metadata.workspace_packages() {
        for dependency in
            package.dependencies.iter().filter(|d| d.path.is_some() && d.kind != DependencyKind::Development)
        {
            assert!(rank(&dependency.name) < rank(&package.name), "{} may not use {}", package.name, dependency.name);
        }
    }
}
