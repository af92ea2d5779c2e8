//! Text made fit for its place: one line for a header, folded lines for the plain part, an address for a link.
//! Characters that steer a terminal or turn the reading direction of what follows are dropped everywhere.

use std::fmt::Write;

/// The most characters of a subject.
const SUBJECT: usize = 150;
/// The width that plain text is folded to.
const WIDTH: usize = 72;

/// Normal line ends and no control characters; line breaks and tabs stay.
pub fn clean(text: &str) -> String {
    text.replace("\r\n", "\n")
        .chars()
        .map(|c| if matches!(c, '\r' | '\u{2028}' | '\u{2029}' | '\u{85}') { '\n' } else { c })
        .filter(|c| matches!(c, '\n' | '\t') || !(c.is_control() || turns(*c)))
        .collect()
}

/// Embeddings, overrides and isolates of reading direction, and the byte order mark.
fn turns(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// One line with single spaces.
pub fn flat(text: &str) -> String {
    clean(text).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// One line, cut at a word when it is long.
pub fn one_line(text: &str) -> String {
    let line = flat(text);
    let Some((end, _)) = line.char_indices().nth(SUBJECT - 1) else { return line };
    if line[end..].chars().nth(1).is_none() {
        return line;
    }
    let head = &line[..end];
    // A word that fills most of the line is cut inside: better a part of it than nothing.
    let at = head.rfind(' ').filter(|at| *at > end / 2).unwrap_or(end);
    format!("{}…", head[..at].trim_end_matches([' ', ',', ';', ':', '.', '-']))
}

/// Plain text folded at words. A line keeps its indent and quote marks; a word longer than a line stays whole,
/// so that an address can be clicked.
pub fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 16);
    for line in text.lines().map(str::trim_end) {
        fold_line(line, &mut out);
        out.push('\n');
    }
    out
}

fn fold_line(line: &str, out: &mut String) {
    let words = line.trim_start_matches([' ', '>']);
    let margin = &line[..line.len() - words.len()];
    out.push_str(margin);
    let mut column = margin.len();
    for (index, word) in words.split(' ').enumerate() {
        let width = word.chars().count();
        if index > 0 && column + 1 + width > WIDTH {
            out.truncate(out.trim_end_matches(' ').len());
            out.push('\n');
            out.push_str(margin);
            column = margin.len();
        } else if index > 0 {
            out.push(' ');
            column += 1;
        }
        out.push_str(word);
        column += width;
    }
}

/// Every line behind a mark: an indent or the sign of a quotation.
pub fn behind(text: &str, mark: &str) -> String {
    let lines: Vec<_> = text.trim().lines().map(|line| format!("{mark}{}", line.trim_end())).collect();
    lines.join("\n")
}

/// An answer of a form behind its label: on the same line when it is short, else indented below.
pub fn answer(label: &str, value: &str, changed: bool) -> String {
    let (mut label, value) = (flat(label), value.trim());
    if changed {
        label.push_str(" (changed)");
    }
    if !label.ends_with(['?', '؟', ':', '.', '!']) {
        label.push(':');
    }
    if value.contains(['\n', '\r']) || label.chars().count() + value.chars().count() >= WIDTH {
        return format!("{label}\n{}", behind(value, "    "));
    }
    format!("{label} {value}")
}

/// An address that can stand anywhere: only the characters of a URL, and only schemes that open a page or a mail.
pub fn address(url: &str) -> String {
    let known = ["https://", "http://", "mailto:"].iter().any(|scheme| url.starts_with(scheme));
    let mut out = String::with_capacity(url.len());
    for byte in url.bytes().filter(|_| known) {
        if byte.is_ascii_alphanumeric() || b"-._~:/?#[]@!$&()*+,;=%".contains(&byte) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_is_one_line_and_ends_at_a_word() {
        assert_eq!(one_line("Hi\r\nBcc: a@b.c\u{0}\u{202e}\u{2028}there"), "Hi Bcc: a@b.c there");
        let long = one_line(&"conference ".repeat(30));
        assert!(long.ends_with("conference…") && long.chars().count() <= SUBJECT, "{long}");
        assert_eq!(one_line(&"x".repeat(300)).chars().count(), SUBJECT);
        let exact = "y".repeat(SUBJECT);
        assert_eq!(one_line(&exact), exact);
    }

    #[test]
    fn text_is_folded_at_words_and_keeps_its_margin() {
        let folded = fold(&format!("  > {}", "word ".repeat(40)));
        assert!(folded.lines().all(|line| line.starts_with("  > word") && line.len() <= WIDTH), "{folded}");
        let url = format!("https://example.test/{}", "a".repeat(200));
        assert_eq!(fold(&url), format!("{url}\n"));
        assert_eq!(fold("a\n\n  b"), "a\n\n  b\n");
    }

    #[test]
    fn an_address_holds_only_what_an_address_may() {
        assert_eq!(address("https://x.test/a?b=1&c=ü \"<\\"), "https://x.test/a?b=1&c=%C3%BC%20%22%3C%5C");
        assert_eq!(address("javascript:alert(1)"), "");
    }
}
