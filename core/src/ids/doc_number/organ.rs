//! The issuing organ: what it may be, and where it begins in running text.
//!
//! Chinese is written without blanks, so the text does not say where an organ begins: 最高人民法院以法发〔1993〕15号.
//! The heuristic takes the Han characters right before the tail, on the same line and at most as many as an
//! organ has, and cuts off at the left, up to the last place where one of these ends:
//!
//! 1. a word that leads to a document number and stands in no organ ([`LEAD_INS`]: 根据, 以, 的 …; 我市, 你院);
//! 2. the kind of document that ends a title ([`GENRES`]: 通知, 文件 …), if two characters or more follow it;
//! 3. the end of a date (5月6日, 五月六日);
//! 4. 和, 及, 与: at the start if the character before ends a thing they can join (》, 号, a digit …), elsewhere
//!    if a bracketed code follows and not the rest of a name (住房|和城乡建设部);
//! 5. 原 ("former") before a full name;
//!
//! or where 中华人民共和国 begins. A lead-in that nothing follows (出台了〔2019〕5号) leaves no organ and thus no
//! mention. What is not cut stays: 市公安局长公办〔2001〕93号 keeps 市公安局, as only a list of all bodies could tell it
//! from the code. The organ may come out too long but is hardly ever too short; whoever matches mentions should
//! compare the ends of organs.

use super::DocNumberError;
use super::grammar::Kind;
use crate::ids::width::is_blank;

/// Most characters of an organ before a bracket; such codes are short (国卫基层家医便函 is a long one).
const LONGEST_CODE: usize = 20;
/// Most characters of an organ before 令, 公告 and 通告, where it is a full name
/// (广西壮族自治区第十三届人民代表大会常务委员会 has 22).
const LONGEST_NAME: usize = 30;

/// Words that lead to an organ and stand inside none.
const LEAD_INS: &[&str] = &[
    "根据", "依据", "按照", "依照", "遵照", "参照", "比照", "对照", "执行", "贯彻", "落实", "实施", "实行", "废止",
    "修改", "修订", "违反", "符合", "关于", "属于", "基于", "鉴于", "简称", "印发", "转发", "下发", "颁发", "颁布",
    "发布", "公布", "出台", "制定", "作出", "确保", "上述", "的", "了", "是", "为", "将", "对", "以", "由", "见", "按",
    "据", "在", "被", "把", "到", "至",
];
/// Kinds of documents. They are part of a code when at most one character follows them (职考通知〔2019〕5号), and no
/// organ on their own (的公告〔2019〕3号).
const GENRES: &[&str] =
    &["通知", "公告", "通告", "文件", "意见", "决定", "规定", "条例", "批复", "答复", "报告", "方案", "精神"];
/// Words of organs that hold a lead-in or a joint by chance.
const KEPT: &[&str] = &[
    "对外",
    "对口",
    "对台",
    "应对",
    "自由",
    "数据",
    "将乐",
    "将政",
    "将军",
    "共和国",
    "见义勇为",
    "感染的肺炎",
    "意见书",
    "决定书",
    "通知书",
];
/// Before 令, characters that make another word of it: 责令5号楼停工.
const NO_ORDER: &[char] = &['责', '勒', '喝', '口', '司', '时', '夏', '密', '酒'];
/// Characters that end the names of bodies but stand in hardly any code that a joint precedes.
const BODIES: &[char] = &['部', '局', '委', '厅', '会', '院', '署', '府', '国'];
/// Where a full name begins, whatever stands before it.
const REPUBLIC: &[&str] = &["中华人民共和国"];

/// Checks that `organ` can be one.
pub(super) fn check(organ: &[char], kind: Kind) -> Result<(), DocNumberError> {
    if let Some(found) = organ.iter().copied().find(|c| !is_han(*c)) {
        return Err(DocNumberError::OrganCharacter { found });
    }
    match organ.len() {
        0 if kind != Kind::Order => Err(DocNumberError::MissingOrgan),
        found if found > longest(kind) => Err(DocNumberError::OrganTooLong { found, limit: longest(kind) }),
        _ => Ok(()),
    }
}

fn longest(kind: Kind) -> usize {
    if kind == Kind::Bracketed { LONGEST_CODE } else { LONGEST_NAME }
}

/// Han characters: the unified ideographs with their extensions, and the compatibility ideographs. Not 〇.
fn is_han(c: char) -> bool {
    matches!(
        c,
        '\u{3400}'..='\u{4DBF}'
            | '\u{4E00}'..='\u{9FFF}'
            | '\u{F900}'..='\u{FAFF}'
            | '\u{20000}'..='\u{323AF}'
    )
}

