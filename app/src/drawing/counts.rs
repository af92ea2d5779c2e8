//! How many requests are at each node, and how long they take: a hatched band around the node, the wider the more, and a tag
//! with the numbers. Never colour alone: width, pattern, signs and numbers say it.

use std::collections::BTreeMap;

use engine::ids::NodeId;
use leptos::prelude::*;

use drawing::layout::Placed;
use drawing::shape::{GATEWAY, Outline, text_width};

/// How much wider each degree makes the band.
const BAND: i32 = 4;
/// The height of a tag.
const TAG: i32 = 21;
/// The width of an icon of a tag, with the gap that follows it.
const ICON: i32 = 17;
/// The space between the parts of a tag, and before the first and after the last.
const GAP: i32 = 7;

/// What is counted at a node.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Count {
    pub waiting: i64,
    /// Those of them that cannot go on by themselves.
    pub stopped: i64,
    /// How long half of the visits took at most, in words; none when nothing is to be said of it.
    pub median: Option<String>,
}

/// What is counted at the nodes of a drawing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts(BTreeMap<NodeId, Count>);

impl Counts {
    /// Nodes at which nothing waits and of which nothing is known have none.
    pub fn new(counts: impl IntoIterator<Item = (NodeId, Count)>) -> Self {
        Self(counts.into_iter().filter(|(_, count)| *count != Count { stopped: 0, ..Count::default() }).collect())
    }

    /// What is counted at a node.
    pub fn at(&self, node: &NodeId) -> Option<&Count> {
        self.0.get(node)
    }

    /// Whether anything is counted.
    pub fn any(&self) -> bool {
        !self.0.is_empty()
    }

    /// From 1 where few wait to 3 where the most do; 0 where nothing waits.
    pub fn degree(&self, node: &NodeId) -> i32 {
        let most = self.0.values().map(|count| count.waiting).max().unwrap_or(0);
        let waiting = self.at(node).map_or(0, |count| count.waiting);
        if waiting <= 0 {
            0
        } else if most <= 3 {
            i32::try_from(waiting).unwrap_or(3)
        } else {
            // Rounded up: one of many is more than nothing.
            i32::try_from((3 * waiting + most - 1) / most).unwrap_or(3)
        }
    }
}

impl Count {
    /// As part of a sentence: `3 wait here now, 1 of them is stopped, half took no longer than 2 h`.
    pub fn words(&self) -> String {
        let waiting = match self.waiting {
            0 => "nothing waits here now".to_owned(),
            1 => "1 waits here now".to_owned(),
            more => format!("{more} wait here now"),
        };
        let stopped = match self.stopped {
            0 => String::new(),
            1 => ", 1 of them is stopped".to_owned(),
            more => format!(", {more} of them are stopped"),
        };
        let median =
            self.median.as_ref().map_or_else(String::new, |median| format!(", half took no longer than {median}"));
        format!("{waiting}{stopped}{median}")
    }
}

/// The band around a node; drawn beneath the lines.
pub(super) fn band(id: &str, placed: &Placed, degree: i32) -> Option<AnyView> {
    let fill = format!("url(#{id}-band)");
    let (area, centre, out) = (placed.area.with_margin(degree * BAND), placed.area.centre(), degree * BAND);
    (degree > 0).then(|| match placed.outline {
        Outline::Task => view! {
            <rect class="band" x=area.left y=area.top width=area.width() height=area.height() rx=9 + out fill=fill></rect>
        }
        .into_any(),
        Outline::Gateway => {
            let (x, y, far) = (centre.x, centre.y, GATEWAY + out + out / 2);
            let d = format!("M{x} {}L{} {y}L{x} {}L{} {y}Z", y - far, x + far, y + far, x - far);
            view! { <path class="band" d=d fill=fill></path> }.into_any()
        }
        Outline::Event => {
            view! { <circle class="band" cx=centre.x cy=centre.y r=area.width() / 2 fill=fill></circle> }.into_any()
        }
    })
}

/// The tag over a node.
pub(super) fn tag(placed: &Placed, count: &Count) -> AnyView {
    let mut parts: Vec<(&'static str, &'static str, String)> = vec![];
    if count.waiting > 0 {
        parts.push(("paper", "tag-waiting", count.waiting.to_string()));
    }
    if count.stopped > 0 {
        parts.push(("alert", "tag-stopped", count.stopped.to_string()));
    }
    if let Some(median) = &count.median {
        parts.push(("clock", "tag-median", median.clone()));
    }
    let lengths: Vec<i32> = parts.iter().map(|(_, _, text)| ICON + text_width(text)).collect();
    let width = GAP + lengths.iter().map(|length| length + GAP).sum::<i32>();
    let top = placed.area.top - TAG + 4;
    // Lines leave and come in the middle of a side, with their labels to the right; to a gateway often from above.
    let left = match placed.outline {
        Outline::Task => (placed.area.left - 4).min(placed.area.centre().x - 5 - width),
        Outline::Gateway => placed.area.centre().x + 5,
        Outline::Event => placed.area.centre().x - width / 2,
    };
    let mut x = left + GAP;
    let parts = parts.into_iter().zip(lengths).map(|((icon, class, text), length)| {
        let at = x;
        x += length + GAP;
        view! {
            <svg class=format!("tag-icon {class}") x=at y=top + 4 width="13" height="13" aria-hidden="true"><use href=format!("/icons.svg#{icon}")></use></svg>
            <text class=format!("tag-text {class}") x=at + ICON y=top + 15>{text}</text>
        }
    });
    let parts = parts.collect_view();
    let class = if count.waiting > 0 { "tag" } else { "tag none" };
    view! {
        <g class=class>
            <rect class="tag-ground" x=left y=top width=width height=TAG rx=TAG / 2></rect>
            {parts}
        </g>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counts(waiting: &[i64]) -> Counts {
        let count = |waiting: &i64| Count { waiting: *waiting, ..Count::default() };
        Counts::new((0..).zip(waiting).map(|(no, waiting): (i32, _)| (NodeId(no.to_string()), count(waiting))))
    }

    fn degrees(waiting: &[i64]) -> Vec<i32> {
        let counts = counts(waiting);
        (0..waiting.len()).map(|no| counts.degree(&NodeId(no.to_string()))).collect()
    }

    #[test]
    fn the_band_is_widest_where_the_most_wait_and_there_is_none_where_nothing_does() {
        assert_eq!(degrees(&[0, 1, 50, 100, 34]), [0, 1, 2, 3, 2]);
        assert_eq!(degrees(&[1, 0]), [1, 0], "one alone is not a crowd");
        assert_eq!(degrees(&[1, 2, 3]), [1, 2, 3]);
        assert!(!counts(&[0, 0]).any());
    }

    #[test]
    fn a_count_is_said_in_words() {
        let count = Count { waiting: 3, stopped: 1, median: Some("2 h".to_owned()) };
        assert_eq!(count.words(), "3 wait here now, 1 of them is stopped, half took no longer than 2 h");
        assert_eq!(Count::default().words(), "nothing waits here now");
    }
}
