//! What has to be done to add a step, or a pattern of steps, at a place: the edits of one gesture, tried on a copy first.

use drawing::shape::{Area, TASK_HEIGHT, TASK_WIDTH};
use drawing::tidy;
use engine::definition::{At, Definition, Node};
use engine::edit::{Clip, Edit, Refusal, free_ports, fresh, plan};
use engine::ids::{EdgeId, NodeId, Port};

use super::patterns::{Pattern, fitted};
use crate::outline::tree::main_way;

/// Where something is added.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// After a step: into its main way, or by the first of its ways that leads nowhere.
    After(NodeId),
    /// After a step, by the first of its ways that leads nowhere, at a place.
    Beside(NodeId, At),
    /// Where a way leads nowhere.
    By(NodeId, Port),
    /// Into a connection.
    Into(EdgeId),
    /// By itself.
    At(At),
}

/// What is added.
#[derive(Clone, Copy, Debug)]
pub enum What<'a> {
    Kind(&'a str),
    Pattern(&'a Pattern),
}

/// Edits that belong together, and the definition as it is after them.
pub struct Trial {
    pub definition: Definition,
    pub edits: Vec<Edit>,
}

impl Trial {
    /// Nothing yet.
    pub fn of(definition: &Definition) -> Self {
        Self { definition: definition.clone(), edits: vec![] }
    }

    /// One edit more.
    ///
    /// # Errors
    /// The rules forbid it.
    pub fn make(&mut self, edit: Edit) -> Result<(), Refusal> {
        plan(&self.definition, &edit)?.apply(&mut self.definition);
        self.edits.push(edit);
        Ok(())
    }
}

/// The edits that add something at a place, and the ids of the new steps, the first of them first.
///
/// # Errors
/// The rules forbid it, in a sentence.
pub fn added(definition: &Definition, place: &Place, what: What) -> Result<(Vec<Edit>, Vec<NodeId>), Refusal> {
    let mut trial = Trial::of(definition);
    match resolved(definition, place, what) {
        Place::Into(edge) => into(&mut trial, &edge, what)?,
        Place::By(node, port) => after(&mut trial, &node, Some(port), None, what)?,
        Place::After(node) => after(&mut trial, &node, None, None, what)?,
        Place::Beside(node, at) => after(&mut trial, &node, None, Some(at), what)?,
        Place::At(at) => by_itself(&mut trial, at, what)?,
    }
    let new = fresh_ids(definition, &trial.definition);
    Ok((trial.edits, new))
}

/// After a step whose main way leads somewhere means into that way, unless that cannot be.
fn resolved(definition: &Definition, place: &Place, what: What) -> Place {
    let Place::After(id) = place else { return place.clone() };
    let Some(node) = definition.node(id) else { return place.clone() };
    let main = main_way(&node.does).and_then(|main| definition.edges_from(id, &Port::from(main)).next());
    let fits = main.filter(|edge| into(&mut Trial::of(definition), &edge.id, what).is_ok());
    fits.map_or_else(|| place.clone(), |edge| Place::Into(edge.id.clone()))
}

fn after(trial: &mut Trial, from: &NodeId, port: Option<Port>, at: Option<At>, what: What) -> Result<(), Refusal> {
    let at = at.unwrap_or_else(|| tidy::place(&trial.definition, from, half(what)));
    match what {
        What::Kind(kind) => trial.make(Edit::Append { from: from.clone(), port, kind: kind.to_owned(), at }),
        What::Pattern(pattern) => {
            let port = port.or_else(|| free_ports(&trial.definition, from).into_iter().next());
            let id = paste(trial, pattern, at)?;
            trial.make(Edit::Connect { from: from.clone(), port, to: id(&pattern.first) })
        }
    }
}

fn into(trial: &mut Trial, edge: &EdgeId, what: What) -> Result<(), Refusal> {
    let Some(edge) = trial.definition.edges.iter().find(|one| one.id == *edge).cloned() else {
        return trial.make(Edit::Insert { edge: edge.clone(), kind: String::new(), at: At::default() });
    };
    let (at, places) = tidy::between(&trial.definition, &edge.from, &edge.to, half(what));
    if !places.is_empty() {
        trial.make(Edit::Move { places })?;
    }
    match what {
        What::Kind(kind) => trial.make(Edit::Insert { edge: edge.id, kind: kind.to_owned(), at }),
        What::Pattern(pattern) => {
            let id = paste(trial, pattern, at)?;
            trial.make(Edit::Reconnect { edge: edge.id, from: None, to: Some(id(&pattern.first)) })?;
            let Some((last, port)) = &pattern.last else {
                return Err(Refusal("Nothing leads on from this pattern; add it where a way ends.".to_owned()));
            };
            trial.make(Edit::Connect { from: id(last), port: Some(port.clone()), to: edge.to })
        }
    }
}

fn by_itself(trial: &mut Trial, at: At, what: What) -> Result<(), Refusal> {
    match what {
        What::Kind(kind) => trial.make(Edit::Add { kind: kind.to_owned(), at }),
        What::Pattern(pattern) => paste(trial, pattern, at).map(drop),
    }
}

/// Pastes a pattern around a place; gives the new id of each of its steps.
fn paste(trial: &mut Trial, pattern: &Pattern, centre: At) -> Result<impl Fn(&NodeId) -> NodeId + use<>, Refusal> {
    let before = trial.definition.clone();
    let (clip, end, to_end) = fitted(&before, pattern);
    let old: Vec<NodeId> = clip.nodes.iter().map(|node| node.id.clone()).collect();
    // Where a paste goes is said of the smallest places, not of the corner of what is drawn.
    let all = pattern.clip.nodes.iter().map(Area::of).reduce(Area::and).map_or(centre, |area| {
        let (middle, least) =
            (area.centre(), |of: fn(&Node) -> i32| clip.nodes.iter().map(of).min().unwrap_or_default());
        At { x: centre.x - middle.x + least(|node| node.at.x), y: centre.y - middle.y + least(|node| node.at.y) }
    });
    trial.make(Edit::Paste { clip, at: all })?;
    let new = fresh_ids(&before, &trial.definition);
    let id = move |of: &NodeId| {
        let place = old.iter().position(|id| id == of);
        place.and_then(|place| new.get(place)).unwrap_or(of).clone()
    };
    for (from, port) in to_end {
        let Some(end) = end.clone() else { break };
        trial.make(Edit::Connect { from: id(&from), port: Some(port), to: end })?;
    }
    Ok(id)
}

/// The nodes that were not there before, in the order of the document.
fn fresh_ids(before: &Definition, after: &Definition) -> Vec<NodeId> {
    after.nodes.iter().filter(|node| before.node(&node.id).is_none()).map(|node| node.id.clone()).collect()
}

fn half(what: What) -> tidy::Half {
    match what {
        What::Pattern(pattern) => {
            let (width, height) = size_of(&pattern.clip);
            (width / 2, height / 2)
        }
        What::Kind(kind) => fresh(kind).map_or((TASK_WIDTH / 2, TASK_HEIGHT / 2), |(does, _)| tidy::half(&does)),
    }
}

fn size_of(clip: &Clip) -> (i32, i32) {
    let all = clip.nodes.iter().map(Area::of).reduce(Area::and);
    all.map_or((TASK_WIDTH, TASK_HEIGHT), |area| (area.width(), area.height()))
}

#[cfg(test)]
mod tests {
    use engine::edit::History;

    use super::super::patterns::patterns;
    use super::*;
    use crate::outline::tree::tests::{definition, ways};

    fn drawn() -> Definition {
        let mut drawn = definition("start > a; a approved> yes; a rejected> no");
        for (place, node) in drawn.nodes.iter_mut().enumerate() {
            node.at = At { x: 100 + 200 * i32::try_from(place).expect("a few"), y: 100 };
        }
        drawn
    }

    /// What it is after something was added, and that one undo takes it back.
    fn after(place: &Place, what: What) -> Result<Vec<String>, String> {
        let (before, mut now) = (drawn(), drawn());
        let (edits, new) = added(&before, place, what).map_err(|refusal| refusal.to_string())?;
        let mut history = History::default();
        for edit in &edits {
            history.make(&mut now, edit, Some(1)).map_err(|refusal| refusal.to_string())?;
        }
        assert!(!new.is_empty() && new.iter().all(|id| now.node(id).is_some()));
        for (one, other) in now.nodes.iter().flat_map(|one| now.nodes.iter().map(move |other| (one, other))) {
            assert!(one.id == other.id || !Area::of(one).meets(Area::of(other)), "{} covers {}", one.id, other.id);
        }
        let made = ways(&now);
        assert!(history.undo(&mut now).is_some() && now == before, "one undo for all of it");
        Ok(made)
    }

    #[test]
    fn a_step_is_added_where_it_is_wanted() {
        let has = |made: Result<Vec<String>, String>, wanted: &[&str]| {
            let made = made.expect("it is possible");
            assert!(wanted.iter().all(|way| made.iter().any(|one| one == way)), "{wanted:?} in {made:?}");
        };
        let approval = What::Kind("approval");
        has(after(&Place::After("a".into()), approval), &["a approved> approval", "approval approved> yes"]);
        has(after(&Place::Into("e0".into()), approval), &["start next> approval", "approval approved> a"]);
        has(
            after(&Place::By("a".into(), "changes_requested".into()), What::Kind("wait")),
            &["a changes_requested> wait"],
        );
        has(after(&Place::After("a".into()), What::Kind("end")), &["a changes_requested> end", "a approved> yes"]);
        has(after(&Place::Beside("a".into(), At { x: 700, y: 700 }), approval), &["a changes_requested> approval"]);
        assert!(after(&Place::At(At { x: 0, y: 400 }), approval).is_ok());
        for (place, kind) in [
            (Place::After("yes".into()), "wait"),
            (Place::By("start".into(), "next".into()), "wait"),
            (Place::Into("gone".into()), "wait"),
            (Place::After("gone".into()), "wait"),
            (Place::At(At { x: 0, y: 400 }), "start"),
            (Place::At(At { x: 0, y: 400 }), "teleport"),
        ] {
            let refused = after(&place, What::Kind(kind));
            assert!(refused.as_ref().is_err_and(|sentence| sentence.ends_with('.')), "{place:?} {kind}: {refused:?}");
        }
    }

    #[test]
    fn every_pattern_is_added_with_its_ends_connected() {
        for pattern in patterns() {
            let (what, first) = (What::Pattern(&pattern), &pattern.label);
            for place in [
                Place::Into("e0".into()),
                Place::After("a".into()),
                Place::By("a".into(), "changes_requested".into()),
                Place::At(At { x: 900, y: 900 }),
            ] {
                let made = after(&place, what).unwrap_or_else(|sentence| panic!("{first} at {place:?}: {sentence}"));
                let into = matches!(place, Place::Into(_));
                assert!(made.len() > 3, "{first}: {made:?}");
                assert!(!into || made.iter().any(|way| way.ends_with("> a") && !way.starts_with("start")), "{made:?}");
            }
        }
    }
}