/// Start and end of the organ that precedes `core_start` in running text and starts not before `from`; equal
/// when an order has none. `None` when what stands there is no organ's document number.
pub(super) fn in_running_text(chars: &[char], from: usize, core_start: usize, kind: Kind) -> Option<(usize, usize)> {
    let line = chars.get(from..core_start)?;
    // Blanks of the same line only: the line above is a title, not an organ.
    let is_gap = |c: char| is_blank(c) && !matches!(c, '\n' | '\r');
    let end = from + line.iter().rposition(|c| !is_gap(*c)).map_or(0, |last| last + 1);
    let run = chars.get(from..end)?.iter().rev();
    let start = end - run.take(longest(kind)).take_while(|c| is_han(**c)).count();
    // What stands before it: within the line, or else the 号 that `from` follows.
    let before = chars.get(from..start)?.iter().rfind(|c| !is_gap(**c));
    let before = before.or_else(|| chars.get(from.checked_sub(1)?)).copied();
    let run = chars.get(start..end)?;
    if run.is_empty() {
        // An order without an organ begins with its own word, not with the blanks before it.
        return (kind == Kind::Order).then_some((core_start, core_start));
    }
    if kind == Kind::Order && run.last().is_some_and(|c| NO_ORDER.contains(c)) {
        return None;
    }
    let cut = lead_in(run, before, kind);
    (cut < run.len()).then_some((start + cut, end))
}

/// Length of what leads to the organ at the start of `run`, which stands behind the character `before`.
fn lead_in(run: &[char], before: Option<char>, kind: Kind) -> usize {
    let mut cut = 0;
    let mut at = 0;
    // Whether something that a joint can join ends here.
    let mut joinable = before.is_some_and(ends_a_thing);
    while let Some(rest) = run.get(at..).filter(|rest| !rest.is_empty()) {
        let previous = at.checked_sub(1).and_then(|at| run.get(at).copied()).or(before);
        if prefix(rest, REPUBLIC).is_some() {
            cut = at;
        }
        if let Some(length) = prefix(rest, KEPT) {
            at += length;
        } else if let Some(length) = prefix(rest, LEAD_INS).or_else(|| pronoun(rest)) {
            at += length;
            cut = at;
        } else if let Some(length) = prefix(rest, GENRES) {
            let is_all = at == cut && run.len() == at + length;
            at += length;
            if is_all || run.len() >= at + 2 {
                cut = at;
                joinable = true;
                continue;
            }
        } else if ends_date(previous, rest)
            || is_joint(rest, at - cut, joinable, kind)
            || is_former(rest, at == cut, kind)
        {
            at += 1;
            cut = at;
        } else {
            at += 1;
        }
        joinable = false;
    }
    cut
}

/// Length of the word of `words` that `text` begins with.
fn prefix(text: &[char], words: &[&str]) -> Option<usize> {
    words.iter().find_map(|word| {
        let mut rest = text.iter();
        let matches = word.chars().all(|c| rest.next() == Some(&c));
        matches.then(|| text.len() - rest.len())
    })
}

/// 我市, 你院 and the like.
fn pronoun(text: &[char]) -> Option<usize> {
    match text {
        ['我' | '你', body, ..] if "省市区县院部局委厅署会办".contains(*body) => Some(2),
        _ => None,
    }
}

fn ends_date(previous: Option<char>, text: &[char]) -> bool {
    let is_numeral = |c: char| c.is_numeric() || "一二三四五六七八九十○".contains(c);
    matches!(text, ['年' | '月' | '日', _, ..]) && previous.is_some_and(is_numeral)
}

/// Whether `text` begins with a joint and goes on with an organ. `behind` characters precede it that were not
/// cut; `joinable` tells of what stands before them all.
fn is_joint(text: &[char], behind: usize, joinable: bool, kind: Kind) -> bool {
    let ['和' | '及' | '与', organ @ ..] = text else {
        return false;
    };
    if behind == 0 {
        return joinable && organ.len() >= 2;
    }
    let is_code = (2..=8).contains(&organ.len()) && !organ.iter().any(|c| BODIES.contains(c));
    kind == Kind::Bracketed && behind >= 2 && is_code
}

/// 原国家工商行政管理总局令, but 原平市人民政府公告.
fn is_former(text: &[char], is_first: bool, kind: Kind) -> bool {
    is_first && kind != Kind::Bracketed && matches!(text, ['原', next, _, ..] if !"平州阳".contains(*next))
}

/// Whether a thing that 和 can join ends in `c`: 《…》和, 5号和, …”和. At the start of a line or sentence 和 belongs
/// to a name.
fn ends_a_thing(c: char) -> bool {
    c.is_alphanumeric() || "》〉”’」』\"）)】]］〕".contains(c)
}
