//! Dragging a question to another place of the list, with a mouse, a pen or a finger.

use engine::edit::Edit;
use leptos::ev::PointerEvent;
use leptos::html::Ol;
use leptos::prelude::*;
use web_sys::Element;

use crate::Store;
use crate::inspector::lens::make_here;

/// A drag through the list.
#[derive(Clone, Copy)]
pub struct Drag {
    store: Store,
    list: NodeRef<Ol>,
    open: RwSignal<Option<usize>>,
    /// From where, and to where it would go now.
    now: RwSignal<Option<(usize, usize)>>,
}

/// Where the open field is after one has moved from a place to another.
pub fn moved(open: Option<usize>, from: usize, to: usize) -> Option<usize> {
    let open = open?;
    Some(match open {
        _ if open == from => to,
        _ if from < open && open <= to => open - 1,
        _ if to <= open && open < from => open + 1,
        _ => open,
    })
}

/// The place where something would go that is held at this height: how many of the others' middles are above it.
fn place(middles: &[f64], from: usize, height: f64) -> usize {
    middles.iter().enumerate().filter(|(at, middle)| *at != from && **middle < height).count()
}

impl Drag {
    pub fn new(store: Store, list: NodeRef<Ol>, open: RwSignal<Option<usize>>) -> Self {
        Self { store, list, open, now: RwSignal::new(None) }
    }

    /// Whether the field at this place is being dragged.
    pub fn is(self, at: usize) -> bool {
        self.now.get().is_some_and(|(from, _)| from == at)
    }

    pub fn begin(self, at: usize, event: &PointerEvent) {
        if event.button() == 0 {
            event.prevent_default();
            let grip = event_target::<Element>(event);
            let grip = grip.closest(".grip").ok().flatten().unwrap_or(grip);
            // Without capture the drag ends at the edge of the grip, no more.
            let _ = grip.set_pointer_capture(event.pointer_id());
            self.now.set(Some((at, at)));
        }
    }

    pub fn goes(self, event: &PointerEvent) {
        let Some((from, before)) = self.now.get_untracked() else { return };
        let rows = self.rows();
        let middles: Vec<f64> = rows
            .iter()
            .map(|row| {
                let area = row.get_bounding_client_rect();
                area.top() + area.height() / 2.0
            })
            .collect();
        let to = place(&middles, from, f64::from(event.client_y()));
        if to != before {
            self.now.set(Some((from, to)));
        }
        for (at, row) in rows.iter().enumerate() {
            // The line that says where it would go.
            let mark = match to {
                _ if to == from => "",
                _ if to < from && at == to => "above",
                _ if to > from && at == to => "below",
                _ => "",
            };
            let _ = row.set_attribute("data-drop", mark);
        }
    }

    pub fn drop(self) {
        let Some((from, to)) = self.now.get_untracked() else { return };
        self.cancel();
        let key = self.store.definition.with_untracked(|all| all.form.fields.get(from).map(|field| field.key.clone()));
        if from != to
            && let Some(key) = key
            && make_here(self.store, None, Edit::MoveField { key, to })
        {
            self.open.update(|open| *open = moved(*open, from, to));
        }
    }

    pub fn cancel(self) {
        self.now.set(None);
        for row in self.rows() {
            let _ = row.remove_attribute("data-drop");
        }
    }

    fn rows(self) -> Vec<Element> {
        let Some(list) = self.list.get_untracked() else { return vec![] };
        let rows = list.children();
        (0..rows.length()).filter_map(|at| rows.item(at)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_goes_where_it_is_held() {
        let middles = [10.0, 30.0, 50.0, 70.0];
        assert_eq!(place(&middles, 1, 30.0), 1);
        assert_eq!(place(&middles, 1, 5.0), 0);
        assert_eq!(place(&middles, 1, 55.0), 2);
        assert_eq!(place(&middles, 1, 999.0), 3);
        assert_eq!(place(&middles, 3, 20.0), 1);
    }

    #[test]
    fn the_open_field_stays_open() {
        assert_eq!(moved(Some(1), 1, 3), Some(3));
        assert_eq!(moved(Some(2), 1, 3), Some(1));
        assert_eq!(moved(Some(2), 3, 0), Some(3));
        assert_eq!(moved(Some(0), 1, 3), Some(0));
        assert_eq!(moved(None, 1, 3), None);
    }
}
