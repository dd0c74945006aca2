//! Many runs: the same design under many seeds, and every option of every decision beside the reference.
//!
//! - [`Interval`]: a mean and how well it is known; [`Watch`]: progress and interruption; `parallel`: runs on
//!   threads, in an order that does not show;
//! - [`Summary`]: one report made of many seeds;
//! - [`Evidence`]: what a proof keeps of a run; [`Row`]: an option, what it says of itself, and whether it is so.

mod evidence;
mod interval;
mod parallel;
mod row;
mod summary;

pub use evidence::{Difference, Evidence, Trend};
pub use interval::Interval;
pub use parallel::{Watch, each, threads};
pub use row::{Promised, Row, Tried};
pub use summary::Summary;
