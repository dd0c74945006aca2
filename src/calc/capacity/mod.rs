//! Reference numbers, and what of a load they say.
//!
//! - [`Refs`]: capacities, latencies, sizes and costs, each with source and date, from a data file;
//! - [`fit`]: every component beside a load: fits, depends, does not, or is not needed.

mod fit;
mod refs;

pub use fit::{Fit, Row, Verdict, fit, holds};
pub use refs::{Capacity, Kind, Reference, Refs};
