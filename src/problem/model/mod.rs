//! What a problem file says, typed: every name is an index, every expression a typed tree, every
//! time a number of nanoseconds. Nothing here is interpreted as text later.
//!
//! - `content`: what a candidate reads and is asked; `decision`: the decisions and their options;
//! - `design`: one variant of the design, ready to be compiled, made of `component`, `table`, `topic`,
//!   `flow`, `step`, `rule`, `fault`; `observable`: what a run measures;
//! - `types`, `expr`: the row profile of the expression language; `duration`: times to draw.

mod component;
mod content;
mod decision;
mod design;
mod duration;
mod expr;
mod fault;
mod flow;
mod observable;
mod rule;
mod step;
mod table;
mod topic;
mod types;

pub use component::{
    Autoscale, Breaker, Broker, Cache, Component, Database, Eviction, External, Kind, Outcomes, Queue, Quota,
    Scaled, Server,
};
pub use content::{
    Alarm, Answer, Change, Criterion, Endpoint, Entity, Estimate, Failure, Gap, Problem, Promise, Pushback,
    Scaling, Source, Wrapup,
};
pub use decision::{Choice, Decision, Lesson};
pub use design::{Amount, Design, Input, Scenario};
pub use duration::Duration;
pub use expr::{Aggregate, AggregateKind, Draw, DrawKind, Expr, ExprKind, Field, Rounding, Row};
pub use fault::{Attribute, AttributeChange, AttributeValue, Fault, Instances, Moment, Target};
pub use flow::{Arrivals, Consumer, Feed, Flow, Group, Timer, Trigger, Value};
pub use observable::{ComponentMeasure, FlowMeasure, NoteMeasure, Observable, Statistic, TopicMeasure};
pub use rule::{Invariant, Measured, Objective, Walk, When};
pub use step::{
    Action, Binding, Called, Each, Jitter, Lock, Look, Near, OnFailure, Order, Over, Read, Retry, Seen, Send,
    Step, Visit, Write,
};
pub use table::{Column, ColumnRole, Rows, Table};
pub use topic::{Full, MessageField, Partitions, Topic};
pub use types::{DECIMALS, EnumType, Item, Reason, Type};

/// A loop over numbers has at most so many rounds: load is what arrives.
pub const MOST_ROUNDS: i64 = 100_000;
/// What a rubric may grade, in the order of an interview.
pub const CRITERIA: [&str; 8] =
    ["requirements", "estimates", "data", "high_level", "depth", "scaling", "trade_offs", "communication"];
/// How long a mock may take, minutes.
pub const MINUTES: std::ops::RangeInclusive<u32> = 5..=240;

/// Declares an index into one of the lists of a [`Design`].
macro_rules! index {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub u32);

        impl $name {
            /// The position in its list.
            pub fn index(self) -> usize {
                self.0 as usize
            }
        }
    )*};
}

index! {
    /// A component: an index into [`Design::components`].
    ComponentId;
    /// A table: an index into [`Design::tables`].
    TableId;
    /// A column of a table: an index into [`Table::columns`].
    ColumnId;
    /// A topic: an index into [`Design::topics`].
    TopicId;
    /// A flow: an index into [`Design::flows`].
    FlowId;
    /// A value of a request: an index into [`Flow::values`] of the flow it stands in.
    Slot;
    /// A note: an index into [`Design::notes`].
    NoteId;
    /// A fault: an index into [`Design::faults`].
    FaultId;
    /// A list of labels: an index into [`Design::enums`]; 0 is that of [`Reason`].
    EnumId;
}

/// A time or a duration in nanoseconds.
pub type Nanos = i64;
