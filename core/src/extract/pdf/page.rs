//! What is drawn on pages: operators are carried out as far as they place text.

use std::collections::HashMap;
use std::rc::Rc;

use lopdf::content::{Content, Operation};
use lopdf::{Dictionary, Object, ObjectId};

use super::super::layout::{self, Run};
use super::super::{ExtractError, Limits};
use super::document::Source;
use super::font::Font;
use super::state::{Drawing, Matrix, State};

/// How many states may be kept at a time. Files that are in order keep a few.
const KEPT: usize = 500;

/// The runs of every page.
pub(super) fn runs(source: &Source, limits: &Limits) -> Result<Vec<Vec<Run>>, ExtractError> {
    let mut painter =
        Painter { source, limits, fonts: HashMap::new(), left: limits.text_bytes, forms: Vec::new(), runs: Vec::new() };
    let mut pages = Vec::new();
    for page in source.document().page_iter() {
        let mut content = Vec::new();
        for id in source.document().get_page_contents(page) {
            content.extend(source.unpack(id)?);
            // Streams of a page are one, cut between any two operators.
            content.push(b'\n');
        }
        let (own, named) = source.document().get_page_resources(page).unwrap_or_default();
        let named = || named.first().and_then(|id| source.document().get_dictionary(*id).ok());
        painter.draw(&content, own.or_else(named), State::new())?;
        pages.push(std::mem::take(&mut painter.runs));
    }
    Ok(pages)
}

/// Draws nothing, and remembers what text would be where.
struct Painter<'a> {
    source: &'a Source,
    limits: &'a Limits,
    /// Fonts by where they stand in memory: some have no number, and all stay where they are.
    fonts: HashMap<*const Dictionary, Rc<Font>>,
    /// How much text may still come, in bytes.
    left: usize,
    /// The forms that are being drawn, each within the one before.
    forms: Vec<ObjectId>,
    runs: Vec<Run>,
}

impl<'a> Painter<'a> {
    fn draw(&mut self, content: &[u8], resources: Option<&'a Dictionary>, state: State) -> Result<(), ExtractError> {
        let mut drawing = Drawing::new(resources, state);
        // What comes after a broken operator is lost, as it is in viewers.
        for operation in Content::decode_iter(content).map_while(Result::ok) {
            self.operate(&mut drawing, &operation)?;
        }
        Ok(())
    }

    fn operate(&mut self, drawing: &mut Drawing<'a>, operation: &Operation) -> Result<(), ExtractError> {
        let operands = &operation.operands;
        let number = |at: usize| operands.get(at).and_then(|operand| operand.as_float().ok()).unwrap_or(0.0);
        let matrix = || Matrix(std::array::from_fn(number));
        let string = |at: usize| operands.get(at).and_then(|operand| operand.as_str().ok()).unwrap_or_default();
        let name = |at: usize| operands.get(at).and_then(|operand| operand.as_name().ok()).unwrap_or_default();
        let state = &mut drawing.state;
        match operation.operator.as_str() {
            "q" if drawing.kept.len() < KEPT => drawing.kept.push(state.clone()),
            "Q" => *state = drawing.kept.pop().unwrap_or_else(|| state.clone()),
            "cm" => state.ctm = matrix().then(state.ctm),
            "BT" => (drawing.text, drawing.line) = (Matrix::IDENTITY, Matrix::IDENTITY),
            "Tf" => {
                state.size = number(1);
                state.font = self.font(drawing.resources, name(0))?;
            }
            "Tc" => state.char_spacing = number(0),
            "Tw" => state.word_spacing = number(0),
            "Tz" => state.scale = number(0) / 100.0,
            "TL" => state.leading = number(0),
            "Ts" => state.rise = number(0),
            "Tm" => (drawing.text, drawing.line) = (matrix(), matrix()),
            "Td" => drawing.next_line(number(0), number(1)),
            "TD" => {
                state.leading = -number(1);
                drawing.next_line(number(0), number(1));
            }
            "T*" => drawing.next_line(0.0, -drawing.state.leading),
            "Tj" => self.show(drawing, string(0))?,
            "'" | "\"" => {
                if operands.len() == 3 {
                    (state.word_spacing, state.char_spacing) = (number(0), number(1));
                }
                drawing.next_line(0.0, -drawing.state.leading);
                self.show(drawing, string(operands.len().saturating_sub(1)))?;
            }
            "TJ" => {
                for piece in operands.first().and_then(|array| array.as_array().ok()).into_iter().flatten() {
                    match piece {
                        Object::String(bytes, _) => self.show(drawing, bytes)?,
                        piece => drawing.advance(-piece.as_float().unwrap_or(0.0) / 1000.0 * drawing.state.size),
                    }
                }
            }
            "BMC" | "BDC" if drawing.actual.len() < KEPT => {
                let actual = self.actual_text(drawing.resources, operands.get(1));
                drawing.actual.push(actual);
            }
            "EMC" => drop(drawing.actual.pop()),
            "Do" => self.form(drawing, name(0))?,
            _ => {}
        }
        Ok(())
    }

