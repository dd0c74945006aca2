use super::consume::ConsumerPlan;
use super::flow::{Trigger, hash};
use super::op::{Home, Post};
use super::refuse::Refusal;
use super::step::Builder;
use crate::problem::model::{self, Design, Feed, Full, Kind, Partitions, Table};
use crate::sim::component::delay;
use crate::sim::engine::Delay;

/// Fields of a message at most: one bit each says whether the sender gave it.
const FIELDS: usize = 64;

/// A topic, or the changes of a table.
#[derive(Debug)]
pub struct TopicPlan {
    /// Its name.
    pub id: String,
    /// The component it is in.
    pub at: usize,
    /// How its messages reach their consumers.
    pub way: Delivery,
    /// The field that chooses the partition.
    pub key: Option<usize>,
    /// Messages that are equal in these fields are run one after the other.
    pub order: Vec<usize>,
    /// How many partitions; 0: one for each key.
    pub partitions: u32,
    /// Messages that may wait in one partition.
    pub max: Option<u64>,
    /// What happens beyond that.
    pub full: Full,
    /// The share of messages that are there twice.
    pub duplicate: f64,
    /// Every message waits so long, nanoseconds.
    pub delay: u64,
    /// The longest delay of a message, nanoseconds.
    pub most_delay: Option<u64>,
    /// Numbers in a message.
    pub width: usize,
    /// Each instance of the component has messages of its own.
    pub own: bool,
    /// Its number among streams of luck.
    pub stream: u64,
    /// Those who consume it: indexes of [`GroupPlan`]s.
    pub groups: Vec<usize>,
}

/// How the messages of a topic reach their consumers.
#[derive(Clone, Copy, Debug)]
pub enum Delivery {
    /// One after the other in a partition that one consumer owns.
    Log {
        /// From being sent to being there.
        fetch: Delay,
        /// How long a group stands still when its members change.
        rebalance: Delay,
        /// How long a consumer that is away goes unnoticed, nanoseconds.
        session: u64,
    },
    /// By whoever has a slot free.
    Queue {
        /// A receive.
        receive: Delay,
        /// A message that was received and not finished comes back after this long, nanoseconds.
        visibility: u64,
        /// Messages received and not finished at most.
        in_flight: u64,
    },
    /// Pushed to the consumer, one after the other in a partition.
    Buffer,
}

/// Flows that share the messages of a topic.
#[derive(Debug)]
pub struct GroupPlan {
    /// Of which topic.
    pub topic: usize,
    /// Its name.
    pub name: String,
    /// The flows.
    pub flows: Vec<usize>,
    /// Every instance gets every message.
    pub each_instance: bool,
}

impl TopicPlan {
    fn new(topic: &model::Topic, design: &Design) -> Result<Self, Refusal> {
        let component = &design.components[topic.component.index()];
        let nanos = |time: i64| time.max(0).cast_unsigned();
        let way = match &component.kind {
            Kind::Kafka(broker) => Delivery::Log {
                fetch: delay(&broker.fetch),
                rebalance: delay(&broker.rebalance),
                session: nanos(broker.session),
            },
            Kind::Queue(queue) => Delivery::Queue {
                receive: delay(&queue.receive),
                visibility: nanos(topic.visibility.unwrap_or(queue.visibility)),
                in_flight: queue.in_flight.into(),
            },
            _ => Delivery::Buffer,
        };
        if topic.fields.len() > FIELDS {
            let message = format!("a message of `{}` carries more than {FIELDS} values", topic.id);
            return Err(Refusal::new(message, topic.span));
        }
        if let Some(field) = topic.fields.iter().find(|field| !field.ty.is_scalar()) {
            let message = format!("a message of `{}` cannot carry the list `{}`", topic.id, field.name);
            return Err(Refusal::new(message, topic.span));
        }
        Ok(Self {
            id: topic.id.clone(),
            at: topic.component.index(),
            way,
            key: topic.key,
            order: topic.key.into_iter().collect(),
            partitions: match topic.partitions {
                Partitions::Count(count) => count.max(1),
                Partitions::EachKey => 0,
            },
            max: topic.max,
            full: topic.full,
            duplicate: topic.duplicate,
            delay: nanos(topic.delay),
            most_delay: match &component.kind {
                Kind::Queue(queue) => Some(nanos(queue.delay)),
                _ => None,
            },
            width: topic.fields.len(),
            own: component.kind.has_own_memory(),
            stream: hash(&topic.id),
            groups: Vec::new(),
        })
    }

