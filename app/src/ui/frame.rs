//! The page's shell: the way to skip it, the rail (a bar at the bottom of small screens), the account, the page itself.

use leptos::prelude::*;
use runtime::read::{self, Counts};

use super::Icon;
use crate::account::Account;
use crate::islands::{Drafts, Keyboard, Live, Moments, Once};
use crate::visit::Desk;

/// A part of the product; marks where one is in the rail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Section {
    Inbox,
    Requests,
    NewRequest,
    Definitions,
    People,
    System,
    Outbox,
    Elsewhere,
}

/// How much waits; nothing when it cannot be told.
pub(super) async fn counts(desk: &Desk) -> Option<Counts> {
    read::inbox_counts(&desk.runtime, &desk.caller).await.ok()
}

/// The shell around a page.
#[component]
pub fn Frame(desk: Desk, section: Section, counts: Option<Counts>, children: Children) -> impl IntoView {
    let needs_me = counts.map_or(0, |counts| counts.needs_me);
    let overdue = counts.map_or(0, |counts| counts.overdue);
    let admin = desk.caller.roles.admin;
    let outbox = desk.keeps_mail();
    let item = move |of: Section, href: &'static str, icon: &'static str, label: &'static str| {
        let more = matches!(of, Section::People | Section::System | Section::Outbox);
        view! {
            <li class:rail-more=more>
                <a class="rail-item" href=href aria-current=(section == of).then_some("page")>
                    <Icon name=icon/>
                    <span class="rail-label">{label}</span>
                </a>
            </li>
        }
    };
    view! {
        <a class="skip" href="#main">"Skip to the page"</a>
        <div class="desk">
            <header class="rail">
                <a class="rail-mark" href="/inbox" aria-label="Countersign, to the inbox">
                    <svg class="mark" aria-hidden="true"><use href="/icons.svg#mark"></use></svg>
                    <span class="rail-name">"Countersign"</span>
                </a>
                <nav class="rail-nav" aria-label="Main">
                    <ul>
                        <li>
                            <a class="rail-item" href="/inbox" aria-current=(section == Section::Inbox).then_some("page")>
                                <Icon name="inbox"/>
                                <span class="rail-label">"Inbox"</span>
                                <span id="rail-count" class="rail-count" data-live>
                                    {(needs_me > 0).then(|| view! {
                                        <span class="count" class:late=move || { overdue > 0 }>
                                            {needs_me}
                                            <span class="hidden">
                                                {if overdue > 0 { format!(" need you, {overdue} overdue") } else { " need you".to_owned() }}
                                            </span>
                                        </span>
                                    })}
                                </span>
                            </a>
                        </li>
                        {item(Section::Requests, "/requests", "paper", "My requests")}
                        <li class="rail-new">
                            <a class="rail-item" href="/requests/new" aria-current=(section == Section::NewRequest).then_some("page")>
                                <Icon name="plus"/>
                                <span class="rail-label">"New request"</span>
                            </a>
                        </li>
                        {item(Section::Definitions, "/definitions", "route", "Processes")}
                        {item(Section::People, "/people", "people", "People")}
                        {admin.then(|| item(Section::System, "/system", "pulse", "System"))}
                        {outbox.then(|| item(Section::Outbox, "/outbox", "tray", "Outbox"))}
                    </ul>
                </nav>
                <Account caller=desk.caller outbox/>
            </header>
            <div class="paper">
                {desk.demo.0.then(|| view! {
                    <aside class="demo-note" aria-label="Demo"><strong>"Demo data."</strong> " Nothing here is real; everything works."
                        {outbox.then(|| view! { " Mail is in the "<a href="/outbox">"outbox"</a>"." })}
                    </aside>
                })}
                <main id="main" class="page" tabindex="-1">
                    {children()}
                </main>
            </div>
        </div>
        <p id="live-note" class="live-note" role="status" aria-live="polite" data-at=desk.now.timestamp_millis()></p>
        <Live/>
        <Moments/>
        <Drafts/>
        <Once/>
        <Keyboard/>
    }
}
