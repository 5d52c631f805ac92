//! What a page may show of what points to a person: enough for the owner to recognise it, too little for others.
//!
//! A mask has the same width for every input of its kind, so that its length tells nothing. It opens its window only
//! on what has the shape of its kind: a text that strayed into the wrong field is hidden whole.
//!
//! | mask | shown | of `11010519491231002X`, 欧阳娜娜, … |
//! |---|---|---|
//! | [`mask_id_number`] | first 1, last 2 | `1***************2X` |
//! | [`mask_name`] | first character | `欧**` |
//! | [`mask_mobile`] | first 3, last 4 | `138****8000` |
//! | [`mask_account`] | last 4 | `********3456` |
//! | [`mask_plate`] | first 2, last 1 | `浙J****5` |
//! | [`mask_vin`] | last 4 | `*************2788` |
//! | [`mask_engine_number`] | last 4 | `****2345` |

use super::person::check_mobile;
use super::plate::Plate;
use super::private::Private;
use super::resident_id::ResidentId;
use super::vin::Vin;
use super::width::is_blank;

/// Masks a resident identity number: its first and its last two characters, the birth date always hidden. The old
/// form of 15 digits is shown as the number it became; anything else of any length is hidden whole.
///
/// ```
/// use menhu::ids::mask_id_number;
///
/// assert_eq!(mask_id_number("11010519491231002x"), "1***************2X");
/// assert_eq!(mask_id_number("E12345678"), "******************");
/// ```
#[must_use]
pub fn mask_id_number(text: &str) -> String {
    let typed = Private::normalised(text);
    // A number that is mistyped is shown as one, too: the citizen is to find the slip.
    let shaped = typed.chars().count() == 18
        && typed.chars().enumerate().all(|(index, c)| c.is_ascii_digit() || c == 'X' && index == 17);
    if shaped {
        return window(&typed, 1, 15, 2);
    }
    ResidentId::parse(text).map_or_else(|_| stars(18), |id| window(id.expose(), 1, 15, 2))
}

/// Masks the name of a person: its first character and two stars, however long it is. A name of one character is
/// hidden, since nothing of it would be.
///
/// ```
/// use menhu::ids::mask_name;
///
/// assert_eq!(mask_name("张三"), "张**");
/// assert_eq!(mask_name("买买提·阿卜杜拉"), "买**");
/// ```
#[must_use]
pub fn mask_name(text: &str) -> String {
    let mut letters = text.trim_matches(is_blank).chars();
    match letters.next() {
        Some(first) if first.is_alphabetic() && letters.any(char::is_alphabetic) => format!("{first}**"),
        _ => stars(3),
    }
}

/// Masks a mobile number: its first three and its last four digits; what is none is hidden whole.
///
/// ```
/// assert_eq!(menhu::ids::mask_mobile("13800138000"), "138****8000");
/// ```
#[must_use]
pub fn mask_mobile(text: &str) -> String {
    if check_mobile(text).is_ok() { window(&Private::normalised(text), 3, 4, 4) } else { stars(11) }
}

/// Masks the number of an account or card: its last four letters and digits, however long it is. Four or fewer are
/// hidden; signs between them do not count.
///
/// ```
/// use menhu::ids::mask_account;
///
/// assert_eq!(mask_account("6222 0210 0112 3456"), "********3456");
/// assert_eq!(mask_account("3456"), "************");
/// ```
#[must_use]
pub fn mask_account(text: &str) -> String {
    last_four(text, 8)
}

/// Masks a number plate: province, letter and last character; what is no plate is hidden whole.
///
/// ```
/// use menhu::ids::mask_plate;
///
/// assert_eq!(mask_plate("浙J·12345"), "浙J****5");
/// assert_eq!(mask_plate("京AD92035"), "京A****5");
/// ```
#[must_use]
pub fn mask_plate(text: &str) -> String {
    Plate::parse(text).map_or_else(|_| stars(7), |plate| window(plate.expose(), 2, 4, 1))
}

/// Masks a vehicle identification number: its last four characters; what is none is hidden whole.
///
/// ```
/// assert_eq!(menhu::ids::mask_vin("1M8GDM9AXKP042788"), "*************2788");
/// ```
#[must_use]
pub fn mask_vin(text: &str) -> String {
    Vin::parse(text).map_or_else(|_| stars(17), |vin| window(vin.expose(), 0, 13, 4))
}

/// Masks the number of an engine: its last four letters and digits, however long it is. Four or fewer are hidden.
///
/// ```
/// assert_eq!(menhu::ids::mask_engine_number("G4KA-12345"), "****2345");
/// ```
#[must_use]
pub fn mask_engine_number(text: &str) -> String {
    last_four(text, 4)
}

