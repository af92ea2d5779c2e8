//! Places in the text: of a line and column, and of each node.

/// A stretch of the text: its first and last line, from 1, and where it begins, as the browser counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stretch {
    pub first: usize,
    pub last: usize,
    pub begins: u32,
}

/// Where a line and a column are, counted in the UTF-16 units of the browser. A column counts bytes, from 1.
pub fn offset(text: &str, line: usize, column: usize) -> u32 {
    let mut begins = 0;
    for (number, words) in text.split('\n').enumerate() {
        if number + 1 == line {
            let mut end = column.saturating_sub(1).min(words.len());
            while !words.is_char_boundary(end) {
                end -= 1;
            }
            return begins + units(&words[..end]);
        }
        begins += units(words) + 1;
    }
    begins.saturating_sub(1)
}

/// The number of lines.
pub fn lines(text: &str) -> usize {
    text.bytes().filter(|byte| *byte == b'\n').count() + 1
}

fn units(text: &str) -> u32 {
    u32::try_from(text.encode_utf16().count()).unwrap_or(u32::MAX)
}

/// Where a node is written; none when the text has none of this id.
pub fn of_node(text: &str, id: &str) -> Option<Stretch> {
    nodes(text).into_iter().find(|(name, ..)| name == id).map(|(_, from, to)| {
        let first = lines(&text[..from]);
        Stretch { first, last: first + lines(&text[from..to]) - 1, begins: units(&text[..from]) }
    })
}

/// The id of the node that is written at a place, as the browser counts.
pub fn node_at(text: &str, at: u32) -> Option<String> {
    let found =
        nodes(text).into_iter().find(|(_, from, to)| (units(&text[..*from])..units(&text[..*to])).contains(&at));
    found.map(|(id, ..)| id)
}

/// All nodes by their ids, with the bytes where each begins and ends. Reads no more of JSON than this needs, so that it
/// works while somebody is in the middle of a change further down.
fn nodes(text: &str) -> Vec<(String, usize, usize)> {
    let (mut depth, mut key, mut last): (usize, &str, Option<&str>) = (0, "", None);
    let (mut in_nodes, mut node, mut found) = (false, None::<(usize, String)>, vec![]);
    let mut marks = text.bytes().enumerate().peekable();
    while let Some((at, byte)) = marks.next() {
        match byte {
            b'"' => {
                let mut end = text.len();
                while let Some((at, byte)) = marks.next() {
                    match byte {
                        b'\\' => drop(marks.next()),
                        b'"' => {
                            end = at;
                            break;
                        }
                        _ => {}
                    }
                }
                let word = &text[(at + 1).min(end)..end];
                if depth == 3
                    && key == "id"
                    && last.is_none()
                    && let Some((_, id)) = &mut node
                {
                    *id = serde_json::from_str(&text[at..(end + 1).min(text.len())]).unwrap_or_default();
                }
                last = Some(word);
            }
            b':' => {
                key = last.take().unwrap_or_default();
                in_nodes = (depth == 1 && key == "nodes") || (depth != 1 && in_nodes);
            }
            b'{' | b'[' => {
                depth += 1;
                if depth == 3 && in_nodes && byte == b'{' {
                    node = Some((at, String::new()));
                }
            }
            b'}' | b']' => {
                if depth == 3
                    && let Some((from, id)) = node.take()
                {
                    found.push((id, from, at + 1));
                }
                depth = depth.saturating_sub(1);
                in_nodes = in_nodes && depth > 1;
            }
            b',' => (key, last) = ("", None),
            _ => {}
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use engine::definition::Definition;

    use super::*;

    const EXAMPLE: &str = include_str!("../../../drawing/src/example.json");

    #[test]
    fn a_line_and_a_column_are_found_as_the_browser_counts() {
        let text = "ab\nä\u{1f600}x\n";
        assert_eq!(offset(text, 1, 1), 0);
        assert_eq!(offset(text, 1, 3), 2);
        assert_eq!(offset(text, 2, 1), 3);
        assert_eq!(offset(text, 2, 3), 4, "a letter of two bytes is one unit");
        assert_eq!(offset(text, 2, 7), 6, "one of four bytes is two");
        assert_eq!(offset(text, 2, 5), 4, "in the middle of a letter: before it");
        assert_eq!(offset(text, 2, 99), 7, "beyond the line: its end");
        assert_eq!(offset(text, 99, 1), 8, "beyond the text: its end");
        assert_eq!((lines(""), lines("a"), lines(text)), (1, 1, 3));
    }

    #[test]
    fn every_node_is_found_and_nothing_else_of_its_name() {
        for text in [EXAMPLE.to_owned(), {
            let definition = Definition::read(EXAMPLE).expect("the example can be read");
            serde_json::to_string_pretty(&definition).expect("it can be written")
        }] {
            let definition = Definition::read(&text).expect("the example can be read");
            let found = nodes(&text);
            assert_eq!(
                found.iter().map(|(id, ..)| id.as_str()).collect::<Vec<_>>(),
                definition.nodes.iter().map(|node| node.id.as_str()).collect::<Vec<_>>()
            );
            for ((_, from, to), node) in found.iter().zip(&definition.nodes) {
                let read: engine::definition::Node = serde_json::from_str(&text[*from..*to]).expect("a whole node");
                assert_eq!(read, *node);
            }
            let lead = of_node(&text, "lead").expect("it is there");
            assert_eq!(node_at(&text, lead.begins + 20).as_deref(), Some("lead"));
            assert!(text.lines().nth(lead.first - 1).is_some_and(|line| line.trim_start().starts_with('{')));
        }
        assert_eq!(of_node(EXAMPLE, "e1"), None, "an edge is no node");
        assert_eq!(of_node(EXAMPLE, "moon"), None);
        assert_eq!(node_at(EXAMPLE, 0), None);
    }

    #[test]
    fn texts_that_cannot_be_read_are_looked_through_as_well() {
        for end in (0..EXAMPLE.len()).filter(|end| EXAMPLE.is_char_boundary(*end)) {
            nodes(&EXAMPLE[..end]);
            nodes(&EXAMPLE[end..]);
        }
        let odd = r#"{"form": {"nodes": [{"id": "no"}]}, "nodes": [{"does": {"id": "no"}, "id": "a\"b"}, {"id": "c"#;
        assert_eq!(nodes(odd).into_iter().map(|(id, ..)| id).collect::<Vec<_>>(), ["a\"b"]);
    }
}
