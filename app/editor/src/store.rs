//! The model and everything that the views share. The definition is changed by [`Store::make`], [`Store::undo`] and
//! [`Store::redo`] alone; each says what has to be drawn again.

use std::collections::HashMap;

use drawing::aside::{Frame, Paper, Show};
use drawing::layout::{Line, Placed};
use drawing::scene::{Changed, Scene};
use drawing::shape::Point;
use engine::check::Problem;
use engine::definition::{At, Definition};
use engine::edit::{Edit, History, plan};
use engine::ids::{EdgeId, NodeId, NoteId, Port, SectionId};
use leptos::prelude::*;

use crate::api::{Directory, Opening};
use crate::finder::own::Own;
use crate::finder::shortcuts::Does;
use crate::habits::Habits;
use crate::inspector::sample::Sample;
use crate::later::{Later, Load};
use crate::selection::Selection;

/// How long after a change its problems are looked for.
const SOON: std::time::Duration = std::time::Duration::from_millis(20);

/// A node as it is drawn.
#[derive(Clone, Debug)]
pub struct NodeCell {
    pub placed: ArcRwSignal<Placed>,
    /// Its centre; moves ahead of the definition during a drag.
    pub at: ArcRwSignal<Point>,
}

/// Nodes and lines as they are drawn.
type Cells = (HashMap<NodeId, NodeCell>, HashMap<EdgeId, ArcRwSignal<Line>>);

/// Which view of the model is shown beside the canvas.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// Settings of what is selected; of the process when nothing is.
    Settings,
    Form,
    Outline,
    Text,
    Problems,
    Simulator,
}

/// A dialog that is open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Dialog {
    /// Add a node: after the selected one, into an edge, or by itself at a place (drawing coordinates).
    Add { after: Option<NodeId>, into: Option<EdgeId>, at: Option<At> },
    /// Another kind for a node.
    Replace(NodeId),
    /// Add a node where a way of a node leads nowhere yet.
    Continue { from: NodeId, port: Port },
    /// A name for steps that are kept as a pattern, or another for one that is kept already.
    NamePattern { nodes: Vec<NodeId>, of: Option<String> },
    /// The organisation's patterns.
    Patterns,
    /// Find a node by its name and go there.
    Search,
    /// The sheet of shortcuts.
    Help,
}

/// What another view asks the canvas to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wish {
    /// Connect a node with another, to be chosen there.
    Connect(NodeId),
    Tidy,
    /// Show everything.
    Fit,
    /// Put what was copied at a place.
    PasteAt(At),
    /// Let a node be renamed in its place.
    Rename(NodeId),
    /// Let the words of an edge be changed in their place.
    Words(EdgeId),
    /// Let the text of a note be written in its place.
    Write(NoteId),
    /// Bring a note or a section into view, and put the focus there.
    See(NoteId),
    SeeSection(SectionId),
    /// A new note at a place.
    Note(At),
    /// A section of what is selected.
    MakeSection,
    /// Something with a section.
    Section(SectionId, Does),
}

/// A sentence for whoever edits: shown for a while, and read out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Said {
    pub text: String,
    /// Something was refused.
    pub refused: bool,
    /// Tells one from the next of the same words.
    pub no: u64,
}

/// Where a simulation stands; drawn on the canvas.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    pub here: Vec<NodeId>,
    pub passed: Vec<NodeId>,
    pub taken: Vec<EdgeId>,
    pub stopped: Vec<NodeId>,
    /// The edges by which it came here with the last choice, in their order.
    pub came_by: Vec<EdgeId>,
}

