//! The demo's people, to sit down as with one click. Only where the server says that this is the demo.

use leptos::prelude::*;
use runtime::auth::SignedIn;
use runtime::{Result, Runtime};

use crate::ui::{Avatar, Icon};

/// Somebody of the demo.
#[derive(Clone, Debug)]
pub struct Persona {
    pub key: String,
    pub name: String,
    pub about: String,
    /// What one sees best as this person.
    pub group: String,
}

/// The demo's people, those who show most first.
pub async fn of(runtime: &Runtime) -> Result<Vec<Persona>> {
    let _ = runtime;
    Ok(vec![])
}

/// The seat of one of the demo's people.
pub async fn seat(runtime: &Runtime, key: &str) -> Result<Option<SignedIn>> {
    let _ = (runtime, key);
    Ok(None)
}

/// The people as buttons, in their groups.
#[component]
pub fn Personas(personas: Vec<Persona>, next: String) -> impl IntoView {
    let mut groups: Vec<(String, Vec<Persona>)> = Vec::new();
    for persona in personas {
        match groups.iter_mut().find(|(group, _)| *group == persona.group) {
            Some((_, people)) => people.push(persona),
            None => groups.push((persona.group.clone(), vec![persona])),
        }
    }
    view! {
        <section class="personas">
            <p class="personas-note"><Icon name="alert"/><span><strong>"Demo data."</strong> " A company that does not exist, on this machine only. Choose whom to be."</span></p>
            <h1>"Sit down as\u{2026}"</h1>
            {groups.into_iter().map(|(group, people)| {
                let next = next.clone();
                view! {
                    <h2>{group}</h2>
                    <ul class="personas-list">
                        {people.into_iter().map(|persona| view! {
                            <li>
                                <form method="post" action="/do/sit-down" data-once>
                                    <input type="hidden" name="person" value=persona.key/>
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
                }
            }).collect_view()}
        </section>
    }
}
