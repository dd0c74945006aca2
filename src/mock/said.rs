//! What was said, criterion by criterion, beside what the rubric asks and what the model answer is.

use super::answers::Answers;
use super::criterion::Criterion;
use super::framework::{Aid, Framework};
use crate::problem::model::Problem;

/// The lines of a mock that a criterion is about, as they were typed.
pub fn said(answers: &Answers, framework: &Framework, criterion: Criterion) -> Vec<String> {
    let mut lines = typed(answers, criterion);
    for phase in framework.phases.iter().filter(|phase| is_about(phase.aid, criterion)) {
        lines.extend(
            answers.notes.get(&phase.id).into_iter().flat_map(|note| note.lines()).map(str::to_owned),
        );
    }
    lines.retain(|line| !line.trim().is_empty());
    lines
}

fn typed(answers: &Answers, criterion: Criterion) -> Vec<String> {
    let lines = |text: &str| text.lines().map(str::to_owned).collect::<Vec<_>>();
    let named = |name: &str, text: &str| {
        if text.trim().is_empty() { String::new() } else { format!("{name}: {}", text.trim()) }
    };
    match criterion {
        Criterion::Requirements => answers.questions.iter().map(|question| question.text.clone()).collect(),
        Criterion::Estimates => lines(&answers.napkin),
        Criterion::Data => [lines(&answers.entities), lines(&answers.endpoints)].concat(),
        Criterion::HighLevel => lines(&answers.sketch),
        Criterion::Depth => {
            let mut all: Vec<String> = Vec::new();
            for (decision, chosen) in &answers.choices {
                all.push(format!("{decision}: {}", chosen.option));
                all.push(named("  because", &chosen.because));
                all.push(named("  accepting", &chosen.accepts));
            }
            all.extend(answers.replies.iter().map(|(id, reply)| named(&format!("on {}", spaced(id)), reply)));
            all.push(named("on the change", &answers.change));
            all.push(named("cause of the failure", &answers.failure.cause));
            all.push(named("remedy", &answers.failure.remedy));
            all
        }
        Criterion::Scaling => {
            vec![named("breaks first", &answers.growth.breaks), named("then", &answers.growth.then)]
        }
        Criterion::TradeOffs => answers.wrapup.trade_offs.clone(),
        Criterion::Communication => {
            let mut all = answers.wrapup.components.clone();
            all.push(answers.wrapup.improvement.clone());
            all
        }
    }
}

/// What the model answer has to say on a criterion.
pub fn model(problem: &Problem, criterion: Criterion) -> Vec<String> {
    match criterion {
        Criterion::Requirements => {
            let told = problem.answers.iter().map(|answer| format!("{}: {}", answer.about, answer.says));
            problem.requirements.iter().cloned().chain(told).collect()
        }
        Criterion::Estimates => problem
            .estimates
            .iter()
            .map(|one| format!("{} = {}: {}", one.ask, one.spoken, one.concludes))
            .collect(),
        Criterion::Data => {
            let tables = problem.entities.iter().map(|entity| {
                let fields = entity.fields.join(", ");
                let rest = [fields].into_iter().chain(entity.constraints.iter().cloned());
                format!("{}: {}", entity.id, rest.collect::<Vec<_>>().join("; "))
            });
            let calls =
                problem.endpoints.iter().map(|endpoint| format!("{}: {}", endpoint.call, endpoint.does));
            tables.chain(calls).collect()
        }
        Criterion::HighLevel => {
            let components = problem.wrapup.iter().flat_map(|wrapup| wrapup.components.iter().cloned());
            components.chain(problem.assumptions.iter().cloned()).collect()
        }
        Criterion::Depth => {
            let decisions = problem.decisions.iter().filter_map(|decision| {
                let option = decision.options.get(decision.chosen)?;
                Some(format!("{}: {}: {}", decision.ask, spaced(&option.id), option.why))
            });
            decisions.collect()
        }
        Criterion::Scaling => problem
            .scaling
            .iter()
            .map(|one| format!("at {}: {} Then: {}", one.at, one.breaks, one.then))
            .collect(),
        Criterion::TradeOffs => {
            problem.wrapup.iter().flat_map(|wrapup| wrapup.trade_offs.iter().cloned()).collect()
        }
        Criterion::Communication => {
            problem.wrapup.iter().map(|wrapup| wrapup.spoken.trim().to_owned()).collect()
        }
    }
}

/// What is left to one's own judgement in a mock of these phases: each criterion with the points of its rubric.
pub fn rubric<'a>(
    problem: &'a Problem,
    framework: &Framework,
    phases: &[usize],
) -> Vec<(Criterion, &'a [String])> {
    let aids: Vec<Aid> =
        phases.iter().filter_map(|at| framework.phases.get(*at)).map(|phase| phase.aid).collect();
    let held =
        Criterion::ALL.into_iter().filter(|criterion| aids.iter().any(|aid| is_about(*aid, *criterion)));
    let points = held.filter_map(|criterion| {
        let rubric = problem.rubric.iter().find(|rubric| rubric.id == criterion.id())?;
        (!rubric.points.is_empty()).then_some((criterion, rubric.points.as_slice()))
    });
    points.collect()
}

/// Whether a phase is where a criterion is shown.
pub fn is_about(aid: Aid, criterion: Criterion) -> bool {
    match aid {
        Aid::Questions => criterion == Criterion::Requirements,
        Aid::Napkin => criterion == Criterion::Estimates,
        Aid::Entities | Aid::Endpoints => criterion == Criterion::Data,
        Aid::Sketch => criterion == Criterion::HighLevel,
        Aid::Decisions => criterion == Criterion::Depth,
        Aid::Growth => criterion == Criterion::Scaling,
        Aid::Wrapup => matches!(criterion, Criterion::TradeOffs | Criterion::Communication),
    }
}

fn spaced(id: &str) -> String {
    id.replace('_', " ")
}
