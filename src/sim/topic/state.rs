use std::collections::BTreeMap;

use crate::sim::component::{Cursor, Letters, Partition, assign};
use crate::sim::engine::{Handle, Level};
use crate::sim::program::{Delivery as Way, Part, Program};

/// All messages of a run, and who consumes them.
#[derive(Debug, Default)]
pub(in crate::sim) struct Streams {
    pub topics: Vec<Topic>,
    pub groups: Vec<Group>,
    /// Runs of consumers: what each was given.
    pub deliveries: Vec<Delivery>,
    pub free: Vec<u32>,
    /// Of each station since when it does not work; `u64::MAX` where it does.
    pub missing: Vec<u64>,
    /// What a message carries that is on its way.
    pub cells: Vec<i64>,
}

/// A topic.
#[derive(Debug, Default)]
pub(in crate::sim) struct Topic {
    /// Messages sent so far.
    pub sent: u64,
    /// The partition whose turn it is.
    pub turn: u32,
    /// The share of messages that are there twice, now.
    pub duplicate: f64,
    /// Partitions that refuse, and that stand still, now.
    pub down: Vec<bool>,
    pub paused: Vec<bool>,
    /// Senders that wait for a partition that stands still.
    pub parked: Vec<(Handle, u32)>,
    pub partitions: Vec<Partition>,
    /// Which partition a key, or a number, has in which instance.
    pub places: BTreeMap<(u32, i64), u32>,
    /// Its groups, by their places in [`Streams::groups`].
    pub groups: Vec<usize>,
}

/// Those who share the messages of a topic.
#[derive(Debug)]
pub(in crate::sim) struct Group {
    pub topic: usize,
    /// The one instance that it is made of, where every instance gets every message.
    pub instance: Option<u32>,
    pub members: Vec<Member>,
    /// It stands still until then: its members are changing.
    pub still_until: u64,
    /// How often they have.
    pub changes: u64,
    /// Of each partition of a log or a buffer.
    pub cursors: Vec<Cursor>,
    /// The messages of a queue.
    pub letters: Letters,
    /// Messages that are not finished.
    pub backlog: Level,
}

/// An instance of a flow that consumes.
#[derive(Clone, Copy, Debug)]
pub(in crate::sim) struct Member {
    pub flow: usize,
    pub station: usize,
    /// The group counts on it.
    pub present: bool,
    /// Which life of its station the group knows.
    pub life: u32,
}

/// What a run of a consumer was given.
#[derive(Clone, Copy, Debug)]
pub(in crate::sim) struct Delivery {
    pub group: usize,
    pub flow: usize,
    pub from: From,
}

/// Where a delivered message is.
#[derive(Clone, Copy, Debug)]
pub(in crate::sim) enum From {
    /// In a partition: which, its place there, and the epoch of the cursor.
    Partition(usize, u64, u32),
    /// In a queue: where, and the receipt.
    Letter(u32, u32),
}

impl Streams {
    /// No messages yet.
    pub fn new(program: &Program, stations: usize) -> Self {
        let mut all = Self { missing: vec![u64::MAX; stations], ..Self::default() };
        for plan in &program.topics {
            // Partitions whose number is known are there from the start.
            let count = if plan.own { 0 } else { plan.partitions };
            all.topics.push(Topic {
                duplicate: plan.duplicate,
                partitions: (0..count).map(|_| Partition::new(plan.width, 0)).collect(),
                ..Topic::default()
            });
        }
        for group in &program.groups {
            let members = |instance: Option<usize>| {
                let of = |flow: &usize| {
                    let flow = *flow;
                    let part: Option<&Part> = program.flows[flow].on.last().map(|at| &program.parts[*at]);
                    part.into_iter().flat_map(move |part| {
                        let numbers = instance.map_or(0..part.count, |instance| instance..instance + 1);
                        numbers.map(move |number| Member {
                            flow,
                            station: part.first + number,
                            present: number < part.open,
                            life: 0,
                        })
                    })
                };
                group.flows.iter().flat_map(of).collect::<Vec<Member>>()
            };
            let instances: Vec<Option<usize>> = if group.each_instance {
                let at = group.flows.first().and_then(|flow| program.flows[*flow].on.last());
                (0..at.map_or(0, |at| program.parts[*at].count)).map(Some).collect()
            } else {
                vec![None]
            };
            for instance in instances {
                let topic = &mut all.topics[group.topic];
                topic.groups.push(all.groups.len());
                let mut group = Group {
                    topic: group.topic,
                    instance: instance.and_then(|instance| u32::try_from(instance).ok()),
                    members: members(instance),
                    still_until: 0,
                    changes: 0,
                    cursors: topic.partitions.iter().map(|_| Cursor::default()).collect(),
                    letters: Letters::new(program.topics[group.topic].width),
                    backlog: Level::default(),
                };
                group.own_partitions();
                all.groups.push(group);
            }
        }
        all
    }
}

impl Group {
    /// Gives every partition an owner among the members that are there.
    pub fn own_partitions(&mut self) {
        let mut owners: Vec<Option<usize>> = self.cursors.iter().map(|cursor| cursor.owner).collect();
        let present: Vec<bool> = self.members.iter().map(|member| member.present).collect();
        assign(&mut owners, &present);
        for (cursor, owner) in self.cursors.iter_mut().zip(owners) {
            cursor.owner = owner;
        }
    }

    /// Whether it takes part at all: a single instance that is away does not.
    pub fn takes_part(&self) -> bool {
        self.instance.is_none() || self.members.iter().any(|member| member.present)
    }
}

impl Topic {
    /// Whether a partition refuses, or stands still.
    pub fn is_down(&self, partition: usize) -> bool {
        self.down.get(partition).copied().unwrap_or(false)
    }

    /// Whether a partition stands still.
    pub fn is_paused(&self, partition: usize) -> bool {
        self.paused.get(partition).copied().unwrap_or(false)
    }
}

/// How long a group of this topic does not miss a member, nanoseconds.
pub(super) fn session(way: Way) -> u64 {
    match way {
        Way::Log { session, .. } => session,
        Way::Queue { .. } | Way::Buffer => 0,
    }
}
