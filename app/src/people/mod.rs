//! The people of the organisation and their groups, to look up; nothing is changed here.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use runtime::read::{self, GroupRow, PersonRow};

use crate::ui::{Badge, Empty, Head, Icon, Page, Person, Section, Tone, page};
use crate::visit::Desk;

/// The page of people.
#[component]
pub fn PeoplePage() -> impl IntoView {
    let search = use_query_map().with_untracked(|query| query.get("q").unwrap_or_default());
    page(Section::People, move |desk| async move { show(desk, search).await })
}

async fn show(desk: Desk, search: String) -> Page {
    let people = read::people(&desk.runtime, &desk.caller).await?;
    let groups = read::groups(&desk.runtime, &desk.caller).await?;
    let all = people.len();
    let found: Vec<PersonRow> = people.into_iter().filter(|person| matches(person, &search)).collect();
    let count =
        if search.trim().is_empty() { format!("{all} people") } else { format!("{} of {all} people", found.len()) };
    let me = desk.caller.person;
    Ok(view! {
        <Head title="People" kind=desk.caller.org_name/>
        <div class="bar">
            <form class="search" role="search" method="get" action="/people">
                <label class="hidden" for="people-q">"Find by name, e-mail or group"</label>
                <input class="input" id="people-q" type="search" name="q" value=search.clone() maxlength="200"
                    placeholder="Name, e-mail or group" data-search/>
                <button type="submit" class="button plain"><Icon name="search"/>"Find"</button>
            </form>
            <p class="quiet" role="status">{count}</p>
        </div>
        {if found.is_empty() {
            view! { <Empty icon="people" title="Nobody like that" text="Look for another part of the name, the e-mail address or the group."/> }.into_any()
        } else {
            view! {
                <ul class="people">{found.into_iter().map(|row| { let own = row.id == me; person(row, own) }).collect_view()}</ul>
            }.into_any()
        }}
        <section class="groups" aria-labelledby="groups-title">
            <h2 id="groups-title">"Groups"</h2>
            <ul class="group-list">{groups.into_iter().map(group).collect_view()}</ul>
        </section>
    }
    .into_any())
}

/// Whether every word looked for is somewhere in what one knows of a person.
fn matches(person: &PersonRow, search: &str) -> bool {
    let known = format!("{} {} {}", person.name, person.email, person.groups.join(" ")).to_lowercase();
    search.to_lowercase().split_whitespace().all(|word| known.contains(word))
}

fn person(row: PersonRow, own: bool) -> impl IntoView {
    let roles = [(row.roles.admin, "Administrator"), (row.roles.designer, "Designer")];
    view! {
        <li class="person-row" class:away=!row.active>
            <div class="person-main">
                <Person name=row.name/>
                {own.then(|| view! { <span class="quiet">"you"</span> })}
                {(!row.active).then(|| view! { <Badge icon="stop" text="Not active"/> })}
                {roles.into_iter().filter(|(has, _)| *has).map(|(_, role)| view! { <Badge tone=Tone::Active icon="key" text=role/> }).collect_view()}
            </div>
            <p class="person-mail"><a href=format!("mailto:{}", row.email)>{row.email.clone()}</a></p>
            <p class="person-groups">
                {if row.groups.is_empty() { "No group".to_owned() } else { row.groups.join(", ") }}
            </p>
            <p class="person-manager">
                {row.manager.map_or_else(|| "No manager".to_owned(), |manager| format!("Reports to {}", manager.name))}
            </p>
            <p class="person-zone">{row.time_zone.replace('_', " ")}</p>
        </li>
    }
}

fn group(row: GroupRow) -> impl IntoView {
    let names = row.members.iter().map(|member| member.name.clone()).collect::<Vec<_>>().join(", ");
    view! {
        <li class="group">
            <h3>{row.name}<span class="count">{row.members.len()}</span></h3>
            <p class="quiet">{if names.is_empty() { "Nobody is in this group.".to_owned() } else { names }}</p>
            <p class="group-key"><code>{row.key.0}</code></p>
        </li>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use engine::ids::PersonId;
    use runtime::Roles;

    #[test]
    fn people_are_found_by_every_word_of_what_is_known() {
        let ana = PersonRow {
            id: PersonId(uuid::Uuid::nil()),
            name: "Ana Duarte".to_owned(),
            email: "ana@example.org".to_owned(),
            time_zone: "Europe/Lisbon".to_owned(),
            active: true,
            manager: None,
            roles: Roles::default(),
            groups: vec!["Finance".to_owned()],
        };
        for search in ["", "ana", "DUARTE fin", "example.org"] {
            assert!(matches(&ana, search), "{search}");
        }
        assert!(!matches(&ana, "ana legal"));
    }
}
