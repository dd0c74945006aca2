use crate::problem::model::{Autoscale, Component, Design, Eviction, Kind};
use crate::sim::component::{Answers, Attributes, Breaker, delay};
use crate::sim::engine::Delay;

/// A component: stations in a row, and what its kind has.
#[derive(Debug)]
pub struct Part {
    /// Its name.
    pub id: String,
    /// Its first station.
    pub first: usize,
    /// Stations that requests are spread over: instances, or shards.
    pub count: usize,
    /// Of those, how many serve at the start; autoscaling opens more.
    pub open: usize,
    /// Further stations behind them: the replicas of each shard.
    pub replicas: usize,
    /// What a station has at the start.
    pub attributes: Attributes,
    /// Slots of the replicas of one shard, all together.
    pub replica_slots: u32,
    /// What its kind has.
    pub kind: PartKind,
    /// Adds and removes instances.
    pub autoscale: Option<Autoscale>,
    /// Circuit breakers of each instance.
    pub breakers: Vec<Breaker>,
    /// For each flow the value by which its waiting requests take turns.
    pub fair: Vec<Option<u32>>,
    /// The groups for which its instances receive messages from queues.
    pub receives: Vec<usize>,
    /// Each instance has tables of its own.
    pub own_memory: bool,
    /// A visit over the quota waits.
    pub quota_waits: bool,
    /// Visits of the quota that may come at once.
    pub quota_burst: Option<u32>,
    /// What a request finds that sets out to it.
    pub door: Door,
}

/// What a request finds first at a component: all that most of them ask of it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Door {
    /// The component.
    pub at: usize,
    /// Its only station, where there is one, something takes time there, and no circuit breaker asks how visits end.
    pub station: Option<u32>,
    /// Nothing there takes time or fails.
    pub free: bool,
    /// How a flow ends that runs there is drawn.
    pub external: bool,
}

/// What a kind has.
#[derive(Debug)]
pub enum PartKind {
    /// Answers requests, or generates them.
    Server,
    /// Slots only.
    Pool,
    /// Transactions.
    Postgres {
        /// For each row that a scan looks at, nanoseconds.
        per_row: u64,
        /// How long a primary stays away at least.
        failover: Delay,
    },
    /// Scripts.
    Redis {
        /// What a failover forgets, nanoseconds.
        loses: u64,
        /// How long a shard stays away at least; only with replicas.
        failover: Delay,
        /// Replicas of each shard.
        copies: u32,
        /// Forgets rows where it is full.
        forgets: bool,
    },
    /// A provider: how its visits end, and for each flow the value by which.
    External(Option<Answers>, Vec<Option<u32>>),
    /// The truth.
    World,
}

impl Door {
    /// That of a component with this number; in some designs somebody is `guarded` by a circuit breaker.
    pub fn new(at: usize, part: &Part, guarded: bool) -> Self {
        let free = matches!(part.kind, PartKind::World);
        Self {
            at,
            station: u32::try_from(part.first).ok().filter(|_| part.count == 1 && !guarded && !free),
            free,
            external: matches!(part.kind, PartKind::External(..)),
        }
    }
}

impl Part {
    /// The stations of a component, the first of which has this number.
    pub fn new(component: &Component, first: usize, design: &Design) -> Self {
        let attributes = Attributes::new(component);
        let instances = component.instances.max(1) as usize;
        let server = match &component.kind {
            Kind::Gateway(server) | Kind::Cdn(server) | Kind::Service(server) | Kind::Worker(server) => {
                Some(server)
            }
            _ => None,
        };
        let named = |name: &str| -> Vec<Option<u32>> {
            let of = |flow: &crate::problem::model::Flow| {
                flow.values.iter().position(|value| value.name == name).and_then(|at| u32::try_from(at).ok())
            };
            design.flows.iter().map(of).collect()
        };
        let mut part = Self {
            id: component.id.clone(),
            first,
            count: instances,
            open: instances,
            replicas: 0,
            replica_slots: 0,
            attributes,
            kind: PartKind::Server,
            autoscale: server.and_then(|server| server.autoscale.clone()),
            breakers: server
                .map_or_else(Vec::new, |server| server.breakers.iter().map(Breaker::new).collect()),
            fair: server
                .and_then(|server| server.fair_by.as_ref())
                .map_or_else(Vec::new, |(name, _)| named(name)),
            receives: Vec::new(),
            own_memory: component.kind.has_own_memory(),
            quota_waits: false,
            quota_burst: None,
            door: Door::default(),
        };
        if let Some(autoscale) = &part.autoscale {
            part.count = part.count.max(autoscale.max as usize);
        }
        match &component.kind {
            Kind::Pool(quota) => {
                part.kind = PartKind::Pool;
                part.quota_waits = quota.is_some_and(|quota| quota.waits);
                part.quota_burst = quota.and_then(|quota| quota.burst);
            }
            Kind::Postgres(database) => {
                part.count = database.shards.max(1) as usize;
                part.open = part.count;
                part.replicas = if database.replicas > 0 { part.count } else { 0 };
                part.replica_slots = component.slots.saturating_mul(database.replicas);
                part.kind = PartKind::Postgres {
                    per_row: database.per_row.max(0).cast_unsigned(),
                    failover: delay(&database.failover),
                };
            }
            Kind::Redis(cache) => {
                part.count = cache.shards.max(1) as usize;
                part.open = part.count;
                part.kind = PartKind::Redis {
                    loses: cache.loses.max(0).cast_unsigned(),
                    failover: delay(&cache.failover),
                    copies: cache.replicas,
                    forgets: cache.eviction == Eviction::AllkeysLru,
                };
            }
            Kind::External(external) => {
                part.quota_waits = external.quota.is_some_and(|quota| quota.waits);
                part.quota_burst = external.quota.and_then(|quota| quota.burst);
                let per = design.flows.iter().enumerate().map(|(flow, _)| {
                    let per = &external.outcomes.as_ref()?.per;
                    per.iter().find(|(of, _)| of.index() == flow).map(|(_, slot)| slot.0)
                });
                let per = per.collect();
                part.kind = PartKind::External(external.outcomes.as_ref().map(Answers::new), per);
            }
            Kind::World => part.kind = PartKind::World,
            _ => {}
        }
        part
    }

    /// All its stations.
    pub fn stations(&self) -> std::ops::Range<usize> {
        self.first..self.first + self.count + self.replicas
    }
}
