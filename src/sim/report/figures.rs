use std::collections::BTreeMap;

use serde::Serialize;

use super::count::Count;
use super::measure::{nanos, of_values, per_base_unit, seconds};
use crate::calc::Dimension;
use crate::problem::model::{Design, Flow, Statistic, Trigger, Type};
use crate::sim::outcome::{FlowOutcome, Outcome};

/// What was measured of every part of a design; times in seconds.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Figures {
    /// Every flow.
    pub flows: Vec<FlowFigures>,
    /// Every component that is a part of the system.
    pub components: Vec<ComponentFigures>,
    /// Every topic.
    pub topics: Vec<TopicFigures>,
    /// Every table.
    pub tables: Vec<TableFigures>,
    /// Every note.
    pub notes: Vec<NoteFigures>,
}

/// A flow, as its caller saw each attempt.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FlowFigures {
    /// Its name.
    pub id: String,
    /// What starts it: `load`, `calls`, `messages`, `timer`, `loss`.
    pub trigger: &'static str,
    /// Started.
    pub offered: Count,
    /// Answered.
    pub completed: Count,
    /// Answered below 400 or with a declared refusal, in time.
    pub good: Count,
    /// Good of offered; null where nothing was offered.
    pub availability: Option<f64>,
    /// The median latency; null where it falls among failures.
    pub p50: Option<f64>,
    /// The 95th percentile.
    pub p95: Option<f64>,
    /// The 99th percentile.
    pub p99: Option<f64>,
    /// The greatest.
    pub max: Option<f64>,
    /// Answers by status.
    pub answers: BTreeMap<String, Count>,
    /// What was not good, by reason.
    pub errors: BTreeMap<String, Count>,
}

/// A component, all its instances together.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ComponentFigures {
    /// Its name.
    pub id: String,
    /// Its kind.
    pub kind: String,
    /// How many of it at the start.
    pub instances: u32,
    /// The share of slots in use.
    pub utilization: f64,
    /// Requests waiting, over time.
    pub queue_mean: f64,
    /// The most that waited at once.
    pub queue_max: Count,
    /// Visits per second.
    pub arrival_rate: f64,
    /// Visits.
    pub visits: Count,
    /// How long visits waited.
    pub wait_mean: Option<f64>,
    /// The 99th percentile of it.
    pub wait_p99: Option<f64>,
    /// Until when a failover kept an instance of it away after its fault, seconds; left out where none did.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub away_until: Option<f64>,
    /// Visits refused or held up by a quota.
    pub throttled: Count,
    /// Deadlocks broken.
    pub deadlocks: Count,
    /// The most bytes that its rows took.
    pub memory: Count,
}

/// A topic.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TopicFigures {
    /// Its name.
    pub id: String,
    /// Messages sent.
    pub sent: Count,
    /// Messages not yet consumed, over time.
    pub lag_mean: f64,
    /// The most of them.
    pub lag_max: Count,
    /// From send to consumption: the 99th percentile.
    pub age_p99: Option<f64>,
    /// The greatest.
    pub age_max: Option<f64>,
    /// The most messages in one partition.
    pub longest: Count,
    /// Messages dropped from a full partition, or lost with the memory they were in.
    pub dropped: Count,
    /// Messages dead-lettered.
    pub dead: Count,
    /// Deliveries beyond the first, by the consumer's failure.
    pub redelivered: Count,
    /// Deliveries beyond the first, by the broker's.
    pub duplicates: Count,
}

/// A table.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TableFigures {
    /// Its name.
    pub id: String,
    /// Its rows at the end.
    pub rows: Count,
}

/// A note.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct NoteFigures {
    /// Its name.
    pub id: String,
    /// How often.
    pub count: Count,
    /// Under how many keys, of a note with `by`.
    pub keys: Option<Count>,
    /// The median of its values, in base units.
    pub p50: Option<f64>,
    /// The 99th percentile.
    pub p99: Option<f64>,
    /// The mean.
    pub mean: Option<f64>,
    /// The greatest.
    pub max: Option<f64>,
    /// The base unit of the values: `s`, `$`, `m` or empty.
    pub unit: &'static str,
}

impl NoteFigures {
    /// What the values measure.
    pub fn dimension(&self) -> Dimension {
        match self.unit {
            "s" => Dimension::TIME,
            "$" => Dimension::USD,
            "m" => Dimension::LENGTH,
            _ => Dimension::NONE,
        }
    }
}