/// The model and what the views share. Cheap to copy; every copy is the same one.
#[derive(Clone, Copy, Debug)]
pub struct Store {
    pub definition: RwSignal<Definition>,
    pub selection: RwSignal<Selection>,
    pub side: RwSignal<Side>,
    /// All problems: those of the engine soon after a change, those that only the server knows after each save.
    pub problems: RwSignal<Vec<Problem>>,
    pub server_problems: RwSignal<Vec<Problem>>,
    pub directory: RwSignal<Directory>,
    /// The same as the engine knows it, once it is here.
    known: StoredValue<Option<engine::simulate::Directory>>,
    /// The organisation's patterns, as they were fetched last.
    pub own: RwSignal<Vec<Own>>,
    pub said: RwSignal<Said>,
    pub dialog: RwSignal<Option<Dialog>>,
    /// Counts how often publishing was asked for.
    pub publish_now: RwSignal<u64>,
    /// Counts how often saving was asked for.
    pub save_now: RwSignal<u64>,
    /// Asks the canvas to bring a node or an edge into view, and to put the focus there.
    pub reveal: RwSignal<Option<NodeId>>,
    /// Asks the canvas to do something; it sets this to none when it has.
    pub wish: RwSignal<Option<Wish>>,
    /// Nodes of the simulation: where it stands, and what it has passed.
    pub standing: RwSignal<Standing>,
    /// Counts the changes of the definition; what is saved remembers which it was.
    pub changes: RwSignal<u64>,
    /// Which nodes and edges there are; changes only when one comes or goes.
    pub present: RwSignal<(Vec<NodeId>, Vec<EdgeId>)>,
    /// Something on the canvas is held by the pointer: settings of another are shown when it is let go, not while it is dragged.
    pub held: RwSignal<bool>,
    /// How far what stands beside the canvas is scrolled, in pixels.
    pub scrolled: StoredValue<i32>,
    /// How whoever edits likes to work.
    pub habits: RwSignal<Habits>,
    /// Sections and notes as they are drawn.
    pub frames: RwSignal<Vec<Frame>>,
    pub papers: RwSignal<Vec<Paper>>,
    /// The section that is looked into; see [`Store::look_inside`].
    pub inside: RwSignal<Option<SectionId>>,
    /// The request that titles, approvers and expressions are tried on.
    pub sample: RwSignal<Sample>,
    /// The story that is simulated, while the panel shows something else.
    pub simulated: StoredValue<crate::simulator::Kept>,
    pub opening: StoredValue<Opening>,
    /// The views that are loaded after the canvas.
    pub later: RwSignal<Load>,
    history: StoredValue<History>,
    scene: StoredValue<Scene>,
    nodes: StoredValue<HashMap<NodeId, NodeCell>>,
    lines: StoredValue<HashMap<EdgeId, ArcRwSignal<Line>>>,
    /// The cells of what is gone: what comes back within a moment is still drawn with its own.
    gone: StoredValue<Cells>,
    gestures: StoredValue<u64>,
}

impl Store {
    /// The store of a draft.
    pub fn new(opening: Opening, definition: Definition) -> Self {
        let store = Self {
            selection: RwSignal::default(),
            side: RwSignal::new(Side::Settings),
            problems: RwSignal::default(),
            server_problems: RwSignal::default(),
            directory: RwSignal::default(),
            known: StoredValue::default(),
            own: RwSignal::default(),
            said: RwSignal::default(),
            dialog: RwSignal::default(),
            publish_now: RwSignal::new(0),
            save_now: RwSignal::new(0),
            reveal: RwSignal::default(),
            wish: RwSignal::default(),
            standing: RwSignal::default(),
            changes: RwSignal::new(0),
            present: RwSignal::default(),
            held: RwSignal::new(false),
            scrolled: StoredValue::default(),
            habits: RwSignal::default(),
            frames: RwSignal::default(),
            papers: RwSignal::default(),
            inside: RwSignal::default(),
            sample: RwSignal::default(),
            simulated: StoredValue::default(),
            opening: StoredValue::new(opening),
            later: RwSignal::new(Load::Waiting),
            history: StoredValue::default(),
            scene: StoredValue::default(),
            nodes: StoredValue::default(),
            lines: StoredValue::default(),
            gone: StoredValue::default(),
            gestures: StoredValue::new(0),
            definition: RwSignal::new(definition),
        };
        store.redraw();
        store
    }

    /// Makes an edit, and selects what it is about; a refusal is said. True when it was made.
    pub fn make(self, edit: Edit) -> bool {
        self.make_in(None, edit)
    }

