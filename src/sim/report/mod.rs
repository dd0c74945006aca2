//! What a run comes to: figures, verdicts, and the command that repeats it. JSON by serde; text is the business of
//! the command line.
//!
//! - [`measure`]: one figure of a run, by what rules call it;
//! - [`Rule`]: a rule and its verdict; [`Figures`]: flows, components, topics, tables, notes, and [`Over`] time;
//! - [`Asked`]: what was asked for, as a command line; [`Report`]: all of it.

mod asked;
mod count;
mod figures;
mod measure;
mod over;
mod rule;
mod whole;

pub use asked::Asked;
pub use count::Count;
pub use figures::{ComponentFigures, Figure, Figures, FlowFigures, NoteFigures, TableFigures, TopicFigures};
pub use measure::{evaluate, measure};
pub use over::Over;
pub use rule::{FirstViolation, Kind, Rule, Verdict};
pub use whole::{EstimateFigures, Report, Stopped, Traced};

#[cfg(test)]
mod tests;