    fn font(&mut self, resources: Option<&'a Dictionary>, name: &[u8]) -> Result<Option<Rc<Font>>, ExtractError> {
        let fonts = resources.and_then(|resources| self.source.dictionary(resources, "Font"));
        let Some(font) = fonts.and_then(|fonts| self.source.resolve(fonts.get(name).ok()?)?.as_dict().ok()) else {
            return Ok(None);
        };
        let place = std::ptr::from_ref(font);
        if let Some(font) = self.fonts.get(&place) {
            return Ok(Some(Rc::clone(font)));
        }
        let font = Rc::new(Font::read(self.source, font)?);
        self.fonts.insert(place, Rc::clone(&font));
        Ok(Some(font))
    }

    /// The text that stands for what is marked: `/ActualText`, in the operand or in the resources by its name.
    fn actual_text(&self, resources: Option<&'a Dictionary>, operand: Option<&Object>) -> Option<String> {
        let own = match operand? {
            Object::Name(name) => {
                let properties = self.source.dictionary(resources?, "Properties")?;
                self.source.resolve(properties.get(name).ok()?)?.as_dict().ok()?
            }
            operand => operand.as_dict().ok()?,
        };
        let text = own.get(b"ActualText").ok()?;
        // It is decoded wherever it is named, so it must be short.
        let is_short = text.as_str().is_ok_and(|bytes| bytes.len() < 4096);
        if is_short { lopdf::decode_text_string(text).ok() } else { None }
    }

    /// Draws a form, which is a page within a page.
    fn form(&mut self, drawing: &Drawing<'a>, name: &[u8]) -> Result<(), ExtractError> {
        let source = self.source;
        let objects = drawing.resources.and_then(|resources| source.dictionary(resources, "XObject"));
        let Some(id) = objects.and_then(|objects| objects.get(name).ok()?.as_reference().ok()) else { return Ok(()) };
        let Ok(form) = source.document().get_object(id).and_then(Object::as_stream) else { return Ok(()) };
        let is_form = form.dict.get(b"Subtype").and_then(Object::as_name).is_ok_and(|name| name == b"Form");
        if !is_form || self.forms.contains(&id) || self.forms.len() >= self.limits.depth {
            return Ok(());
        }
        let mut state = drawing.state.clone();
        if let Some(matrix) = source.get(&form.dict, "Matrix").and_then(|matrix| matrix.as_array().ok()) {
            let number = |at: usize| matrix.get(at).and_then(|number| number.as_float().ok()).unwrap_or(0.0);
            state.ctm = Matrix(std::array::from_fn(number)).then(state.ctm);
        }
        let content = source.unpack(id)?;
        self.forms.push(id);
        let resources = source.dictionary(&form.dict, "Resources").or(drawing.resources);
        self.draw(&content, resources, state)?;
        self.forms.pop();
        Ok(())
    }

    /// Draws a string.
    fn show(&mut self, drawing: &mut Drawing<'a>, bytes: &[u8]) -> Result<(), ExtractError> {
        let Some(font) = drawing.state.font.clone() else { return Ok(()) };
        let (mut run, mut text) = (drawing.run(), String::new());
        for glyph in font.glyphs(bytes) {
            let spacing = drawing.state.char_spacing + if glyph.is_blank { drawing.state.word_spacing } else { 0.0 };
            text.push_str(&glyph.text);
            if text.len() > self.left {
                return Err(self.too_large());
            }
            drawing.advance(glyph.width * drawing.state.size + spacing);
        }
        run.width = (drawing.run().along - run.along).max(0.0);
        run.text = match drawing.actual.iter_mut().flatten().next() {
            Some(actual) => std::mem::take(actual),
            None => text,
        };
        self.push(run)
    }