    /// Makes an edit of a gesture (a number of [`Store::gesture`]); those of one gesture in a row are one step of the history.
    pub fn make_in(self, gesture: Option<u64>, edit: Edit) -> bool {
        // What comes into a section that is looked into is one step with its coming.
        let gesture = gesture.or_else(|| self.inside.with_untracked(Option::is_some).then(|| self.gesture()));
        let make = |edit: &Edit| {
            self.history.try_update_value(|history| {
                self.definition.try_update(|definition| {
                    history.make(definition, edit, gesture).map(|step| (step.about.clone(), step.note.clone()))
                })
            })
        };
        match make(&edit).flatten() {
            Some(Ok((about, note))) => {
                self.joining(&edit, &about).map(|edit| make(&edit));
                self.after_change(Some(about));
                if let Some(note) = note {
                    self.say(note);
                }
                true
            }
            Some(Err(refusal)) => {
                self.refuse(refusal.to_string());
                false
            }
            None => false,
        }
    }

    /// Makes edits that belong together, as one step of the history: all of them, or none.
    pub fn make_all(self, edits: &[Edit]) -> bool {
        self.make_all_in(self.gesture(), edits)
    }

    /// The same, as a part of a gesture.
    pub fn make_all_in(self, gesture: u64, edits: &[Edit]) -> bool {
        if let [edit] = edits {
            return self.make_in(Some(gesture), edit.clone());
        }
        let mut tried = self.definition.get_untracked();
        for edit in edits {
            match plan(&tried, edit) {
                // Planned for this very definition.
                Ok(step) => {
                    step.apply(&mut tried);
                }
                Err(refusal) => {
                    self.refuse(refusal.to_string());
                    return false;
                }
            }
        }
        edits.iter().all(|edit| self.make_in(Some(gesture), edit.clone()))
    }

    /// A number for a new gesture.
    pub fn gesture(self) -> u64 {
        self.gestures.update_value(|last| *last += 1);
        self.gestures.get_value()
    }

    /// Undoes the last step.
    pub fn undo(self) {
        self.travel("Undone", "There is nothing to undo.", |history, definition| {
            history.undo(definition).map(|step| (step.label.clone(), step.about.clone()))
        });
    }

    /// Does again what was undone last.
    pub fn redo(self) {
        self.travel("Done again", "There is nothing to do again.", |history, definition| {
            history.redo(definition).map(|step| (step.label.clone(), step.about.clone()))
        });
    }

    fn travel(
        self,
        word: &str,
        nothing: &str,
        step: impl Fn(&mut History, &mut Definition) -> Option<(String, Vec<NodeId>)>,
    ) {
        let done = self
            .history
            .try_update_value(|history| self.definition.try_update(|definition| step(history, definition)).flatten());
        match done.flatten() {
            Some((label, about)) => {
                self.after_change(Some(about));
                self.say(format!("{word}: {label}."));
            }
            None => self.say(nothing),
        }
    }

    /// Selects a node, and brings it into view.
    pub fn go_to(self, id: &NodeId) {
        self.selection.set(Selection::node(id.clone()));
        self.reveal.set(Some(id.clone()));
    }

    /// What undo and redo would do, in words.
    pub fn ways_back(self) -> (Option<String>, Option<String>) {
        self.changes.track();
        self.history.with_value(|history| (history.undoes().map(str::to_owned), history.redoes().map(str::to_owned)))
    }

    /// The history as it is kept in the browser.
    pub fn history(self) -> History {
        self.history.get_value()
    }

    /// The problems that the server found in what was saved last. What the engine finds here too is not kept: it would
    /// outlive its mending until the next save.
    pub fn hear(self, problems: Vec<Problem>) {
        let here = self.found().unwrap_or_default();
        self.server_problems.set(problems.into_iter().filter(|problem| !here.contains(problem)).collect());
        self.show_problems(here);
    }

    /// The people and groups are here: what is wrong with whom the drawing names is found here too from now on.
    pub fn know(self, directory: Directory) {
        match directory.as_engine() {
            Ok(known) => self.known.set_value(Some(known)),
            Err(error) => self.refuse(format!("The people and groups could not be read: {error}.")),
        }
        self.directory.set(directory);
        self.hear(self.server_problems.get_untracked());
    }

    /// What was done on another day can be undone too.
    pub fn remember(self, earlier: History) {
        self.history.update_value(|history| history.follow(earlier));
        self.changes.notify();
    }

    /// Begins anew with a document that came from elsewhere (somebody else's, or the server's), with its history.
    pub fn begin_with(self, definition: Definition, history: History) {
        self.history.set_value(history);
        self.definition.set(definition);
        self.after_change(None);
    }

