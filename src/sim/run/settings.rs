use crate::sim::outcome::RequestNumber;

/// How a program runs.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The seed of all luck.
    pub seed: u64,
    /// Events at most; the run stops there.
    pub max_events: u64,
    /// Virtual time at most, nanoseconds; the run stops there.
    pub max_time: u64,
    /// Which requests to tell step by step.
    pub trace: Traced,
    /// Only these requests of load arrive, in ascending order; the others keep their numbers and their luck.
    pub only: Option<Vec<RequestNumber>>,
    /// List the requests of load as they arrive.
    pub list: bool,
    /// Stop as soon as this invariant, by its number, is found untrue.
    pub until: Option<usize>,
}

/// Which requests to tell step by step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Traced {
    /// None.
    Nothing,
    /// One, with everything that it calls and starts.
    One(RequestNumber),
    /// All.
    All,
}

impl Settings {
    /// A run with this seed, without limits of its own.
    pub fn new(seed: u64) -> Self {
        Self {
            seed,
            max_events: u64::MAX,
            max_time: u64::MAX,
            trace: Traced::Nothing,
            only: None,
            list: false,
            until: None,
        }
    }
}
