use serde::Serialize;

use super::measure::{evaluate, nanos};
use crate::calc::Dimension;
use crate::problem::model::{Design, Invariant, Objective, When};
use crate::sim::outcome::{InvariantOutcome, Outcome};

/// How a rule, or a whole run, came out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// It holds.
    Pass,
    /// It does not hold.
    Fail,
}

impl Verdict {
    /// Passed where this is true.
    pub fn of(holds: bool) -> Self {
        if holds { Self::Pass } else { Self::Fail }
    }

    /// Whether it holds.
    pub fn passed(self) -> bool {
        self == Self::Pass
    }
}

/// What a rule promises.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// How well, or that a scenario tests what it is for: one comparison after the run.
    Objective,
    /// What is true.
    Invariant,
}

/// A rule of the file and what the run says of it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Rule {
    /// Its name; of a scenario's evidence, which has none, what it says.
    pub id: String,
    /// What it promises.
    pub kind: Kind,
    /// Whether it holds.
    pub verdict: Verdict,
    /// Whether the scenario allows it to be missed: then it costs the run no verdict.
    pub may_miss: bool,
    /// The sentence for people.
    pub says: String,
    /// As the file writes it.
    pub rule: String,
    /// What was measured, in base units; null where there is nothing to measure, or where the percentile falls
    /// among failures. Of an invariant: its violations.
    pub measured: Option<f64>,
    /// What it is compared with, in base units. Of an invariant: 0.
    pub bound: Option<f64>,
    /// The base unit of both: `s`, `/s`, `B`, `$` or empty.
    pub unit: String,
    /// How often it was found untrue; an objective is judged once.
    pub violations: u64,
    /// How often it was looked at; an invariant that nothing touched says nothing.
    pub checks: u64,
    /// Where an invariant was first found untrue.
    pub first: Option<FirstViolation>,
    /// What both sides measure.
    #[serde(skip)]
    pub dimension: Dimension,
    /// It may be untrue for a while: then it is looked at where that has run out.
    #[serde(skip)]
    pub patient: bool,
}

/// When and where an invariant was first found untrue.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FirstViolation {
    /// Seconds since the start of the run.
    pub at: f64,
    /// The row or the group, by its key.
    pub row: String,
    /// What was seen there.
    pub saw: String,
    /// The request whose change it was, as `--trace` takes it: `shop:17`.
    pub request: Option<String>,
}

impl Rule {
    /// Judges an objective, or a piece of evidence that a scenario must show.
    pub fn objective(design: &Design, outcome: &Outcome, objective: &Objective) -> Self {
        let left = evaluate(design, outcome, &objective.left);
        let right = evaluate(design, outcome, &objective.right);
        let holds = left.zip(right).is_some_and(|(left, right)| objective.comparison.holds(left, right));
        // `99% <= order.availability` is measured on its right.
        let reversed = objective.left.is_constant() && !objective.right.is_constant();
        let (measured, bound) = if reversed { (right, left) } else { (left, right) };
        Self {
            id: objective.id.clone(),
            kind: Kind::Objective,
            verdict: Verdict::of(holds),
            may_miss: may_miss(design, &objective.id),
            says: objective.says.clone(),
            rule: objective.text.clone(),
            measured,
            bound,
            unit: objective.dimension.symbol(),
            violations: u64::from(!holds),
            checks: 1,
            first: None,
            dimension: objective.dimension,
            patient: false,
        }
    }

    /// Judges an invariant.
    #[expect(clippy::cast_precision_loss, reason = "a count as a number")]
    pub fn invariant(design: &Design, invariant: &Invariant, found: &InvariantOutcome) -> Self {
        let first = found.first.as_ref().map(|first| FirstViolation {
            at: nanos(first.at),
            row: first.row.clone(),
            saw: first.saw.clone(),
            request: first
                .request
                .map(|request| format!("{}:{}", design.flows[request.flow.index()].id, request.number)),
        });
        Self {
            id: invariant.id.clone(),
            kind: Kind::Invariant,
            verdict: Verdict::of(found.violations == 0),
            may_miss: may_miss(design, &invariant.id),
            says: invariant.says.clone(),
            rule: invariant.text.clone(),
            measured: Some(found.violations as f64),
            bound: Some(0.0),
            unit: String::new(),
            violations: found.violations,
            checks: found.checks,
            first,
            dimension: Dimension::NONE,
            patient: matches!(invariant.when, When::AlwaysWithin(_)),
        }
    }

    /// What it is called beside what it says: of a scenario's evidence the word before it.
    pub fn label(&self) -> &str {
        if self.kind == Kind::Objective && self.id == self.rule { "must" } else { &self.id }
    }

    /// Whether it costs the run its verdict.
    pub fn fails(&self) -> bool {
        !self.verdict.passed() && !self.may_miss
    }
}

fn may_miss(design: &Design, id: &str) -> bool {
    design.scenario.may_miss.iter().any(|excused| excused == id)
}
