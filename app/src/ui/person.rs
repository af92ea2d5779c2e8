//! People: the initials in a circle, and the name.

use leptos::prelude::*;

/// Initials in a circle; decorative, the name stands beside it.
#[component]
pub fn Avatar(#[prop(into)] name: String) -> impl IntoView {
    let tint = name.bytes().fold(0_u32, |sum, byte| sum.wrapping_mul(31).wrapping_add(u32::from(byte))) % 6;
    view! { <span class=format!("avatar tint-{tint}") aria-hidden="true">{initials(&name)}</span> }
}

/// A person by name.
#[component]
pub fn Person(#[prop(into)] name: String) -> impl IntoView {
    view! { <span class="person"><Avatar name=name.clone()/><span class="person-name">{name}</span></span> }
}

fn initials(name: &str) -> String {
    let mut words = name.split_whitespace().filter_map(|word| word.chars().next());
    let first = words.next();
    first.into_iter().chain(words.next_back()).flat_map(char::to_uppercase).collect()
}

#[cfg(test)]
mod tests {
    use super::initials;

    #[test]
    fn initials_are_first_and_last() {
        assert_eq!(initials("Ana Maria Lima"), "AL");
        assert_eq!(initials("bo"), "B");
        assert_eq!(initials(""), "");
    }
}
