use serde::Serialize;

/// Who took part and what happened, in the order of time.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Scene {
    /// The lanes, from left to right: requests of load, timers, services, stores.
    pub parties: Vec<Party>,
    /// What happened.
    pub events: Vec<Event>,
    /// Parties that took part and are not drawn, because there are too many.
    pub left_out: usize,
    /// What they are: `shop 17`, `sweep on sweeper[1]`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub not_drawn: Vec<String>,
}

/// A lane.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Party {
    /// What it is called in the diagram: `A`, or the component.
    pub label: String,
    /// What it is: `shop 17`, `sweep on sweeper[1]`, or the component.
    pub title: String,
    /// `request`, `timer`, `service`, `store`
    pub kind: PartyKind,
    /// The request as `--only` and `--trace` take it, of a request of load: `shop:17`.
    pub request: Option<String>,
}

/// What a lane is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum PartyKind {
    /// A request of load, and the device that it comes from.
    Request,
    /// A timer at work.
    Timer,
    /// A component that serves.
    Service,
    /// A component that keeps rows.
    Store,
}

/// One thing that happened.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Event {
    /// Seconds since the start of the run.
    pub at: f64,
    /// What it is.
    pub kind: EventKind,
    /// On whose behalf: a label, or one with a number where a party does several things at once.
    pub by: Option<String>,
    /// The lane that it begins at.
    pub from: usize,
    /// The lane that it leads to; the same where it concerns one alone.
    pub to: usize,
    /// In words.
    pub text: String,
    /// The rows that were seen or written.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub rows: Vec<RowSeen>,
    /// What became of their locks, in a store that has locks.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lock: Option<LockSeen>,
}

/// What an event is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum EventKind {
    /// Somebody calls and waits.
    Call,
    /// Somebody starts something and goes on.
    Start,
    /// An answer comes back.
    Answer,
    /// Something gets lost on its way.
    Lost,
    /// Rows are read.
    Read,
    /// Rows are written.
    Write,
    /// A write that changed nothing.
    Miss,
    /// A lock, a slot or time is waited for.
    Wait,
    /// A transaction ends and counts.
    Commit,
    /// A transaction ends and nothing of it happened.
    Rollback,
    /// Something else that a party does.
    Note,
    /// A fault begins or ends.
    Fault,
    /// The rule breaks.
    Broken,
}

/// A row, as it was seen or left.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RowSeen {
    /// `stock[dc 0, item 3]`
    pub row: String,
    /// What the file says of it.
    pub columns: Vec<ColumnSeen>,
}

/// A column of a row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ColumnSeen {
    /// Its name.
    pub name: String,
    /// The value before, where this changed it.
    pub before: Option<String>,
    /// The value.
    pub value: String,
}

/// What became of the lock of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum LockSeen {
    /// Taken, to the end of the transaction.
    Taken,
    /// Not asked for.
    None,
    /// Another has it.
    Waits,
}
