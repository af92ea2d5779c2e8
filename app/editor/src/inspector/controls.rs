//! The controls that all editors are made of: label, help and problems around one native element.

use std::sync::Arc;
use std::time::Duration;

use engine::check::{Problem, Severity};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, HtmlInputElement, HtmlSelectElement, HtmlTextAreaElement};

use super::lens::Lens;
use super::typing::Typing;
use crate::Store;

/// What a control calls when another value was chosen.
pub type Chosen = Arc<dyn Fn(String) + Send + Sync>;
/// What a button calls.
pub type Pressed = Arc<dyn Fn() + Send + Sync>;
/// Value and words of each choice.
pub type Choices = Vec<(String, String)>;

/// A decorative icon.
pub fn icon(name: &str) -> AnyView {
    view! { <svg class="icon" aria-hidden="true"><use href=format!("/icons.svg#{name}")></use></svg> }.into_any()
}

/// The problems of one setting.
pub fn problems_of(problems: &[Problem], fits: impl Fn(&Problem) -> bool) -> Vec<(Severity, String)> {
    problems.iter().filter(|problem| fits(problem)).map(|problem| (problem.severity, problem.message.clone())).collect()
}

/// Problems as they stand beneath a control.
pub fn problem_list(id: &str, problems: Signal<Vec<(Severity, String)>>) -> AnyView {
    let one = |(severity, message): (Severity, String)| {
        let (class, word) = match severity {
            Severity::Error => ("field-problem", ""),
            Severity::Warning => ("field-problem warning", "Note: "),
        };
        view! { <p class=class>{icon("alert")}<span>{word}{message}</span></p> }
    };
    view! {
        <div class="setting-problems" id=format!("{id}-problems")>
            {move || problems.get().into_iter().map(one).collect_view()}
        </div>
    }
    .into_any()
}

/// Whether there is an error among them.
pub fn is_wrong(problems: Signal<Vec<(Severity, String)>>) -> Signal<bool> {
    Signal::derive(move || problems.with(|all| all.iter().any(|(severity, _)| *severity == Severity::Error)))
}

/// Label, help and problems around one control whose id is given.
pub fn labelled(
    id: &str,
    label: &str,
    help: &str,
    problems: Signal<Vec<(Severity, String)>>,
    control: AnyView,
) -> AnyView {
    let wrong = is_wrong(problems);
    view! {
        <div class="field setting" class:wrong=move || wrong.get()>
            <label class="field-label" for=id.to_owned()>{label.to_owned()}</label>
            {help_line(id, help)}
            {control}
            {problem_list(id, problems)}
        </div>
    }
    .into_any()
}

/// The same around several controls.
pub fn gathered(
    id: &str,
    label: &str,
    help: &str,
    problems: Signal<Vec<(Severity, String)>>,
    control: AnyView,
) -> AnyView {
    let wrong = is_wrong(problems);
    view! {
        <fieldset class="field setting" class:wrong=move || wrong.get() id=id.to_owned() tabindex="-1"
            aria-describedby=format!("{id}-help {id}-problems")>
            <legend class="field-label">{label.to_owned()}</legend>
            {help_line(id, help)}
            {control}
            {problem_list(id, problems)}
        </fieldset>
    }
    .into_any()
}

/// A small label before one control, within a setting.
pub fn part(id: &str, label: &str, control: AnyView) -> AnyView {
    view! {
        <div class="setting-part">
            <label class="setting-word" for=id.to_owned()>{label.to_owned()}</label>
            {control}
        </div>
    }
    .into_any()
}

pub fn help_line(id: &str, help: &str) -> AnyView {
    let hidden = help.is_empty();
    view! { <p class="field-help" id=format!("{id}-help") hidden=hidden>{help.to_owned()}</p> }.into_any()
}

/// No problems: for controls within a setting.
pub fn fine() -> Signal<Vec<(Severity, String)>> {
    Signal::derive(Vec::new)
}

