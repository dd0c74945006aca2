use super::RequestNumber;
use crate::problem::model::{Nanos, Reason};

/// One line of the story of a run: a step, a wait, a lock, a row, a fault.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TraceLine {
    /// When.
    pub at: Nanos,
    /// How deep in calls: 0 for the request itself.
    pub depth: u16,
    /// Where: a component, and which instance of several.
    pub place: String,
    /// The component where it happened, by its number in the design; `None` outside of all.
    pub part: Option<usize>,
    /// The component where the steps of the request run.
    pub home: Option<usize>,
    /// The request of load, or the run of a timer, that it belongs to; `None` of a fault.
    pub root: Option<RequestNumber>,
    /// The request that did it: the root, or one that was called or started.
    pub who: Option<RequestNumber>,
    /// What happened.
    pub told: Told,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Told {
    /// A request begins.
    Begins {
        /// Its flow.
        flow: String,
        /// Its number in its flow.
        number: i64,
    },
    /// It calls another flow and waits.
    Calls(String),
    /// It starts another flow and goes on.
    Starts(String),
    /// It sends a message to a topic.
    Sends(String),
    /// It runs because of a message of a topic.
    Takes(String),
    /// It hears of a call: the flow, and the status or the reason.
    Hears(String, String),
    /// It answers with a status.
    Answers(u16),
    /// Its answer, or the request itself, gets lost.
    Lost(&'static str),
    /// It waits for a time, nanoseconds.
    Waits(u64),
    /// It waits for the lock of a row.
    WaitsForLock {
        /// The row.
        row: String,
        /// Who holds it: the root of that request.
        holder: Option<RequestNumber>,
    },
    /// What a statement did to rows.
    Rows(RowsTold),
    /// A transaction ends, and what it wrote counts.
    Commits,
    /// A transaction ends, and nothing of it happened.
    RollsBack,
    /// It waits in a circle and is the victim.
    Deadlock,
    /// Something was noted: what, and its value.
    Notes(String, Option<String>),
    /// A fault begins or ends, or what it took away is back, in words.
    Fault(String),
    /// A step did not succeed.
    Fails(FailTold),
    /// Anything else, in words.
    Words(String),
}

/// A step that did not succeed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FailTold {
    /// The step, such as `put charges`, `at maps`, `call pay`.
    pub step: String,
    /// Why.
    pub reason: Reason,
    /// It may have happened all the same.
    pub unknown: bool,
    /// The component that it went to, by its number in the design; `None` where it is no visit.
    pub at: Option<usize>,
    /// What made it fail has been told: what its statement found, or what the call heard.
    pub is_known: bool,
}

impl FailTold {
    /// Why, in words.
    pub fn why(&self) -> String {
        let unknown = if self.unknown { ", and it may have happened" } else { "" };
        format!("{}{unknown}", self.reason.told())
    }
}

/// What a statement did to rows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RowsTold {
    /// `reads`, `counts`, `inserts into`, `puts into`, `updates`, `deletes from`
    pub verb: &'static str,
    /// The table.
    pub table: String,
    /// Whether it did what it says.
    pub done: bool,
    /// Why not, where not: `no row`, or a reason.
    pub reason: &'static str,
    /// The row or the rows that it found; of a count none.
    pub rows: Vec<RowTold>,
    /// How many rows there were; of a count the result.
    pub count: i64,
    /// What a count has added up in place of rows, in words.
    pub sum: Option<String>,
    /// The statement names one row by its key.
    pub one: bool,
    /// Whether it took the locks of these rows, or had them, until its transaction ends; `None` of a table that has
    /// no locks.
    pub locks: Option<bool>,
    /// Read on a replica: how old what it saw was, nanoseconds.
    pub old: Option<u64>,
}

/// A row as a statement saw it or left it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RowTold {
    /// Its key: `dc 0, item 3`.
    pub key: String,
    /// What the file says of it: the column, the value before where it was another, and the value.
    pub columns: Vec<(String, Option<String>, String)>,
}

impl RowTold {
    /// The columns in words: `on_hand 1, reserved 0 -> 1`.
    pub fn words(&self) -> String {
        let words = self.columns.iter().map(|(name, before, value)| match before {
            Some(before) => format!("{name} {before} -> {value}"),
            None => format!("{name} {value}"),
        });
        words.collect::<Vec<_>>().join(", ")
    }
}

impl RowsTold {
    /// How a row is called: `stock[dc 0, item 3]`.
    pub fn name(&self, row: &RowTold) -> String {
        format!("{}[{}]", self.table, row.key)
    }

    fn text(&self) -> String {
        let Self { verb, table, .. } = self;
        if !self.done {
            return format!("{verb} {table}: {}", self.reason);
        }
        if let Some(sum) = &self.sum {
            return format!("adds {table} up: {sum}");
        }
        if *verb == "counts" {
            return format!("{verb} {table}: {}", self.count);
        }
        match (self.one, self.rows.first()) {
            (true, Some(row)) => match (row.key.as_str(), row.words()) {
                (key, words) if words.is_empty() => format!("{verb} {table}: {key}"),
                (key, words) => format!("{verb} {table}: {key}, {words}"),
            },
            _ => format!("{verb} {table}: {} {}", self.count, if self.count == 1 { "row" } else { "rows" }),
        }
    }
}

impl From<String> for Told {
    fn from(words: String) -> Self {
        Self::Words(words)
    }
}

impl Told {
    /// In words, as one line.
    pub fn text(&self) -> String {
        match self {
            Self::Begins { flow, number } => format!("{flow} begins, request {number}"),
            Self::Calls(flow) => format!("calls {flow}"),
            Self::Starts(flow) => format!("starts {flow}"),
            Self::Sends(topic) => format!("sends to {topic}"),
            Self::Takes(topic) => format!("takes a message of {topic}"),
            Self::Hears(flow, how) => format!("{flow}{how}"),
            Self::Answers(status) => format!("answers {status}"),
            Self::Lost(what) => (*what).to_owned(),
            Self::Waits(nanos) => format!("waits {}", super::time::duration(*nanos)),
            Self::WaitsForLock { row, .. } => format!("waits for the lock of {row}"),
            Self::Rows(rows) => rows.text(),
            Self::Commits => "commits".to_owned(),
            Self::RollsBack => "rolls back".to_owned(),
            Self::Deadlock => "waits in a circle and is undone".to_owned(),
            Self::Notes(name, None) => format!("notes {name}"),
            Self::Notes(name, Some(value)) => format!("notes {name}: {value}"),
            Self::Fails(fail) => format!("{}: {}", fail.step, fail.why()),
            Self::Fault(words) | Self::Words(words) => words.clone(),
        }
    }
}
