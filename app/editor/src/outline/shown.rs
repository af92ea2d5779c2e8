//! The rows of the tree with all that is read on them, as they are with some of them closed.

use std::collections::{BTreeSet, HashMap};
use std::hash::{DefaultHasher, Hash, Hasher};

use drawing::shape::shortened;
use engine::aside::{Note, Section};
use engine::check::{Problem, Severity};
use engine::definition::{Definition, Node};
use engine::edit::port_name;
use engine::ids::{EdgeId, NodeId, NoteId, SectionId};
use engine::nodes::{NEXT, split};

use super::tree::{Is, Leads, Way, key, tree};

/// The keys of the headings.
const SECTIONS: &str = "sections";
const NOTES: &str = "notes";
/// The most letters of a section's name on the row of a step.
const LONGEST_NAME: usize = 16;
/// The most letters of a note that are read on its row.
const LONGEST_LABEL: usize = 80;

/// A row as it is read.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Shown {
    pub key: String,
    pub level: usize,
    /// Its place among its siblings, from 1, and how many they are.
    pub place: usize,
    pub of: usize,
    /// Whether it opens, and is open.
    pub open: Option<bool>,
    pub what: What,
    pub label: String,
    /// The kind of a step; where a way leads, in words.
    pub note: String,
    pub icon: &'static str,
    pub errors: usize,
    pub warnings: usize,
}

/// What can be done with a row.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum What {
    /// A step; with its way on when it has one alone that is not a row.
    Step {
        id: NodeId,
        on: Option<Way>,
    },
    Way(Way),
    Apart,
    /// The heading over sections, or over notes.
    List,
    Section(SectionId),
    Note(NoteId),
}

impl Shown {
    /// The row's id in the page.
    pub fn id(&self) -> String {
        id(&self.key)
    }

    /// What a screen reader says of it.
    pub fn said(&self) -> String {
        let mut said = if self.note.is_empty() { self.label.clone() } else { format!("{}, {}", self.label, self.note) };
        for (count, word) in [(self.errors, "error"), (self.warnings, "warning")] {
            match count {
                0 => {}
                1 => said.push_str(&format!(", 1 {word}")),
                many => said.push_str(&format!(", {many} {word}s")),
            }
        }
        said
    }

    /// Whether it has words that can be written anew.
    pub fn has_words(&self) -> bool {
        matches!(self.what, What::Step { .. } | What::Section(_) | What::Note(_))
    }

    /// The step that it is about: itself, or where the way leads.
    pub fn node(&self) -> Option<&NodeId> {
        match &self.what {
            What::Step { id, .. } => Some(id),
            What::Way(way) => way.to.as_ref(),
            _ => None,
        }
    }

    /// The way that a step is put into, and that may lead elsewhere.
    pub fn way(&self) -> Option<&Way> {
        match &self.what {
            What::Step { on, .. } => on.as_ref(),
            What::Way(way) => Some(way),
            _ => None,
        }
    }
}

/// The id in the page of the row with a key, whatever signs the key has.
pub fn id(key: &str) -> String {
    let mut hasher = DefaultHasher::new();
    key.hash(&mut hasher);
    format!("outline-{:x}", hasher.finish())
}

