//! What could come next in an expression: the form's fields, who asks, signals, functions and operators; inside a quoted
//! text the options of the field before it, or the groups.

use engine::definition::Definition;
use engine::form::{Form, Input};
use engine::nodes::Kind;
use engine::nodes::signal::is_name;

use crate::api::Directory;

/// The most that is offered at once.
const MOST: usize = 12;

/// Something that can be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    pub insert: String,
    /// What it is, in words.
    pub means: String,
}

/// What is offered at a place of the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// What is replaced: bytes of the text.
    pub from: usize,
    pub to: usize,
    pub words: Vec<Word>,
}

/// Everything that an expression of this process can name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Known {
    pub names: Vec<Word>,
    pub groups: Vec<Word>,
    /// The options of choices, by the field's key.
    pub options: Vec<(String, Vec<Word>)>,
}

fn word(insert: impl Into<String>, means: impl Into<String>) -> Word {
    Word { insert: insert.into(), means: means.into() }
}

const FUNCTIONS: [(&str, &str); 14] = [
    ("has(", "whether something is there: has(signals.payment)"),
    ("size(", "how long a text or a list is"),
    ("in ", "is one of: \"legal\" in requester.groups"),
    ("&& ", "and"),
    ("|| ", "or"),
    ("!", "not"),
    ("== ", "is"),
    ("!= ", "is not"),
    (">= ", "at least"),
    ("<= ", "at most"),
    ("? ", "if so, then: a ? b : c"),
    ("true", "always"),
    ("false", "never"),
    ("null", "nothing: an empty field"),
];

const METHODS: [(&str, &str); 7] = [
    ("contains(", "has this text in it"),
    ("startsWith(", "begins with this text"),
    ("endsWith(", "ends with this text"),
    ("matches(", "fits this pattern"),
    ("exists(", "one of the list fits: exists(x, x == \"legal\")"),
    ("all(", "all of the list fit: all(x, x != \"legal\")"),
    ("size()", "how long it is"),
];

/// What a field holds, in words.
pub fn means(input: &Input) -> String {
    match input {
        Input::Text { .. } => "text".to_owned(),
        Input::LongText { .. } => "long text".to_owned(),
        Input::Number { .. } => "number".to_owned(),
        Input::Money { currency, .. } => format!("amount in {currency}"),
        Input::Date { .. } => "date, like \"2026-03-31\"".to_owned(),
        Input::Choice { options } => {
            let some: Vec<&str> = options.iter().take(3).map(|option| option.value.as_str()).collect();
            format!("one of {}{}", some.join(", "), if options.len() > 3 { ", \u{2026}" } else { "" })
        }
        Input::Person => "person\u{2019}s id".to_owned(),
        Input::Email => "e-mail address".to_owned(),
    }
}

/// Everything that can be named.
pub fn known(definition: &Definition, directory: &Directory) -> Known {
    let Form { fields } = &definition.form;
    let mut names: Vec<Word> = fields
        .iter()
        .map(|field| word(format!("request.{}", field.key), format!("{}: {}", field.label, means(&field.input))))
        .collect();
    names.push(word("requester.id", "who asks"));
    names.push(word("requester.groups", "the groups of who asks"));
    for node in &definition.nodes {
        if let Kind::Signal(signal) = &node.does
            && is_name(&signal.name)
        {
            let plain = signal.name.bytes().all(|c| c.is_ascii_alphanumeric() || c == b'_');
            let insert =
                if plain { format!("signals.{}", signal.name) } else { format!("signals[\"{}\"]", signal.name) };
            names.push(word(insert, format!("what the signal of \u{201c}{}\u{201d} brought", node.name)));
        }
    }
    let options = fields.iter().filter_map(|field| match &field.input {
        Input::Choice { options } => {
            let words = options.iter().map(|option| word(option.value.clone(), option.label.clone()));
            Some((field.key.clone(), words.collect()))
        }
        _ => None,
    });
    Known {
        names,
        groups: directory.groups.iter().map(|group| word(group.key.clone(), group.name.clone())).collect(),
        options: options.collect(),
    }
}

/// What is offered with the caret at this byte; everything when `asked` for it.
pub fn complete(text: &str, caret: usize, known: &Known, asked: bool) -> Option<Offer> {
    let before = text.get(..caret)?;
    if let Some(quote) = open_quote(before) {
        return in_quotes(text, caret, quote, known);
    }
    let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.');
    let from =
        before.rfind(|c: char| !is_part(c)).map_or(0, |at| at + before[at..].chars().next().map_or(1, char::len_utf8));
    let token = &before[from..];
    let words = |all: &[(&str, &str)]| all.iter().map(|(insert, means)| word(*insert, *means)).collect::<Vec<_>>();
    // After a whole name and a dot: what can be asked of it.
    if let Some((head, part)) = token.rsplit_once('.')
        && known.names.iter().any(|name| name.insert == head)
    {
        let found = ranked(&words(&METHODS), part, true);
        return offer(caret - part.len(), caret, found, part);
    }
    if token.is_empty() && !asked {
        return None;
    }
    let all = [known.names.clone(), words(&FUNCTIONS)].concat();
    offer(from, caret, ranked(&all, token, token.is_empty()), token)
}

fn offer(from: usize, to: usize, words: Vec<Word>, typed: &str) -> Option<Offer> {
    let done = words.len() == 1 && words[0].insert == typed;
    (!words.is_empty() && !done).then_some(Offer { from, to, words })
}

