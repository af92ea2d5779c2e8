//! The demo's people, to sit down as with one click. Only where the server says that this is the demo.

use leptos::prelude::*;
use runtime::demo::Persona;

use crate::ui::{Avatar, Icon};

/// The people as buttons.
#[component]
pub fn Personas(personas: Vec<Persona>, next: String) -> impl IntoView {
    view! {
        <section class="personas">
            <p class="personas-note">
                <Icon name="alert"/>
                <span><strong>"Demo data."</strong> " A company that does not exist, on this machine only. Choose whom to be."</span>
            </p>
            <h1>"Sign in as\u{2026}"</h1>
            <ul class="personas-list">
                {personas.into_iter().map(|persona| view! {
                    <li>
                        <form method="post" action="/do/sit-down" data-once>
                            <input type="hidden" name="person" value=persona.email/>
                            <input type="hidden" name="next" value=next.clone()/>
                            <button type="submit" class="persona-button">
                                <Avatar name=persona.name.clone()/>
                                <span class="persona-who"><strong>{persona.name}</strong><span>{persona.about}</span></span>
                                <Icon name="arrow"/>
                            </button>
                        </form>
                    </li>
                }).collect_view()}
            </ul>
        </section>
    }
}
