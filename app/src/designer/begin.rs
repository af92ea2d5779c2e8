//! What a draft begins with, as the address says it, and the document that this is.

use std::collections::BTreeMap;

use engine::Definition;
use runtime::{Caller, Error, Result, Runtime, read};

use super::templates::{Placeholder, Template, fill};
use crate::forms::wrong;
use crate::ui::encoded;
use crate::visit::Desk;

const EMPTY: &str = include_str!("empty.json");
/// How forms call the empty process, among the keys of the templates.
pub const EMPTY_KEY: &str = "empty";
/// The longest key that is made of a name: there is room for a number after it.
const LONGEST_KEY: usize = 56;

/// What a draft begins with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Beginning {
    Template(&'static str),
    Empty,
    /// Another process, in one of its versions or the newest; none: it is still to be chosen which.
    Copy(Option<(String, Option<i32>)>),
}

impl Beginning {
    /// What the address asks for, if it asks for something.
    pub fn asked(template: Option<&str>, empty: bool, copy: Option<&str>, version: Option<&str>) -> Option<Self> {
        if let Some(key) = template {
            // One that is not there is told so by `definition`.
            return Some(Self::Template(Template::find(key).map_or("", |template| template.key)));
        }
        let version = version.map(|version| version.parse().unwrap_or(0));
        match copy {
            Some("") => Some(Self::Copy(None)),
            Some(key) => Some(Self::Copy(Some((key.to_owned(), version)))),
            None => empty.then_some(Self::Empty),
        }
    }

    /// Its place in the gallery.
    pub fn href(&self) -> String {
        const HERE: &str = super::gallery::HERE;
        match self {
            Self::Template(key) => format!("{HERE}?template={key}"),
            Self::Empty => format!("{HERE}?empty=1"),
            Self::Copy(None) => format!("{HERE}?copy="),
            Self::Copy(Some((key, None))) => format!("{HERE}?copy={}", encoded(key)),
            Self::Copy(Some((key, Some(version)))) => format!("{HERE}?copy={}&version={version}", encoded(key)),
        }
    }

    /// The template, where it is one.
    pub fn template(&self) -> Option<&'static Template> {
        match self {
            Self::Template(key) => Template::find(key),
            _ => None,
        }
    }

    /// What it is, before it gets a name; with the version that a copy is made of.
    pub async fn definition(&self, desk: &Desk) -> Result<(Definition, Option<i32>)> {
        match self {
            Self::Template(_) => {
                let template = self.template().ok_or(Error::NotFound)?;
                Ok((template.definition(), None))
            }
            Self::Empty => Ok((empty(), None)),
            Self::Copy(None) => Err(wrong("copy", "Choose a process to copy.")),
            Self::Copy(Some((key, version))) => {
                let found = read::definition(&desk.runtime, &desk.caller, key, *version).await?;
                Ok(((*found.definition).clone(), Some(found.version)))
            }
        }
    }
}

/// The document that a template becomes with an organisation's groups.
///
/// # Errors
/// There is no such template, or no such group.
pub async fn filled(
    caller: &Caller,
    runtime: &Runtime,
    key: &str,
    groups: &BTreeMap<String, String>,
) -> Result<Definition> {
    let mut definition = if key == EMPTY_KEY {
        empty()
    } else {
        let template = Template::find(key).ok_or(Error::NotFound)?;
        let ours = read::groups(runtime, caller).await?;
        let mut chosen = BTreeMap::new();
        for open in template.placeholders {
            let Some(group) = groups.get(open.key).filter(|group| !group.is_empty()) else { continue };
            if ours.iter().all(|own| own.key.as_str() != group) {
                return Err(wrong(&field_of(open), "Choose one of the groups in the list."));
            }
            chosen.insert(open.key.to_owned(), group.clone());
        }
        let mut definition = template.definition();
        fill(&mut definition, &chosen);
        definition
    };
    definition.time_zone.clone_from(&caller.time_zone);
    Ok(definition)
}

/// The name of the field in which a group is chosen.
pub fn field_of(open: &Placeholder) -> String {
    format!("groups[{}]", open.key)
}

fn empty() -> Definition {
    Definition::read(EMPTY).expect("the tests read it")
}

/// A key made from a name: `Überstunden (neu)` becomes `uberstunden-neu` as far as letters have a plain form.
pub fn key_of(name: &str) -> String {
    let mut key = String::new();
    for letter in name.chars().flat_map(char::to_lowercase) {
        match plain(letter) {
            Some(letter) => key.push(letter),
            None if key.is_empty() || key.ends_with('-') => {}
            None => key.push('-'),
        }
    }
    key.truncate(LONGEST_KEY);
    let key = key.trim_matches('-');
    if key.starts_with(|first: char| first.is_ascii_lowercase()) {
        key.to_owned()
    } else {
        format!("process-{key}").trim_end_matches('-').to_owned()
    }
}

/// The letter without its mark, if it is a letter or a digit of keys.
fn plain(letter: char) -> Option<char> {
    const MARKED: [(&str, char); 10] = [
        ("áàâäãåā", 'a'),
        ("çčć", 'c'),
        ("éèêëēę", 'e'),
        ("íìîïī", 'i'),
        ("ñńň", 'n'),
        ("óòôöõøō", 'o'),
        ("šśß", 's'),
        ("úùûüūů", 'u'),
        ("ýÿ", 'y'),
        ("žźż", 'z'),
    ];
    if letter.is_ascii_alphanumeric() {
        return Some(letter);
    }
    MARKED.iter().find(|(marked, _)| marked.contains(letter)).map(|(_, plain)| *plain)
}

#[cfg(test)]
mod tests {
    use engine::check::is_key;

    use super::*;

    #[test]
    fn names_become_keys() {
        for (name, key) in [
            ("Purchase", "purchase"),
            ("Überstunden (neu)", "uberstunden-neu"),
            ("  4 eyes!  ", "process-4-eyes"),
            ("稟議", "process"),
            ("A – B — C", "a-b-c"),
        ] {
            assert_eq!(key_of(name), key, "{name}");
            assert!(is_key(&key_of(name)), "{name}");
        }
        assert!(is_key(&format!("{}-999", key_of(&"long ".repeat(40)))));
    }

    #[test]
    fn the_empty_process_has_no_problem() {
        assert_eq!(engine::check::check(&empty()), vec![]);
    }

    #[test]
    fn addresses_say_what_is_chosen_and_lead_back() {
        let asked = [
            Beginning::asked(Some("purchase"), false, None, None),
            Beginning::asked(None, true, None, None),
            Beginning::asked(None, false, Some(""), None),
            Beginning::asked(None, false, Some("empty"), Some("3")),
        ];
        let hrefs: Vec<String> = asked.into_iter().map(|asked| asked.unwrap().href()).collect();
        assert_eq!(
            hrefs,
            [
                "/drafts/new?template=purchase",
                "/drafts/new?empty=1",
                "/drafts/new?copy=",
                "/drafts/new?copy=empty&version=3"
            ]
        );
        assert_eq!(Beginning::asked(None, false, None, Some("3")), None);
    }
}
