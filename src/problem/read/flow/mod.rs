//! Flows: their values, their steps, and what they bring each other.
//!
//! A called flow sees its caller's values and a consumer those of the message, so the values of one flow
//! take their types from others. `solve` types flows again until nothing new is learnt; what is known of
//! each in between is its `interface`.
//!
//! - `interface`: what a flow needs, answers and gives; `scope`: the names inside one flow;
//! - `body`: typing one flow; `header`: its trigger; `step`: what all steps have; `rows`, `control`,
//!   `pass`: the verbs; `bind`: what `as` leaves;
//! - `solve`: all flows together, each as it is `typed`; `memory`: those typed before; `lead`: which flows lead to
//!   which; `missing`: what nobody gives.

mod bind;
mod body;
mod control;
mod header;
mod interface;
mod lead;
mod memory;
mod missing;
mod pass;
mod rows;
mod scope;
mod solve;
mod step;
mod typed;

pub(super) use body::Overrides;
pub(super) use memory::Typings;
pub(super) use solve::{Solved, solve};
pub(super) use typed::Known;
