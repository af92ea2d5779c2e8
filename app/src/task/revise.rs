//! Changing a request that was sent back: its form, filled with what it says now.

use engine::form::{Answer, Data};
use leptos::prelude::*;
use runtime::read::{PersonRow, TaskDetail};

use super::decision::longest;
use crate::requests::FormFields;
use crate::ui::{Area, Key, Submit};
use crate::visit::Desk;

/// Where the flash keeps the comment, apart from the form's fields.
pub(super) const COMMENT: &str = "resubmit.comment";

/// The form.
pub(super) fn form(desk: &Desk, task: &TaskDetail, people: &[PersonRow]) -> AnyView {
    let flash = desk.flash.of("resubmit");
    let mut entered = texts(&task.data);
    if flash.form == "resubmit" {
        entered.clone_from(&flash.entered);
    }
    let comment = flash.typed(COMMENT).unwrap_or_default();
    view! {
        <form id="decision" class="sheet form" method="post" action="/do/resubmit" data-once data-live-while>
            <Key/>
            <input type="hidden" name="task" value=task.id.to_string()/>
            <h2>"Change your request"</h2>
            <FormFields form=task.definition.form.clone() entered problems=flash.problems.clone() people=people.to_vec() me=desk.caller.person/>
            <Area id="comment" name="comment" label="What did you change?" rows=2 max_length=longest() draft=task.id.to_string()
                value=comment problem=flash.problem("comment")/>
            <div class="form-ways"><Submit label="Submit again" icon="send"/></div>
        </form>
    }
    .into_any()
}

/// The answers as a person would type them.
fn texts(data: &Data) -> std::collections::BTreeMap<String, String> {
    let text = |answer: &Answer| match answer {
        Answer::Text(text) => text.clone(),
        Answer::Number(number) => number.to_string(),
        Answer::Money { amount, .. } => amount.to_string(),
        Answer::Date(date) => date.to_string(),
        Answer::Choice { value, .. } => value.clone(),
        Answer::Person(person) => person.to_string(),
    };
    data.0.iter().map(|(key, answer)| (key.clone(), text(answer))).collect()
}
