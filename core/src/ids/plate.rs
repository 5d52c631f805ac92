//! Number plates of vehicles (机动车号牌, GA 36).
//!
//! ```text
//! ordinary         P L S{5}                 浙J12345      P = the short name of a province: 京, 沪, 粤
//! small new-energy P L E S d{4}             京AD92035     L = A–H, J–N, P–Z
//! large new-energy P L d{5} E               甘G23459F     S = a digit, or a letter as L
//! special          P L S{4} (警|学|挂|领)      京A1234警      E = A–H, J, K
//! crossing         粤Z S{4} (港|澳)          粤Z1234港
//! embassy          使 d{6} | d{6} 使          使014578
//! ```
//!
//! A plate leads to its owner, so it is kept as private as the owner's number. Plates of the army, of the armed police
//! and of fire engines (应急) are no citizen's and are not read.

mod class;
mod error;
#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;

use std::fmt;

use super::private::Private;
use super::width::is_blank;

pub use class::{PlateType, PlateTypeError, check_type};
pub use error::PlateError;

const PROVINCES: &str = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼";
/// What Hong Kong and Taiwan write, and what the plates of the mainland say.
const TRADITIONAL: [(char, char); 15] = [
    ('滬', '沪'),
    ('雲', '云'),
    ('遼', '辽'),
    ('魯', '鲁'),
    ('蘇', '苏'),
    ('贛', '赣'),
    ('陝', '陕'),
    ('閩', '闽'),
    ('貴', '贵'),
    ('粵', '粤'),
    ('寧', '宁'),
    ('瓊', '琼'),
    ('學', '学'),
    ('掛', '挂'),
    ('領', '领'),
];
/// Letters that mark a new-energy vehicle: D and its spare ones run on current alone, F and its spare ones do not.
const NEW_ENERGY: &str = "DABCEFGHJK";

/// The class of a plate, as its form tells it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum PlateKind {
    /// 普通号牌: 浙J12345.
    Ordinary,
    /// 小型新能源汽车号牌: 京AD92035.
    SmallNewEnergy,
    /// 大型新能源汽车号牌: 甘G23459F.
    LargeNewEnergy,
    /// 警用号牌: 京A1234警.
    Police,
    /// 教练号牌, of a driving school: 京A1234学.
    Coach,
    /// 挂车号牌: 京A1234挂.
    Trailer,
    /// 香港入出境车号牌: 粤Z1234港.
    HongKong,
    /// 澳门入出境车号牌: 粤Z1234澳.
    Macao,
    /// 使馆号牌: 使014578 or 014578使.
    Embassy,
    /// 领馆号牌: 粤A1234领.
    Consulate,
}

impl PlateKind {
    /// Its name in answers.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            PlateKind::Ordinary => "ordinary",
            PlateKind::SmallNewEnergy => "small_new_energy",
            PlateKind::LargeNewEnergy => "large_new_energy",
            PlateKind::Police => "police",
            PlateKind::Coach => "coach",
            PlateKind::Trailer => "trailer",
            PlateKind::HongKong => "hong_kong",
            PlateKind::Macao => "macao",
            PlateKind::Embassy => "embassy",
            PlateKind::Consulate => "consulate",
        }
    }
}

/// Number plate (号牌号码) of a known class.
///
/// `Debug` shows nothing of it, there is no `Display`, and the memory is overwritten on drop.
///
/// ```
/// use menhu::ids::{Plate, PlateError, PlateKind};
///
/// let plate = Plate::parse("浙ｊ·12345")?;
/// assert_eq!((plate.expose(), plate.prefix(), plate.kind()), ("浙J12345", Some("浙J"), PlateKind::Ordinary));
/// assert_eq!(Plate::parse("京AD92035")?.kind(), PlateKind::SmallNewEnergy);
/// assert_eq!(Plate::parse("浙J1234O"), Err(PlateError::Character { position: 7 }));
/// # Ok::<(), PlateError>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Plate {
    text: Private,
    kind: PlateKind,
}

