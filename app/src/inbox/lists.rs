//! The lists of the inbox: their names and addresses, how their rows are grouped, and what an empty one says.

use chrono::{DateTime, TimeDelta, Utc};
use leptos::prelude::*;
use runtime::read::{self, Counts, InboxRow};

use crate::ui::{Empty, Tab, encoded};

/// A list of the inbox.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum List {
    NeedsMe,
    Groups,
    Waiting,
    Done,
    Notices,
}

/// Rows under one label.
pub(super) struct Rows {
    pub label: Option<&'static str>,
    pub rows: Vec<InboxRow>,
}

impl List {
    const ALL: [Self; 5] = [Self::NeedsMe, Self::Groups, Self::Waiting, Self::Done, Self::Notices];

    /// The list that an address names; what needs me when it names none.
    pub fn of(key: &str) -> Self {
        Self::ALL.into_iter().find(|list| list.key() == key).unwrap_or(Self::NeedsMe)
    }

    /// Its name in addresses.
    pub const fn key(self) -> &'static str {
        match self {
            Self::NeedsMe => "needs-me",
            Self::Groups => "groups",
            Self::Waiting => "waiting",
            Self::Done => "done",
            Self::Notices => "notices",
        }
    }

    /// Its name for people.
    pub const fn label(self) -> &'static str {
        match self {
            Self::NeedsMe => "Needs me",
            Self::Groups => "My groups",
            Self::Waiting => "Waiting on others",
            Self::Done => "Done",
            Self::Notices => "Notices",
        }
    }

    /// The list as the runtime knows it; notices are not tasks.
    pub const fn tab(self) -> Option<read::Tab> {
        match self {
            Self::NeedsMe => Some(read::Tab::NeedsMe),
            Self::Groups => Some(read::Tab::MyGroups),
            Self::Waiting => Some(read::Tab::Waiting),
            Self::Done => Some(read::Tab::Done),
            Self::Notices => None,
        }
    }

    /// All lists beside each other, this one being shown.
    pub fn tabs(self, counts: Counts, unread: i64) -> Vec<Tab> {
        let tab = |list: Self, count, seal| Tab {
            href: format!("/inbox?tab={}", list.key()),
            label: list.label(),
            count: Some(count),
            current: list == self,
            seal,
        };
        vec![
            tab(Self::NeedsMe, counts.needs_me, true),
            tab(Self::Groups, counts.my_groups, false),
            tab(Self::Waiting, counts.waiting, false),
            tab(Self::Done, counts.done, false),
            tab(Self::Notices, unread, false),
        ]
    }
}

/// What needs an answer is grouped by how soon; the other lists are as they come.
pub(super) fn sections(list: List, rows: Vec<InboxRow>, now: DateTime<Utc>) -> Vec<Rows> {
    let soon = |row: &InboxRow| match row.due_at {
        Some(at) if at <= now => "Overdue",
        Some(at) if at - now <= TimeDelta::hours(24) => "Due within a day",
        Some(at) if at - now <= TimeDelta::days(7) => "Due within a week",
        Some(_) => "Later",
        None => "No deadline",
    };
    if !matches!(list, List::NeedsMe | List::Groups) {
        return vec![Rows { label: None, rows }];
    }
    let mut parts: Vec<Rows> = Vec::new();
    for row in rows {
        let label = Some(soon(&row));
        match parts.last_mut() {
            Some(part) if part.label == label => part.rows.push(row),
            _ => parts.push(Rows { label, rows: vec![row] }),
        }
    }
    parts
}

/// What an empty list says.
pub(super) fn empty(list: List, search: &str, in_groups: i64) -> AnyView {
    if !search.is_empty() {
        let text = format!("No title in this list has \u{201c}{search}\u{201d} in it.");
        let href = format!("/inbox?tab={}", encoded(list.key()));
        return view! { <Empty icon="search" title="Nothing found" text><a href=href>"Show the whole list"</a></Empty> }.into_any();
    }
    match list {
        List::NeedsMe if in_groups > 0 => {
            let text = format!("Your groups are offered {in_groups}; whoever is first may take one.");
            view! { <Empty icon="check" title="Nothing needs you" text><a class="button plain" href="/inbox?tab=groups">"Look at my groups"</a></Empty> }
                .into_any()
        }
        List::NeedsMe => view! {
            <Empty icon="check" title="Nothing needs you" text="When somebody asks for your answer it appears here by itself, the most urgent first."/>
        }
        .into_any(),
        List::Groups => view! {
            <Empty icon="people" title="Your groups have nothing open" text="What is offered to several people appears here until one of them takes it."/>
        }
        .into_any(),
        List::Waiting => view! {
            <Empty icon="clock" title="You wait for nobody" text="Your own requests, and those that you decided, stay here while they run.">
                <a class="button plain" href="/requests/new">"Ask for something"</a>
            </Empty>
        }
        .into_any(),
        List::Done | List::Notices => view! {
            <Empty icon="stamp" title="You have not answered anything yet" text="What you approve, reject or send back is listed here, with what you said."/>
        }
        .into_any(),
    }
}
