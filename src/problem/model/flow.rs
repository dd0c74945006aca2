use super::{ColumnId, ComponentId, Expr, Nanos, Slot, Step, TableId, TopicId, Type};
use crate::diag::Span;

/// One trigger and a list of steps.
#[derive(Clone, Debug, PartialEq)]
pub struct Flow {
    /// Its name.
    pub id: String,
    /// Where its name stands.
    pub span: Span,
    /// Where it runs: a request passes through all of these in order, holding a slot of each until
    /// its end, and its steps run on the last.
    pub on: Vec<ComponentId>,
    /// `POST /orders`, where it is one.
    pub endpoint: Option<String>,
    /// Statuses of 400 and above that are good answers.
    pub refusals: Vec<u16>,
    /// What starts it, beside calls.
    pub trigger: Trigger,
    /// Every value that a request of this flow may have. A [`Slot`] is an index into these.
    pub values: Vec<Value>,
    /// What it sends back with `reply` and `answer`: name and type of each.
    pub replies: Vec<(String, Type)>,
    /// What it does. At the end without a `reply` it answers 200.
    pub steps: Vec<Step>,
}

/// A value of a request.
#[derive(Clone, Debug, PartialEq)]
pub struct Value {
    /// Its name: `item`, or `got.ok` for a part of what `as` names.
    pub name: String,
    /// What it holds.
    pub ty: Type,
    /// Its `with`: evaluated in the order of the values for every value that the caller, the message
    /// or the row has not given. Such expressions use only earlier values.
    pub default: Option<Expr>,
}

/// What starts a flow.
#[derive(Clone, Debug, PartialEq)]
pub enum Trigger {
    /// Only other flows.
    Called,
    /// Load.
    Arrive(Arrivals),
    /// Messages, or the changes of a table.
    Consume(Consumer),
    /// A timer on each instance.
    Every(Timer),
    /// A row lost with a crashed instance; its columns become values.
    Gone {
        /// The table.
        table: TableId,
        /// Which column becomes which value.
        row: Vec<(ColumnId, Slot)>,
    },
}

/// How load arrives.
#[derive(Clone, Debug, PartialEq)]
pub enum Arrivals {
    /// A rate, all through the scenario's `for`.
    Rate {
        /// Per second.
        rate: f64,
        /// Multipliers of the rate, each from its time until the next; before the first, 1.
        profile: Vec<(Nanos, f64)>,
        /// Evenly spaced instead of Poisson.
        regular: bool,
    },
    /// A burst.
    Burst {
        /// How many.
        count: u64,
        /// From when.
        at: Nanos,
        /// Spread evenly at random over this long.
        over: Nanos,
    },
    /// One request for each row that a table has at the start; its columns become values.
    Each {
        /// The table.
        table: TableId,
        /// Which rows, asked each time.
        filter: Option<Expr>,
        /// Again and again, each row with a phase of its own.
        every: Option<Nanos>,
        /// Once, spread evenly over this long.
        over: Nanos,
        /// Which column becomes which value.
        row: Vec<(ColumnId, Slot)>,
    },
}

/// How messages are consumed.
#[derive(Clone, Debug, PartialEq)]
pub struct Consumer {
    /// From where.
    pub from: Feed,
    /// Who shares the messages.
    pub group: Group,
    /// Messages taken at once, one run of the flow each.
    pub batch: u32,
    /// Runs of one message at most, the first included; `None`: endless.
    pub attempts: Option<u32>,
    /// The wait before a message is run again.
    pub backoff: super::Retry,
    /// Where a message goes that failed too often: for each field of that topic the field of this one.
    pub dead: Option<(TopicId, Vec<Option<usize>>)>,
}

/// Where a consumer's messages come from.
#[derive(Clone, Debug, PartialEq)]
pub enum Feed {
    /// A topic: which field becomes which value.
    Topic(TopicId, Vec<(usize, Slot)>),
    /// The inserts and updates of a table, in the order of their commits: which column becomes which value.
    Changes(TableId, Vec<(ColumnId, Slot)>),
}

/// Who shares the messages of a topic.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Group {
    /// The instances of all flows with this name of a group.
    Shared(String),
    /// Nobody: every instance gets every message.
    EachInstance,
}

/// A timer on each instance.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Timer {
    /// From the end of one run to the start of the next.
    pub every: Nanos,
    /// Each wait drawn between half and one and a half of it.
    pub jitter: bool,
}
