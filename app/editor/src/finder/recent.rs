//! What was added last, kept in the browser.

use leptos::prelude::window;

const KEY: &str = "countersign-recent-steps";
const MOST: usize = 3;

fn storage() -> Option<web_sys::Storage> {
    window().local_storage().ok().flatten()
}

/// The keys of what was added last, the last first.
pub fn read() -> Vec<String> {
    let kept = storage().and_then(|storage| storage.get_item(KEY).ok().flatten());
    kept.and_then(|kept| serde_json::from_str(&kept).ok()).unwrap_or_default()
}

/// Remembers one more. A browser that keeps nothing forgets it.
pub fn remember(key: &str) {
    let list = with(read(), key);
    if let (Some(storage), Ok(list)) = (storage(), serde_json::to_string(&list)) {
        let _ = storage.set_item(KEY, &list);
    }
}

fn with(mut list: Vec<String>, key: &str) -> Vec<String> {
    list.retain(|other| other != key);
    list.insert(0, key.to_owned());
    list.truncate(MOST);
    list
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_last_comes_first_and_once() {
        let list = ["a", "b", "a", "c", "d"].into_iter().fold(vec![], super::with);
        assert_eq!(list, ["d", "c", "a"]);
    }
}
