use super::{ComponentId, Duration, Nanos, Slot};
use crate::diag::Span;

/// A part of the system, with every attribute filled: said, or by the preset of its kind.
#[derive(Clone, Debug, PartialEq)]
pub struct Component {
    /// Its name.
    pub id: String,
    /// Where its name stands.
    pub span: Span,
    /// How many of it.
    pub instances: u32,
    /// Requests that one instance serves at once.
    pub slots: u32,
    /// Requests that may wait at one instance beyond those served.
    pub queue: u32,
    /// Its own work for one visit.
    pub time: Duration,
    /// The latency to reach it and come back, beside its work.
    pub link: Duration,
    /// `false` refuses at once.
    pub up: bool,
    /// Takes requests and does nothing with them.
    pub paused: bool,
    /// Its work takes so many times as long.
    pub slow: f64,
    /// How far its clock is ahead of the true time.
    pub clock: Nanos,
    /// The share of requests that never arrive.
    pub drop: f64,
    /// The share of requests that take effect and whose answer is lost.
    pub lose_reply: f64,
    /// What it is, with the attributes of its kind.
    pub kind: Kind,
}

/// The kind of a component and what only that kind has.
#[derive(Clone, Debug, PartialEq)]
pub enum Kind {
    /// Generates load; a device with tables of its own.
    Client,
    /// Terminates connections and passes requests on.
    Gateway(Server),
    /// Answers from the edge.
    Cdn(Server),
    /// Answers requests.
    Service(Server),
    /// Consumes messages and runs timers.
    Worker(Server),
    /// A bulkhead: slots and a bounded queue, no work of its own; a quota makes it a limiter.
    Pool(Option<Quota>),
    /// A relational database.
    Postgres(Database),
    /// One at a time per shard, in memory.
    Redis(Cache),
    /// A partitioned log.
    Kafka(Broker),
    /// A queue with visibility timeouts.
    Queue(Queue),
    /// Somebody else's service.
    External(External),
    /// Not a part of the system: the truth, free of charge.
    World,
}

impl Component {
    /// How many stations requests are spread over, each with a number from 0: instances, or the shards of a store.
    pub fn stations(&self) -> u32 {
        match &self.kind {
            Kind::Postgres(database) => database.shards,
            Kind::Redis(cache) => cache.shards,
            _ => self.instances,
        }
    }
}

impl Kind {
    /// Whether each instance has tables and topics of its own, which die with it.
    pub fn has_own_memory(&self) -> bool {
        matches!(self, Self::Gateway(_) | Self::Worker(_))
    }

    /// How a file calls it.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Client => "client",
            Self::Gateway(_) => "gateway",
            Self::Cdn(_) => "cdn",
            Self::Service(_) => "service",
            Self::Worker(_) => "worker",
            Self::Pool(_) => "pool",
            Self::Postgres(_) => "postgres",
            Self::Redis(_) => "redis",
            Self::Kafka(_) => "kafka",
            Self::Queue(_) => "queue",
            Self::External(_) => "external",
            Self::World => "world",
        }
    }
}

/// What gateways, CDNs, services and workers have.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Server {
    /// Adds and removes instances.
    pub autoscale: Option<Autoscale>,
    /// Stops calling what fails; one for each instance and each component it guards.
    pub breakers: Vec<Breaker>,
    /// Serves the waiting requests of each of these values in turn: the name of the value, and where it stands.
    pub fair_by: Option<(String, Span)>,
}

/// When instances are added.
#[derive(Clone, Debug, PartialEq)]
pub struct Autoscale {
    /// What is watched.
    pub on: Scaled,
    /// The level that is aimed at: a share of the slots, or messages per instance.
    pub target: f64,
    /// How long a new instance takes to serve.
    pub delay: Nanos,
    /// At most so many instances.
    pub max: u32,
}

/// What autoscaling watches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scaled {
    /// The share of slots in use.
    Utilization,
    /// The messages that wait for its consumers.
    Lag,
}

