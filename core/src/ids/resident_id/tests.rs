use jiff::civil::date;
use proptest::prelude::*;

use super::*;

const EXAMPLE: &str = "11010519491231002X";

fn error(text: &str) -> ResidentIdError {
    ResidentId::parse(text).unwrap_err()
}

/// The number with these seventeen digits.
fn complete(body: &str) -> String {
    format!("{body}{}", check_character(body))
}

#[test]
fn reads_the_example_of_the_standard_however_it_is_written() {
    let id = ResidentId::parse(EXAMPLE).unwrap();
    assert_eq!((id.expose(), id.division(), id.born()), (EXAMPLE, "110105", date(1949, 12, 31)));
    assert_eq!((id.sequence(), id.sex(), id.is_residence_permit()), (2, Sex::Female, false));
    for text in [" 11010519491231002x\n", "１１０１０５１９４９１２３１００２ｘ\u{3000}", "110105491231002"]
    {
        assert_eq!(ResidentId::parse(text).unwrap(), id);
    }
}

#[test]
fn says_what_is_wrong_and_not_with_what() {
    assert_eq!(error(" "), ResidentIdError::Length { found: 0 });
    assert_eq!(error("11010519491231002"), ResidentIdError::Length { found: 17 });
    assert_eq!(error("11010519491231OO2X"), ResidentIdError::Character { position: 15 });
    assert_eq!(error("1101051949123100号2"), ResidentIdError::Character { position: 17 });
    assert_eq!(error("11010549123100X"), ResidentIdError::Character { position: 15 });
    assert_eq!(error(&complete("16010519491231002")), ResidentIdError::Division);
    assert_eq!(error(&complete("11010519490229002")), ResidentIdError::BirthDate);
    assert_eq!(error(&complete("11010517991231002")), ResidentIdError::BirthDate);
    assert_eq!(error("110105491331002"), ResidentIdError::BirthDate);
    assert_eq!(error("110105194912310021"), ResidentIdError::CheckDigit);
    assert_eq!(error("11010519491231002").chinese(), "身份证号码应为18位，现为17位");
}

#[test]
fn knows_leap_days_residence_permits_and_the_day_of_the_question() {
    let id = ResidentId::parse(&complete("81000020000229101")).unwrap();
    assert_eq!((id.is_residence_permit(), id.sex()), (true, Sex::Male));
    assert_eq!(id.check_born_by(date(2000, 2, 29)), Ok(()));
    assert_eq!(id.check_born_by(date(2000, 2, 28)), Err(ResidentIdError::NotYetBorn));
}

#[test]
fn shows_no_digit() {
    assert_eq!(format!("{:?}", ResidentId::parse(EXAMPLE)), "Ok(ResidentId(…))");
    for text in ["", "987", "98765432109876543Y", "987654321098765432", "110105199902310021", "110105194912310021"] {
        let error = error(text);
        // Lengths and positions are said; runs of the number are not.
        for run in text.as_bytes().windows(3) {
            let run = std::str::from_utf8(run).unwrap();
            assert!(!format!("{error} {error:?} {}", error.chinese()).contains(run), "{error:?}");
        }
    }
}

proptest! {
    #[test]
    fn never_panics(text in any::<String>(), code in "[0-9Xx号]{13,19}") {
        let _ = (ResidentId::parse(&text), ResidentId::parse(&code));
    }

    #[test]
    fn reads_what_it_completes(days in 0i32..80_000, rest in 0u32..1000, place in 0usize..17, other in 0u8..10) {
        let born = date(1800, 1, 1).checked_add(jiff::Span::new().days(days)).unwrap();
        let text = complete(&format!("330106{}{rest:03}", born.strftime("%Y%m%d")));
        let id = ResidentId::parse(&text).unwrap();
        prop_assert_eq!((id.born(), u32::from(id.sequence())), (born, rest));
        // The modulus is prime, so one wrong digit is always found.
        let mut wrong = text.into_bytes();
        prop_assume!(wrong[place] != b'0' + other);
        wrong[place] = b'0' + other;
        prop_assert!(ResidentId::parse(std::str::from_utf8(&wrong).unwrap()).is_err());
    }

    #[test]
    fn the_old_form_is_the_same_number(year in 0u8..100, month in 1u8..13, day in 1u8..29, rest in 0u32..1000) {
        let old = ResidentId::parse(&format!("330106{year:02}{month:02}{day:02}{rest:03}")).unwrap();
        let new = complete(&format!("33010619{year:02}{month:02}{day:02}{rest:03}"));
        prop_assert_eq!(old.expose(), new);
    }
}
