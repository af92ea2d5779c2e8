//! A question of the form has a new key: texts, sources, dates and expressions follow.

use super::super::draft::Draft;
use crate::definition::Node;
use crate::nodes::wait::Until;
use crate::nodes::{Kind, Source};

pub(super) fn nodes(draft: &mut Draft, from: &str, to: &str) {
    for mut node in draft.now.nodes.clone() {
        follow(&mut node, from, to);
        draft.set_node(node);
    }
}

fn follow(node: &mut Node, from: &str, to: &str) {
    let people = |sources: &mut dyn Iterator<Item = &mut Source>| sources.for_each(|one| source(one, from, to));
    match &mut node.does {
        Kind::Approval(approval) => {
            people(&mut approval.approvers.iter_mut().chain(&mut approval.fallback));
            people(&mut approval.escalations.iter_mut().map(|level| &mut level.to));
        }
        Kind::Condition(condition) => {
            for case in &mut condition.cases {
                case.when = expression(&case.when, from, to);
            }
        }
        Kind::Wait(wait) => {
            if let Until::DateField { field, .. } = &mut wait.until
                && field == from
            {
                to.clone_into(field);
            }
        }
        Kind::Signal(signal) => {
            people(&mut signal.link_to.iter_mut());
            signal.key = text(&signal.key, from, to);
        }
        Kind::Notify(notify) => {
            people(&mut notify.to.iter_mut());
            notify.message = text(&notify.message, from, to);
        }
        Kind::Start(_) | Kind::Split(_) | Kind::Join(_) | Kind::End(_) => {}
    }
}

fn source(source: &mut Source, from: &str, to: &str) {
    match source {
        Source::Field { key } if key == from => to.clone_into(key),
        Source::Expression { cel } => *cel = expression(cel, from, to),
        _ => {}
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

/// `request.from` and `request["from"]` in an expression; quoted texts and comments stay.
fn expression(source: &str, from: &str, to: &str) -> String {
    let pieces = pieces(source);
    let solid: Vec<usize> = (0..pieces.len()).filter(|at| !pieces[*at].trim().is_empty()).collect();
    let mut out: Vec<String> = pieces.iter().map(|piece| (*piece).to_owned()).collect();
    for no in (0..solid.len()).filter(|no| pieces[solid[*no]] == "request") {
        let ahead = |more: usize| solid.get(no + more).map_or("", |at| pieces[*at]);
        let of_another = no.checked_sub(1).is_some_and(|before| pieces[solid[before]] == ".");
        let quotes = ['"', '\''].map(|quote| format!("{quote}{from}{quote}"));
        let named = match ahead(1) {
            "." => ahead(2) == from,
            "[" => quotes.iter().any(|quoted| quoted == ahead(2)) && ahead(3) == "]",
            _ => false,
        };
        if named && !of_another {
            let key = solid[no + 2];
            out[key] = pieces[key].replace(from, to);
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
