//! The whole drawing in a small box, and the part of it that is seen.

use crate::shape::{Area, Point};
use crate::viewport::{Size, Spot, whole};

/// How the drawing lies in the box: in its middle, as large as fits.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Minimap {
    scale: f64,
    x: f64,
    y: f64,
}

impl Minimap {
    /// The drawing, by the room that it takes, in a box.
    #[must_use]
    pub fn of(bounds: Area, size: Size) -> Self {
        let scale = |room: f64, length: i32| room.max(1.0) / f64::from(length.max(1));
        let scale = scale(size.width, bounds.width()).min(scale(size.height, bounds.height()));
        let place = |from: i32, to: i32, all: f64| all / 2.0 - f64::midpoint(f64::from(from), f64::from(to)) * scale;
        Self {
            scale,
            x: place(bounds.left, bounds.right, size.width),
            y: place(bounds.top, bounds.bottom, size.height),
        }
    }

    /// The place of the drawing at a spot in the box: what a click there brings to the middle.
    #[must_use]
    pub fn to_drawing(&self, spot: Spot) -> Point {
        Point { x: whole((spot.x - self.x) / self.scale), y: whole((spot.y - self.y) / self.scale) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_drawing_lies_in_the_middle_of_the_box_and_a_click_leads_back() {
        let bounds = Area { left: -100, top: -50, right: 1_900, bottom: 450 };
        let map = Minimap::of(bounds, Size { width: 200.0, height: 100.0 });
        assert_eq!(map.to_drawing(Spot { x: 0.0, y: 25.0 }), Point { x: bounds.left, y: bounds.top });
        assert_eq!(map.to_drawing(Spot { x: 100.0, y: 50.0 }), bounds.centre());
        let nothing = Minimap::of(Area::EMPTY, Size::default());
        assert_eq!(nothing.to_drawing(Spot::default()), Area::EMPTY.centre());
    }
}
