//! What the form of a new request does: shows the way, or sends it.

use std::collections::BTreeMap;

use leptos::prelude::*;

use crate::flash::Flash;
use crate::forms::{self, Answered, Sent};
use crate::ui::encoded;

/// Sends a request, or (`then` is `preview`) only looks at the way it would go.
#[server(prefix = "/do", endpoint = "start")]
pub async fn start(
    key: String,
    definition: String,
    #[server(default)] entered: BTreeMap<String, String>,
    #[server(default)] then: String,
) -> Answered {
    let desk = match forms::desk() {
        Ok(desk) => desk,
        Err(answered) => return answered,
    };
    let from = format!("/requests/new/{}", encoded(&definition));
    if then == "preview" {
        return match desk.runtime.preview(&desk.caller, &definition, &entered).await {
            Ok(_) => {
                forms::go_with(
                    &format!("{from}#route"),
                    Flash { form: "preview".to_owned(), entered, ..Flash::default() },
                )
                .await
            }
            Err(error) => Sent { from, form: "preview", entered }.refused(error).await,
        };
    }
    match desk.runtime.start(&desk.caller, &key, &definition, entered.clone()).await {
        Ok(started) => {
            let said = format!("\u{201c}{}\u{201d} is under way.", started.title);
            forms::done(&format!("/executions/{}", started.execution), said).await
        }
        Err(error) => Sent { from, form: "start", entered }.refused(error).await,
    }
}
