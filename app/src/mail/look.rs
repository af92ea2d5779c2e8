//! How mail looks, and how long it waits for people who are in the app anyway.

use leptos::prelude::*;
use runtime::mail::{LARGEST_LOGO, Look};

use super::upload::FIELD;
use crate::ui::{Icon, Line, Options, PostForm, Submit};
use crate::visit::Desk;

/// The forms.
pub(super) fn section(desk: &Desk, look: Look) -> AnyView {
    let flash = desk.flash.of("look");
    let typed = |field: &str, kept: String| flash.typed(field).unwrap_or(kept);
    let colour = typed("colour", look.colour);
    let prefix = typed("subject_prefix", look.subject_prefix);
    let seconds = typed("stagger_seconds", look.stagger_seconds.to_string());
    let (bad_colour, bad_prefix, bad_seconds) =
        (flash.problem("colour"), flash.problem("subject_prefix"), flash.problem("stagger_seconds"));
    let a_colour = Options { kind: "color", ..Options::default() };
    let a_prefix = Options { max_length: Some(40), autocomplete: Some("off"), ..Options::default() };
    let number = Options {
        kind: "number",
        inputmode: Some("numeric"),
        min: Some("0".to_owned()),
        max: Some("86400".to_owned()),
        step: Some("1".to_owned()),
        ..Options::default()
    };
    let logo = logo(desk, look.logo.is_some());
    view! {
        <section class="sheet" aria-labelledby="look-title" id="look">
            <h2 id="look-title">"How mail looks"</h2>
            <div class="mail-look">
                <PostForm action="/do/mail-look" class="form">
                    <Line id="colour" name="colour" label="Colour" help="Of buttons and of the line at the top." required=true value=colour
                        problem=bad_colour options=a_colour/>
                    <Line id="subject_prefix" name="subject_prefix" label="Before every subject" help="A word that filters can go by." value=prefix
                        problem=bad_prefix options=a_prefix/>
                    <Line id="stagger_seconds" name="stagger_seconds" label="Wait, in seconds" required=true value=seconds
                        help="Who answers in the app within this time is not mailed as well." problem=bad_seconds options=number/>
                    <div class="form-ways"><Submit label="Save"/></div>
                </PostForm>
                {logo}
            </div>
        </section>
    }
    .into_any()
}

fn logo(desk: &Desk, has_one: bool) -> AnyView {
    let problem = desk.flash.of(FIELD).problem(FIELD);
    let wrong = problem.is_some();
    let (described, invalid) = (if wrong { "logo-help logo-problem" } else { "logo-help" }, wrong.then_some("true"));
    view! {
        <div class="form mail-logo">
            {has_one.then(|| view! { <p class="mail-logo-now"><img src="/mail/logo" alt="The logo of your mail"/></p> })}
            <form method="post" action="/mail/logo" enctype="multipart/form-data" class="form" data-once>
                <div class="field" class:wrong=wrong>
                    <label class="field-label" for="logo">{if has_one { "Another logo" } else { "Logo" }}</label>
                    <p class="field-help" id="logo-help">{format!("A PNG image of at most {} kB; it is shown 36 pixels high.", LARGEST_LOGO / 1_024)}</p>
                    <input class="input" id="logo" name=FIELD type="file" accept="image/png" required aria-describedby=described aria-invalid=invalid/>
                    {problem.map(|problem| view! { <p class="field-problem" id="logo-problem"><Icon name="alert"/>{problem}</p> })}
                </div>
                <div class="form-ways"><Submit label="Use this logo" class="plain" icon="up"/></div>
            </form>
            {has_one.then(|| view! {
                <PostForm action="/do/remove-logo"><Submit label="Take the logo away" class="bad" icon="cross"/></PostForm>
            })}
        </div>
    }
    .into_any()
}
