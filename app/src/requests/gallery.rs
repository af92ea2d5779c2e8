//! What one may ask for.

use leptos::prelude::*;
use runtime::read;

use crate::ui::{Empty, Head, Icon, Section, encoded, page};

/// What one may ask for.
#[component]
pub fn GalleryPage() -> impl IntoView {
    page(Section::NewRequest, |desk| async move {
        let entries = read::gallery(&desk.runtime, &desk.caller).await?;
        let none = entries.is_empty();
        Ok(view! {
            <Head title="New request"/>
            {none.then(|| view! {
                <Empty icon="paper" title="Nothing can be asked for yet" text="No process is published that you may use. A designer publishes one."/>
            })}
            <ul class="gallery">
                {entries.into_iter().map(|entry| view! {
                    <li class="gallery-item">
                        <h2><a href=format!("/requests/new/{}", encoded(&entry.key))>{entry.name}</a></h2>
                        <p>{entry.description}</p>
                        <span class="gallery-go"><Icon name="arrow"/></span>
                    </li>
                }).collect_view()}
            </ul>
        }
        .into_any())
    })
}
