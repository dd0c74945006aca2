use serde::Serialize;

use super::measure::evaluate;
use crate::calc::Dimension;
use crate::problem::model::{
    ComponentMeasure, Design, FlowMeasure, Measured, NoteMeasure, Observable, Problem, TopicMeasure,
};
use crate::problem::observed;
use crate::sim::outcome::Outcome;

/// An estimate of the file beside what the run measured of the same.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct EstimateFigures {
    /// Its name.
    pub name: String,
    /// What it comes to, in base units; null for a range.
    pub expected: Option<f64>,
    /// What the run measured of it at the scale of the estimate, in base units; null where no run measures it.
    pub measured: Option<f64>,
    /// The base unit: `/s`, `B`, `s` or empty.
    pub unit: String,
    /// What was measured.
    pub observable: Option<String>,
    /// What both are.
    #[serde(skip)]
    pub dimension: Dimension,
}

impl EstimateFigures {
    /// Every estimate of a problem. What grows with the load (counts, queues, rows) is divided by the scenario's
    /// `scale`; a count beside a rate is divided by the time in which it was counted.
    pub fn all(problem: &Problem, design: &Design, outcome: &Outcome) -> Vec<Self> {
        let estimates = problem.estimates.iter();
        estimates
            .map(|estimate| {
                let dimension = estimate.amount.as_ref().map(|amount| amount.dimension.in_seconds());
                let side = estimate.observable.as_deref().and_then(|name| observed(design, name).ok());
                let measured = side.and_then(|(side, measures)| {
                    let value = evaluate(design, outcome, &side)?;
                    let value = if grows(&side) { value / design.scenario.scale } else { value };
                    let rate = dimension == Some(Dimension::RATE) && measures == Dimension::NONE;
                    let value = if rate { value / outcome.seconds() } else { value };
                    value.is_finite().then_some(value)
                });
                let dimension = dimension.unwrap_or_default();
                Self {
                    name: estimate.id.clone(),
                    expected: estimate.amount.as_ref().map(|amount| amount.value.to_f64()),
                    measured,
                    unit: dimension.symbol(),
                    observable: estimate.observable.clone(),
                    dimension,
                }
            })
            .collect()
    }
}

/// Whether twice the load brings twice as much of it.
fn grows(side: &Measured) -> bool {
    let Measured::Of(observable) = side else { return false };
    match observable {
        Observable::Flow(_, what) => {
            matches!(what, FlowMeasure::Offered | FlowMeasure::Completed | FlowMeasure::Good)
        }
        Observable::Component(_, what) => {
            !matches!(what, ComponentMeasure::Utilization | ComponentMeasure::Wait(_))
        }
        Observable::Topic(_, what) => !matches!(what, TopicMeasure::Age(_)),
        Observable::Rows(_) => true,
        Observable::Note(_, what) => *what == NoteMeasure::Count,
    }
}
