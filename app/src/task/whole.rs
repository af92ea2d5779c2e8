//! A task for reading, all of it: the request, what one has to know, the signatures, what was said.

use engine::ids::PersonId;
use leptos::prelude::*;
use runtime::read::{History, TaskDetail};

use super::{facts, request, signatures, talk};

/// The task as `me` reads it.
pub fn whole(task: &TaskDetail, history: &History, me: PersonId) -> AnyView {
    let before = request::before(history);
    view! {
        {request::view(task, before.as_ref())}
        {facts::view(task)}
        {signatures::view(task, me)}
        {talk::list(history)}
    }
    .into_any()
}
