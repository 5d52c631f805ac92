//! Maps from codes to characters (`ToUnicode`), and how strings are cut into codes.

use std::collections::{BTreeMap, HashMap};

/// What a map says.
#[derive(Debug, Default)]
pub(super) struct CMap {
    chars: HashMap<u32, Vec<u16>>,
    /// Ranges by their first code: the last one, and what the first one stands for. They are never written out: one of
    /// a few bytes can have four thousand million codes.
    ranges: BTreeMap<u32, (u32, Vec<u16>)>,
    /// Lengths of codes in bytes, with the first and the last of each.
    spaces: Vec<(usize, u32, u32)>,
}

/// What maps are written with. Other things do not matter here.
#[derive(Debug, PartialEq)]
enum Token<'a> {
    Hex(Vec<u8>),
    Begin,
    End,
    Word(&'a [u8]),
}

impl CMap {
    /// Reads a map as far as it can be understood.
    pub(super) fn parse(bytes: &[u8]) -> CMap {
        let mut map = CMap::default();
        let mut operands = Vec::new();
        let mut at = 0;
        while let Some(token) = next(bytes, &mut at) {
            match token {
                Token::Word(b"endbfchar") => map.bf_chars(&operands),
                Token::Word(b"endbfrange") => map.bf_ranges(&operands),
                Token::Word(b"endcodespacerange") => map.code_spaces(&operands),
                Token::Word(_) => {}
                token => {
                    operands.push(token);
                    continue;
                }
            }
            operands.clear();
        }
        map
    }

