//! What other views ask the canvas for.

use leptos::prelude::*;

use super::board::Board;
use super::{acts, clipboard, paper, section, words};
use crate::store::Wish;

/// Does what other views ask for.
pub fn grant(board: Board) {
    let store = board.store;
    Effect::new(move |_| {
        let Some(wish) = store.wish.get() else { return };
        store.wish.set(None);
        match wish {
            Wish::Connect(node) => acts::connect(board, node),
            Wish::Tidy => acts::tidy(board),
            Wish::Fit => board.fit(store.with_scene(drawing::scene::Scene::bounds)),
            Wish::PasteAt(at) => clipboard::paste_here(board, at),
            Wish::Rename(node) => board.renaming.set(Some(node)),
            Wish::Words(edge) => words::begin(board, edge),
            Wish::Write(note) => paper::write(board, Some(note)),
            Wish::Note(at) => paper::add(board, at),
            Wish::See(note) => paper::show(board, &note),
            Wish::SeeSection(section) => section::show(board, &section),
            Wish::Section(id, does) => section::does(board, &id, does),
            Wish::MakeSection => section::make(board),
        }
    });
}
