//! Tokens on their way: where the simulation just went, for a moment. Where it stands is shown at once; they only follow.

use drawing::layout::Line;
use engine::ids::NodeId;
use leptos::prelude::*;

use super::board::Board;

/// How long all of them are on their way, in milliseconds.
const JOURNEY: usize = 400;

/// When each of the ways begins, counted in ways that are gone before: each after those that lead to it, branches together.
fn turns(ways: &[(NodeId, NodeId)]) -> Vec<usize> {
    let mut turns: Vec<usize> = Vec::with_capacity(ways.len());
    for (from, _) in ways {
        let before = ways.iter().zip(&turns).filter(|((_, to), _)| to == from).map(|(_, turn)| turn + 1);
        turns.push(before.max().unwrap_or(0));
    }
    turns
}

/// The tokens, above the nodes.
#[component]
pub fn Tokens(board: Board) -> impl IntoView {
    let store = board.store;
    let journeys = StoredValue::new(0_u32);
    let tokens = move || {
        let lines: Vec<Line> = store
            .standing
            .with(|standing| standing.came_by.iter().filter_map(|id| Some(store.line(id)?.get_untracked())).collect());
        let ways: Vec<(NodeId, NodeId)> =
            lines.iter().map(|line| (line.edge.from.clone(), line.edge.to.clone())).collect();
        let turns = turns(&ways);
        let lasts = JOURNEY / turns.iter().map(|turn| turn + 1).max().unwrap_or(1);
        // A way that is gone again is a new journey.
        journeys.update_value(|no| *no += 1);
        let journey = journeys.get_value();
        let token = |((no, line), turn): ((usize, Line), usize)| (journey, no, line.path, turn * lasts, lasts);
        lines.into_iter().enumerate().zip(turns).map(token).collect::<Vec<_>>()
    };
    view! {
        <For each=tokens key=|(journey, no, ..)| (*journey, *no) let((_, _, path, begins, lasts))>
            <circle class="token" r="7" aria-hidden="true" style:offset-path=format!("path('{path}')")
                style:animation-delay=format!("{begins}ms") style:animation-duration=format!("{lasts}ms")></circle>
        </For>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_follow_each_other_and_branches_go_together() {
        let ways = |text: &str| -> Vec<(NodeId, NodeId)> {
            let way = |way: &str| way.split_once('>').map(|(from, to)| (NodeId::from(from), NodeId::from(to)));
            text.split(' ').filter_map(way).collect()
        };
        assert_eq!(turns(&ways("ask>which which>split split>a split>b")), [0, 1, 2, 2]);
        assert_eq!(turns(&ways("a>join b>join join>end")), [0, 0, 1]);
        assert_eq!(turns(&ways("a>b b>a a>b")), [0, 1, 2], "around a circle");
        assert_eq!(turns(&[]), [0; 0]);
    }
}
