//! A question of the form has a new key, or a signal a new name: texts, sources, dates and expressions follow.

use super::super::draft::Draft;
use crate::nodes::wait::Until;
use crate::nodes::{Kind, Source, signal};

/// Lets every node name a question by its new key.
pub(super) fn nodes(draft: &mut Draft, from: &str, to: &str) {
    each(draft, |does| {
        for source in sources(does) {
            if let Source::Field { key } = source
                && key == from
            {
                to.clone_into(key);
            }
        }
        expressions(does, "request", from, to);
        match does {
            Kind::Wait(wait) => {
                if let Until::DateField { field, .. } = &mut wait.until
                    && field == from
                {
                    to.clone_into(field);
                }
            }
            Kind::Signal(signal) => signal.key = text(&signal.key, from, to),
            Kind::Notify(notify) => notify.message = text(&notify.message, from, to),
            _ => {}
        }
    });
}

/// Lets every expression name what a signal brought by its new name, unless another node still waits for the old one.
pub(super) fn signals(draft: &mut Draft, from: &str, to: &str) {
    let awaited = |does: &Kind| matches!(does, Kind::Signal(signal) if signal.name == from);
    let is_new = from != to && signal::is_name(from) && signal::is_name(to);
    if is_new && !draft.now.nodes.iter().any(|node| awaited(&node.does)) {
        each(draft, |does| expressions(does, "signals", from, to));
    }
}

fn each(draft: &mut Draft, change: impl Fn(&mut Kind)) {
    for mut node in draft.now.nodes.clone() {
        change(&mut node.does);
        draft.set_node(node);
    }
}

fn sources(does: &mut Kind) -> Vec<&mut Source> {
    match does {
        Kind::Approval(approval) => {
            let levels = approval.escalations.iter_mut().map(|level| &mut level.to);
            approval.approvers.iter_mut().chain(&mut approval.fallback).chain(levels).collect()
        }
        Kind::Signal(signal) => signal.link_to.iter_mut().collect(),
        Kind::Notify(notify) => notify.to.iter_mut().collect(),
        Kind::Start(_) | Kind::Condition(_) | Kind::Wait(_) | Kind::Split(_) | Kind::Join(_) | Kind::End(_) => vec![],
    }
}

fn expressions(does: &mut Kind, root: &str, from: &str, to: &str) {
    for source in sources(does) {
        if let Source::Expression { cel } = source {
            *cel = expression(cel, root, from, to);
        }
    }
    if let Kind::Condition(condition) = does {
        for case in &mut condition.cases {
            case.when = expression(&case.when, root, from, to);
        }
    }
}

/// `{from}` in a text that answers are put into.
pub(super) fn text(template: &str, from: &str, to: &str) -> String {
    let (mut out, mut rest) = (String::new(), template);
    while let Some((plain, field, after)) = rest
        .split_once('{')
        .and_then(|(plain, after)| after.split_once('}').map(|(field, after)| (plain, field, after)))
    {
        let field = if field.trim() == from { to } else { field };
        out.extend([plain, "{", field, "}"]);
        rest = after;
    }
    out + rest
}

/// `root.from` and `root["from"]` in an expression; quoted texts and comments stay. A name that is no word goes in
/// brackets, and whether it is there (`has(root.from)`) is asked by `"to" in root`.
fn expression(source: &str, root: &str, from: &str, to: &str) -> String {
    let pieces = pieces(source);
    let solid: Vec<usize> = (0..pieces.len()).filter(|at| !pieces[*at].trim().is_empty()).collect();
    let mut out: Vec<String> = pieces.iter().map(|piece| (*piece).to_owned()).collect();
    for no in (0..solid.len()).filter(|no| pieces[solid[*no]] == root) {
        let ahead = |more: usize| solid.get(no + more).map_or("", |at| pieces[*at]);
        let behind = |less: usize| no.checked_sub(less).map_or("", |before| pieces[solid[before]]);
        let quotes = ['"', '\''].map(|quote| format!("{quote}{from}{quote}"));
        let is_word = to.chars().all(is_word);
        if behind(1) == "." {
            continue;
        }
        if ahead(1) == "[" && quotes.iter().any(|quoted| quoted == ahead(2)) && ahead(3) == "]" {
            out[solid[no + 2]] = ahead(2).replace(from, to);
        } else if ahead(1) == "." && ahead(2) == from {
            let (dot, key) = (solid[no + 1], solid[no + 2]);
            if is_word {
                to.clone_into(&mut out[key]);
            } else if behind(2) == "has" && behind(1) == "(" && ahead(3) == ")" {
                out[solid[no - 2]].clear();
                out[solid[no]] = format!("\"{to}\" in {root}");
                out[dot].clear();
                out[key].clear();
            } else {
                out[dot].clear();
                out[key] = format!("[\"{to}\"]");
            }
        }
    }
    out.concat()
}

/// An expression in pieces: names, quoted texts, comments, blanks, and every other character by itself.
fn pieces(source: &str) -> Vec<&str> {
    let (mut pieces, mut rest): (Vec<&str>, &str) = (vec![], source);
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '"' | '\'' => quoted_length(rest, first, pieces.last().is_some_and(|last| is_raw(last))),
            '/' if rest.starts_with("//") => rest.find('\n').unwrap_or(rest.len()),
            c if is_word(c) => rest.find(|c| !is_word(c)).unwrap_or(rest.len()),
            c if c.is_whitespace() => rest.find(|c: char| !c.is_whitespace()).unwrap_or(rest.len()),
            c => c.len_utf8(),
        };
        let (piece, after) = rest.split_at(length);
        pieces.push(piece);
        rest = after;
    }
    pieces
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// Whether a quoted text behind this takes backslashes as they are.
fn is_raw(prefix: &str) -> bool {
    matches!(prefix, "r" | "R" | "br" | "bR" | "Br" | "BR" | "rb" | "rB" | "Rb" | "RB")
}

/// The length of the quoted text that begins here, three quotes in a row included.
fn quoted_length(rest: &str, quote: char, raw: bool) -> usize {
    let three: String = [quote; 3].iter().collect();
    let end = if rest.starts_with(&three) { three } else { quote.to_string() };
    let (mut at, mut escaped) = (end.len(), false);
    while let Some(c) = rest[at..].chars().next() {
        if escaped {
            escaped = false;
        } else if c == '\\' && !raw {
            escaped = true;
        } else if rest[at..].starts_with(&end) {
            return at + end.len();
        }
        at += c.len_utf8();
    }
    rest.len()
}
