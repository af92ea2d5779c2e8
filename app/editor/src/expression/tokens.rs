//! The pieces of an expression, as far as the plain form needs them.

/// One piece.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Token<'a> {
    /// `request.amount`, `in`, `null`.
    Name(&'a str),
    Number(&'a str),
    Text(String),
    Sign(&'static str),
}

impl Token<'_> {
    /// A value as it is typed.
    pub fn written(&self) -> &str {
        match self {
            Self::Name(text) | Self::Number(text) | Self::Sign(text) => text,
            Self::Text(text) => text,
        }
    }
}

const SIGNS: [&str; 11] = ["==", "!=", ">=", "<=", "&&", "||", ">", "<", "!", "(", ")"];

/// All pieces; none when there is one that the plain form does not know.
pub fn tokens(source: &str) -> Option<Vec<Token<'_>>> {
    let (mut rest, mut all) = (source.trim_start(), Vec::new());
    while let Some(first) = rest.chars().next() {
        let token = match first {
            '"' | '\'' => {
                let (text, after) = text(&rest[1..], first)?;
                rest = after;
                Token::Text(text)
            }
            '0'..='9' | '-' => {
                let end = rest[1..].find(|c: char| !(c.is_ascii_digit() || c == '.')).map_or(rest.len(), |at| at + 1);
                let (number, after) = rest.split_at(end);
                rest = after;
                Token::Number(number)
            }
            c if c.is_ascii_alphabetic() || c == '_' => {
                let end =
                    rest.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '_' | '.'))).unwrap_or(rest.len());
                let (name, after) = rest.split_at(end);
                rest = after;
                Token::Name(name)
            }
            _ => {
                let sign = SIGNS.into_iter().find(|sign| rest.starts_with(sign))?;
                rest = &rest[sign.len()..];
                Token::Sign(sign)
            }
        };
        all.push(token);
        rest = rest.trim_start();
    }
    Some(all)
}

/// A quoted text up to its quote, and what follows.
fn text(body: &str, quote: char) -> Option<(String, &str)> {
    let (mut out, mut letters) = (String::new(), body.char_indices());
    while let Some((at, c)) = letters.next() {
        match c {
            '\\' => out.push(match letters.next()?.1 {
                'n' => '\n',
                't' => '\t',
                c @ ('"' | '\'' | '\\') => c,
                _ => return None,
            }),
            c if c == quote => return Some((out, &body[at + 1..])),
            c => out.push(c),
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_expression_falls_into_its_pieces() {
        let found = tokens("request.a>=-1.5&&'it\\'s' != \"\u{e9}\"").unwrap();
        let expected = [
            Token::Name("request.a"),
            Token::Sign(">="),
            Token::Number("-1.5"),
            Token::Sign("&&"),
            Token::Text("it's".to_owned()),
            Token::Sign("!="),
            Token::Text("\u{e9}".to_owned()),
        ];
        assert_eq!(found, expected);
        for strange in ["a + b", "\"open", "\"\\x41\"", "\u{e9}", "a ? b : c", "a[0]", "\"\\"] {
            assert_eq!(tokens(strange), None, "{strange}");
        }
    }
}
