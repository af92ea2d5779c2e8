//! A request tried out before there is one: the engine itself on a virtual clock, over a definition that is being drawn.
//! Nothing here has an effect: there is no shell that could send a mail or write a row.

mod choice;
mod directory;
mod frame;
mod names;
mod resolve;
mod run;
mod scenario;
mod simulation;

pub use directory::{Directory, Group, Someone, outside};
pub use frame::{Asked, Awaited, Frame, Obstacle, OpenTask, Standing, Waking};
pub use resolve::{Found, FromSource, Resolved, resolve};
pub use run::{Coverage, Covered, Run, Share, coverage_of, run};
pub use scenario::{Choice, Entered, Expected, Scenario, Why};
pub use simulation::{Planned, Simulation};