/// A figure that can be asked and replaced.
pub trait Figure {
    /// What it is; `None` where nothing was measured, or where a percentile falls among failures.
    fn get(&self) -> Option<f64>;
    /// Makes it this.
    fn put(&mut self, value: Option<f64>);
}

impl Figure for Option<f64> {
    fn get(&self) -> Option<f64> {
        *self
    }
    fn put(&mut self, value: Option<f64>) {
        *self = value;
    }
}

impl Figure for Option<Count> {
    fn get(&self) -> Option<f64> {
        self.map(|count| count.0)
    }
    fn put(&mut self, value: Option<f64>) {
        *self = value.map(Count);
    }
}

impl Figure for f64 {
    fn get(&self) -> Option<f64> {
        Some(*self)
    }
    fn put(&mut self, value: Option<f64>) {
        *self = value.unwrap_or(0.0);
    }
}

impl Figure for Count {
    fn get(&self) -> Option<f64> {
        Some(self.0)
    }
    fn put(&mut self, value: Option<f64>) {
        self.0 = value.unwrap_or(0.0);
    }
}

impl Figures {
    /// Visits every figure, in an order that is that of the design, by what rules call it, `order.latency.p99`, with what it
    /// measures.
    pub fn visit(&mut self, visit: &mut dyn FnMut(String, Dimension, &mut dyn Figure)) {
        fn each(
            id: &str,
            figures: &mut [(&str, Dimension, &mut dyn Figure)],
            visit: &mut dyn FnMut(String, Dimension, &mut dyn Figure),
        ) {
            for (name, dimension, figure) in figures {
                visit(format!("{id}.{name}"), *dimension, *figure);
            }
        }
        for flow in &mut self.flows {
            each(
                &flow.id,
                &mut [
                    ("offered", Dimension::NONE, &mut flow.offered),
                    ("completed", Dimension::NONE, &mut flow.completed),
                    ("good", Dimension::NONE, &mut flow.good),
                    ("availability", Dimension::NONE, &mut flow.availability),
                    ("latency.p50", Dimension::TIME, &mut flow.p50),
                    ("latency.p95", Dimension::TIME, &mut flow.p95),
                    ("latency.p99", Dimension::TIME, &mut flow.p99),
                    ("latency.max", Dimension::TIME, &mut flow.max),
                ],
                visit,
            );
            for (status, count) in &mut flow.answers {
                visit(format!("{}.answers.{status}", flow.id), Dimension::NONE, count);
            }
            for (reason, count) in &mut flow.errors {
                visit(format!("{}.errors.{reason}", flow.id), Dimension::NONE, count);
            }
        }
        for part in &mut self.components {
            each(
                &part.id,
                &mut [
                    ("utilization", Dimension::NONE, &mut part.utilization),
                    ("queue.mean", Dimension::NONE, &mut part.queue_mean),
                    ("queue.max", Dimension::NONE, &mut part.queue_max),
                    ("arrival_rate", Dimension::RATE, &mut part.arrival_rate),
                    ("visits", Dimension::NONE, &mut part.visits),
                    ("wait.mean", Dimension::TIME, &mut part.wait_mean),
                    ("wait.p99", Dimension::TIME, &mut part.wait_p99),
                    ("throttled", Dimension::NONE, &mut part.throttled),
                    ("deadlocks", Dimension::NONE, &mut part.deadlocks),
                    ("memory", Dimension::INFORMATION, &mut part.memory),
                ],
                visit,
            );
        }
        for topic in &mut self.topics {
            each(
                &topic.id,
                &mut [
                    ("sent", Dimension::NONE, &mut topic.sent),
                    ("lag.mean", Dimension::NONE, &mut topic.lag_mean),
                    ("lag.max", Dimension::NONE, &mut topic.lag_max),
                    ("age.p99", Dimension::TIME, &mut topic.age_p99),
                    ("age.max", Dimension::TIME, &mut topic.age_max),
                    ("longest", Dimension::NONE, &mut topic.longest),
                    ("dropped", Dimension::NONE, &mut topic.dropped),
                    ("dead", Dimension::NONE, &mut topic.dead),
                    ("redelivered", Dimension::NONE, &mut topic.redelivered),
                    ("duplicates", Dimension::NONE, &mut topic.duplicates),
                ],
                visit,
            );
        }
        for table in &mut self.tables {
            each(&table.id, &mut [("rows", Dimension::NONE, &mut table.rows)], visit);
        }
        for note in &mut self.notes {
            let values = note.dimension();
            each(
                &note.id,
                &mut [
                    ("count", Dimension::NONE, &mut note.count),
                    ("keys", Dimension::NONE, &mut note.keys),
                    ("p50", values, &mut note.p50),
                    ("p99", values, &mut note.p99),
                    ("mean", values, &mut note.mean),
                    ("max", values, &mut note.max),
                ],
                visit,
            );
        }
    }

