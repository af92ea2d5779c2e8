//! What is inside a node, an edge, a note and the box of a section, as SVG text: the same for the server's drawings and the editor's canvas. A browser reads
//! a text of several elements sooner than it is told of each.

use std::fmt::Write;

use engine::nodes::Kind;

use crate::aside::{Frame, PADDING, Paper};
use crate::icon;
use crate::layout::{Line, Placed};
use crate::shape::{Area, GATEWAY, LINE, Outline, Point, shortened};

/// Letters of the line beneath a task's name.
const NOTE_LETTERS: usize = 19;

/// What is drawn of a node besides itself.
#[derive(Clone, Copy, Debug, Default)]
pub struct Extras<'a> {
    /// A few words beneath the name of a task: who is asked.
    pub note: Option<&'a str>,
    /// The id of a pattern that lies over it.
    pub hatch: Option<&'a str>,
}

/// A node around its centre: outline, icon, words.
pub fn node(placed: &Placed, centre: Point, with: Extras) -> String {
    let mut svg = shape(placed, centre, with.hatch);
    words(&mut svg, placed, centre, with.note);
    svg
}

/// A node without its words, for drawings too small to be read.
pub fn shape(placed: &Placed, centre: Point, hatch: Option<&str>) -> String {
    let Point { x, y } = centre;
    let (half, high) = (placed.area.width() / 2, placed.area.height() / 2);
    let mut svg = String::with_capacity(600);
    let mut layer = |class: &str, fill: &str| match placed.outline {
        Outline::Task => put(
            &mut svg,
            format_args!(
                r#"<rect class="{class}" x="{}" y="{}" width="{}" height="{}" rx="9"{fill}></rect>"#,
                x - half,
                y - high,
                placed.area.width(),
                placed.area.height()
            ),
        ),
        Outline::Gateway => put(
            &mut svg,
            format_args!(
                r#"<path class="{class}" d="M{x} {}L{} {y}L{x} {}L{} {y}Z"{fill}></path>"#,
                y - GATEWAY,
                x + GATEWAY,
                y + GATEWAY,
                x - GATEWAY
            ),
        ),
        Outline::Event => {
            let radius = half - if class == "ring" { 4 } else { 0 };
            put(&mut svg, format_args!(r#"<circle class="{class}" cx="{x}" cy="{y}" r="{radius}"{fill}></circle>"#));
        }
    };
    layer("shape", "");
    if matches!(placed.node.does, Kind::Wait(_)) && placed.outline == Outline::Event {
        layer("ring", "");
    }
    if let Some(hatch) = hatch {
        layer("hatched", &format!(r#" fill="url(#{hatch})""#));
    }
    // In the corner of a task, in the middle of everything else.
    let left = if placed.outline == Outline::Task { x - half + 13 } else { x - icon::SIDE / 2 };
    let place = icon::transform(left, y - icon::SIDE / 2);
    let icon = icon::path(&placed.node.does);
    put(&mut svg, format_args!(r#"<path class="node-icon" d="{icon}" transform="{place}"></path>"#));
    svg
}

fn words(svg: &mut String, placed: &Placed, centre: Point, note: Option<&str>) {
    let lines = i32::try_from(placed.name.len()).unwrap_or(2);
    let task = placed.outline == Outline::Task;
    let note = note.filter(|note| task && lines == 1 && **note != placed.node.name);
    let (x, first, anchor) = if task {
        let rows = lines + i32::from(note.is_some());
        (centre.x - placed.area.width() / 2 + 43, centre.y - (rows - 1) * LINE / 2 + 5, "start")
    } else {
        let from = placed.area.centre();
        (centre.x + placed.name_at.x - from.x, centre.y + placed.name_at.y - from.y, placed.name_anchor)
    };
    let place = |no: i32| (Point { x, y: first + no * LINE }, anchor);
    (0..).zip(&placed.name).for_each(|(no, name)| line(svg, "node-name", place(no), name));
    if let Some(note) = note {
        line(svg, "node-note", place(1), &shortened(note, NOTE_LETTERS));
    }
}

/// An edge: its line and the head of it; with `hit` a wide invisible line to press on, too.
pub fn edge(line: &Line, hit: bool) -> String {
    let mut svg = String::with_capacity(3 * line.path.len() + 150);
    for (class, d) in [("edge-hit", &line.path), ("edge-line", &line.path), ("edge-head", &line.head)] {
        if hit || class != "edge-hit" {
            put(&mut svg, format_args!(r#"<path class="{class}" d="{d}"></path>"#));
        }
    }
    svg
}

/// A note: its paper, and `words` for its text.
pub fn paper(paper: &Paper, words: bool) -> String {
    let area = paper.area;
    let mut svg = String::with_capacity(300);
    put(
        &mut svg,
        format_args!(
            r#"<rect class="note-paper" x="{}" y="{}" width="{}" height="{}" rx="3"></rect>"#,
            area.left,
            area.top,
            area.width(),
            area.height()
        ),
    );
    if words {
        (0..).zip(&paper.lines).for_each(|(no, words)| line(&mut svg, "paper-text", written_at(paper, no), words));
    }
    svg
}

/// Where a line of a note is, and that it begins there.
pub fn written_at(paper: &Paper, no: i32) -> (Point, &'static str) {
    (Point { x: paper.area.left + PADDING, y: paper.area.top + PADDING + 13 + no * LINE }, "start")
}

/// The box of a collapsed section.
pub fn boxed(frame: &Frame, area: Area) -> String {
    let mut svg = String::with_capacity(400);
    for (class, by) in [("section-stack", 5), ("section-box", 0)] {
        put(
            &mut svg,
            format_args!(
                r#"<rect class="{class}" x="{}" y="{}" width="{}" height="{}" rx="12"></rect>"#,
                area.left + by,
                area.top + by,
                area.width(),
                area.height()
            ),
        );
    }
    let rows = i32::try_from(frame.name.len()).unwrap_or(1);
    let top = area.top + 25 + (2 - rows) * LINE / 3;
    let place = |y: i32| (Point { x: area.left + 14, y }, "start");
    (0..).zip(&frame.name).for_each(|(no, name)| line(&mut svg, "section-name", place(top + no * LINE), name));
    line(&mut svg, "node-note", place(area.bottom - 10), &steps(frame.steps));
    svg
}

/// `1 step`, `5 steps`.
pub fn steps(count: usize) -> String {
    if count == 1 { "1 step".to_owned() } else { format!("{count} steps") }
}

/// A line of words, which `anchor` puts at its place: `start`, `middle` or `end`.
pub fn line(svg: &mut String, class: &str, (at, anchor): (Point, &str), words: &str) {
    put(svg, format_args!(r#"<text class="{class}" x="{}" y="{}" text-anchor="{anchor}">"#, at.x, at.y));
    text(svg, words);
    svg.push_str("</text>");
}

fn put(svg: &mut String, what: std::fmt::Arguments) {
    // Writing to a string cannot fail.
    let _ = svg.write_fmt(what);
}

/// Words as the text of an element.
fn text(svg: &mut String, words: &str) {
    for letter in words.chars() {
        match letter {
            '&' => svg.push_str("&amp;"),
            '<' => svg.push_str("&lt;"),
            '>' => svg.push_str("&gt;"),
            other => svg.push(other),
        }
    }
}

#[cfg(test)]
mod tests {
    use engine::definition::Definition;

    use super::*;
    use crate::layout::Layout;

    fn layout(from: &str, to: &str) -> Layout {
        let text = include_str!("example.json");
        assert!(text.contains(from));
        Layout::of(&Definition::read(&text.replace(from, to)).unwrap())
    }

    #[test]
    fn a_node_is_drawn_around_any_centre() {
        let layout = layout("x", "x");
        for placed in &layout.nodes {
            let there = node(placed, placed.area.centre(), Extras { note: Some("Max"), hatch: Some("h") });
            let here = node(placed, Point::default(), Extras { note: Some("Max"), hatch: Some("h") });
            let task = placed.outline == Outline::Task;
            for drawn in [&there, &here] {
                assert_eq!(drawn.matches("class=\"shape\"").count(), 1);
                assert_eq!(drawn.matches("fill=\"url(#h)\"").count(), 1);
                assert_eq!(drawn.contains("class=\"node-note\""), task && placed.name.len() == 1, "{drawn}");
            }
            if task {
                let Point { x, y } = placed.area.centre();
                let corner = format!("x=\"{}\" y=\"{}\"", placed.area.left, placed.area.top);
                assert!(there.contains(&corner), "{there}");
                let corner = format!("x=\"{}\" y=\"{}\"", placed.area.left - x, placed.area.top - y);
                assert!(here.contains(&corner), "{here}");
            }
        }
    }

    #[test]
    fn words_are_never_elements() {
        let layout = layout("Team lead", "</text><script>1</script> & \\\"a\\\"");
        let placed = layout.nodes.iter().find(|placed| placed.node.name.contains("script")).unwrap();
        let drawn = node(placed, Point::default(), Extras { note: Some("<b> & c"), hatch: None });
        assert!(!drawn.contains("<script") && !drawn.contains("<b>"), "{drawn}");
        assert!(drawn.contains("&lt;script&gt;"), "{drawn}");
        assert!(drawn.contains("&amp;"), "{drawn}");
    }

    #[test]
    fn an_edge_is_one_line_and_its_head() {
        let layout = layout("x", "x");
        assert_eq!(edge(&layout.lines[0], false).matches("<path").count(), 2);
        assert_eq!(edge(&layout.lines[0], true).matches("<path").count(), 3);
    }
}
