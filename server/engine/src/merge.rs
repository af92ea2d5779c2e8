//! Two people changed one definition: what both did, together. Pure, by property: what only one of them changed is taken
//! from there; what both changed otherwise is a [`Place`] where one of the two has to be chosen, mine unless it is said.

mod order;
mod parts;
mod words;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

pub use words::{Told, told};

use self::parts::{Parts, Thing, closed, id_of, opened};
use crate::definition::Definition;
use crate::edit::Refusal;
use crate::ids::{EdgeId, NodeId};
use crate::narrate::connection;
use crate::nodes::split;

/// Where both changed the same, each otherwise.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Place {
    /// Which list of the document: `nodes`, `edges`, `fields`; empty for its head, `ways` for what is left by one port.
    pub list: String,
    /// Which thing of the list, or which node is left; empty for all of them.
    pub id: String,
    /// Which property, or which port; empty: whether it is there at all.
    pub key: String,
}

impl Place {
    fn new(list: &str, id: &str, key: &str) -> Self {
        Self { list: list.to_owned(), id: id.to_owned(), key: key.to_owned() }
    }
}

/// Both changes together.
#[derive(Clone, Debug, PartialEq)]
pub struct Merged {
    pub definition: Definition,
    /// What both changed, in the order of the document.
    pub places: Vec<Place>,
    /// The nodes that both put elsewhere, which are one place together.
    pub drawn: Vec<NodeId>,
    /// Connections that are left out because an end of theirs is gone, as sentences.
    pub lost: Vec<String>,
}

/// Merges what I and somebody else made of `base`; at the places of `take` theirs is taken, at all others mine.
///
/// # Errors
/// What comes of it is no definition.
pub fn merge(
    base: &Definition,
    mine: &Definition,
    theirs: &Definition,
    take: &BTreeSet<Place>,
) -> Result<Merged, Refusal> {
    let [base, mut mine, theirs] = Parts::of([base, mine, theirs]);
    mine.give_fresh_ids(&base, &theirs);
    let mut both = Both { take, places: vec![], drawn: vec![], back: BTreeMap::new() };
    let head = both.thing("", "", Some(&base.head), &mine.head, &theirs.head);
    // Nodes before edges: a node that comes back takes its edges along.
    let mut lists = BTreeMap::new();
    for name in ["fields", "nodes", "edges"].into_iter().chain(base.others().collect::<Vec<_>>()) {
        lists.insert(name.to_owned(), both.list(name, base.list(name), mine.list(name), theirs.list(name)));
    }
    if let Some(edges) = lists.get_mut("edges") {
        both.one_way_each(edges, mine.list("edges"), theirs.list("edges"));
    }
    let no_definition = |error: serde_json::Error| {
        Refusal::new(format!(
            "The two cannot be put together: {error}. Use one of them, and make the other\u{2019}s changes again."
        ))
    };
    let mut definition = Parts { head, lists }.definition().map_err(no_definition)?;
    let (mine, theirs) = (mine.definition().map_err(no_definition)?, theirs.definition().map_err(no_definition)?);
    let lost = loose(&mut definition, &mine, &theirs);
    Ok(Merged { definition, places: both.places, drawn: both.drawn, lost })
}

/// The edges that nothing is wrong with in what they come from, but that lead from or to nowhere here, go.
fn loose(definition: &mut Definition, mine: &Definition, theirs: &Definition) -> Vec<String> {
    let leads = |of: &Definition, edge: &crate::definition::Edge| {
        let ports = of.node(&edge.from).map(|node| node.does.ports()).unwrap_or_default();
        of.node(&edge.to).is_some() && ports.iter().any(|(port, _)| *port == edge.port)
    };
    let led = |of: &Definition, id: &EdgeId| {
        of.edges.iter().find(|edge| edge.id == *id).map(|edge| (leads(of, edge), edge.clone()))
    };
    let mut lost = vec![];
    let kept = definition.edges.iter().filter(|edge| {
        if leads(definition, edge) {
            return true;
        }
        let (ours, other) = (led(mine, &edge.id), led(theirs, &edge.id));
        let sound = |side: &Option<(bool, _)>| side.as_ref().is_none_or(|(leads, _)| *leads);
        if !(sound(&ours) && sound(&other)) {
            return true;
        }
        let names = if ours.is_some() { mine } else { theirs };
        lost.push(format!("{} is left out, because an end of it is gone.", connection(names, edge)));
        false
    });
    definition.edges = kept.cloned().collect::<Vec<_>>();
    lost
}

/// Which of the two.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Mine,
    Theirs,
}

struct Both<'a> {
    take: &'a BTreeSet<Place>,
    places: Vec<Place>,
    drawn: Vec<NodeId>,
    /// Nodes that one removed and the other changed, and that stay: their edges are those of whoever kept them.
    back: BTreeMap<String, Side>,
}

