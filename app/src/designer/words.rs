//! The difference of two versions in words, property by property, in the order in which people read a process.

use ::drawing::shape::shortened;
use engine::Definition;
use engine::aside::{Note, Section};
use engine::definition::Node;
use engine::diff::{Changed, Difference, EdgeChange, FieldChange, NodeChange};
use engine::form::Field;
use engine::ids::{GroupKey, NodeId};
use engine::narrate::{Narrator, and, connection, head_label, input, quoted};
use serde_json::Value;

use crate::definitions::names::Names;
use crate::drawing::Mark;

/// The most letters of a note that name it.
const LONGEST_LINE: usize = 60;

/// What differs of one part: the process itself, its form, its steps, its connections.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    pub title: &'static str,
    pub items: Vec<Item>,
}

/// One thing that differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    pub mark: Mark,
    pub name: String,
    /// What kind of thing it is.
    pub kind: String,
    pub node: Option<NodeId>,
    pub rows: Vec<Row>,
}

/// One property, before and after.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    pub label: String,
    pub before: Option<String>,
    pub after: Option<String>,
}

/// Both versions, and the words for what is in them.
#[derive(Clone, Copy, Debug)]
struct Both<'a> {
    before: Narrator<'a>,
    after: Narrator<'a>,
    names: &'a Names,
}

/// Everything that differs but the places on the drawing.
pub fn parts(before: &Definition, after: &Definition, difference: &Difference, names: &Names) -> Vec<Part> {
    names.narrated(before, |before| {
        names.narrated(after, |after| {
            let both = Both { before: *before, after: *after, names };
            let parts = [
                ("The process", both.head(difference)),
                ("Form", both.fields(difference)),
                ("Steps", both.nodes(difference)),
                ("Connections", both.edges(difference)),
                ("Notes and sections", both.asides(difference)),
            ];
            parts
                .into_iter()
                .filter(|(_, items)| !items.is_empty())
                .map(|(title, items)| Part { title, items })
                .collect()
        })
    })
}

/// The steps that are only drawn elsewhere, in one sentence.
pub fn moved(difference: &Difference) -> Option<String> {
    let names: Vec<String> = difference.nodes.moved.iter().map(|moved| quoted(&moved.name)).collect();
    let are = if names.len() == 1 { "is" } else { "are" };
    (!names.is_empty()).then(|| format!("Drawn elsewhere, which changes nothing else, {are} {}.", and(&names)))
}

