//! The words of a connection, changed in their place: of a case its label and what must hold; names of ways that the step
//! fixes are said to be fixed. Nothing is changed before it is kept.

use drawing::layout::Line;
use drawing::shape::Point;
use engine::definition::Definition;
use engine::edit::{Edit, port_name};
use engine::ids::EdgeId;
use engine::nodes::{Kind, condition};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, HtmlInputElement, KeyboardEvent};

use super::board::Board;
use super::palette;
use crate::expression::{Expects, Expression};
use crate::inspector::controls::{button, part};
use crate::inspector::lens::make_here;
use crate::selection::Selection;

/// The size of the field on the screen, in pixels, as far as there is room.
const SIZE: (f64, f64) = (320.0, 340.0);

/// Where a connection leads, and what of its words can be changed.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Words {
    Case {
        label: String,
        when: String,
    },
    /// Why not, as a sentence.
    Fixed(String),
}

fn words(definition: &Definition, id: &EdgeId) -> Option<Words> {
    let edge = definition.edges.iter().find(|edge| edge.id == *id)?;
    let node = definition.node(&edge.from)?;
    if let Kind::Condition(condition) = &node.does
        && let Some(case) = condition.cases.iter().find(|case| case.port == edge.port)
    {
        return Some(Words::Case { label: case.label.clone(), when: case.when.clone() });
    }
    let (of, way) = (&node.name, port_name(node, &edge.port));
    Some(Words::Fixed(match way.as_str() {
        "" => format!("The ways of \u{201c}{of}\u{201d} have no names."),
        way if edge.port.as_str() == condition::DEFAULT => {
            format!("\u{201c}{way}\u{201d} is the way of \u{201c}{of}\u{201d} when no case holds. Its name is fixed.")
        }
        way => format!("\u{201c}{way}\u{201d} is an outcome of \u{201c}{of}\u{201d}. The step fixes its name."),
    }))
}

/// The edit that gives a case these words; none when it has them.
fn changed(definition: &Definition, id: &EdgeId, label: &str, when: &str) -> Option<Edit> {
    let edge = definition.edges.iter().find(|edge| edge.id == *id)?;
    let Kind::Condition(condition) = &definition.node(&edge.from)?.does else { return None };
    let mut cases = condition.cases.clone();
    let case = cases.iter_mut().find(|case| case.port == edge.port)?;
    if case.label == label && case.when == when {
        return None;
    }
    (case.label, case.when) = (label.to_owned(), when.to_owned());
    let value = serde_json::to_value(cases).ok()?;
    Some(Edit::Set { node: edge.from.clone(), key: "cases".to_owned(), value })
}

/// Opens the field.
pub fn begin(board: Board, edge: EdgeId) {
    let [label, when] = match board.store.definition.with_untracked(|definition| words(definition, &edge)) {
        Some(Words::Case { label, when }) => [label, when],
        Some(Words::Fixed(_)) => Default::default(),
        None => return,
    };
    board.store.selection.set(Selection::edge(edge.clone()));
    board.words.set([label, when]);
    board.wording.set(Some(edge));
}

/// Closes the field; with what is written there, or as it was. What is refused stays open.
pub fn finish(board: Board, keep: bool) {
    let Some(edge) = board.wording.get_untracked() else { return };
    let store = board.store;
    if keep {
        // What is being typed is taken when its field is left.
        let active = document().active_element().and_then(|element| element.dyn_into::<HtmlElement>().ok());
        if let Some(field) =
            active.filter(|element| element.closest(".canvas-words").is_ok_and(|found| found.is_some()))
        {
            let _ = field.blur();
        }
        let [label, when] = board.words.get_untracked();
        let edit = store.definition.with_untracked(|definition| changed(definition, &edge, label.trim(), when.trim()));
        if edit.is_some_and(|edit| !make_here(store, None, edit)) {
            return;
        }
    }
    board.wording.set(None);
    let from = store.line(&edge).map(|line| line.with_untracked(|line| line.edge.from.clone()));
    if let Some(from) = from {
        super::focus_node(&from);
    }
}

fn press(board: Board, event: &KeyboardEvent) {
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    let on_button = target.is_some_and(|element| element.closest("button, summary").is_ok_and(|found| found.is_some()));
    match event.key().as_str() {
        "Enter" if !on_button && !event.shift_key() => {
            event.prevent_default();
            finish(board, true);
        }
        "Escape" => finish(board, false),
        _ => return,
    }
    event.stop_propagation();
}

