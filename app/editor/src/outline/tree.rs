//! A definition as rows of a tree. A step is followed, on its own level, by the one where all its main ways meet again; what
//! lies between is a level deeper, under the way that leads there. Every step is shown once; other ways to it refer to it.

use std::collections::HashMap;

use engine::definition::{Definition, Edge, Node};
use engine::ids::{EdgeId, NodeId, Port};
use engine::nodes::{Kind, NEXT, approval, split};

/// A row of the tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// 1 at the left.
    pub level: usize,
    pub is: Is,
    /// Whether rows of a deeper level follow.
    pub opens: bool,
}

/// What a row shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Is {
    Step(NodeId),
    Way(Way),
    /// The heading over the steps that no way leads to.
    Apart,
}

/// A way out of a step.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Way {
    pub from: NodeId,
    pub port: Port,
    pub edge: Option<EdgeId>,
    pub to: Option<NodeId>,
    pub leads: Leads,
}

/// Where the step is shown that a way leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Leads {
    /// Right beneath, a level deeper.
    Down,
    /// Further on, on the level of the step that is left.
    On,
    /// Somewhere else: it was shown already, or will be.
    There,
    Nowhere,
}

/// What tells a row from the others, also after a change.
pub fn key(is: &Is) -> String {
    match is {
        Is::Step(id) => format!("s {id}"),
        Is::Way(way) if way.port.as_str() == split::BRANCH => {
            format!("w {} {}", way.from, way.edge.as_ref().map_or("", EdgeId::as_str))
        }
        Is::Way(way) => format!("w {} {}", way.from, way.port),
        Is::Apart => "apart".to_owned(),
    }
}

/// The port of a kind's main way; none where all its ways are alike.
pub fn main_way(kind: &Kind) -> Option<&'static str> {
    match kind {
        Kind::Approval(_) => Some(approval::APPROVED),
        Kind::Start(_) | Kind::Join(_) | Kind::Wait(_) | Kind::Notify(_) | Kind::Signal(_) => Some(NEXT),
        Kind::Condition(_) | Kind::Split(_) | Kind::End(_) => None,
    }
}

/// A definition as rows, from the start along the ways; then what cannot be reached.
pub fn tree(definition: &Definition) -> Vec<Row> {
    let graph = Graph::of(definition);
    let mut telling = Telling { follows: graph.meetings(), shown: vec![false; graph.nodes.len()], rows: vec![], graph };
    let start = telling.graph.nodes.iter().position(|node| matches!(node.does, Kind::Start(_)));
    if let Some(start) = start {
        telling.tell(start, 1);
    }
    let heads = |telling: &Telling| {
        let from_apart = |edge: &Edge| telling.graph.place(&edge.from).is_some_and(|from| !telling.shown[from]);
        let mut led_to = vec![false; telling.shown.len()];
        for edge in definition.edges.iter().filter(|edge| edge.from != edge.to && from_apart(edge)) {
            if let Some(to) = telling.graph.place(&edge.to) {
                led_to[to] = true;
            }
        }
        led_to
    };
    if telling.shown.iter().any(|shown| !shown) {
        let led_to = heads(&telling);
        telling.rows.push(Row { level: 1, is: Is::Apart, opens: true });
        let (first, rest): (Vec<usize>, Vec<usize>) = (0..led_to.len()).partition(|&place| !led_to[place]);
        for place in first.into_iter().chain(rest) {
            if !telling.shown[place] {
                telling.tell(place, 2);
            }
        }
    }
    telling.rows
}

/// The nodes by their places in the document, with the edges that leave each.
struct Graph<'a> {
    nodes: Vec<&'a Node>,
    places: HashMap<&'a NodeId, usize>,
    leaving: Vec<Vec<&'a Edge>>,
}

