//! My requests: where each stands, who has it, since when, and what I can do about it.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use runtime::read::{self, RequestRow, Waiting};

use crate::moment::Zone;
use crate::ui::{
    Ago, Area, Badge, Due, Empty, Head, Icon, More, Outcome, Page, Person, PostForm, Section, Submit, Tone, When,
    encoded, page,
};
use crate::visit::Desk;

/// Where the forms of this page come back to.
const HERE: &str = "/requests";

/// My requests.
#[component]
pub fn RequestsPage() -> impl IntoView {
    let query = use_query_map().read_untracked().clone();
    let search = query.get("q").unwrap_or_default();
    let after = query.get("after").filter(|after| !after.is_empty());
    page(Section::Requests, |desk| show(desk, search, after))
}

async fn show(desk: Desk, search: String, after: Option<String>) -> Page {
    let requests = read::my_requests(&desk.runtime, &desk.caller, &search, after.as_deref()).await?;
    let empty = requests.rows.is_empty().then(|| {
        if search.is_empty() {
            view! {
                <Empty icon="paper" title="You have not asked for anything" text="What you ask for is listed here: where it stands, who has it, and what happens next.">
                    <a class="button" href="/requests/new">"Ask for something"</a>
                </Empty>
            }
            .into_any()
        } else {
            let text = format!("None of your requests has \u{201c}{search}\u{201d} in its title.");
            view! { <Empty icon="search" title="Nothing found" text><a href=HERE>"Show all"</a></Empty> }.into_any()
        }
    });
    let more = requests.next.map(|next| {
        view! { <More href=format!("{HERE}?q={}&after={}", encoded(&search), encoded(&next))/> }
    });
    Ok(view! {
        <Head title="My requests">
            <a class="button wide-only" href="/requests/new"><Icon name="plus"/>"New request"</a>
        </Head>
        <form class="search inbox-search" role="search" method="get" action=HERE>
            <label class="hidden" for="requests-q">"Find by title"</label>
            <input class="input" id="requests-q" type="search" name="q" value=search placeholder="Find by title" maxlength="200" data-search/>
            <button type="submit" class="button plain"><Icon name="search"/>"Find"</button>
        </form>
        <div id="my-requests" data-live>
            {empty}
            <ol class="mine">{requests.rows.into_iter().map(|row| request(row, &desk)).collect_view()}</ol>
            {more}
        </div>
    }
    .into_any())
}

fn request(row: RequestRow, desk: &Desk) -> AnyView {
    let href = format!("/executions/{}", row.execution);
    let running = row.outcome.is_none();
    let stands = if running {
        let waits = row.waits.iter().map(|waiting| wait(waiting, &desk.zone()));
        view! { <ul class="mine-stands">{waits.collect_view()}</ul> }.into_any()
    } else {
        view! { <p class="mine-closed">"Closed " {row.closed_at.map(|at| view! { <Ago at/> })}</p> }.into_any()
    };
    let steps: Vec<String> = row.waits.iter().map(|waiting| waiting.step.clone()).collect();
    let others = row.waits.iter().any(|waiting| waiting.who.iter().any(|who| who.id != desk.caller.person));
    let ways = running.then(|| ways(&row, others));
    view! {
        <li class="mine-item" id=format!("request-{}", row.execution) data-row>
            <div class="mine-main">
                <h2 class="mine-title"><a href=href data-open>{row.title}</a></h2>
                <p class="row-meta">
                    {if row.needs_me {
                        view! { <Badge tone=Tone::Seal icon="back" text="Needs you"/> }.into_any()
                    } else {
                        view! { <Outcome outcome=row.outcome.clone()/> }.into_any()
                    }}
                    <span>{row.definition_name}</span>
                    <span class="row-step">"asked " <Ago at=row.started_at/></span>
                </p>
                {running.then(|| progress(&steps))}
            </div>
            <div class="mine-side">{stands}{ways}</div>
        </li>
    }
    .into_any()
}

/// Who has it, since when, and what happens next by itself.
fn wait(waiting: &Waiting, zone: &Zone) -> AnyView {
    if waiting.incident.is_some() {
        return view! {
            <li class="mine-wait">
                <Badge tone=Tone::Warn icon="alert" text="Stuck"/>
                <p>{waiting.sentence.clone()}</p>
            </li>
        }
        .into_any();
    }
    let next = waiting.next.as_ref().map(|next| {
        let before = if waiting.who.is_empty() { "Next: " } else { "If nobody answers, " };
        view! { <p class="row-next">{before} {next.what.clone()} ", " {zone.brief(next.at)} "."</p> }
    });
    let names: Vec<&str> = waiting.who.iter().map(|who| who.name.as_str()).collect();
    let who = match names.as_slice() {
        [] => None,
        [one] => Some(view! { <Person name=(*one).to_owned()/> }.into_any()),
        several => Some(view! { <span class="mine-who">{several.join(", ")}</span> }.into_any()),
    };
    view! {
        <li class="mine-wait">
            {who.map(|who| view! {
                <p class="mine-holder"><span>"With"</span> {who} {waiting.since.map(|at| view! { <span class="mine-since">"since " <When at/></span> })}</p>
            })}
            {waiting.due_at.map(|at| view! { <Due at=Some(at)/> })}
            {next}
        </li>
    }
    .into_any()
}

/// Where it stands, as three stops: asked, the steps that it waits at, the end.
fn progress(steps: &[String]) -> AnyView {
    let now = if steps.is_empty() { "On its way".to_owned() } else { steps.join(", ") };
    view! {
        <ol class="progress" aria-label="Where it stands">
            <li class="done">"Asked"</li>
            <li class="now">{now} <span class="hidden">" (now)"</span></li>
            <li>"End"</li>
        </ol>
    }
    .into_any()
}

fn ways(row: &RequestRow, others: bool) -> AnyView {
    let id = row.execution.to_string();
    let nudge = others.then(|| {
        let id = id.clone();
        view! {
            <PostForm action="/do/nudge">
                <input type="hidden" name="execution" value=id.clone()/>
                <input type="hidden" name="from" value=HERE/>
                <Submit label="Nudge" class="plain small" icon="bell"/>
            </PostForm>
        }
    });
    let details = format!("withdraw-{id}");
    let reason = format!("reason-{id}");
    let answer = row
        .needs_me
        .then(|| view! { <a class="button small" href="/inbox?tab=needs-me">"Change and submit again"</a> });
    view! {
        <div class="mine-ways">
            {answer}
            {nudge}
            <details class="confirm" id=details>
                <summary class="button quiet small">"Withdraw\u{2026}"</summary>
                <PostForm action="/do/withdraw" class="confirm-box">
                    <input type="hidden" name="execution" value=id/>
                    <input type="hidden" name="from" value=HERE/>
                    <p>"Take the request back? Nobody is asked any more; this cannot be undone."</p>
                    <Area id=reason name="reason" label="Reason" rows=2 max_length=10_000/>
                    <Submit label="Withdraw the request" class="bad" icon="back"/>
                </PostForm>
            </details>
        </div>
    }
    .into_any()
}
