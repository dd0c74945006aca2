use crate::diag::Span;
use crate::problem::model::{Jitter, Lock, OnFailure, Reason, Seen};
use crate::sim::code::{Code, ListCode};

/// The keys of a block that are known when it begins: of each its first column.
#[derive(Debug)]
pub struct Keys {
    /// Chooses the shard.
    pub first: Code,
    /// Those that are written otherwise: in a cluster of Redis they must lie in the same slot.
    pub others: Box<[Code]>,
}

/// What a flow does, one after the other.
#[derive(Debug)]
pub enum Op {
    /// Goes on elsewhere unless this is true.
    Test(Code, u32),
    /// Goes on elsewhere.
    Jump(u32),
    /// Gives a value.
    Let(u32, Code),
    /// Gives a list.
    LetList(u32, ListCode),
    /// Reads or writes rows.
    Statement(Box<Statement>),
    /// A visit with no rows.
    Visit(usize),
    /// Begins a block at a component.
    Enter(usize, Option<Box<Keys>>),
    /// Ends the innermost block: commits.
    Leave,
    /// Ends the single visits of a block that is not atomic: it has succeeded.
    Through,
    /// Sends a message.
    Send(Box<Post>),
    /// Runs another flow and waits for its answer.
    Call(Box<Call>),
    /// Runs another flow and does not wait.
    Start(Box<Call>),
    /// Begins a loop.
    Begin(Box<Loop>),
    /// The next round of the loop begun at that operation, or on with the operation behind the loop.
    Next(u32, u32),
    /// Leaves the loop where this is true.
    Until(Code, u32),
    /// Runs the rounds of a loop all at once, and waits for them.
    Fork(Box<Loop>, u32),
    /// The end of one such round.
    Join,
    /// Runs the operations up to that one beside the request, and goes on when they are done or the time is over.
    Limit(u64, u32),
    /// Takes time.
    Wait(Code),
    /// Answers and ends.
    Reply(u16, Box<[(usize, Code)]>),
    /// Answers and goes on.
    Answer(u16, Box<[(usize, Code)]>),
    /// Something to observe: which, its value, its key.
    Note(usize, Option<Code>, Option<Code>),
    /// Of requests with one key, one goes on; the others wait for it, take these values of it, and go on there.
    Flight(Code, u32, Box<[u32]>),
    /// The end of what one of them does.
    Land,
    /// The first attempt of a step with such a retry budget begins.
    First(usize),
    /// The step has run: faults may begin.
    Passed,
}

/// A step, as far as it matters while requests run.
#[derive(Debug)]
pub struct Step {
    /// Its name.
    pub id: Option<String>,
    /// What it does in a few words.
    pub label: String,
    /// Where it stands.
    pub span: Span,
    /// What happens where it does not succeed.
    pub on_failure: OnFailure,
    /// What it leaves: what, in which value, and the list where that value is one.
    pub binds: Box<[(Seen, u32, Option<u32>)]>,
    /// Tries again.
    pub retry: Option<Retry>,
    /// The place of its draws.
    pub place: u32,
    /// Its first operation behind its guard.
    pub start: u32,
    /// The first operation behind it.
    pub after: u32,
    /// The step around it.
    pub parent: Option<u32>,
    /// What it is for those inside it.
    pub role: Role,
    /// Faults that may begin when it has run.
    pub faults: Box<[usize]>,
}

/// Tries again.
#[derive(Debug)]
pub struct Retry {
    /// Further attempts at most.
    pub times: u32,
    /// The first wait, nanoseconds.
    pub base: u64,
    /// The longest wait, nanoseconds.
    pub cap: u64,
    /// How a wait is drawn.
    pub jitter: Jitter,
    /// Retries may be this share of first attempts.
    pub budget: Option<f64>,
    /// After what, as bits.
    pub on: u32,
    /// The value that counts the attempts.
    pub counter: u32,
    /// Which budget it draws from.
    pub account: usize,
}

impl Retry {
    /// The bit of a reason.
    pub const fn bit(reason: Reason) -> u32 {
        1 << reason as u32
    }
}

/// What a step is for those inside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Nothing is inside, or steps under one guard.
    Plain,
    /// A block.
    Block,
    /// A loop: where its next round begins.
    Loop(u32),
    /// A loop that runs all at once.
    Fork,
    /// A single flight.
    Flight,
}

/// Where rows are, seen from the step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Home {
    /// In the block around the step.
    Block,
    /// Where the flow runs, or in the world: free of charge.
    Here,
    /// Elsewhere: a visit.
    Away,
}

/// What is done to rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verb {
    /// Reads.
    Read,
    /// Counts, or adds up.
    Count,
    /// Adds.
    Insert,
    /// Changes or adds.
    Put,
    /// Changes.
    Update,
    /// Removes.
    Delete,
}

