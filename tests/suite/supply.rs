//! What the project is made of. Licences, sources and banned crates are `cargo deny`'s business (`.deny.toml`).

use cargo_metadata::{DependencyKind, Metadata, MetadataCommand};
use menhu_tests::workspace;

fn metadata() -> Metadata {
    MetadataCommand::new()
        .manifest_path(workspace().join("Cargo.toml"))
        .other_options(["--locked".to_owned()])
        .exec()
        .unwrap()
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
