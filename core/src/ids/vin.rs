//! What a vehicle is told by besides its plate: the vehicle identification number (车辆识别代号, GB 16735) and the
//! number of its engine.
//!
//! Both stand in the registration document only, so that whoever can give them is taken for the owner: they are kept
//! as private as the owner's own number.

use super::private::Private;

/// The value of a character is its place modulo 10; dots fill the places of characters that do not exist.
const VALUES: &str = "0123456789.ABCDEFGH..JKLMN.P.R..STUVWXYZ";
/// Weights of the characters 1–17; the ninth is the check itself.
const WEIGHTS: [usize; 17] = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2];
const LENGTH: usize = 17;
/// Engine numbers are each maker's own; these bounds keep out only what cannot be one.
const ENGINE_LENGTHS: std::ops::RangeInclusive<usize> = 4..=20;

/// Why a text is not a vehicle identification number. Holds nothing of the text.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum VinError {
    /// Not 17 characters.
    #[error("VIN: {found} characters instead of 17; give the whole number")]
    Length {
        /// Number of characters found.
        found: usize,
    },
    /// A character that such a number never holds.
    #[error("VIN: character {position} is not allowed; allowed are 0-9 and A-Z without I, O and Q")]
    Character {
        /// Place of the character, from 1.
        position: usize,
    },
}

impl VinError {
    /// What is wrong, for the citizen who typed it.
    #[must_use]
    pub fn chinese(&self) -> String {
        match self {
            VinError::Length { found: 0 } => "请填写车辆识别代号（车架号）".to_owned(),
            VinError::Length { found } => format!("车辆识别代号（车架号）应为17位，现为{found}位"),
            VinError::Character { position } => {
                format!("车辆识别代号（车架号）第{position}位有误：只能是数字和字母，且没有字母I、O、Q")
            }
        }
    }
}

/// Vehicle identification number (车辆识别代号, 车架号): 17 characters.
///
/// `Debug` shows nothing of it, there is no `Display`, and the memory is overwritten on drop.
///
/// ```
/// use menhu::ids::{Vin, VinError};
///
/// let vin = Vin::parse("1m8gdm9axkp042788")?;
/// assert!(vin.check_digit_fits());
/// assert_eq!(vin.tail(6), "042788");
/// assert_eq!(format!("{vin:?}"), "Vin(…)");
/// assert_eq!(Vin::parse("1M8GDM9AXKPO42788"), Err(VinError::Character { position: 12 }));
/// # Ok::<(), VinError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Vin(Private);

impl Vin {
    /// Reads a number; white space around it is ignored, full-width and lower-case characters are accepted.
    ///
    /// # Errors
    ///
    /// [`VinError`] for a wrong length or the first wrong character. The check digit is no reason to refuse:
    /// [`check_digit_fits`](Self::check_digit_fits).
    pub fn parse(text: &str) -> Result<Vin, VinError> {
        let code = Private::normalised(text);
        let found = code.chars().count();
        if found != LENGTH {
            return Err(VinError::Length { found });
        }
        match code.chars().position(|c| value(c).is_none()) {
            Some(index) => Err(VinError::Character { position: index + 1 }),
            None => Ok(Vin(code)),
        }
    }

    /// Whether the ninth character is the check of the others. Makers outside China and North America need not set
    /// it, so that a number that fails may be right: ask the citizen to look again, but let the number pass.
    #[must_use]
    pub fn check_digit_fits(&self) -> bool {
        let sum: usize = WEIGHTS.iter().zip(self.0.chars()).filter_map(|(weight, c)| Some(weight * value(c)?)).sum();
        let expected = u32::try_from(sum % 11).ok().and_then(|rest| char::from_digit(rest, 10)).unwrap_or('X');
        self.0.chars().nth(8) == Some(expected)
    }

    /// The seventeen characters themselves, for the one who has to send them on. Not for a log, an error or a page:
    /// see [`mask_vin`](super::mask_vin).
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// The last `count` characters, as the rules of many cities ask for them; all, if `count` is more. As private as
    /// the whole.
    #[must_use]
    pub fn tail(&self, count: usize) -> &str {
        self.0.get(LENGTH.saturating_sub(count)..).unwrap_or_default()
    }
}

fn value(c: char) -> Option<usize> {
    if c.is_ascii_alphanumeric() { VALUES.find(c).map(|place| place % 10) } else { None }
}