/// The rows of a definition, those inside closed ones left out.
pub fn rows(definition: &Definition, problems: &[Problem], closed: &BTreeSet<String>) -> Vec<Shown> {
    let nodes: HashMap<&NodeId, &Node> = definition.nodes.iter().map(|node| (&node.id, node)).collect();
    let mut wrong: HashMap<&str, (usize, usize)> = HashMap::new();
    let mut branches: HashMap<NodeId, usize> = HashMap::new();
    for problem in problems {
        let place = problem.node.as_ref().map(NodeId::as_str).or(problem.edge.as_ref().map(EdgeId::as_str));
        let counted = wrong.entry(place.unwrap_or_default()).or_default();
        match problem.severity {
            Severity::Error => counted.0 += 1,
            Severity::Warning => counted.1 += 1,
        }
    }
    let name = |id: &NodeId| nodes.get(id).map_or_else(|| id.0.clone(), |node| node.name.clone());
    let (mut shown, mut hidden_from): (Vec<Shown>, Option<usize>) = (vec![], None);
    for row in tree(definition) {
        if hidden_from.is_some_and(|level| row.level > level) {
            continue;
        }
        let key = key(&row.is);
        let open = row.opens.then(|| !closed.contains(&key));
        hidden_from = (open == Some(false)).then_some(row.level);
        let mut one = Shown {
            key,
            level: row.level,
            place: 0,
            of: 0,
            open,
            what: What::Apart,
            label: "Not reached from the start".to_owned(),
            note: String::new(),
            icon: "alert",
            errors: 0,
            warnings: 0,
        };
        match row.is {
            Is::Step(id) => {
                let Some(node) = nodes.get(&id) else { continue };
                (one.label, one.note, one.icon) =
                    (node.name.clone(), node.does.entry().label.to_owned(), node.does.entry().icon);
                (one.errors, one.warnings) = wrong.get(id.as_str()).copied().unwrap_or_default();
                if let Some(section) = definition.section_of(&id) {
                    let name = shortened(&section.name, LONGEST_NAME);
                    one.note.push_str(&format!(" in \u{201c}{name}\u{201d}"));
                }
                let on = (!row.opens).then(|| only_way(definition, node)).flatten();
                one.what = What::Step { id, on };
            }
            Is::Way(way) => {
                let place = branches.entry(way.from.clone()).or_default();
                *place += 1;
                let node = nodes.get(&way.from);
                one.label = match (way.port.as_str(), node.map(|node| port_name(node, &way.port))) {
                    (split::BRANCH, _) => format!("branch {place}"),
                    (NEXT, _) => "then".to_owned(),
                    (_, Some(label)) if !label.is_empty() => label,
                    (port, _) => port.to_owned(),
                };
                let to = way.to.as_ref().map(name).unwrap_or_default();
                (one.note, one.icon) = match way.leads {
                    Leads::Down => (String::new(), ""),
                    Leads::On => (format!("on with {to}"), "down"),
                    Leads::There => (format!("goes to {to}"), "arrow"),
                    Leads::Nowhere => ("leads nowhere yet".to_owned(), "alert"),
                };
                (one.errors, one.warnings) =
                    way.edge.as_ref().and_then(|edge| wrong.get(edge.as_str())).copied().unwrap_or_default();
                one.what = What::Way(way);
            }
            Is::Apart => {}
        }
        shown.push(one);
    }
    shown.extend(beside(definition, &wrong, closed));
    number(&mut shown);
    shown
}

/// Sections and notes, each under a heading.
fn beside(definition: &Definition, wrong: &HashMap<&str, (usize, usize)>, closed: &BTreeSet<String>) -> Vec<Shown> {
    let row = |key: String, what: What, label: String, note: String, icon: &'static str| Shown {
        level: if what == What::List { 1 } else { 2 },
        open: (what == What::List).then(|| !closed.contains(&key)),
        key,
        place: 0,
        of: 0,
        what,
        label,
        note,
        icon,
        errors: 0,
        warnings: 0,
    };
    let head = |key: &str, label: &str, icon| row(key.to_owned(), What::List, label.to_owned(), String::new(), icon);
    let mut rows = vec![];
    if !definition.sections.is_empty() {
        rows.push(head(SECTIONS, "Sections", "tray"));
        let section = |section: &Section| {
            let state = if section.collapsed { ", collapsed" } else { "" };
            let note = format!("{}{state}", drawing::markup::steps(section.nodes.len()));
            let what = What::Section(section.id.clone());
            let mut one = row(format!("g {}", section.id), what, section.name.clone(), note, "tray");
            for (errors, warnings) in section.nodes.iter().filter_map(|id| wrong.get(id.as_str())) {
                one.errors += errors;
                one.warnings += warnings;
            }
            one
        };
        if !closed.contains(SECTIONS) {
            rows.extend(definition.sections.iter().map(section));
        }
    }
    if !definition.notes.is_empty() {
        rows.push(head(NOTES, "Notes", "comment"));
        let note = |note: &Note| {
            let line = note.text.split_whitespace().collect::<Vec<_>>().join(" ");
            let label = if line.is_empty() { "Empty note".to_owned() } else { shortened(&line, LONGEST_LABEL) };
            row(format!("n {}", note.id), What::Note(note.id.clone()), label, String::new(), "comment")
        };
        if !closed.contains(NOTES) {
            rows.extend(definition.notes.iter().map(note));
        }
    }
    rows
}

/// The way on of a step that has one alone.
fn only_way(definition: &Definition, node: &Node) -> Option<Way> {
    let mut leaving = definition.edges.iter().filter(|edge| edge.from == node.id);
    let (edge, more) = (leaving.next()?, leaving.next());
    let way = || Way {
        from: node.id.clone(),
        port: edge.port.clone(),
        edge: Some(edge.id.clone()),
        to: Some(edge.to.clone()),
        leads: Leads::On,
    };
    more.is_none().then(way)
}

/// Says of each row which of its siblings it is.
fn number(rows: &mut [Shown]) {
    let mut families: Vec<Vec<usize>> = vec![];
    let finish = |rows: &mut [Shown], family: Vec<usize>| {
        for &row in &family {
            rows[row].of = family.len();
        }
    };
    for row in 0..rows.len() {
        let level = rows[row].level;
        while families.len() > level {
            let family = families.pop().unwrap_or_default();
            finish(rows, family);
        }
        families.resize(level, vec![]);
        families[level - 1].push(row);
        rows[row].place = families[level - 1].len();
    }
    while let Some(family) = families.pop() {
        finish(rows, family);
    }
}