/// The words that fit, best first: they begin so, a part of them begins so, or their meaning has it.
fn ranked(all: &[Word], typed: &str, everything: bool) -> Vec<Word> {
    let typed = typed.to_lowercase();
    let rank = |word: &Word| {
        let insert = word.insert.to_lowercase();
        if insert.starts_with(&typed) {
            Some(0)
        } else if insert.split(['.', '_']).any(|part| part.starts_with(&typed)) {
            Some(1)
        } else {
            (typed.len() > 1 && word.means.to_lowercase().contains(&typed)).then_some(2)
        }
    };
    let mut found: Vec<(i32, &Word)> = all.iter().filter_map(|word| Some((rank(word)?, word))).collect();
    found.sort_by_key(|(rank, _)| *rank);
    let most = if everything { usize::MAX } else { MOST };
    found.into_iter().take(most).map(|(_, word)| word.clone()).collect()
}

/// Where the quoted text begins that is still open at the end, its quote included.
fn open_quote(before: &str) -> Option<usize> {
    let (mut open, mut escaped) = (None::<(usize, char)>, false);
    for (at, c) in before.char_indices() {
        match open {
            Some(_) if escaped => escaped = false,
            Some(_) if c == '\\' => escaped = true,
            Some((_, quote)) if c == quote => open = None,
            None if matches!(c, '"' | '\'') => open = Some((at, c)),
            _ => {}
        }
    }
    open.map(|(at, _)| at)
}

fn in_quotes(text: &str, caret: usize, quote: usize, known: &Known) -> Option<Offer> {
    let mark = &text[quote..=quote];
    let typed = &text[quote + 1..caret];
    let ahead = text[..quote].trim_end();
    let compared = ahead.strip_suffix("==").or_else(|| ahead.strip_suffix("!=")).map(str::trim_end);
    let key = compared.and_then(|left| left.rsplit_once("request.")).map(|(_, key)| key);
    let of_field = key.and_then(|key| known.options.iter().find(|(field, _)| field == key)).map(|(_, words)| words);
    // A group by its key only, or as somebody to be asked.
    let words = match (of_field, typed.strip_prefix("group:")) {
        (Some(words), _) => words.clone(),
        (None, Some(_)) => {
            known.groups.iter().map(|one| word(format!("group:{}", one.insert), one.means.clone())).collect()
        }
        (None, None) if key.is_some() => return None,
        (None, None) => known.groups.clone(),
    };
    let rest = &text[caret..];
    let end =
        caret + rest.find(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | ':'))).unwrap_or(rest.len());
    let closed = text[end..].starts_with(mark);
    let whole = |one: Word| Word { insert: format!("{}{mark}", one.insert), ..one };
    let found: Vec<Word> = ranked(&words, typed, false).into_iter().map(whole).collect();
    let done = found.len() == 1 && found[0].insert == format!("{typed}{mark}") && closed;
    if done { None } else { offer(quote + 1, end + usize::from(closed), found, "") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn here() -> Known {
        let text = include_str!("../../../../server/runtime/src/demo/change.json");
        let mut definition = Definition::read(text).unwrap();
        definition.nodes[2].does =
            serde_json::from_value(serde_json::json!({ "kind": "signal", "name": "goods.arrived" })).unwrap();
        let group = |key: &str, name: &str| crate::api::Group { key: key.to_owned(), name: name.to_owned() };
        let groups = vec![group("legal", "Legal"), group("finance", "Finance")];
        known(&definition, &Directory { groups, ..Directory::default() })
    }

    /// The text with the caret at `|`: what is offered, and the text when the first is taken.
    fn offered(text: &str, asked: bool) -> Option<(Vec<String>, String)> {
        let caret = text.find('|').unwrap();
        let text = text.replacen('|', "", 1);
        let Offer { from, to, words } = complete(&text, caret, &here(), asked)?;
        let taken = format!("{}{}{}", &text[..from], words[0].insert, &text[to..]);
        Some((words.into_iter().map(|word| word.insert).collect(), taken))
    }

    fn first(text: &str) -> String {
        offered(text, false).unwrap().1
    }

    #[test]
    fn names_are_offered_by_what_they_begin_with_and_by_what_they_mean() {
        assert_eq!(first("req|"), "request.service");
        assert_eq!(first("request.u| == \"x\""), "request.urgency == \"x\"");
        assert_eq!(first("urg|"), "request.urgency");
        assert_eq!(first("true && way back|"), "true && way request.plan");
        assert_eq!(first("sig|"), "signals[\"goods.arrived\"]");
        assert_eq!(first("siz|"), "size(");
    }

    #[test]
    fn a_whole_name_and_a_dot_ask_what_it_can_do() {
        assert_eq!(first("request.what.c|"), "request.what.contains(");
        assert_eq!(offered("request.what.|", false).unwrap().0.len(), METHODS.len());
        assert_eq!(first("requester.groups.ex|"), "requester.groups.exists(");
    }

    #[test]
    fn within_quotes_options_and_groups_are_offered() {
        assert_eq!(first("request.urgency == \"e|"), "request.urgency == \"emergency\"");
        assert_eq!(first("request.urgency != \"|\" && true"), "request.urgency != \"normal\" && true");
        assert_eq!(first("\"le|\" in requester.groups"), "\"legal\" in requester.groups");
        assert_eq!(first("'group:f|"), "'group:finance'");
        assert_eq!(offered("request.what == \"l|", false), None);
        assert_eq!(offered("request.urgency == \"emergency|\"", false), None);
    }

    #[test]
    fn nothing_is_offered_where_nothing_was_typed_unless_it_is_asked_for() {
        assert_eq!(offered("true |", false), None);
        assert!(offered("true |", true).unwrap().0.contains(&"&& ".to_owned()));
        assert_eq!(offered("requester.id|", false), None);
        assert_eq!(offered("5000|", false), None);
        assert!(complete("\u{e9}", 1, &here(), true).is_none());
        assert!(complete("\u{e9}", 9, &here(), true).is_none());
        assert_eq!(first("\u{e9}req|"), "\u{e9}request.service");
    }
}
