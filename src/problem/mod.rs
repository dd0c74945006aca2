//! Problem files: one TOML file is one problem, with its brief, its napkin math and a design that runs.
//!
//! - [`model`]: what a file says, typed and with every name resolved.
//! - `document`: the file as a tree in which everything knows where it stands.

mod check;
mod document;
pub mod model;
mod patch;
mod read;
mod row;
pub mod vocabulary;

pub use read::{File, Reading, Refused, Variant};
