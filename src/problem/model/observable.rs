use super::{ComponentId, FlowId, NoteId, TableId, TopicId};

/// Something that a run measures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Observable {
    /// Of a flow, as its caller saw each attempt.
    Flow(FlowId, FlowMeasure),
    /// Of a component, all instances together.
    Component(ComponentId, ComponentMeasure),
    /// Of a topic.
    Topic(TopicId, TopicMeasure),
    /// The rows of a table.
    Rows(TableId),
    /// Of a note.
    Note(NoteId, NoteMeasure),
}

/// What is measured of a flow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FlowMeasure {
    /// Started.
    Offered,
    /// Answered.
    Completed,
    /// Answered below 400 or with a declared refusal, in time.
    Good,
    /// Good of offered, 0 to 1.
    Availability,
    /// From call to answer; seconds.
    Latency(Statistic),
}

/// What is measured of a component.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ComponentMeasure {
    /// The share of slots in use, 0 to 1.
    Utilization,
    /// Requests waiting.
    Queue(Statistic),
    /// How long they waited; seconds.
    Wait(Statistic),
    /// Visits.
    Visits,
    /// Visits refused by a quota.
    Throttled,
    /// Deadlocks.
    Deadlocks,
    /// The most bytes that rows took.
    Memory,
}

/// What is measured of a topic.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TopicMeasure {
    /// Messages not yet consumed.
    Lag(Statistic),
    /// From send to consumption; seconds.
    Age(Statistic),
    /// The most messages in one partition.
    Longest,
    /// Messages that were dropped from a full partition, or lost with the memory they were in.
    Dropped,
    /// Messages that were dead-lettered.
    Dead,
    /// Deliveries beyond the first, by the consumer's failure.
    Redelivered,
    /// Deliveries beyond the first, by the broker's.
    Duplicates,
}

/// What is measured of a note.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoteMeasure {
    /// How often.
    Count,
    /// Of its values.
    Value(Statistic),
}

/// A figure of a distribution.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Statistic {
    /// The median.
    P50,
    /// The 95th percentile.
    P95,
    /// The 99th percentile.
    P99,
    /// The mean.
    Mean,
    /// The greatest.
    Max,
}