/// The row that this one is inside of.
pub fn parent(rows: &[Shown], row: usize) -> Option<usize> {
    let level = rows.get(row)?.level;
    rows[..row].iter().rposition(|other| other.level < level)
}

/// The next row whose label begins with what is typed, from the one after `from` on and around.
pub fn beginning(rows: &[Shown], from: usize, typed: &str) -> Option<usize> {
    let typed = typed.to_lowercase();
    // A second letter goes on with the same row; the first looks further.
    let skip = usize::from(typed.chars().count() == 1);
    let order = (0..rows.len()).map(|step| (from + skip + step) % rows.len());
    order.into_iter().find(|&row| rows[row].label.to_lowercase().starts_with(&typed))
}

#[cfg(test)]
mod tests {
    use super::super::tree::tests::definition;
    use super::*;

    #[test]
    fn rows_say_what_they_are_and_where_among_their_siblings() {
        let mut drawn = definition("start > a; a approved> b; a rejected> no; b approved> yes");
        drawn.nodes[1].name = "Team lead".to_owned();
        let rows = rows(&drawn, &engine::check::check(&drawn), &BTreeSet::new());
        let told: Vec<(String, usize, usize)> = rows.iter().map(|row| (row.said(), row.place, row.of)).collect();
        assert_eq!(told[0], ("start, Start".to_owned(), 1, 4));
        assert_eq!(told[1], ("Team lead, Approval, 1 error, 1 warning".to_owned(), 2, 4));
        assert_eq!(told[2], ("approved, on with b".to_owned(), 1, 2));
        assert_eq!(told[3], ("rejected".to_owned(), 2, 2));
        assert_eq!(told[4], ("no, End".to_owned(), 1, 1));
        assert_eq!(told[7], ("rejected, leads nowhere yet".to_owned(), 2, 2));
        assert!(matches!(&rows[0].what, What::Step { on: Some(way), .. } if way.to == Some("a".into())));
        assert_eq!(parent(&rows, 4), Some(3));
        assert_eq!(parent(&rows, 0), None);
    }

    #[test]
    fn closed_rows_hide_what_is_inside() {
        let drawn = definition("start > a; a approved> b; a rejected> no; b approved> yes; b rejected> no");
        let labels = |closed: &[&str]| {
            let closed = closed.iter().map(|key| (*key).to_owned()).collect();
            rows(&drawn, &[], &closed).into_iter().map(|row| row.label).collect::<Vec<_>>()
        };
        assert_eq!(labels(&["s a"]), ["start", "a", "b", "approved", "rejected", "yes"]);
        assert_eq!(labels(&["w a rejected", "s b"]), ["start", "a", "approved", "rejected", "b", "yes"]);
    }

    #[test]
    fn sections_and_notes_are_rows_at_the_end() {
        let mut drawn = definition("start > a; a approved> yes; a rejected> no");
        let text = "Ask Ana first.\nThen Bo.".to_owned();
        drawn.notes = vec![Note {
            id: "note-1".into(),
            text,
            at: engine::definition::At::default(),
            size: None,
            colour: engine::aside::Colour::Sand,
        }];
        drawn.sections = vec![Section {
            id: "section-1".into(),
            name: "Finance".to_owned(),
            colour: engine::aside::Colour::Sky,
            nodes: vec!["a".into(), "yes".into()],
            collapsed: true,
        }];
        let said = |closed: &[&str]| {
            let closed = closed.iter().map(|key| (*key).to_owned()).collect();
            rows(&drawn, &[], &closed).iter().map(Shown::said).collect::<Vec<_>>()
        };
        assert!(said(&[]).contains(&"a, Approval in \u{201c}Finance\u{201d}".to_owned()), "{:?}", said(&[]));
        let end = ["Sections", "Finance, 2 steps, collapsed", "Notes", "Ask Ana first. Then Bo."];
        assert!(said(&[]).ends_with(&end.map(str::to_owned)), "{:?}", said(&[]));
        assert!(said(&["sections", "notes"]).ends_with(&["Sections".to_owned(), "Notes".to_owned()]));
    }

    #[test]
    fn typing_finds_the_next_row_and_goes_around() {
        let drawn = definition("start > board; board approved> boss; board rejected> no; boss approved> yes");
        let rows = rows(&drawn, &[], &["s board".to_owned(), "s boss".to_owned()].into());
        let label = |row: Option<usize>| row.map(|row| rows[row].label.as_str());
        assert_eq!(label(beginning(&rows, 0, "b")), Some("board"));
        assert_eq!(label(beginning(&rows, 1, "b")), Some("boss"));
        assert_eq!(label(beginning(&rows, 2, "B")), Some("board"), "around");
        assert_eq!(label(beginning(&rows, 1, "bo")), Some("board"), "the same row still");
        assert_eq!(label(beginning(&rows, 0, "x")), None);
    }
}
