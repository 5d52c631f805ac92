//! The types of plates (号牌种类, GA/T 16.7), and which of them a plate can have.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::super::width::normalise;
use super::{Plate, PlateKind};

/// Codes and names, in the order of the standard.
const TYPES: [PlateType; 35] = [
    PlateType { code: "01", name: "大型汽车" },
    PlateType { code: "02", name: "小型汽车" },
    PlateType { code: "03", name: "使馆汽车" },
    PlateType { code: "04", name: "领馆汽车" },
    PlateType { code: "05", name: "境外汽车" },
    PlateType { code: "06", name: "外籍汽车" },
    PlateType { code: "07", name: "普通摩托车" },
    PlateType { code: "08", name: "轻便摩托车" },
    PlateType { code: "09", name: "使馆摩托车" },
    PlateType { code: "10", name: "领馆摩托车" },
    PlateType { code: "11", name: "境外摩托车" },
    PlateType { code: "12", name: "外籍摩托车" },
    PlateType { code: "13", name: "低速车" },
    PlateType { code: "14", name: "拖拉机" },
    PlateType { code: "15", name: "挂车" },
    PlateType { code: "16", name: "教练汽车" },
    PlateType { code: "17", name: "教练摩托车" },
    PlateType { code: "18", name: "试验汽车" },
    PlateType { code: "19", name: "试验摩托车" },
    PlateType { code: "20", name: "临时入境汽车" },
    PlateType { code: "21", name: "临时入境摩托车" },
    PlateType { code: "22", name: "临时行驶车" },
    PlateType { code: "23", name: "警用汽车" },
    PlateType { code: "24", name: "警用摩托车" },
    PlateType { code: "25", name: "原农机号牌" },
    PlateType { code: "26", name: "香港入出境车" },
    PlateType { code: "27", name: "澳门入出境车" },
    PlateType { code: "31", name: "武警号牌" },
    PlateType { code: "32", name: "军队号牌" },
    PlateType { code: "41", name: "无号牌" },
    PlateType { code: "42", name: "假号牌" },
    PlateType { code: "43", name: "挪用号牌" },
    PlateType { code: "51", name: "大型新能源汽车" },
    PlateType { code: "52", name: "小型新能源汽车" },
    PlateType { code: "99", name: "其他号牌" },
];
/// Fits any plate: forged and borrowed plates look like others, and 99 says nothing.
const ANY: [&str; 3] = ["42", "43", "99"];

/// Type of a plate (号牌种类), as every lookup of violations asks for it beside the plate.
///
/// In serde it is the two-digit code.
///
/// ```
/// use menhu::ids::PlateType;
///
/// let small = PlateType::from_code("02").expect("a code of the standard");
/// assert_eq!((small.code(), small.name()), ("02", "小型汽车"));
/// assert_eq!(PlateType::from_code("50"), None);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct PlateType {
    code: &'static str,
    name: &'static str,
}

impl PlateType {
    /// The type with this code; of codes below 10 the leading zero may be missing.
    #[must_use]
    pub fn from_code(code: &str) -> Option<PlateType> {
        let code = normalise(code);
        let same = |known: &str| known == code || known.strip_prefix('0') == Some(code.as_str());
        TYPES.iter().copied().find(|known| same(known.code))
    }

    /// All types, in the order of their codes.
    #[must_use]
    pub fn all() -> &'static [PlateType] {
        &TYPES
    }

    /// The code: two digits.
    #[must_use]
    pub fn code(self) -> &'static str {
        self.code
    }

    /// The Chinese name.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.name
    }
}

/// As the code.
impl Serialize for PlateType {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code)
    }
}

/// From any string that [`PlateType::from_code`] takes.
impl<'de> Deserialize<'de> for PlateType {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<PlateType, D::Error> {
        let code = String::deserialize(deserializer)?;
        // What stands here may be a plate in the wrong place: it is not repeated.
        PlateType::from_code(&code)
            .ok_or_else(|| de::Error::custom("no such plate type; give a code of GA/T 16.7, as 02 for 小型汽车"))
    }
}

/// A plate and a type that exclude each other. Holds nothing of the plate but its class.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("plate type {}: no plate of this form has it; give one of {}", given.code(), fitting(*kind).join(", "))]
pub struct PlateTypeError {
    /// The class of the plate.
    pub kind: PlateKind,
    /// The type that it cannot have.
    pub given: PlateType,
}

impl PlateTypeError {
    /// What is wrong, for the citizen who chose it.
    #[must_use]
    pub fn chinese(&self) -> String {
        let names = fitting(self.kind).iter().filter_map(|code| PlateType::from_code(code)).map(PlateType::name);
        // An ordinary plate has many types: the first two are those that people drive.
        let names: Vec<String> = names.take(2).map(|name| format!("“{name}”")).collect();
        let (given, names) = (self.given.name(), names.join("或"));
        format!("号牌种类“{given}”与号牌号码不符，请核对号牌号码，或改选{names}")
    }
}

/// Checks that a plate can have this type: the suffix says what it is for, and eight characters are for new-energy
/// vehicles. Which of the types of ordinary plates it has, its form does not tell.
///
/// # Errors
///
/// [`PlateTypeError`] if the two exclude each other.
///
/// ```
/// use menhu::ids::{Plate, PlateType, check_type};
///
/// let (police, small) = (Plate::parse("京A1234警").unwrap(), PlateType::from_code("02").unwrap());
/// let error = check_type(&police, small).unwrap_err();
/// assert_eq!(error.chinese(), "号牌种类“小型汽车”与号牌号码不符，请核对号牌号码，或改选“警用汽车”或“警用摩托车”");
/// ```
pub fn check_type(plate: &Plate, given: PlateType) -> Result<(), PlateTypeError> {
    let kind = plate.kind();
    if fitting(kind).contains(&given.code) || ANY.contains(&given.code) {
        Ok(())
    } else {
        Err(PlateTypeError { kind, given })
    }
}

/// The codes that a class of plates can have, besides [`ANY`]; the most frequent ones first.
fn fitting(kind: PlateKind) -> &'static [&'static str] {
    match kind {
        // Vehicles from abroad, on trial or on their way to a plate have been numbered like others in some years.
        PlateKind::Ordinary => {
            &["02", "01", "07", "08", "13", "14", "25", "05", "06", "11", "12", "18", "19", "20", "21", "22"]
        }
        PlateKind::SmallNewEnergy => &["52"],
        PlateKind::LargeNewEnergy => &["51"],
        PlateKind::Police => &["23", "24"],
        PlateKind::Coach => &["16", "17"],
        PlateKind::Trailer => &["15"],
        PlateKind::HongKong => &["26"],
        PlateKind::Macao => &["27"],
        PlateKind::Embassy => &["03", "09"],
        PlateKind::Consulate => &["04", "10"],
    }
}