impl<'a> Graph<'a> {
    fn of(definition: &'a Definition) -> Self {
        let (mut nodes, mut places): (Vec<&Node>, HashMap<&NodeId, usize>) = (vec![], HashMap::new());
        for node in &definition.nodes {
            if let std::collections::hash_map::Entry::Vacant(entry) = places.entry(&node.id) {
                entry.insert(nodes.len());
                nodes.push(node);
            }
        }
        let mut leaving = vec![vec![]; nodes.len()];
        for edge in definition.edges.iter().filter(|edge| places.contains_key(&edge.to)) {
            if let Some(&from) = places.get(&edge.from) {
                leaving[from].push(edge);
            }
        }
        Self { nodes, places, leaving }
    }

    fn place(&self, id: &NodeId) -> Option<usize> {
        self.places.get(id).copied()
    }

    /// Where a step's ways lead that are as good as each other: the main one, or all.
    fn onward(&self, place: usize) -> Vec<usize> {
        let main = main_way(&self.nodes[place].does);
        let alike = |edge: &&&Edge| main.is_none_or(|main| edge.port.as_str() == main);
        self.leaving[place].iter().filter(alike).filter_map(|edge| self.place(&edge.to)).collect()
    }

    /// For each node the one where its onward ways meet again (its immediate post-dominator; Cooper, Harvey and Kennedy 2001).
    fn meetings(&self) -> Vec<Option<usize>> {
        let (count, out) = (self.nodes.len(), self.nodes.len());
        let onward: Vec<Vec<usize>> = (0..count).map(|place| self.onward(place)).collect();
        let mut coming = vec![vec![]; count + 1];
        for (place, targets) in onward.iter().enumerate() {
            for &to in targets {
                coming[to].push(place);
            }
            if targets.is_empty() {
                coming[out].push(place);
            }
        }
        // Backwards from the way out, each node after those that it leads to.
        let (mut order, mut number, mut open) = (vec![], vec![usize::MAX; count + 1], vec![(out, 0)]);
        let mut seen = vec![false; count + 1];
        seen[out] = true;
        while let Some((place, next)) = open.pop() {
            if let Some(&from) = coming[place].get(next) {
                open.push((place, next + 1));
                if !std::mem::replace(&mut seen[from], true) {
                    open.push((from, 0));
                }
            } else {
                number[place] = order.len();
                order.push(place);
            }
        }
        let mut meets = vec![None; count + 1];
        meets[out] = Some(out);
        let mut changed = true;
        while changed {
            changed = false;
            for &place in order.iter().rev().filter(|&&place| place != out) {
                let targets: &[usize] = if onward[place].is_empty() { &[out] } else { &onward[place] };
                let known = targets.iter().copied().filter(|&to| meets[to].is_some());
                let meeting = known.reduce(|mut one, mut other| {
                    while one != other {
                        while number[one] < number[other] {
                            one = meets[one].unwrap_or(out);
                        }
                        while number[other] < number[one] {
                            other = meets[other].unwrap_or(out);
                        }
                    }
                    one
                });
                if meeting.is_some() && meets[place] != meeting {
                    meets[place] = meeting;
                    changed = true;
                }
            }
        }
        meets.truncate(count);
        let alone = |place: usize| onward[place].first().copied().filter(|_| onward[place].len() == 1);
        (0..count).map(|place| meets[place].map_or_else(|| alone(place), |to| (to != out).then_some(to))).collect()
    }
}

struct Telling<'a> {
    graph: Graph<'a>,
    follows: Vec<Option<usize>>,
    shown: Vec<bool>,
    rows: Vec<Row>,
}

/// What is still to be told.
enum Next {
    Step { place: usize, level: usize, then: Option<usize> },
    Way { way: Way, level: usize },
}

