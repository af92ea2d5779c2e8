//! What happened so far, and the request's data after each of it; every moment can be gone back to.

use engine::form::{Answer, Data};
use leptos::prelude::*;

use super::parts::{button, part};
use super::play::Play;
use super::told::{Frame, Line, View};

pub fn view(play: Play) -> AnyView {
    let count = Memo::new(move |_| play.view.with(|view| view.frames.len()));
    // A frame that was gone back from and came again differently is another one.
    let frames = move || {
        play.view.with(|view| {
            let key =
                |(at, frame): (usize, &Frame)| (at, frame.clock.clone(), frame.inside.cause.clone(), frame.lines.len());
            view.frames.iter().enumerate().map(key).collect::<Vec<_>>()
        })
    };
    let list = view! {
        <ol class="sim-frames">
            <For each=frames key=Clone::clone children=move |(at, ..)| frame(play, at, count)/>
        </ol>
    };
    let beside = move || match count.get() {
        1 => "one moment".to_owned(),
        count => format!("{count} moments"),
    };
    part("What happened", beside, true, list.into_any())
}

fn frame(play: Play, at: usize, count: Memo<usize>) -> AnyView {
    let read = |view: &View| {
        let frame = view.frames.get(at).cloned().unwrap_or_default();
        let before = at.checked_sub(1).and_then(|before| view.frames.get(before));
        let same = before.is_some_and(|before| before.inside.afterwards.data == frame.inside.afterwards.data);
        (frame, same)
    };
    let (frame, same) = play.view.with_untracked(read);
    let tone =
        frame.lines.iter().map(|line| line.tone.as_str()).find(|tone| matches!(*tone, "good" | "bad" | "attention"));
    let class = format!("sim-frame {}", tone.unwrap_or_default());
    let line = |line: &Line| {
        let icon = format!("/icons.svg#{}", line.icon);
        view! { <li><svg class="icon" aria-hidden="true"><use href=icon></use></svg><span>{line.sentence.clone()}</span></li> }
    };
    let told: Vec<&Line> = frame.lines.iter().filter(|line| !line.noise).collect();
    let said: Vec<&str> = told.iter().map(|line| line.sentence.as_str()).collect();
    let lines = told[echoes(&frame.inside.cause, &said)..].iter().copied().map(line).collect_view();
    let data = (!same).then(|| answered(play, &frame.inside.afterwards.data)).flatten();
    let brought = frame.brought().into_iter().map(|(name, data)| {
        view! { <p class="sim-brought">{format!("\u{201c}{name}\u{201d} brought ")}<code>{data}</code></p> }
    });
    let back = move || {
        (at + 1 < count.get()).then(|| {
            let label = Some(format!("Go back to moment {}", at + 1));
            button("button small quiet", "undo", "Go back to here", label, move || play.rewind(at))
        })
    };
    view! {
        <li class=class aria-current=move || (at + 1 == count.get()).then_some("step")>
            <time class="sim-quiet">{frame.clock.clone()}</time>
            <p class="sim-cause">{frame.inside.cause.clone()}</p>
            <ul class="sim-lines">{lines}</ul>
            {data}
            {brought.collect_view()}
            {back}
        </li>
    }
    .into_any()
}

/// The answers, by the labels of the form.
fn answered(play: Play, data: &Data) -> Option<AnyView> {
    let store = play.store;
    let rows: Vec<(String, String)> = store.definition.with_untracked(|definition| {
        let answer = |field: &engine::form::Field| Some((field.label.clone(), words(play, data.0.get(&field.key)?)));
        definition.form.fields.iter().filter_map(answer).collect()
    });
    (!rows.is_empty()).then(|| {
        let row = |(label, words): (String, String)| view! { <dt>{label}</dt><dd>{words}</dd> };
        view! {
            <details class="sim-data">
                <summary>"The request\u{2019}s data"</summary>
                <dl>{rows.into_iter().map(row).collect_view()}</dl>
            </details>
        }
        .into_any()
    })
}

fn words(play: Play, answer: &Answer) -> String {
    let Answer::Person(person) = answer else { return answer.to_string() };
    let id = person.to_string();
    play.store.directory.with_untracked(|all| {
        all.people.iter().find(|person| person.id == id).map_or(id.clone(), |person| person.name.clone())
    })
}

/// How many of the first events say no more than what caused them: no longer, without a comment, and the same of several people.
fn echoes(cause: &str, sentences: &[&str]) -> usize {
    let Some(first) = sentences.first() else { return 0 };
    if first.chars().count() > cause.chars().count() + 1 || first.contains(": \u{201c}") {
        return 0;
    }
    let ending = |sentence: &str| sentence.rsplitn(3, ' ').take(2).map(str::to_owned).collect::<Vec<_>>();
    let same = |sentence: &&&str| ending(sentence) == ending(first);
    sentences.iter().take_while(same).count()
}

#[cfg(test)]
mod tests {
    use super::echoes;

    #[test]
    fn what_is_said_already_is_not_said_again() {
        assert_eq!(
            echoes("Ana approves \u{201c}Lead\u{201d}.", &["Ana approved.", "\u{201c}Lead\u{201d} is approved."]),
            1
        );
        assert_eq!(echoes("The signal \u{201c}paid\u{201d} comes.", &["The signal \u{201c}paid\u{201d} came."]), 1);
        let reminded = ["Ana was reminded.", "Max was reminded.", "It becomes overdue."];
        assert_eq!(echoes("Ana and Max are reminded.", &reminded), 2);
        assert_eq!(echoes("Ana rejects \u{201c}Team lead\u{201d}.", &["Ana rejected: \u{201c}No.\u{201d}"]), 0);
        assert_eq!(echoes("It goes to Max as well.", &["Escalated to Max, because Ana did not answer in time."]), 0);
        assert_eq!(echoes("Time goes on.", &[]), 0);
    }
}
