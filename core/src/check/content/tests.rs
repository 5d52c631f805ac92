use jiff::civil::date;

use super::*;
use crate::catalog::read_item;

fn rules(lines: &[&str]) -> Vec<(String, String, String)> {
    let mut check = ContentCheck::new(date(2026, 1, 1));
    lines.iter().for_each(|line| check.item(&read_item(line).unwrap()));
    let found = check.finish().into_iter();
    found.map(|finding| (finding.rule, finding.item.unwrap(), finding.field.unwrap())).collect()
}

fn rule(rule: &str, item: &str, field: &str) -> (String, String, String) {
    (rule.to_owned(), item.to_owned(), field.to_owned())
}

#[test]
fn each_fault_breaks_one_rule() {
    let good = r#""kind":"document","title":"通知","unit":"区政府","date":"2025-01-02""#;
    for (line, rules_and_field) in [
        (r#"{"id":"1","kind":"service","title":" "}"#, ("missing-title", "title")),
        (r#"{"id":"1","kind":"news","title":"a","date":"2025-01-01"}"#, ("missing-unit", "unit")),
        (r#"{"id":"1","title":"a","unit":"b"}"#, ("missing-date", "date")),
        (&format!(r#"{{"id":"1",{good},"index_number":"123/2025-1"}}"#), ("malformed-index-number", "index_number")),
        (&format!(r#"{{"id":"1",{good},"doc_number":"第五号"}}"#), ("malformed-doc-number", "doc_number")),
        (&format!(r#"{{"id":"1",{good},"genre":"小说"}}"#), ("unknown-genre", "genre")),
        (&format!(r#"{{"id":"1",{good},"subjects":["综合政务\\b\\c"]}}"#), ("deep-subject", "subjects")),
        (&format!(r#"{{"id":"1",{good},"subjects":["天文"]}}"#), ("unknown-subject", "subjects")),
        (
            &format!(
                r#"{{"id":"1",{good},"attachments":[{{"name":"a.pdf","file":"{}","fault":"no text"}}]}}"#,
                "a".repeat(64)
            ),
            ("unread-attachment", "attachments[0]"),
        ),
        (
            &format!(r#"{{"id":"1",{good},"attachments":[{{"name":"a.pdf","url":"a.pdf"}}]}}"#),
            ("missing-attachment", "attachments[0]"),
        ),
        (&format!(r#"{{"id":"1",{good},"issued":"2025-01-03"}}"#), ("dates-out-of-order", "date")),
        (r#"{"id":"1","kind":"letter","title":"a","date":"2026-01-02"}"#, ("dates-out-of-order", "date")),
    ] {
        assert_eq!(rules(&[line]), [rule(rules_and_field.0, "1", rules_and_field.1)], "{line}");
    }
    let whole = format!(
        r#"{{"id":"1",{good},"index_number":"000014349/2017-00110","doc_number":"国发〔2017〕1号","genre":"通知",
        "subjects":["综合政务\\其他"],"issued":"2025-01-01"}}"#
    );
    assert_eq!(rules(&[&whole]), []);
}

#[test]
fn services_and_units_say_what_they_must() {
    let whole = r#""basis":[{"title":"《甲法》"}],"conditions":["甲"],"flow":[{"name":"申请"}],"promised_days":1,
        "statutory_days":5,"fee":{"charged":false},"consult_phone":"1","materials":[{"name":"甲","form":"f"}]"#;
    let service = |fields: &str| format!(r#"{{"id":"s","kind":"service","title":"a",{fields}}}"#);
    let form = r#"{"id":"f","kind":"form","title":"表"}"#;
    assert_eq!(rules(&[&service(whole), form]), []);
    // One that says nothing of its own is somebody else's text.
    assert_eq!(rules(&[r#"{"id":"s","kind":"service","title":"a","body":"b"}"#]), []);
    for (change, expected) in [
        ((r#""conditions":["甲"],"#, ""), ("missing-field", "conditions")),
        ((r#""promised_days":1"#, r#""promised_days":9"#), ("limits-out-of-order", "promised_days")),
        ((r#""fee""#, r#""themes":{"person":["法人注销"]},"fee""#), ("unknown-theme", "themes.person")),
        ((r#""fee""#, r#""groups":["猫"],"fee""#), ("unknown-group", "groups")),
        ((r#""form":"f""#, r#""form":"g""#), ("dangling-form", "materials[0].form")),
    ] {
        let line = service(&whole.replace(change.0, change.1));
        assert_eq!(rules(&[&line, form]), [rule(expected.0, "s", expected.1)], "{line}");
    }
    let unit = r#"{"id":"u","kind":"unit","title":"局","credit_code":"114403006955506490","duties":["a"],
        "leaders":[{"name":"甲"}],"address":"a","hours":"b","phone":"c"}"#;
    assert_eq!(rules(&[unit]), [rule("malformed-credit-code", "u", "credit_code")]);
    let silent =
        unit.replace(r#""duties":["a"],"#, "").replace("490", "492").replace(r#""phone":"c""#, r#""phone":" ""#);
    assert_eq!(rules(&[&silent]), [rule("missing-field", "u", "duties"), rule("missing-field", "u", "phone")]);
    for (change, expected) in [
        ((r#""charged":false"#, r#""charged":true"#), ("missing-field", "fee.basis")),
        ((r#""fee""#, r#""base_code":"12","fee""#), ("malformed-service-code", "base_code")),
        (
            (r#""fee""#, r#""implementation_code":"1234567890123456789012345678901234567","fee""#),
            ("malformed-service-code", "implementation_code"),
        ),
    ] {
        let line = service(&whole.replace(change.0, change.1));
        assert_eq!(rules(&[&line, form]), [rule(expected.0, "s", expected.1)], "{line}");
    }
    let coded = whole.replace(r#""fee""#, r#""implementation_code":"c1","fee""#);
    let other = service(&coded).replace(r#""id":"s""#, r#""id":"t""#);
    let both = [
        rule("double-service-code", "s", "implementation_code"),
        rule("double-service-code", "t", "implementation_code"),
    ];
    assert_eq!(rules(&[&service(&coded), &other, form]), both);
    let withdrawn = other.replace(r#""fee""#, r#""state":"withdrawn","fee""#);
    assert_eq!(rules(&[&service(&coded), &withdrawn, form]), []);
}

#[test]
fn items_are_compared_with_each_other_and_with_the_catalog() {
    let unit = r#"{"id":"u","kind":"unit","title":"民政局"}"#;
    let column = r#"{"id":"c","kind":"column","title":"法规文件","unit":"民政局","update_days":0}"#;
    let item = |id: &str, unit: &str, column: &str| {
        format!(
            r#"{{"id":"{id}","title":"x","date":"2025-01-01","unit":"{unit}","column":"{column}",
            "index_number":"000014349/2017-00110"}}"#
        )
    };
    let (a, b) = (item("a", "民政局", "民政局/法规文件"), item("b", "教育局", "教育局/法规文件"));
    let found = rules(&[&a, unit, column, &b]);
    let expected = [
        rule("double-index-number", "a", "index_number"),
        rule("double-index-number", "b", "index_number"),
        rule("unknown-unit", "b", "unit"),
        rule("unknown-column", "b", "column"),
    ];
    assert_eq!(found, expected);
    assert_eq!(rules(&[&a]), []);
}

#[test]
fn a_unit_with_a_code_keeps_a_catalog_of_disclosure() {
    let unit = r#"{"id":"u","kind":"unit","title":"局","credit_code":"114403006955506492","duties":["a"],
        "leaders":[{"name":"甲"}],"address":"a","hours":"b","phone":"c"}"#;
    let document = r#"{"id":"d","title":"a","unit":"局","date":"2025-01-02","issued":"2025-01-01","summary":"b",
        "subjects":["国防"],"index_number":"114403006955506492/2025-00001"}"#;
    assert_eq!(rules(&[unit, document]), []);
    for (field, name, broken) in [
        (r#""summary":"b","#, "summary", "missing-field"),
        (r#""issued":"2025-01-01","#, "issued", "missing-field"),
        (r#""subjects":["国防"],"#, "subjects", "missing-field"),
        (r#""index_number":"114403006955506492/2025-00001""#, "index_number", "missing-index-number"),
    ] {
        let line = document.replace(field, if name == "index_number" { r#""x":1"# } else { "" });
        assert_eq!(rules(&[unit, &line]), [rule(broken, "d", name)], "{line}");
        // What is not meant for the catalog is asked for nothing.
        assert_eq!(rules(&[unit, &line.replace(r#""unit""#, r#""openness":"draft","unit""#)]), []);
    }
}

#[test]
fn what_is_named_must_be_there() {
    let topic = r#"{"id":"t","kind":"topic","title":"专题","items":["n","x"],"without":["y"]}"#;
    let news = r#"{"id":"n","kind":"news","title":"a","unit":"b","date":"2025-12-31","topics":["t","z"]}"#;
    let found = rules(&[topic, news]);
    let expected = [
        rule("dangling-item", "t", "items[1]"),
        rule("dangling-item", "t", "without[0]"),
        rule("dangling-topic", "n", "topics"),
    ];
    assert_eq!(found, expected);
    // A form is no topic.
    assert_eq!(
        rules(&[r#"{"id":"a","kind":"letter","title":"a","topics":["a"]}"#]),
        [rule("dangling-topic", "a", "topics")]
    );
}

#[test]
fn links_lead_to_open_items() {
    let hidden = r#"{"id":"h","kind":"letter","title":"a","openness":"closed"}"#;
    let page = r#"{"id":"a/b","kind":"letter","title":"b"}"#;
    let cases = [
        ("见 /items/a%2Fb。", None),
        ("见（/items/gone）", Some("gone")),
        ("href=\\\"/items/h\\\"", Some("h")),
        ("https://www.shifan.example/items/gone.", Some("gone")),
        ("https://other.example/items/gone", None),
        ("https://示范.政务/items/gone", None),
        ("http://www.shifan.example/items/gone", Some("gone")),
        ("/items/a:1", Some("a:1")),
        ("见 /items/scene-x", None),
        ("/items/", None),
    ];
    for (body, dead) in cases {
        let line = format!(r#"{{"id":"l","kind":"letter","title":"c","body":"{body}"}}"#).replace("\\\\", "\\");
        let site = crate::config::Site::parse("url = \"https://www.shifan.example\"").unwrap();
        let mut check = ContentCheck::new(date(2026, 1, 1)).with_site(&site).with_ids(["scene-x".to_owned()]);
        [hidden, page, line.as_str()].iter().for_each(|line| check.item(&read_item(line).unwrap()));
        let found: Vec<String> = check.finish().into_iter().map(|finding| finding.message).collect();
        match dead {
            None => assert!(found.is_empty(), "{body}: {found:?}"),
            Some(id) => assert!(found.len() == 1 && found[0].contains(&format!("`{id}`")), "{body}: {found:?}"),
        }
    }
}

#[test]
fn columns_are_filled_and_renewed() {
    let column = |days: &str| format!(r#"{{"id":"c","kind":"column","title":"栏目","column":"甲/栏目"{days}}}"#);
    let item = |kind: &str, day: &str| {
        format!(r#"{{"id":"i","kind":"{kind}","title":"a","unit":"b","column":"甲/栏目","date":"{day}"}}"#)
    };
    let stale = || vec![rule("stale-column", "c", "update_days")];
    assert_eq!(rules(&[&column("")]), [rule("empty-column", "c", "column")]);
    for (days, kind, day, expected) in [
        ("", "news", "2025-12-18", vec![]),
        ("", "news", "2025-12-17", stale()),
        ("", "document", "2025-07-02", vec![]),
        ("", "document", "2025-07-01", stale()),
        (r#","update_days":0"#, "news", "2001-01-01", vec![]),
        (r#","update_days":3"#, "document", "2025-12-28", stale()),
        ("", "service", "2001-01-01", vec![]),
    ] {
        assert_eq!(rules(&[&column(days), &item(kind, day)]), expected, "{days} {kind} {day}");
    }
    // What lies below it counts, what is hidden does not.
    let above = r#"{"id":"c","kind":"column","title":"甲","column":"甲"}"#;
    let below = column("").replace(r#""id":"c""#, r#""id":"d""#);
    assert_eq!(rules(&[above, &below, &item("news", "2025-12-31")]), []);
    let hidden = item("news", "2025-12-31").replace(r#""title""#, r#""openness":"draft","title""#);
    assert_eq!(rules(&[&column(""), &hidden]), [rule("empty-column", "c", "column")]);
}
