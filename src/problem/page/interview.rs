//! What an interviewer says, asks and grades.

use super::block::{Page, one};
use crate::problem::model::{Alarm, Criterion, Failure, Gap, Problem, Promise, Scaling, Source, Wrapup};

/// What is required and promised, and what is told only when asked.
pub(super) fn requirements(page: &mut Page, problem: &Problem) {
    page.bullets(&problem.requirements);
    for (invariant, title) in [(false, "Objectives: how well"), (true, "Invariants: what must stay true")] {
        let promises: Vec<&Promise> =
            problem.promises.iter().filter(|promise| promise.invariant == invariant).collect();
        if !promises.is_empty() {
            page.item(title);
            page.terms(promises.into_iter().map(|promise| (&*promise.id, one(&promise.says))).collect());
        }
    }
    if !problem.answers.is_empty() {
        page.item("Told only when asked");
        for answer in &problem.answers {
            page.part(format!("{} ({})", answer.id, answer.about));
            page.terms(vec![("asked as", one(&answer.asks.join("; "))), ("answer", one(&answer.says))]);
        }
    }
}

/// Faults worth asking about.
pub(super) fn failures(page: &mut Page, failures: &[Failure]) {
    for failure in failures {
        page.item(&failure.ask);
        page.terms(vec![
            ("symptom", one(&failure.symptom)),
            ("cause", one(&failure.cause)),
            ("remedy", one(&failure.remedy)),
            ("fault", failure.fault.iter().cloned().collect()),
        ]);
    }
}

/// Objections and changes with strong answers.
pub(super) fn pushback(page: &mut Page, problem: &Problem) {
    for objection in &problem.pushback {
        page.item(&objection.ask);
        page.terms(vec![
            ("strong", one(&objection.strong)),
            ("points", objection.points.clone()),
            ("follow-up", one(&objection.followup)),
            ("decision", objection.decision.iter().cloned().collect()),
        ]);
    }
    for change in &problem.changes {
        page.item(format!("Halfway: {}", change.says));
        page.terms(vec![("strong", one(&change.strong)), ("points", change.points.clone())]);
    }
}

/// What breaks first, at which multiple of the load.
pub(super) fn scaling(page: &mut Page, steps: &[Scaling]) {
    for step in steps {
        page.item(&step.at);
        page.terms(vec![("breaks", one(&step.breaks)), ("then", one(&step.then))]);
    }
}

/// What to watch.
pub(super) fn operations(page: &mut Page, alarms: &[Alarm]) {
    for alarm in alarms {
        page.item(&alarm.watch);
        page.terms(vec![("alarm", one(&alarm.alarm)), ("then", one(&alarm.then))]);
    }
}

/// The last minute.
pub(super) fn wrapup(page: &mut Page, wrapup: Option<&Wrapup>) {
    let Some(wrapup) = wrapup else { return };
    page.terms(vec![
        ("components", wrapup.components.clone()),
        ("trade-offs", wrapup.trade_offs.clone()),
        ("improvement", one(&wrapup.improvement)),
    ]);
    page.item("In sixty seconds");
    page.paragraph(&wrapup.spoken);
}

/// Mistakes and better answers.
pub(super) fn gaps(page: &mut Page, gaps: &[Gap]) {
    for gap in gaps {
        page.item(&gap.id);
        page.terms(vec![("mistake", one(&gap.mistake)), ("better", one(&gap.better))]);
    }
}

/// What is graded.
pub(super) fn rubric(page: &mut Page, rubric: &[Criterion]) {
    for criterion in rubric {
        page.item(criterion.id.replace('_', " "));
        page.bullets(&criterion.points);
    }
}

/// Where the facts come from.
pub(super) fn sources(page: &mut Page, sources: &[Source]) {
    for source in sources {
        page.item(&source.title);
        page.terms(vec![("address", one(&source.url)), ("taken", one(&source.note))]);
    }
}
