//! Text objects: where they stand, and which way they are written.

use super::super::layout::Run;
use super::super::sink::is_wide;
use super::super::xml::Element;

/// A text object that is being read.
pub(super) struct Object {
    /// Where its box begins.
    origin: (f32, f32),
    matrix: [f32; 6],
    size: f32,
}

impl Object {
    pub(super) fn new(element: &Element<'_>) -> Object {
        let bounds = numbers(element, "Boundary");
        let mut matrix = [1.0, 0.0, 0.0, 1.0, 0.0, 0.0];
        for (place, value) in matrix.iter_mut().zip(numbers(element, "CTM")) {
            *place = value;
        }
        let size = numbers(element, "Size").first().copied().unwrap_or(1.0);
        Object { origin: (bounds.first().copied().unwrap_or(0.0), bounds.get(1).copied().unwrap_or(0.0)), matrix, size }
    }

    /// What stands at a place of the object, with steps to the right and down between its characters.
    pub(super) fn run(&self, (x, y): (f32, f32), steps: (&[f32], &[f32]), text: String) -> Run {
        let [a, b, c, d, e, f] = self.matrix;
        let (x, y) = (a * x + c * y + e + self.origin.0, b * x + d * y + f + self.origin.1);
        let (right, down) = (steps.0.iter().sum::<f32>(), steps.1.iter().sum::<f32>());
        let is_column = down.abs() > right.abs();
        // The vector of writing: down for columns. Y counts downwards, and positions across upwards.
        let (u, v) = if is_column { (c, d) } else { (a, b) };
        let scale = u.hypot(v);
        if scale == 0.0 || !scale.is_finite() {
            return Run { along: x, across: -y, size: self.size, text, ..Run::default() };
        }
        let (u, v) = (u / scale, v / scale);
        let last = text.chars().next_back().map_or(0.0, |c| if is_wide(c) { self.size } else { self.size / 2.0 });
        let (along, across) = (x * u + y * v, x * v - y * u);
        let written = if is_column { down } else { right }.abs();
        // Without steps the characters follow each other by widths that only the font knows.
        let is_stepped = !steps.0.is_empty() || !steps.1.is_empty();
        let width = if is_stepped { written + last } else { text.chars().map(|c| self.wide(c)).sum() };
        Run {
            heading: (v.atan2(u).to_degrees().round() as i16, is_column),
            along,
            across,
            width: width * scale,
            size: self.size * scale,
            text,
        }
    }

    fn wide(&self, c: char) -> f32 {
        if is_wide(c) { self.size } else { self.size / 2.0 }
    }
}

/// The numbers of an attribute, up to the first that is none.
pub(super) fn numbers(element: &Element<'_>, name: &str) -> Vec<f32> {
    let value = element.attribute(name).unwrap_or_default();
    value.split_whitespace().map_while(|number| number.parse().ok()).collect()
}

/// The steps between characters: numbers, and `g 12 5.6` for twelve times 5.6.
pub(super) fn deltas(element: &Element<'_>, name: &str) -> Vec<f32> {
    // More than a page can hold, however often a number says to repeat the next.
    const ENOUGH: usize = 10_000;
    let value = element.attribute(name).unwrap_or_default();
    let mut words = value.split_whitespace();
    let mut steps = Vec::new();
    while let Some(word) = words.next().filter(|_| steps.len() < ENOUGH) {
        let (count, step) = match word {
            "g" => (words.next().and_then(|count| count.parse().ok()).unwrap_or(0), words.next().unwrap_or("")),
            step => (1, step),
        };
        let Ok(step) = step.parse::<f32>() else { break };
        steps.extend(std::iter::repeat_n(step, usize::min(count, ENOUGH)));
    }
    steps
}

#[cfg(test)]
mod tests {
    use super::*;

    fn object(matrix: [f32; 6]) -> Object {
        Object { origin: (10.0, 20.0), matrix, size: 5.0 }
    }

    #[test]
    fn runs_stand_where_boxes_and_matrices_put_them() {
        let run = object([2.0, 0.0, 0.0, 2.0, 0.0, 0.0]).run((1.0, 3.0), (&[5.0, 5.0], &[]), "甲乙a".into());
        assert_eq!((run.along, run.across, run.width, run.size), (12.0, -26.0, 25.0, 10.0));
        // A quarter to the right: what is written goes down.
        let run = object([0.0, 1.0, -1.0, 0.0, 0.0, 0.0]).run((1.0, 3.0), (&[], &[]), "甲a".into());
        assert_eq!((run.heading, run.along, run.across, run.width), ((90, false), 21.0, 7.0, 7.5));
    }

    #[test]
    fn columns_go_down_and_the_next_one_is_to_the_left() {
        let at = |x| object([1.0, 0.0, 0.0, 1.0, 0.0, 0.0]).run((x, 0.0), (&[], &[5.0]), "甲乙".into());
        assert_eq!((at(0.0).heading, at(0.0).along, at(0.0).width), ((90, true), 20.0, 10.0));
        assert!(at(0.0).across < at(9.0).across);
    }

    #[test]
    fn a_matrix_without_direction_is_put_up_with() {
        let run = object([0.0; 6]).run((1.0, 3.0), (&[], &[]), "甲".into());
        assert_eq!((run.text.as_str(), run.size), ("甲", 5.0));
    }
}
