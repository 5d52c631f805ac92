use proptest::prelude::*;

use super::*;

#[test]
fn accepts_published_codes_however_they_are_written() {
    for code in [
        "91110000600037341L",
        "91340600MA2PBM9HXD",
        "11441700007280420Y",
        "114403006955506492",
        " 91110000600037341l\n",
        "９１１１０００0600037341Ｌ\u{3000}",
    ] {
        assert_eq!(check_credit_code(code), Ok(()), "{code}");
    }
    for code in ["000014349", "D2143569X", "d2143569-x", " ００００１４３４９ ", "D2143569－X"] {
        assert_eq!(check_organisation_code(code), Ok(()), "{code}");
    }
}

#[test]
fn names_what_is_wrong_with_a_credit_code() {
    let kind = CodeKind::Credit;
    assert_eq!(check_credit_code(""), Err(CodeError::Length { kind, found: 0 }));
    assert_eq!(check_credit_code("9111000060003734"), Err(CodeError::Length { kind, found: 16 }));
    assert_eq!(check_credit_code("9111000060003734IL"), Err(CodeError::Character { kind, position: 17, found: 'I' }));
    assert_eq!(
        check_credit_code("91110000600037341M"),
        Err(CodeError::CheckCharacter { kind, expected: 'L', found: 'M' })
    );
    // The last character fits the changed seventeenth, which does not fit the code inside.
    assert_eq!(
        check_credit_code("91110000600037343T"),
        Err(CodeError::InnerCheckCharacter { expected: '1', found: '3' })
    );
}

#[test]
fn names_what_is_wrong_with_an_organisation_code() {
    let kind = CodeKind::Organisation;
    assert_eq!(check_organisation_code("00001434"), Err(CodeError::Length { kind, found: 8 }));
    assert_eq!(check_organisation_code("0000143号9"), Err(CodeError::Character { kind, position: 8, found: '号' }));
    assert_eq!(
        check_organisation_code("00001434A"),
        Err(CodeError::CheckCharacter { kind, expected: '9', found: 'A' })
    );
    assert_eq!(check_organisation_code("00-0014349"), Err(CodeError::Length { kind, found: 10 }));
}

#[test]
fn errors_say_what_to_do() {
    let message = |code| check_credit_code(code).map_err(|error| error.to_string());
    assert_eq!(
        message("91110000600037341M"),
        Err("credit code: the check character is 'M' where the others give 'L'; look for a \
             mistyped character"
            .to_owned())
    );
    assert_eq!(message("1"), Err("credit code: 1 characters instead of 18; give the whole code".to_owned()));
}

#[test]
fn errors_speak_chinese_to_citizens() {
    let message = |code| check_credit_code(code).map_err(|error| error.chinese()).unwrap_err();
    assert_eq!(message(""), "请填写统一社会信用代码");
    assert_eq!(message("9111000060003734"), "统一社会信用代码应为18位，现为16位");
    assert_eq!(
        message("9111000060003734IL"),
        "统一社会信用代码第17位“I”有误：只能是数字和字母，且没有字母I、O、S、V、Z"
    );
    assert_eq!(message("91110000600037341M"), "统一社会信用代码最后一位校验码不正确，请核对是否输错");
    assert_eq!(
        message("91110000600037343T"),
        "统一社会信用代码第9至17位（组织机构代码）的校验码不正确，请核对是否输错"
    );
    assert_eq!(
        check_organisation_code("0000143号9").map_err(|error| error.chinese()),
        Err("组织机构代码第8位“号”有误：只能是数字和字母".to_owned())
    );
}

proptest! {
    #[test]
    fn never_panics(text in any::<String>(), code in "[0-9A-Z号-]{0,20}") {
        let _ = (check_credit_code(&text), check_organisation_code(&text));
        let _ = (check_credit_code(&code), check_organisation_code(&code));
    }

    /// Every weight is prime to the modulus and no two characters of the alphabet are equal under it,
    /// so one wrong character is always found.
    #[test]
    fn finds_every_single_wrong_character(place in 0usize..18, other in 0usize..31) {
        let mut code: Vec<char> = "91340600MA2PBM9HXD".chars().collect();
        let wrong = CREDIT_ALPHABET.chars().nth(other).unwrap();
        prop_assume!(code[place] != wrong);
        code[place] = wrong;
        prop_assert!(check_credit_code(&code.iter().collect::<String>()).is_err());
    }
}
