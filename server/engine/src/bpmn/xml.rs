//! XML as a tree with line numbers. What could be hostile is refused while it is read: size, depth, numbers, entities.

use std::fmt::Display;

use quick_xml::XmlVersion;
use quick_xml::escape::{EscapeError, resolve_predefined_entity};
use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::name::{NamespaceResolver, ResolveResult};
use quick_xml::reader::NsReader;

use super::names::is_xml_char;
use super::{BOUNDS, DEEPEST, DIAGRAM, LARGEST_FILE, LINES, MODEL, MOST_ATTRIBUTES, MOST_ELEMENTS, NotBpmn, OURS};

/// Whose an element or attribute is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Space {
    /// BPMN's model; attributes without a prefix too.
    Model,
    /// BPMN's diagram.
    Diagram,
    Ours,
    /// Somebody else's.
    Other,
}

/// An element.
#[derive(Clone, Debug)]
pub(super) struct Element {
    pub(super) space: Space,
    /// Without the prefix.
    pub(super) name: String,
    /// As it is written; without the prefix where it is BPMN's.
    pub(super) shown: String,
    pub(super) attributes: Vec<Attribute>,
    pub(super) children: Vec<Element>,
    pub(super) text: String,
    pub(super) line: u64,
}

/// An attribute.
#[derive(Clone, Debug)]
pub(super) struct Attribute {
    pub(super) space: Space,
    pub(super) name: String,
    pub(super) shown: String,
    pub(super) value: String,
}

impl Element {
    /// Whether it is BPMN's element of this name.
    pub(super) fn is(&self, name: &str) -> bool {
        self.space == Space::Model && self.name == name
    }

    /// BPMN's attribute of this name.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.attribute(Space::Model, name)
    }

    /// Our attribute of this name.
    pub(super) fn our(&self, name: &str) -> Option<&str> {
        self.attribute(Space::Ours, name)
    }

    fn attribute(&self, space: Space, name: &str) -> Option<&str> {
        self.attributes.iter().find(|one| one.space == space && one.name == name).map(|one| one.value.as_str())
    }

    /// BPMN's children of this name.
    pub(super) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Self> {
        self.children.iter().filter(move |child| child.is(name))
    }

    /// BPMN's first child of this name.
    pub(super) fn child(&self, name: &str) -> Option<&Self> {
        self.children.iter().find(|child| child.is(name))
    }
}

/// Reads a whole file.
pub(super) fn read(xml: &str) -> Result<Element, NotBpmn> {
    if xml.len() > LARGEST_FILE {
        return Err(NotBpmn::TooLarge);
    }
    let xml = xml.strip_prefix('\u{feff}').unwrap_or(xml);
    if let Some((at, c)) = xml.char_indices().find(|(_, c)| !is_xml_char(*c)) {
        let why = format!("the character U+{:04X} cannot be in it", u32::from(c));
        return Err(NotBpmn::NotXml { line: Lines::new(xml).at(at), why });
    }
    Tree { lines: Lines::new(xml), stack: Vec::new(), root: None, elements: 0 }.read(xml)
}

/// The tree under way.
struct Tree<'a> {
    lines: Lines<'a>,
    stack: Vec<Element>,
    root: Option<Element>,
    elements: usize,
}

impl Tree<'_> {
    fn read(mut self, xml: &str) -> Result<Element, NotBpmn> {
        let mut reader = NsReader::from_str(xml);
        reader.resolver_mut().set_max_namespace_bindings(MOST_ATTRIBUTES);
        loop {
            let line = self.lines.at(usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX));
            let event = match reader.read_event() {
                Ok(event) => event,
                Err(error) => {
                    let at = usize::try_from(reader.error_position()).unwrap_or(usize::MAX);
                    return Err(not_xml(self.lines.at(at).max(line), error));
                }
            };
            match event {
                Event::Start(tag) => self.begin(&tag, reader.resolver(), line)?,
                Event::Empty(tag) => {
                    self.begin(&tag, reader.resolver(), line)?;
                    self.end();
                }
                Event::End(_) => self.end(),
                Event::Text(text) => self.text(&text.xml10_content(), line)?,
                Event::CData(text) => self.text(&text.xml10_content(), line)?,
                Event::GeneralRef(reference) => {
                    let text = referred(&reference, line)?;
                    self.text(&text, line)?;
                }
                Event::DocType(_) => return Err(NotBpmn::Doctype { line }),
                Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
                Event::Eof if self.stack.is_empty() => {
                    return self.root.ok_or_else(|| not_xml(line, "there is no element"));
                }
                Event::Eof => {
                    let open = self.stack.last().map_or("", |element| &element.shown);
                    return Err(not_xml(line, format!("the file ends before </{open}>")));
                }
            }
        }
    }

    fn begin(&mut self, tag: &BytesStart, spaces: &NamespaceResolver, line: u64) -> Result<(), NotBpmn> {
        self.elements += 1;
        if self.elements > MOST_ELEMENTS {
            return Err(NotBpmn::TooManyElements { line });
        }
        if self.stack.len() >= DEEPEST {
            return Err(NotBpmn::TooDeep { line });
        }
        if self.stack.is_empty() && self.root.is_some() {
            return Err(not_xml(line, "there is a second outermost element"));
        }
        let (space, name) = spaces.resolve_element(tag.name());
        let space = known(&space, line)?;
        let written = tag.name().as_ref().to_owned();
        let name = name.as_ref().to_owned();
        let shown = if space == Space::Model { name.clone() } else { written };
        let attributes = attributes(tag, spaces, line)?;
        self.stack.push(Element { space, name, shown, attributes, children: vec![], text: String::new(), line });
        Ok(())
    }

    fn end(&mut self) {
        let Some(element) = self.stack.pop() else { return };
        match self.stack.last_mut() {
            Some(parent) => parent.children.push(element),
            None => self.root = Some(element),
        }
    }

    fn text(&mut self, text: &str, line: u64) -> Result<(), NotBpmn> {
        match self.stack.last_mut() {
            Some(element) => element.text.push_str(text),
            None if text.trim().is_empty() => {}
            None => return Err(not_xml(line, "there is text outside of the outermost element")),
        }
        Ok(())
    }
}

