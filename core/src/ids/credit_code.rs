//! Unified social credit codes (统一社会信用代码, GB 32100-2015) and organisation codes (组织机构代码,
//! GB 11714-1997).
//!
//! A credit code has 18 characters: registering authority (1), kind of body (1), division of registration
//! (6), the organisation code of the body (9), check character (1). So it holds two check characters, and
//! both are verified.

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;

use super::width::normalise;

/// The 31 characters of a credit code; the place of a character is its value (GB 32100-2015, table 2).
const CREDIT_ALPHABET: &str = "0123456789ABCDEFGHJKLMNPQRTUWXY";
/// 3^(i−1) mod 31 for the characters 1–17 of a credit code.
const CREDIT_WEIGHTS: [usize; 17] = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];
/// Weights of the characters 1–8 of an organisation code (GB 11714-1997).
const ORGANISATION_WEIGHTS: [usize; 8] = [3, 7, 9, 10, 5, 8, 4, 2];
/// Check characters of an organisation code, by (11 − Σ mod 11) mod 11: 10 is X, and 11 becomes 0.
const ORGANISATION_CHECKS: &str = "0123456789X";

/// The two codes that this module checks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CodeKind {
    /// 组织机构代码, GB 11714: 9 characters.
    Organisation,
    /// 统一社会信用代码, GB 32100: 18 characters.
    Credit,
}

impl CodeKind {
    /// Number of characters of such a code.
    const fn length(self) -> usize {
        match self {
            CodeKind::Organisation => 9,
            CodeKind::Credit => 18,
        }
    }

    /// The name that citizens know.
    const fn chinese(self) -> &'static str {
        match self {
            CodeKind::Organisation => "组织机构代码",
            CodeKind::Credit => "统一社会信用代码",
        }
    }
}

impl std::fmt::Display for CodeKind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            CodeKind::Organisation => "organisation code",
            CodeKind::Credit => "credit code",
        })
    }
}

/// Why a text is not a valid credit code or organisation code.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CodeError {
    /// Not the number of characters the standard gives.
    #[error(
        "{kind}: {found} characters instead of {}; give the whole code",
        kind.length()
    )]
    Length {
        /// The code that was expected.
        kind: CodeKind,
        /// Number of characters found.
        found: usize,
    },
    /// A character that such a code never holds.
    #[error(
        "{kind}: character {position} is {found:?}; allowed are {}",
        match kind {
            CodeKind::Organisation => "0-9 and A-Z",
            CodeKind::Credit => "0-9 and A-Z without I, O, S, V and Z",
        }
    )]
    Character {
        /// The code that was expected.
        kind: CodeKind,
        /// Place of the character in the code, from 1.
        position: usize,
        /// The character, after folding to half-width capitals.
        found: char,
    },
    /// The last character does not fit the others.
    #[error(
        "{kind}: the check character is {found:?} where the others give {expected:?}; \
         look for a mistyped character"
    )]
    CheckCharacter {
        /// The code whose check failed.
        kind: CodeKind,
        /// The check character that the others give.
        expected: char,
        /// The check character of the text.
        found: char,
    },
    /// The credit code as a whole fits, but the organisation code in its characters 9–17 does not.
    #[error(
        "credit code: the organisation code in characters 9 to 17 ends in {found:?} where its \
         first eight give {expected:?}; the code was not issued by the standard"
    )]
    InnerCheckCharacter {
        /// The seventeenth character that the characters 9–16 give.
        expected: char,
        /// The seventeenth character of the text.
        found: char,
    },
}

impl CodeError {
    /// What is wrong, for whoever typed it. A body's code is public, so its characters may be named.
    #[must_use]
    pub fn chinese(&self) -> String {
        match self {
            CodeError::Length { kind, found: 0 } => format!("请填写{}", kind.chinese()),
            CodeError::Length { kind, found } => {
                format!("{}应为{}位，现为{found}位", kind.chinese(), kind.length())
            }
            CodeError::Character { kind, position, found } => {
                let allowed = match kind {
                    CodeKind::Organisation => "只能是数字和字母",
                    CodeKind::Credit => "只能是数字和字母，且没有字母I、O、S、V、Z",
                };
                format!("{}第{position}位“{found}”有误：{allowed}", kind.chinese())
            }
            CodeError::CheckCharacter { kind, .. } => {
                format!("{}最后一位校验码不正确，请核对是否输错", kind.chinese())
            }
            CodeError::InnerCheckCharacter { .. } => {
                "统一社会信用代码第9至17位（组织机构代码）的校验码不正确，请核对是否输错".to_owned()
            }
        }
    }
}