impl Plate {
    /// Reads a plate. Blanks, dots and hyphens between characters are ignored; full-width and lower-case characters
    /// and traditional Han are accepted.
    ///
    /// # Errors
    ///
    /// [`PlateError`] names the first that does not hold, from the left.
    pub fn parse(text: &str) -> Result<Plate, PlateError> {
        let text = Private::folded(text, |c| {
            let simplified = TRADITIONAL.iter().find(|(from, _)| *from == c).map_or(c, |(_, to)| *to);
            (!is_separator(c)).then_some(simplified)
        });
        let kind = classify(&text)?;
        Ok(Plate { text, kind })
    }

    /// The class.
    #[must_use]
    pub fn kind(&self) -> PlateKind {
        self.kind
    }

    /// Province and letter (浙J), by which the rules of a city are found; the plates of embassies have none.
    #[must_use]
    pub fn prefix(&self) -> Option<&str> {
        let end = self.text.char_indices().nth(2).map(|(at, _)| at)?;
        if self.kind == PlateKind::Embassy { None } else { self.text.get(..end) }
    }

    /// The plate itself, without separators, for the one who has to send it on. Not for a log, an error or a page: see
    /// [`mask_plate`](super::mask_plate).
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.text
    }
}

impl fmt::Debug for Plate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Plate(…)")
    }
}

/// What is painted, or typed, between the parts of a plate.
fn is_separator(c: char) -> bool {
    is_blank(c) || matches!(c, '·' | '•' | '・' | '･' | '‧' | '∙' | '.' | '-' | '–' | '—')
}

fn classify(text: &str) -> Result<PlateKind, PlateError> {
    let found = text.chars().count();
    let last = text.chars().next_back().ok_or(PlateError::Empty)?;
    if text.starts_with('使') || last == '使' {
        let first_digit = if text.starts_with('使') { 1 } else { 0 };
        check_run(text, first_digit, 6, found - 1, |c| c.is_ascii_digit())?;
        return Ok(PlateKind::Embassy);
    }
    let mut chars = text.chars();
    if !chars.next().is_some_and(|c| PROVINCES.contains(c)) {
        return Err(PlateError::Province);
    }
    let office = chars.next().filter(|c| c.is_ascii_alphabetic() && is_serial(*c)).ok_or(PlateError::Office)?;
    let kind = match last {
        '警' => PlateKind::Police,
        '学' => PlateKind::Coach,
        '挂' => PlateKind::Trailer,
        '领' => PlateKind::Consulate,
        '港' => PlateKind::HongKong,
        '澳' => PlateKind::Macao,
        _ if found == 8 => return new_energy(text),
        _ => {
            check_run(text, 2, 5, found - 2, is_serial)?;
            return Ok(PlateKind::Ordinary);
        }
    };
    if matches!(kind, PlateKind::HongKong | PlateKind::Macao) && !(text.starts_with('粤') && office == 'Z') {
        return Err(PlateError::Crossing);
    }
    check_run(text, 2, 4, found - 3, is_serial)?;
    Ok(kind)
}

/// Checks that from the character `start` on there are `length` characters of a kind, of which there are `given`.
fn check_run(
    text: &str,
    start: usize,
    length: usize,
    given: usize,
    allowed: fn(char) -> bool,
) -> Result<(), PlateError> {
    if given != length {
        return Err(PlateError::Length { found: text.chars().count() });
    }
    match text.chars().skip(start).take(length).position(|c| !allowed(c)) {
        Some(index) => Err(PlateError::Character { position: start + index + 1 }),
        None => Ok(()),
    }
}

fn new_energy(text: &str) -> Result<PlateKind, PlateError> {
    check_run(text, 2, 6, 6, is_serial)?;
    let marks: Vec<bool> = text.chars().skip(2).map(|c| NEW_ENERGY.contains(c)).collect();
    let digits: Vec<bool> = text.chars().skip(2).map(|c| c.is_ascii_digit()).collect();
    match (marks.as_slice(), digits.as_slice()) {
        ([true, ..], [_, _, true, true, true, true]) => Ok(PlateKind::SmallNewEnergy),
        ([.., true], [true, true, true, true, true, _]) => Ok(PlateKind::LargeNewEnergy),
        _ => Err(PlateError::NewEnergy),
    }
}

/// Whether `c` may stand in the serial part: I and O would be taken for 1 and 0.
fn is_serial(c: char) -> bool {
    c.is_ascii_digit() || c.is_ascii_uppercase() && !matches!(c, 'I' | 'O')
}
