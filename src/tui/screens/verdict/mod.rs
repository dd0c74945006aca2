//! What comes after the last phase of a mock.
//!
//! - [`VerdictScreen`]: grades, then runs that are waited for, then the report; what is kept of it;
//! - `grading`: one's own judgement, point by point; `report`: the pages of the report; `beside`: the model answer
//!   beside what was said; `lines`: text in lines.

mod beside;
mod grading;
mod lines;
mod report;
mod screen;

pub use screen::VerdictScreen;
