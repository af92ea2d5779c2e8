//! How saving stands, in a few words; and what has to be decided about it.

use leptos::prelude::*;

use super::review::ReviewPart;
use super::{Saver, State, Theirs};
use crate::icon::Icon;

/// How saving stands.
#[component]
pub fn SaveState(saver: Saver) -> impl IntoView {
    let words = move || match saver.state.get() {
        State::Saved => ("check", "Saved", "saved"),
        State::Unsaved | State::Saving => ("cloud", "Saving\u{2026}", "saving"),
        State::Offline => ("alert", "Offline \u{b7} kept in this browser", "offline"),
        State::Held => ("alert", "Not saved \u{b7} a part of the editor is missing", "offline"),
        State::SignedOut => ("lock", "Signed out \u{b7} kept in this browser", "offline"),
        State::Behind(_) => ("alert", "Not saved \u{b7} changed by somebody else", "offline"),
        State::Refused(_) | State::Gone(_) => ("alert", "Not saved", "offline"),
    };
    view! {
        <p class=move || format!("save-state {}", words().2) role="status" data-save=move || words().2>
            {move || view! { <Icon name=words().0/> }}<span>{move || words().1}</span>
        </p>
    }
}

/// What has to be decided: signed out, somebody else saved, changes on both sides; and who else is here.
#[component]
pub fn Banner(saver: Saver) -> impl IntoView {
    let reviewing = move || saver.review.with(Option::is_some);
    let decide = move || {
        match saver.state.get() {
        State::SignedOut => Some(
            view! {
                <p><strong>"You are signed out."</strong>" Nothing is lost: your changes are kept in this browser. Sign in in another tab and come back; they are saved then."</p>
                <p class="banner-ways"><a class="button small" href="/sign-in" target="_blank">"Sign in"</a></p>
            }
            .into_any(),
        ),
        State::Behind(theirs) => (!reviewing()).then(|| behind(saver, theirs)),
        State::Refused(why) => Some(
            view! {
                <p><strong>"The server did not take this."</strong>" "{why}" Your changes are kept in this browser."</p>
                <p class="banner-ways"><button class="button small" type="button" on:click=move |_| saver.save(false)>"Try again"</button></p>
            }
            .into_any(),
        ),
        State::Gone(why) => Some(
            view! {
                <p><strong>"This draft cannot be saved any more."</strong>" "{why}" What is here can still be copied from the JSON view."</p>
                <p class="banner-ways"><a class="button small" href="/definitions">"To the processes"</a></p>
            }
            .into_any(),
        ),
        _ => None,
    }
    };
    let kept = move || {
        let mergeable = saver.kept.with(|kept| kept.as_ref().map(|(_, from)| from.is_some()));
        mergeable.filter(|_| !reviewing()).map(|mergeable| {
            view! {
                <div class="banner" role="alert">
                    <p><strong>"This browser has changes that never reached the server,"</strong>" and the draft was changed since. You see the server\u{2019}s."</p>
                    <p class="banner-ways">
                        {mergeable.then(|| view! { <button class="button small" type="button" on:click=move |_| saver.merge_kept()>"Merge both"</button> })}
                        <button class="button small" class:plain=mergeable type="button" on:click=move |_| saver.take_kept()>"Use this browser\u{2019}s"</button>
                        <button class="button small plain" type="button" on:click=move |_| saver.decided()>"Drop them"</button>
                    </p>
                </div>
            }
        })
    };
    let newer = move || {
        saver.newer.get().filter(|_| saver.state.with(|state| *state == State::Saved)).map(|who| {
            view! {
                <div class="banner calm" role="status">
                    <p><strong>{who}</strong>" changed this draft. Nothing of yours is unsaved."</p>
                    <p class="banner-ways"><button class="button small" type="button" on:click=move |_| reload()>"Show the newest"</button></p>
                </div>
            }
        })
    };
    view! {
        {move || decide().map(|inside| view! { <div class="banner" role="alert">{inside}</div> })}
        {kept}
        <ReviewPart saver/>
        {newer}
    }
}

fn behind(saver: Saver, theirs: Theirs) -> AnyView {
    let (mine, take, both) = (theirs.clone(), theirs.clone(), theirs.clone());
    view! {
        <p><strong>{theirs.changed_by}</strong>" saved this draft while you were changing it. Nothing was overwritten. Your version is on the screen and kept in this browser."</p>
        <p class="banner-ways">
            <button class="button small" type="button" on:click=move |_| saver.merge_theirs(both.clone())>"Merge both"</button>
            <button class="button small plain" type="button" on:click=move |_| saver.take_theirs(&take)>"Show theirs, drop mine"</button>
            <button class="button small plain" type="button" on:click=move |_| saver.keep_mine(&mine)>"Save mine over theirs"</button>
        </p>
    }
    .into_any()
}

fn reload() {
    if let Err(error) = window().location().reload() {
        leptos::logging::error!("{error:?}");
    }
}

/// Who else has the draft open.
#[component]
pub fn Others(saver: Saver) -> impl IntoView {
    let words = move || {
        saver.others.with(|others| {
            let names: Vec<&str> = others.iter().map(|other| other.name.as_str()).collect();
            match names.as_slice() {
                [] => None,
                [one] => Some(format!("{one} has this open too")),
                [one, two] => Some(format!("{one} and {two} have this open too")),
                [one, rest @ ..] => Some(format!("{one} and {} others have this open too", rest.len())),
            }
        })
    };
    view! { {move || words().map(|words| view! { <p class="others" role="status"><Icon name="people"/><span>{words}</span></p> })} }
}
