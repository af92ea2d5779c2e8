//! Lists beside each other, each with its count and an address of its own; and the way to a list's next page.

use leptos::prelude::*;

/// One of several lists.
#[derive(Clone, Debug)]
pub struct Tab {
    pub href: String,
    pub label: &'static str,
    pub count: Option<i64>,
    pub current: bool,
    /// Its count is something that needs the reader.
    pub seal: bool,
}

/// A row of lists.
#[component]
pub fn Tabs(label: &'static str, tabs: Vec<Tab>) -> impl IntoView {
    view! {
        <nav class="tabs" aria-label=label>
            <ul>
                {tabs.into_iter().map(|tab| view! {
                    <li>
                        <a class="tab" href=tab.href aria-current=tab.current.then_some("page")>
                            {tab.label}
                            {tab.count.map(|count| view! { <span class="count" class:seal=(tab.seal && count != 0)>{count}</span> })}
                        </a>
                    </li>
                }).collect_view()}
            </ul>
        </nav>
    }
}

/// The way to the next page of a list.
#[component]
pub fn More(#[prop(into)] href: String) -> impl IntoView {
    view! { <p class="more"><a class="button plain" href=href rel="next">"Show more"</a></p> }
}