/// One line of text. `list` names a datalist.
pub fn line(
    id: &str,
    kind: &'static str,
    list: Option<&'static str>,
    value: Signal<String>,
    typing: Typing,
) -> AnyView {
    let (begins, types, settles, leaves) = (typing.clone(), typing.clone(), typing.clone(), typing);
    view! {
        <input class="input" id=id.to_owned() type=kind list=list prop:value=move || value.get() autocomplete="off"
            spellcheck=if kind == "text" { "true" } else { "false" } aria-describedby=described(id)
            step=(kind == "number").then_some("any")
            on:focus=move |_| begins.begins()
            on:input=move |event| types.typed(event_target_value(&event))
            on:change=move |_| settles.flush()
            on:blur=move |_| leaves.ends()/>
    }
    .into_any()
}

/// Several lines of text.
pub fn area(id: &str, class: &'static str, value: Signal<String>, typing: Typing) -> AnyView {
    let (begins, types, leaves) = (typing.clone(), typing.clone(), typing);
    view! {
        <textarea class=format!("input {class}") id=id.to_owned() rows="3" prop:value=move || value.get()
            aria-describedby=described(id)
            on:focus=move |_| begins.begins()
            on:input=move |event| types.typed(event_target_value(&event))
            on:blur=move |_| leaves.ends()></textarea>
    }
    .into_any()
}

/// One of several. A value that is none of them is shown as it is.
pub fn select(id: &str, choices: Signal<Choices>, value: Signal<String>, chosen: Chosen) -> AnyView {
    let options = move || {
        let mut all = choices.get();
        let now = value.get();
        if !all.iter().any(|(key, _)| *key == now) {
            all.push((now.clone(), if now.is_empty() { "Choose\u{2026}".to_owned() } else { now }));
        }
        all
    };
    view! {
        <select class="input" id=id.to_owned() aria-describedby=described(id) on:change=move |event| {
            chosen(event_target_value(&event));
            // What was refused is not shown as if it had been taken.
            event_target::<HtmlSelectElement>(&event).set_value(&value.get_untracked());
        }>
            {move || options().into_iter().map(|(key, words)| {
                let this = key.clone();
                view! { <option value=key prop:selected=move || value.with(|now| *now == this)>{words}</option> }
            }).collect_view()}
        </select>
    }
    .into_any()
}

/// Choices that never change.
pub fn choices(all: &[(&str, &str)]) -> Signal<Choices> {
    let all: Choices = all.iter().map(|(key, words)| ((*key).to_owned(), (*words).to_owned())).collect();
    Signal::stored(all)
}

/// Yes or no, with its words beside it.
pub fn flag(
    id: &str,
    label: &str,
    help: &str,
    value: Signal<bool>,
    chosen: Arc<dyn Fn(bool) + Send + Sync>,
) -> AnyView {
    view! {
        <div class="pick-way">
            <input id=id.to_owned() type="checkbox" prop:checked=move || value.get() aria-describedby=described(id)
                on:change=move |event| {
                    chosen(event_target_checked(&event));
                    event_target::<HtmlInputElement>(&event).set_checked(value.get_untracked());
                }/>
            <div><label for=id.to_owned()>{label.to_owned()}</label>{help_line(id, help)}</div>
        </div>
    }
    .into_any()
}

/// A button that is an icon only; its words are read out and shown as its title.
pub fn tool(name: &'static str, words: impl Into<String>, id: String, off: Signal<bool>, pressed: Pressed) -> AnyView {
    let words: String = words.into();
    view! {
        <button type="button" class="tool" id=id title=words.clone() aria-label=words disabled=move || off.get()
            on:click=move |_| pressed()>{icon(name)}</button>
    }
    .into_any()
}

/// A quiet button with icon and words.
pub fn button(name: &'static str, words: impl Into<String>, id: String, pressed: Pressed) -> AnyView {
    let words: String = words.into();
    view! {
        <button type="button" class="button plain small" id=id on:click=move |_| pressed()>{icon(name)}{words}</button>
    }
    .into_any()
}

/// A lens' text in one line; what is committed is a text.
pub fn text_line(lens: &Lens) -> AnyView {
    line(&lens.id(), "text", None, lens.written(), typing_text(lens))
}

/// The same, taken when the field is left: others follow a name, and half a name is none.
pub fn name_line(lens: &Lens) -> AnyView {
    let (id, value, to) = (lens.id(), lens.written(), lens.clone());
    view! {
        <input class="input" id=id.clone() prop:value=move || value.get() autocomplete="off" spellcheck="false"
            aria-describedby=described(&id) on:change=move |event| to.set(event_target_value(&event).into())/>
    }
    .into_any()
}

