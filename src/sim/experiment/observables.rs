use super::Promised;
use crate::calc::Dimension;
use crate::calc::syntax::Comparison;
use crate::problem::model::{Choice, Design, FlowMeasure, Lesson, Measured, Observable};
use crate::problem::observed;

/// The observables that the proof of an option turns on, in one design. What an option names may exist only with
/// it: then it has no figure in the reference.
#[derive(Clone, Debug, Default)]
pub(super) struct Observables {
    /// Those that the option names.
    pub named: Vec<Promised>,
    /// Those behind objectives, by the names of these, where the lesson says that nothing is gained.
    pub objectives: Vec<Promised>,
    /// What is measured, by the same names.
    pub wanted: Vec<(String, Measured)>,
}

impl Observables {
    /// Of an option, in a design with or without it.
    pub fn of(choice: &Choice, design: &Design) -> Self {
        let mut found = Self::default();
        let paid = match &choice.lesson {
            Lesson::Defensible { pays } => pays.as_slice(),
            Lesson::Dominated { worse } => worse,
            Lesson::Chosen | Lesson::Wrong { .. } | Lesson::Needless { .. } | Lesson::Argued { .. } => &[],
        };
        for name in paid.iter().chain(&choice.gains) {
            let side = observed(design, name).ok();
            found.named.push(Promised {
                name: name.clone(),
                more_is_worse: side.as_ref().is_none_or(|(side, _)| more_is_worse(side)),
                dimension: side.as_ref().map_or(Dimension::NONE, |(_, dimension)| *dimension),
            });
            found.wanted.extend(side.map(|(side, _)| (name.clone(), side)));
        }
        if matches!(choice.lesson, Lesson::Dominated { .. }) {
            for objective in &design.objectives {
                let more_is_worse = match objective.comparison {
                    Comparison::Less | Comparison::AtMost => true,
                    Comparison::Greater | Comparison::AtLeast => false,
                    Comparison::Equal | Comparison::Differs => continue,
                };
                let (name, dimension) = (objective.id.clone(), objective.dimension);
                found.objectives.push(Promised { name, more_is_worse, dimension });
                found.wanted.push((objective.id.clone(), objective.left.clone()));
            }
        }
        found
    }
}

/// Latencies, waits, queues, errors, costs: more is worse. What is done and done well: more is better.
fn more_is_worse(side: &Measured) -> bool {
    !matches!(
        side,
        Measured::Of(Observable::Flow(
            _,
            FlowMeasure::Completed | FlowMeasure::Good | FlowMeasure::Availability
        ))
    )
}
