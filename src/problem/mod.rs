//! Problem files: one TOML file is one problem, with its brief, its napkin math and a design that runs.
//!
//! - [`model`]: what a file says, typed and with every name resolved.

pub mod model;
