use crate::problem::model::Jitter;

/// How a flow consumes.
#[derive(Debug)]
pub struct ConsumerPlan {
    /// In which group.
    pub group: usize,
    /// Messages taken at once.
    pub batch: usize,
    /// Runs of one message at most.
    pub attempts: Option<u32>,
    /// The first wait before it is run again, nanoseconds.
    pub base: u64,
    /// The longest, nanoseconds.
    pub cap: u64,
    /// How it is drawn.
    pub jitter: Jitter,
    /// Where a message goes that failed too often, and which of its fields become which of that topic.
    pub dead: Option<(usize, Box<[Option<usize>]>)>,
    /// Fields and values.
    pub given: Box<[(usize, u32)]>,
}