impl Both<'_> {
    fn head(self, difference: &Difference) -> Vec<Item> {
        let words = |key: &str, value: &Value| match key {
            "starters" => Some(groups(self.names, value, "Everybody", "")),
            "viewers" => Some(groups(self.names, value, "Whoever takes part", "Whoever takes part, and ")),
            _ => spoken(value),
        };
        let row = |change: &Changed| Row {
            label: head_label(&change.key).to_owned(),
            before: words(&change.key, &change.before),
            after: words(&change.key, &change.after),
        };
        let rows: Vec<Row> = difference.head.iter().map(row).collect();
        let name = self.after.definition.name.clone();
        if rows.is_empty() {
            return vec![];
        }
        vec![Item { mark: Mark::Changed, name, kind: String::new(), node: None, rows }]
    }

    fn fields(self, difference: &Difference) -> Vec<Item> {
        let fields = &difference.fields;
        let item = |mark: Mark, name: &str, rows: Vec<Row>| Item {
            mark,
            name: name.to_owned(),
            kind: "Question".to_owned(),
            node: None,
            rows,
        };
        let added = fields.added.iter().map(|field| item(Mark::Added, &field.label, only(field_rows(field), true)));
        let changed = fields.changed.iter().map(|change| item(Mark::Changed, &change.label, self.field(change)));
        let removed =
            fields.removed.iter().map(|field| item(Mark::Removed, &field.label, only(field_rows(field), false)));
        let moved = fields.moved.iter().map(|key| {
            let row = Row {
                label: "Place in the form".to_owned(),
                before: Some("As it was".to_owned()),
                after: Some("Elsewhere".to_owned()),
            };
            let field = self.after.definition.form.field(key);
            item(Mark::Changed, field.map_or(key.as_str(), |field| field.label.as_str()), vec![row])
        });
        added.chain(changed).chain(removed).chain(moved).collect()
    }

    /// A question that is asked differently; its help, its label and so on.
    fn field(self, change: &FieldChange) -> Vec<Row> {
        let of = |narrator: &Narrator| narrator.definition.form.field(&change.key).map(field_rows).unwrap_or_default();
        let mut rows = differing(of(&self.before), of(&self.after));
        if rows.is_empty() {
            rows = raw(&change.changes, |key| key.replace('_', " "));
        }
        rows
    }

    fn nodes(self, difference: &Difference) -> Vec<Item> {
        let nodes = &difference.nodes;
        let whole = |mark: Mark, node: &Node, narrator: Narrator| Item {
            mark,
            name: node.name.clone(),
            kind: node.does.entry().label.to_owned(),
            node: Some(node.id.clone()),
            rows: only(settings(narrator, node), mark == Mark::Added),
        };
        let added = nodes.added.iter().map(|node| whole(Mark::Added, node, self.after));
        let changed = nodes.changed.iter().map(|change| self.node(change));
        let removed = nodes.removed.iter().map(|node| whole(Mark::Removed, node, self.before));
        added.chain(changed).chain(removed).collect()
    }

    fn node(self, change: &NodeChange) -> Item {
        let (before, after) = (self.before.definition.node(&change.id), self.after.definition.node(&change.id));
        let mut rows = Vec::new();
        if let Some(name) = &change.name_before {
            rows.push(Row { label: "Name".to_owned(), before: Some(name.clone()), after: Some(change.name.clone()) });
        }
        if let (Some(before), Some(_)) = (before, &change.kind_before) {
            let after = after.map(|after| after.does.entry().label.to_owned());
            rows.push(Row { label: "Kind".to_owned(), before: Some(before.does.entry().label.to_owned()), after });
        }
        let said = differing(
            before.map(|before| settings(self.before, before)).unwrap_or_default(),
            after.map(|after| settings(self.after, after)).unwrap_or_default(),
        );
        rows.extend(said);
        if change.kind_before.is_none() {
            let entry = after.map(|after| after.does.entry());
            let label = |key: &str| {
                let setting = entry.and_then(|entry| entry.settings.iter().find(|setting| setting.key == key));
                setting.map_or_else(|| key.replace('_', " "), |setting| setting.label.to_owned())
            };
            let silent: Vec<Row> = raw(&change.settings, label);
            rows.extend(
                silent.into_iter().filter(|row| rows.iter().all(|told| told.label != row.label)).collect::<Vec<_>>(),
            );
        }
        Item {
            mark: Mark::Changed,
            name: change.name.clone(),
            kind: after.map_or_else(String::new, |node| node.does.entry().label.to_owned()),
            node: Some(change.id.clone()),
            rows,
        }
    }

    fn edges(self, difference: &Difference) -> Vec<Item> {
        let edges = &difference.edges;
        let item =
            |mark: Mark, name: String, rows: Vec<Row>| Item { mark, name, kind: String::new(), node: None, rows };
        let added = edges.added.iter().map(|edge| item(Mark::Added, connection(self.after.definition, edge), vec![]));
        let changed = edges.changed.iter().map(|EdgeChange { before, after }| {
            let row = Row {
                label: "Leads".to_owned(),
                before: Some(connection(self.before.definition, before)),
                after: Some(connection(self.after.definition, after)),
            };
            item(Mark::Changed, format!("From {}", quoted(self.after.definition.name_of(&after.from))), vec![row])
        });
        let removed =
            edges.removed.iter().map(|edge| item(Mark::Removed, connection(self.before.definition, edge), vec![]));
        added.chain(changed).chain(removed).collect()
    }
}