    /// The figures of one run.
    #[expect(clippy::cast_precision_loss, reason = "counts as numbers, so that seeds can be averaged")]
    pub fn new(design: &Design, outcome: &Outcome) -> Self {
        let time = outcome.seconds();
        let flows = design.flows.iter().zip(&outcome.flows).map(|(flow, found)| of_flow(flow, found));
        let components = design.components.iter().zip(&outcome.components);
        let components = components.filter(|(component, _)| component.kind.word() != "world");
        let components = components.map(|(component, found)| ComponentFigures {
            id: component.id.clone(),
            kind: component.kind.word().to_owned(),
            instances: component.instances,
            utilization: found.utilization,
            queue_mean: found.queue_mean,
            queue_max: found.queue_max.into(),
            arrival_rate: if time > 0.0 { found.visits as f64 / time } else { 0.0 },
            visits: found.visits.into(),
            wait_mean: seconds(&found.wait, Statistic::Mean),
            wait_p99: seconds(&found.wait, Statistic::P99),
            away_until: found.away_until.map(nanos),
            throttled: found.throttled.into(),
            deadlocks: found.deadlocks.into(),
            memory: found.memory.into(),
        });
        let topics = design.topics.iter().zip(&outcome.topics).map(|(topic, found)| TopicFigures {
            id: topic.id.clone(),
            sent: found.sent.into(),
            lag_mean: found.lag_mean,
            lag_max: found.lag_max.into(),
            age_p99: seconds(&found.age, Statistic::P99),
            age_max: seconds(&found.age, Statistic::Max),
            longest: found.longest.into(),
            dropped: found.dropped.into(),
            dead: found.dead.into(),
            redelivered: found.redelivered.into(),
            duplicates: found.duplicates.into(),
        });
        let tables = design.tables.iter().zip(&outcome.rows);
        let tables = tables.map(|(table, rows)| TableFigures { id: table.id.clone(), rows: (*rows).into() });
        let notes = design.notes.iter().zip(&outcome.notes).map(|((id, ty), found)| {
            let ty = ty.unwrap_or(Type::Int);
            let value = |statistic| {
                let value = found.values.as_ref().and_then(|values| of_values(values, statistic))?;
                Some(value / per_base_unit(ty))
            };
            NoteFigures {
                id: id.clone(),
                count: found.count.into(),
                keys: (!found.by.is_empty()).then_some(Count::from(found.by.len() as u64)),
                p50: value(Statistic::P50),
                p99: value(Statistic::P99),
                mean: value(Statistic::Mean),
                max: value(Statistic::Max),
                unit: match ty {
                    Type::Time => "s",
                    Type::Money => "$",
                    Type::Length => "m",
                    _ => "",
                },
            }
        });
        Self {
            flows: flows.collect(),
            components: components.collect(),
            topics: topics.collect(),
            tables: tables.collect(),
            notes: notes.collect(),
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "counts as numbers, so that seeds can be averaged")]
fn of_flow(flow: &Flow, found: &FlowOutcome) -> FlowFigures {
    FlowFigures {
        id: flow.id.clone(),
        trigger: match flow.trigger {
            Trigger::Called => "calls",
            Trigger::Arrive(_) => "load",
            Trigger::Consume(_) => "messages",
            Trigger::Every(_) => "timer",
            Trigger::Gone { .. } => "loss",
        },
        offered: found.offered.into(),
        completed: found.completed.into(),
        good: found.good.into(),
        availability: (found.offered > 0).then(|| found.good as f64 / found.offered as f64),
        p50: seconds(&found.latency, Statistic::P50),
        p95: seconds(&found.latency, Statistic::P95),
        p99: seconds(&found.latency, Statistic::P99),
        max: seconds(&found.latency, Statistic::Max),
        answers: found.answers.iter().map(|(status, count)| (status.to_string(), count.into())).collect(),
        errors: found.errors.iter().map(|(failure, count)| (failure.word(), count.into())).collect(),
    }
}
