//! The drawing as an SVG file of its own, with its styles inside.

use std::collections::BTreeMap;

use engine::definition::Definition;
use engine::ids::NodeId;
use leptos::prelude::*;

use super::asides::{drawn_frame, drawn_paper};
use super::marks::{Mark, Marks};
use super::view::{drawn_label, drawn_line, drawn_node};
use drawing::layout::Layout;

const STYLES: &str = include_str!("alone.css");

/// The drawing of a definition as a file; `notes` are a few words beneath the names of tasks.
pub fn alone(definition: &Definition, notes: &BTreeMap<NodeId, String>) -> String {
    let layout = Layout::of(definition);
    let area = layout.view;
    let inside = Owner::new().with(|| {
        let marks = Marks::default();
        view! {
            {layout.frames.iter().map(drawn_frame).collect_view()}
            {layout.papers.iter().map(drawn_paper).collect_view()}
            {layout.lines.iter().map(|line| drawn_line(line, &marks)).collect_view()}
            {layout.nodes.iter().map(|placed| drawn_node("drawing", placed, Mark::Open, notes.get(&placed.node.id))).collect_view()}
            {layout.lines.iter().map(|line| drawn_label(line, &marks)).collect_view()}
        }
        .to_html()
    });
    let place = format!("{} {} {} {}", area.left, area.top, area.width(), area.height());
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"{place}\" width=\"{}\" height=\"{}\" role=\"img\">\n\
        <title>{}</title>\n<style>\n{STYLES}</style>\n{}\n</svg>\n",
        area.width(),
        area.height(),
        escaped(&definition.name),
        as_xml(&inside)
    )
}

/// What pages write is HTML: without its comments, and without what XML cannot hold, it is XML.
fn as_xml(html: &str) -> String {
    let plain = html.replace("<!>", "").replace("<!---->", "");
    plain.chars().filter(|c| is_character(*c)).collect()
}

fn is_character(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r') || !(c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}'))
}

fn escaped(text: &str) -> String {
    as_xml(&text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_drawing_of_its_own_has_everything_inside() {
        let mut definition = Definition::read(include_str!("../../drawing/src/example.json")).unwrap();
        "A < B & \"C\"\u{0}".clone_into(&mut definition.name);
        "x\u{1}<y>&".clone_into(&mut definition.nodes[2].name);
        let notes = BTreeMap::from([(NodeId::from("lead"), "Max".to_owned())]);
        let svg = alone(&definition, &notes);
        assert!(svg.contains("<title>A &lt; B &amp; \"C\"</title>"), "{svg}");
        assert!(!svg.contains("<use") && !svg.contains("<!"), "{svg}");
        assert!(!svg.contains('\u{1}') && svg.contains("x&lt;y&gt;&amp;"), "{svg}");
        all_closed(&svg);
    }

    /// Every element is closed.
    fn all_closed(svg: &str) {
        for name in ["g", "text", "path", "svg", "use", "circle", "rect", "symbol"] {
            let opened = svg.matches(&format!("<{name} ")).count() + svg.matches(&format!("<{name}>")).count();
            let closed = svg.matches(&format!("</{name}>")).count();
            let by_itself =
                svg.split('<').filter(|tag| tag.starts_with(&format!("{name} ")) && tag.contains("/>")).count();
            assert_eq!(opened, closed + by_itself, "{name}: {svg}");
        }
    }
}
