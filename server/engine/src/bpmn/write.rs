//! XML that is written element by element, indented, with everything escaped.

use super::names::is_xml_char;

/// XML under way.
#[derive(Debug)]
pub(super) struct Xml {
    text: String,
    open: Vec<String>,
}

/// The attributes of an element.
pub(super) type Attributes<'a> = &'a [(&'static str, &'a str)];

impl Xml {
    pub(super) fn new() -> Self {
        Self { text: "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n".to_owned(), open: Vec::new() }
    }

    pub(super) fn open(&mut self, name: &str, attributes: Attributes) {
        self.tag(name, attributes);
        self.text.push_str(">\n");
        self.open.push(name.to_owned());
    }

    pub(super) fn close(&mut self) {
        if let Some(name) = self.open.pop() {
            self.indent();
            self.text.push_str(&format!("</{name}>\n"));
        }
    }

    /// An element with nothing in it.
    pub(super) fn empty(&mut self, name: &'static str, attributes: Attributes) {
        self.tag(name, attributes);
        self.text.push_str(" />\n");
    }

    /// An element with a text in it.
    pub(super) fn text(&mut self, name: &'static str, attributes: Attributes, text: &str) {
        self.tag(name, attributes);
        self.text.push('>');
        escape(&mut self.text, text, false);
        self.text.push_str(&format!("</{name}>\n"));
    }

    /// The whole, once every element is closed.
    pub(super) fn finish(mut self) -> String {
        while !self.open.is_empty() {
            self.close();
        }
        self.text
    }

    fn tag(&mut self, name: &str, attributes: Attributes) {
        self.indent();
        self.text.push('<');
        self.text.push_str(name);
        for (key, value) in attributes {
            self.text.push_str(&format!(" {key}=\""));
            escape(&mut self.text, value, true);
            self.text.push('"');
        }
    }

    fn indent(&mut self) {
        for _ in &self.open {
            self.text.push_str("  ");
        }
    }
}

/// Line ends and tabs are written as references where a reader would make blanks or other line ends of them.
fn escape(out: &mut String, text: &str, attribute: bool) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' if attribute => out.push_str("&quot;"),
            '\r' => out.push_str("&#13;"),
            '\n' if attribute => out.push_str("&#10;"),
            '\t' if attribute => out.push_str("&#9;"),
            c if is_xml_char(c) => out.push(c),
            _ => {}
        }
    }
}