/// What is beside the steps.
impl Both<'_> {
    fn asides(self, difference: &Difference) -> Vec<Item> {
        let notes = &difference.notes;
        let note = |mark: Mark, note: &Note, rows: Vec<Row>| Item {
            mark,
            name: shortened(note.text.lines().next().unwrap_or_default(), LONGEST_LINE),
            kind: "Note".to_owned(),
            node: None,
            rows,
        };
        let sections = &difference.sections;
        let section = |mark: Mark, section: &Section, rows: Vec<Row>| Item {
            mark,
            name: section.name.clone(),
            kind: "Section".to_owned(),
            node: None,
            rows,
        };
        let (before, after) = (self.before.definition, self.after.definition);
        let rows = |section: &Section, of: &Definition| section_rows(section, of);
        let added = notes.added.iter().map(|one| note(Mark::Added, one, only(note_rows(one), true)));
        let changed =
            notes.changed.iter().map(|(old, new)| note(Mark::Changed, new, differing(note_rows(old), note_rows(new))));
        let removed = notes.removed.iter().map(|one| note(Mark::Removed, one, only(note_rows(one), false)));
        let gathered = sections.added.iter().map(|one| section(Mark::Added, one, only(rows(one, after), true)));
        let regathered = sections
            .changed
            .iter()
            .map(|(old, new)| section(Mark::Changed, new, differing(rows(old, before), rows(new, after))));
        let dissolved = sections.removed.iter().map(|one| section(Mark::Removed, one, only(rows(one, before), false)));
        added.chain(changed).chain(removed).chain(gathered).chain(regathered).chain(dissolved).collect()
    }
}

fn note_rows(note: &Note) -> Vec<(String, String)> {
    vec![("Text".to_owned(), note.text.clone()), ("Colour".to_owned(), note.colour.name().to_owned())]
}

fn section_rows(section: &Section, of: &Definition) -> Vec<(String, String)> {
    let steps: Vec<&str> = section.nodes.iter().map(|id| of.name_of(id)).collect();
    vec![
        ("Name".to_owned(), section.name.clone()),
        ("Colour".to_owned(), section.colour.name().to_owned()),
        ("Steps".to_owned(), steps.join(", ")),
    ]
}
fn groups(names: &Names, keys: &Value, nobody: &str, begin: &str) -> String {
    let keys = keys.as_array().map(Vec::as_slice).unwrap_or_default();
    let named: Vec<String> =
        keys.iter().filter_map(Value::as_str).map(|key| names.group(&GroupKey::from(key))).collect();
    if named.is_empty() { nobody.to_owned() } else { format!("{begin}{}", named.join(", ")) }
}

/// The properties of a question under their labels.
fn field_rows(field: &Field) -> Vec<(String, String)> {
    let mut rows = vec![("Question".to_owned(), field.label.clone())];
    if !field.help.is_empty() {
        rows.push(("Help".to_owned(), field.help.clone()));
    }
    rows.push(("Answer".to_owned(), input(&field.input)));
    rows.push(("Needed".to_owned(), if field.required { "Yes" } else { "No, optional" }.to_owned()));
    rows
}

fn settings(narrator: Narrator, node: &Node) -> Vec<(String, String)> {
    narrator.settings(node).into_iter().map(|(label, words)| (label.to_owned(), words)).collect()
}

/// All properties of something that is in one version only.
fn only(rows: Vec<(String, String)>, after: bool) -> Vec<Row> {
    let row = |(label, words)| {
        if after {
            Row { label, before: None, after: Some(words) }
        } else {
            Row { label, before: Some(words), after: None }
        }
    };
    rows.into_iter().map(row).collect()
}

