//! HTML: the title, then the text that shows. The page is read as tokens, not as a tree: nothing that it does with its
//! nesting costs more than its length.

use std::cell::RefCell;

use html5ever::Attribute;
use html5ever::buffer_queue::BufferQueue;
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts};

use super::sink::Sink;
use super::{ExtractError, Limits, charset};

/// Elements whose text does not show, or is of the site and not of the page.
const HIDDEN: [&str; 15] = [
    "script", "style", "noscript", "template", "nav", "iframe", "object", "svg", "math", "noembed", "noframes",
    "select", "datalist", "audio", "video",
];

/// Elements that make no paragraph of their own. The others do, unknown ones as well: better a phrase cut than two
/// made one.
pub(crate) const INLINE: [&str; 35] = [
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i", "img",
    "ins", "kbd", "label", "mark", "q", "rb", "ruby", "s", "samp", "small", "span", "strike", "strong", "sub", "sup",
    "time", "tt", "u", "wbr",
];

/// Elements whose end may be left out, or that have none: to look for it would hide the rest of the page.
const OPEN_ENDED: [&str; 26] = [
    "area", "base", "body", "br", "col", "dd", "dt", "embed", "head", "hr", "html", "img", "input", "li", "link",
    "meta", "option", "p", "param", "source", "tbody", "td", "th", "tr", "track", "wbr",
];

/// How much of a page is handed to the tokenizer at a time.
const PIECE: usize = 64 << 10;

/// How long a tag or comment may be, and how many attributes it may have.
const LONGEST_TAG: usize = 4 << 20;
const MOST_ATTRIBUTES: usize = 50_000;

/// The text of a page.
pub(super) fn text(bytes: &[u8], limits: &Limits) -> Result<String, ExtractError> {
    let source = charset::decode(bytes, declared(bytes).as_deref());
    let page = Page(RefCell::new(State {
        title: Sink::new(limits),
        body: Sink::new(limits),
        is_title: false,
        has_title: false,
        hidden: None,
        has_token: false,
        error: None,
    }));
    let tokenizer = Tokenizer::new(page, TokenizerOpts::default());
    let queue = BufferQueue::default();
    let (mut rest, mut guard) = (&*source, TagGuard::default());
    while !rest.is_empty() {
        let (piece, next) = rest.split_at(rest.ceil_char_boundary(PIECE));
        rest = next;
        queue.push_back(StrTendril::from(piece));
        // Scripts stop the tokenizer, and are not run here.
        while !queue.is_empty() {
            let _ = tokenizer.feed(&queue);
        }
        let mut state = tokenizer.sink.0.borrow_mut();
        if let Some(error) = state.error.take() {
            return Err(error);
        }
        guard.piece(piece, std::mem::take(&mut state.has_token))?;
    }
    tokenizer.end();
    let state = tokenizer.sink.0.into_inner();
    if let Some(error) = state.error {
        return Err(error);
    }
    let (title, body) = (state.title.finish(), state.body.finish());
    let mut sink = Sink::new(limits);
    // Most pages say their title again as their first heading.
    for line in std::iter::once(title.as_str()).filter(|title| !body.lines().any(|line| line == *title)) {
        sink.text(line)?;
        sink.paragraph();
    }
    let mut text = sink.finish();
    if !text.is_empty() && !body.is_empty() {
        text.push('\n');
    }
    text.push_str(&body);
    Ok(text)
}

/// Stops at a tag that would take for ever.
#[derive(Debug, Default)]
pub(crate) struct TagGuard {
    unread: usize,
    separators: usize,
}

impl TagGuard {
    /// Told of every piece that was handed over, and whether anything was read since the one before.
    pub(crate) fn piece(&mut self, piece: &str, has_token: bool) -> Result<(), ExtractError> {
        if has_token {
            *self = TagGuard::default();
        }
        self.unread += piece.len();
        self.separators += piece.bytes().filter(|byte| byte.is_ascii_whitespace() || b"/'\"".contains(byte)).count();
        // Every attribute of a tag is compared with all before it. Pictures within a page have long ones, and few.
        if self.unread > LONGEST_TAG || self.separators > MOST_ATTRIBUTES && self.separators > self.unread / 40 {
            return Err(ExtractError::malformed("HTML", "a tag has too many attributes, or is too long"));
        }
        Ok(())
    }
}

/// What has been read so far. The tokenizer lends its sink only, so what changes is in a cell.
struct Page(RefCell<State>);

struct State {
    title: Sink,
    body: Sink,
    is_title: bool,
    has_title: bool,
    /// The element that hides what is in it, and how many of its name are open.
    hidden: Option<(String, usize)>,
    /// Whether anything was read since this was looked at.
    has_token: bool,
    error: Option<ExtractError>,
}

impl TokenSink for Page {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        let mut state = self.0.borrow_mut();
        state.has_token |= !matches!(token, Token::ParseError(_));
        match token {
            Token::TagToken(tag) => return state.tag(&tag),
            Token::CharacterTokens(text) => state.text(&text),
            _ => {}
        }
        TokenSinkResult::Continue
    }
}

impl State {
    fn text(&mut self, text: &str) {
        if self.error.is_none() && self.hidden.is_none() {
            let sink = if self.is_title { &mut self.title } else { &mut self.body };
            self.error = sink.text(text).err();
        }
    }

