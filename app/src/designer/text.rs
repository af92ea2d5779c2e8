//! Two documents line by line. Both are written in the same way first, so that only what they say can differ.

use std::time::Duration;

use engine::Definition;
use leptos::prelude::*;
use similar::{Algorithm, ChangeTag, TextDiff};

/// The lines around a change.
const AROUND: usize = 3;
/// The most lines that are shown.
const MOST_LINES: usize = 3_000;
/// How long the shortest difference is looked for; then a longer one is good enough.
const PATIENCE: Duration = Duration::from_millis(300);

/// A line of the difference.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Line {
    Same(String),
    Added(String),
    Removed(String),
    /// Lines that are the same, left out.
    Gap(usize),
}

/// The document as every server writes it.
pub fn written(definition: &Definition) -> String {
    serde_json::to_string_pretty(definition).unwrap_or_default()
}

/// The difference, folded away until it is asked for.
pub fn difference(before: &str, after: &str) -> AnyView {
    let lines = lines(before, after);
    if lines.is_empty() {
        return ().into_any();
    }
    let cut = lines.len() > MOST_LINES;
    let line = |line: Line| match line {
        Line::Same(text) => view! { <span class="text-line">{format!("  {text}\n")}</span> }.into_any(),
        Line::Added(text) => view! { <ins class="text-line">{format!("+ {text}\n")}</ins> }.into_any(),
        Line::Removed(text) => view! { <del class="text-line">{format!("\u{2212} {text}\n")}</del> }.into_any(),
        Line::Gap(count) => {
            view! { <span class="text-line gap">{format!("\u{22ef} {count} lines the same\n")}</span> }.into_any()
        }
    };
    view! {
        <details class="sheet raw">
            <summary>"The documents line by line (JSON)"</summary>
            <pre class="text-difference" tabindex="0" aria-label="The documents line by line">
                {lines.into_iter().take(MOST_LINES).map(line).collect_view()}
                {cut.then(|| view! { <span class="text-line gap">"\u{22ef} and more; download both documents to compare them whole\n"</span> })}
            </pre>
        </details>
    }
    .into_any()
}

fn lines(before: &str, after: &str) -> Vec<Line> {
    let diff = TextDiff::configure().algorithm(Algorithm::Myers).timeout(PATIENCE).diff_lines(before, after);
    let (mut out, mut at) = (Vec::new(), 0);
    for group in diff.grouped_ops(AROUND) {
        let Some(first) = group.first().map(|op| op.old_range().start) else { continue };
        if first > at {
            out.push(Line::Gap(first - at));
        }
        for op in &group {
            at = op.old_range().end;
            for change in diff.iter_changes(op) {
                let text = change.value().trim_end_matches(['\n', '\r']).to_owned();
                out.push(match change.tag() {
                    ChangeTag::Equal => Line::Same(text),
                    ChangeTag::Insert => Line::Added(text),
                    ChangeTag::Delete => Line::Removed(text),
                });
            }
        }
    }
    let rest = before.lines().count().saturating_sub(at);
    if !out.is_empty() && rest > 0 {
        out.push(Line::Gap(rest));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_near_a_change_is_shown() {
        let before = (0..20).map(|no| format!("line {no}")).collect::<Vec<_>>().join("\n") + "\n";
        let after = before.replace("line 10\n", "line ten\n");
        let lines = lines(&before, &after);
        assert_eq!(lines.len(), 10);
        assert_eq!((&lines[0], &lines[9]), (&Line::Gap(7), &Line::Gap(6)));
        assert_eq!(lines[4], Line::Removed("line 10".to_owned()));
        assert_eq!(lines[5], Line::Added("line ten".to_owned()));
        assert_eq!(super::lines(&before, &before), vec![]);
    }

    #[test]
    fn documents_that_have_nothing_in_common_are_compared_in_time() {
        let text = |step: usize| (0..20_000).map(|no| (no * step + step).to_string()).collect::<Vec<_>>().join("\n");
        let began = std::time::Instant::now();
        assert!(!lines(&text(1), &text(7)).is_empty());
        assert!(began.elapsed() < Duration::from_secs(5));
    }
}
