//! What can be done with notices.

use leptos::prelude::*;
use runtime::read;

use crate::forms::{self, Sent};

/// Everything that the person was told counts as read.
#[server(prefix = "/do", endpoint = "read-notices")]
pub async fn read_notices(key: String) -> Result<(), ServerFnError> {
    // Reading twice is reading once: the key, which every form carries, has nothing to keep here.
    drop(key);
    let desk = match forms::desk() {
        Ok(desk) => desk,
        Err(answered) => return answered,
    };
    let back = "/inbox?tab=notices";
    match read::mark_all_read(&desk.runtime, &desk.caller).await {
        Ok(()) => forms::go(back),
        Err(error) => Sent::new(back, "read-notices").refused(error).await,
    }
}
