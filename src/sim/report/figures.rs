use std::collections::BTreeMap;

use serde::Serialize;

use super::count::Count;
use super::measure::{of_values, per_base_unit, seconds};
use crate::problem::model::{Design, Statistic, Type};
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

impl Figures {
    /// The figures of one run.
    #[expect(clippy::cast_precision_loss, reason = "counts as numbers, so that seeds can be averaged")]
    pub fn new(design: &Design, outcome: &Outcome) -> Self {
        let time = outcome.seconds();
        let flows = design.flows.iter().zip(&outcome.flows).map(|(flow, found)| of_flow(&flow.id, found));
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
fn of_flow(id: &str, found: &FlowOutcome) -> FlowFigures {
    FlowFigures {
        id: id.to_owned(),
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
