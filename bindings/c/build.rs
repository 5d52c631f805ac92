//! Gives the shared library its soname: a program that was linked with one major version finds no other. And keeps it where
//! it was loaded.

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    let of = |name: &str| std::env::var(name).unwrap_or_default();
    let number = of("CARGO_PKG_VERSION_MAJOR");
    match of("CARGO_CFG_TARGET_OS").as_str() {
        "linux" | "android" | "freebsd" | "netbsd" | "openbsd" | "dragonfly" | "solaris" | "illumos" => {
            println!("cargo:rustc-cdylib-link-arg=-Wl,-soname,libmenhu.so.{number}");
            // Handles and threads live as long as the process: a dlclose does not take them away.
            println!("cargo:rustc-cdylib-link-arg=-Wl,-z,nodelete");
        }
        "macos" | "ios" => {
            println!("cargo:rustc-cdylib-link-arg=-Wl,-install_name,@rpath/libmenhu.{number}.dylib");
        }
        _ => {}
    }
}
