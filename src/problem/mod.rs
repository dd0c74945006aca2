//! Problem files: one TOML file is one problem, with its brief, its napkin math and a design that runs.
//!
//! - [`model`]: what a file says, typed and with every name resolved.
//! - [`Library`]: problems by their ids;
//! - `document`: the file as a tree in which everything knows where it stands.

mod check;
mod document;
mod library;
pub mod model;
mod patch;
mod read;
mod row;
pub mod vocabulary;

pub use library::{Entry, Library};
pub use read::{File, Reading, Refused, Variant, observed};
