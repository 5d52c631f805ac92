//! Whether a text that somebody typed holds what points to a person.
//!
//! A search box takes whatever people paste into it. What [`looks_personal`] answers `Some` for is not to be kept: not
//! in a log of queries, not in a report, not as a suggestion. The *shape* counts and nothing is validated: a mistyped
//! ID number is an ID number still. Where shape and ordinary text overlap, the text is refused; the price is a query that
//! nobody counts.
//!
//! Names are told by data: `data/surnames.txt`, `data/given_names.txt`, `data/not_names.txt`. This is the one part of the
//! room that is handed a dictionary, since only the words around a name say where it may begin.

mod codes;
mod digits;
mod name;
#[cfg(all(test, feature = "dictionary"))]
#[allow(clippy::unwrap_used)]
mod tests;

use super::find_doc_numbers;
use crate::text::{Dictionary, fold};

/// What a text seems to hold: see [`looks_personal`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum PersonalKind {
    /// Number of a resident identity card.
    IdNumber,
    /// Mobile or landline phone.
    Phone,
    /// Number of a bank card.
    BankCard,
    /// Vehicle plate.
    Plate,
    /// Vehicle identification number, or a code of that length.
    Vin,
    /// E-mail address.
    Email,
    /// Passport, travel permit or the like.
    Permit,
    /// Another long number.
    LongNumber,
    /// A person's name.
    Name,
}

/// What in `text` points to a person, if anything does; the first kind that is found. The shape counts, not whether it is
/// valid:
///
/// | kind | shapes |
/// |---|---|
/// | `Email` | letters or digits around `@` |
/// | `Plate` | province, letter and five or six letters and digits (three digits or more); four before 学 警 挂 港 澳 领 试 超; 使 beside six digits; WJ plates; letter and four digits or more where the text says 车牌 or 号牌 |
/// | `Vin` | 16 to 18 letters and digits in one run |
/// | `Permit` | passports, travel permits, identity cards of Hong Kong: up to three letters and six digits or more |
/// | `IdNumber` | 15, 17 or 18 digits, the last may be X; letters O, I and L typed for digits |
/// | `Phone` | 11 digits from 1, with or without 86; 7 or 8 digits; 10 to 12 digits from 0 |
/// | `BankCard` | 12 to 19 digits |
/// | `LongNumber` | any other number of seven digits or more |
/// | `Name` | a surname with one or two characters of given names; a surname before 先生, 女士, 老师 and the like; parts joined by a middle dot |
///
/// Digits count in either width, as Chinese numerals (一三八…), and across blanks, hyphens, dots, brackets, slashes and
/// asterisks. Document numbers and dates, years and ranges of them are no long numbers.
///
/// What it does not know: names in pinyin, nicknames, addresses, names whose characters all make up other words.
///
/// `None` is no promise.
///
/// Takes any text, in time linear in its length.
///
/// ```
/// # #[cfg(feature = "dictionary")] {
/// use menhu::ids::{PersonalKind, looks_personal};
/// use menhu::text::Dictionary;
/// let words = Dictionary::builtin();
/// assert_eq!(looks_personal("１３８ 0013-8000", &words), Some(PersonalKind::Phone));
/// assert_eq!(looks_personal("张三丰公积金", &words), Some(PersonalKind::Name));
/// assert_eq!(looks_personal("国发〔2019〕5号 公积金", &words), None);
/// # }
/// ```
#[must_use]
pub fn looks_personal(text: &str, dictionary: &Dictionary) -> Option<PersonalKind> {
    let folded = fold(text);
    let chars: Vec<char> = folded.chars().collect();
    let mut masked = chars.clone();
    for mention in find_doc_numbers(&chars) {
        // 鲁政发 has the shape of a name. Other organs stay, since a name may run into one.
        let organ = chars.get(mention.start + 1..mention.core_start).unwrap_or_default();
        let is_code = organ.iter().all(|c| ORGAN_CODE.contains(*c));
        let start = if is_code { mention.start } else { mention.core_start };
        for c in masked.get_mut(start..mention.end).into_iter().flatten() {
            *c = MASK;
        }
    }
    codes::find(&masked).or_else(|| codes::find_mixed(&masked)).or_else(|| digits::find(&masked)).or_else(|| {
        let text: String = masked.iter().collect();
        name::is_in(&text, dictionary).then_some(PersonalKind::Name)
    })
}

/// What the codes of organs consist of, behind the character of a province or a city.
const ORGAN_CODE: &str =
    "政府办发函规字令文通电委局厅财税建教民卫人社环交农水广体科工信商审监管市综执消安应急自然资金退医保发改价";

/// Stands for a character of a document number: joins nothing and belongs to no word.
const MASK: char = '〔';
