//! Fields with label, help and error, tied together for those who cannot see.

use leptos::prelude::*;

use super::Icon;

/// Label, help and error around a control. The control describes itself by `{id}-help` and `{id}-problem`.
fn framed(id: &str, label: String, required: bool, help: String, problem: Option<String>, control: AnyView) -> AnyView {
    let wrong = problem.is_some();
    view! {
        <div class="field" class:wrong=wrong>
            <label class="field-label" for=id.to_owned()>
                {label} " "
                {(!required).then(|| view! { <span class="field-optional">"optional"</span> })}
            </label>
            {(!help.is_empty()).then(|| view! { <p class="field-help" id=format!("{id}-help")>{help}</p> })}
            {control}
            {problem.map(|problem| view! {
                <p class="field-problem" id=format!("{id}-problem")><Icon name="alert"/>{problem}</p>
            })}
        </div>
    }
    .into_any()
}

fn described(id: &str, help: &str, problem: Option<&String>) -> Option<String> {
    let mut by = Vec::new();
    if !help.is_empty() {
        by.push(format!("{id}-help"));
    }
    if problem.is_some() {
        by.push(format!("{id}-problem"));
    }
    (!by.is_empty()).then(|| by.join(" "))
}

/// What the browser may check by itself.
#[derive(Clone, Debug, Default)]
pub struct Options {
    pub kind: &'static str,
    pub autocomplete: Option<&'static str>,
    pub inputmode: Option<&'static str>,
    pub max_length: Option<u32>,
    pub min: Option<String>,
    pub max: Option<String>,
    pub step: Option<String>,
    /// Shown before the control: a currency.
    pub before: Option<String>,
}

/// One line: text, number, date, e-mail, password.
#[component]
pub fn Line(
    #[prop(into)] id: String,
    #[prop(into)] name: String,
    #[prop(into)] label: String,
    #[prop(optional, into)] help: String,
    #[prop(optional)] required: bool,
    #[prop(optional_no_strip, into)] value: Option<String>,
    #[prop(optional_no_strip, into)] problem: Option<String>,
    #[prop(optional)] options: Options,
) -> impl IntoView {
    let described_by = described(&id, &help, problem.as_ref());
    let kind = if options.kind.is_empty() { "text" } else { options.kind };
    let invalid = problem.is_some().then_some("true");
    let input = view! {
        <input class="input" id=id.clone() name=name type=kind value=value required=required autocomplete=options.autocomplete
            inputmode=options.inputmode maxlength=options.max_length.map(|length| length.to_string())
            min=options.min max=options.max step=options.step aria-describedby=described_by aria-invalid=invalid/>
    };
    let control = match options.before {
        None => input.into_any(),
        Some(before) => {
            view! { <div class="input-with"><span class="input-before" aria-hidden="true">{before}</span>{input}</div> }
                .into_any()
        }
    };
    framed(&id, label, required, help, problem, control)
}

/// Several lines.
#[component]
pub fn Area(
    #[prop(into)] id: String,
    #[prop(into)] name: String,
    #[prop(into)] label: String,
    #[prop(optional, into)] help: String,
    #[prop(optional)] required: bool,
    #[prop(optional, into)] value: String,
    #[prop(optional_no_strip, into)] problem: Option<String>,
    #[prop(optional)] max_length: Option<u32>,
    #[prop(default = 4)] rows: u32,
    /// Kept in the browser under this name until it was sent.
    #[prop(optional, into)]
    draft: Option<String>,
) -> impl IntoView {
    let described_by = described(&id, &help, problem.as_ref());
    let invalid = problem.is_some().then_some("true");
    let control = view! {
        <textarea class="input" id=id.clone() name=name rows=rows.to_string() required=required
            maxlength=max_length.map(|length| length.to_string()) data-draft=draft
            aria-describedby=described_by aria-invalid=invalid>{value}</textarea>
    };
    framed(&id, label, required, help, problem, control.into_any())
}

/// One of several: a list to choose from.
#[component]
pub fn Choose(
    #[prop(into)] id: String,
    #[prop(into)] name: String,
    #[prop(into)] label: String,
    /// Value and words of each.
    options: Vec<(String, String)>,
    #[prop(optional, into)] help: String,
    #[prop(optional)] required: bool,
    #[prop(optional_no_strip, into)] value: Option<String>,
    #[prop(optional_no_strip, into)] problem: Option<String>,
    /// The words of the empty choice.
    #[prop(default = "Choose\u{2026}".to_owned(), into)]
    none: String,
) -> impl IntoView {
    let described_by = described(&id, &help, problem.as_ref());
    let invalid = problem.is_some().then_some("true");
    let chosen = value.unwrap_or_default();
    let control = view! {
        <select class="input" id=id.clone() name=name required=required aria-describedby=described_by aria-invalid=invalid>
            <option value="" selected=chosen.is_empty()>{none}</option>
            {options.into_iter().map(|(value, words)| {
                let selected = value == chosen;
                view! { <option value=value selected=selected>{words}</option> }
            }).collect_view()}
        </select>
    };
    framed(&id, label, required, help, problem, control.into_any())
}

/// One of a few, all of them in sight.
#[component]
pub fn Pick(
    #[prop(into)] id: String,
    name: &'static str,
    #[prop(into)] label: String,
    /// Value, words, and what it means, of each.
    options: Vec<(&'static str, &'static str, &'static str)>,
    #[prop(into)] value: String,
) -> impl IntoView {
    view! {
        <fieldset class="pick">
            <legend class="field-label">{label}</legend>
            {options.into_iter().map(|(key, words, meaning)| {
                let (id, chosen) = (format!("{id}-{key}"), key == value);
                view! {
                    <div class="pick-way">
                        <input id=id.clone() type="radio" name=name value=key checked=chosen/>
                        <label for=id>
                            {words}
                            {(!meaning.is_empty()).then(|| view! { <span class="field-help">{meaning}</span> })}
                        </label>
                    </div>
                }
            }).collect_view()}
        </fieldset>
    }
}
