//! The page of a draft: the drawing, readable at once; then the editor, a wasm module of its own, takes its place.

use std::sync::Arc;

use engine::definition::Definition;
use leptos::nonce::use_nonce;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;
use runtime::DraftId;
use runtime::read::{self, Draft};
use serde::Serialize;

use crate::definitions::names::{Names, notes};
use crate::drawing::Drawing;
use crate::modules::Modules;
use crate::ui::{Icon, Page, Problem, bare};
use crate::visit::Desk;

/// What the editor begins with.
#[derive(Debug, Serialize)]
struct Opening {
    id: String,
    revision: i64,
    document: String,
    based_on: Option<i32>,
    /// As JSON of their own: the editor reads them later than the rest.
    problems: String,
    simulator: String,
    simulator_wasm: String,
}

/// A draft in the editor.
#[component]
pub fn DraftPage() -> impl IntoView {
    let id = use_params_map().with_untracked(|params| params.get("id").unwrap_or_default());
    let modules = use_context::<Modules>().unwrap_or_default();
    let nonce = use_nonce();
    bare(move |desk| async move {
        let id: DraftId = id.parse().map_err(|_| Problem::NotFound)?;
        let draft = read::draft(&desk.runtime, &desk.caller, id).await?;
        match draft.definition.clone() {
            Ok(definition) => editor(desk, draft, definition, &modules, nonce.map(|nonce| nonce.to_string())).await,
            Err(why) => Ok(unreadable(&draft, &why.to_string())),
        }
    })
}

async fn editor(desk: Desk, draft: Draft, definition: Definition, modules: &Modules, nonce: Option<String>) -> Page {
    let problems = read::draft_problems(&desk.runtime, &desk.caller, draft.id, &definition).await?;
    let names = Names::load(&desk.runtime, &desk.caller, desk.zone()).await?;
    let notes = names.narrated(&definition, notes);
    let opening = Opening {
        id: draft.id.to_string(),
        revision: draft.revision,
        document: draft.document,
        based_on: draft.based_on,
        problems: serde_json::to_string(&problems).map_err(|_| unwritten())?,
        simulator: modules.script("simulator"),
        simulator_wasm: modules.wasm("simulator"),
    };
    let opening = serde_json::to_string(&opening).map_err(|_| unwritten())?;
    let start = format!(
        "import start from \"{}\"; await start({{ module_or_path: \"{}\" }});",
        modules.script("editor"),
        modules.wasm("editor")
    );
    Ok(view! {
        <Title text=format!("{} \u{b7} draft", definition.name)/>
        <div id="editor">
            <header class="editor-bar">
                <a class="editor-back" href="/definitions" aria-label="To the processes"><Icon name="back"/></a>
                <h1 class="editor-title">{definition.name.clone()}</h1>
                <p class="save-state">"Opening the editor\u{2026}"</p>
            </header>
            <Drawing id="process" definition=Arc::new(definition) notes show=drawing::aside::Show::Folded/>
            <noscript><p>"Drawing needs JavaScript. Without it, a process can be published as a file."</p></noscript>
        </div>
        <script type="application/json" id="opening" inner_html=for_script(&opening)></script>
        <script type="module" nonce=nonce inner_html=start></script>
    }
    .into_any())
}

fn unwritten() -> Problem {
    Problem::internal("a draft could not be written for its page")
}

/// JSON that no tag can end.
fn for_script(json: &str) -> String {
    json.replace('<', "\\u003c").replace('\u{2028}', "\\u2028").replace('\u{2029}', "\\u2029")
}

fn unreadable(draft: &Draft, why: &str) -> AnyView {
    let name = if draft.name.is_empty() { draft.key.clone() } else { draft.name.clone() };
    view! {
        <Title text=format!("{name} \u{b7} draft")/>
        <div class="alone">
            <h1>{name}</h1>
            <p class="lead">{format!("This draft cannot be edited here: {why}. Nothing of it is lost; this is its text.")}</p>
            <div class="sheet raw"><pre tabindex="0">{draft.document.clone()}</pre></div>
            <p><a class="button" href="/definitions">"To the processes"</a></p>
        </div>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    #[test]
    fn no_tag_ends_the_script_early() {
        let safe = super::for_script("{\"name\":\"</script><script>\"}");
        assert!(!safe.contains('<'), "{safe}");
        assert_eq!(serde_json::from_str::<serde_json::Value>(&safe).unwrap()["name"], "</script><script>");
    }
}