/// The focus goes to the label, whose text is selected; where there is none, to the button.
fn take_focus() {
    let first = document().query_selector(".canvas-words :is(input, button)").ok().flatten();
    let Some(first) = first.and_then(|element| element.dyn_into::<HtmlElement>().ok()) else { return };
    // What cannot take the focus can still be clicked.
    let _ = first.focus();
    if let Some(field) = first.dyn_ref::<HtmlInputElement>() {
        field.select();
    }
}

/// Where the words stand, or would stand.
fn place(line: &Line) -> Point {
    line.label.as_ref().map_or_else(|| palette::middle(&line.points), |label| label.at)
}

/// The field at the connection whose words are changed.
#[component]
pub fn EdgeWords(board: Board) -> impl IntoView {
    let store = board.store;
    Effect::new(move |_| {
        if board.wording.with(Option::is_some) {
            request_animation_frame(take_focus);
        }
    });
    let shown = move || {
        let id = board.wording.get()?;
        let at = store.line(&id)?.with_untracked(place);
        let corner = move || {
            let size = board.size.get();
            let spot = board.viewport.with(|viewport| viewport.to_screen(at));
            let within = |at: f64, length: f64, all: f64| at.min(all - length - 8.0).max(8.0);
            (within(spot.x, SIZE.0, size.width), within(spot.y + 8.0, SIZE.1, size.height))
        };
        let inside = match store.definition.with_untracked(|definition| words(definition, &id))? {
            Words::Case { .. } => case(board),
            Words::Fixed(sentence) => view! {
                <p>{sentence}</p>
                <div class="canvas-words-ways">{button("check", "Close", "edge-words-close".to_owned(), std::sync::Arc::new(move || finish(board, false)))}</div>
            }
            .into_any(),
        };
        Some(view! {
            <div class="canvas-words" role="dialog" aria-label="Words of the connection" tabindex="-1"
                style:left=move || format!("{}px", corner().0) style:top=move || format!("{}px", corner().1)
                on:pointerdown=|event| event.stop_propagation() on:keydown=move |event| press(board, &event)>
                {inside}
            </div>
        })
    };
    view! { {shown} }
}

fn case(board: Board) -> AnyView {
    let when = Signal::derive(move || board.words.with(|[_, when]| when.clone()));
    let on_change = Callback::new(move |(_, text)| board.words.update(|[_, when]| *when = text));
    let label = view! {
        <input class="input" id="edge-words-label" autocomplete="off" prop:value=move || board.words.with(|[label, _]| label.clone())
            on:input=move |event| board.words.update(|[label, _]| *label = event_target_value(&event))/>
    };
    let way = |icon, words, keep| {
        button(icon, words, format!("edge-words-{icon}"), std::sync::Arc::new(move || finish(board, keep)))
    };
    view! {
        {part("edge-words-label", "Label", label.into_any())}
        <Expression store=board.store id="edge-words-when".to_owned() label="When" value=when on_change expects=Expects::Condition/>
        // What is pressed stays where it is: leaving the field first could make what stands above it smaller.
        <div class="canvas-words-ways" on:mousedown=|event| event.prevent_default()>{way("check", "Keep", true)}{way("cross", "Leave", false)}</div>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn example() -> Definition {
        Definition::read(include_str!("../../../drawing/src/example.json")).expect("the example can be read")
    }

    fn of(id: &str) -> Option<Words> {
        words(&example(), &EdgeId::from(id))
    }

    #[test]
    fn a_case_has_words_and_what_the_step_fixes_is_said() {
        assert!(matches!(of("e2"), Some(Words::Case { label, .. }) if label == "under 500"));
        for (id, said) in [("e1", "have no names"), ("e3", "when no case holds"), ("e4", "is an outcome of")] {
            assert!(matches!(of(id), Some(Words::Fixed(sentence)) if sentence.contains(said)), "{id}");
        }
        assert_eq!(of("gone"), None);
    }

    #[test]
    fn both_words_of_a_case_are_changed_by_one_edit() {
        let (mut definition, id) = (example(), EdgeId::from("e2"));
        let Some(Words::Case { label, when }) = of("e2") else { panic!("e2 is the way of a case") };
        assert_eq!(changed(&definition, &id, &label, &when), None);
        let edit = changed(&definition, &id, "small", "request.amount < 100.0").expect("it has other words");
        let step = engine::edit::plan(&definition, &edit).expect("words are allowed");
        assert!(step.apply(&mut definition));
        let now = Words::Case { label: "small".to_owned(), when: "request.amount < 100.0".to_owned() };
        assert_eq!(words(&definition, &id), Some(now));
        assert_eq!(definition.edges, example().edges, "it leads where it led");
        assert_eq!(changed(&definition, &EdgeId::from("e4"), "yes", ""), None, "what is fixed stays");
    }
}
