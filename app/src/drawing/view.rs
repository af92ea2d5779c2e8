//! The drawing as SVG, and as a list of steps for those who cannot see it.

use std::collections::BTreeMap;
use std::sync::Arc;

use engine::definition::Definition;
use engine::ids::NodeId;
use engine::nodes::{Kind, approval};
use leptos::prelude::*;

use super::asides::{drawn_frame, drawn_paper, said};
use super::counts::{Counts, band, tag};
use super::marks::{Mark, Marks};
use drawing::aside::Show;
use drawing::layout::{Layout, Line, Placed};
use drawing::markup::{self, Extras};
use drawing::shape::Outline;

/// From this width on a drawing is shown at its own size and scrolls, rather than being made smaller.
const WIDEST: i32 = 1500;

/// A definition as a drawing; with marks, where an execution stands on it.
#[component]
pub fn Drawing(
    /// Unique on the page.
    id: &'static str,
    definition: Arc<Definition>,
    #[prop(optional)] marks: Marks,
    /// A few words beneath the names of tasks: who is asked.
    #[prop(optional)]
    notes: BTreeMap<NodeId, String>,
    /// How many requests are where.
    #[prop(optional)]
    counts: Counts,
    /// Where nodes lead: an address on this site, each.
    #[prop(optional)]
    links: BTreeMap<NodeId, String>,
    /// Whether sections that are collapsed in the editor are so here.
    #[prop(default = Show::Open)]
    show: Show,
) -> impl IntoView {
    let layout = Layout::shown(&definition, &show);
    let area = layout.view;
    let summary = summary(&definition, &marks);
    let mut steps = steps(&definition, &marks, &notes, &counts);
    steps.extend(said(&definition));
    let class = if area.width() > WIDEST { "drawing wide" } else { "drawing" };
    // What is an image as a whole has no links inside; with links the rest is hidden from those who get the list.
    let linked = !links.is_empty();
    let role = if linked { "group" } else { "img" };
    let node = |placed: &Placed| {
        let (node, mark) = (&placed.node, marks.on(&placed.node.id));
        let drawn = drawn_node(id, placed, mark, notes.get(&node.id));
        match links.get(&node.id) {
            Some(href) => {
                let state = if marks.any() { format!(", {}", mark.words()) } else { String::new() };
                let label = format!("{}{state}: to its latest entry", node.name);
                view! { <a class="node-link" href=href.clone() aria-label=label>{drawn}</a> }.into_any()
            }
            None => view! { <g aria-hidden=linked.then_some("true")>{drawn}</g> }.into_any(),
        }
    };
    view! {
        <div class=class>
            <div class="drawing-frame" tabindex="0" role="group" aria-label=format!("Drawing of {}; scrolls sideways", definition.name)>
                <div id=id data-live>
                    <svg class="drawing-sheet" class:marked=marks.any() role=role
                        aria-labelledby=format!("{id}-title {id}-about")
                        viewBox=format!("{} {} {} {}", area.left, area.top, area.width(), area.height())
                        width=area.width() height=area.height()>
                        <title id=format!("{id}-title")>{format!("Drawing of {}", definition.name)}</title>
                        <desc id=format!("{id}-about")>{summary}</desc>
                        <defs>
                            <pattern id=format!("{id}-hatch") width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
                                <line class="hatch" x1="0" y1="0" x2="0" y2="7"></line>
                            </pattern>
                            {counts.any().then(|| view! {
                                <pattern id=format!("{id}-band") width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(-45)">
                                    <line class="band-hatch" x1="0" y1="0" x2="0" y2="5"></line>
                                </pattern>
                            })}
                        </defs>
                        <g aria-hidden=linked.then_some("true")>
                            {layout.frames.iter().map(drawn_frame).collect_view()}
                            {layout.papers.iter().map(drawn_paper).collect_view()}
                        </g>
                        {layout.nodes.iter().map(|placed| band(id, placed, counts.degree(&placed.node.id))).collect_view()}
                        {layout.lines.iter().filter(|line| !marks.took(&line.edge.id)).map(|line| drawn_line(line, &marks)).collect_view()}
                        {layout.lines.iter().filter(|line| marks.took(&line.edge.id)).map(|line| drawn_line(line, &marks)).collect_view()}
                        {layout.nodes.iter().map(node).collect_view()}
                        <g aria-hidden=linked.then_some("true")>{layout.lines.iter().map(|line| drawn_label(line, &marks)).collect_view()}</g>
                        {layout.nodes.iter().filter_map(|placed| Some(tag(placed, counts.at(&placed.node.id)?))).collect_view()}
                    </svg>
                    <ol class="hidden" aria-label="Steps of the drawing">
                        {steps.into_iter().map(|step| view! { <li>{step}</li> }).collect_view()}
                    </ol>
                </div>
            </div>
        </div>
    }
}

pub fn drawn_line(line: &Line, marks: &Marks) -> impl IntoView + use<> {
    let class = match (marks.any(), marks.took(&line.edge.id)) {
        (true, true) => "edge taken",
        (true, false) if marks.on(&line.edge.from) == Mark::Skipped || marks.on(&line.edge.to) == Mark::Skipped => {
            "edge off"
        }
        _ => match marks.on_line(&line.edge.id) {
            Mark::Added => "edge added",
            Mark::Removed => "edge removed",
            Mark::Changed => "edge changed",
            _ => "edge",
        },
    };
    view! { <g class=class inner_html=markup::edge(line, false)></g> }
}

