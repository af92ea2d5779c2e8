//! What the canvas knows beyond the model: the viewport, the tool, the gesture that is under way.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use drawing::shape::{Area, Point};
use drawing::snap::Guide;
use drawing::viewport::{Size, Spot, Viewport};
use engine::check::{Problem, Severity};
use engine::definition::At;
use engine::ids::{EdgeId, NodeId, NoteId, Port, SectionId};
use leptos::html::Div;
use leptos::prelude::*;

use crate::Store;
use crate::finder::menu::MenuAt;

/// Below this width of the canvas the palette lies above the drawing, in pixels of the screen.
const NARROW: f64 = 600.0;
/// How wide the palette is, in pixels of the screen.
const PALETTE: f64 = 175.0;

/// What a press on the empty canvas does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tool {
    /// A press selects and drags; on empty ground it pans.
    #[default]
    Select,
    /// Everything pans.
    Hand,
    /// A press begins a rectangle that selects.
    Lasso,
    /// A press pushes all that is beyond.
    Space,
}

/// Which end of an edge is being moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    From,
    To,
}

/// What a gesture began on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    Ground,
    Node(NodeId),
    Edge(EdgeId),
    Note(NoteId),
    /// The name of a section, or its box.
    Section(SectionId),
    /// The dot beside a node from which a connection is drawn.
    Handle(NodeId),
    /// The end of a selected edge.
    EdgeEnd(EdgeId, End),
}

/// A connection that is being drawn: from where, and to which nodes it may lead.
#[derive(Clone, Debug, PartialEq)]
pub struct Wire {
    pub from: NodeId,
    pub port: Option<Port>,
    /// The edge whose end is being moved; none for a new one.
    pub edge: Option<(EdgeId, End)>,
    pub to: Point,
    pub over: Option<NodeId>,
    pub allowed: Arc<BTreeSet<NodeId>>,
}

/// A node of a kind on its way to its place.
#[derive(Clone, Debug, PartialEq)]
pub struct Ghost {
    pub kind: &'static str,
    pub at: Point,
    /// The edge that it would be put into.
    pub over: Option<EdgeId>,
    pub legal: bool,
    /// Whether the pointer is over the canvas.
    pub inside: bool,
}

/// What is being done.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Gesture {
    #[default]
    Idle,
    /// Pressed, not yet moved; places on the screen.
    Press {
        on: Target,
        x: f64,
        y: f64,
        add: bool,
    },
    Pan {
        x: f64,
        y: f64,
    },
    /// Two fingers: their middle and distance.
    Pinch {
        x: f64,
        y: f64,
        apart: f64,
    },
    Move {
        nodes: Vec<NodeId>,
        notes: Vec<NoteId>,
        from: Point,
        /// How far they have come.
        by: Point,
        places: Vec<(NodeId, At)>,
        over: Option<EdgeId>,
    },
    Lasso {
        from: Point,
        to: Point,
        add: bool,
    },
    /// Drawn with the button down, or, when it `sticks`, from click to click.
    Wire {
        wire: Wire,
        sticks: bool,
    },
    Place {
        ghost: Ghost,
        sticks: bool,
    },
    Space {
        from: Point,
        to: Point,
        sideways: bool,
    },
}

/// What nodes have to know of a wire; changes far less often than its loose end.
#[derive(Clone, Debug, PartialEq)]
pub struct Aim {
    pub from: NodeId,
    pub over: Option<NodeId>,
    pub allowed: Arc<BTreeSet<NodeId>>,
}

/// Where problems are: nodes with the gravest of theirs, and edges.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Wrong {
    pub nodes: HashMap<NodeId, Severity>,
    pub edges: HashSet<EdgeId>,
}

impl Wrong {
    fn of(problems: &[Problem]) -> Self {
        let mut wrong = Self::default();
        for problem in problems {
            if let Some(node) = &problem.node {
                let worst = wrong.nodes.entry(node.clone()).or_insert(problem.severity);
                *worst = problem.severity.min(*worst);
            }
            wrong.edges.extend(problem.edge.clone());
        }
        wrong
    }
}