/// Checks a unified social credit code (统一社会信用代码, GB 32100-2015): length, alphabet, check character,
/// and the check character of the organisation code inside.
///
/// White space around the code is ignored, full-width and lower-case characters are accepted. Whether the
/// code has been issued to anybody is not known here.
///
/// # Errors
///
/// [`CodeError`] names the first of these that does not hold.
///
/// ```
/// use menhu::ids::{CodeError, CodeKind, check_credit_code};
///
/// assert_eq!(check_credit_code("91110000600037341L"), Ok(()));
/// assert_eq!(
///     check_credit_code("91110000600037341M"),
///     Err(CodeError::CheckCharacter { kind: CodeKind::Credit, expected: 'L', found: 'M' })
/// );
/// ```
pub fn check_credit_code(code: &str) -> Result<(), CodeError> {
    credit(&normalise(code))
}

/// Checks an organisation code (组织机构代码, GB 11714-1997): length, alphabet, check character.
///
/// White space around the code is ignored, full-width and lower-case characters are accepted, and so is the
/// hyphen that the standard prints before the check character.
///
/// # Errors
///
/// [`CodeError`] names the first of these that does not hold.
///
/// ```
/// use menhu::ids::check_organisation_code;
///
/// assert_eq!(check_organisation_code("000014349"), Ok(()));
/// assert_eq!(check_organisation_code("D2143569-X"), Ok(()));
/// assert!(check_organisation_code("000014348").is_err());
/// ```
pub fn check_organisation_code(code: &str) -> Result<(), CodeError> {
    let code = normalise(code);
    organisation(&without_hyphen(&code))
}

/// An organisation code without the hyphen that the standard prints before its check character.
pub(super) fn without_hyphen(code: &str) -> String {
    match code.rsplit_once('-') {
        Some((body, check)) if body.chars().count() == 8 && check.chars().count() == 1 => {
            format!("{body}{check}")
        }
        _ => code.to_owned(),
    }
}

/// Checks a normalised credit code.
pub(super) fn credit(code: &str) -> Result<(), CodeError> {
    let kind = CodeKind::Credit;
    check_length(kind, code)?;
    let mut sum = 0;
    let mut last = '0';
    for (index, found) in code.chars().enumerate() {
        let value = CREDIT_ALPHABET.find(found).ok_or(CodeError::Character { kind, position: index + 1, found })?;
        // The last character has no weight: it is the answer.
        sum += CREDIT_WEIGHTS.get(index).map_or(0, |weight| weight * value);
        last = found;
    }
    check_last(kind, CREDIT_ALPHABET, (31 - sum % 31) % 31, last)?;
    // Every character is ASCII by now, so these byte positions are those of characters.
    organisation(code.get(8..17).unwrap_or_default()).map_err(|error| match error {
        CodeError::CheckCharacter { expected, found, .. } => CodeError::InnerCheckCharacter { expected, found },
        other => other,
    })
}

/// Checks a normalised organisation code without hyphen.
pub(super) fn organisation(code: &str) -> Result<(), CodeError> {
    let kind = CodeKind::Organisation;
    check_length(kind, code)?;
    let mut sum = 0;
    let mut last = '0';
    for (index, found) in code.chars().enumerate() {
        let value = found.to_digit(36).and_then(|value| usize::try_from(value).ok()).ok_or(CodeError::Character {
            kind,
            position: index + 1,
            found,
        })?;
        sum += ORGANISATION_WEIGHTS.get(index).map_or(0, |weight| weight * value);
        last = found;
    }
    check_last(kind, ORGANISATION_CHECKS, (11 - sum % 11) % 11, last)
}

fn check_length(kind: CodeKind, code: &str) -> Result<(), CodeError> {
    let found = code.chars().count();
    if found == kind.length() { Ok(()) } else { Err(CodeError::Length { kind, found }) }
}

fn check_last(kind: CodeKind, checks: &str, at: usize, found: char) -> Result<(), CodeError> {
    match checks.chars().nth(at) {
        Some(expected) if expected != found => Err(CodeError::CheckCharacter { kind, expected, found }),
        _ => Ok(()),
    }
}
