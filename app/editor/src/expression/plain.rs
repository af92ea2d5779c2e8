//! The plain form of a condition: comparisons of fields with values, all of which or any of which must hold. It writes the
//! expression, and reads it back; what is richer than that it does not read.

use engine::form::{Field, Form, Input};

use super::tokens::{Token, tokens};

/// How the comparisons go together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Join {
    All,
    Any,
}

/// What is compared, and how.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Op {
    Is,
    IsNot,
    Over,
    AtLeast,
    Under,
    AtMost,
    Contains,
    StartsWith,
    Empty,
    Filled,
    MemberOf,
    NotMemberOf,
}

/// The name under which the groups of who asks are compared.
pub const GROUPS: &str = "requester.groups";
/// Who asks, as a value.
pub const REQUESTER: &str = "requester.id";

/// One comparison: a field's key (or [`GROUPS`]), how, with what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    pub left: String,
    pub op: Op,
    pub value: String,
}

/// A condition in plain words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plain {
    pub join: Join,
    pub rows: Vec<Row>,
}

impl Op {
    /// Value and words, where `dates` are compared by before and after.
    pub const fn words(self, dates: bool) -> (&'static str, &'static str) {
        match self {
            Self::Is => ("is", "is"),
            Self::IsNot => ("is_not", "is not"),
            Self::Over => ("over", if dates { "is after" } else { "is over" }),
            Self::AtLeast => ("at_least", if dates { "is on or after" } else { "is at least" }),
            Self::Under => ("under", if dates { "is before" } else { "is under" }),
            Self::AtMost => ("at_most", if dates { "is on or before" } else { "is at most" }),
            Self::Contains => ("contains", "contains"),
            Self::StartsWith => ("starts_with", "begins with"),
            Self::Empty => ("empty", "is empty"),
            Self::Filled => ("filled", "is filled in"),
            Self::MemberOf => ("member_of", "are among"),
            Self::NotMemberOf => ("not_member_of", "are not among"),
        }
    }

    /// Whether it compares with nothing.
    pub const fn alone(self) -> bool {
        matches!(self, Self::Empty | Self::Filled)
    }

    const fn sign(self) -> Option<&'static str> {
        Some(match self {
            Self::Is => "==",
            Self::IsNot => "!=",
            Self::Over => ">",
            Self::AtLeast => ">=",
            Self::Under => "<",
            Self::AtMost => "<=",
            _ => return None,
        })
    }

    const fn method(self) -> Option<&'static str> {
        match self {
            Self::Contains => Some("contains"),
            Self::StartsWith => Some("startsWith"),
            _ => None,
        }
    }

    /// Whether it fails on a field that was left empty.
    const fn needs_answer(self) -> bool {
        !matches!(self, Self::Is | Self::IsNot | Self::Empty | Self::Filled | Self::MemberOf | Self::NotMemberOf)
    }
}

/// How a field can be compared.
pub fn ops(field: Option<&Field>) -> Vec<Op> {
    const SIZES: [Op; 6] = [Op::Over, Op::AtLeast, Op::Under, Op::AtMost, Op::Is, Op::IsNot];
    let Some(field) = field else { return vec![Op::MemberOf, Op::NotMemberOf] };
    let mut ops = match field.input {
        Input::Number { .. } | Input::Money { .. } | Input::Date { .. } => SIZES.to_vec(),
        Input::Text { .. } | Input::LongText { .. } | Input::Email => {
            vec![Op::Is, Op::IsNot, Op::Contains, Op::StartsWith]
        }
        Input::Choice { .. } | Input::Person => vec![Op::Is, Op::IsNot],
    };
    if !field.required {
        ops.extend([Op::Empty, Op::Filled]);
    }
    ops
}

/// A comparison to begin with.
pub fn fresh(form: &Form, left: &str) -> Row {
    let field = form.field(left);
    let value = match field.map(|field| &field.input) {
        Some(Input::Number { .. } | Input::Money { .. }) => "0".to_owned(),
        Some(Input::Choice { options }) => options.first().map_or_else(String::new, |option| option.value.clone()),
        Some(Input::Person) => REQUESTER.to_owned(),
        _ => String::new(),
    };
    Row { left: left.to_owned(), op: ops(field)[0], value }
}

