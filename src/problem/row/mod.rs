//! The row profile: from the syntax tree to typed trees in which every name is resolved.
//!
//! - `world`: what a whole design knows: inputs, tables, labels, terms;
//! - `term`: constants that are still exact, and typed expressions; how one becomes the other;
//! - `lower`: the way through the tree; `name`, `arithmetic`, `compare`, `call`, `aggregate`, `draw`: its parts;
//! - `observable`: what a run measures, by name.

mod aggregate;
mod arithmetic;
mod call;
mod compare;
mod draw;
mod lower;
mod name;
mod observable;
mod term;
mod world;

pub(super) use lower::{
    Bare, Found, Frame, Lower, NoValues, Place, RowScope, Unknown, amount as literal_amount,
};
pub(super) use observable::{dimension_of, find as observable};
pub(super) use term::{Term, join, type_words};
pub(in crate::problem) use world::Cache;
pub(super) use world::{World, stream};
