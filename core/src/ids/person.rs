//! What a lookup asks of a person besides the number: the name and the mobile number, checked for their shape.
//!
//! Whether a name is one, nobody can say by its characters. These checks keep out what was typed into the wrong
//! field, before it goes to somebody else's server.

use super::private::Private;
use super::width::{half_width, is_blank};

const NAME_LENGTHS: std::ops::RangeInclusive<usize> = 2..=30;

/// Why a text cannot be the name of a person. Holds nothing of the text.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PersonNameError {
    /// Too short or too long.
    #[error("name: {found} characters; give 2 to 30")]
    Length {
        /// Number of characters found.
        found: usize,
    },
    /// A character that such a name does not hold, or not there.
    #[error(
        "name: character {position} is not allowed; give Han characters with · between parts, or Latin letters with \
         blanks between words"
    )]
    Character {
        /// Place of the character, from 1.
        position: usize,
    },
}

impl PersonNameError {
    /// What is wrong, for the citizen who typed it.
    #[must_use]
    pub fn chinese(&self) -> String {
        match self {
            PersonNameError::Length { found: 0 } => "请填写姓名".to_owned(),
            PersonNameError::Length { found } => format!("姓名应为2至30个字，现为{found}个字"),
            PersonNameError::Character { position } => {
                format!("姓名第{position}个字有误：应为汉字（可用“·”分隔），或者全部为英文字母和空格")
            }
        }
    }
}

/// Checks the name of a person: 2 to 30 characters, either Han with a middle dot between parts (买买提·阿卜杜拉) or
/// Latin letters with a blank, hyphen, apostrophe or full stop between words. White space around it is ignored, and
/// any of the dots that keyboards have passes for the middle dot.
///
/// # Errors
///
/// [`PersonNameError`] for a wrong length or the first wrong character.
///
/// ```
/// use menhu::ids::{PersonNameError, check_person_name};
///
/// assert_eq!(check_person_name("买买提·阿卜杜拉"), Ok(()));
/// assert_eq!(check_person_name("Jean-Luc O'Brien"), Ok(()));
/// assert_eq!(check_person_name("张3"), Err(PersonNameError::Character { position: 2 }));
/// ```
pub fn check_person_name(name: &str) -> Result<(), PersonNameError> {
    let name = name.trim_matches(is_blank);
    let found = name.chars().count();
    if !NAME_LENGTHS.contains(&found) {
        return Err(PersonNameError::Length { found });
    }
    let han = name.starts_with(is_han);
    let letter = if han { is_han } else { is_latin };
    let joint = if han { is_middle_dot } else { is_latin_joint };
    let mut after_letter = false;
    for (index, c) in name.chars().enumerate() {
        // One dot stands between Han parts; Latin words can be joined by two signs (J. Brown).
        let joins = joint(c) && if han { after_letter } else { index > 0 };
        if !(letter(c) || joins) {
            return Err(PersonNameError::Character { position: index + 1 });
        }
        after_letter = letter(c);
    }
    // A Latin name may end in a full stop (Jr.), a Han name in no dot.
    if han && !after_letter { Err(PersonNameError::Character { position: found }) } else { Ok(()) }
}

/// A name that [`check_person_name`] takes, as registers write it: nothing around it, the middle dot between Han parts,
/// Latin letters in half width. Anything else comes out as it may.
///
/// ```
/// use menhu::ids::normalise_person_name;
///
/// assert_eq!(normalise_person_name(" 买买提•阿卜杜拉"), "买买提·阿卜杜拉");
/// assert_eq!(normalise_person_name("Ｊ. Brown"), "J. Brown");
/// ```
#[must_use]
pub fn normalise_person_name(name: &str) -> String {
    let name = name.trim_matches(is_blank);
    let has_dots = name.starts_with(is_han);
    name.chars().map(|c| if has_dots && is_middle_dot(c) { '·' } else { half_width(c) }).collect()
}

fn is_middle_dot(c: char) -> bool {
    matches!(c, '·' | '•' | '・' | '･' | '‧' | '∙' | '．' | '.')
}

fn is_latin_joint(c: char) -> bool {
    matches!(half_width(c), ' ' | '-' | '\'' | '’' | '.')
}

/// Han characters with the extensions, in which the registers write rare names, and 〇, which is one.
fn is_han(c: char) -> bool {
    matches!(c, '〇' | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}'
        | '\u{20000}'..='\u{323AF}')
}

