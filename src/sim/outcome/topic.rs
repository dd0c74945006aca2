use crate::sim::engine::Histogram;

/// What was measured of a topic.
#[derive(Clone, Debug, Default)]
pub struct TopicOutcome {
    /// Messages sent.
    pub sent: u64,
    /// The integral over time of the messages not yet consumed by its slowest group, over the window's length.
    pub lag_mean: f64,
    /// The most messages not yet consumed at once.
    pub lag_max: u64,
    /// From send to consumption, nanoseconds.
    pub age: Histogram,
    /// The most messages in one partition.
    pub longest: u64,
    /// Messages dropped: from a full partition, or with the memory they were in.
    pub dropped: u64,
    /// Messages dead-lettered.
    pub dead: u64,
    /// Deliveries beyond the first, by the consumer's failure.
    pub redelivered: u64,
    /// Deliveries beyond the first, by the broker's.
    pub duplicates: u64,
}