/// The expression; none while a value is no number.
pub fn write(plain: &Plain, form: &Form) -> Option<String> {
    let rows: Vec<String> = plain.rows.iter().map(|row| write_row(row, form)).collect::<Option<_>>()?;
    let join = if plain.join == Join::All { " && " } else { " || " };
    // A comparison that is guarded against an empty field is two in one.
    let bracketed =
        |row: String| if plain.join == Join::Any && row.contains(" && ") { format!("({row})") } else { row };
    Some(if rows.len() == 1 { rows.concat() } else { rows.into_iter().map(bracketed).collect::<Vec<_>>().join(join) })
}

fn write_row(row: &Row, form: &Form) -> Option<String> {
    let Row { left, op, value } = row;
    if left == GROUPS {
        let held = format!("{} in {GROUPS}", quoted(value));
        return Some(if *op == Op::NotMemberOf { format!("!({held})") } else { held });
    }
    let field = form.field(left)?;
    let name = format!("request.{left}");
    let value = match field.input {
        _ if op.alone() => String::new(),
        Input::Number { .. } | Input::Money { .. } => is_number(value).then(|| value.trim().to_owned())?,
        Input::Person if value == REQUESTER => REQUESTER.to_owned(),
        _ => quoted(value),
    };
    let held = match (op, op.sign(), op.method()) {
        (Op::Empty, ..) => format!("{name} == null"),
        (Op::Filled, ..) => format!("{name} != null"),
        (_, Some(sign), _) => format!("{name} {sign} {value}"),
        (_, _, Some(method)) => format!("{name}.{method}({value})"),
        _ => return None,
    };
    Some(if op.needs_answer() && !field.required { format!("{name} != null && {held}") } else { held })
}

/// Whether a text is a number as expressions write it.
pub fn is_number(text: &str) -> bool {
    let text = text.trim();
    let body = text.strip_prefix('-').unwrap_or(text);
    let (whole, part) = body.split_once('.').unwrap_or((body, "0"));
    let digits = |text: &str| !text.is_empty() && text.len() < 16 && text.bytes().all(|c| c.is_ascii_digit());
    digits(whole) && digits(part)
}

fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => {}
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// Reads an expression that is no richer than comparisons; an empty one has none.
pub fn read(source: &str, form: &Form) -> Option<Plain> {
    let all = tokens(source)?;
    if all.is_empty() {
        return Some(Plain { join: Join::All, rows: vec![] });
    }
    if let Some(rows) = rows(&all, "&&", form) {
        return Some(Plain { join: Join::All, rows: unguarded(rows, form) });
    }
    let rows = rows(&all, "||", form)?;
    Some(Plain { join: Join::Any, rows })
}

fn rows(all: &[Token], sign: &str, form: &Form) -> Option<Vec<Row>> {
    let mut parts = vec![];
    let (mut depth, mut from) = (0_usize, 0);
    for (at, token) in all.iter().enumerate() {
        match token {
            Token::Sign("(") => depth += 1,
            Token::Sign(")") => depth = depth.checked_sub(1)?,
            Token::Sign(found) if *found == sign && depth == 0 => {
                parts.push(&all[from..at]);
                from = at + 1;
            }
            _ => {}
        }
    }
    parts.push(&all[from..]);
    parts.into_iter().map(|part| row(part, form)).collect()
}

/// One comparison, in brackets or not, guarded or not.
fn row(part: &[Token], form: &Form) -> Option<Row> {
    if let [Token::Sign("("), inside @ .., Token::Sign(")")] = part {
        let read = rows(inside, "&&", form).map(|rows| unguarded(rows, form))?;
        return <[Row; 1]>::try_from(read).ok().map(|[row]| row);
    }
    let found = bare(part)?;
    let field = form.field(&found.left);
    let fits = found.left == GROUPS || field.is_some();
    (fits && ops(field).contains(&found.op) && takes(field, &found, part)).then_some(found)
}

