//! A link to a step: `/drafts/{id}#node-ID` selects it and brings it into view, when the editor opens and whenever the
//! address changes.

use engine::ids::NodeId;
use leptos::prelude::*;

use crate::Store;

/// What comes before the step's id, after the `#`.
const BEFORE: &str = "node-";

/// The part of an address after `#` that leads to a step.
pub fn fragment(node: &NodeId) -> String {
    format!("{BEFORE}{}", String::from(js_sys::encode_uri_component(&node.0)))
}

/// Follows the address for as long as the editor is open.
pub fn follow(store: Store) {
    // Once the canvas is there to show it.
    Effect::new(move |_| go(store));
    let listening = window_event_listener(leptos::ev::hashchange, move |_| go(store));
    on_cleanup(move || listening.remove());
}

fn go(store: Store) {
    let hash = window().location().hash().unwrap_or_default();
    let Some(id) = asked_for(&hash, |text| js_sys::decode_uri_component(text).ok().map(String::from)) else { return };
    let found = store.definition.with_untracked(|definition| definition.node(&id).map(|node| node.name.clone()));
    if let Some(name) = found {
        store.go_to(&id);
        store.say(format!("\u{201c}{name}\u{201d} is selected."));
    } else {
        store.refuse(format!(
            "The link leads to a step \u{201c}{id}\u{201d}, which this draft does not have. It may have been removed or renamed."
        ));
    }
}

/// The step that an address's `#...` leads to, if it leads to one.
fn asked_for(hash: &str, decoded: impl Fn(&str) -> Option<String>) -> Option<NodeId> {
    let id = hash.strip_prefix('#')?.strip_prefix(BEFORE)?;
    // What cannot be decoded is taken as it stands; there is hardly such a step.
    Some(NodeId(decoded(id).unwrap_or_else(|| id.to_owned())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_of_steps_lead_to_one() {
        let asked = |hash: &str| asked_for(hash, |text| (text != "%").then(|| text.replace("%20", " "))).map(|id| id.0);
        assert_eq!(asked("#node-team-lead").as_deref(), Some("team-lead"));
        assert_eq!(asked("#node-team%20lead").as_deref(), Some("team lead"));
        assert_eq!(asked("#node-%").as_deref(), Some("%"));
        assert_eq!(asked("#node-").as_deref(), Some(""));
        assert_eq!((asked(""), asked("#problems"), asked("node-a")), (None, None, None));
    }
}
