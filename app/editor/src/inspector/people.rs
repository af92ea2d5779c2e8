//! A person of the directory, found by typing: a native list of names, and whoever is meant by what was typed.

use leptos::prelude::*;

use super::controls::line;
use super::lens::Lens;
use super::typing::Typing;
use crate::api::{Directory, Someone};

/// The id of the list of people.
pub const LIST: &str = "people-list";
/// The most people that the list offers; whoever is typed in full is found all the same.
const MOST: usize = 500;

/// A person as the list writes them.
pub fn shown(person: &Someone) -> String {
    format!("{} ({})", person.name, person.email)
}

/// Whoever is meant: as the list writes it, the whole name or address, or the only one whose name or address has it.
fn find<'a>(directory: &'a Directory, text: &str) -> Result<&'a Someone, String> {
    let wanted = text.trim().to_lowercase();
    let people = || directory.people.iter().filter(|person| person.active);
    let whole = |person: &&Someone| {
        [shown(person), person.name.clone(), person.email.clone()].iter().any(|words| words.to_lowercase() == wanted)
    };
    let part = |person: &&Someone| shown(person).to_lowercase().contains(&wanted);
    let exact: Vec<&Someone> = people().filter(whole).collect();
    let some: Vec<&Someone> = if exact.is_empty() { people().filter(part).collect() } else { exact };
    match some.as_slice() {
        [one] => Ok(one),
        [] => Err(format!("Nobody here is called \u{201c}{}\u{201d}.", text.trim())),
        more => Err(format!("{} people could be meant by \u{201c}{}\u{201d}. Choose one.", more.len(), text.trim())),
    }
}

/// The name of somebody by their id.
pub fn name(directory: &Directory, id: &str) -> String {
    directory.people.iter().find(|person| person.id == id).map_or_else(
        || if id.is_empty() { String::new() } else { "Somebody who is not here any more".to_owned() },
        shown,
    )
}

/// The list that all such fields offer; once on the page.
pub fn people_list(directory: RwSignal<Directory>) -> AnyView {
    let option = |person: &Someone| view! { <option value=shown(person)></option> };
    let options = move || {
        directory
            .with(|all| all.people.iter().filter(|person| person.active).take(MOST).map(option).collect::<Vec<_>>())
    };
    view! { <datalist id=LIST>{options}</datalist> }.into_any()
}

/// The field of a person; the lens looks at their id.
pub fn person(lens: &Lens) -> AnyView {
    let directory = lens.store.directory;
    let id = {
        let lens = lens.clone();
        Signal::derive(move || lens.text())
    };
    let at = lens.clone();
    person_field(&lens.id(), directory, id, lens.store, move |gesture, id| at.set_in(gesture, id.into()))
}

/// A field of a person, wherever the id is kept.
pub fn person_field(
    element: &str,
    directory: RwSignal<Directory>,
    id: Signal<String>,
    store: crate::Store,
    chosen: impl Fn(Option<u64>, String) + Send + Sync + 'static,
) -> AnyView {
    let trouble = RwSignal::new(String::new());
    let typing = Typing::new(store, move |gesture, text| {
        if text.trim().is_empty() {
            return trouble.set("Say who it is.".to_owned());
        }
        match directory.with_untracked(|all| find(all, &text).map(|person| person.id.clone())) {
            Ok(found) => {
                trouble.set(String::new());
                chosen(gesture, found);
            }
            Err(sentence) => trouble.set(sentence),
        }
    });
    let value = Signal::derive(move || {
        let id = id.get();
        directory.with(|all| name(all, &id))
    });
    view! {
        <div class="person-field">
            {line(element, "text", Some(LIST), value, typing)}
            <p class="span-trouble" role="status" id=format!("{element}-problems")>{move || trouble.get()}</p>
        </div>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_are_found_by_what_is_typed() {
        let someone = |id: &str, name: &str, email: &str| Someone {
            id: id.to_owned(),
            name: name.to_owned(),
            email: email.to_owned(),
            manager: None,
            groups: vec![],
            active: id != "4",
        };
        let directory = Directory {
            people: vec![
                someone("1", "Max Weber", "max@example.com"),
                someone("2", "Max Weber", "weber@example.com"),
                someone("3", "Ana Costa", "ana@example.com"),
                someone("4", "Anabel Gone", "anabel@example.com"),
            ],
            ..Directory::default()
        };
        let found = |text: &str| find(&directory, text).map(|person| person.id.clone());
        assert_eq!(found("Max Weber (weber@example.com)").as_deref(), Ok("2"));
        assert_eq!(found("max@example.com").as_deref(), Ok("1"));
        assert_eq!(found(" ana").as_deref(), Ok("3"));
        assert_eq!(
            found("Max Weber"),
            Err("2 people could be meant by \u{201c}Max Weber\u{201d}. Choose one.".to_owned())
        );
        assert_eq!(found("Bo"), Err("Nobody here is called \u{201c}Bo\u{201d}.".to_owned()));
    }
}
