//! The part of the drawing that is seen: panned, zoomed, and brought to what has to be seen. A point of the screen is a
//! point of the canvas, in pixels from its upper left corner.

use crate::shape::{Area, Point};

pub const LEAST_ZOOM: f64 = 0.1;
pub const MOST_ZOOM: f64 = 4.0;

/// A place on the screen, in pixels.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Spot {
    pub x: f64,
    pub y: f64,
}

/// The size of the canvas on the screen, in pixels.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Size {
    pub width: f64,
    pub height: f64,
}

/// Where the drawing is on the screen: the place of the drawing's origin, and its scale.
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

impl Viewport {
    /// The place of the drawing that is seen at a spot of the screen.
    #[must_use]
    pub fn to_drawing(&self, spot: Spot) -> Point {
        Point { x: whole((spot.x - self.x) / self.zoom), y: whole((spot.y - self.y) / self.zoom) }
    }

    /// The spot of the screen where a place of the drawing is seen.
    #[must_use]
    pub fn to_screen(&self, at: Point) -> Spot {
        Spot { x: f64::from(at.x) * self.zoom + self.x, y: f64::from(at.y) * self.zoom + self.y }
    }

    /// A length on the screen as one of the drawing.
    #[must_use]
    pub fn length(&self, pixels: f64) -> i32 {
        whole(pixels / self.zoom)
    }

    /// Zoomed by a factor; what is seen at the spot stays there.
    #[must_use]
    pub fn zoomed_at(&self, spot: Spot, factor: f64) -> Self {
        self.zoomed_to(spot, self.zoom * factor)
    }

    /// Zoomed to a scale; what is seen at the spot stays there.
    #[must_use]
    pub fn zoomed_to(&self, spot: Spot, zoom: f64) -> Self {
        let zoom = if zoom.is_finite() { zoom.clamp(LEAST_ZOOM, MOST_ZOOM) } else { self.zoom };
        let factor = zoom / self.zoom;
        Self { x: spot.x - (spot.x - self.x) * factor, y: spot.y - (spot.y - self.y) * factor, zoom }
    }

    /// Moved by pixels of the screen.
    #[must_use]
    pub fn panned(&self, dx: f64, dy: f64) -> Self {
        Self { x: self.x + dx, y: self.y + dy, zoom: self.zoom }
    }

    /// An area in the middle of the screen, with a margin in pixels; as large as it can be, but not larger than it is drawn.
    #[must_use]
    pub fn fit(area: Area, size: Size, margin: f64) -> Self {
        let room = |all: f64| (all - 2.0 * margin).max(1.0);
        let scale = |room: f64, length: i32| room / f64::from(length.max(1));
        let zoom = scale(room(size.width), area.width()).min(scale(room(size.height), area.height()));
        let zoom = zoom.clamp(LEAST_ZOOM, 1.0);
        let middle = |from: i32, to: i32, all: f64| all / 2.0 - f64::midpoint(f64::from(from), f64::from(to)) * zoom;
        Self { x: middle(area.left, area.right, size.width), y: middle(area.top, area.bottom, size.height), zoom }
    }

    /// Moved as little as shows an area with a margin in pixels; of one that is too large its upper left.
    #[must_use]
    pub fn reveal(&self, area: Area, size: Size, margin: f64) -> Self {
        let (from, to) = (
            self.to_screen(Point { x: area.left, y: area.top }),
            self.to_screen(Point { x: area.right, y: area.bottom }),
        );
        self.panned(least_move(from.x, to.x, size.width, margin), least_move(from.y, to.y, size.height, margin))
    }

    /// The part of the drawing that is seen.
    #[must_use]
    pub fn visible(&self, size: Size) -> Area {
        let at = |screen: f64, origin: f64| (screen - origin) / self.zoom;
        Area {
            left: whole(at(0.0, self.x).floor()),
            top: whole(at(0.0, self.y).floor()),
            right: whole(at(size.width, self.x).ceil()),
            bottom: whole(at(size.height, self.y).ceil()),
        }
    }
}