/// Something worked out, told of only when it is another. Who reads a memo is asked to look again whenever what it reads has
/// changed: too much for each of a thousand nodes in each frame of a drag.
pub fn settled<T: PartialEq + Send + Sync + 'static>(read: impl Fn() -> T + 'static) -> RwSignal<T> {
    let signal = RwSignal::new(untrack(&read));
    Effect::new(move |_| {
        let now = read();
        if signal.with_untracked(|last| *last != now) {
            signal.set(now);
        }
    });
    signal
}

/// The nodes that follow the pointer, with their edges: they are drawn apart, so that the rest is not painted again in every frame.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Lifted {
    pub nodes: Vec<NodeId>,
    pub edges: Vec<EdgeId>,
}

impl Lifted {
    /// The most nodes; of more there is no rest to speak of.
    const MOST: usize = 60;

    fn of(store: Store, nodes: &[NodeId]) -> Self {
        if nodes.is_empty() || nodes.len() > Self::MOST {
            return Self::default();
        }
        let nodes: Vec<NodeId> = nodes.iter().filter(|id| store.node(id).is_some()).cloned().collect();
        let edges = store.with_scene(|scene| {
            let follow = scene.lines().filter(|line| nodes.contains(&line.edge.from) || nodes.contains(&line.edge.to));
            follow.map(|line| line.edge.id.clone()).collect()
        });
        Self { nodes, edges }
    }
}

/// The canvas. Cheap to copy; every copy is the same one.
#[derive(Clone, Copy, Debug)]
pub struct Board {
    pub store: Store,
    pub viewport: RwSignal<Viewport>,
    /// Width and height on the screen.
    pub size: RwSignal<Size>,
    pub tool: RwSignal<Tool>,
    pub gesture: RwSignal<Gesture>,
    pub hover: RwSignal<Option<NodeId>>,
    pub guides: RwSignal<Vec<Guide>>,
    pub renaming: RwSignal<Option<NodeId>>,
    /// The edge whose words are changed, and the label and expression that are written there.
    pub wording: RwSignal<Option<EdgeId>>,
    pub words: RwSignal<[String; 2]>,
    /// The note whose text is being written.
    pub writing: RwSignal<Option<NoteId>>,
    /// What was to be seen before one looked inside of a section.
    pub outside: StoredValue<Option<Viewport>>,
    /// Arrow keys move instead of walk.
    pub moving_by_keys: RwSignal<bool>,
    pub minimap: RwSignal<bool>,
    /// The view is being moved.
    pub travelling: RwSignal<bool>,
    /// Nodes glide to their new places for a moment.
    pub gliding: RwSignal<bool>,
    /// The node that the Tab key comes to.
    pub entrance: RwSignal<Option<NodeId>>,
    /// The wire that is being drawn: its beginning, what it is over, and where it may lead.
    pub aiming: RwSignal<Option<Aim>>,
    /// The edge that what is being moved would be put into.
    pub opening: RwSignal<Option<EdgeId>>,
    /// What follows the pointer.
    pub lifted: RwSignal<Lifted>,
    /// Where problems are.
    pub wrong: RwSignal<Wrong>,
    /// The menu of what is under the pointer.
    pub menu: RwSignal<Option<MenuAt>>,
    /// The element that takes the pointer.
    pub host: NodeRef<Div>,
    /// Where the pointer was last, in the drawing: pasted things go there.
    pub pointer: StoredValue<Option<Point>>,
    /// What the last two presses were on: two on the same are a double click.
    pub presses: StoredValue<[Option<Target>; 2]>,
    /// The fingers that are down: id and place on the screen.
    pub fingers: StoredValue<Vec<(i32, f64, f64)>>,
}

