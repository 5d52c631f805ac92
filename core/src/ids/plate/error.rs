//! Why a text is no number plate.

/// Why a text is not a number plate. Holds nothing of the text.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PlateError {
    /// Nothing but blanks and separators.
    #[error("plate: the text is empty; give the whole plate")]
    Empty,
    /// The first character is no province.
    #[error("plate: character 1 is not the short name of a province; begin as in 浙J")]
    Province,
    /// The second character is no letter of an issuing office.
    #[error("plate: character 2 is not allowed; after the province stands a letter other than I and O")]
    Office,
    /// Too short or too long for its class.
    #[error("plate: {found} characters, and no plate of this class has so many; give the whole plate")]
    Length {
        /// Number of characters found, without separators.
        found: usize,
    },
    /// A character that does not stand there in plates of this class.
    #[error("plate: character {position} is not allowed; give digits, and letters other than I and O")]
    Character {
        /// Place of the character, from 1, without separators.
        position: usize,
    },
    /// Eight characters, but neither small nor large new-energy vehicles are numbered so.
    #[error("plate: eight characters are for new-energy vehicles, whose letter is the third or the last")]
    NewEnergy,
    /// 港 or 澳 after something else than 粤Z.
    #[error("plate: 港 and 澳 end plates that begin with 粤Z only")]
    Crossing,
}

impl PlateError {
    /// What is wrong, for the citizen who typed it.
    #[must_use]
    pub fn chinese(&self) -> String {
        match self {
            PlateError::Empty => "请填写号牌号码".to_owned(),
            PlateError::Province => "号牌号码第1位应为省、自治区、直辖市的简称，如“浙”".to_owned(),
            PlateError::Office => "号牌号码第2位应为字母，且没有字母I、O".to_owned(),
            PlateError::Length { found } => {
                format!("号牌号码应为7位（新能源汽车为8位），现为{found}位，请核对是否输错")
            }
            PlateError::Character { position } => {
                format!("号牌号码第{position}位有误，请核对是否输错（号牌中没有字母I、O）")
            }
            PlateError::NewEnergy => "新能源汽车号牌的第3位（小型车）或最后一位（大型车）应为字母，如D、F，\
                                      其余位置请核对是否输错"
                .to_owned(),
            PlateError::Crossing => "以“港”“澳”结尾的号牌应以“粤Z”开头".to_owned(),
        }
    }
}