/// How far a stretch has to move to lie between the margins.
fn least_move(from: f64, to: f64, all: f64, margin: f64) -> f64 {
    let margin = if to - from + 2.0 * margin > all { ((all - (to - from)) / 2.0).max(0.0) } else { margin };
    if from < margin || to - from > all {
        margin - from
    } else if to > all - margin {
        all - margin - to
    } else {
        0.0
    }
}

/// The nearest whole number that a place of a drawing can have.
#[allow(clippy::cast_possible_truncation, reason = "kept far within the numbers that fit")]
pub(crate) fn whole(number: f64) -> i32 {
    number.round().clamp(-1e8, 1e8) as i32
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIZE: Size = Size { width: 1_000.0, height: 600.0 };

    fn spot(x: f64, y: f64) -> Spot {
        Spot { x, y }
    }

    #[test]
    fn there_and_back_again() {
        let view = Viewport { x: 120.0, y: -40.0, zoom: 0.5 };
        let at = Point { x: 333, y: -77 };
        assert_eq!(view.to_drawing(view.to_screen(at)), at);
        assert_eq!(view.to_drawing(spot(120.0, -40.0)), Point { x: 0, y: 0 });
        assert_eq!(view.length(6.0), 12);
    }

    #[test]
    fn zooming_keeps_what_is_under_the_cursor_and_has_bounds() {
        let view = Viewport::default().panned(30.0, 40.0);
        let under = view.to_drawing(spot(400.0, 300.0));
        let near = view.zoomed_at(spot(400.0, 300.0), 2.0);
        assert_eq!((near.to_drawing(spot(400.0, 300.0)), near.zoom), (under, 2.0));
        assert!((view.zoomed_at(spot(0.0, 0.0), 1e9).zoom - MOST_ZOOM).abs() < 1e-9);
        assert!((view.zoomed_at(spot(0.0, 0.0), 0.0).zoom - LEAST_ZOOM).abs() < 1e-9);
        assert_eq!(view.zoomed_at(spot(0.0, 0.0), f64::NAN), view);
    }

    #[test]
    fn a_fitted_area_is_seen_whole_and_in_the_middle() {
        let area = Area { left: -100, top: 0, right: 3_900, bottom: 500 };
        let view = Viewport::fit(area, SIZE, 20.0);
        assert!(view.visible(SIZE).holds(area));
        let middle = view.to_screen(area.centre());
        assert!((middle.x - 500.0).abs() < 1.0 && (middle.y - 300.0).abs() < 1.0);
        let small = Viewport::fit(Area::around(Point { x: 0, y: 0 }, 20, 20), SIZE, 20.0);
        assert_eq!(small, Viewport { x: 500.0, y: 300.0, zoom: 1.0 });
        let none = Viewport::fit(Area::EMPTY, Size::default(), 20.0);
        assert!(none.zoom >= LEAST_ZOOM && none.x.is_finite());
    }

    #[test]
    fn what_is_seen_already_is_not_moved_and_what_is_not_comes_in() {
        let view = Viewport::default();
        assert_eq!(view.reveal(Area { left: 50, top: 50, right: 200, bottom: 100 }, SIZE, 20.0), view);
        let right = view.reveal(Area { left: 1_200, top: 50, right: 1_300, bottom: 100 }, SIZE, 20.0);
        assert_eq!((right.x, right.y), (-320.0, 0.0));
        let up = view.reveal(Area { left: 50, top: -90, right: 200, bottom: -10 }, SIZE, 20.0);
        assert_eq!((up.x, up.y), (0.0, 110.0));
        let large = view.reveal(Area { left: 500, top: 0, right: 5_000, bottom: 90 }, SIZE, 20.0);
        assert_eq!((large.x, large.y), (-500.0, 20.0));
    }
}
