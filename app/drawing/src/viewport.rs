//! Which part of a drawing is on the screen, and how large.

use crate::shape::{Area, Point};

/// How far in and out one may zoom.
const SMALLEST: f64 = 0.1;
const LARGEST: f64 = 4.0;

/// The place of the drawing's origin on the screen, in its pixels, and how large a pixel of the drawing is there.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Viewport {
    pub x: f64,
    pub y: f64,
    pub zoom: f64,
}

impl Default for Viewport {
    fn default() -> Self {
        Self { x: 0.0, y: 0.0, zoom: 1.0 }
    }
}

#[allow(clippy::cast_possible_truncation, reason = "a drawing is far smaller than i32")]
fn whole(value: f64) -> i32 {
    value.round() as i32
}

impl Viewport {
    /// A place on the screen as one of the drawing.
    #[must_use]
    pub fn to_drawing(self, x: f64, y: f64) -> Point {
        Point { x: whole((x - self.x) / self.zoom), y: whole((y - self.y) / self.zoom) }
    }

    /// A place of the drawing as one on the screen.
    #[must_use]
    pub fn to_screen(self, at: Point) -> (f64, f64) {
        (f64::from(at.x) * self.zoom + self.x, f64::from(at.y) * self.zoom + self.y)
    }

    /// Nearer or farther by a factor; the place on the screen stays where it is.
    #[must_use]
    pub fn zoomed_at(self, x: f64, y: f64, factor: f64) -> Self {
        let zoom = (self.zoom * factor).clamp(SMALLEST, LARGEST);
        let ratio = zoom / self.zoom;
        Self { x: x - (x - self.x) * ratio, y: y - (y - self.y) * ratio, zoom }
    }

    /// Moved by so many pixels of the screen.
    #[must_use]
    pub fn panned(self, dx: f64, dy: f64) -> Self {
        Self { x: self.x + dx, y: self.y + dy, ..self }
    }

    /// An area in the middle of a screen, as large as it can be but no larger than it is.
    #[must_use]
    pub fn fit(area: Area, width: f64, height: f64, margin: f64) -> Self {
        let room = |size: f64| (size - 2.0 * margin).max(40.0);
        let zoom = (room(width) / f64::from(area.width().max(1))).min(room(height) / f64::from(area.height().max(1)));
        let zoom = zoom.clamp(SMALLEST, 1.0);
        let centre = area.centre();
        Self { x: width / 2.0 - f64::from(centre.x) * zoom, y: height / 2.0 - f64::from(centre.y) * zoom, zoom }
    }

    /// The least movement that brings an area into view.
    #[must_use]
    pub fn reveal(self, area: Area, width: f64, height: f64, margin: f64) -> Self {
        let (left, top) = self.to_screen(Point { x: area.left, y: area.top });
        let (right, bottom) = self.to_screen(Point { x: area.right, y: area.bottom });
        let shift = |low: f64, high: f64, size: f64| {
            if low < margin {
                margin - low
            } else if high > size - margin {
                (size - margin - high).max(margin - low)
            } else {
                0.0
            }
        };
        self.panned(shift(left, right, width), shift(top, bottom, height))
    }

    /// The part of the drawing that a screen shows.
    #[must_use]
    pub fn visible(self, width: f64, height: f64) -> Area {
        let (from, to) = (self.to_drawing(0.0, 0.0), self.to_drawing(width, height));
        Area { left: from.x, top: from.y, right: to.x, bottom: to.y }
    }
}
