//! Templates: real chains to begin with. They name nobody; the groups in them are placeholders, for which whoever begins a
//! draft says which of the organisation's groups is meant. What is left open is a problem of the draft, not of the template.

mod fill;

use engine::Definition;
pub use fill::fill;

/// What a chain is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Category {
    Money,
    People,
    Contracts,
    Technology,
    Quality,
}

/// A chain to begin with.
#[derive(Debug)]
pub struct Template {
    /// Its name in addresses and forms.
    pub key: &'static str,
    /// What it is for, in one line.
    pub purpose: &'static str,
    pub category: Category,
    pub placeholders: &'static [Placeholder],
    json: &'static str,
}

/// A group that every organisation calls otherwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Placeholder {
    /// The group's key in the document.
    pub key: &'static str,
    /// Who is meant.
    pub label: &'static str,
}

const FINANCE: Placeholder = Placeholder { key: "finance", label: "Who looks after money" };
const PEOPLE: Placeholder = Placeholder { key: "people", label: "Who looks after people" };
const LEGAL: Placeholder = Placeholder { key: "legal", label: "Who reads contracts" };
const SECURITY: Placeholder = Placeholder { key: "security", label: "Who looks after security" };
const OPERATIONS: Placeholder = Placeholder { key: "operations", label: "Who runs the systems" };
const QUALITY: Placeholder = Placeholder { key: "quality", label: "Who reviews documents" };

/// All templates, in the order of the gallery.
pub static TEMPLATES: [Template; 9] = [
    Template {
        key: "purchase",
        purpose: "By amount: small ones pass the manager alone, large ones go up.",
        category: Category::Money,
        placeholders: &[FINANCE],
        json: include_str!("purchase.json"),
    },
    Template {
        key: "expense",
        purpose: "The manager confirms, finance checks the receipt and pays.",
        category: Category::Money,
        placeholders: &[FINANCE],
        json: include_str!("expense.json"),
    },
    Template {
        key: "new-vendor",
        purpose: "Checks side by side, while the vendor agrees by a link and a code.",
        category: Category::Money,
        placeholders: &[FINANCE, LEGAL],
        json: include_str!("vendor.json"),
    },
    Template {
        key: "time-off",
        purpose: "The manager answers; after five days somebody else does.",
        category: Category::People,
        placeholders: &[PEOPLE],
        json: include_str!("time_off.json"),
    },
    Template {
        key: "hiring",
        purpose: "In stages: the position, its budget, the search, the offer.",
        category: Category::People,
        placeholders: &[PEOPLE, FINANCE],
        json: include_str!("hiring.json"),
    },
    Template {
        key: "contract",
        purpose: "Two groups read at the same time, then the owner signs off.",
        category: Category::Contracts,
        placeholders: &[LEGAL, SECURITY],
        json: include_str!("contract.json"),
    },
    Template {
        key: "access",
        purpose: "Given until a day; on that day somebody has to remove it.",
        category: Category::Technology,
        placeholders: &[SECURITY, OPERATIONS],
        json: include_str!("access.json"),
    },
    Template {
        key: "production-change",
        purpose: "Emergencies go to whoever is on call, the rest to two reviewers.",
        category: Category::Technology,
        placeholders: &[OPERATIONS, SECURITY],
        json: include_str!("change.json"),
    },
    Template {
        key: "document-release",
        purpose: "Reviewed by all, released with a signature, looked at again on a day.",
        category: Category::Quality,
        placeholders: &[QUALITY],
        json: include_str!("document.json"),
    },
];

impl Category {
    pub const ALL: [Self; 5] = [Self::Money, Self::People, Self::Contracts, Self::Technology, Self::Quality];

    /// Its name in the address.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Money => "money",
            Self::People => "people",
            Self::Contracts => "contracts",
            Self::Technology => "technology",
            Self::Quality => "quality",
        }
    }

    pub const fn label(self) -> &'static str {
        match self {
            Self::Money => "Money",
            Self::People => "People",
            Self::Contracts => "Contracts",
            Self::Technology => "Technology",
            Self::Quality => "Quality",
        }
    }
}

impl Template {
    /// The template with this key.
    pub fn find(key: &str) -> Option<&'static Self> {
        TEMPLATES.iter().find(|template| template.key == key)
    }

    /// The document, with its placeholders.
    pub fn definition(&self) -> Definition {
        Definition::read(self.json).expect("the tests read every template")
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use ::drawing::layout::Layout;
    use ::drawing::shape::Area;
    use engine::ids::GroupKey;
    use engine::nodes::{Kind, Source};

    use super::*;

    #[test]
    fn every_template_can_be_published_once_its_groups_are_named() {
        for template in &TEMPLATES {
            let mut definition = template.definition();
            assert_eq!(definition.key, template.key);
            let groups =
                template.placeholders.iter().map(|open| (open.key.to_owned(), format!("our-{}", open.key))).collect();
            fill(&mut definition, &groups);
            assert_eq!(engine::check::check(&definition), vec![], "{}", template.key);
            assert!(!definition.description.is_empty() && definition.form.fields.len() >= 4, "{}", template.key);
            let ours: BTreeSet<String> = template.placeholders.iter().map(|open| format!("our-{}", open.key)).collect();
            assert_eq!(
                groups_in(&definition),
                ours,
                "{}: every group is a placeholder, and the other way round",
                template.key
            );
            let text = serde_json::to_string_pretty(&definition).unwrap();
            assert_eq!(Definition::read(&text).unwrap(), definition, "{}", template.key);
        }
    }

    #[test]
    fn every_approval_of_a_template_is_followed_up() {
        for template in &TEMPLATES {
            for node in &template.definition().nodes {
                if let Kind::Approval(approval) = &node.does {
                    assert!(approval.reminders.is_some(), "{}: {}", template.key, node.id);
                    assert!(!approval.instructions.is_empty(), "{}: {}", template.key, node.id);
                    assert!(
                        approval.approvers.iter().all(|source| matches!(
                            source,
                            Source::ManagerOfRequester { .. } | Source::Field { .. } | Source::Group { .. }
                        )),
                        "{}: {} names somebody whom no other organisation has",
                        template.key,
                        node.id
                    );
                }
            }
        }
    }

    #[test]
    fn every_template_is_drawn_tidily() {
        for template in &TEMPLATES {
            let definition = template.definition();
            for node in &definition.nodes {
                assert_eq!((node.at.x % 20, node.at.y % 20), (0, 0), "{}: {} is off the grid", template.key, node.id);
            }
            let layout = Layout::of(&definition);
            let steps = layout.nodes.iter().map(|placed| (placed.node.id.as_str(), placed.area));
            let names = layout.nodes.iter().filter_map(|placed| Some((placed.node.id.as_str(), placed.name_area()?)));
            let labels = layout
                .lines
                .iter()
                .filter_map(|line| Some((line.edge.id.as_str(), line.label.as_ref()?.area().with_margin(-3))));
            let all: Vec<(&str, Area)> = steps.chain(names).chain(labels).collect();
            for (no, (one, area)) in all.iter().enumerate() {
                for (other, beside) in &all[no + 1..] {
                    assert!(one == other || !area.meets(*beside), "{}: {one} is drawn over {other}", template.key);
                }
            }
        }
    }

    fn groups_in(definition: &Definition) -> BTreeSet<String> {
        let mut definition = definition.clone();
        let mut seen = BTreeSet::new();
        fill::groups(&mut definition, |group: &mut GroupKey| {
            seen.insert(group.0.clone());
        });
        seen
    }
}
