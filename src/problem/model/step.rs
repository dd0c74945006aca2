use super::{ColumnId, ComponentId, Expr, FlowId, Nanos, NoteId, Reason, Slot, TableId, TopicId};
use crate::diag::Span;

/// One step of a flow.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// Its name for patches, faults and traces.
    pub id: Option<String>,
    /// What it does in a few words, for traces: `update stock`.
    pub label: String,
    /// Where it stands.
    pub span: Span,
    /// Runs only where this is true.
    pub guard: Option<Expr>,
    /// What runs instead.
    pub otherwise: Vec<Step>,
    /// What it does.
    pub action: Action,
    /// What happens where it does not succeed.
    pub on_failure: OnFailure,
    /// Which values it leaves.
    pub binding: Binding,
    /// How long to wait for it, and how often to try.
    pub visit: Visit,
    /// A name that does not move when steps are put beside it, hashed: for what the component draws.
    pub stream: u64,
}

impl Step {
    /// The steps that stand in it, block by block.
    pub fn inner(&self) -> [&[Step]; 2] {
        let body: &[Step] = match &self.action {
            Action::Block { body, .. } | Action::SingleFlight { body, .. } | Action::Group(body) => body,
            Action::Each(each) => &each.body,
            _ => &[],
        };
        [body, &self.otherwise]
    }
}

/// What a step does.
#[derive(Clone, Debug, PartialEq)]
pub enum Action {
    /// Reads a row by its key, or scans.
    Read(Read),
    /// Counts rows, or adds up `sum` over them.
    Count {
        /// The table.
        table: TableId,
        /// Which rows.
        filter: Option<Expr>,
        /// What is added up; `None` counts.
        sum: Option<Expr>,
        /// Asks a replica.
        replica: bool,
    },
    /// Adds a row; fails with `conflict` where a key is taken.
    Insert(Write),
    /// Changes the row with this key, or adds it. Where the row is there and `filter` is false,
    /// nothing happens and it fails with `none`.
    Put(Write),
    /// Changes rows; fails with `none` where none matched.
    Update(Write),
    /// Removes rows; fails with `none` where none matched.
    Delete(Write),
    /// One visit, one block: see VOCABULARY under `at`.
    Block {
        /// Where.
        at: ComponentId,
        /// Its steps.
        body: Vec<Step>,
        /// `false`: single visits instead.
        atomic: bool,
    },
    /// A visit with no rows.
    Visit {
        /// Where.
        at: ComponentId,
    },
    /// Runs another flow and waits for its answer.
    Call(Called),
    /// Runs another flow and does not wait.
    Start(Called),
    /// Sends a message.
    Send(Send),
    /// Repeats its steps.
    Each(Each),
    /// Gives values, one after the other.
    Let(Vec<(Slot, Expr)>),
    /// Holds what the flow holds; a time.
    Wait(Expr),
    /// Answers and ends the flow; in a block a status of 400 and above rolls it back.
    Reply {
        /// The status.
        status: u16,
        /// What is sent back: positions in [`Flow::replies`](super::Flow::replies).
        set: Vec<(usize, Expr)>,
    },
    /// Answers; the flow goes on.
    Answer {
        /// The status.
        status: u16,
        /// What is sent back: positions in [`Flow::replies`](super::Flow::replies).
        set: Vec<(usize, Expr)>,
    },
    /// Something to observe; free of charge.
    Note {
        /// What it is called.
        note: NoteId,
        /// What is measured; `None` counts.
        value: Option<Expr>,
        /// Counted apart for each of these.
        by: Option<Expr>,
    },
    /// One request runs the steps for each value of the key, the others wait for it and take its values.
    SingleFlight {
        /// Which are alike.
        key: Expr,
        /// The steps.
        body: Vec<Step>,
    },
    /// Steps under one guard.
    Group(Vec<Step>),
}

/// A read.
#[derive(Clone, Debug, PartialEq)]
pub struct Read {
    /// The table.
    pub table: TableId,
    /// A row or many.
    pub look: Look,
    /// Only rows of which this is true.
    pub filter: Option<Expr>,
    /// Asks a replica.
    pub replica: bool,
    /// Takes the lock of each row to the end of the block.
    pub lock: Lock,
}

/// How rows are looked for.
#[derive(Clone, Debug, PartialEq)]
pub enum Look {
    /// One row, by its key.
    Key(Vec<Expr>),
    /// All rows that the filter lets through.
    Scan {
        /// In which order; else by key.
        by: Option<Order>,
        /// So many at most.
        limit: Option<Expr>,
        /// Only rows near a place.
        near: Option<Box<Near>>,
    },
}

/// In which order rows come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Order {
    /// By which column; equal ones by key.
    pub column: ColumnId,
    /// The greatest first.
    pub descending: bool,
}

