//! Live pages: when the server says that something changed, the page asks for itself again and takes over the contents of
//! every element with `data-live` and an id. Focus, scroll and opened details stay; nothing that is being typed is touched.
//! An element with `data-live-while` is switched off once the server no longer shows it.

use std::cell::{Cell, RefCell};
use std::time::Duration;

use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Document, DomParser, Element, EventSource, HtmlElement, HtmlTextAreaElement, RequestCache, RequestInit, Response,
    SupportedType, VisibilityState,
};

use super::{dom, moments};

/// Changes come in bursts; one look for each burst.
const PAUSE: Duration = Duration::from_millis(120);
/// From losing the stream to saying so, and to the next attempt.
const LATER: Duration = Duration::from_secs(5);

thread_local! {
    static SOURCE: RefCell<Option<EventSource>> = const { RefCell::new(None) };
    static WAITING: Cell<bool> = const { Cell::new(false) };
    /// The stream broke: changes may have been missed.
    static BROKEN: Cell<bool> = const { Cell::new(false) };
}

/// Keeps the page as it is on the server.
#[island]
pub fn Live() -> impl IntoView {
    Effect::new(|_| {
        open();
        dom::listen(&document(), "visibilitychange", |_: web_sys::Event| {
            if document().visibility_state() == VisibilityState::Visible {
                open();
                look_soon();
            } else {
                close();
            }
        });
        // A page that is left holds no connection; one that is come back to looks again.
        dom::listen(&window(), "pagehide", |_: web_sys::Event| close());
        dom::listen(&window(), "pageshow", |event: web_sys::Event| {
            if js_sys::Reflect::get(&event, &"persisted".into()).is_ok_and(|persisted| persisted.is_truthy()) {
                open();
                look_soon();
            }
        });
    });
}

fn open() {
    SOURCE.with_borrow_mut(|source| {
        if source.is_some() || document().visibility_state() != VisibilityState::Visible {
            return;
        }
        // When the page was made: the server knows whether something has changed since.
        let made_at = dom::one("#live-note").and_then(|note| note.get_attribute("data-at")).unwrap_or_default();
        let Ok(new) = EventSource::new(&format!("/live?at={made_at}")) else { return };
        dom::listen(&new, "message", |_: web_sys::Event| look_soon());
        dom::listen(&new, "change", |_: web_sys::Event| look_soon());
        dom::listen(&new, "error", |_: web_sys::Event| lost());
        dom::listen(&new, "open", |_: web_sys::Event| {
            if BROKEN.replace(false) {
                look_soon();
            }
        });
        *source = Some(new);
    });
}

/// The stream broke. The browser comes again by itself, unless the server said no: then we do, and look why.
fn lost() {
    if !BROKEN.replace(true) {
        set_timeout(
            || {
                if BROKEN.get() {
                    note("Not live at the moment; trying again");
                }
            },
            LATER,
        );
    }
    let refused =
        SOURCE.with_borrow(|source| source.as_ref().is_some_and(|source| source.ready_state() == EventSource::CLOSED));
    if refused {
        close();
        look_soon();
        set_timeout(open, LATER);
    }
}

fn close() {
    if let Some(source) = SOURCE.take() {
        source.close();
    }
}

fn look_soon() {
    if !WAITING.replace(true) {
        set_timeout(
            || {
                WAITING.set(false);
                leptos::task::spawn_local(async {
                    if look().await.is_err() {
                        BROKEN.set(true);
                    }
                });
            },
            PAUSE,
        );
    }
}

async fn look() -> Result<(), JsValue> {
    let here = window().location().href()?;
    let ask = RequestInit::new();
    ask.set_cache(RequestCache::NoStore);
    let headers = web_sys::Headers::new()?;
    headers.set("accept", "text/html")?;
    headers.set("x-live", "1")?;
    ask.set_headers(&headers);
    let answer: Response = JsFuture::from(window().fetch_with_str_and_init(&here, &ask)).await?.dyn_into()?;
    if answer.redirected() || matches!(answer.status(), 401 | 403 | 404) {
        return window().location().reload();
    }
    if !answer.ok() {
        return Err(JsValue::NULL);
    }
    let text = JsFuture::from(answer.text()?).await?.as_string().unwrap_or_default();
    if window().location().href()? == here {
        take_over(&DomParser::new()?.parse_from_string(&text, SupportedType::TextHtml)?);
    }
    Ok(())
}