    fn after_change(self, about: Option<Vec<NodeId>>) {
        let is_there = |all: &Definition, id: &SectionId| all.section(id).is_some();
        if let Some(id) = self.inside.get_untracked()
            && !self.definition.with_untracked(|all| is_there(all, &id))
        {
            self.look_inside(None);
        }
        self.redraw();
        // A node that is not drawn can be there still.
        let gone = |id: &NodeId| {
            self.nodes.with_value(|nodes| !nodes.contains_key(id))
                && self.definition.with_untracked(|all| all.node(id).is_none())
        };
        match about {
            Some(about) if !about.is_empty() => {
                let there: Vec<NodeId> = about.into_iter().filter(|id| !gone(id)).collect();
                if self.selection.with_untracked(|now| now.edge.is_none() || !there.is_empty()) {
                    self.selection.set(Selection::nodes(there));
                }
            }
            _ => self.selection.update(|now| now.nodes.retain(|id| !gone(id))),
        }
        let edge_gone = |id: &EdgeId| self.lines.with_value(|lines| !lines.contains_key(id));
        if self.selection.with_untracked(|now| now.edge.as_ref().is_some_and(edge_gone)) {
            self.selection.update(|now| now.edge = None);
        }
        self.definition.with_untracked(|all| {
            let left = |now: &Selection| {
                now.notes.iter().any(|id| all.note(id).is_none())
                    || now.section.as_ref().is_some_and(|id| !is_there(all, id))
            };
            if self.selection.with_untracked(left) {
                self.selection.update(|now| {
                    now.notes.retain(|id| all.note(id).is_some());
                    now.section = now.section.take().filter(|id| is_there(all, id));
                });
            }
        });
        self.check_soon();
        self.changes.update(|changes| *changes += 1);
    }

    /// Finds the problems again, once nothing more has changed for a moment: a drop, or a word that is typed, need not wait for it.
    fn check_soon(self) {
        let change = self.changes.get_untracked() + 1;
        set_timeout(
            move || {
                if self.changes.get_untracked() == change {
                    self.check();
                }
            },
            SOON,
        );
    }

    /// Finds the problems again.
    fn check(self) {
        if let Some(found) = self.found() {
            self.show_problems(found);
        }
    }

    /// What the engine finds; nothing is known before its checks are there.
    fn found(self) -> Option<Vec<Problem>> {
        let Load::Here(later) = self.later.get_untracked() else { return None };
        Some(
            self.definition
                .with_untracked(|definition| self.known.with_value(|known| (later.check)(definition, known.as_ref()))),
        )
    }

    /// The views that are loaded later are there, and with them the engine's checks.
    pub fn arrived(self, later: Later) {
        self.later.set(Load::Here(later));
    }

    /// Of what the server found before the page was opened, what is found here too is told by the checks here from now on.
    pub fn hear_first(self) {
        match self.opening.with_value(Opening::problems) {
            Ok(problems) => self.hear(problems),
            Err(error) => self.refuse(format!("What is wrong with this draft could not be read: {error}.")),
        }
    }

    fn show_problems(self, mut problems: Vec<Problem>) {
        problems.extend(self.server_problems.get_untracked());
        if self.problems.with_untracked(|now| *now != problems) {
            self.problems.set(problems);
        }
    }

    fn redraw(self) {
        let changed = self
            .scene
            .try_update_value(|scene| self.definition.with_untracked(|definition| scene.update(definition)))
            .unwrap_or_default();
        self.bring(&changed);
        let (frames, papers) = self.with_scene(|scene| (scene.frames().to_vec(), scene.papers().to_vec()));
        if self.frames.with_untracked(|now| *now != frames) {
            self.frames.set(frames);
        }
        if self.papers.with_untracked(|now| *now != papers) {
            self.papers.set(papers);
        }
    }

    /// Draws this of the definition from now on.
    pub fn show(self, show: Show) {
        self.scene.update_value(|scene| scene.show(show));
        self.redraw();
    }

