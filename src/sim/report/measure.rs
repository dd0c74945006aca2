use crate::problem::model::{
    ComponentMeasure, Design, FlowMeasure, Measured, NoteMeasure, Observable, Statistic, TopicMeasure, Type,
};
use crate::sim::engine::Histogram;
use crate::sim::outcome::{Outcome, Values};

/// What a run measured of this, in base units: seconds, bytes, dollars, metres, shares from 0 to 1. `None` where
/// there is nothing to measure, and where a percentile falls among failures.
#[expect(clippy::cast_precision_loss, reason = "counts are compared and shown as numbers")]
pub fn measure(design: &Design, outcome: &Outcome, observable: Observable) -> Option<f64> {
    match observable {
        Observable::Flow(flow, what) => {
            let flow = &outcome.flows[flow.index()];
            match what {
                FlowMeasure::Offered => Some(flow.offered as f64),
                FlowMeasure::Completed => Some(flow.completed as f64),
                FlowMeasure::Good => Some(flow.good as f64),
                FlowMeasure::Availability => {
                    (flow.offered > 0).then(|| flow.good as f64 / flow.offered as f64)
                }
                FlowMeasure::Latency(statistic) => seconds(&flow.latency, statistic),
            }
        }
        Observable::Component(component, what) => {
            let component = &outcome.components[component.index()];
            match what {
                ComponentMeasure::Utilization => Some(component.utilization),
                ComponentMeasure::Queue(Statistic::Max) => Some(component.queue_max as f64),
                ComponentMeasure::Queue(Statistic::Mean) => Some(component.queue_mean),
                ComponentMeasure::Queue(_) => None,
                ComponentMeasure::Wait(statistic) => seconds(&component.wait, statistic),
                ComponentMeasure::Visits => Some(component.visits as f64),
                ComponentMeasure::Throttled => Some(component.throttled as f64),
                ComponentMeasure::Deadlocks => Some(component.deadlocks as f64),
                ComponentMeasure::Memory => Some(component.memory as f64),
            }
        }
        Observable::Topic(topic, what) => {
            let topic = &outcome.topics[topic.index()];
            match what {
                TopicMeasure::Lag(Statistic::Max) => Some(topic.lag_max as f64),
                TopicMeasure::Lag(Statistic::Mean) => Some(topic.lag_mean),
                TopicMeasure::Lag(_) => None,
                TopicMeasure::Age(statistic) => seconds(&topic.age, statistic),
                TopicMeasure::Longest => Some(topic.longest as f64),
                TopicMeasure::Dropped => Some(topic.dropped as f64),
                TopicMeasure::Dead => Some(topic.dead as f64),
                TopicMeasure::Redelivered => Some(topic.redelivered as f64),
                TopicMeasure::Duplicates => Some(topic.duplicates as f64),
            }
        }
        Observable::Rows(table) => Some(outcome.rows[table.index()] as f64),
        Observable::Note(note, NoteMeasure::Count) => Some(outcome.notes[note.index()].count as f64),
        Observable::Note(note, NoteMeasure::Value(statistic)) => {
            let values = outcome.notes[note.index()].values.as_ref()?;
            let ty = design.notes[note.index()].1.unwrap_or(Type::Int);
            of_values(values, statistic).map(|value| value / per_base_unit(ty))
        }
    }
}

/// One side of a rule. `None` where anything in it is, and where it divides by zero.
#[expect(clippy::cast_precision_loss, reason = "counts are compared and shown as numbers")]
pub fn evaluate(design: &Design, outcome: &Outcome, side: &Measured) -> Option<f64> {
    let both = |left: &Measured, right: &Measured| {
        Some((evaluate(design, outcome, left)?, evaluate(design, outcome, right)?))
    };
    let value = match side {
        Measured::Constant(value) => *value,
        Measured::Of(observable) => measure(design, outcome, *observable)?,
        Measured::Most(note, window) => {
            let asked = &outcome.notes[note.index()].most;
            asked.iter().find(|most| most.window() == *window)?.most() as f64
        }
        Measured::Add(left, right) => both(left, right).map(|(left, right)| left + right)?,
        Measured::Subtract(left, right) => both(left, right).map(|(left, right)| left - right)?,
        Measured::Multiply(left, right) => both(left, right).map(|(left, right)| left * right)?,
        Measured::Divide(left, right) => both(left, right).map(|(left, right)| left / right)?,
        Measured::Min(left, right) => both(left, right).map(|(left, right)| left.min(right))?,
        Measured::Max(left, right) => both(left, right).map(|(left, right)| left.max(right))?,
    };
    value.is_finite().then_some(value)
}

/// A figure of a histogram of nanoseconds, in seconds.
#[expect(clippy::cast_precision_loss, reason = "shown to a few digits")]
pub(super) fn seconds(histogram: &Histogram, statistic: Statistic) -> Option<f64> {
    let nanos = match statistic {
        Statistic::P50 => histogram.quantile(0.5)? as f64,
        Statistic::P95 => histogram.quantile(0.95)? as f64,
        Statistic::P99 => histogram.quantile(0.99)? as f64,
        Statistic::Max => histogram.most()? as f64,
        // A mean over failures, which never end, is infinite.
        Statistic::Mean => histogram.mean().filter(|_| histogram.never() == 0)?,
    };
    Some(nanos / 1e9)
}

pub(super) fn of_values(values: &Values, statistic: Statistic) -> Option<f64> {
    match statistic {
        Statistic::P50 => values.quantile(0.5),
        Statistic::P95 => values.quantile(0.95),
        Statistic::P99 => values.quantile(0.99),
        Statistic::Max => values.most(),
        Statistic::Mean => values.mean(),
    }
}

/// How many of the units in which a type is kept make one base unit.
#[expect(clippy::cast_precision_loss, reason = "powers of ten")]
pub(super) fn per_base_unit(ty: Type) -> f64 {
    match ty {
        Type::Decimal => crate::problem::model::DECIMALS as f64,
        Type::Time => 1e9,
        Type::Money => 100.0,
        Type::Length => 1000.0,
        Type::Int | Type::Bool | Type::Enum(_) | Type::Id | Type::List(_) | Type::Rows(_) => 1.0,
    }
}

/// Seconds.
#[expect(clippy::cast_precision_loss, reason = "shown to a few digits")]
pub(super) fn nanos(nanos: crate::problem::model::Nanos) -> f64 {
    nanos as f64 / 1e9
}
