//! From the tree of a file to the typed model: everything that is wrong is said in one pass.

mod component;
mod content;
mod context;
mod fields;
mod names;
mod table;
mod topic;
mod flow;
mod walk;

use walk::{always_sends, sends, visits};