/// A circuit breaker.
#[derive(Clone, Debug, PartialEq)]
pub struct Breaker {
    /// What it guards.
    pub on: ComponentId,
    /// Where that is said.
    pub span: Span,
    /// Opens at this share of failures …
    pub failures: f64,
    /// … over this long …
    pub over: Nanos,
    /// … among at least so many calls.
    pub least: u32,
    /// How long it stays open before one call may try.
    pub rest: Nanos,
}

/// What a Postgres has beside its pool (`slots`).
#[derive(Clone, Debug, PartialEq)]
pub struct Database {
    /// An indexed read.
    pub read: Duration,
    /// A write and its commit.
    pub write: Duration,
    /// For each row that a scan or a count looks at.
    pub per_row: Nanos,
    /// Independent primaries, chosen by a table's key.
    pub shards: u32,
    /// Read replicas of each shard.
    pub replicas: u32,
    /// How far a replica is behind.
    pub lag: Duration,
    /// How long a primary that went down stays away at least.
    pub failover: Duration,
}

/// What a Redis has.
#[derive(Clone, Debug, PartialEq)]
pub struct Cache {
    /// Keys are spread over so many.
    pub shards: u32,
    /// Replicas of each shard; with none, what a shard holds dies with it.
    pub replicas: u32,
    /// A script's work, however many commands it runs.
    pub script: Duration,
    /// The last writes that a failover forgets.
    pub loses: Nanos,
    /// How long a shard that went down stays away at least.
    pub failover: Duration,
    /// Bytes that one shard holds; `None` for no limit.
    pub memory: Option<u64>,
    /// What happens when it is full.
    pub eviction: Eviction,
}

/// What a full Redis does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Eviction {
    /// Refuses writes.
    Noeviction,
    /// Forgets the row that was not used for longest.
    AllkeysLru,
}

/// What a Kafka has; its `time` is that of a produce.
#[derive(Clone, Debug, PartialEq)]
pub struct Broker {
    /// A fetch.
    pub fetch: Duration,
    /// How long a partition stands still when its group changes.
    pub rebalance: Duration,
    /// How long a dead consumer goes unnoticed.
    pub session: Nanos,
}

/// What a queue has; its `time` is that of a send.
#[derive(Clone, Debug, PartialEq)]
pub struct Queue {
    /// A receive.
    pub receive: Duration,
    /// A message that was received and not finished comes back after this long.
    pub visibility: Nanos,
    /// The longest delay of a message.
    pub delay: Nanos,
    /// Messages received and not finished, at most.
    pub in_flight: u32,
    /// The share of messages delivered twice.
    pub duplicate: f64,
}

/// What an external provider has.
#[derive(Clone, Debug, PartialEq)]
pub struct External {
    /// How many visits it takes; `None` for no limit.
    pub quota: Option<Quota>,
    /// How its visits end; `None` where all succeed.
    pub outcomes: Option<Outcomes>,
}

/// A limit on visits: a bucket that refills at the rate.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Quota {
    /// Visits per second.
    pub rate: f64,
    /// Visits that may come at once; `None` for what one second brings, at least one.
    pub burst: Option<u32>,
    /// A visit over the quota waits its turn; else it fails with `throttled`.
    pub waits: bool,
}

/// How visits of an external provider end; the shares of `ok`, `declined`, `error` and `lost` are 1.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcomes {
    /// The value by which the outcome is drawn once, so that the same key gets the same answer;
    /// for each flow on this component the slot that has it. Empty: drawn for each visit.
    pub per: Vec<(super::FlowId, Slot)>,
    /// Done.
    pub ok: f64,
    /// A definite no, with 402.
    pub declined: f64,
    /// A failure without effect, with 500.
    pub error: f64,
    /// No answer.
    pub lost: f64,
    /// Of the lost, the share that took effect.
    pub lost_but_done: f64,
}
