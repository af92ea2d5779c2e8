//! One request tried out: choices go in, frames come out, and any frame can be gone back to.
//!
//! | where it stands | choice | then |
//! |---|---|---|
//! | open | decide, resubmit, signal | one frame, or why not; a choice that is refused changes nothing |
//! | open | skip to the next timer | one frame |
//! | open | skip to a moment | one frame for each timer until then, and one for the moment itself |
//! | closed | any | why not |
//! | anywhere | rewind | the frames and choices after it are dropped |

use chrono::{DateTime, Datelike, Utc};

use super::directory::Directory;
use super::frame::{Frame, Standing};
use super::names::Names;
use super::scenario::{Choice, Entered, Scenario, Why};
use crate::ahead::{Ahead, Halt};
use crate::apply::apply;
use crate::command::Command;
use crate::definition::Definition;
use crate::event::Event;
use crate::execution::{Execution, Requester};
use crate::form::{Answer, Data, FieldError};
use crate::narrate::{Narrator, quoted};
use crate::nodes::source::Lookup;

/// The most frames of one simulation.
pub const MOST_FRAMES: usize = 1_000;
/// The most that all frames together may hold: events, tasks, people asked, timers.
const MOST_KEPT: usize = 100_000;
/// The years in which a simulation may begin.
const YEARS: std::ops::RangeInclusive<i32> = 1970..=2999;

/// A request that is being tried out.
#[derive(Clone, Debug)]
pub struct Simulation {
    pub(super) definition: Definition,
    pub(super) directory: Directory,
    pub(super) state: Execution,
    pub(super) now: DateTime<Utc>,
    pub(super) names: Names,
    pub(super) choices: Vec<Choice>,
    /// Who asks for what and when; its choices and what is expected of them are left out.
    pub(super) begun: Scenario,
    requester: Requester,
    frames: Vec<Frame>,
    kept: usize,
}

impl Simulation {
    /// Starts the request and makes the scenario's choices.
    ///
    /// # Errors
    /// Who asks is not there, the form is answered wrongly, or a choice does not fit (then [`Self::as_far_as_it_goes`]).
    pub fn new(definition: Definition, directory: Directory, scenario: Scenario) -> Result<Self, Why> {
        match Self::as_far_as_it_goes(definition, directory, scenario)? {
            (simulation, None) => Ok(simulation),
            (_, Some(why)) => Err(why),
        }
    }

    /// Starts the request and makes the scenario's choices as long as they fit; gives why the first one did not.
    ///
    /// # Errors
    /// It cannot even start: who asks is not there, or the form is answered wrongly.
    pub fn as_far_as_it_goes(
        definition: Definition,
        directory: Directory,
        scenario: Scenario,
    ) -> Result<(Self, Option<Why>), Why> {
        let Scenario { choices, .. } = scenario;
        let begun = Scenario { choices: vec![], expected: None, ..scenario };
        if !YEARS.contains(&begun.begins_at.year()) {
            let (first, last) = (YEARS.start(), YEARS.end());
            return Err(Why::new(format!("A simulation begins between the years {first} and {last}.")));
        }
        let requester = directory.requester(begun.requester).ok_or_else(Why::nobody_asks)?;
        let mut simulation = Self {
            names: Names::of(&directory),
            state: Execution::default(),
            now: begun.begins_at,
            choices: vec![],
            begun,
            requester,
            frames: vec![],
            kept: 0,
            definition,
            directory,
        };
        simulation.start()?;
        let count = choices.len();
        for (place, choice) in choices.into_iter().enumerate() {
            if let Err(why) = simulation.choose(choice) {
                let sentence = format!("Choice {} of {count} no longer fits. {}", place + 1, why.sentence);
                return Ok((simulation, Some(Why { sentence, ..why })));
            }
        }
        Ok((simulation, None))
    }

    fn start(&mut self) -> Result<(), Why> {
        let starters = &self.definition.starters;
        let name = self.names.person(self.requester.person);
        if !starters.is_empty() && !starters.iter().any(|group| self.requester.groups.contains(group)) {
            let process = quoted(&self.definition.name);
            return Err(Why::new(format!("{name} is not in a group that may ask for {process}.")));
        }
        let data = self.read(&self.begun.data)?;
        let title = quoted(&crate::text::title(&self.definition.title, &data));
        let command = Command::Start { requester: self.requester.clone(), data };
        self.make(&command, self.begun.begins_at, format!("{name} asks for {title}."), None)
    }

