//! Why a page cannot be shown, each kind with its status and its words.

use axum::http::StatusCode;
use leptos::prelude::*;
use runtime::Error;

use super::Icon;

/// Why a page cannot be shown.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// Nobody is signed in.
    #[error("Sign in to see this page.")]
    SignIn,
    /// It moved; the path of this site to go to.
    #[error("This page is elsewhere.")]
    Elsewhere(String),
    #[error("There is nothing here, or it is not for you to see.")]
    NotFound,
    /// It was here and is no more; a whole sentence.
    #[error("{0}")]
    Gone(String),
    /// A whole sentence.
    #[error("{0}")]
    Forbidden(String),
    #[error("The database cannot be reached at the moment. Nothing is lost; what was sent and confirmed is safe.")]
    Away,
    #[error("Something went wrong on our side. It was written to the log.")]
    Broken,
}

impl Problem {
    /// Something that cannot be, said to the log only.
    pub fn internal(what: &str) -> Self {
        tracing::error!(what, "a page could not be made");
        Self::Broken
    }

    /// The status of the response.
    pub fn status(&self) -> StatusCode {
        match self {
            Self::SignIn | Self::Elsewhere(_) => StatusCode::SEE_OTHER,
            Self::NotFound | Self::Gone(_) => StatusCode::NOT_FOUND,
            Self::Forbidden(_) => StatusCode::FORBIDDEN,
            Self::Away => StatusCode::SERVICE_UNAVAILABLE,
            Self::Broken => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    fn title(&self) -> &'static str {
        match self {
            Self::SignIn => "Sign in",
            Self::Elsewhere(_) => "Elsewhere",
            Self::NotFound => "Nothing here",
            Self::Gone(_) => "No longer here",
            Self::Forbidden(_) => "Not for you",
            Self::Away => "The database is away",
            Self::Broken => "Something went wrong",
        }
    }

    fn icon(&self) -> &'static str {
        match self {
            Self::NotFound | Self::Gone(_) | Self::Elsewhere(_) => "blank",
            Self::SignIn | Self::Forbidden(_) => "lock",
            Self::Away | Self::Broken => "alert",
        }
    }

    /// What the page shows in its place.
    pub fn view(&self) -> AnyView {
        let again = matches!(self, Self::Away | Self::Broken);
        view! {
            <leptos_meta::Title text=self.title()/>
            <section class="problem">
                <span class="problem-icon"><Icon name=self.icon()/></span>
                <h1>{self.title()}</h1>
                <p class="lead">{self.to_string()}</p>
                <p class="problem-ways">
                    {again.then(|| view! { <a class="button" href="">"Try again"</a> })}
                    <a class="button" class:plain=again href="/inbox">"Go to the inbox"</a>
                </p>
            </section>
        }
        .into_any()
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        match error {
            Error::NotFound | Error::Invalid(_) => Self::NotFound,
            Error::Gone(why) => Self::Gone(why),
            Error::Forbidden(why) => Self::Forbidden(why),
            Error::Unavailable(source) => {
                tracing::warn!(error = ?source, "a page found no database");
                Self::Away
            }
            other => {
                tracing::error!(error = ?other, "a page could not be made");
                Self::Broken
            }
        }
    }
}
