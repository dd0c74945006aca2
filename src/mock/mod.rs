//! The mock interview: phases on a clock, an interviewer with a script, a verdict with evidence.
//!
//! - [`Framework`]: the phases, as data; [`Clock`]: what was spent in each, on time that is given to it;
//! - [`Answers`]: everything a candidate says, as text; `quick`, `sketch`: the lines of tables, endpoints and boxes;
//! - `ask`: what a typed question is about; `rarity`: how much a word tells; `interviewer`: what comes when;
//! - `runs`: the candidate's design, run; [`Evidence`]: what came of it;
//! - [`Standards`]: thresholds, as data; `score`: one file a criterion; [`Assessment`]: the verdict;
//! - [`Attempt`]: a mock under way, as it is kept; [`Report`]: what is left of it.

mod answers;
mod ask;
mod assessment;
mod attempt;
mod clock;
mod criterion;
mod evidence;
mod framework;
mod interviewer;
mod quick;
mod rarity;
mod report;
mod runs;
mod score;
mod sketch;
mod standards;
#[cfg(test)]
mod tests;
mod words;

pub use answers::{Answers, Chosen, Closing, Diagnosis, Growth, Held, Question};
pub use ask::{Nearest, meant, nearest};
pub use assessment::{Assessment, Granted, Move, Next, Score};
pub use attempt::Attempt;
pub use clock::{Clock, Mark};
pub use criterion::Criterion;
pub use evidence::{Broken, Evidence, Measured, Tenfold};
pub use framework::{Aid, BUILT_IN as FRAMEWORK, Framework, Phase};
pub use interviewer::{Cue, CueKind, draw, objections, pushback, script, turns};
pub use quick::{QuickEndpoint, QuickEntity, endpoints, entities};
pub use report::{Report, markdown};
pub use runs::gather;
pub use score::{Given, Item, Script, Source};
pub use sketch::Sketch;
pub use standards::{BUILT_IN as STANDARDS, Habit, Standards};