    fn bf_chars(&mut self, operands: &[Token<'_>]) {
        for pair in operands.chunks_exact(2) {
            if let [Token::Hex(code), Token::Hex(text)] = pair {
                self.chars.insert(number(code), utf16(text));
            }
        }
    }

    fn bf_ranges(&mut self, operands: &[Token<'_>]) {
        let mut operands = operands.iter();
        while let (Some(Token::Hex(first)), Some(Token::Hex(last)), Some(target)) =
            (operands.next(), operands.next(), operands.next())
        {
            let (first, last) = (number(first), number(last));
            match target {
                Token::Hex(text) if first <= last => drop(self.ranges.insert(first, (last, utf16(text)))),
                Token::Begin => {
                    for code in first.. {
                        let Some(Token::Hex(text)) = operands.next() else { break };
                        if code <= last {
                            self.chars.insert(code, utf16(text));
                        }
                    }
                }
                _ => {}
            }
        }
    }

    fn code_spaces(&mut self, operands: &[Token<'_>]) {
        for pair in operands.chunks_exact(2) {
            if let [Token::Hex(first), Token::Hex(last)] = pair
                && (1..=4).contains(&first.len())
                // Files have a handful; the search for a code goes through all of them.
                && self.spaces.len() < 100
            {
                self.spaces.push((first.len(), number(first), number(last)));
            }
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.chars.is_empty() && self.ranges.is_empty()
    }

    /// The text that a code stands for.
    pub(super) fn text(&self, code: u32) -> Option<String> {
        let units = match self.chars.get(&code) {
            Some(units) => units.clone(),
            None => {
                let (first, (_, units)) =
                    self.ranges.range(..=code).next_back().filter(|(_, (last, _))| code <= *last)?;
                let mut units = units.clone();
                let last = units.last_mut()?;
                *last = last.wrapping_add((code - first) as u16);
                units
            }
        };
        let text: String = char::decode_utf16(units).filter_map(Result::ok).filter(|c| *c != '\0').collect();
        (!text.is_empty()).then_some(text)
    }

    /// How many bytes the first code of a string takes; one where no code begins like it.
    pub(super) fn length(&self, bytes: &[u8]) -> usize {
        let is_in = |(length, first, last): &&(usize, u32, u32)| {
            bytes.get(..*length).is_some_and(|code| {
                // Every byte has bounds of its own.
                let bounds = first.to_be_bytes().into_iter().zip(last.to_be_bytes()).skip(4 - length);
                code.iter().zip(bounds).all(|(byte, (low, high))| (low..=high).contains(byte))
            })
        };
        self.spaces.iter().find(is_in).map_or(1, |(length, ..)| *length)
    }
}

fn number(bytes: &[u8]) -> u32 {
    bytes.iter().take(4).fold(0, |number, byte| number << 8 | u32::from(*byte))
}

/// UTF-16, as maps write text. A single byte is a character by itself.
fn utf16(bytes: &[u8]) -> Vec<u16> {
    match bytes {
        [byte] => vec![u16::from(*byte)],
        // No ligature is longer; a long one would be multiplied by its uses.
        bytes => bytes.chunks_exact(2).take(16).map(|pair| u16::from_be_bytes([pair[0], pair[1]])).collect(),
    }
}

fn next<'a>(bytes: &'a [u8], at: &mut usize) -> Option<Token<'a>> {
    let is_end = |byte: &u8| byte.is_ascii_whitespace() || b"<>[]()/%\0".contains(byte);
    loop {
        let byte = *bytes.get(*at)?;
        let rest = &bytes[*at + 1..];
        *at += 1;
        match byte {
            b'%' => *at += rest.iter().position(|byte| matches!(byte, b'\n' | b'\r')).unwrap_or(rest.len()),
            b'<' if rest.first() == Some(&b'<') => *at += 1,
            b'<' => {
                let end = rest.iter().position(|byte| *byte == b'>').unwrap_or(rest.len());
                *at += end;
                let digits = rest[..end].iter().filter_map(|byte| char::from(*byte).to_digit(16));
                let digits: Vec<u8> = digits.map(|digit| digit as u8).collect();
                return Some(Token::Hex(
                    digits.chunks(2).map(|pair| pair[0] << 4 | pair.get(1).unwrap_or(&0)).collect(),
                ));
            }
            b'[' => return Some(Token::Begin),
            b']' => return Some(Token::End),
            byte if is_end(&byte) => {}
            _ => {
                let end = rest.iter().position(is_end).unwrap_or(rest.len());
                let word = &bytes[*at - 1..*at + end];
                *at += end;
                // Numbers count what follows, and counts are not needed.
                if !word.iter().all(u8::is_ascii_digit) {
                    return Some(Token::Word(word));
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn characters_and_ranges_are_read() {
        let map = CMap::parse(
            b"/CIDInit /ProcSet findresource begin 1 begincodespacerange <0000> <FFFF> endcodespacerange % x\n\
              2 beginbfchar <0001> <706F> <02> <D842DFB7> endbfchar\n\
              3 beginbfrange <0010> <0012> <4E00> <0020> <0021> [<706F> <4F1A>] <0030><0031><00660066> endbfrange",
        );
        let text = |code| map.text(code).unwrap_or_default();
        assert_eq!([text(1), text(2), text(0x12), text(0x21), text(0x31)], ["灯", "𠮷", "丂", "会", "fg"]);
        assert_eq!((map.text(3), map.text(0x13), map.is_empty()), (None, None, false));
        assert_eq!(map.length(&[0, 1]), 2);
    }

    #[test]
    fn codes_are_as_long_as_their_spaces_say() {
        let map = CMap::parse(b"begincodespacerange <00> <80> <8140> <fefe> endcodespacerange");
        assert_eq!(
            (map.length(b"a"), map.length(&[0xb5, 0xc6]), map.length(&[0xb5]), map.length(&[0xb5, 0x20])),
            (1, 2, 1, 1)
        );
        assert!(map.is_empty());
    }

    proptest! {
        #[test]
        fn never_panics(text in "(<[0-9a-f]{0,8}>|endbf(char|range)|endcodespacerange|[\\[\\]<> ]){0,30}", code: u32) {
            let map = CMap::parse(text.as_bytes());
            map.text(code);
            map.length(&code.to_be_bytes());
        }
    }
}