    /// Adds a run, to the one before where it goes on with it: some writers draw every character by itself. What is
    /// drawn and stands for nothing takes its place all the same.
    fn push(&mut self, run: Run) -> Result<(), ExtractError> {
        self.left = self.left.checked_sub(run.text.len()).ok_or_else(|| self.too_large())?;
        if let Some(last) = self.runs.last_mut() {
            let gap = run.along - (last.along + last.width);
            let is_beside = last.heading == run.heading && last.size == run.size && last.across == run.across;
            if is_beside && gap.abs() < 0.1 * run.size {
                last.width += gap + run.width;
                last.text.push_str(&run.text);
                return Ok(());
            }
        }
        if !run.text.is_empty() {
            self.left = self.left.checked_sub(layout::RUN).ok_or_else(|| self.too_large())?;
            self.runs.push(run);
        }
        Ok(())
    }

    fn too_large(&self) -> ExtractError {
        ExtractError::TooLarge { what: "the text of the file, in bytes,", limit: self.limits.text_bytes as u64 }
    }
}

#[cfg(test)]
mod tests {
    use lopdf::{Document, Stream, dictionary};

    use super::*;

    /// What is drawn on a page whose one form draws itself, in bytes of a font that is not there.
    fn drawn(content: &str) -> Vec<Run> {
        let mut document = Document::with_version("1.5");
        let (pages, form) = (document.new_object_id(), document.new_object_id());
        let font = dictionary! { "Type" => "Font", "Subtype" => "TrueType" };
        let resources = dictionary! {
            "XObject" => dictionary! { "X" => form }, "Font" => dictionary! { "F" => font },
        };
        let dict = dictionary! { "Subtype" => "Form", "Matrix" => vec![1.into(), 0.into(), 0.into(), 1.into(), 0.into(), 50.into()] };
        document.objects.insert(form, Stream::new(dict, b"BT /F 10 Tf (f) Tj ET /X Do".to_vec()).into());
        let content = document.add_object(Stream::new(Dictionary::new(), content.as_bytes().to_vec()));
        let page = dictionary! { "Type" => "Page", "Parent" => pages, "Contents" => content, "Resources" => resources };
        let page = document.add_object(page);
        let kids: Vec<Object> = vec![page.into()];
        document.objects.insert(pages, dictionary! { "Type" => "Pages", "Kids" => kids, "Count" => 1 }.into());
        let catalog = document.add_object(dictionary! { "Type" => "Catalog", "Pages" => pages });
        document.trailer.set("Root", catalog);
        let mut bytes = Vec::new();
        document.save_to(&mut bytes).unwrap();
        let limits = Limits::default();
        runs(&Source::load(&bytes, &limits).unwrap(), &limits).unwrap().concat()
    }

    #[test]
    fn characters_drawn_one_by_one_are_one_run() {
        let runs = drawn("BT /F 10 Tf (a) Tj (b) Tj 10 0 Td (c) Tj 30 0 Td (d) Tj ET");
        let texts: Vec<(&str, f32)> = runs.iter().map(|run| (run.text.as_str(), run.along)).collect();
        assert_eq!(texts, [("abc", 0.0), ("d", 40.0)]);
    }

    #[test]
    fn forms_are_drawn_at_their_place_and_never_within_themselves() {
        let runs = drawn("q 2 0 0 2 0 0 cm /X Do Q /No Do");
        assert_eq!((runs.len(), runs[0].across, runs[0].size, runs[0].text.as_str()), (1, 100.0, 20.0, "f"));
    }

    #[test]
    fn what_is_out_of_order_is_put_up_with() {
        let content = "Q Q EMC ET (a) Tj /F Tf /F 10 Tf Tj [(b) /x (c)] TJ \" ' 1 Td Tm (d) Tj";
        assert!(drawn(content).iter().any(|run| run.text.contains('b')));
    }
}
