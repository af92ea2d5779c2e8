//! What the sign-in page does.

use leptos::prelude::*;
use runtime::Runtime;
use runtime::auth::{self, SignInError, SignedIn};

use crate::flash::Flash;
use crate::forms::{self, Answered};
use crate::ui::encoded;
use crate::visit::{self, Address, Demo};

/// Signs in by e-mail and password.
#[server(prefix = "/do", endpoint = "sign-in")]
pub async fn sign_in(email: String, password: String, #[server(default)] next: String) -> Answered {
    let Some(runtime) = use_context::<Runtime>() else { return forms::away() };
    let address = visit::extension::<Address>().map_or_else(String::new, |address| address.0);
    let refused = match auth::sign_in(&runtime, &email, &password, &address).await {
        Ok(seat) => return sit_down(seat, &next).await,
        Err(SignInError::LockedOut { until }) => {
            let minutes = (until - runtime.clock().now()).num_minutes().max(0) + 1;
            let unit = if minutes == 1 { "minute" } else { "minutes" };
            format!("Too many attempts. Try again in {minutes} {unit}.")
        }
        Err(SignInError::WrongOrUnknown) => SignInError::WrongOrUnknown.to_string(),
        Err(SignInError::Failed(error)) => return forms::Sent::new(page(&next), "sign-in").refused(error).await,
    };
    let email: String = email.chars().take(254).collect();
    let flash = Flash { refused: Some(refused), entered: [("email".to_owned(), email)].into(), ..Flash::default() };
    forms::go_with(&page(&next), flash).await
}

/// Sits down as one of the demo's people.
#[server(prefix = "/do", endpoint = "sit-down")]
pub async fn sit_down_as(person: String, #[server(default)] next: String) -> Answered {
    let (Some(runtime), Some(Demo(true))) = (use_context::<Runtime>(), use_context::<Demo>()) else {
        return forms::forged("This is only possible in the demo.");
    };
    match runtime::demo::sign_in_as(&runtime, &person).await {
        Ok(Some(seat)) => sit_down(seat, &next).await,
        Ok(None) => forms::forged("There is no such person in the demo."),
        Err(error) => forms::Sent::new(page(&next), "sit-down").refused(error).await,
    }
}

async fn sit_down(seat: SignedIn, next: &str) -> Answered {
    let sat = match visit::session() {
        Ok(session) => visit::sit_down(&session, seat).await.map_err(|error| error.to_string()),
        Err(problem) => Err(problem.to_string()),
    };
    match sat {
        Ok(()) => forms::go(next),
        Err(error) => {
            tracing::warn!(error, "a session could not be begun");
            forms::away()
        }
    }
}

/// The sign-in page that leads to a page.
fn page(next: &str) -> String {
    match forms::local(next) {
        "/" => "/sign-in".to_owned(),
        next => format!("/sign-in?next={}", encoded(next)),
    }
}
