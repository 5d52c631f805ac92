//! Every published vector of identifiers, and the examples of the rules that others check plates by.

use std::collections::BTreeMap;

use menhu::ids::{
    CodeError, Plate, PlateKind, ResidentId, ResidentIdError, check_credit_code, mask_id_number, mask_plate,
};
use menhu_tests::corpora;

/// The rows of a table below `lists/idcodes`, without its head, each of `columns` cells.
fn rows(name: &str, columns: usize) -> Vec<Vec<String>> {
    let path = corpora().join("lists/idcodes").join(name);
    let shown = path.display();
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{shown}: {error}"));
    let rows: Vec<Vec<String>> =
        text.lines().skip(1).map(|line| line.split('\t').map(str::to_owned).collect()).collect();
    for (at, row) in rows.iter().enumerate() {
        assert_eq!(row.len(), columns, "{shown}:{}: cells", at + 2);
    }
    rows
}

/// The quoted examples of a cell.
fn examples(cell: &str) -> Vec<&str> {
    cell.split(',').map(|quoted| quoted.trim().trim_matches('\'')).filter(|text| !text.is_empty()).collect()
}

#[test]
fn codes_and_numbers_are_judged_as_published() {
    let mut counts: BTreeMap<(String, String), usize> = BTreeMap::new();
    for row in rows("idcode_vectors.tsv", 4) {
        let (kind, code, expect) = (row[0].as_str(), row[1].as_str(), row[2].as_str());
        let judged = match kind {
            "uscc" => match check_credit_code(code) {
                Ok(()) => "valid",
                Err(CodeError::Length { .. }) => "invalid_length",
                Err(CodeError::Character { .. }) => "invalid_char",
                Err(_) => "invalid_check",
            },
            "ric" => match ResidentId::parse(code) {
                Ok(id) => {
                    assert_eq!(id.expose(), code);
                    "valid"
                }
                Err(ResidentIdError::CheckDigit) => "invalid_check",
                Err(error) => panic!("{code}: {error}"),
            },
            other => panic!("vectors of the unknown type {other}"),
        };
        assert_eq!(judged, expect, "{kind} {code}");
        *counts.entry((kind.to_owned(), expect.to_owned())).or_default() += 1;
    }
    let counts: Vec<(&str, &str, usize)> =
        counts.iter().map(|((kind, expect), count)| (kind.as_str(), expect.as_str(), *count)).collect();
    assert_eq!(
        counts,
        [
            ("ric", "invalid_check", 6),
            ("ric", "valid", 13),
            ("uscc", "invalid_char", 1),
            ("uscc", "invalid_check", 12),
            ("uscc", "invalid_length", 1),
            ("uscc", "valid", 202),
        ]
    );
}

#[test]
fn masks_of_the_vectors_show_three_characters() {
    let numbers = rows("idcode_vectors.tsv", 4).into_iter().filter(|row| row[0] == "ric");
    let mut seen = 0;
    for number in numbers.map(|row| row[1].clone()) {
        let expected = format!("{}***************{}", &number[..1], &number[16..]);
        assert_eq!(mask_id_number(&number), expected);
        seen += 1;
    }
    assert_eq!(seen, 19);
}

#[test]
fn plates_are_judged_as_the_rules_of_others_do() {
    let (mut taken, mut refused, mut codes) = (0, 0, 0);
    for row in rows("plate_rules.tsv", 4) {
        let title = row[0].as_str();
        // The loose rule for codes counts characters; its examples are whole codes still.
        if title.starts_with("统一社会信用代码") {
            for code in examples(&row[2]) {
                assert_eq!(check_credit_code(code), Ok(()), "{title}: {code}");
                codes += 1;
            }
            continue;
        }
        for text in examples(&row[2]) {
            let plate = Plate::parse(text).unwrap_or_else(|error| panic!("{title}: {text}: {error}"));
            let is_green = matches!(plate.kind(), PlateKind::SmallNewEnergy | PlateKind::LargeNewEnergy);
            assert_eq!(is_green, text.chars().count() == 8, "{title}: {text}");
            assert_eq!(plate.prefix().map(|prefix| text.starts_with(prefix)), Some(true), "{title}: {text}");
            taken += 1;
        }
        for text in examples(&row[3]) {
            assert!(Plate::parse(text).is_err(), "{title}: {text}");
            assert_eq!(mask_plate(text), "*******", "{title}: {text}");
            refused += 1;
        }
    }
    assert_eq!((codes, taken, refused), (4, 10, 2));
}
