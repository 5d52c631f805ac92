//! Reading and writing whole document numbers.

use proptest::prelude::*;
use serde::de::IntoDeserializer;
use serde::de::value::{Error as ValueError, StrDeserializer};

use super::*;

fn canonical(text: &str) -> Result<String, DocNumberError> {
    DocNumber::parse(text).map(|number| number.to_string())
}

#[test]
fn variants_of_brackets_spaces_and_digits_have_one_form() {
    for text in [
        "国发〔2019〕5号",
        "国发﹝2019﹞5号",
        "国发[2019]5号",
        "国发［2019］5号",
        "国发(2019)5号",
        "国发（2019）5号",
        "国发【2019】5号",
        "国发〈2019〉5号",
        "国发<2019>5号",
        "国发＜2019＞5号",
        "国发{2019}5号",
        "国发｛2019｝5号",
        "国发〔2019]5号",
        "国发（2019】5号",
        "国发〔２０１９〕５号",
        "国发〔20１9〕0005号",
        "国发〔二〇一九〕五号",
        "国发〔二○一九〕第五號",
        "国发〔二零一九〕第 ５ 号",
        "国发〔2019〕第5号",
        "国发〔2019〕第05号",
        "国发〔2019〕5號",
        "  国发 〔 2019 〕 第 5 号\n",
        "\u{3000}国发\u{3000}〔2019〕\u{3000}5\u{3000}号\u{3000}",
        "国发\u{200B}〔2019〕\u{A0}5号\u{FEFF}",
    ] {
        assert_eq!(canonical(text).as_deref(), Ok("国发〔2019〕5号"), "{text}");
    }
}

#[test]
fn parts_of_every_form() {
    use DocNumberForm::{Bracketed, Notice, Order};
    for (text, organ, year, number, form) in [
        ("国办发明电〔2008〕30号", "国办发明电", Some(2008), 30, Bracketed),
        ("安监总管三〔2011〕95号", "安监总管三", Some(2011), 95, Bracketed),
        ("國發〔2019〕5號", "國發", Some(2019), 5, Bracketed),
        ("粤府令〔2019〕5号", "粤府令", Some(2019), 5, Bracketed),
        ("国务院令第718号", "国务院", None, 718, Order),
        ("国务院令 第 718 号", "国务院", None, 718, Order),
        ("国务院命令第718号", "国务院", None, 718, Order),
        ("国务院 命 命令第718号", "国务院", None, 718, Order),
        ("国务院令718号", "国务院", None, 718, Order),
        ("国务院令（第718号）", "国务院", None, 718, Order),
        ("中华人民共和国主席令第七十三号", "中华人民共和国主席", None, 73, Order),
        ("中华人民共和国主席令第一三号", "中华人民共和国主席", None, 13, Order),
        ("中华人民共和国公安部令第１２５号", "中华人民共和国公安部", None, 125, Order),
        ("农业部令2011年第4号", "农业部", Some(2011), 4, Order),
        ("国土资源部令二○○八年第四十一号", "国土资源部", Some(2008), 41, Order),
        ("令第5号", "", None, 5, Order),
        ("财政部公告2020年第8号", "财政部", Some(2020), 8, Notice),
        ("财政部公告 2020 年 第 8 号", "财政部", Some(2020), 8, Notice),
        ("财政部公告（2020年第8号）", "财政部", Some(2020), 8, Notice),
        ("财政部公告2020年8号", "财政部", Some(2020), 8, Notice),
        ("民政部公告第50号", "民政部", None, 50, Notice),
        ("防控指挥部通告（第7号）", "防控指挥部", None, 7, Notice),
    ] {
        let read = DocNumber::parse(text).unwrap();
        let parts = (read.organ(), read.year(), read.number(), read.form());
        assert_eq!(parts, (organ, year, number, form), "{text}");
    }
}

#[test]
fn orders_and_notices_have_canonical_forms() {
    for (text, expected) in [
        ("国务院令 718 号", "国务院令第718号"),
        ("国务院命令第718号", "国务院令第718号"),
        ("农业部令（2011年第4号）", "农业部令2011年第4号"),
        ("财政部公告2020年 08号", "财政部公告2020年第8号"),
        ("民政部公告（第50号）", "民政部公告第50号"),
        ("公安局通告2020年第8号", "公安局通告2020年第8号"),
    ] {
        assert_eq!(canonical(text).as_deref(), Ok(expected), "{text}");
    }
    assert_ne!(canonical("公安局通告2020年第8号"), canonical("公安局公告2020年第8号"));
}

#[test]
fn errors_name_the_first_wrong_part_from_the_right() {
    use DocNumberError as E;
    for (text, error) in [
        ("", E::Empty),
        (" \u{3000}\n", E::Empty),
        ("国发〔2019〕5", E::MissingEnd),
        ("国发〔2019〕5号文", E::MissingEnd),
        ("国发〔2019〕5号）", E::MissingEnd),
        ("号", E::MissingNumber),
        ("国发〔2019〕号", E::MissingNumber),
        ("国发〔2019〕第二三十号", E::MissingNumber),
        ("国发〔2019〕0号", E::NumberOutOfRange),
        ("国发〔2019〕100000号", E::NumberOutOfRange),
        ("国发5号", E::MissingForm),
        ("《国发》2019》5号", E::MissingForm),
        ("国发2019〕5号", E::MissingForm),
        ("（2020）京01民终123号", E::MissingForm),
        ("(2008)民提字第5号", E::MissingForm),
        ("国发〔98〕5号", E::Year),
        ("国发〔1899〕5号", E::Year),
        ("国发〔2100〕5号", E::Year),
        ("国发〔20 19〕5号", E::Year),
        ("〔2019〕5号", E::MissingOrgan),
        ("（2020）第123号", E::MissingOrgan),
        ("公告2020年第8号", E::MissingOrgan),
        ("国发A〔2019〕5号", E::OrganCharacter { found: 'A' }),
        ("国 发〔2019〕5号", E::OrganCharacter { found: ' ' }),
    ] {
        assert_eq!(DocNumber::parse(text), Err(error), "{text}");
    }
    let long = "国".repeat(21);
    assert_eq!(canonical(&format!("{long}〔2019〕5号")), Err(E::OrganTooLong { found: 21, limit: 20 }));
    assert_eq!(canonical(&format!("{long}令第5号")), Ok(format!("{long}令第5号")));
    assert_eq!(
        E::OrganTooLong { found: 21, limit: 20 }.to_string(),
        "the issuing organ has 21 characters, more than 20; give its code or name only"
    );
}