pub(super) fn drawn_label(line: &Line, marks: &Marks) -> impl IntoView + use<> {
    let class = if marks.took(&line.edge.id) { "edge-label taken" } else { "edge-label" };
    line.label.clone().map(|label| {
        view! {
            <text class=class x=label.at.x y=label.at.y text-anchor=label.anchor>{label.text}</text>
        }
    })
}

pub(super) fn drawn_node(id: &str, placed: &Placed, mark: Mark, note: Option<&String>) -> impl IntoView + use<> {
    let kind = placed.node.does.entry().kind;
    let class = format!("node {} {kind}", mark.class());
    let hatch = matches!(mark, Mark::Skipped | Mark::Removed).then(|| format!("{id}-hatch"));
    let with = Extras { note: note.map(String::as_str), hatch: hatch.as_deref() };
    view! {
        <g class=class>
            <g inner_html=markup::node(placed, placed.area.centre(), with)></g>
            {seal(placed, mark)}
        </g>
    }
}

/// A node without its words, for drawings too small to be read.
pub fn outline_only(placed: &Placed) -> impl IntoView + use<> {
    let class = format!("node open {}", placed.node.does.entry().kind);
    view! { <g class=class inner_html=markup::shape(placed, placed.area.centre(), None)></g> }
}

/// The sign of a mark at the upper right corner.
fn seal(placed: &Placed, mark: Mark) -> impl IntoView + use<> {
    let (area, inset) = (placed.area, if placed.outline == Outline::Task { 0 } else { 6 });
    let (x, y) = (area.right - inset, area.top + inset);
    mark.icon().map(|icon| view! {
        <g class="seal">
            <circle class="seal-disc" cx=x cy=y r="10"></circle>
            <svg class="seal-icon" x=x - 7 y=y - 7 width="14" height="14" aria-hidden="true"><use href=format!("/icons.svg#{icon}")></use></svg>
        </g>
    })
}

/// One sentence about the whole.
fn summary(definition: &Definition, marks: &Marks) -> String {
    let named = |mark: Mark| {
        let nodes = definition.nodes.iter().filter(|node| marks.on(&node.id) == mark);
        nodes.map(|node| node.name.clone()).collect::<Vec<_>>()
    };
    if !marks.any() && !marks.compare() {
        return format!("{} steps; the list after the drawing names them.", definition.nodes.len());
    }
    let said = [
        ("Here now", Mark::Current),
        ("Stopped", Mark::Incident),
        ("Next", Mark::Next),
        ("Done", Mark::Done),
        ("Not approved", Mark::Refused),
        ("Added", Mark::Added),
        ("Removed", Mark::Removed),
        ("Changed", Mark::Changed),
    ];
    let parts = said.into_iter().map(|(word, mark)| (word, named(mark))).filter(|(_, names)| !names.is_empty());
    parts.map(|(word, names)| format!("{word}: {}.", names.join(", "))).collect::<Vec<_>>().join(" ")
}

/// Each step with its kind, its state and where it leads.
fn steps(definition: &Definition, marks: &Marks, notes: &BTreeMap<NodeId, String>, counts: &Counts) -> Vec<String> {
    let ways = |node: &NodeId| {
        let edges = definition.edges.iter().filter(|edge| edge.from == *node);
        let said = edges.map(|edge| {
            let way = way(definition, &edge.from, &edge.port, &edge.to);
            match marks.on_line(&edge.id) {
                Mark::Open => way,
                mark => format!("{way} ({})", mark.words()),
            }
        });
        said.collect::<Vec<_>>().join("; ")
    };
    let said = definition.nodes.iter().map(|node| {
        let mut sentence = format!("{}, {}", node.name, node.does.entry().label.to_lowercase());
        if let Some(note) = notes.get(&node.id) {
            sentence.push_str(&format!(" ({note})"));
        }
        if marks.any() || (marks.compare() && marks.on(&node.id) != Mark::Open) {
            sentence.push_str(&format!(", {}", marks.on(&node.id).words()));
        }
        if let Some(count) = counts.at(&node.id) {
            sentence.push_str(&format!(", {}", count.words()));
        }
        let ways = ways(&node.id);
        if ways.is_empty() { format!("{sentence}.") } else { format!("{sentence}. {ways}.") }
    });
    said.collect()
}

fn way(definition: &Definition, from: &NodeId, port: &engine::ids::Port, to: &NodeId) -> String {
    let label = match definition.node(from).map(|node| &node.does) {
        Some(Kind::Condition(condition)) => condition.label_of(port).unwrap_or("otherwise").to_owned(),
        Some(Kind::Approval(_)) if port.as_str() == approval::CHANGES_REQUESTED => {
            "when changes are asked for".to_owned()
        }
        Some(Kind::Approval(_)) => format!("when {}", engine::catalogue::port_label(port.as_str())),
        _ => "then".to_owned(),
    };
    format!("{label}: {}", definition.name_of(to))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_says_what_the_drawing_shows() {
        let definition = Definition::read(include_str!("../../drawing/src/example.json")).unwrap();
        let notes = BTreeMap::from([(NodeId::from("lead"), "Max".to_owned())]);
        let said = steps(&definition, &Marks::default(), &notes, &Counts::default());
        assert_eq!(said[0], "Asked, start. then: How much?.");
        assert_eq!(said[1], "How much?, condition. under 500: Team lead; otherwise: Board of directors.");
        assert_eq!(said[2], "Team lead, approval (Max). when approved: Approved; when rejected: Rejected.");
        assert_eq!(said[4], "Approved, end.");
        assert_eq!(summary(&definition, &Marks::default()), "6 steps; the list after the drawing names them.");
    }
}