fn take_over(fresh: &Document) {
    let mut changed = false;
    for old in dom::all("[data-live][id]") {
        let Some(new) = fresh.get_element_by_id(&old.id()) else { continue };
        if !is_typing_in(&old) && likeness(&old) != likeness(&new) {
            replace(&old, &new);
            changed = true;
        }
    }
    let mut closed = false;
    for shown in dom::all("[data-live-while][id]") {
        if fresh.get_element_by_id(&shown.id()).is_none() {
            switch_off(&shown);
            closed = true;
        }
    }
    if changed || closed {
        document().set_title(&fresh.title());
        moments::freshen();
        note(if closed { "This is no longer open; nothing of yours was sent" } else { "Updated just now" });
    }
}

/// What was typed stays to be read and copied; nothing can be sent any more.
fn switch_off(shown: &Element) {
    let _ = shown.remove_attribute("data-live-while");
    let _ = shown.class_list().add_1("gone");
    for button in dom::all_below(shown, "button") {
        let _ = button.set_attribute("disabled", "");
    }
    for field in dom::all_below(shown, "textarea, input") {
        let _ = field.set_attribute("readonly", "");
    }
    for choice in dom::all_below(shown, "select") {
        let _ = choice.set_attribute("disabled", "");
    }
}

/// Whether the person is in the middle of an entry there.
fn is_typing_in(region: &Element) -> bool {
    let typed = |area: Element| {
        area.dyn_into::<HtmlTextAreaElement>().is_ok_and(|area| area.default_value().ok() != Some(area.value()))
    };
    if dom::all_below(region, "textarea").into_iter().any(typed) {
        return true;
    }
    document().active_element().is_some_and(|active| {
        matches!(active.tag_name().as_str(), "INPUT" | "TEXTAREA" | "SELECT") && region.contains(Some(&active))
    })
}

/// What a region says, without what differs from one rendering to the next.
fn likeness(region: &Element) -> String {
    let Ok(copy) = region.clone_node_with_deep(true).map(JsCast::unchecked_into::<Element>) else {
        return String::new();
    };
    for key in dom::all_below(&copy, "input[name=key]") {
        let _ = key.remove_attribute("value");
    }
    for time in dom::all_below(&copy, "[data-ago]") {
        time.set_text_content(None);
    }
    for details in dom::all_below(&copy, "details[open]") {
        let _ = details.remove_attribute("open");
    }
    for row in dom::all_below(&copy, ".fresh") {
        let _ = row.class_list().remove_1("fresh");
        if row.class_name().is_empty() {
            let _ = row.remove_attribute("class");
        }
    }
    copy.inner_html()
}

fn replace(old: &Element, new: &Element) {
    let known: Vec<String> = dom::all_below(old, "[data-row][id]").iter().map(Element::id).collect();
    let opened: Vec<String> = dom::all_below(old, "details[open][id]").iter().map(Element::id).collect();
    let focused = document().active_element().filter(|active| old.contains(Some(active)));
    let focused = focused.map(|active| (active.id(), active.get_attribute("href")));

    old.set_text_content(None);
    while let Some(child) = new.first_child() {
        if old.append_child(&child).is_err() {
            break;
        }
    }

    for row in dom::all_below(old, "[data-row][id]").iter().filter(|row| !known.contains(&row.id())) {
        let _ = row.class_list().add_1("fresh");
    }
    for details in dom::all_below(old, "details[id]").iter().filter(|details| opened.contains(&details.id())) {
        let _ = details.set_attribute("open", "");
    }
    if let Some((id, href)) = focused {
        focus_again(old, &id, href.as_deref());
    }
}

fn focus_again(region: &Element, id: &str, href: Option<&str>) {
    let found = document().get_element_by_id(id).filter(|_| !id.is_empty()).or_else(|| {
        dom::all_below(region, "a[href]")
            .into_iter()
            .find(|link| href.is_some() && link.get_attribute("href").as_deref() == href)
    });
    // A link of a drawing is no HTML element, and takes the focus as one does.
    if let Some(element) = found.map(JsCast::unchecked_into::<HtmlElement>) {
        let scroll = (window().scroll_x().unwrap_or_default(), window().scroll_y().unwrap_or_default());
        let _ = element.focus();
        window().scroll_to_with_x_and_y(scroll.0, scroll.1);
    }
}

/// Says quietly what happened to the page.
fn note(words: &'static str) {
    if let Some(note) = document().get_element_by_id("live-note") {
        note.set_text_content(None);
        let _ = note.class_list().remove_1("shown");
        set_timeout(
            move || {
                note.set_text_content(Some(words));
                let _ = note.class_list().add_1("shown");
            },
            Duration::from_millis(30),
        );
    }
}
