//! From pieces of text that stand somewhere on pages to paragraphs: what PDF and OFD, which know no paragraphs, share.
//!
//! Pieces keep the order in which they were drawn, which is the order of reading with all common writers; one that goes
//! on along the same line joins it. A line that is full, with the next one beginning at the margin, goes on there; what
//! is indented, centred or short does not. No gap that is only typographic makes a blank between ideographs.

use super::ExtractError;
use super::sink::{Sink, is_wide};

/// What a run counts beside its text, in bytes, where text is limited: pages of single characters take many runs.
pub(super) const RUN: usize = 6;

/// A piece of text on a page. Positions are in the page's unit, along the direction of writing and across it; text
/// further down has a smaller position across.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Run {
    /// Direction of writing in degrees, and whether lines are columns. Runs of different ones make no line together.
    pub(super) heading: (i16, bool),
    pub(super) along: f32,
    pub(super) across: f32,
    pub(super) width: f32,
    /// Height of the characters.
    pub(super) size: f32,
    pub(super) text: String,
}

impl Run {
    fn end(&self) -> f32 {
        self.along + self.width
    }
}

/// Runs side by side.
#[derive(Debug)]
struct Line {
    runs: Vec<Run>,
    heading: (i16, bool),
    across: f32,
    size: f32,
    start: f32,
    end: f32,
    page: usize,
}

impl Line {
    /// Whether the run stands on this line.
    fn takes(&self, run: &Run) -> bool {
        self.heading == run.heading && (self.across - run.across).abs() < 0.5 * self.size.max(run.size)
    }

    fn push(&mut self, run: Run) {
        self.start = self.start.min(run.along);
        self.end = self.end.max(run.end());
        // What is small beside it, such as the mark of a note, is not what the line stands on.
        if run.size > self.size {
            (self.size, self.across) = (run.size, run.across);
        }
        self.runs.push(run);
    }

    fn middle(&self) -> f32 {
        (self.start + self.end) / 2.0
    }

    /// The line's text in order. What was drawn twice at one place, to look bold, is read once.
    fn text(&mut self) -> String {
        self.runs.sort_by(|a, b| a.along.total_cmp(&b.along));
        let mut text = String::new();
        let mut last: Option<&Run> = None;
        for run in &self.runs {
            if let Some(last) = last {
                if last.text == run.text && (last.along - run.along).abs() < 0.2 * run.size {
                    continue;
                }
                let sides = (text.chars().next_back(), run.text.chars().next());
                let is_tight = matches!(sides, (Some(a), Some(b)) if is_wide(a) || is_wide(b));
                // Justified Chinese is spread by parts of a character; a word's blank is a quarter of one or more.
                if run.along - last.end() > run.size * if is_tight { 0.8 } else { 0.15 } {
                    text.push(' ');
                }
            }
            text.push_str(&run.text);
            last = Some(run);
        }
        text
    }

    /// Whether the line is only a page's number, in figures or with dashes about it.
    fn is_number(&self) -> bool {
        let mut chars = self.runs.iter().flat_map(|run| run.text.chars()).filter(|c| !c.is_whitespace());
        let mut digits = 0;
        chars.all(|c| {
            digits += usize::from(c.is_ascii_digit());
            c.is_ascii_digit() || matches!(c, '-' | '—' | '–' | '－' | '·')
        }) && (1..=4).contains(&digits)
    }
}

/// Writes the pages' text as paragraphs.
pub(super) fn write(pages: Vec<Vec<Run>>, sink: &mut Sink) -> Result<(), ExtractError> {
    let mut lines: Vec<Line> = Vec::new();
    for (page, runs) in pages.into_iter().enumerate() {
        let mut own = lines_of(runs, page);
        for at in [own.len().wrapping_sub(1), 0] {
            // Numbers of pages would stand in the middle of sentences that go on over the page.
            if own.len() > 1 && own.get(at).is_some_and(Line::is_number) {
                own.remove(at);
            }
        }
        lines.append(&mut own);
    }
    let mut block = 0;
    for at in 0..lines.len() {
        let ends_block = lines.get(at + 1).is_none_or(|next| !follows(&lines[at], next));
        if ends_block {
            write_block(&mut lines[block..=at], sink)?;
            block = at + 1;
        }
    }
    Ok(())
}

fn lines_of(runs: Vec<Run>, page: usize) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    for run in runs.into_iter().filter(|run| run.along.is_finite() && run.across.is_finite() && run.width.is_finite()) {
        match lines.last_mut() {
            Some(line) if line.takes(&run) => line.push(run),
            // A blank that belongs to the line before it makes none of its own.
            _ if run.text.trim().is_empty() => {}
            _ => lines.push(Line {
                heading: run.heading,
                across: run.across,
                size: run.size,
                start: run.along,
                end: run.end(),
                page,
                runs: vec![run],
            }),
        }
    }
    lines
}

