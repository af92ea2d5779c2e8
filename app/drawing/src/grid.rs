//! An index of areas by place, so that what lies near something is found without looking at everything.

use crate::shape::Area;

/// The smallest side of a cell.
const CELL: i32 = 128;
/// The most cells in a row and in a column.
const MOST: i32 = 64;

/// Areas by the cells that they touch. What lies outside counts to the cells at the border.
#[derive(Clone, Debug, Default)]
pub struct Grid {
    left: i32,
    top: i32,
    cell_width: i32,
    cell_height: i32,
    columns: usize,
    rows: usize,
    cells: Vec<Vec<u32>>,
    /// Each area, with the first cell that it touches.
    areas: Vec<(Area, (usize, usize))>,
}

impl Grid {
    /// An empty grid for a region.
    #[must_use]
    pub fn over(region: Area) -> Self {
        let cell = |length: i32| CELL.max(length / MOST + 1);
        let (cell_width, cell_height) = (cell(region.width()), cell(region.height()));
        let count = |length: i32, cell: i32| usize::try_from(length / cell + 1).unwrap_or(1);
        let (columns, rows) = (count(region.width(), cell_width), count(region.height(), cell_height));
        Self {
            left: region.left,
            top: region.top,
            cell_width,
            cell_height,
            columns,
            rows,
            cells: vec![Vec::new(); columns * rows],
            areas: Vec::new(),
        }
    }

    /// A grid of these areas, numbered as they come.
    #[must_use]
    pub fn of(areas: impl IntoIterator<Item = Area>) -> Self {
        let areas: Vec<Area> = areas.into_iter().collect();
        let mut grid = Self::over(areas.iter().copied().reduce(Area::and).unwrap_or(Area::EMPTY));
        for area in areas {
            grid.add(area);
        }
        grid
    }

    /// Adds an area; its number is how many there were before.
    pub fn add(&mut self, area: Area) {
        if self.cells.is_empty() {
            *self = Self::over(area);
        }
        let no = u32::try_from(self.areas.len()).unwrap_or(u32::MAX);
        let (from, to) = (self.cell(area.left, area.top), self.cell(area.right, area.bottom));
        self.areas.push((area, from));
        for row in from.1..=to.1 {
            for column in from.0..=to.0 {
                self.cells[row * self.columns + column].push(no);
            }
        }
    }

    /// Calls `see` with the number of each area that this one touches, each once, in no useful order.
    pub fn touching(&self, area: Area, mut see: impl FnMut(usize)) {
        if self.cells.is_empty() {
            return;
        }
        let (from, to) = (self.cell(area.left, area.top), self.cell(area.right, area.bottom));
        for row in from.1..=to.1 {
            for column in from.0..=to.0 {
                for &no in &self.cells[row * self.columns + column] {
                    let (other, begins) = self.areas[no as usize];
                    // An area that lies in several cells is seen in the first that both share.
                    let is_first = (begins.0.max(from.0), begins.1.max(from.1)) == (column, row);
                    if is_first && other.touches(area) {
                        see(no as usize);
                    }
                }
            }
        }
    }

    fn cell(&self, x: i32, y: i32) -> (usize, usize) {
        let place = |at: i32, start: i32, cell: i32, count: usize| {
            usize::try_from(at.saturating_sub(start) / cell).unwrap_or(0).min(count - 1)
        };
        (place(x, self.left, self.cell_width, self.columns), place(y, self.top, self.cell_height, self.rows))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shape::Point;

    fn seen(grid: &Grid, area: Area) -> Vec<usize> {
        let mut all = Vec::new();
        grid.touching(area, |no| all.push(no));
        all.sort_unstable();
        all
    }

    #[test]
    fn what_is_near_is_found_once() {
        let places = (0..400).map(|no| Area::around(Point { x: no % 20 * 220, y: no / 20 * 120 }, 84, 32));
        let areas: Vec<Area> = places.chain([Area { left: -9_000, top: 0, right: 90_000, bottom: 0 }]).collect();
        let grid = Grid::of(areas.iter().copied());
        for look in [
            Area { left: 200, top: 100, right: 900, bottom: 700 },
            Area { left: 0, top: 0, right: 0, bottom: 0 },
            Area { left: -50_000, top: -50_000, right: 50_000, bottom: 50_000 },
            Area { left: 95_000, top: 0, right: 95_001, bottom: 1 },
        ] {
            let all: Vec<usize> = (0..areas.len()).filter(|no| areas[*no].touches(look)).collect();
            assert_eq!(seen(&grid, look), all, "{look:?}");
        }
    }

    #[test]
    fn what_was_not_foreseen_is_found_too() {
        let mut grid = Grid::over(Area { left: 0, top: 0, right: 10, bottom: 10 });
        grid.add(Area { left: 5_000, top: -400, right: 5_010, bottom: -390 });
        grid.add(Area { left: 2, top: 2, right: 3, bottom: 3 });
        assert_eq!(seen(&grid, Area { left: 4_990, top: -500, right: 5_000, bottom: -380 }), [0]);
        assert_eq!(seen(&grid, Area { left: 0, top: 0, right: 9, bottom: 9 }), [1]);
        assert_eq!(seen(&Grid::default(), Area { left: 0, top: 0, right: 9, bottom: 9 }), [0; 0]);
    }
}
