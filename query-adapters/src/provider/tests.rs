//! Provider files: what is wrong is found at once, with its line, and never with a secret in it.

use proptest::prelude::*;

use super::*;

/// A file that is right, with lines that tests exchange.
const FILE: &str = r#"name = "示例"
operation = "housing-fund"
url = "https://fund.example/query"
official = "https://fund.example/"

[credentials]
key = "host:key"

[request]
format = "json"
[request.headers]
"x-sign" = "{sign}"
[request.fields]
id = "{id_number}"

[signing]
scheme = "hmac-sha256"
text = "{time.ms}{nonce}"
key = "{key}"

[response]
format = "json"
as_of = { path = "$.asOf", format = "%Y%m%d" }

[status]
path = "$.code"
found = ["0"]
[status.errors]
NotFound = ["1"]

[record]
balance = { path = "$.ye", unit = "fen" }
[record.movements]
each = "$.list[*]"
date = "$.date"
amount = "$.amount"
"#;

fn read(text: &str) -> Result<Provider, Vec<(usize, String)>> {
    let variables = Variables::default().with("key", "s3cret");
    Provider::read("example", text, &variables)
        .map_err(|faults| faults.into_iter().map(|fault| (fault.line, fault.reason)).collect())
}

#[test]
fn a_file_that_is_right_is_read() {
    let provider = read(FILE).unwrap();
    assert_eq!((provider.id.as_str(), provider.operation), ("example", Operation::HousingFund));
    assert_eq!(provider.ages, Ages::of(Operation::HousingFund));
    assert!(!format!("{provider:?}").contains("s3cret"));
}

#[test]
fn every_fault_has_its_line_and_says_what_to_do() {
    // What is exchanged, for what, the line of the fault and a word of its reason.
    let faults = [
        ("housing-fund", "house", 2, "social-security, housing-fund, traffic-violations"),
        ("name = \"示例\"", "name = \" \"", 1, "no name"),
        ("https://fund.example/query", "http://fund.example/query", 3, "insecure = true"),
        ("https://fund.example/query", "fund.example", 3, "https://host/path"),
        ("https://fund.example/query", "https://u:p@fund.example/", 3, "[request.headers]"),
        ("https://fund.example/\"", "javascript:x\"", 4, "citizen"),
        ("host:key", "s3cret", 7, "env:NAME"),
        ("host:key", "host:other", 7, "gives no `other`"),
        ("format = \"json\"\n[request.headers]", "format = \"yaml\"\n[request.headers]", 10, "json, form or xml"),
        ("x-sign", "x sign", 12, "no name of a header"),
        ("{id_number}", "{id_card}", 14, "{id_card}"),
        ("{id_number}", "{id_number", 14, "does not end"),
        ("hmac-sha256", "hmac", 17, "hmac-sm3"),
        ("key = \"{key}\"", "", 16, "needs `key`"),
        ("key = \"{key}\"", "key = \"{refreshed}\"", 16, "[signing.refresh]"),
        ("$.asOf", "asOf", 23, "RFC 9535"),
        ("found = [\"0\"]", "found = []", 25, "nothing would ever be found"),
        ("NotFound = [\"1\"]", "NotThere = [\"1\"]", 29, "NotFound"),
        ("NotFound = [\"1\"]", "NotFound = [\"0\"]", 29, "twice"),
        ("NotFound = [\"1\"]", "NoRecords = [\"1\"]", 29, "no_records"),
        ("unit = \"fen\"", "unit = \"jiao\"", 32, "yuan or fen"),
        ("unit = \"fen\"", "units = \"fen\"", 32, "path, unit, format, codes, before, after"),
        ("balance = ", "blance = ", 32, "no field `blance`"),
        ("each = \"$.list[*]\"", "", 33, "no `each`"),
        ("amount = \"$.amount\"", "", 33, "no `amount`"),
        ("amount = \"$.amount\"", "amount = 5", 36, "expected a path"),
        ("{sign}", "{key}", 16, "{sign} stands nowhere"),
        ("key = \"{key}\"", "key = \"s3cret\"", 19, "does not stand in the file"),
        ("{time.ms}{nonce}", "{refreshed}", 18, "{refreshed}"),
        ("found = [\"0\"]", "found = [\"0\"]\nno_records = [\"0\"]", 25, "twice"),
        ("format = \"%Y%m%d\"", "format = \"%Q%\"", 23, "no format of a time"),
        ("[record]\n", "[breaker]\nfailures = 0\n[record]\n", 31, "from 1 to 101"),
        ("[record]\n", "[limits]\nwaiting = 9223372036854775807\n[record]\n", 32, "from 1 to 100000"),
    ];
    for (from, to, line, word) in faults {
        let text = FILE.replace(from, to);
        assert_ne!(text, FILE, "{from}");
        let found = read(&text).map(|_| ()).unwrap_err();
        let fits = found.iter().any(|(at, reason)| *at == line && reason.contains(word));
        assert!(fits, "{from} → {to}: expected line {line} with `{word}`, found {found:?}");
        assert!(found.iter().all(|(_, reason)| !reason.contains("s3cret")), "{found:?}");
    }
}

#[test]
fn several_faults_are_found_at_once() {
    let text = FILE.replace("{id_number}", "{id}").replace("unit = \"fen\"", "unit = \"x\"").replace("$.asOf", "x");
    let lines: Vec<usize> = read(&text).unwrap_err().into_iter().map(|(line, _)| line).collect();
    assert_eq!(lines, [14, 23, 32]);
}

#[test]
fn what_is_unknown_is_refused() {
    for (after, more, line) in [("[request]", "method = \"GET\"", 10), ("[status]", "message = \"$.msg\"", 26)] {
        let found = read(&FILE.replace(after, &format!("{after}\n{more}"))).map(|_| ()).unwrap_err();
        assert!(found[0].1.contains("unknown field") && found[0].0 == line, "{found:?}");
    }
}

#[test]
fn a_provider_is_the_same_while_its_file_and_its_secrets_are() {
    let print = |text: &str, key: &str| {
        Provider::read("example", text, &Variables::default().with("key", key)).unwrap().fingerprint
    };
    assert_eq!(print(FILE, "a"), print(FILE, "a"));
    assert_ne!(print(FILE, "a"), print(FILE, "b"));
    assert_ne!(print(FILE, "a"), print(&FILE.replace("示例", "另一个"), "a"));
}

proptest! {
    #[test]
    fn any_text_is_read_or_refused_with_a_line(at in 0..600_usize, with in "[a-z\"={}\\[\\]$.\n]{0,6}") {
        let mut text = FILE.to_owned();
        let at = (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap();
        text.insert_str(at, &with);
        if let Err(found) = read(&text) {
            prop_assert!(!found.is_empty() && found.iter().all(|(line, _)| *line >= 1));
        }
    }
}
