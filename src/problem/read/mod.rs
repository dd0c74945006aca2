//! From the tree of a file to the typed model: everything that is wrong is said in one pass.

mod content;
mod context;
mod fields;
