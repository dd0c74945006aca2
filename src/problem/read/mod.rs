//! From the tree of a file to the typed model: everything that is wrong is said in one pass.
//!
//! - `context`, `fields`, `names`: what every reader needs: quantities, words, names;
//! - `content`: what a candidate reads; `component`, `table`, `topic`, `flow`, `rule`, `measured`, `fault`,
//!   `scenario`, `decision`: the parts of a design; `design`: all of them together;
//! - `file`: a file and its problem; `variant`: the variants of its design; `change`: what faults change;
//!   `taken`: what patches take away;
//! - `memory`: what variants need not work out again.

mod change;
mod component;
mod conflict;
mod content;
mod context;
mod decision;
mod design;
mod fault;
mod fields;
mod file;
mod flow;
mod measured;
mod memory;
mod names;
mod observed;
mod rule;
mod scenario;
mod table;
mod taken;
mod topic;
mod variant;
mod walk;

pub(crate) use context::Context;
pub(crate) use fields::Fields;
pub use file::{File, Reading};
pub(crate) use memory::Memory;
pub use observed::observed;
pub use variant::{Refused, Variant};
pub(super) use walk::{all_exprs, exprs, sends, walk};
use walk::{always_sends, visits};
