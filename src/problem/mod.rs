//! Problem files: one TOML file is one problem, with its brief, its napkin math and a design that runs.
//!
//! - [`model`]: what a file says, typed and with every name resolved.
//! - [`page`]: what people read of a file; [`diagram`]: its architecture, laid out;
//! - [`Library`]: problems by their ids;
//! - `document`: the file as a tree in which everything knows where it stands.

mod check;
pub mod diagram;
mod document;
mod library;
pub mod model;
pub mod page;
mod patch;
mod read;
mod row;
pub mod vocabulary;

pub use library::{Entry, Library};
pub use read::{File, Reading, Refused, Variant, observed};