impl Board {
    /// A canvas for a store.
    pub fn new(store: Store) -> Self {
        let gesture = RwSignal::new(Gesture::Idle);
        let held = settled(move || {
            gesture.with(|gesture| match gesture {
                Gesture::Move { nodes, .. } => nodes.clone(),
                _ => vec![],
            })
        });
        Self {
            store,
            viewport: RwSignal::new(Viewport::default()),
            // Nothing is seen before the browser says how large the canvas is.
            size: RwSignal::new(Size { width: 0.0, height: 0.0 }),
            tool: RwSignal::default(),
            gesture,
            hover: RwSignal::default(),
            guides: RwSignal::default(),
            renaming: RwSignal::default(),
            wording: RwSignal::default(),
            words: RwSignal::default(),
            writing: RwSignal::default(),
            outside: StoredValue::default(),
            moving_by_keys: RwSignal::new(false),
            minimap: RwSignal::new(true),
            travelling: RwSignal::new(false),
            gliding: RwSignal::new(false),
            entrance: settled(move || {
                let selected = store.selection.with(|now| now.nodes.first().cloned());
                selected.or_else(|| {
                    store
                        .definition
                        .with(|definition| definition.start().or(definition.nodes.first()).map(|node| node.id.clone()))
                })
            }),
            aiming: settled(move || {
                gesture.with(|gesture| match gesture {
                    Gesture::Wire { wire, .. } => Some(Aim {
                        from: wire.from.clone(),
                        over: wire.over.clone(),
                        allowed: Arc::clone(&wire.allowed),
                    }),
                    _ => None,
                })
            }),
            opening: settled(move || {
                gesture.with(|gesture| match gesture {
                    Gesture::Move { over, .. } => over.clone(),
                    Gesture::Place { ghost, .. } if ghost.legal => ghost.over.clone(),
                    _ => None,
                })
            }),
            lifted: settled(move || held.with(|nodes| Lifted::of(store, nodes))),
            wrong: settled(move || store.problems.with(|problems| Wrong::of(problems))),
            menu: RwSignal::default(),
            host: NodeRef::new(),
            pointer: StoredValue::default(),
            presses: StoredValue::default(),
            fingers: StoredValue::default(),
        }
    }

    /// A place in the browser's window as one relative to the canvas.
    pub fn inside(self, x: f64, y: f64) -> Spot {
        let Some(host) = self.host.get_untracked() else { return Spot { x, y } };
        let frame = host.get_bounding_client_rect();
        Spot { x: x - frame.left(), y: y - frame.top() }
    }

    /// A place in the browser's window as one of the drawing.
    pub fn place(self, x: f64, y: f64) -> Point {
        self.viewport.get_untracked().to_drawing(self.inside(x, y))
    }

    /// The part of the drawing that is to be seen.
    pub fn seen(self) -> Area {
        self.viewport.get_untracked().visible(self.size.get_untracked())
    }

    /// The middle of what is to be seen.
    pub fn middle(self) -> Point {
        self.seen().centre()
    }

    /// How wide the palette is that lies beside the drawing; on narrow screens it lies above it.
    pub fn aside(self) -> f64 {
        if self.size.get_untracked().width < NARROW { 0.0 } else { PALETTE }
    }

    /// Makes everything fit; or the selection.
    pub fn fit(self, area: Area) {
        let Size { width, height } = self.size.get_untracked();
        let aside = self.aside();
        self.viewport.set(Viewport::fit(area, Size { width: width - aside, height }, 36.0).panned(aside, 0.0));
    }

    /// Nearer or farther, about the middle.
    pub fn zoom(self, factor: f64) {
        let Size { width, height } = self.size.get_untracked();
        let middle = Spot { x: width / 2.0, y: height / 2.0 };
        self.viewport.update(|viewport| *viewport = viewport.zoomed_at(middle, factor));
    }

    /// Brings an area into view with the least movement.
    pub fn reveal(self, area: Area) {
        let size = self.size.get_untracked();
        self.viewport.update(|viewport| *viewport = viewport.reveal(area, size, 40.0));
    }

    /// What moves now glides, unless that would be too much to draw.
    pub fn glide(self, nodes: usize) {
        if nodes <= 150 {
            self.gliding.set(true);
            set_timeout(move || self.gliding.set(false), std::time::Duration::from_millis(400));
        }
    }

    /// Whether a gesture is under way that the other parts keep out of.
    pub fn busy(self) -> bool {
        !matches!(self.gesture.get(), Gesture::Idle | Gesture::Press { .. })
    }
}
