/// A limit of the engine that a run has hit. The run cannot go on; what it has found so far stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Exhausted {
    /// More events than sequence numbers.
    #[error("the run has scheduled {} events, all that there are numbers for", super::key::SEQUENCES)]
    Events,
    /// More events pending at once than slots.
    #[error("{} events are pending at once, all that there is room for", super::key::SLOTS)]
    Pending,
    /// More constant delays than lanes.
    #[error("there are more than {} different constant delays", super::key::SLOTS)]
    Lanes,
    /// An event beyond the last nanosecond.
    #[error("an event would happen more than 584 years after the start")]
    Time,
    /// More values in one slab than indices.
    #[error("{} requests are in flight at once, all that there are numbers for", u32::MAX)]
    InFlight,
}