fn bare(part: &[Token]) -> Option<Row> {
    let key = |name: &str| Some(name.strip_prefix("request.")?.to_owned()).filter(|key| !key.contains('.'));
    let row = |left: String, op: Op, value: &str| Some(Row { left, op, value: value.to_owned() });
    match part {
        [Token::Text(group), Token::Name("in"), Token::Name(GROUPS)] => row(GROUPS.to_owned(), Op::MemberOf, group),
        [
            Token::Sign("!"),
            Token::Sign("("),
            Token::Text(group),
            Token::Name("in"),
            Token::Name(GROUPS),
            Token::Sign(")"),
        ] => row(GROUPS.to_owned(), Op::NotMemberOf, group),
        [Token::Name(name), Token::Sign(sign), Token::Name("null")] => match *sign {
            "==" => row(key(name)?, Op::Empty, ""),
            "!=" => row(key(name)?, Op::Filled, ""),
            _ => None,
        },
        [Token::Name(name), Token::Sign(sign), value] => {
            let all = [Op::Is, Op::IsNot, Op::Over, Op::AtLeast, Op::Under, Op::AtMost];
            let op = all.into_iter().find(|op| op.sign() == Some(sign))?;
            row(key(name)?, op, value.written())
        }
        [Token::Name(name), Token::Sign("("), Token::Text(text), Token::Sign(")")] => {
            let (field, method) = name.rsplit_once('.')?;
            let op = [Op::Contains, Op::StartsWith].into_iter().find(|op| op.method() == Some(method))?;
            row(key(field)?, op, text)
        }
        _ => None,
    }
}

/// Whether the value is of the field's kind.
fn takes(field: Option<&Field>, row: &Row, part: &[Token]) -> bool {
    let Some(field) = field else { return true };
    let last = part.iter().rev().find(|token| !matches!(token, Token::Sign(_)));
    match (&field.input, last) {
        (_, Some(Token::Name("null"))) => row.op.alone(),
        (Input::Number { .. } | Input::Money { .. }, Some(Token::Number(text))) => is_number(text),
        (Input::Number { .. } | Input::Money { .. }, _) => false,
        (Input::Person, Some(Token::Name(name))) => *name == REQUESTER,
        (_, Some(Token::Text(_))) => true,
        _ => false,
    }
}

