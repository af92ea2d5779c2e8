//! What a call brings: its body, its query, the id in its path and its idempotency key.
//! Each is read whole and strictly, or answered with what is wrong and where.

use std::collections::BTreeMap;
use std::str::FromStr;

use axum::body::{Bytes, to_bytes};
use axum::extract::{FromRequest, FromRequestParts, Path, Query as AxumQuery, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, header};
use serde::de::{DeserializeOwned, IgnoredAny};
use serde_json::error::Category;
use serde_json::value::RawValue;

use super::problem::{FieldProblem, Kind, Problem};

/// The largest body, in bytes.
pub const LARGEST_BODY: usize = 2 << 20;
/// The header with which a repeated command is recognised.
pub const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");
/// The longest idempotency key, in characters.
pub const LONGEST_KEY: usize = 200;

/// A JSON body.
#[derive(Debug)]
pub struct Json<T>(pub T);

impl<S: Sync, T: DeserializeOwned> FromRequest<S> for Json<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &S) -> Result<Self, Problem> {
        let bytes = body(request, LARGEST_BODY).await?;
        must_be_json(&bytes)?;
        let mut reader = serde_json::Deserializer::from_slice(&bytes);
        let value = serde_path_to_error::deserialize(&mut reader);
        value.map(Self).map_err(|error| wrong(error.inner(), &error.path().to_string()))
    }
}

/// A definition document, exactly as it was sent.
#[derive(Debug)]
pub struct Document(pub String);

impl<S: Sync> FromRequest<S> for Document {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &S) -> Result<Self, Problem> {
        let bytes = body(request, engine::definition::LARGEST_DOCUMENT).await?;
        must_be_json(&bytes)?;
        let text = String::from_utf8(bytes.into());
        text.map(Self).map_err(|_| Problem::new(Kind::MalformedJson, "The body is not text in UTF-8."))
    }
}

/// Reads the whole body, if it says that it is JSON.
async fn body(request: Request, limit: usize) -> Result<Bytes, Problem> {
    if !says_json(request.headers()) {
        return Err(Problem::new(
            Kind::NotJson,
            "Send the body as JSON, with \u{201c}Content-Type: application/json\u{201d}.",
        ));
    }
    let too_large = || {
        let detail = format!("This body is larger than the {} kB that this call takes.", limit / 1024);
        Problem::new(Kind::TooLarge, detail)
    };
    if announced(request.headers()).is_some_and(|length| length > limit) {
        return Err(too_large());
    }
    let bytes = to_bytes(request.into_body(), limit).await.map_err(|_| too_large())?;
    if has_nul(&bytes) {
        return Err(Problem::new(Kind::Invalid, "The body has the character \\u0000, which no text here may have."));
    }
    Ok(bytes)
}

fn says_json(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let essence = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    essence == "application/json" || (essence.starts_with("application/") && essence.ends_with("+json"))
}

fn announced(headers: &HeaderMap) -> Option<usize> {
    headers.get(header::CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

/// Whether a JSON text has an escaped NUL, which the database cannot keep.
fn has_nul(json: &[u8]) -> bool {
    let mut rest = json;
    while let Some(at) = rest.iter().position(|byte| *byte == b'\\') {
        if rest[at..].starts_with(b"\\u0000") {
            return true;
        }
        rest = rest.get(at + 2..).unwrap_or_default();
    }
    false
}

/// Refuses what is not JSON from end to end, with the place where it breaks off.
fn must_be_json(bytes: &[u8]) -> Result<(), Problem> {
    serde_json::from_slice::<IgnoredAny>(bytes).map(drop).map_err(|error| broken(&error))
}

fn broken(error: &serde_json::Error) -> Problem {
    let text = error.to_string();
    let said = text.split(" at line ").next().unwrap_or_default();
    let detail = format!("The JSON breaks off at line {}, column {}: {said}.", error.line(), error.column());
    Problem::new(Kind::MalformedJson, detail).at(error.line(), error.column())
}

/// Why JSON of another shape than expected is refused, with the member.
fn wrong(error: &serde_json::Error, path: &str) -> Problem {
    if error.classify() != Category::Data {
        return broken(error);
    }
    let text = error.to_string();
    let said = text.split(" at line ").next().unwrap_or_default();
    let parent = if path == "." { "" } else { path };
    let named = said.strip_prefix("missing field `").or_else(|| said.strip_prefix("unknown field `"));
    let field = match named.and_then(|rest| rest.split('`').next()) {
        Some(name) if parent.is_empty() || parent.ends_with(name) => name.to_owned(),
        Some(name) => format!("{parent}.{name}"),
        None => parent.to_owned(),
    };
    let problem = sentence(said);
    let error = if field.is_empty() {
        FieldProblem { problem, ..FieldProblem::default() }
    } else {
        FieldProblem::of(field, problem)
    };
    Problem::fields(Kind::Invalid, vec![error])
}

fn sentence(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| format!("{}{}.", first.to_uppercase(), chars.as_str()))
}

/// The parameters after the question mark.
#[derive(Debug)]
pub struct Query<T>(pub T);

impl<S: Sync, T: DeserializeOwned> FromRequestParts<S> for Query<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        if parts.uri.query().is_some_and(|query| query.contains("%00")) {
            return Err(Problem::new(Kind::MalformedRequest, "The query has a character that no text here may have."));
        }
        match AxumQuery::try_from_uri(&parts.uri) {
            Ok(AxumQuery(query)) => Ok(Self(query)),
            Err(error) => {
                let text = error.body_text();
                let said = text.split_once(": ").map_or(text.as_str(), |(_, said)| said);
                Err(Problem::new(Kind::MalformedRequest, format!("The query cannot be read: {said}.")))
            }
        }
    }
}

