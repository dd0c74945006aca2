use crate::problem::model::Nanos;
use crate::sim::engine::Histogram;

/// What was measured of a component, all its instances together.
#[derive(Clone, Debug, Default)]
pub struct ComponentOutcome {
    /// Busy slots over slots, integrated over the window: 0 to 1. Of a store with replicas the greater of its
    /// primaries' share and its replicas': idle replicas take no writes.
    pub utilization: f64,
    /// The integral over time of the requests that waited, over the window's length.
    pub queue_mean: f64,
    /// The most that waited at once, over all instances.
    pub queue_max: u64,
    /// Visits that came in the window, refused ones included.
    pub visits: u64,
    /// How long each visit waited before its service, nanoseconds, each clocked by itself. What still waits at the
    /// end of the window counts with its wait so far; what waited when the window began counts from then on.
    pub wait: Histogram,
    /// Visits refused or held up by a quota.
    pub throttled: u64,
    /// Deadlocks broken.
    pub deadlocks: u64,
    /// Until when a failover kept an instance of it away after its fault; `None` where none did.
    pub away_until: Option<Nanos>,
    /// The most bytes that its rows took.
    pub memory: u64,
}
