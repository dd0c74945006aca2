//! The screens, one file or folder each.

mod drill;
mod home;
mod mock;
mod page;
mod problem;
mod quiz;
mod sheet;
mod timer;
mod verdict;

pub use drill::{Course, DrillScreen};
pub use home::Home;
pub use mock::{Interview, MockScreen};
pub use page::PageScreen;
pub use problem::{Problem, ProblemScreen};
pub use quiz::{QuizScreen, Sitting};
pub use sheet::SheetScreen;
pub use timer::TimerScreen;
pub use verdict::VerdictScreen;
