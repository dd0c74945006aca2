//! The mock interview: phases on a clock, an interviewer with a script, a verdict with evidence.
//!
//! - [`Framework`]: the phases, as data; [`Clock`]: what was spent in each, on time that is given to it;
//!   [`minutes`]: how long a mock is, as one says it;
//! - [`Answers`]: everything a candidate says, as text; [`unknown()`]: a name in it that nobody has; `quick`, `sketch`:
//!   the lines of tables, endpoints and boxes;
//! - `ask`: what a typed question is about; `rarity`: how much a word tells; `interviewer`: what comes when;
//!   [`options()`]: in which order options are shown;
//! - `runs`: the candidate's design, run; [`Evidence`]: what came of it; [`symptoms()`]: a failure of it, as one sees it;
//! - [`Standards`]: thresholds, as data; `score`: one file a criterion; [`Assessment`]: the verdict;
//! - [`Attempt`]: a mock under way, as it is kept; [`judge()`] makes a [`Report`] of it, which is what is left;
//! - [`Past`]: a line of the history; [`recurring`], [`trends`]: what returns in it and how it goes; [`propose`]: what is
//!   practised next.

mod answers;
mod ask;
mod assessment;
mod attempt;
mod blame;
mod cap;
mod choices;
mod clock;
mod criterion;
mod early;
mod evidence;
mod framework;
mod gaps;
mod interviewer;
mod judge;
mod length;
mod options;
mod past;
mod propose;
mod quick;
mod rarity;
mod report;
mod runs;
mod said;
mod score;
mod sketch;
mod standards;
mod symptoms;
#[cfg(test)]
mod tests;
mod trend;
mod trials;
mod unknown;
mod words;

pub use answers::{Answers, Chosen, Closing, Diagnosis, Growth, Held, Question};
pub use ask::{Nearest, meant, nearest};
pub use assessment::{Assessment, Granted, Move, Next, Score};
pub use attempt::{Attempt, Grading};
pub use cap::{Breach, Cap};
pub use clock::{Clock, Mark};
pub use criterion::Criterion;
pub use early::Early;
pub use evidence::{Broken, Evidence, Measured, Tenfold};
pub use framework::{Aid, BUILT_IN as FRAMEWORK, Framework, LENGTHS, Phase};
pub use gaps::{Recurring, cards_of, due_cards, recurring};
pub use interviewer::{Cue, CueKind, draw, objections, pushback, script, turns};
pub use judge::judge;
pub use length::{in_minutes, minutes};
pub use options::options;
pub use past::Past;
pub use propose::{Proposal, Why, propose};
pub use quick::{QuickEndpoint, QuickEntity, endpoints, entities};
pub use report::{Needless, Part, Report, markdown, parts, round, tenfold_text, verdict};
pub use runs::gather;
pub use said::{model, rubric, said};
pub use score::{Given, Item, Script, Source, spoken_words};
pub use sketch::Sketch;
pub use standards::{BUILT_IN as STANDARDS, Habit, Standards};
pub use symptoms::{Symptoms, symptoms};
pub use trend::{Course, Trend, trends};
pub use unknown::unknown;
pub use words::counted;
