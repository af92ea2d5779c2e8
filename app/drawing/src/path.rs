//! Corners of a line: without needless ones, and as SVG paths.

use std::ops::Deref;

use crate::shape::{Area, Point};

/// The radius of a corner.
const CORNER: i32 = 8;

/// A way with right angles of at most six corners, without points in the middle of a straight stretch.
#[derive(Clone, Copy, Debug, Default)]
pub struct Track {
    points: [Point; 6],
    count: usize,
}

impl Track {
    /// A way through these points; what is beyond the sixth corner is left out.
    pub fn through(points: &[Point]) -> Self {
        let mut track = Self::default();
        for point in points {
            track.push(*point);
        }
        track
    }

    /// Goes on to a point.
    pub fn push(&mut self, point: Point) {
        if self.last() == Some(&point) {
            return;
        }
        if let [.., before, middle] = **self {
            let forth = |a: i32, b: i32, c: i32| a == b && b == c;
            let on =
                forth(before.x, middle.x, point.x) && (middle.y - before.y).signum() == (point.y - middle.y).signum();
            let along =
                forth(before.y, middle.y, point.y) && (middle.x - before.x).signum() == (point.x - middle.x).signum();
            if on || along {
                self.count -= 1;
            }
        }
        if let Some(place) = self.points.get_mut(self.count) {
            *place = point;
            self.count += 1;
        }
    }
}

impl Deref for Track {
    type Target = [Point];

    fn deref(&self) -> &[Point] {
        &self.points[..self.count]
    }
}

/// The stretches of a line.
pub fn stretches(points: &[Point]) -> impl Iterator<Item = (Point, Point)> {
    points.windows(2).map(|pair| (pair[0], pair[1]))
}

/// The area that a stretch covers, one pixel to each side.
pub fn covered(a: Point, b: Point) -> Area {
    Area { left: a.x.min(b.x), top: a.y.min(b.y), right: a.x.max(b.x), bottom: a.y.max(b.y) }.with_margin(1)
}

/// How far it is from one point to another by right angles.
pub fn distance(a: Point, b: Point) -> i32 {
    (a.x - b.x).abs() + (a.y - b.y).abs()
}

/// The line as an SVG path with rounded corners.
pub fn path(points: &[Point]) -> String {
    let Some(first) = points.first() else { return String::new() };
    let mut out = format!("M{} {}", first.x, first.y);
    for three in points.windows(3) {
        let (before, corner, after) = (three[0], three[1], three[2]);
        let radius = CORNER.min(distance(before, corner) / 2).min(distance(corner, after) / 2);
        let (enter, leave) = (towards(corner, before, radius), towards(corner, after, radius));
        out.push_str(&format!("L{} {}Q{} {} {} {}", enter.x, enter.y, corner.x, corner.y, leave.x, leave.y));
    }
    if let Some(last) = points.last() {
        out.push_str(&format!("L{} {}", last.x, last.y));
    }
    out
}

/// The head of the arrow at the end of a line, as an SVG path.
pub fn head(points: &[Point]) -> String {
    let [.., before, tip] = points else { return String::new() };
    let (dx, dy) = ((tip.x - before.x).signum(), (tip.y - before.y).signum());
    let back = Point { x: tip.x - dx * 9, y: tip.y - dy * 9 };
    format!("M{} {}L{} {}L{} {}Z", tip.x, tip.y, back.x - dy * 4, back.y + dx * 4, back.x + dy * 4, back.y - dx * 4)
}

fn towards(from: Point, to: Point, by: i32) -> Point {
    Point { x: from.x + (to.x - from.x).signum() * by, y: from.y + (to.y - from.y).signum() * by }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn points(of: &[(i32, i32)]) -> Vec<Point> {
        of.iter().map(|&(x, y)| Point { x, y }).collect()
    }

    #[test]
    fn corners_are_round_and_the_head_points_forward() {
        let line = points(&[(0, 0), (40, 0), (40, 30)]);
        assert_eq!(path(&line), "M0 0L32 0Q40 0 40 8L40 30");
        assert_eq!(head(&line), "M40 30L36 21L44 21Z");
        assert_eq!(path(&[]), "");
    }

    #[test]
    fn needless_points_go() {
        let track = Track::through(&points(&[(0, 0), (5, 0), (5, 0), (9, 0), (9, 4)]));
        assert_eq!(*track, points(&[(0, 0), (9, 0), (9, 4)]));
    }
}