    fn tag(&mut self, tag: &Tag) -> TokenSinkResult<()> {
        let name: &str = &tag.name;
        let is_start = tag.kind == TagKind::StartTag;
        if let Some((hiding, open)) = &mut self.hidden {
            if name == hiding && !tag.self_closing {
                *open = if is_start { *open + 1 } else { *open - 1 };
                self.hidden = self.hidden.take().filter(|(_, open)| *open > 0);
            }
        } else if is_start && !tag.self_closing && (hides(name, &tag.attrs) || name == "title" && self.has_title) {
            self.hidden = Some((name.to_owned(), 1));
        }
        if name == "title" {
            self.is_title = is_start && self.hidden.is_none() && !self.has_title;
            self.has_title |= !is_start;
        }
        match name {
            "br" => self.body.paragraph(),
            "td" | "th" => self.body.cell(),
            name if INLINE.contains(&name) => {}
            _ => self.body.paragraph(),
        }
        // How the text goes on, where it is not made of tags.
        match name {
            _ if !is_start => TokenSinkResult::Continue,
            "title" | "textarea" => TokenSinkResult::RawData(RawKind::Rcdata),
            "script" => TokenSinkResult::RawData(RawKind::ScriptData),
            "style" | "iframe" | "noembed" | "noframes" | "xmp" => TokenSinkResult::RawData(RawKind::Rawtext),
            "plaintext" => TokenSinkResult::Plaintext,
            _ => TokenSinkResult::Continue,
        }
    }
}

/// Whether an element and what is in it does not show.
pub(crate) fn hides(name: &str, attributes: &[Attribute]) -> bool {
    let is_hidden = |attribute: &Attribute| match &*attribute.name.local {
        "hidden" => true,
        "style" => attribute.value.to_ascii_lowercase().replace(' ', "").contains("display:none"),
        _ => false,
    };
    HIDDEN.contains(&name) || !OPEN_ENDED.contains(&name) && attributes.iter().any(is_hidden)
}

/// The charset that the page's head names, in either of its two forms.
pub(crate) fn declared(bytes: &[u8]) -> Option<String> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(4096)]).to_ascii_lowercase();
    head.split("<meta").skip(1).find_map(|meta| {
        let (_, value) = meta.split('>').next()?.split_once("charset")?;
        let value = value.trim_start().strip_prefix('=')?.trim_start_matches([' ', '"', '\'']);
        let end = value.find(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '-' | '_')).unwrap_or(value.len());
        (end > 0).then(|| value[..end].to_owned())
    })
}

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use proptest::prelude::*;

    use super::*;

    fn page(source: &str) -> String {
        text(source.as_bytes(), &Limits::default()).unwrap()
    }

    #[test]
    fn the_sample_is_read_in_full() {
        let text = text(include_bytes!("fixtures/sample.html"), &Limits::default()).unwrap();
        let expected = [
            "峥嵘岭索道票价听证会公告",
            "关于召开峥嵘岭索道票价听证会的公告",
            "根据《政府制定价格听证办法》，示范区发展和改革局定于2026年6月18日上午9时召开峥嵘岭索道票价听证会。",
            "方案\t上行\t下行",
            "方案一\t45元\t40元",
            "听证会参加人25名",
            "旁听席位10个",
        ];
        assert_eq!(text.lines().collect::<Vec<_>>(), expected);
    }

    #[test]
    fn what_does_not_show_is_left_out() {
        let text = page(
            "<p>甲</p><nav>一<nav>二</nav>三</nav><SCRIPT>if (a < b) '</p>'</SCRIPT><style>p{}</style>\
             <div hidden>四<div>五</div></div><div style='Display: none'>六</div><template><p>七</p></template>\
             <noscript><p>八</p></noscript><!-- 九 --><svg><title>十</title></svg><p hidden>乙",
        );
        assert_eq!(text, "甲\n乙");
    }

    #[test]
    fn titles_come_first_and_once() {
        assert_eq!(page("<p>甲</p><title>题&amp;目</title><title>二</title>"), "题&目\n甲");
        assert_eq!(page("<title>甲</title><h1>甲</h1><p>乙</p>"), "甲\n乙");
        assert_eq!(page("<title>甲</title>"), "甲");
    }

    #[test]
    fn blocks_make_paragraphs_and_the_rest_does_not() {
        assert_eq!(
            page("甲<b>乙</b> <i>丙</i><div>丁<br>戊</div>己&nbsp;庚<x-y>辛</x-y>"),
            "甲乙 丙\n丁\n戊\n己 庚\n辛"
        );
    }

    #[test]
    fn charsets_are_named_in_two_ways() {
        let encoded = |source: &str| text(&encoding_rs::BIG5.encode(source).0, &Limits::default()).unwrap();
        assert_eq!(encoded("<meta charset=big5><p>纜車</p>"), "纜車");
        assert_eq!(encoded("<META http-equiv=x content='text/html; Charset=\"Big5\"'><p>纜車</p>"), "纜車");
    }

    #[test]
    fn nesting_costs_nothing() {
        let begin = Instant::now();
        assert_eq!(page(&format!("{}甲", "<div><b><table>".repeat(100_000))), "甲");
        assert!(begin.elapsed().as_secs() < 10);
    }

    #[test]
    fn tags_with_many_attributes_are_refused_and_pictures_are_not() {
        let begin = Instant::now();
        let attributes: String = (0..2_000_000).map(|at| format!("a{at} ")).collect();
        assert!(text(format!("<p {attributes}>甲").as_bytes(), &Limits::default()).is_err());
        assert!(begin.elapsed().as_secs() < 10);
        let picture = "iVBORw0KGgo/AAAANSUhEUgAAAAEAAAABAQ+AAAAl21bKAAA1".repeat(40_000);
        assert_eq!(page(&format!("甲<img src='data:image/png;base64,{picture}'>乙")), "甲乙");
    }

    proptest! {
        #[test]
        fn never_panics(source in "[<>/a-z='\" !&;#-]{0,80}", bytes in proptest::collection::vec(any::<u8>(), 0..80)) {
            let _ = page(&source);
            let _ = text(&bytes, &Limits::default());
        }
    }
}
