//! The inbox: what needs me, what my groups are offered, what waits on others, what I have done, what I was told.

mod keys;
mod lists;
mod row;

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use runtime::read;

use crate::notices;
use crate::ui::{Head, Icon, More, Page, Section, Tabs, encoded, page};
use crate::visit::Desk;
use keys::KeysHelp;
use lists::{List, empty, sections};

/// Which list, what is looked for, and where the last page ended.
#[derive(Clone, Debug)]
struct Query {
    list: List,
    search: String,
    after: Option<String>,
}

/// The page of the inbox.
#[component]
pub fn InboxPage() -> impl IntoView {
    let query = use_query_map().read_untracked().clone();
    let query = Query {
        list: List::of(&query.get("tab").unwrap_or_default()),
        search: query.get("q").unwrap_or_default(),
        after: query.get("after").filter(|after| !after.is_empty()),
    };
    page(Section::Inbox, |desk| show(desk, query))
}

async fn show(desk: Desk, query: Query) -> Page {
    let counts = read::inbox_counts(&desk.runtime, &desk.caller).await?;
    let unread = read::unread(&desk.runtime, &desk.caller).await?;
    let inside = rows(&desk, &query, counts.my_groups).await?;
    let search = query.list != List::Notices;
    let (path, typed) = (query.list.key(), query.search.clone());
    Ok(view! {
        <Head title="Inbox">
            <button type="button" class="button quiet keys-button" data-keys-help>"Keys " <kbd>"?"</kbd></button>
            <a class="button wide-only" href="/requests/new"><Icon name="plus"/>"New request"</a>
        </Head>
        <div id="inbox-tabs" data-live>
            <Tabs label="Lists of the inbox" tabs=query.list.tabs(counts, unread)/>
        </div>
        {search.then(|| view! {
            <form class="search inbox-search" role="search" method="get" action="/inbox">
                <input type="hidden" name="tab" value=path/>
                <label class="hidden" for="inbox-q">"Find by title"</label>
                <input class="input" id="inbox-q" type="search" name="q" value=typed placeholder="Find by title" maxlength="200" data-search/>
                <button type="submit" class="button plain"><Icon name="search"/>"Find"</button>
            </form>
        })}
        <div id="inbox-list" class="inbox" data-live>{inside}</div>
        <KeysHelp/>
    }
    .into_any())
}

async fn rows(desk: &Desk, query: &Query, in_groups: i64) -> Page {
    let after = query.after.as_deref();
    let Some(tab) = query.list.tab() else { return notices::list(desk, after).await };
    let page = read::inbox(&desk.runtime, &desk.caller, tab, &query.search, after).await?;
    if page.rows.is_empty() {
        return Ok(empty(query.list, &query.search, in_groups));
    }
    let more = page.next.map(|next| {
        let href = format!("/inbox?tab={}&q={}&after={}", query.list.key(), encoded(&query.search), encoded(&next));
        view! { <More href/> }
    });
    let zone = desk.zone();
    let begin = after.map(|_| {
        let href = format!("/inbox?tab={}&q={}", query.list.key(), encoded(&query.search));
        view! { <p><a href=href>"To the start of the list"</a></p> }
    });
    Ok(view! {
        {begin}
        {sections(query.list, page.rows, zone.now).into_iter().map(|section| view! {
            <section class="rows-part">
                {match section.label {
                    Some(label) => view! { <h2 class="rows-label">{label} <span class="rows-number">{section.rows.len()}</span></h2> }.into_any(),
                    None => view! { <h2 class="hidden">{query.list.label()}</h2> }.into_any(),
                }}
                <ol class="rows">
                    {section.rows.into_iter().map(|row| row::view(query.list, row, &zone)).collect_view()}
                </ol>
            </section>
        }).collect_view()}
        {more}
    }
    .into_any())
}
