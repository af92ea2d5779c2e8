//! A task for reading, all of it: the request, what one has to know, the signatures, what was said. Somebody outside is
//! shown no history, and with it neither signatures nor talk.

use engine::ids::PersonId;
use leptos::prelude::*;
use runtime::read::{History, TaskDetail};

use super::{facts, request, signatures, talk};

/// The task as `me` reads it.
pub fn whole(task: &TaskDetail, history: Option<&History>, me: PersonId) -> AnyView {
    let before = history.and_then(request::before);
    view! {
        {request::view(task, before.as_ref())}
        {facts::view(task)}
        {history.map(|_| signatures::view(task, me))}
        {history.map(talk::list)}
    }
    .into_any()
}
