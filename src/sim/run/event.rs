use crate::sim::engine::Handle;

/// What happens at a time.
#[derive(Clone, Copy, Debug)]
pub(in crate::sim) enum Event {
    /// A request goes on, if it still waits for this.
    Resume(Handle, u32),
    /// The time of a call or a limited step is over, if it is still open.
    Timeout(Handle, u32),
    /// The next request of a flow's load arrives.
    Arrive(u32),
    /// A request of a burst or of a row: the flow, its index, the row.
    ArriveOne(u32, u32),
    /// A timer of a flow runs at a station, for the n-th time.
    Tick(u32, u32, u32),
    /// A transaction has waited for a lock for as long as nobody looks: its number, which wait.
    Deadlock(u32, u32),
    /// A fault begins.
    FaultBegins(u32),
    /// A fault ends: which, and the station that it crashed.
    FaultEnds(u32, u32),
    /// A station that was away longer than its fault comes back.
    Back(u32),
    /// A rule was untrue of a row as long ago as it may be: rule and row.
    Untrue(u32, u32),
    /// The oldest of the groups of which a rule is untrue has been so for as long as it may.
    UntrueGroup(u32),
    /// Rules about the end, so long after the last arrival and the last fault.
    AtEnd(u32),
    /// Autoscaling of a component looks.
    Scale(u32),
    /// A new instance serves: the station.
    Open(u32),
    /// Somebody looks at a partition: the group, the partition.
    Look(u32, u32),
    /// A message of a queue can be received: the group, which, its receipt.
    Visible(u32, u32, u32),
    /// Messages that have come to a queue are received: the group.
    Receive(u32),
    /// A group misses a member.
    Members,
    /// What happens from now on counts.
    WarmedUp,
    /// The load is over: components have been measured.
    LoadOver,
    /// The drain is over.
    Stop,
    /// The limit on virtual time is reached.
    Cut,
}
