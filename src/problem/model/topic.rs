use super::{ComponentId, Nanos, Type};
use crate::diag::Span;

/// A log, a queue or a buffer between flows.
#[derive(Clone, Debug, PartialEq)]
pub struct Topic {
    /// Its name.
    pub id: String,
    /// Where its name stands.
    pub span: Span,
    /// Where it is: the kind of that component says how it delivers.
    pub component: ComponentId,
    /// The field whose value chooses the partition; `None`: any partition in turn.
    pub key: Option<usize>,
    /// How many partitions.
    pub partitions: Partitions,
    /// Messages in one partition at most.
    pub max: Option<u64>,
    /// What happens beyond that.
    pub full: Full,
    /// The share of messages delivered twice.
    pub duplicate: f64,
    /// A message that was received and not finished comes back after this long; `None` in a log.
    pub visibility: Option<Nanos>,
    /// Every message waits so long before it can be received.
    pub delay: Nanos,
    /// What a message carries: what its consumers need.
    pub fields: Vec<MessageField>,
}

/// One of the things a message carries.
#[derive(Clone, Debug, PartialEq)]
pub struct MessageField {
    /// Its name, that of a value in senders and consumers.
    pub name: String,
    /// What it holds.
    pub ty: Type,
    /// Whether every sender gives it; else its consumers have a default.
    pub always: bool,
}

/// How many partitions a topic has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Partitions {
    /// A fixed number.
    Count(u32),
    /// One for each value of the key.
    EachKey,
}

/// What a full partition does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Full {
    /// The send fails with `full`.
    Refuse,
    /// The oldest message goes.
    DropOldest,
    /// The new message goes.
    DropNewest,
}
