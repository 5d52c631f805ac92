//! 体裁: the fifteen kinds of official documents (《党政机关公文处理工作条例》, art. 8).

/// A genre. Items name theirs as text; this type is for what the standard says of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Genre(&'static str);

/// The fifteen, in the standard's order.
const ALL: [&str; 15] = [
    "决议", "决定", "命令", "公报", "公告", "通告", "意见", "通知", "通报", "报告", "请示", "批复", "议案", "函",
    "纪要",
];

impl Genre {
    /// Every genre, in the standard's order.
    pub fn all() -> impl Iterator<Item = Genre> {
        ALL.into_iter().map(Genre)
    }

    /// Reads a genre; `令` and `会议纪要` are accepted.
    ///
    /// ```
    /// use menhu::catalog::Genre;
    /// assert_eq!(Genre::parse("令").unwrap().name(), "命令");
    /// assert!(Genre::parse("小说").is_none());
    /// ```
    #[must_use]
    pub fn parse(text: &str) -> Option<Genre> {
        let text = match text.trim() {
            "令" => "命令",
            "会议纪要" => "纪要",
            other => other,
        };
        ALL.into_iter().find(|name| *name == text).map(Genre)
    }

    /// The genre that a title names at its end: "…的通知", "……意见（试行）". Titles of official documents are organ,
    /// matter and genre (GB/T 9704-2012).
    ///
    /// ```
    /// use menhu::catalog::Genre;
    /// assert_eq!(Genre::of_title("关于做好防汛工作的通知").unwrap().name(), "通知");
    /// assert!(Genre::of_title("住房公积金管理条例").is_none());
    /// ```
    #[must_use]
    pub fn of_title(title: &str) -> Option<Genre> {
        let mut title = title.trim_end();
        // What stands in brackets at the end is a remark: （试行）, （2024年修订）.
        while let Some(open) = title.rfind(['（', '(']).filter(|_| title.ends_with(['）', ')'])) {
            title = title[..open].trim_end();
        }
        let genre = ALL.into_iter().find(|name| title.ends_with(name))?;
        // "来函", "信函" are letters, not the genre; one character proves nothing without 的 or 复 before it.
        let before = title.strip_suffix(genre).and_then(|rest| rest.chars().last());
        (genre != "函" || matches!(before, Some('的' | '复'))).then_some(Genre(genre))
    }

    /// The name, in Chinese.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.0
    }
}
