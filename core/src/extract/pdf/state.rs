//! Where text is drawn: matrices, and what operators set.

use std::rc::Rc;

use lopdf::Dictionary;

use super::super::layout::Run;
use super::font::Font;

/// A matrix of PDF: a, b, c, d, e, f.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Matrix(pub(super) [f32; 6]);

impl Matrix {
    pub(super) const IDENTITY: Matrix = Matrix([1.0, 0.0, 0.0, 1.0, 0.0, 0.0]);

    /// This one first, then the other.
    pub(super) fn then(self, other: Matrix) -> Matrix {
        let (Matrix([a, b, c, d, e, f]), Matrix([g, h, i, j, k, l])) = (self, other);
        Matrix([a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + l])
    }

    pub(super) fn moved(x: f32, y: f32) -> Matrix {
        Matrix([1.0, 0.0, 0.0, 1.0, x, y])
    }
}

/// What operators set, and `q` and `Q` keep and restore.
#[derive(Debug, Clone)]
pub(super) struct State {
    pub(super) ctm: Matrix,
    pub(super) font: Option<Rc<Font>>,
    pub(super) size: f32,
    pub(super) char_spacing: f32,
    pub(super) word_spacing: f32,
    /// Horizontal scale; 1 is as designed.
    pub(super) scale: f32,
    pub(super) leading: f32,
    pub(super) rise: f32,
}

impl State {
    pub(super) fn new() -> State {
        State {
            ctm: Matrix::IDENTITY,
            font: None,
            size: 1.0,
            char_spacing: 0.0,
            word_spacing: 0.0,
            scale: 1.0,
            leading: 0.0,
            rise: 0.0,
        }
    }
}

/// What belongs to one stream of operators.
pub(super) struct Drawing<'a> {
    pub(super) resources: Option<&'a Dictionary>,
    pub(super) state: State,
    pub(super) kept: Vec<State>,
    /// Where the next character goes, and where the line began.
    pub(super) text: Matrix,
    pub(super) line: Matrix,
    /// Texts that stand for what is drawn within them, where there are; `Some("")` once it has been written.
    pub(super) actual: Vec<Option<String>>,
}

impl<'a> Drawing<'a> {
    pub(super) fn new(resources: Option<&'a Dictionary>, state: State) -> Drawing<'a> {
        let (text, line) = (Matrix::IDENTITY, Matrix::IDENTITY);
        Drawing { resources, state, kept: Vec::new(), text, line, actual: Vec::new() }
    }

    pub(super) fn next_line(&mut self, x: f32, y: f32) {
        self.line = Matrix::moved(x, y).then(self.line);
        self.text = self.line;
    }

    fn is_vertical(&self) -> bool {
        self.state.font.as_ref().is_some_and(|font| font.is_vertical)
    }

    /// Goes on by so much: to the right, or down in columns.
    pub(super) fn advance(&mut self, by: f32) {
        let by = if self.is_vertical() { (0.0, -by) } else { (by * self.state.scale, 0.0) };
        self.text = Matrix::moved(by.0, by.1).then(self.text);
    }

    /// A run without text at the present place.
    pub(super) fn run(&self) -> Run {
        let state = &self.state;
        // Rise is left out: what is raised belongs to its line.
        let Matrix([a, b, c, d, e, f]) = self.text.then(state.ctm);
        let is_vertical = self.is_vertical();
        // The vector of writing, and the one across it that points to the line before.
        let (u, v) = if is_vertical { (-c, -d) } else { (a, b) };
        let scale = u.hypot(v);
        let height = if is_vertical { a.hypot(b) } else { c.hypot(d) };
        let (u, v) = if scale > 0.0 { (u / scale, v / scale) } else { (1.0, 0.0) };
        // Left of the writing where it is in order, right of it where the page is drawn as in a mirror.
        let side = if a * d - b * c < 0.0 { -1.0 } else { 1.0 };
        Run {
            heading: (v.atan2(u).to_degrees().round() as i16, is_vertical),
            along: e * u + f * v,
            across: side * (f * u - e * v),
            width: 0.0,
            size: (state.size * height).abs(),
            text: String::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn matrices_are_applied_in_order() {
        let double = Matrix([2.0, 0.0, 0.0, 2.0, 0.0, 0.0]);
        assert_eq!(Matrix::moved(3.0, 4.0).then(double), Matrix([2.0, 0.0, 0.0, 2.0, 6.0, 8.0]));
        assert_eq!(double.then(Matrix::moved(3.0, 4.0)), Matrix([2.0, 0.0, 0.0, 2.0, 3.0, 4.0]));
        assert_eq!(Matrix::IDENTITY.then(double), double);
    }

    #[test]
    fn runs_stand_along_their_writing_whichever_way_it_goes() {
        let place = |matrix| {
            let mut drawing = Drawing::new(None, State { size: 10.0, ..State::new() });
            drawing.text = Matrix(matrix);
            let run = drawing.run();
            (run.heading.0, run.along, run.across, run.size)
        };
        assert_eq!(place([1.0, 0.0, 0.0, 1.0, 3.0, 4.0]), (0, 3.0, 4.0, 10.0));
        // Upwards: the next line is to the right.
        assert_eq!(place([0.0, 2.0, -2.0, 0.0, 3.0, 4.0]), (90, 4.0, -3.0, 20.0));
        // As in a mirror, which pages that count from the top have: the next line is above, before it is turned.
        assert_eq!(place([1.0, 0.0, 0.0, -1.0, 3.0, 4.0]), (0, 3.0, -4.0, 10.0));
        assert_eq!(place([0.0; 6]), (0, 0.0, 0.0, 0.0));
    }
}