/// Reads or writes rows.
#[derive(Debug)]
pub struct Statement {
    /// What it does.
    pub verb: Verb,
    /// The table.
    pub table: usize,
    /// The component that the table is in.
    pub at: usize,
    /// Where that is, seen from here.
    pub home: Home,
    /// The row; of an insert `None` takes the next number, else it scans.
    pub key: Option<Box<[Code]>>,
    /// Only rows of which this is true.
    pub filter: Option<Code>,
    /// What columns become.
    pub set: Box<[(usize, Code)]>,
    /// Gives a row that is there another key.
    pub moves: bool,
    /// How it scans.
    pub scan: Scan,
    /// Asks a replica.
    pub replica: bool,
    /// Takes locks.
    pub lock: Lock,
    /// What a count adds up.
    pub sum: Option<Code>,
    /// What a count comes to, where it is kept.
    pub kept: Option<Box<Kept>>,
}

/// A count or a sum over committed rows that is kept up to date as they change.
#[derive(Debug)]
pub struct Kept {
    /// What it comes to.
    pub result: Code,
    /// How many rows a scan would look at.
    pub looked: Code,
}

/// How rows are looked for.
#[derive(Debug, Default)]
pub struct Scan {
    /// The index that leads to them; `None`: all rows.
    pub index: Option<Index>,
    /// Ordered by this column; true descends.
    pub by: Option<(usize, bool)>,
    /// So many at most.
    pub limit: Option<Code>,
    /// Near a place: the columns, the place, how far.
    pub near: Option<Box<([usize; 2], [Code; 3])>>,
}

/// The rows that are equal in some columns, as a condition says.
#[derive(Debug)]
pub struct Index {
    /// Which of the table's.
    pub number: usize,
    /// The key to look under.
    pub key: Box<[Code]>,
    /// A part of the key that may be each of these.
    pub any: Option<(usize, Box<[i64]>)>,
}

impl Statement {
    /// Whether it changes rows.
    pub fn writes(&self) -> bool {
        !matches!(self.verb, Verb::Read | Verb::Count)
    }
}

/// A message on its way.
#[derive(Debug)]
pub struct Post {
    /// To which topic.
    pub topic: usize,
    /// The component it is in.
    pub at: usize,
    /// Where that is, seen from here.
    pub home: Home,
    /// What it carries; `None` where the sender has no such value.
    pub fields: Box<[Option<Code>]>,
    /// Chooses the partition in place of the topic's key.
    pub key: Option<Code>,
    /// Not there before this long.
    pub delay: Option<Code>,
}

/// Runs another flow.
#[derive(Debug)]
pub struct Call {
    /// Which.
    pub flow: usize,
    /// Its values that the caller gives.
    pub pass: Box<[(u32, Code)]>,
    /// Its lists that the caller gives.
    pub pass_lists: Box<[(u32, ListCode)]>,
    /// Its defaults that are not given.
    pub defaults: Box<[usize]>,
    /// The caller goes on after this long, nanoseconds.
    pub timeout: Option<u64>,
}

/// A loop.
#[derive(Debug)]
pub struct Loop {
    /// Over what.
    pub over: LoopOver,
    /// The value that counts its rounds.
    pub counter: u32,
    /// The operation behind it.
    pub exit: u32,
    /// Values that a round adds to rather than sets: their changes are added up when rounds run all at once.
    pub sums: Box<[u32]>,
}

impl Op {
    /// Whether doing it asks more of a request than where it is and its values, as whatever draws, visits or works an
    /// expression out. What begins is not counted: it was there a moment ago.
    pub fn asks(&self) -> bool {
        match self {
            Self::Wait(code) => code.constant().is_none(),
            Self::Jump(_) | Self::Begin(_) | Self::Next(..) | Self::Reply(..) | Self::Passed => false,
            _ => true,
        }
    }
}

/// What a loop goes over.
#[derive(Debug)]
pub enum LoopOver {
    /// The rows of a list: numbers of one row, and which of them become which values.
    Rows(u32, usize, Box<[(usize, u32)]>),
    /// The items of a list, kept in a list of its own while the loop runs.
    Items(ListCode, u32, u32),
    /// Whole numbers up to the value that holds the last.
    Count(Code, Code, u32, u32),
}

/// Where a part of a row stands in a list of rows of so many columns: columns, then the distance, then the time.
pub fn part_of_row(seen: Seen, width: usize) -> Option<usize> {
    match seen {
        Seen::Column(column) => Some(column.index()),
        Seen::Distance => Some(width),
        Seen::AsOf => Some(width + 1),
        _ => None,
    }
}
