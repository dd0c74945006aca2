//! A sitting with cards: question, answer, how sure one is, explanation, grade.
//!
//! - [`QuizScreen`]: which of these it is, and what is on disk; `asked`: the card on the screen;
//! - `entry`: how an answer is given; `explain`: what is said about it; `grades`: what each grade leads to;
//! - `summary`: the end.

mod asked;
mod entry;
mod explain;
mod grades;
mod screen;
mod summary;

pub(super) use entry::Entry;
pub(super) use explain::explain;
pub use screen::{QuizScreen, Sitting};
