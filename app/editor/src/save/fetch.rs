//! Asking the server, as JSON.

use serde::de::DeserializeOwned;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{RequestInit, Response};

/// Why there is no answer to work with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoAnswer {
    /// The server could not be reached.
    Offline,
    /// Status and body of an answer that is not a yes.
    Status(u16, String),
    /// Something else came than was expected.
    Unreadable(String),
}

impl NoAnswer {
    /// The sentence that the server gave, or one about what happened.
    pub fn sentence(&self) -> String {
        match self {
            Self::Offline => "The server cannot be reached at the moment.".to_owned(),
            Self::Unreadable(why) => format!("The server answered something unexpected: {why}"),
            Self::Status(status, body) => serde_json::from_str::<serde_json::Value>(body)
                .ok()
                .and_then(|body| body.get("problem")?.as_str().map(str::to_owned))
                .unwrap_or_else(|| match status {
                    401 => "You are signed out.".to_owned(),
                    403 => "You may not do this.".to_owned(),
                    404 => "The draft is not there any more.".to_owned(),
                    _ => format!("The server answered with {status}."),
                }),
        }
    }
}

/// Sends a request; `keep` lets it outlive the page.
pub async fn ask(method: &str, path: &str, body: Option<&str>, keep: bool) -> Result<String, NoAnswer> {
    let options = RequestInit::new();
    options.set_method(method);
    if let Some(body) = body {
        options.set_body(&JsValue::from_str(body));
        let headers = web_sys::Headers::new().map_err(|_| NoAnswer::Offline)?;
        headers.set("content-type", "application/json").map_err(|_| NoAnswer::Offline)?;
        options.set_headers(&headers);
    }
    if keep {
        // A word that older browsers do not know is passed over.
        let _ = js_sys::Reflect::set(&options, &"keepalive".into(), &true.into());
    }
    let answer = JsFuture::from(leptos::prelude::window().fetch_with_str_and_init(path, &options)).await;
    let answer: Response = answer.map_err(|_| NoAnswer::Offline)?.unchecked_into();
    let text = answer.text().map_err(|_| NoAnswer::Offline)?;
    let text = JsFuture::from(text).await.map_err(|_| NoAnswer::Offline)?.as_string().unwrap_or_default();
    if answer.ok() && !answer.redirected() { Ok(text) } else { Err(NoAnswer::Status(answer.status(), text)) }
}

/// Sends a request and reads the answer.
pub async fn read<T: DeserializeOwned>(method: &str, path: &str, body: Option<&str>) -> Result<T, NoAnswer> {
    let text = ask(method, path, body, false).await?;
    serde_json::from_str(&text).map_err(|error| NoAnswer::Unreadable(error.to_string()))
}

/// A random id, as the browser makes them.
pub fn random_id() -> String {
    let mut bytes = [0_u8; 16];
    let filled = js_sys::Reflect::get(&leptos::prelude::window(), &"crypto".into()).and_then(|crypto| {
        let fill: js_sys::Function = js_sys::Reflect::get(&crypto, &"getRandomValues".into())?.unchecked_into();
        let array = js_sys::Uint8Array::new_with_length(16);
        fill.call1(&crypto, &array)?;
        array.copy_to(&mut bytes);
        Ok(())
    });
    if filled.is_err() {
        // Without the browser's randomness: the time, which no two saves of a page share.
        bytes[..8].copy_from_slice(&js_sys::Date::now().to_bits().to_be_bytes());
        bytes[8..].copy_from_slice(&(js_sys::Math::random()).to_bits().to_be_bytes());
    }
    uuid(bytes)
}

/// Sixteen bytes as a version 4 id.
fn uuid(mut bytes: [u8; 16]) -> String {
    bytes[6] = (bytes[6] & 0x0f) | 0x40;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    let mut text = String::new();
    for (no, byte) in bytes.iter().enumerate() {
        if matches!(no, 4 | 6 | 8 | 10) {
            text.push('-');
        }
        text.push_str(&format!("{byte:02x}"));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_have_the_right_form() {
        assert_eq!(uuid([0xff; 16]), "ffffffff-ffff-4fff-bfff-ffffffffffff");
        assert_eq!(uuid([0; 16]), "00000000-0000-4000-8000-000000000000");
    }

    #[test]
    fn a_refusal_is_said_in_the_servers_words() {
        let answer = NoAnswer::Status(422, r#"{"problem":"Not a definition."}"#.to_owned());
        assert_eq!(answer.sentence(), "Not a definition.");
        assert_eq!(NoAnswer::Status(401, String::new()).sentence(), "You are signed out.");
    }
}
