use super::{ComponentId, Duration, FlowId, Nanos, TopicId};
use crate::diag::Span;

/// Something that goes wrong.
#[derive(Clone, Debug, PartialEq)]
pub struct Fault {
    /// Its name.
    pub id: String,
    /// Where its name stands.
    pub span: Span,
    /// When.
    pub moment: Moment,
    /// How long; `None`: to the end of the run.
    pub lasts: Option<Nanos>,
    /// Attributes that change meanwhile.
    pub set: Vec<AttributeChange>,
    /// A component that crashes: its instances lose their memory and what they were doing. For
    /// [`Moment::After`] with this component running the step, the instance that runs it.
    pub crash: Option<(ComponentId, Instances)>,
    /// Whether expressions of steps turn on it ([`ExprKind::FaultActive`](super::ExprKind::FaultActive)).
    pub steps: bool,
}

/// When a fault begins.
#[derive(Clone, Debug, PartialEq)]
pub enum Moment {
    /// At a time.
    At(Nanos),
    /// Each time a step has run, by chance.
    AfterByChance {
        /// The flow.
        flow: FlowId,
        /// The step's `id`.
        step: String,
        /// From 0 to 1.
        chance: f64,
    },
    /// Once, when a step has run for the n-th time.
    AfterNth {
        /// The flow.
        flow: FlowId,
        /// The step's `id`.
        step: String,
        /// From 1.
        nth: u64,
    },
}

/// Which instances.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Instances {
    /// All of them (all partitions of a topic).
    All,
    /// The one with this number.
    One(u32),
    /// So many, the first ones.
    First(u32),
    /// The one that ran the step.
    TheRunner,
}

/// An attribute that changes while the run goes on. What is under way meets it at its next step.
#[derive(Clone, Debug, PartialEq)]
pub struct AttributeChange {
    /// Of what.
    pub target: Target,
    /// Which.
    pub attribute: Attribute,
    /// Its value while the fault lasts.
    pub value: AttributeValue,
}

/// What has attributes that can change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// A component, or some of its instances (shards of a Redis or a Postgres).
    Component(ComponentId, Instances),
    /// A topic, or one of its partitions.
    Topic(TopicId, Instances),
}

/// An attribute that can change while the run goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Attribute {
    /// `up`
    Up,
    /// `paused`
    Paused,
    /// `slow`
    Slow,
    /// `clock`
    Clock,
    /// `drop`
    Drop,
    /// `lose_reply`
    LoseReply,
    /// `slots`
    Slots,
    /// `queue`
    Queue,
    /// `time`
    Time,
    /// `link`
    Link,
    /// `read`
    Read,
    /// `write`
    Write,
    /// `lag`
    Lag,
    /// `quota`
    Quota,
    /// `duplicate`
    Duplicate,
    /// `memory`
    Memory,
}

/// The value of an attribute.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum AttributeValue {
    /// `up`, `paused`
    Flag(bool),
    /// `slow`, shares, `quota` (per second), `memory` (bytes), `slots`, `queue`
    Number(f64),
    /// `clock`
    Time(Nanos),
    /// `time`, `link`, `read`, `write`, `lag`
    Duration(Duration),
}