fn is_latin(c: char) -> bool {
    let c = half_width(c);
    c.is_ascii_alphabetic() || matches!(c, '\u{C0}'..='\u{24F}') && c.is_alphabetic()
}

/// Why a text is not a mobile number. Holds nothing of the text.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum MobileError {
    /// Not 11 characters.
    #[error("mobile number: {found} characters instead of 11; give it without country code and blanks")]
    Length {
        /// Number of characters found.
        found: usize,
    },
    /// No digit, or one with which no mobile number begins.
    #[error("mobile number: character {position} is not allowed; give 11 digits that begin with 13 to 19")]
    Character {
        /// Place of the character, from 1.
        position: usize,
    },
}

impl MobileError {
    /// What is wrong, for the citizen who typed it.
    #[must_use]
    pub fn chinese(&self) -> String {
        match self {
            MobileError::Length { found: 0 } => "请填写手机号码".to_owned(),
            MobileError::Length { found } => format!("手机号码应为11位，现为{found}位"),
            MobileError::Character { position: 1 | 2 } => "手机号码应以13至19开头".to_owned(),
            MobileError::Character { position } => format!("手机号码第{position}位应为数字"),
        }
    }
}

/// Checks a mobile number of the mainland: 11 digits that begin with 13 to 19. White space around it is ignored,
/// full-width digits are accepted.
///
/// # Errors
///
/// [`MobileError`] for a wrong length or the first wrong character.
pub fn check_mobile(text: &str) -> Result<(), MobileError> {
    let digits = Private::normalised(text);
    let found = digits.chars().count();
    if found != 11 {
        return Err(MobileError::Length { found });
    }
    let allowed = |(index, c): (usize, char)| match index {
        0 => c == '1',
        1 => matches!(c, '3'..='9'),
        _ => c.is_ascii_digit(),
    };
    match digits.chars().enumerate().position(|at| !allowed(at)) {
        Some(index) => Err(MobileError::Character { position: index + 1 }),
        None => Ok(()),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn names_are_han_or_latin() {
        for name in [
            "张三",
            " 欧阳娜娜\u{3000}",
            "买买提·阿卜杜拉",
            "阿卜杜拉•买买提.艾力",
            "𠮷田〇",
            "㼆\u{30000}",
            "Zhang San",
            "José Núñez",
            "Martin L. King Jr.",
            "ＺＨＡＮＧ　ＳＡＮ",
        ] {
            assert_eq!(check_person_name(name), Ok(()), "{name}");
        }
        for (name, found) in [("", 0), ("\u{3000}", 0), ("张", 1), ("A", 1), (&"王".repeat(31), 31)] {
            assert_eq!(check_person_name(name), Err(PersonNameError::Length { found }), "{name}");
        }
        for (name, position) in [
            ("张3", 2),
            ("张 三", 2),
            ("·张三", 1),
            ("张三·", 3),
            ("买··提", 3),
            ("张San", 2),
            ("San张", 4),
            ("-San", 1),
            ("13800138000", 1),
            ("<script>", 1),
            ("张\u{202E}三", 2),
        ] {
            assert_eq!(check_person_name(name), Err(PersonNameError::Character { position }), "{name}");
        }
        assert_eq!(check_person_name("张").unwrap_err().chinese(), "姓名应为2至30个字，现为1个字");
    }

    #[test]
    fn mobile_numbers_have_eleven_digits() {
        for text in ["13800138000", " １９８００１３８０００\n"] {
            assert_eq!(check_mobile(text), Ok(()), "{text}");
        }
        for (text, error) in [
            ("", MobileError::Length { found: 0 }),
            ("1380013800", MobileError::Length { found: 10 }),
            ("+8613800138000", MobileError::Length { found: 14 }),
            ("23800138000", MobileError::Character { position: 1 }),
            ("12800138000", MobileError::Character { position: 2 }),
            ("1380013800O", MobileError::Character { position: 11 }),
        ] {
            assert_eq!(check_mobile(text), Err(error), "{text}");
        }
        assert_eq!(MobileError::Length { found: 10 }.chinese(), "手机号码应为11位，现为10位");
    }

    proptest! {
        #[test]
        fn never_panics(text in any::<String>(), name in "[张·A -]{0,32}") {
            let _ = (check_person_name(&text), check_mobile(&text), check_person_name(&name));
        }
    }
}