/// Near a place: the straight line from the row's `x` and `y`.
#[derive(Clone, Debug, PartialEq)]
pub struct Near {
    /// The row's columns that are its place.
    pub columns: (ColumnId, ColumnId),
    /// The place, lengths.
    pub place: (Expr, Expr),
    /// Not farther than this, a length. Rows come nearest first unless an order is said.
    pub within: Expr,
}

/// What a read locks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lock {
    /// Nothing.
    None,
    /// Each row, waiting for it.
    Update,
    /// Each row that is free; the others are passed over.
    Skip,
}

/// A write.
#[derive(Clone, Debug, PartialEq)]
pub struct Write {
    /// The table.
    pub table: TableId,
    /// The row; `None` for all that the filter lets through and, in an insert, for the next number.
    pub key: Option<Vec<Expr>>,
    /// Only rows of which this is true, looked at again after a wait for a lock.
    pub filter: Option<Expr>,
    /// What columns become, over the row as it is. All see the row before the change.
    pub set: Vec<(ColumnId, Expr)>,
    /// So many rows at most.
    pub limit: Option<Expr>,
}

/// A call of another flow: which of its values the caller gives. The others have their default.
#[derive(Clone, Debug, PartialEq)]
pub struct Called {
    /// The flow.
    pub flow: FlowId,
    /// Values of the called flow, each an expression over those of the caller.
    pub pass: Vec<(Slot, Expr)>,
}

/// A message on its way.
#[derive(Clone, Debug, PartialEq)]
pub struct Send {
    /// To where.
    pub topic: TopicId,
    /// For each field of the topic what it carries; `None` where the sender has no such value.
    pub fields: Vec<Option<Expr>>,
    /// Chooses the partition in place of the topic's key.
    pub key: Option<Expr>,
    /// Not received before this long.
    pub delay: Option<Expr>,
}

/// A loop.
#[derive(Clone, Debug, PartialEq)]
pub struct Each {
    /// Over what.
    pub over: Over,
    /// All at once, then join; else one after the other.
    pub together: bool,
    /// Ends early, asked after each round.
    pub until: Option<Expr>,
    /// The steps.
    pub body: Vec<Step>,
}

/// What a loop goes over.
#[derive(Clone, Debug, PartialEq)]
pub enum Over {
    /// The rows of a scan: which parts of a row become which values.
    Rows {
        /// The rows.
        rows: Slot,
        /// Parts and values.
        parts: Vec<(Seen, Slot)>,
    },
    /// The items of a list.
    Items {
        /// The list.
        list: Expr,
        /// The value that is each item in turn.
        item: Slot,
    },
    /// The whole numbers from one to another, both included.
    Count {
        /// The first.
        from: Expr,
        /// The last.
        to: Expr,
        /// The value that is each number in turn.
        item: Slot,
    },
}

/// Which values a step leaves: only those that something uses.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Binding(pub Vec<(Seen, Slot)>);

/// What can be seen of a step that has run, or of a row in a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seen {
    /// Whether it succeeded.
    Ok,
    /// Whether the effect may have happened although it did not succeed.
    Unknown,
    /// The status of the answer; 0 where there was none.
    Status,
    /// Why not, a [`Reason`].
    Reason,
    /// Whether there was a row.
    Found,
    /// The time of which the data is: now, or earlier on a replica.
    AsOf,
    /// A count, a sum, or the list of rows.
    Result,
    /// A column: of the row read, or after the write. The initial value where there is none.
    Column(ColumnId),
    /// How far a row of `near` is.
    Distance,
    /// What the answer brought, a position in the called flow's [`Flow::replies`](super::Flow::replies);
    /// 0 where it brought none.
    Reply(usize),
}

/// What happens where a step does not succeed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnFailure {
    /// The flow ends with the reason.
    End,
    /// The flow answers so and ends.
    Reply(u16),
    /// The loop goes on with its next item; in a block of its own inside the loop, that block rolls back.
    Next,
    /// The flow goes on.
    GoOn,
}

/// How long to wait for a visit, and how often to try.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Visit {
    /// After this long the caller goes on; the other side does too.
    pub timeout: Option<Nanos>,
    /// Tries again.
    pub retry: Option<Retry>,
}

/// Tries again: attempt n waits within `min(cap, base x 2^n)`.
#[derive(Clone, Debug, PartialEq)]
pub struct Retry {
    /// Further attempts at most.
    pub times: u32,
    /// The first wait.
    pub base: Nanos,
    /// The longest wait.
    pub cap: Nanos,
    /// How a wait is drawn.
    pub jitter: Jitter,
    /// Retries may be this share of first attempts; `None`: no limit.
    pub budget: Option<f64>,
    /// After what.
    pub on: Vec<Reason>,
}

/// How a wait is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Jitter {
    /// Evenly from 0 to the wait.
    Full,
    /// The wait itself.
    None,
}