    /// The changes of a table, in the order of their commits. Whoever reads them may be replaced at once.
    fn changes(table: &Table, at: usize) -> Self {
        let none = Delay::Constant(0);
        Self {
            id: table.id.clone(),
            at,
            way: Delivery::Log { fetch: none, rebalance: none, session: 0 },
            key: None,
            order: (0..table.key).collect(),
            partitions: 1,
            max: None,
            full: Full::Refuse,
            duplicate: 0.0,
            delay: 0,
            most_delay: None,
            width: table.columns.len(),
            own: false,
            stream: hash(&table.id),
            groups: Vec::new(),
        }
    }
}

/// All topics, the changes of tables that somebody consumes behind them, and who consumes what.
#[derive(Debug, Default)]
pub(super) struct Topics {
    pub plans: Vec<TopicPlan>,
    pub groups: Vec<GroupPlan>,
    /// For each table the topic of its changes.
    pub feeds: Vec<Option<usize>>,
}

impl Topics {
    pub fn new(design: &Design) -> Result<Self, Refusal> {
        let topics: Result<Vec<TopicPlan>, Refusal> =
            design.topics.iter().map(|topic| TopicPlan::new(topic, design)).collect();
        Ok(Self { plans: topics?, groups: Vec::new(), feeds: vec![None; design.tables.len()] })
    }

    /// What starts a flow that consumes.
    pub fn consumer(&mut self, design: &Design, flow: usize, consumer: &model::Consumer) -> Trigger {
        let topic = match &consumer.from {
            Feed::Topic(topic, _) => topic.index(),
            Feed::Changes(table, _) => self.feed(design, table.index()),
        };
        let (name, each_instance) = match &consumer.group {
            model::Group::Shared(name) => (name.clone(), false),
            // Flows that broadcast share nothing, not even with each other.
            model::Group::EachInstance => (design.flows[flow].id.clone(), true),
        };
        let known = self.groups.iter().position(|group| {
            group.topic == topic && group.each_instance == each_instance && group.name == name
        });
        let group = known.unwrap_or_else(|| {
            self.groups.push(GroupPlan { topic, name, flows: Vec::new(), each_instance });
            self.plans[topic].groups.push(self.groups.len() - 1);
            self.groups.len() - 1
        });
        self.groups[group].flows.push(flow);
        let given = match &consumer.from {
            Feed::Topic(_, given) => given.iter().map(|(field, slot)| (*field, slot.0)).collect(),
            Feed::Changes(_, given) => given.iter().map(|(column, slot)| (column.index(), slot.0)).collect(),
        };
        Trigger::Consume(Box::new(ConsumerPlan {
            group,
            batch: consumer.batch.max(1) as usize,
            attempts: consumer.attempts,
            base: consumer.backoff.base.max(0).cast_unsigned(),
            cap: consumer.backoff.cap.max(0).cast_unsigned(),
            jitter: consumer.backoff.jitter,
            dead: consumer.dead.as_ref().map(|(topic, fields)| (topic.index(), fields.clone().into())),
            given,
        }))
    }

    fn feed(&mut self, design: &Design, table: usize) -> usize {
        *self.feeds[table].get_or_insert_with(|| {
            let plan = &design.tables[table];
            self.plans.push(TopicPlan::changes(plan, plan.component.index()));
            self.plans.len() - 1
        })
    }

    /// Topics that nobody consumes have a group without members: their messages pile up.
    pub fn finish(&mut self) {
        for (number, topic) in self.plans.iter_mut().enumerate() {
            if topic.groups.is_empty() {
                topic.groups.push(self.groups.len());
                self.groups.push(GroupPlan {
                    topic: number,
                    name: String::new(),
                    flows: Vec::new(),
                    each_instance: false,
                });
            }
        }
    }
}

impl Builder<'_> {
    /// A message on its way.
    pub(super) fn post(&mut self, send: &model::Send) -> Post {
        let at = self.design.topics[send.topic.index()].component.index();
        let here = self.flow.on.last().is_some_and(|on| on.index() == at);
        let home = if self.blocks[self.barrier..].contains(&at) {
            Home::Block
        } else if here {
            Home::Here
        } else {
            Home::Away
        };
        Post {
            topic: send.topic.index(),
            at,
            home,
            fields: send.fields.iter().map(|field| self.maybe(field.as_ref())).collect(),
            key: self.maybe(send.key.as_ref()),
            delay: self.maybe(send.delay.as_ref()),
        }
    }
}