    /// Reads what was entered by the form's rules; who is named must be an active person.
    pub(super) fn read(&self, entered: &Entered) -> Result<Data, Why> {
        let form = &self.definition.form;
        let data = form.read(entered).map_err(|errors| Why::fields(form, errors))?;
        let unknown = |answer: &Answer| match answer {
            Answer::Person(id) => self.directory.find(&Lookup::Person { id: *id }).is_empty(),
            _ => false,
        };
        let choose = "Choose a person from the list.";
        let unknown = data.0.iter().filter(|(_, answer)| unknown(answer));
        let errors: Vec<FieldError> =
            unknown.map(|(field, _)| FieldError { field: field.clone(), problem: choose.to_owned() }).collect();
        if errors.is_empty() { Ok(data) } else { Err(Why::fields(form, errors)) }
    }

    /// The moment that it is in the simulation.
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        self.now
    }

    /// What happened so far: one frame for each command; the first is the start.
    #[must_use]
    pub fn frames(&self) -> &[Frame] {
        &self.frames
    }

    /// The execution as it stands.
    #[must_use]
    pub fn execution(&self) -> &Execution {
        &self.state
    }

    /// The definition that is simulated.
    #[must_use]
    pub fn definition(&self) -> &Definition {
        &self.definition
    }

    /// Makes a choice, wholly or not at all.
    ///
    /// # Errors
    /// Why it is not possible here, as a whole sentence.
    pub fn choose(&mut self, choice: Choice) -> Result<(), Why> {
        let (place, frames) = (self.choices.len(), self.frames.len());
        let (state, now, kept) = (self.state.clone(), self.now, self.kept);
        let made = self.act(&choice, place);
        if made.is_ok() {
            self.choices.push(choice);
        } else {
            self.frames.truncate(frames);
            (self.state, self.now, self.kept) = (state, now, kept);
        }
        made
    }

    /// Goes back to a frame: what came after it did not happen, and its choices are dropped.
    pub fn rewind(&mut self, frame: usize) {
        if frame + 1 >= self.frames.len() {
            return;
        }
        self.forget_choices(frame);
        self.frames.truncate(frame + 1);
        self.kept = self.frames.iter().map(Frame::weight).sum();
        self.state = Execution::default();
        for frame in &self.frames {
            frame.events.iter().for_each(|event| apply(&mut self.state, frame.at, event));
            self.now = frame.at;
        }
    }

    /// Drops the choices after a frame. One that was left in its middle skipped to a moment: it becomes as many single skips.
    fn forget_choices(&mut self, frame: usize) {
        let Some(last) = self.frames[frame].choice else { return self.choices.clear() };
        self.choices.truncate(last + 1);
        if self.frames[frame + 1].choice != Some(last) {
            return;
        }
        self.choices.truncate(last);
        for (place, frame) in self.frames[..=frame].iter_mut().filter(|frame| frame.choice == Some(last)).enumerate() {
            frame.choice = Some(last + place);
            self.choices.push(Choice::SkipToTimer {});
        }
    }

    pub(super) fn narrated<R>(&self, moment: &dyn Fn(DateTime<Utc>) -> String, tell: impl FnOnce(&Narrator) -> R) -> R {
        self.names.narrated(&self.definition, &self.directory, moment, tell)
    }

    /// Makes a command happen and keeps its frame.
    pub(super) fn make(
        &mut self,
        command: &Command,
        at: DateTime<Utc>,
        cause: String,
        choice: Option<usize>,
    ) -> Result<(), Why> {
        let answer = |lookup: &Lookup| Some(self.directory.find(lookup));
        let mut ahead = Ahead { definition: &self.definition, state: self.state.clone(), answer: &answer };
        let events = ahead.make(command, at).map_err(|halt| match halt {
            Halt::Refused(rejection) => rejection.into(),
            Halt::Restless | Halt::Missing(_) => Why::new(
                "It goes round and round here without anybody being asked. Put an approval or a wait into the circle.",
            ),
        })?;
        self.state = ahead.state;
        self.names.learn(&events);
        self.keep(at, cause, choice, events)
    }

    /// Keeps what happened, unless a simulation would grow without end.
    pub(super) fn keep(
        &mut self,
        at: DateTime<Utc>,
        cause: String,
        choice: Option<usize>,
        events: Vec<Event>,
    ) -> Result<(), Why> {
        if self.frames.len() >= MOST_FRAMES {
            return Err(Why::new(format!(
                "A simulation has at most {MOST_FRAMES} steps. Rewind, or skip to an earlier moment."
            )));
        }
        let afterwards = self.narrated(&iso, |narrator| Standing::of(&self.state, narrator));
        let frame = Frame { at, cause, choice, events, afterwards };
        self.kept += frame.weight();
        if self.kept > MOST_KEPT {
            return Err(Why::new(
                "Too much happens here to be simulated: ask fewer people, or remind them less often.",
            ));
        }
        self.now = at;
        self.frames.push(frame);
        Ok(())
    }
}

/// A moment where no reader's clock is known.
pub(super) fn iso(at: DateTime<Utc>) -> String {
    at.to_rfc3339()
}
