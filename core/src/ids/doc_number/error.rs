//! Why a text is no document number.

/// The first part, from the right, that keeps a text from being a document number.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DocNumberError {
    /// Nothing but white space.
    #[error("the text is empty; give a document number such as 国发〔2019〕5号")]
    Empty,
    /// The text does not end in 号 (or 號).
    #[error("the text does not end in 号; a document number does, as in 国发〔2019〕5号")]
    MissingEnd,
    /// No number before 号, or Chinese numerals in an order that is no number (二三十).
    #[error("no number stands before 号; give digits or Chinese numerals, as in 第5号 or 第五号")]
    MissingNumber,
    /// The number is 0 or above 99999.
    #[error("the number before 号 is out of range; give 1 to 99999")]
    NumberOutOfRange,
    /// What precedes the number is neither a year in brackets nor 令, 公告 or 通告.
    #[error(
        "before the number stands neither a year in brackets (国发〔2019〕5号) nor 令, 公告 or 通告 \
         (国务院令第718号); numbers of court cases are not document numbers"
    )]
    MissingForm,
    /// Where the year should stand, in brackets or before 年, are not four digits from 1900 to 2099.
    #[error("no year where one should stand, in brackets or before 年; give four digits from 1900 to 2099")]
    Year,
    /// No organ before the bracket, 公告 or 通告.
    #[error("no issuing organ stands in front; begin with its code or name, as in 国发〔2019〕5号")]
    MissingOrgan,
    /// The organ is longer than any known one.
    #[error("the issuing organ has {found} characters, more than {limit}; give its code or name only")]
    OrganTooLong {
        /// Number of characters found.
        found: usize,
        /// Number of characters allowed in this form.
        limit: usize,
    },
    /// The organ holds a character that is not Han.
    #[error("the issuing organ holds {found:?}; give Han characters only")]
    OrganCharacter {
        /// The first such character.
        found: char,
    },
}
