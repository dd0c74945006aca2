//! A design, compiled: flat lists of operations, expressions as code, components as stations.
//!
//! - [`Program`]: all that a run needs; [`compile`] makes it or says in one sentence what does not run yet;
//! - [`Flow`], [`Op`], [`Step`]: what requests do; [`Statement`], [`Call`], [`Loop`]: the larger operations;
//! - [`Part`]: components; [`TablePlan`]: tables; [`Rule`]: invariants;
//! - [`TopicPlan`], [`GroupPlan`]: topics, and who consumes them.

mod compile;
mod consume;
mod each;
mod flow;
mod given;
mod op;
mod part;
mod refuse;
mod rule;
mod step;
mod table;
mod topic;
mod verb;

pub use compile::{Program, compile};
pub use consume::ConsumerPlan;
pub use flow::{Default, Flow, Trigger};
pub use op::{Call, Home, Index, Keys, Loop, LoopOver, Op, Post, Retry, Role, Scan, Statement, Step, Verb};
pub use part::{Door, Part, PartKind};
pub use refuse::Refusal;
pub use rule::{Link, Reach, Rule};
pub use table::TablePlan;
pub use topic::{Delivery, GroupPlan, TopicPlan};