/// Whether the next line can be of the same text: as large, right below it or on the next page, and not beside it.
fn follows(line: &Line, next: &Line) -> bool {
    let size = line.size.max(next.size);
    let drop = line.across - next.across;
    let is_near = if line.page == next.page { drop > 0.0 && drop < 2.5 * size } else { line.page + 1 == next.page };
    let is_alike = line.heading == next.heading && line.size.min(next.size) > 0.85 * size;
    is_near && is_alike && line.start < next.end && next.start < line.end
}

/// Writes lines of which each can go on in the next.
fn write_block(lines: &mut [Line], sink: &mut Sink) -> Result<(), ExtractError> {
    let left = lines.iter().map(|line| line.start).fold(f32::INFINITY, f32::min);
    let right = lines.iter().map(|line| line.end).fold(f32::NEG_INFINITY, f32::max);
    for at in 0..lines.len() {
        let text = lines[at].text();
        sink.text(&text)?;
        let goes_on = lines.get(at + 1).is_some_and(|next| {
            let line = &lines[at];
            let is_full = line.end > right - 1.6 * line.size && right - left > 12.0 * line.size;
            let is_at_margin = next.start < left + 0.8 * line.size;
            let is_centred = at == 0 && lines.len() == 2 && (line.middle() - next.middle()).abs() < 0.6 * line.size;
            is_full && (is_at_margin || is_centred)
        });
        if goes_on { sink.line() } else { sink.paragraph() }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::Limits;
    use super::*;

    fn run(along: f32, across: f32, text: &str) -> Run {
        let width = text.chars().map(|c| if is_wide(c) { 10.0 } else { 5.0 }).sum();
        Run { along, across, width, size: 10.0, text: text.to_owned(), heading: (0, false) }
    }

    fn written(pages: Vec<Vec<Run>>) -> String {
        let mut sink = Sink::new(&Limits::default());
        write(pages, &mut sink).unwrap();
        sink.finish()
    }

    #[test]
    fn full_lines_go_on_at_the_margin() {
        let text = written(vec![vec![
            run(20.0, 100.0, "为保障市民游览安全定于近期进行"),
            run(0.0, 85.0, "防腐木更换和栏杆加固现将有关事项公"),
            run(0.0, 70.0, "告如下："),
            run(20.0, 55.0, "一、封闭时间：自今日起至明日止"),
            run(20.0, 40.0, "二、封闭范围"),
        ]]);
        let expected = "为保障市民游览安全定于近期进行防腐木更换和栏杆加固现将有关事项公告如下：\n一、封闭时间：自今日起至明日止\n\
                        二、封闭范围";
        assert_eq!(text, expected);
    }

    #[test]
    fn a_title_goes_on_centred_and_a_signature_does_not() {
        let text = written(vec![vec![
            run(0.0, 100.0, "示范区文化和旅游局关于举办元宵灯会"),
            run(70.0, 85.0, "的通知"),
            run(90.0, 40.0, "示范区文旅局"),
            run(100.0, 25.0, "二〇二六年"),
        ]]);
        assert_eq!(text, "示范区文化和旅游局关于举办元宵灯会的通知\n示范区文旅局\n二〇二六年");
    }

    #[test]
    fn pieces_of_a_line_join_with_blanks_where_they_are_apart() {
        let line = vec![run(0.0, 10.0, "于"), run(13.0, 10.1, "2026"), run(33.0, 9.9, "年"), run(60.0, 10.0, "完工")];
        assert_eq!(written(vec![line]), "于2026年 完工");
        assert_eq!(written(vec![vec![run(0.0, 0.0, "one"), run(17.5, 0.0, "two"), run(32.5, 0.0, "!")]]), "one two!");
        assert_eq!(written(vec![vec![run(10.0, 0.0, "乙"), run(0.0, 0.0, "甲"), run(10.3, 0.0, "乙")]]), "甲乙");
    }

    #[test]
    fn text_goes_on_over_the_page_and_its_number() {
        let first = vec![run(0.0, 30.0, "灯会期间实行每日会商制度遇有客流超"), run(60.0, 0.0, "- 1 -")];
        let second = vec![run(0.0, 300.0, "限等情况及时启动限流疏散措施"), run(60.0, 0.0, "- 2 -")];
        assert_eq!(written(vec![first, second]), "灯会期间实行每日会商制度遇有客流超限等情况及时启动限流疏散措施");
        assert_eq!(written(vec![vec![run(0.0, 0.0, "42")]]), "42");
    }

    #[test]
    fn other_directions_are_other_lines() {
        let mut turned = run(0.0, 10.0, "乙");
        turned.heading = (90, false);
        assert_eq!(written(vec![vec![run(0.0, 10.0, "甲"), turned, run(f32::NAN, 10.0, "丙")]]), "甲\n乙");
    }

    proptest! {
        #[test]
        fn never_panics(runs in proptest::collection::vec((any::<f32>(), any::<f32>(), any::<f32>(), any::<f32>()), 0..9)) {
            let runs = runs.into_iter().map(|(along, across, width, size)| {
                Run { along, across, width, size, text: "甲".into(), heading: (0, false) }
            });
            let runs: Vec<Run> = runs.collect();
            written(vec![runs.clone(), Vec::new(), runs]);
        }
    }
}
