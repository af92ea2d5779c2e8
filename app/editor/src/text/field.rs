//! The field of the text, with the numbers of its lines and the mark of the node that is selected. It is as large as its
//! text; the sheet around it scrolls.

use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::place::{Stretch, lines, offset};

/// The field. Cheap to copy; every copy is the same one.
#[derive(Clone, Copy)]
pub struct Field {
    pub area: NodeRef<html::Textarea>,
    pub numbers: NodeRef<html::Pre>,
    pub mark: NodeRef<html::Div>,
    pub sheet: NodeRef<html::Div>,
    count: StoredValue<usize>,
}

impl Field {
    pub fn new() -> Self {
        Self {
            area: NodeRef::new(),
            numbers: NodeRef::new(),
            mark: NodeRef::new(),
            sheet: NodeRef::new(),
            count: StoredValue::new(0),
        }
    }

    /// The text.
    pub fn value(self) -> String {
        self.area.get_untracked().map(|area| area.value()).unwrap_or_default()
    }

    /// Where the caret is, as the browser counts.
    pub fn caret(self) -> u32 {
        let start = self.area.get_untracked().and_then(|area| area.selection_start().ok().flatten());
        start.unwrap_or_default()
    }

    /// Puts another text in; the caret and the view stay where they are as far as they can.
    pub fn put(self, text: &str) {
        let Some(area) = self.area.get_untracked() else { return };
        if area.value() == text {
            return self.measure();
        }
        let caret = self.caret();
        area.set_value(text);
        let _ = area.set_selection_range(caret, caret);
        self.measure();
    }

    /// Numbers the lines, and makes the field as large as its text.
    pub fn measure(self) {
        let (Some(area), Some(numbers)) = (self.area.get_untracked(), self.numbers.get_untracked()) else { return };
        let text = area.value();
        let count = lines(&text);
        let widest = text.lines().map(|line| line.chars().count()).max().unwrap_or_default();
        area.set_cols(u32::try_from(widest + 2).unwrap_or(u32::MAX));
        if self.count.get_value() != count {
            self.count.set_value(count);
            area.set_rows(u32::try_from(count).unwrap_or(u32::MAX));
            let all: Vec<String> = (1..=count).map(|number| number.to_string()).collect();
            numbers.set_text_content(Some(&all.join("\n")));
        }
    }

    /// Puts the caret at a line and a column, and brings it into view.
    pub fn go(self, line: usize, column: usize) {
        let Some(area) = self.area.get_untracked() else { return };
        let at = offset(&area.value(), line, column);
        let _ = area.focus();
        let _ = area.set_selection_range(at, at);
        self.show(line, line);
    }

    /// Marks a stretch of the text; brings it into view unless somebody is typing.
    pub fn mark(self, stretch: Option<Stretch>, text: &str) {
        let Some(mark) = self.mark.get_untracked() else { return };
        let Some(stretch) = stretch else { return mark.set_hidden(true) };
        let line = self.line(lines(text));
        #[allow(clippy::cast_precision_loss, reason = "lines are few")]
        let (top, height) = ((stretch.first - 1) as f64 * line, (stretch.last + 1 - stretch.first) as f64 * line);
        for (name, value) in [("top", top), ("height", height)] {
            let _ = web_sys::HtmlElement::style(&mark).set_property(name, &format!("{value}px"));
        }
        mark.set_hidden(false);
        let typing = document().active_element().zip(self.area.get_untracked());
        if !typing.is_some_and(|(active, area)| active == **area) {
            self.show(stretch.first, stretch.last);
        }
    }

    /// The height of a line.
    fn line(self, count: usize) -> f64 {
        #[allow(clippy::cast_precision_loss, reason = "lines are few")]
        let count = count.max(1) as f64;
        self.area.get_untracked().map_or(20.0, |area| f64::from(area.client_height()) / count)
    }

    /// Scrolls the sheet so that lines can be seen; their beginning when they are too many.
    fn show(self, first: usize, last: usize) {
        let Some(sheet) = self.sheet.get_untracked() else { return };
        let line = self.line(lines(&self.value()));
        #[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation, reason = "lines are few")]
        let (top, bottom) = (((first - 1) as f64 * line) as i32, (last as f64 * line) as i32);
        let (seen, height) = (sheet.scroll_top(), sheet.client_height());
        if top < seen || bottom > seen + height {
            sheet.unchecked_ref::<web_sys::Element>().set_scroll_top((top - height / 4).max(0));
            sheet.unchecked_ref::<web_sys::Element>().set_scroll_left(0);
        }
    }
}