#[test]
fn serde_uses_the_canonical_string() {
    let from = |text: &str| {
        let text: StrDeserializer<'_, ValueError> = text.into_deserializer();
        DocNumber::deserialize(text)
    };
    assert_eq!(from("国发[2019] 5号"), Ok(DocNumber::parse("国发〔2019〕5号").unwrap()));
    let message = from("国发5").unwrap_err().to_string();
    assert!(message.starts_with("document number \"国发5\": the text does not end in 号"), "{message}");
}

/// A number in one of the ways it is written: Arabic of either width, Chinese digits, with leading zeros.
fn written(number: u32) -> impl Strategy<Value = String> {
    let digits = number.to_string();
    (
        prop::sample::select(vec!["0123456789", "０１２３４５６７８９", "〇一二三四五六七八九", "○一二三四五六七八九"]),
        0usize..3,
    )
        .prop_map(move |(alphabet, zeros)| {
            let zeros = "0".repeat(zeros);
            zeros.chars().chain(digits.chars()).filter_map(|c| alphabet.chars().nth(c.to_digit(10)? as usize)).collect()
        })
}

fn gap() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec!["", "", " ", "\u{3000}", " \u{A0}", "\n"])
}

fn one_of(choices: &'static str) -> impl Strategy<Value = char> {
    prop::sample::select(choices.chars().collect::<Vec<_>>())
}

/// An organ, a year, a number and one writing of the three as a bracketed number.
fn bracketed() -> impl Strategy<Value = (String, u16, u32, String)> {
    let parts = ("[\u{4E00}-\u{9FFF}\u{3400}-\u{3500}]{1,20}", 1900u16..=2099, 1u32..=99_999);
    parts.prop_flat_map(|(organ, year, number)| {
        let year_text = written(u32::from(year)).prop_map(|text| {
            // Leading zeros belong to numbers only.
            let extra = text.chars().count() - 4;
            text.chars().skip(extra).collect::<String>()
        });
        let brackets = (one_of("〔﹝[［(（【〈<＜{｛"), one_of("〕﹞]］)）】〉>＞}｝"));
        let ordinal = prop::sample::select(vec!["", "第"]);
        let gaps = prop::collection::vec(gap(), 6);
        (year_text, written(number), brackets, ordinal, gaps, one_of("号號")).prop_map(
            move |(year_text, number_text, (open, close), ordinal, gaps, end)| {
                let text = format!(
                    "{organ}{}{open}{}{year_text}{}{close}{}{ordinal}{}{number_text}{}{end}",
                    gaps[0], gaps[1], gaps[2], gaps[3], gaps[4], gaps[5]
                );
                (organ.clone(), year, number, text)
            },
        )
    })
}

proptest! {
    #[test]
    fn every_writing_of_a_bracketed_number_is_one_value((organ, year, number, text) in bracketed()) {
        let read = DocNumber::parse(&text).unwrap();
        prop_assert_eq!((read.organ(), read.year(), read.number()), (organ.as_str(), Some(year), number));
        prop_assert_eq!(read.form(), DocNumberForm::Bracketed);
        prop_assert_eq!(read.to_string(), format!("{organ}〔{year}〕{number}号"));
        prop_assert_eq!(DocNumber::parse(&read.to_string()), Ok(read));
    }

    #[test]
    fn orders_and_notices_round_trip(
        organ in "[\u{4E00}-\u{9FFF}令公告通]{1,30}",
        year in prop::option::of(1900u16..=2099),
        number in 1u32..=99_999,
        word in prop::sample::select(vec!["令", "公告", "通告"]),
        gaps in prop::collection::vec(gap(), 4),
        wrap in any::<bool>(),
    ) {
        prop_assume!(!organ.ends_with('命'));
        let years = year.map(|year| format!("{year}{}年", gaps[0])).unwrap_or_default();
        let (open, close) = if wrap { ("（", "）") } else { ("", "") };
        let text = format!("{organ}{word}{}{open}{years}{}第{}{number}号{close}", gaps[1], gaps[2], gaps[3]);
        let read = DocNumber::parse(&text).unwrap();
        prop_assert_eq!((read.organ(), read.year(), read.number()), (organ.as_str(), year, number));
        prop_assert_eq!(DocNumber::parse(&read.to_string()), Ok(read));
    }

    #[test]
    fn any_text_is_refused_or_round_trips(
        text in any::<String>(),
        near in "[国命令公通告第年号號〔〕（）()0-9０一十百万〇 \u{3000}]{0,16}",
    ) {
        for text in [text, near] {
            if let Ok(read) = DocNumber::parse(&text) {
                prop_assert_eq!(DocNumber::parse(&read.to_string()), Ok(read));
            }
        }
    }
}
