//! The icons of nodes, in a square of 24: the shapes of the pages' sprite, but as one path each, because a drawing has hundreds of them.

use engine::nodes::Kind;
use engine::nodes::end::Outcome;

/// The side of the square that a path is drawn in.
pub const SQUARE: i32 = 24;
/// The side of an icon on the drawing.
pub const SIDE: i32 = 20;

/// The path of a node's icon; that of an end tells how it ends.
pub fn path(does: &Kind) -> &'static str {
    shape(name(does))
}

/// Moves and shrinks a path to its place: the icon's upper left corner.
pub fn transform(x: i32, y: i32) -> String {
    format!("translate({x} {y}) scale({:.4})", f64::from(SIDE) / f64::from(SQUARE))
}

fn name(does: &Kind) -> &'static str {
    match does {
        Kind::End(end) => match end.outcome {
            Outcome::Approved | Outcome::Done => "check",
            Outcome::TimedOut => "clock",
            _ => "cross",
        },
        other => other.entry().icon,
    }
}

fn shape(name: &str) -> &'static str {
    match name {
        "play" => "M7.5 5v14l11-7z",
        "stamp" => {
            "M5 20.5h14M6 17v-2.5h12V17zM10 14.5c0-3-1.75-4-1.75-6.75a3.75 3.75 0 0 1 7.5 0C15.75 10.5 14 11.5 14 14.5"
        }
        "branch" => "m12 3.5 8.5 8.5-8.5 8.5L3.5 12z",
        "split" => "M4 12h5l5-6h6M9 12l5 6h6",
        "join" => "M20 12h-5l-5-6H4M15 12l-5 6H4",
        "clock" => "M3.75 12a8.25 8.25 0 1 0 16.5 0a8.25 8.25 0 1 0-16.5 0M12 7.5V12l3 2",
        "wait" => "M7 3.5h10M7 20.5h10M8 3.5c0 5 8 5.5 8 8.5s-8 3.5-8 8.5M16 3.5c0 5-8 5.5-8 8.5s8 3.5 8 8.5",
        "bell" => "M6 16.5V11a6 6 0 0 1 12 0v5.5l1.5 1.75h-15zM10 20.75h4",
        "check" => "m5 12.5 4.5 4.75L19 7",
        "cross" => "m6.5 6.5 11 11M17.5 6.5l-11 11",
        // A kind that is new here: the sprite has its icon, this file not yet; a test says so.
        _ => "M9.5 12a2.5 2.5 0 1 0 5 0a2.5 2.5 0 1 0-5 0",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_icon_is_that_of_the_sprite() {
        let sprite = include_str!("../../../public/icons.svg");
        let kinds = engine::catalogue::entries().into_iter().map(|entry| entry.icon).filter(|icon| *icon != "flag");
        for name in kinds.chain(["check", "clock", "cross"]) {
            let symbol = format!("<symbol id=\"{name}\" viewBox=\"0 0 24 24\"><path d=\"{}\"/></symbol>", shape(name));
            assert!(sprite.contains(&symbol), "{symbol}");
        }
    }
}