impl Both<'_> {
    /// A place where both changed the same: whose is taken.
    fn choose(&mut self, place: Place) -> Side {
        let side = if self.take.contains(&place) { Side::Theirs } else { Side::Mine };
        if !self.places.contains(&place) {
            self.places.push(place);
        }
        side
    }

    fn list(&mut self, name: &str, base: &[Thing], mine: &[Thing], theirs: &[Thing]) -> Vec<Thing> {
        let [before, ours, others] = [base, mine, theirs].map(|list| by_id(name, list));
        let mut kept: BTreeMap<&str, Thing> = BTreeMap::new();
        let ids = mine.iter().chain(theirs).map(|thing| id_of(name, thing));
        for id in ids.collect::<BTreeSet<_>>() {
            let (base, mine, theirs) = (before.get(id).copied(), ours.get(id).copied(), others.get(id).copied());
            if let Some(thing) = self.one(name, id, base, mine, theirs) {
                kept.insert(id, thing);
            }
        }
        let ids = |list: &'_ [Thing]| list.iter().map(|thing| id_of(name, thing).to_owned()).collect::<Vec<_>>();
        let (base, mine, theirs) = (ids(base), ids(mine), ids(theirs));
        let first = match order::first(&base, &mine, &theirs) {
            Some(side) => side,
            // The order means something to people in the form alone.
            None if name == "fields" => self.choose(Place::new(name, "", "order")),
            None => Side::Mine,
        };
        let (first, then) = if first == Side::Mine { (mine, theirs) } else { (theirs, mine) };
        let order = order::woven(&first, &then, |id| kept.contains_key(id));
        order.iter().filter_map(|id| kept.get(id.as_str()).cloned()).collect()
    }

    fn one(
        &mut self,
        list: &str,
        id: &str,
        base: Option<&Thing>,
        mine: Option<&Thing>,
        theirs: Option<&Thing>,
    ) -> Option<Thing> {
        let whose = if list == "edges" { self.edge_of_returned([base, mine, theirs]) } else { None };
        match (whose, mine, theirs) {
            (Some(Side::Mine), mine, _) => mine.cloned(),
            (Some(Side::Theirs), _, theirs) => theirs.cloned(),
            (None, Some(mine), Some(theirs)) => Some(self.thing(list, id, base, mine, theirs)),
            (None, Some(mine), None) => self.left(list, id, base, mine, Side::Mine),
            (None, None, Some(theirs)) => self.left(list, id, base, theirs, Side::Theirs),
            (None, None, None) => None,
        }
    }

    /// What only one of the two has: new, or removed by the other. Drawing it elsewhere does not keep it.
    fn left(&mut self, list: &str, id: &str, base: Option<&Thing>, kept: &Thing, by: Side) -> Option<Thing> {
        let still = |thing: &Thing| {
            let mut thing = thing.clone();
            thing.remove("at");
            thing
        };
        let Some(base) = base else { return Some(kept.clone()) };
        if still(base) == still(kept) || self.choose(Place::new(list, id, "")) != by {
            return None;
        }
        if list == "nodes" {
            self.back.insert(id.to_owned(), by);
        }
        Some(kept.clone())
    }

    /// Whoever kept a node at an end of this edge, which the other removed.
    fn edge_of_returned(&self, versions: [Option<&Thing>; 3]) -> Option<Side> {
        let ends = versions.into_iter().flatten().flat_map(|edge| [edge.get("from"), edge.get("to")]);
        ends.flatten().filter_map(Value::as_str).find_map(|end| self.back.get(end).copied())
    }

    fn thing(&mut self, list: &str, id: &str, base: Option<&Thing>, mine: &Thing, theirs: &Thing) -> Thing {
        if mine == theirs {
            return mine.clone();
        }
        let versions = [base.unwrap_or(mine), mine, theirs];
        let one_kind = versions.iter().all(|one| parts::kind(one) == parts::kind(mine));
        let [base, mine, theirs] = [base.unwrap_or(&Thing::new()), mine, theirs].map(|one| opened(list, one, one_kind));
        let mut merged = Thing::new();
        for key in mine.keys().chain(theirs.keys()).collect::<BTreeSet<_>>() {
            let (before, ours, others) = (base.get(key), mine.get(key), theirs.get(key));
            let taken = if ours == others || others == before {
                ours
            } else if ours == before || self.chosen(list, id, key) == Side::Theirs {
                others
            } else {
                ours
            };
            merged.extend(taken.map(|value| (key.clone(), value.clone())));
        }
        closed(list, merged)
    }

    fn chosen(&mut self, list: &str, id: &str, key: &str) -> Side {
        if (list, key) == ("nodes", "at") {
            self.drawn.push(NodeId::from(id));
            return self.choose(Place::new(list, "", key));
        }
        self.choose(Place::new(list, id, key))
    }

    /// Where both drew a way by the same port, one of them stays.
    fn one_way_each(&mut self, edges: &mut Vec<Thing>, mine: &[Thing], theirs: &[Thing]) {
        let way = |edge: &Thing| [edge.get("from").cloned(), edge.get("port").cloned()];
        let [ours, others] = [mine, theirs].map(|list| by_id("edges", list));
        let leaves = |side: &BTreeMap<&str, &Thing>, edge: &Thing| {
            side.get(id_of("edges", edge)).is_some_and(|there| way(there) == way(edge))
        };
        let alone = |by: &BTreeMap<&str, &Thing>, other: &BTreeMap<&str, &Thing>| -> Vec<Thing> {
            edges.iter().filter(|edge| leaves(by, edge) && !leaves(other, edge)).cloned().collect()
        };
        let mut gone = BTreeSet::new();
        let theirs = alone(&others, &ours);
        for mine in alone(&ours, &others) {
            let id = id_of("edges", &mine);
            for theirs in theirs.iter().filter(|theirs| way(theirs) == way(&mine)) {
                if theirs.get("to") == mine.get("to") {
                    gone.insert(id.to_owned());
                } else if let [Some(Value::String(from)), Some(Value::String(port))] = way(&mine)
                    && port != split::BRANCH
                {
                    let side = self.choose(Place::new("ways", &from, &port));
                    gone.insert(if side == Side::Mine { id_of("edges", theirs) } else { id }.to_owned());
                }
            }
        }
        edges.retain(|edge| !gone.contains(id_of("edges", edge)));
    }
}

fn by_id<'a>(list: &str, things: &'a [Thing]) -> BTreeMap<&'a str, &'a Thing> {
    things.iter().map(|thing| (id_of(list, thing), thing)).collect()
}