/// Where a page begins; an empty text means the first one.
pub fn cursor(given: Option<&String>) -> Option<&str> {
    given.map(String::as_str).filter(|text| !text.is_empty())
}

/// The id in the path. A text that is no id is not found, like an id that does not exist.
#[derive(Debug)]
pub struct Id<T>(pub T);

impl<S: Send + Sync, T: FromStr> FromRequestParts<S> for Id<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let path = Path::<String>::from_request_parts(parts, state).await;
        let id = path.ok().and_then(|Path(text)| text.parse().ok());
        id.map(Self).ok_or_else(Problem::not_found)
    }
}

/// The key of a definition, in a path or a body.
#[derive(Debug)]
pub struct DefinitionKey(pub String);

impl FromStr for DefinitionKey {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        if engine::check::is_key(text) { Ok(Self(text.to_owned())) } else { Err(()) }
    }
}

/// The `Idempotency-Key` that every command has.
#[derive(Debug)]
pub struct Key(pub String);

impl<S: Sync> FromRequestParts<S> for Key {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let wrong = |detail: String| Problem::new(Kind::IdempotencyKey, detail);
        let Some(value) = parts.headers.get(IDEMPOTENCY_KEY) else {
            return Err(wrong(
                "Send an \u{201c}Idempotency-Key\u{201d} header with a new value for each command, such as a UUID. \
                 Send the same value again when you repeat a command whose answer you did not get."
                    .to_owned(),
            ));
        };
        match value.to_str() {
            Ok(key) if (1..=LONGEST_KEY).contains(&key.len()) && !key.contains('\t') => Ok(Self(key.to_owned())),
            _ => Err(wrong(format!("An Idempotency-Key has 1 to {LONGEST_KEY} printable ASCII characters."))),
        }
    }
}

/// The answers of a form as programs write them: JSON scalars by field key. Numbers keep their digits.
pub type Answers = BTreeMap<String, Box<RawValue>>;

/// The answers as texts, which is how forms are read. `null` leaves a field empty.
pub fn entered(answers: &Answers) -> Result<BTreeMap<String, String>, Problem> {
    let (mut entered, mut errors) = (BTreeMap::new(), Vec::new());
    for (key, raw) in answers {
        match raw.get().as_bytes().first() {
            Some(b'n') => {}
            Some(b'{' | b'[') => errors.push(FieldProblem::of(key, "Give a text, a number, true, false or null.")),
            Some(b'"') => match serde_json::from_str(raw.get()) {
                Ok(text) => drop(entered.insert(key.clone(), text)),
                Err(_) => errors.push(FieldProblem::of(key, "This text cannot be read.")),
            },
            _ => drop(entered.insert(key.clone(), raw.get().to_owned())),
        }
    }
    if errors.is_empty() { Ok(entered) } else { Err(Problem::fields(Kind::Invalid, errors)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_keep_their_digits_and_nothing_but_scalars_passes() {
        let read = |json: &str| entered(&serde_json::from_str(json).expect("JSON"));
        let text = read(
            r#"{"what": "Two \"good\" chairs", "amount": 1250.00, "big": 12345678901234567890.12, "yes": true, "none": null}"#,
        );
        let text = text.expect("scalars");
        assert_eq!(text["what"], "Two \"good\" chairs");
        assert_eq!(
            (text["amount"].as_str(), text["big"].as_str(), text["yes"].as_str()),
            ("1250.00", "12345678901234567890.12", "true")
        );
        assert!(!text.contains_key("none"));
        assert!(read(r#"{"amount": [1], "what": {}}"#).is_err());
    }

    #[test]
    fn an_escaped_nul_is_found_and_an_escaped_backslash_is_not_one() {
        assert!(has_nul(br#"{"a": "x\u0000y"}"#));
        assert!(has_nul(br#"{"a": "\\\u0000"}"#));
        assert!(!has_nul(br#"{"a": "\\u0000", "b": "\n\\"}"#));
        assert!(!has_nul(br#"{"a": "\"#));
    }
}