/// Typing that writes a text where the lens looks.
pub fn typing_text(lens: &Lens) -> Typing {
    let at = lens.clone();
    Typing::new(lens.store, move |gesture, text| at.set_in(gesture, text.into()))
}

/// The buttons that put a field in braces into the text control of this id.
pub fn insert_field(store: Store, id: String, typing: Typing) -> AnyView {
    let name = format!("{id}-insert");
    let fields = Memo::new(move |_| {
        store.definition.with(|definition| {
            definition.form.fields.iter().map(|field| (field.key.clone(), field.label.clone())).collect::<Choices>()
        })
    });
    let insert = move |event: web_sys::Event| {
        let select = event_target::<HtmlSelectElement>(&event);
        let key = select.value();
        select.set_value("");
        if !key.is_empty()
            && let Some(text) = put_at_caret(&id, &format!("{{{key}}}"))
        {
            typing.typed(text);
            typing.ends();
        }
    };
    view! {
        <div class="insert-field">
            <label class="hidden" for=name.clone()>"Insert a field of the form"</label>
            <select class="input small" id=name on:change=insert>
                <option value="">"Insert a field\u{2026}"</option>
                {move || fields.get().into_iter().map(|(key, label)| view! { <option value=key>{label}</option> }).collect_view()}
            </select>
        </div>
    }
    .into_any()
}

/// Puts a text in place of what is selected in a text control; the whole text afterwards.
fn put_at_caret(id: &str, text: &str) -> Option<String> {
    let element = document().get_element_by_id(id)?;
    let (value, from, to) = if let Some(area) = element.dyn_ref::<HtmlTextAreaElement>() {
        (area.value(), area.selection_start().ok()??, area.selection_end().ok()??)
    } else {
        let input = element.dyn_ref::<HtmlInputElement>()?;
        (input.value(), input.selection_start().ok()??, input.selection_end().ok()??)
    };
    let (whole, caret) = spliced(&value, from, to, text);
    if let Some(area) = element.dyn_ref::<HtmlTextAreaElement>() {
        area.set_value(&whole);
        let _ = area.focus();
        let _ = area.set_selection_range(caret, caret);
    } else if let Some(input) = element.dyn_ref::<HtmlInputElement>() {
        input.set_value(&whole);
        let _ = input.focus();
        let _ = input.set_selection_range(caret, caret);
    }
    Some(whole)
}

/// A text with another in place of a stretch, counted as the browser does (UTF-16), and where the caret is then.
pub fn spliced(value: &str, from: u32, to: u32, text: &str) -> (String, u32) {
    let units: Vec<u16> = value.encode_utf16().collect();
    let (from, to) = (units.len().min(from as usize), units.len().min(to.max(from) as usize));
    let inside: Vec<u16> = text.encode_utf16().collect();
    let caret = u32::try_from(from + inside.len()).unwrap_or(u32::MAX);
    let whole = [&units[..from], &inside, &units[to..]].concat();
    (String::from_utf16_lossy(&whole), caret)
}

/// The ids of help and problems of a control.
pub fn described(id: &str) -> String {
    format!("{id}-help {id}-problems")
}

/// Puts the focus on the first of these elements that is there and can have it, once everything is drawn.
pub fn focus_later(ids: Vec<String>) {
    let focus = move || {
        let elements = ids.iter().filter_map(|id| document().get_element_by_id(id));
        let mut free = elements.filter(|element| !element.has_attribute("disabled"));
        if let Some(element) = free.find_map(|element| element.dyn_into::<HtmlElement>().ok()) {
            let _ = element.focus();
        }
    };
    set_timeout(focus, Duration::ZERO);
}

#[cfg(test)]
mod tests {
    use super::spliced;

    #[test]
    fn texts_are_put_in_where_the_browser_counts() {
        assert_eq!(spliced("ab", 1, 1, "{x}"), ("a{x}b".to_owned(), 4));
        assert_eq!(spliced("\u{1f600}b", 2, 3, "{x}"), ("\u{1f600}{x}".to_owned(), 5));
        assert_eq!(spliced("ab", 9, 1, "c"), ("abc".to_owned(), 3));
    }
}
