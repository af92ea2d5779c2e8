//! The keys of the inbox, for whoever asks for them.

use leptos::prelude::*;

/// The help for keys, opened by `?` and by its button.
#[component]
pub fn KeysHelp() -> impl IntoView {
    let key = |key: &'static str, does: &'static str| view! { <div><dt><kbd>{key}</kbd></dt><dd>{does}</dd></div> };
    view! {
        <dialog id="keys-help" class="keys" aria-labelledby="keys-title">
            <h2 id="keys-title">"Keys"</h2>
            <dl>
                {key("J", "Next line")}
                {key("K", "Previous line")}
                {key("Enter", "Open the line")}
                {key("/", "Find by title")}
                {key("N", "New request")}
                {key("C", "On a task: write the comment")}
                {key("?", "This help")}
            </dl>
            <p class="keys-switch">
                <input type="checkbox" id="keys-on" checked/>
                <label for="keys-on">"Single keys do something"</label>
            </p>
            <form method="dialog"><button class="button plain" type="submit">"Close"</button></form>
        </dialog>
    }
}
