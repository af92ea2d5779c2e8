//! Which page answers which path. All pages are rendered whole before the first byte leaves, so that each has its right
//! status and works without scripts.

use leptos::prelude::*;
use leptos_meta::{Title, provide_meta_context};
use leptos_router::components::{Route, Router, Routes};
use leptos_router::{SsrMode, path};

use crate::account::AccountPage;
use crate::definitions::{DefinitionPage, DefinitionPrintPage, DefinitionsPage};
use crate::designer::{ComparePage, NewDraftPage, PublishPage};
use crate::draft::DraftPage;
use crate::execution::ExecutionPage;
use crate::inbox::InboxPage;
use crate::ledger::LedgerPage;
use crate::mail::MailPage;
use crate::outbox::{KeptMailPage, OutboxPage};
use crate::people::PeoplePage;
use crate::requests::{GalleryPage, NewRequestPage, RequestsPage};
use crate::setup::SetupPage;
use crate::sign_in::SignInPage;
use crate::system::SystemPage;
use crate::task::TaskPage;
use crate::ui::{Home, NoSuchPage};

/// The pages.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    view! {
        <Title formatter=|title: String| format!("{title} \u{b7} Countersign")/>
        <Router>
            <Routes fallback=|| view! { <NoSuchPage/> }>
                <Route path=path!("/") view=Home ssr=SsrMode::Async/>
                <Route path=path!("/sign-in") view=SignInPage ssr=SsrMode::Async/>
                <Route path=path!("/setup") view=SetupPage ssr=SsrMode::Async/>
                <Route path=path!("/inbox") view=InboxPage ssr=SsrMode::Async/>
                <Route path=path!("/tasks/:id") view=TaskPage ssr=SsrMode::Async/>
                <Route path=path!("/requests") view=RequestsPage ssr=SsrMode::Async/>
                <Route path=path!("/requests/new") view=GalleryPage ssr=SsrMode::Async/>
                <Route path=path!("/requests/new/:definition") view=NewRequestPage ssr=SsrMode::Async/>
                <Route path=path!("/executions/:id") view=ExecutionPage ssr=SsrMode::Async/>
                <Route path=path!("/executions/:id/mail") view=LedgerPage ssr=SsrMode::Async/>
                <Route path=path!("/definitions") view=DefinitionsPage ssr=SsrMode::Async/>
                <Route path=path!("/definitions/:key") view=DefinitionPage ssr=SsrMode::Async/>
                <Route path=path!("/definitions/:key/print") view=DefinitionPrintPage ssr=SsrMode::Async/>
                <Route path=path!("/definitions/:key/compare") view=ComparePage ssr=SsrMode::Async/>
                <Route path=path!("/drafts/new") view=NewDraftPage ssr=SsrMode::Async/>
                <Route path=path!("/drafts/:id/publish") view=PublishPage ssr=SsrMode::Async/>
                <Route path=path!("/drafts/:id") view=DraftPage ssr=SsrMode::Async/>
                <Route path=path!("/people") view=PeoplePage ssr=SsrMode::Async/>
                <Route path=path!("/account") view=AccountPage ssr=SsrMode::Async/>
                <Route path=path!("/system") view=SystemPage ssr=SsrMode::Async/>
                <Route path=path!("/mail") view=MailPage ssr=SsrMode::Async/>
                <Route path=path!("/outbox") view=OutboxPage ssr=SsrMode::Async/>
                <Route path=path!("/outbox/:id") view=KeptMailPage ssr=SsrMode::Async/>
            </Routes>
        </Router>
    }
}
