//! Files: dropped, pasted or chosen ones become the text; the text is saved as one.

use engine::definition::LARGEST_DOCUMENT;
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::Text;
use super::read::{Wrong, read, too_large};

/// Takes a file, unless it is too large or no process at all: then the text stays, and the reason is said.
fn take(text: Text, file: web_sys::File) {
    let name = format!("\u{201c}{}\u{201d}", file.name());
    #[allow(clippy::cast_precision_loss, reason = "a mebibyte")]
    if file.size() > LARGEST_DOCUMENT as f64 {
        return text.refuse(&too_large(&name));
    }
    wasm_bindgen_futures::spawn_local(async move {
        let found = wasm_bindgen_futures::JsFuture::from(file.text()).await.ok().and_then(|words| words.as_string());
        match found.map(|words| (read(&words), words)) {
            Some((Ok(_), words)) => {
                text.put(words.trim_start_matches('\u{feff}'));
                text.store.say(format!("{name} is in. Undo brings back what was here."));
            }
            Some((Err(wrong), _)) => text.refuse(&Wrong { sentence: format!("{name}: {}", wrong.said()), at: None }),
            None => text.refuse(&Wrong { sentence: format!("{name} could not be read."), at: None }),
        }
    });
}

fn first(files: Option<web_sys::FileList>) -> Option<web_sys::File> {
    files.and_then(|files| files.get(0))
}

/// A file is dropped; words that are dropped go where they are dropped.
pub fn dropped(text: Text, event: &web_sys::DragEvent) {
    if let Some(file) = first(event.data_transfer().and_then(|data| data.files())) {
        event.prevent_default();
        take(text, file);
    }
}

/// A file is pasted; words are pasted by the browser, unless they are too many.
pub fn pasted(text: Text, event: &web_sys::Event) {
    let Some(data) = event.dyn_ref::<web_sys::ClipboardEvent>().and_then(web_sys::ClipboardEvent::clipboard_data)
    else {
        return;
    };
    if let Some(file) = first(data.files()) {
        event.prevent_default();
        take(text, file);
    } else if data.get_data("text").is_ok_and(|words| words.len() > LARGEST_DOCUMENT) {
        event.prevent_default();
        text.refuse(&too_large("What you pasted"));
    }
}

/// A file is chosen.
pub fn chosen(text: Text, picker: NodeRef<html::Input>) {
    let Some(picker) = picker.get_untracked() else { return };
    if let Some(file) = first(picker.files()) {
        take(text, file);
    }
    // So that the same file can be chosen again.
    picker.set_value("");
}

/// Saves a text as a file.
pub fn save(name: &str, text: &str) {
    let parts = js_sys::Array::of1(&text.into());
    let kind = web_sys::BlobPropertyBag::new();
    kind.set_type("application/json");
    let Ok(blob) = web_sys::Blob::new_with_str_sequence_and_options(&parts, &kind) else { return };
    let Ok(url) = web_sys::Url::create_object_url_with_blob(&blob) else { return };
    if let Ok(link) = document().create_element("a").map(JsCast::unchecked_into::<web_sys::HtmlAnchorElement>) {
        link.set_href(&url);
        link.set_download(name);
        link.click();
    }
    let _ = web_sys::Url::revoke_object_url(&url);
}