/// Without the guards that [`write`] puts before comparisons of fields that may be empty.
fn unguarded(rows: Vec<Row>, form: &Form) -> Vec<Row> {
    let mut out: Vec<Row> = Vec::with_capacity(rows.len());
    for row in rows {
        let may_be_empty = form.field(&row.left).is_some_and(|field| !field.required);
        if may_be_empty
            && row.op.needs_answer()
            && out.last().is_some_and(|last| last.op == Op::Filled && last.left == row.left)
        {
            out.pop();
        }
        out.push(row);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form() -> Form {
        serde_json::from_value(serde_json::json!({ "fields": [
            { "key": "amount", "label": "Amount", "required": true, "input": { "type": "money", "currency": "EUR" } },
            { "key": "count", "label": "Count", "input": { "type": "number" } },
            { "key": "what", "label": "What", "required": true, "input": { "type": "text" } },
            { "key": "note", "label": "Note", "input": { "type": "long_text" } },
            { "key": "day", "label": "Day", "required": true, "input": { "type": "date" } },
            { "key": "owner", "label": "Owner", "required": true, "input": { "type": "person" } },
            { "key": "kind", "label": "Kind", "required": true,
              "input": { "type": "choice", "options": [{ "value": "a", "label": "A" }, { "value": "b", "label": "B" }] } }
        ] }))
        .unwrap()
    }

    fn one(left: &str, op: Op, value: &str) -> Plain {
        let row = Row { left: left.to_owned(), op, value: value.to_owned() };
        Plain { join: Join::All, rows: vec![row] }
    }

    #[test]
    fn a_comparison_is_written_and_read_back() {
        let cases = [
            (one("amount", Op::Over, "5000"), "request.amount > 5000"),
            (one("amount", Op::Is, "-12.5"), "request.amount == -12.5"),
            (one("count", Op::AtLeast, "3"), "request.count != null && request.count >= 3"),
            (one("count", Op::Empty, ""), "request.count == null"),
            (one("count", Op::Filled, ""), "request.count != null"),
            (one("kind", Op::IsNot, "a"), "request.kind != \"a\""),
            (one("what", Op::Contains, "say \"no\"\n\\"), "request.what.contains(\"say \\\"no\\\"\\n\\\\\")"),
            (one("note", Op::StartsWith, "x"), "request.note != null && request.note.startsWith(\"x\")"),
            (one("day", Op::Under, "2026-03-31"), "request.day < \"2026-03-31\""),
            (one("owner", Op::Is, REQUESTER), "request.owner == requester.id"),
            (one(GROUPS, Op::MemberOf, "legal"), "\"legal\" in requester.groups"),
            (one(GROUPS, Op::NotMemberOf, "legal"), "!(\"legal\" in requester.groups)"),
        ];
        for (plain, cel) in cases {
            assert_eq!(write(&plain, &form()).as_deref(), Some(cel));
            assert_eq!(read(cel, &form()), Some(plain), "{cel}");
        }
    }

    #[test]
    fn several_are_joined_by_and_or_by_or() {
        let rows = [one("count", Op::Over, "1"), one("kind", Op::Is, "b"), one(GROUPS, Op::MemberOf, "legal")];
        let rows: Vec<Row> = rows.into_iter().flat_map(|plain| plain.rows).collect();
        let both = [
            (
                Join::All,
                "request.count != null && request.count > 1 && request.kind == \"b\" && \"legal\" in requester.groups",
            ),
            (
                Join::Any,
                "(request.count != null && request.count > 1) || request.kind == \"b\" || \"legal\" in requester.groups",
            ),
        ];
        for (join, cel) in both {
            let plain = Plain { join, rows: rows.clone() };
            assert_eq!(write(&plain, &form()).as_deref(), Some(cel));
            assert_eq!(read(cel, &form()), Some(plain), "{cel}");
        }
    }

    #[test]
    fn other_ways_to_write_the_same_are_read() {
        for same in ["(request.amount>5000)", "  request.amount  >  5000 ", "((request.amount > 5000))"] {
            assert_eq!(read(same, &form()), Some(one("amount", Op::Over, "5000")), "{same}");
        }
        assert_eq!(read("request.kind == 'a'", &form()), Some(one("kind", Op::Is, "a")));
        assert_eq!(read("", &form()), Some(Plain { join: Join::All, rows: vec![] }));
    }

    #[test]
    fn what_is_richer_is_left_to_the_text() {
        for rich in [
            "request.amount > 5000 && request.kind == \"a\" || request.kind == \"b\"",
            "request.amount * 2 > 5000",
            "request.gone == 1",
            "request.amount == \"5000\"",
            "request.what == 5",
            "request.what > \"a\"",
            "size(request.what) > 3",
            "5000 < request.amount",
            "!(request.amount > 5)",
            "request.kind == \"a",
            "request.amount > ",
            "&&",
            ")(",
            "has(signals.payment)",
            "request.what == request.note",
            "true",
        ] {
            assert_eq!(read(rich, &form()), None, "{rich}");
        }
    }

    #[test]
    fn a_value_that_is_no_number_is_not_written() {
        for value in ["", "many", "1e5", "1.", "--1", "1 000"] {
            assert_eq!(write(&one("amount", Op::Over, value), &form()), None, "{value}");
        }
        assert_eq!(write(&fresh_plain("kind"), &form()).as_deref(), Some("request.kind == \"a\""));
        assert_eq!(write(&fresh_plain("amount"), &form()).as_deref(), Some("request.amount > 0"));
    }

    fn fresh_plain(left: &str) -> Plain {
        Plain { join: Join::All, rows: vec![fresh(&form(), left)] }
    }
}
