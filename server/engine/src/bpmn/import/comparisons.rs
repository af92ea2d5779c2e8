//! Conditions of other modellers, as far as they are comparisons joined by "and" and "or": `${amount > 100}`, `=x = "y"`.

use crate::bpmn::names::is_xml_char;

/// The longest condition that is looked at, in bytes.
const LONGEST: usize = 1_000;

#[derive(Clone, Debug, PartialEq)]
enum Part {
    /// A variable, as we call it, or a number or text.
    Value {
        text: String,
        variable: bool,
    },
    Compare(&'static str),
    Join(&'static str),
}

/// The condition as an expression of ours; nothing when it is more than comparisons.
pub(super) fn read(text: &str) -> Option<String> {
    let text = text.trim();
    if text.len() > LONGEST {
        return None;
    }
    let inner = text
        .strip_prefix("${")
        .or_else(|| text.strip_prefix("#{"))
        .and_then(|rest| rest.strip_suffix('}'))
        .or_else(|| text.strip_prefix('=').filter(|rest| !rest.starts_with('=')))
        .unwrap_or(text);
    let parts = parts(inner)?;
    let mut out = String::new();
    for (place, comparison) in parts.split(|part| matches!(part, Part::Join(_))).enumerate() {
        let [Part::Value { text: left, variable: a }, Part::Compare(how), Part::Value { text: right, variable: b }] =
            comparison
        else {
            return None;
        };
        if !a && !b {
            return None;
        }
        if place > 0 {
            let mut joins = parts.iter().filter_map(|part| if let Part::Join(join) = part { Some(join) } else { None });
            out.push_str(&format!(" {} ", joins.nth(place - 1)?));
        }
        out.push_str(&format!("{left} {how} {right}"));
    }
    Some(out)
}

fn parts(text: &str) -> Option<Vec<Part>> {
    let mut parts = Vec::new();
    let mut rest = text.trim_start();
    while let Some(c) = rest.chars().next() {
        let (part, after) = match c {
            '"' | '\'' => quoted(c, &rest[1..])?,
            '0'..='9' | '-' => number(rest)?,
            c if c.is_alphabetic() || c == '_' => word(rest),
            _ => operator(rest)?,
        };
        parts.push(part);
        rest = after.trim_start();
    }
    Some(parts)
}

fn quoted(quote: char, rest: &str) -> Option<(Part, &str)> {
    let (text, after) = rest.split_once(quote)?;
    let plain = text.chars().all(|c| c != '\\' && c != '"' && !c.is_control() && is_xml_char(c));
    plain.then(|| (Part::Value { text: format!("\"{text}\""), variable: false }, after))
}

fn number(rest: &str) -> Option<(Part, &str)> {
    let digits = |text: &str| text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let sign = usize::from(rest.starts_with('-'));
    let whole = digits(&rest[sign..]);
    let mut end = sign + whole;
    if let Some(after) = rest[end..].strip_prefix('.') {
        let decimals = digits(after);
        if decimals == 0 {
            return None;
        }
        end += 1 + decimals;
    }
    (whole > 0).then(|| (Part::Value { text: rest[..end].to_owned(), variable: false }, &rest[end..]))
}

fn word(rest: &str) -> (Part, &str) {
    let end = rest.find(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '.'))).unwrap_or(rest.len());
    let (word, after) = rest.split_at(end);
    let part = match word.to_lowercase().as_str() {
        "and" => Part::Join("&&"),
        "or" => Part::Join("||"),
        "eq" => Part::Compare("=="),
        "ne" => Part::Compare("!="),
        "gt" => Part::Compare(">"),
        "lt" => Part::Compare("<"),
        "ge" => Part::Compare(">="),
        "le" => Part::Compare("<="),
        "true" | "false" | "null" => Part::Value { text: word.to_lowercase(), variable: false },
        _ => Part::Value { text: variable(word), variable: true },
    };
    (part, after)
}

/// A variable as a field of the form: `orderAmount` becomes `request.order_amount`.
fn variable(word: &str) -> String {
    if ["request.", "requester.", "signals."].iter().any(|known| word.starts_with(known)) {
        return word.to_owned();
    }
    let mut field = String::new();
    for c in word.chars() {
        if (c.is_uppercase() || c == '.') && !field.is_empty() && !field.ends_with('_') {
            field.push('_');
        }
        if c != '.' {
            field.extend(c.to_lowercase());
        }
    }
    format!("request.{field}")
}

fn operator(rest: &str) -> Option<(Part, &str)> {
    let operators = [
        ("==", Part::Compare("==")),
        ("!=", Part::Compare("!=")),
        (">=", Part::Compare(">=")),
        ("<=", Part::Compare("<=")),
        ("&&", Part::Join("&&")),
        ("||", Part::Join("||")),
        (">", Part::Compare(">")),
        ("<", Part::Compare("<")),
        ("=", Part::Compare("==")),
    ];
    operators.into_iter().find_map(|(written, part)| Some((part, rest.strip_prefix(written)?)))
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn simple_comparisons_are_read() {
        for (written, ours) in [
            ("${amount > 1000}", "request.amount > 1000"),
            ("#{orderAmount ge 10.5 and country == 'DE'}", "request.order_amount >= 10.5 && request.country == \"DE\""),
            ("=risk = \"high\" or amount > -5", "request.risk == \"high\" || request.amount > -5"),
            ("request.amount <= 10", "request.amount <= 10"),
            ("${order.total < 7}", "request.order_total < 7"),
            ("${approved == true}", "request.approved == true"),
        ] {
            assert_eq!(read(written).as_deref(), Some(ours), "{written}");
        }
    }

    #[test]
    fn everything_else_is_not() {
        for written in [
            "",
            "${}",
            "${approved}",
            "${!approved}",
            "${execution.getVariable('x') == 1}",
            "1 == 1",
            "a == ",
            "a == b c",
            "and and and",
            "a > 1 and",
            "x == 'it\\'s'",
            "a == 'unfinished",
            "(a > 1)",
            "a > 1.",
            "-",
        ] {
            assert_eq!(read(written), None, "{written}");
        }
        assert_eq!(read(&"a".repeat(5_000)), None);
    }
}
