//! Moments on a page: absolute in the reader's zone; the island `Moments` keeps what is relative fresh.

use chrono::{DateTime, Utc};
use leptos::prelude::*;

use super::Icon;
use crate::moment::{Zone, machine};

fn zone() -> Zone {
    use_context::<Zone>().unwrap_or_else(|| Zone::new("UTC", DateTime::UNIX_EPOCH))
}

/// A moment as day and time; everything else about it in the title.
#[component]
pub fn When(at: DateTime<Utc>) -> impl IntoView {
    let zone = zone();
    view! { <time class="when" datetime=machine(at) title=zone.full(at)>{zone.brief(at)}</time> }
}

/// A moment as its distance from now: `3 days ago`.
#[component]
pub fn Ago(at: DateTime<Utc>) -> impl IntoView {
    let zone = zone();
    view! { <time class="when" datetime=machine(at) title=zone.full(at) data-ago>{zone.relative(at)}</time> }
}

/// A due time: absolute and relative; overdue with icon and word.
#[component]
pub fn Due(at: Option<DateTime<Utc>>) -> impl IntoView {
    let zone = zone();
    match at {
        None => view! { <span class="due none">"No deadline"</span> }.into_any(),
        Some(at) => {
            let late = at <= zone.now;
            let soon = !late && at - zone.now < chrono::TimeDelta::hours(24);
            view! {
                <span class="due" class:late=late class:soon=soon>
                    <Icon name=if late { "alert" } else { "clock" }/>
                    <span class="due-text">
                        <span class="due-word">
                            {if late { "Overdue, due " } else { "Due " }} <time datetime=machine(at) data-ago>{zone.relative(at)}</time>
                        </span>
                        <time class="due-at" datetime=machine(at) title=zone.full(at)>{zone.brief(at)}</time>
                    </span>
                </span>
            }
            .into_any()
        }
    }
}