impl Telling<'_> {
    /// Tells from a node on. Kept on a stack of its own, since a chain can be deep.
    fn tell(&mut self, first: usize, level: usize) {
        let mut open = self.chain(first, level);
        while let Some(next) = open.pop() {
            match next {
                Next::Step { place, level, then } => {
                    let ways = self.ways(place, then);
                    let is = Is::Step(self.graph.nodes[place].id.clone());
                    self.rows.push(Row { level, is, opens: !ways.is_empty() });
                    open.extend(ways.into_iter().rev().map(|way| Next::Way { way, level: level + 1 }));
                }
                Next::Way { mut way, level } => {
                    let target = way.to.as_ref().and_then(|to| self.graph.place(to));
                    let below = target.filter(|&to| way.leads == Leads::There && !self.shown[to]);
                    if below.is_some() {
                        way.leads = Leads::Down;
                    }
                    self.rows.push(Row { level, is: Is::Way(way), opens: below.is_some() });
                    if let Some(to) = below {
                        open.extend(self.chain(to, level + 1));
                    }
                }
            }
        }
    }

    /// A node and those that follow on its level, the last first; all of them count as shown from now on.
    fn chain(&mut self, first: usize, level: usize) -> Vec<Next> {
        let mut places = vec![first];
        self.shown[first] = true;
        while let Some(next) = self.follows[places[places.len() - 1]].filter(|&next| !self.shown[next]) {
            self.shown[next] = true;
            places.push(next);
        }
        let step = |(at, &place): (usize, &usize)| Next::Step { place, level, then: places.get(at + 1).copied() };
        places.iter().enumerate().rev().map(step).collect()
    }

    /// The ways to be listed under a step: all where it forks; the only one when its target is not the next row.
    fn ways(&self, place: usize, then: Option<usize>) -> Vec<Way> {
        let node = self.graph.nodes[place];
        let mut ways: Vec<Way> = vec![];
        let mut list = |port: &Port, edge: Option<&Edge>| {
            let leads = match edge.and_then(|edge| self.graph.place(&edge.to)) {
                None => Leads::Nowhere,
                Some(to) if Some(to) == then => Leads::On,
                Some(_) => Leads::There,
            };
            ways.push(Way {
                from: node.id.clone(),
                port: port.clone(),
                edge: edge.map(|edge| edge.id.clone()),
                to: edge.map(|edge| edge.to.clone()),
                leads,
            });
        };
        let ports = node.does.ports();
        for (port, needed) in &ports {
            let mut edges = self.graph.leaving[place].iter().filter(|edge| edge.port == *port).peekable();
            if edges.peek().is_none() && *needed {
                list(port, None);
            }
            edges.for_each(|edge| list(port, Some(edge)));
        }
        for edge in self.graph.leaving[place].iter().filter(|edge| ports.iter().all(|(port, _)| *port != edge.port)) {
            list(&edge.port, Some(edge));
        }
        if ways.len() == 1 && ways[0].leads == Leads::On { vec![] } else { ways }
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use engine::definition::At;
    use engine::nodes::approval::{Approval, Due, Policy, Proof};
    use engine::nodes::condition::Case;
    use engine::nodes::end::Outcome;
    use engine::nodes::{Condition, End, Join, Split, Start};

    use super::*;

    /// A drawing from `start > a; a approved> b`: `?` before a condition, `+` a split, `=` a join; `yes` and `no` are ends.
    pub fn definition(text: &str) -> Definition {
        let mut definition =
            Definition::read(include_str!("../../../drawing/src/example.json")).expect("the example can be read");
        (definition.nodes, definition.edges) = (vec![], vec![]);
        for (number, way) in text.split(';').enumerate() {
            let (from, to) =
                way.split_once('>').map_or((way.trim(), None), |(from, to)| (from.trim(), Some(to.trim())));
            let (from, port) = from.split_once(' ').unwrap_or((from, "next"));
            add(&mut definition, from, port);
            if let Some(to) = to {
                add(&mut definition, to, "");
                let id = |name: &str| NodeId::from(name.trim_start_matches(['?', '+', '=']));
                let (from, to) = (id(from), id(to));
                definition.edges.push(Edge { id: EdgeId(format!("e{number}")), from, port: port.into(), to });
            }
        }
        definition
    }

    fn add(definition: &mut Definition, name: &str, port: &str) {
        let id = NodeId::from(name.trim_start_matches(['?', '+', '=']));
        if definition.node(&id).is_none() {
            let does = match (&name[..1], name) {
                ("?", _) => Kind::Condition(Condition { cases: vec![] }),
                ("+", _) => Kind::Split(Split {}),
                ("=", _) => Kind::Join(Join {}),
                (_, "start") => Kind::Start(Start {}),
                (_, "yes") => Kind::End(End { outcome: Outcome::Approved, closes_all: false }),
                (_, "no") => Kind::End(End { outcome: Outcome::Rejected, closes_all: false }),
                _ => Kind::Approval(Box::new(approval())),
            };
            definition.nodes.push(Node { id: id.clone(), name: id.0.clone(), at: At::default(), pinned: false, does });
        }
        let node = definition.nodes.iter_mut().find(|node| node.id == id).expect("it was put in");
        if let Kind::Condition(condition) = &mut node.does
            && !["", "default", "next"].contains(&port)
        {
            condition.cases.push(Case { port: port.into(), label: port.to_owned(), when: "true".to_owned() });
        }
    }

    fn approval() -> Approval {
        Approval {
            approvers: vec![],
            policy: Policy::Any,
            instructions: String::new(),
            proof: Proof::SignIn,
            meaning: String::new(),
            requester_may_decide: false,
            reject_without_comment: false,
            fallback: None,
            due: Due::NoDeadline,
            reminders: None,
            escalations: vec![],
            timeout: None,
        }
    }

    /// The connections as they are written above.
    pub fn ways(definition: &Definition) -> Vec<String> {
        definition.edges.iter().map(|edge| format!("{} {}> {}", edge.from, edge.port, edge.to)).collect()
    }

    /// The rows as a person reads them.
    fn told(definition: &Definition) -> Vec<String> {
        let line = |row: Row| {
            let words = match &row.is {
                Is::Step(id) => id.0.clone(),
                Is::Apart => "not reached:".to_owned(),
                Is::Way(way) => {
                    let to = way.to.as_ref().map_or("", NodeId::as_str);
                    match way.leads {
                        Leads::Down => format!("{}:", way.port),
                        Leads::On => format!("{} on with {to}", way.port),
                        Leads::There => format!("{} goes to {to}", way.port),
                        Leads::Nowhere => format!("{} nowhere", way.port),
                    }
                }
            };
            format!("{}{words}", "  ".repeat(row.level - 1))
        };
        tree(definition).into_iter().map(line).collect()
    }

    #[test]
    fn a_chain_of_approvals_stays_on_one_level() {
        let chain = definition("start > a; a approved> b; a rejected> no; b approved> yes; b rejected> no");
        assert_eq!(
            told(&chain),
            [
                "start",
                "a",
                "  approved on with b",
                "  rejected:",
                "    no",
                "b",
                "  approved on with yes",
                "  rejected goes to no",
                "yes",
            ]
        );
    }

    #[test]
    fn what_lies_between_a_fork_and_its_meeting_is_a_level_deeper() {
        let fork = definition("start > ?how; ?how large> a; ?how default> yes; a approved> yes; a rejected> no; start");
        assert_eq!(
            told(&fork),
            [
                "start",
                "how",
                "  large:",
                "    a",
                "      approved goes to yes",
                "      rejected:",
                "        no",
                "  default on with yes",
                "yes",
            ]
        );
        let parallel = definition(
            "start > +both; +both branch> a; both branch> b; a approved> =join; b approved> join; a rejected> no; b rejected> no; join > yes",
        );
        assert_eq!(
            told(&parallel),
            [
                "start",
                "both",
                "  branch:",
                "    a",
                "      approved goes to join",
                "      rejected:",
                "        no",
                "  branch:",
                "    b",
                "      approved goes to join",
                "      rejected goes to no",
                "join",
                "yes",
            ]
        );
    }

    #[test]
    fn a_loop_refers_back_and_an_open_way_is_said() {
        let again = definition("start > a; a approved> ?ok; a rejected> a; ?ok again> a; ?ok default> yes");
        assert_eq!(
            told(&again),
            [
                "start",
                "a",
                "  approved on with ok",
                "  rejected goes to a",
                "ok",
                "  again goes to a",
                "  default on with yes",
                "yes",
            ]
        );
        assert_eq!(
            told(&definition("start > a; a approved> b; b rejected> a")),
            [
                "start",
                "a",
                "  approved on with b",
                "  rejected nowhere",
                "b",
                "  approved nowhere",
                "  rejected goes to a",
            ]
        );
    }

    #[test]
    fn a_circle_without_a_way_out_is_told_too() {
        let round = definition("start > a; a approved> b; a rejected> b; b approved> a; b rejected> a");
        let rows = told(&round);
        assert_eq!(&rows[..3], ["start", "a", "  approved on with b"]);
        assert_eq!(rows.iter().filter(|row| row.trim() == "b").count(), 1);
    }

    #[test]
    fn what_no_way_leads_to_is_listed_apart() {
        let apart =
            definition("start > yes; b approved> no; b rejected> no; c approved> c; a approved> b; a rejected> yes");
        assert_eq!(
            told(&apart),
            [
                "start",
                "yes",
                "not reached:",
                "  c",
                "    approved goes to c",
                "    rejected nowhere",
                "  a",
                "    approved on with b",
                "    rejected goes to yes",
                "  b",
                "    approved on with no",
                "    rejected on with no",
                "  no",
            ]
        );
        assert_eq!(told(&definition("a approved> yes"))[0], "not reached:", "without a start nothing is reached");
    }

    #[test]
    fn every_step_is_shown_once_and_a_thousand_are_quick() {
        let mut text = "start > a0".to_owned();
        for number in 0..500 {
            let next = number + 1;
            text.push_str(&format!("; a{number} approved> ?q{number}; a{number} rejected> no"));
            text.push_str(&format!("; ?q{number} x> a{next}; ?q{number} default> a{}", number / 2));
        }
        let large = definition(&text);
        assert!(large.nodes.len() > 1_000);
        let began = std::time::Instant::now();
        let rows = tree(&large);
        assert!(began.elapsed().as_millis() < 500, "{:?}", began.elapsed());
        let steps: Vec<&NodeId> =
            rows.iter().filter_map(|row| if let Is::Step(id) = &row.is { Some(id) } else { None }).collect();
        let mut once = steps.clone();
        once.sort();
        once.dedup();
        assert_eq!((steps.len(), once.len()), (large.nodes.len(), large.nodes.len()));
        let mut keys: Vec<String> = rows.iter().map(|row| key(&row.is)).collect();
        keys.sort();
        assert!(keys.windows(2).all(|two| two[0] != two[1]), "every row has a key of its own");
        assert!(rows.windows(2).all(|two| two[0].opens == (two[1].level > two[0].level)), "what opens is followed");
    }

    #[test]
    fn documents_that_contradict_themselves_are_told_as_well() {
        let mut strange = definition("start > a; a approved> yes; a rejected> no");
        strange.nodes.push(strange.nodes[1].clone());
        strange.edges.push(Edge { id: "x".into(), from: "a".into(), port: "sideways".into(), to: "moon".into() });
        strange.edges.push(Edge { id: "y".into(), from: "yes".into(), port: "next".into(), to: "a".into() });
        strange.edges.push(Edge { id: "z".into(), from: "a".into(), port: "approved".into(), to: "start".into() });
        assert_eq!(told(&strange).iter().filter(|row| row.as_str() == "a").count(), 1);
    }
}
