use proptest::prelude::*;

use super::*;

const CLASSES: [(&str, PlateKind, &[&str]); 12] = [
    ("浙J12345", PlateKind::Ordinary, &["02", "01", "07", "08", "13", "14", "22", "25"]),
    ("黑D23908", PlateKind::Ordinary, &["02"]),
    ("京AD92035", PlateKind::SmallNewEnergy, &["52"]),
    ("京AA92035", PlateKind::SmallNewEnergy, &["52"]),
    ("甘G23459F", PlateKind::LargeNewEnergy, &["51"]),
    ("京A1234警", PlateKind::Police, &["23", "24"]),
    ("鲁BB2C4学", PlateKind::Coach, &["16", "17"]),
    ("冀A1234挂", PlateKind::Trailer, &["15"]),
    ("粤Z1234港", PlateKind::HongKong, &["26"]),
    ("粤ZA234澳", PlateKind::Macao, &["27"]),
    ("014578使", PlateKind::Embassy, &["03", "09"]),
    ("沪A1234领", PlateKind::Consulate, &["04", "10"]),
];

fn plate(text: &str) -> Plate {
    Plate::parse(text).unwrap()
}

#[test]
fn knows_the_classes_and_their_types() {
    for (text, kind, types) in CLASSES {
        let plate = plate(text);
        assert_eq!((plate.kind(), plate.expose()), (kind, text));
        for code in types.iter().chain(&["42", "43", "99"]) {
            assert_eq!(check_type(&plate, PlateType::from_code(code).unwrap()), Ok(()), "{text} {code}");
        }
        let fits = PlateType::all().iter().filter(|given| check_type(&plate, **given).is_ok()).count();
        let special = fits == types.len() + 3;
        assert!(special || kind == PlateKind::Ordinary, "{text} has {fits} types");
    }
    for code in ["03", "04", "09", "10", "15", "16", "17", "23", "24", "26", "27", "31", "32", "41", "51", "52"] {
        let given = PlateType::from_code(code).unwrap();
        let error = check_type(&plate("浙J12345"), given).unwrap_err();
        assert_eq!(error, PlateTypeError { kind: PlateKind::Ordinary, given });
        assert!(error.chinese().ends_with("或改选“小型汽车”或“大型汽车”"), "{}", error.chinese());
    }
    let error = check_type(&plate("粤Z1234港"), PlateType::from_code("02").unwrap()).unwrap_err();
    assert_eq!(error.to_string(), "plate type 02: no plate of this form has it; give one of 26");
}

#[test]
fn reads_plates_however_they_are_written() {
    for text in ["浙J·12345", "浙J•12345", "浙 j-12345", "浙Ｊ１２３４５", "\u{FEFF}浙J\u{3000}12345\n"] {
        assert_eq!(plate(text), plate("浙J12345"), "{text}");
    }
    assert_eq!(plate("粵B·12345").prefix(), Some("粤B"));
    assert_eq!(plate("魯b1234學").expose(), "鲁B1234学");
    assert_eq!(plate("使014·578").expose(), "使014578");
    assert_eq!((plate("使014578").kind(), plate("使014578").prefix()), (PlateKind::Embassy, None));
}

#[test]
fn says_what_is_wrong_and_not_with_what() {
    for (text, error) in [
        ("", PlateError::Empty),
        (" ·-", PlateError::Empty),
        ("J12345", PlateError::Province),
        ("台J12345", PlateError::Province),
        ("浙", PlateError::Office),
        ("浙112345", PlateError::Office),
        ("浙I12345", PlateError::Office),
        ("浙苏H6F681", PlateError::Office),
        ("浙警", PlateError::Office),
        ("浙J", PlateError::Length { found: 2 }),
        ("浙J1234", PlateError::Length { found: 6 }),
        ("宁AD1234555555", PlateError::Length { found: 13 }),
        ("京A123警", PlateError::Length { found: 6 }),
        ("京A12345警", PlateError::Length { found: 8 }),
        ("使01457", PlateError::Length { found: 6 }),
        ("使", PlateError::Length { found: 1 }),
        ("使01457使", PlateError::Character { position: 7 }),
        ("014A78使", PlateError::Character { position: 4 }),
        ("浙J1234O", PlateError::Character { position: 7 }),
        ("浙J12警34", PlateError::Character { position: 5 }),
        ("京AD1234I", PlateError::Character { position: 8 }),
        ("京A123456", PlateError::NewEnergy),
        ("京AD9A035", PlateError::NewEnergy),
        ("京A1234DD", PlateError::NewEnergy),
        ("粤A1234港", PlateError::Crossing),
        ("京Z1234澳", PlateError::Crossing),
    ] {
        assert_eq!(Plate::parse(text), Err(error), "{text}");
    }
    assert_eq!(
        PlateError::Length { found: 6 }.chinese(),
        "号牌号码应为7位（新能源汽车为8位），现为6位，请核对是否输错"
    );
}

#[test]
fn types_have_distinct_codes_and_go_through_serde() {
    let codes: Vec<&str> = PlateType::all().iter().map(|known| known.code()).collect();
    assert!(codes.windows(2).all(|pair| pair[0] < pair[1]) && codes.len() == 35, "{codes:?}");
    for known in PlateType::all() {
        let json = serde_json::to_string(known).unwrap();
        assert_eq!(serde_json::from_str::<PlateType>(&json).unwrap(), *known);
    }
    assert_eq!(PlateType::from_code("２"), PlateType::from_code("02"));
    for code in ["", "0", "00", "28", "002", "浙J12345"] {
        assert_eq!(PlateType::from_code(code), None, "{code}");
    }
    assert!(!serde_json::from_str::<PlateType>(r#""浙J12345""#).unwrap_err().to_string().contains('浙'));
}

proptest! {
    #[test]
    fn never_panics_and_shows_nothing(
        text in any::<String>(), near in "[京粤使]?[AZ]?[A-K0-9·警港使]{3,8}",
    ) {
        for text in [text, near] {
            if let Ok(plate) = Plate::parse(&text) {
                prop_assert_eq!(format!("{plate:?}"), "Plate(…)");
                prop_assert_eq!(Plate::parse(plate.expose()), Ok(plate));
            }
        }
    }

    #[test]
    fn every_ordinary_plate_is_read(text in "[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-HJ-NP-Z][A-HJ-NP-Z0-9]{5}") {
        let plate = plate(&text);
        prop_assert_eq!(plate.kind(), PlateKind::Ordinary);
        prop_assert_eq!(plate.prefix(), text.get(..4));
    }
}