fn attributes(tag: &BytesStart, spaces: &NamespaceResolver, line: u64) -> Result<Vec<Attribute>, NotBpmn> {
    let mut found = Vec::new();
    for attribute in tag.attributes() {
        let attribute = attribute.map_err(|error| not_xml(line, error))?;
        if found.len() == MOST_ATTRIBUTES {
            return Err(NotBpmn::TooManyAttributes { line });
        }
        let value = attribute.normalized_value(XmlVersion::Explicit1_0).map_err(|error| entity_or(line, error))?;
        if value.chars().any(|c| !is_xml_char(c)) {
            return Err(not_xml(line, "an attribute refers to a character that cannot be in it"));
        }
        if attribute.key.as_namespace_binding().is_some() {
            continue;
        }
        let (space, name) = spaces.resolve_attribute(attribute.key);
        let space = if attribute.key.prefix().is_none() { Space::Model } else { known(&space, line)? };
        let (name, shown) = (name.as_ref().to_owned(), attribute.key.as_ref().to_owned());
        found.push(Attribute { space, name, shown, value: value.into_owned() });
    }
    Ok(found)
}

fn known(space: &ResolveResult, line: u64) -> Result<Space, NotBpmn> {
    match space {
        ResolveResult::Bound(space) => Ok(match space.as_ref() {
            MODEL => Space::Model,
            DIAGRAM | BOUNDS | LINES => Space::Diagram,
            OURS => Space::Ours,
            _ => Space::Other,
        }),
        ResolveResult::Unbound => Ok(Space::Other),
        ResolveResult::Unknown(prefix) => Err(not_xml(line, format!("the prefix \"{prefix}\" is not declared"))),
    }
}

/// The character that a reference stands for; entities that a file would have to declare are refused.
fn referred(reference: &BytesRef, line: u64) -> Result<String, NotBpmn> {
    if let Some(c) = reference.resolve_char_ref().map_err(|error| not_xml(line, error))? {
        return if is_xml_char(c) {
            Ok(c.to_string())
        } else {
            Err(not_xml(line, format!("it refers to the character U+{:04X}, which cannot be in it", u32::from(c))))
        };
    }
    let name = reference.xml10_content();
    match resolve_predefined_entity(&name) {
        Some(text) => Ok(text.to_owned()),
        None => Err(NotBpmn::Entity { line, name: super::names::first(&name, 40) }),
    }
}

fn entity_or(line: u64, error: quick_xml::Error) -> NotBpmn {
    match error {
        quick_xml::Error::Escape(EscapeError::UnrecognizedEntity(_, name)) => {
            NotBpmn::Entity { line, name: super::names::first(&name, 40) }
        }
        other => not_xml(line, other),
    }
}

fn not_xml(line: u64, why: impl Display) -> NotBpmn {
    let why = super::names::shown(&super::names::first(&why.to_string(), 300));
    NotBpmn::NotXml { line, why: why.trim_end_matches('.').to_owned() }
}

/// Line numbers of places that only go forward.
struct Lines<'a> {
    text: &'a [u8],
    at: usize,
    line: u64,
}

impl<'a> Lines<'a> {
    fn new(text: &'a str) -> Self {
        Self { text: text.as_bytes(), at: 0, line: 1 }
    }

    /// The line of a byte; of the last one asked for when it lies before that.
    fn at(&mut self, byte: usize) -> u64 {
        let to = byte.min(self.text.len());
        while self.at < to {
            self.line += u64::from(self.text[self.at] == b'\n');
            self.at += 1;
        }
        self.line
    }
}