/// The properties that read differently.
fn differing(before: Vec<(String, String)>, after: Vec<(String, String)>) -> Vec<Row> {
    let find = |rows: &[(String, String)], label: &str| {
        rows.iter().find(|(other, _)| other == label).map(|(_, words)| words.clone())
    };
    let gone = before.iter().filter(|(label, _)| after.iter().all(|(other, _)| other != label));
    let labels: Vec<String> = after.iter().chain(gone).map(|(label, _)| label.clone()).collect();
    let rows =
        labels.into_iter().map(|label| Row { before: find(&before, &label), after: find(&after, &label), label });
    rows.filter(|row| row.before != row.after).collect()
}

/// What the words above do not tell apart, as it stands in the document.
fn raw(changes: &[Changed], label: impl Fn(&str) -> String) -> Vec<Row> {
    let row = |change: &Changed| Row {
        label: label(&change.key),
        before: spoken(&change.before),
        after: spoken(&change.after),
    };
    changes.iter().map(row).collect()
}

fn spoken(value: &Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::String(text) if text.is_empty() => None,
        Value::String(text) => Some(text.clone()),
        other => Some(other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use engine::diff::diff;
    use engine::nodes::Kind;
    use engine::span::Span;

    use super::super::templates::Template;
    use super::*;
    use crate::moment::Zone;

    fn told(before: &Definition, after: &Definition) -> Vec<Part> {
        let names = Names::none(Zone::new("UTC", chrono::DateTime::UNIX_EPOCH));
        parts(before, after, &diff(before, after), &names)
    }

    #[test]
    fn a_change_is_told_by_its_property_before_and_after() {
        let before = Template::find("expense").unwrap().definition();
        let mut after = before.clone();
        let Kind::Approval(manager) = &mut after.nodes[2].does else { panic!("the manager") };
        manager.due = engine::nodes::approval::Due::Within(Span::days(3));
        after.form.fields.remove(5);
        after.form.fields[3].required = false;
        after.viewers.clear();
        let parts = told(&before, &after);
        let titles: Vec<&str> = parts.iter().map(|part| part.title).collect();
        assert_eq!(titles, ["The process", "Form", "Steps"]);
        let row = |label: &str, before: &str, after: &str| Row {
            label: label.to_owned(),
            before: Some(before.to_owned()),
            after: Some(after.to_owned()),
        };
        assert_eq!(parts[0].items[0].rows, [row("May see", "Whoever takes part, and finance", "Whoever takes part")]);
        assert_eq!(parts[1].items[0].rows, [row("Needed", "Yes", "No, optional")]);
        assert_eq!((parts[1].items[1].mark, parts[1].items[1].name.as_str()), (Mark::Removed, "Anything to know"));
        assert_eq!(parts[2].items[0].rows, [row("Due", "Within 5 days.", "Within 3 days.")]);
    }

    #[test]
    fn steps_and_connections_are_named_and_what_only_moved_is_told_apart() {
        let before = Template::find("expense").unwrap().definition();
        let mut after = before.clone();
        after.nodes[0].at.y += 40;
        assert_eq!(told(&before, &after), vec![]);
        let said = moved(&diff(&before, &after)).unwrap();
        assert_eq!(said, "Drawn elsewhere, which changes nothing else, is \u{201c}Claim\u{201d}.");
        after.nodes.retain(|node| node.id.as_str() != "told");
        after.edges.retain(|edge| edge.id.as_str() != "told-paid");
        after.edges[5].to = NodeId::from("paid");
        let parts = told(&before, &after);
        let items: Vec<(Mark, &str)> =
            parts.iter().flat_map(|part| &part.items).map(|item| (item.mark, item.name.as_str())).collect();
        assert_eq!(
            items,
            [
                (Mark::Removed, "Tell the requester"),
                (Mark::Changed, "From \u{201c}Finance\u{201d}"),
                (Mark::Removed, "\u{201c}Tell the requester\u{201d} to \u{201c}Paid\u{201d}"),
            ]
        );
    }
}