fn last_four(text: &str, hidden: usize) -> String {
    let kept = Private::folded(text, |c| c.is_alphanumeric().then_some(c));
    if kept.chars().count() > 4 { window(&kept, 0, hidden, 4) } else { stars(hidden + 4) }
}

/// The first and the last characters of a text that has more than these, and stars between.
fn window(text: &str, first: usize, hidden: usize, last: usize) -> String {
    let skipped = text.chars().count().saturating_sub(last);
    text.chars().take(first).chain(std::iter::repeat_n('*', hidden)).chain(text.chars().skip(skipped)).collect()
}

fn stars(count: usize) -> String {
    "*".repeat(count)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// A mask and the number of characters it has, shows at the start and shows at the end.
    type Row = (fn(&str) -> String, usize, usize, usize);
    const MASKS: [Row; 7] = [
        (mask_id_number, 18, 1, 2),
        (mask_name, 3, 1, 0),
        (mask_mobile, 11, 3, 4),
        (mask_account, 12, 0, 4),
        (mask_plate, 7, 2, 1),
        (mask_vin, 17, 0, 4),
        (mask_engine_number, 8, 0, 4),
    ];

    #[test]
    fn short_and_strange_texts_show_nothing() {
        for (mask, width, ..) in MASKS {
            for text in
                ["", " ", "张", "1", "\u{200B}", "\u{202E}12", "张\u{301}", "*", "‧‧‧‧‧‧", "1234", "😀😀😀😀😀😀"]
            {
                assert_eq!(mask(text), stars(width), "{text:?}");
            }
        }
        for text in
            ["11010519491231002", "1101051949123100211", "11010519491231O02X", "张三张三张三张三张三张三张三张三张三"]
        {
            assert_eq!(mask_id_number(text), stars(18), "{text}");
        }
        assert_eq!(mask_mobile("+8613800138000"), stars(11));
        assert_eq!(mask_account("1 2-3.4"), stars(12));
        assert_eq!(mask_plate("浙J1234"), stars(7));
        assert_eq!(mask_vin("042788"), stars(17));
        assert_eq!(mask_engine_number("\u{3000}ｇ12ａ "), stars(8));
    }

    #[test]
    fn the_kinds_of_plates_and_numbers() {
        assert_eq!(mask_id_number("110105491231002"), mask_id_number("11010519491231002X"));
        assert_eq!(mask_id_number("110105194912310021"), "1***************21", "mistyped, and masked");
        assert_eq!(mask_plate("014578使"), "01****使");
        assert_eq!(mask_plate("京A1234警"), "京A****警");
        assert_eq!(mask_name("Zhang San"), "Z**");
        assert_eq!(mask_account("ＡＢ－１２３４"), "********1234");
        assert_eq!(mask_engine_number("12345"), "****2345");
    }

    /// The middle is stars, and there is nothing but stars or the ends of the input outside of it.
    fn check(row: Row, text: &str) -> Result<(), TestCaseError> {
        let (mask, width, first, last) = row;
        let masked: Vec<char> = mask(text).chars().collect();
        prop_assert_eq!(masked.len(), width);
        prop_assert!(masked[first..width - last].iter().all(|c| *c == '*'), "{:?}", masked);
        Ok(())
    }

    proptest! {
        #[test]
        fn any_text_has_the_width_of_its_mask_and_a_hidden_middle(text in any::<String>(), near in "[0-9A-Zx京粤使警张·* ]{0,24}") {
            for row in MASKS {
                check(row, &text)?;
                check(row, &near)?;
            }
        }

        /// Two inputs that differ in hidden characters only have one mask.
        #[test]
        fn what_is_hidden_makes_no_difference(
            id in "[0-9]{15}", other in "[0-9]{15}", name in "[一-龥]{1,20}", account in "[0-9]{1,20}",
        ) {
            prop_assert_eq!(mask_id_number(&format!("3{id}2X")), mask_id_number(&format!("3{other}2X")));
            prop_assert_eq!(mask_name(&format!("张{name}")), "张**");
            prop_assert_eq!(mask_account(&format!("{account}3456")), "********3456");
            prop_assert_eq!(mask_engine_number(&format!("{account}3456")), "****3456");
            prop_assert_eq!(mask_mobile(&format!("138{}8000", &id[..4])), "138****8000");
            prop_assert_eq!(mask_plate(&format!("浙J{}5", &id[..4])), "浙J****5");
            prop_assert_eq!(mask_plate(&format!("浙JD{}5", &id[..4])), "浙J****5");
            prop_assert_eq!(mask_vin(&format!("{}2788", &id[..13])), "*************2788");
        }
    }
}
