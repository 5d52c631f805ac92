//! Answers of providers: read as a record, or refused; what is refused is not quoted.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use menhu_lookups::lookup::Fields;
use menhu_lookups::provider::{Provider, Variables};

/// One of each format: JSON, XML in XML, XML.
static PROVIDERS: LazyLock<Vec<Provider>> = LazyLock::new(|| {
    let names = ["simulator", "aggregator_key", "soap_user", "soap_password", "city_appid", "city_token"];
    let variables = names.iter().fold(Variables::default(), |all, name| all.with(name, "http://127.0.0.1:1"));
    let files = [
        include_str!("../../../examples/server/demo/config/providers/demo-violations.toml"),
        include_str!("../../../examples/server/demo/config/providers/demo-social-soap.toml"),
        include_str!("../../../examples/server/demo/config/providers/demo-fund-city.toml"),
    ];
    files.iter().map(|text| Provider::read("fuzzed", text, &variables).expect("a file of the demonstration")).collect()
});

fuzz_target!(|bytes: &[u8]| {
    for provider in PROVIDERS.iter() {
        for charset in [None, Some("gbk")] {
            if let Err(error) = provider.interpret(200, charset, bytes) {
                // A code of the provider is plain and short; more of an answer stands in no error.
                assert!(error.detail.len() < 300, "{}", error.detail);
            }
        }
    }
    let _ = Fields::from_json(bytes);
});
