//! What a person was told. The inbox shows it under its tab `notices`.

use leptos::prelude::*;

use crate::ui::Page;
use crate::visit::Desk;

/// A page of what this person was told, newest first; `after` is where the last page ended.
pub async fn list(desk: &Desk, after: Option<&str>) -> Page {
    let page = runtime::read::notices(&desk.runtime, &desk.caller, after).await?;
    Ok(page.rows.into_iter().map(|row| view! { <p>{row.text}</p> }).collect_view().into_any())
}
