//! Numbers that are well-formed: check characters of residents and cars.

/// Appends the check character of GB 11643.
pub(super) fn with_check(seventeen: &str) -> String {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let sum: u32 = seventeen.bytes().zip(WEIGHTS).map(|(digit, weight)| u32::from(digit - b'0') * weight).sum();
    format!("{seventeen}{}", char::from(b"10X98765432"[sum as usize % 11]))
}

/// A VIN with its check character in the ninth place.
pub(super) fn vin_of(serial: u32) -> String {
    let (front, back) = ("0SMDEMXA", format!("TA{serial:06}"));
    let check = vin_check(&format!("{front}0{back}"));
    format!("{front}{check}{back}")
}

/// The check character of a VIN (GB 16735), whatever stands in its place.
fn vin_check(vin: &str) -> char {
    const WEIGHTS: [u32; 17] = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2];
    let value = |c: char| match c {
        'A'..='H' => c as u32 - 'A' as u32 + 1,
        'J'..='R' => c as u32 - 'J' as u32 + 1,
        'S'..='Z' => c as u32 - 'S' as u32 + 2,
        _ => c.to_digit(10).unwrap_or_default(),
    };
    let sum: u32 = vin.chars().zip(WEIGHTS).map(|(c, weight)| value(c) * weight).sum();
    char::from_digit(sum % 11, 10).unwrap_or('X')
}

#[cfg(test)]
mod tests {
    use super::*;

    /// GB 11643's own example, and a VIN whose check character is known.
    #[test]
    fn check_characters_are_right() {
        assert_eq!(with_check("11010519491231002"), "11010519491231002X");
        assert_eq!(vin_check("1M8GDM9AXKP042788"), 'X');
        let vin = vin_of(1);
        assert_eq!(vin.chars().nth(8), Some(vin_check(&vin)));
    }
}
