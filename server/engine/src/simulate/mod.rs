//! A request tried out before there is one: the engine itself on a virtual clock, over a definition that is being drawn.
//! Nothing here has an effect: there is no shell that could send a mail or write a row. What goes in and what comes out is
//! plain data, there without the feature `decide` too, for whoever only shows it.

mod directory;
mod frame;
mod scenario;
mod told;

#[cfg(feature = "decide")]
mod choice;
#[cfg(feature = "decide")]
mod names;
#[cfg(feature = "decide")]
mod resolve;
#[cfg(feature = "decide")]
mod run;
#[cfg(feature = "decide")]
mod sample;
#[cfg(feature = "decide")]
mod simulation;
#[cfg(feature = "decide")]
mod view;

pub use directory::{Directory, Group, Someone, outside};
pub use frame::{Asked, Awaited, Frame, Obstacle, OpenTask, Standing, Waking};
pub use scenario::{Choice, Entered, Expected, Scenario, Why};
pub use told::{
    Answered, Coming, Coverage, Covered, Expects, Explained, Found, FromSource, Planned, Resolved, Run, Said, Share,
    Shown, View,
};

#[cfg(feature = "decide")]
pub use resolve::resolve;
#[cfg(feature = "decide")]
pub use run::{coverage_of, run};
#[cfg(feature = "decide")]
pub use sample::explain;
#[cfg(feature = "decide")]
pub use simulation::{MOST_FRAMES, Simulation};