    /// Brings the cells of nodes and lines up to date.
    fn bring(self, changed: &Changed) {
        let came_or_went = self.scene.with_value(|scene| {
            let mut came = !changed.gone_nodes.is_empty() || !changed.gone_edges.is_empty();
            self.nodes.update_value(|nodes| {
                let went = changed.gone_nodes.iter().filter_map(|id| nodes.remove_entry(id)).collect::<Vec<_>>();
                self.gone.update_value(|gone| gone.0.extend(went));
                for placed in changed.nodes.iter().filter_map(|id| scene.node(id)) {
                    let at = placed.area.centre();
                    let cell = nodes.entry(placed.node.id.clone()).or_insert_with(|| {
                        came = true;
                        let back = self.gone.try_update_value(|gone| gone.0.remove(&placed.node.id)).flatten();
                        back.unwrap_or_else(|| NodeCell {
                            placed: ArcRwSignal::new(placed.clone()),
                            at: ArcRwSignal::new(at),
                        })
                    });
                    cell.placed.set(placed.clone());
                    cell.at.set(at);
                }
            });
            self.lines.update_value(|lines| {
                let went = changed.gone_edges.iter().filter_map(|id| lines.remove_entry(id)).collect::<Vec<_>>();
                self.gone.update_value(|gone| gone.1.extend(went));
                for line in changed.edges.iter().filter_map(|id| scene.line(id)) {
                    let cell = lines.entry(line.edge.id.clone()).or_insert_with(|| {
                        came = true;
                        let back = self.gone.try_update_value(|gone| gone.1.remove(&line.edge.id)).flatten();
                        back.unwrap_or_else(|| ArcRwSignal::new(line.clone()))
                    });
                    cell.set(line.clone());
                }
            });
            came
        });
        if came_or_went {
            self.definition.with_untracked(|definition| {
                let nodes = definition.nodes.iter().map(|node| node.id.clone()).collect();
                let edges = definition.edges.iter().map(|edge| edge.id.clone()).collect();
                self.present.set((nodes, edges));
            });
        }
    }

    /// A node as it is drawn.
    pub fn node(self, id: &NodeId) -> Option<NodeCell> {
        self.nodes.with_value(|nodes| nodes.get(id).cloned())
    }

    /// A line as it is drawn.
    pub fn line(self, id: &EdgeId) -> Option<ArcRwSignal<Line>> {
        self.lines.with_value(|lines| lines.get(id).cloned())
    }

    /// Where nodes would be, moved by so much.
    pub fn places(self, nodes: &[NodeId], by: Point) -> Vec<(NodeId, At)> {
        self.definition.with_untracked(|definition| {
            let found = nodes.iter().filter_map(|id| definition.node(id));
            found.map(|node| (node.id.clone(), At { x: node.at.x + by.x, y: node.at.y + by.y })).collect()
        })
    }

    /// Draws nodes elsewhere for a while, with the lines that touch them; the definition stays as it is.
    pub fn show_moved(self, places: &[(NodeId, At)]) {
        for (id, at) in places {
            if let Some(cell) = self.node(id) {
                cell.at.set(Point { x: at.x, y: at.y });
            }
        }
        for (id, line) in self.with_scene(|scene| scene.preview(places)) {
            if let Some(cell) = self.line(&id) {
                cell.set(line);
            }
        }
    }

    /// Draws nodes and the lines that touch them as the definition says.
    pub fn show_as_is(self, nodes: &[NodeId]) {
        self.with_scene(|scene| {
            for placed in nodes.iter().filter_map(|id| scene.node(id)) {
                if let Some(cell) = self.node(&placed.node.id) {
                    cell.at.set(placed.area.centre());
                }
            }
            for line in scene.lines().filter(|line| nodes.contains(&line.edge.from) || nodes.contains(&line.edge.to)) {
                if let Some(cell) = self.line(&line.edge.id) {
                    cell.set(line.clone());
                }
            }
        });
    }

    /// The whole drawing.
    pub fn with_scene<T>(self, read: impl FnOnce(&Scene) -> T) -> T {
        self.scene.with_value(read)
    }

    /// Says something: shown for a while, and read out.
    pub fn say(self, text: impl Into<String>) {
        self.tell(text.into(), false);
    }

    /// Says why something was not done.
    pub fn refuse(self, text: impl Into<String>) {
        self.tell(text.into(), true);
    }

    fn tell(self, text: String, refused: bool) {
        self.said.update(|said| *said = Said { text, refused, no: said.no + 1 });
    }
}