/// Why a text cannot be the number of an engine. Holds nothing of the text.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum EngineNumberError {
    /// Too short or too long.
    #[error("engine number: {found} characters; give 4 to 20")]
    Length {
        /// Number of characters found.
        found: usize,
    },
    /// Neither letter nor digit nor hyphen.
    #[error("engine number: character {position} is not allowed; allowed are 0-9, A-Z and the hyphen")]
    Character {
        /// Place of the character, from 1.
        position: usize,
    },
}

impl EngineNumberError {
    /// What is wrong, for the citizen who typed it.
    #[must_use]
    pub fn chinese(&self) -> String {
        match self {
            EngineNumberError::Length { found: 0 } => "请填写发动机号".to_owned(),
            EngineNumberError::Length { found } => format!("发动机号应为4至20位，现为{found}位"),
            EngineNumberError::Character { position } => {
                format!("发动机号第{position}位有误：只能是数字、字母和“-”")
            }
        }
    }
}

/// Checks the number of an engine (发动机号): 4 to 20 letters, digits and hyphens. White space around it is ignored,
/// full-width and lower-case characters are accepted.
///
/// # Errors
///
/// [`EngineNumberError`] for a wrong length or the first wrong character.
pub fn check_engine_number(text: &str) -> Result<(), EngineNumberError> {
    let code = Private::normalised(text);
    let found = code.chars().count();
    if !ENGINE_LENGTHS.contains(&found) {
        return Err(EngineNumberError::Length { found });
    }
    match code.chars().position(|c| !(c.is_ascii_alphanumeric() || c == '-')) {
        Some(index) => Err(EngineNumberError::Character { position: index + 1 }),
        None => Ok(()),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn checks_as_the_standard_does_and_refuses_for_shape_only() {
        for (text, fits) in [
            ("1M8GDM9AXKP042788", true),
            ("11111111111111111", true),
            ("ＬSVAM4187c2184847 ", true),
            ("1HGCM82633A004352", true),
            ("1HGCM82643A004352", false),
            ("WVWZZZ1JZXW000001", false),
        ] {
            assert_eq!(Vin::parse(text).unwrap().check_digit_fits(), fits, "{text}");
        }
        assert_eq!(Vin::parse("1M8GDM9AXKP04278"), Err(VinError::Length { found: 16 }));
        for (text, position) in [("I", 1), ("o", 1), ("Q", 1), (".", 1), ("1号", 2), ("12-", 3)] {
            let text = format!("{text:1<17}");
            assert_eq!(Vin::parse(&text), Err(VinError::Character { position }), "{text}");
        }
    }

    #[test]
    fn gives_its_end_to_any_length() {
        let vin = Vin::parse("1M8GDM9AXKP042788").unwrap();
        assert_eq!((vin.tail(0), vin.tail(4), vin.tail(17), vin.tail(99)), ("", "2788", vin.expose(), vin.expose()));
    }

    #[test]
    fn engine_numbers_are_letters_digits_and_hyphens() {
        for text in ["0001", "g4-ka12345", " ＢＨ７８１２３４ "] {
            assert_eq!(check_engine_number(text), Ok(()), "{text}");
        }
        assert_eq!(check_engine_number("123"), Err(EngineNumberError::Length { found: 3 }));
        assert_eq!(check_engine_number(&"1".repeat(21)), Err(EngineNumberError::Length { found: 21 }));
        assert_eq!(check_engine_number("12_34"), Err(EngineNumberError::Character { position: 3 }));
        assert_eq!(check_engine_number("12").unwrap_err().chinese(), "发动机号应为4至20位，现为2位");
    }

    proptest! {
        #[test]
        fn never_panics(text in any::<String>(), code in "[0-9A-Za-z号-]{16,18}", count in any::<usize>()) {
            let _ = (check_engine_number(&text), Vin::parse(&text));
            if let Ok(vin) = Vin::parse(&code) {
                let _ = (vin.check_digit_fits(), vin.tail(count));
            }
        }

        /// No error and no `Debug` repeats what was typed.
        #[test]
        fn shows_no_character(code in "[G-Z]{15,18}") {
            let shown = match Vin::parse(&code) {
                Ok(vin) => format!("{vin:?}"),
                Err(error) => format!("{error} {}", error.chinese()),
            };
            prop_assert!(code.as_bytes().windows(4).all(|run| !shown.contains(std::str::from_utf8(run).unwrap())));
        }
    }
}
