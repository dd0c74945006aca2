use crate::calc::Dimension;
use crate::diag::{Diagnostic, Span};
use crate::problem::document::Table;
use crate::problem::model::{
    Choice, ComponentMeasure, Design, Estimate, FlowMeasure, Lesson, NoteMeasure, Observable, Problem,
    Scenario, TopicMeasure,
};
use crate::problem::row::{World, dimension_of, observable};

/// Options, estimates and scenarios against the design.
pub(in crate::problem) fn decisions(
    problem: &Problem,
    design: &Design,
    file: &Table,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let world = world(design);
    for decision in &problem.decisions {
        for choice in &decision.options {
            let option = file
                .table("decisions")
                .and_then(|table| table.table(&decision.id)?.table("options")?.table(&choice.id));
            if let Lesson::Defensible { pays: named } | Lesson::Dominated { worse: named } = &choice.lesson {
                observables(&world, choice, named, option, diagnostics);
            } else {
                excused(problem, choice, diagnostics);
            }
            observables(&world, choice, &choice.gains, option, diagnostics);
        }
    }
    for estimate in &problem.estimates {
        if let Some(text) = &estimate.observable {
            let path: Vec<String> = text.split('.').map(str::to_owned).collect();
            match observable(&world, &path) {
                Err((message, help)) => {
                    let estimates = file.table("estimates");
                    let said = estimates.and_then(|table| table.table(&estimate.id)?.get("observable"));
                    let span = said.map_or(estimate.span, |node| node.span);
                    diagnostics.push(Diagnostic::error("unknown-observable", span, message).help(help));
                }
                Ok(measured) => {
                    let dimension = dimension_of(&world, measured).in_seconds();
                    diagnostics.extend(other_unit(estimate, text, measured, dimension));
                }
            }
        }
    }
}

/// That a run would compare an estimate with what it cannot be compared with.
fn other_unit(
    estimate: &Estimate,
    observable: &str,
    measured: Observable,
    dimension: Dimension,
) -> Option<Diagnostic> {
    let amount = estimate.amount.as_ref()?;
    let estimated = amount.dimension.in_seconds();
    let share = is_share(measured);
    let is = |what: &str| format!("the estimate is {}, and `{observable}` is {what}", estimated.words());
    let message = match (estimated, dimension) {
        // A count beside a rate is divided by the time in which it was counted.
        (Dimension::RATE, Dimension::NONE) if is_counted(measured) => return None,
        (Dimension::RATE, Dimension::NONE) if !share => is("no count over time"),
        (Dimension::NONE, Dimension::NONE) if share => {
            if (0.0..=1.0).contains(&amount.value.to_f64()) {
                return None;
            }
            format!("the estimate is {}, and `{observable}` is a share, from 0 to 1", estimate.exact)
        }
        _ if share => is("a share"),
        _ if estimated == dimension => return None,
        _ => is(&dimension.words()),
    };
    Some(
        Diagnostic::error("unit", estimate.span, message)
            .help("name an observable of the same unit, or change the estimate"),
    )
}

/// Whether it is a part of a whole, from 0 to 1.
const fn is_share(measured: Observable) -> bool {
    matches!(
        measured,
        Observable::Flow(_, FlowMeasure::Availability)
            | Observable::Component(_, ComponentMeasure::Utilization)
    )
}

/// Whether it adds up what happens, so that twice the time brings twice as many. How many there are at a moment, such as
/// rows or messages that wait, does not.
const fn is_counted(measured: Observable) -> bool {
    matches!(
        measured,
        Observable::Flow(_, FlowMeasure::Offered | FlowMeasure::Completed | FlowMeasure::Good)
            | Observable::Component(
                _,
                ComponentMeasure::Visits | ComponentMeasure::Throttled | ComponentMeasure::Deadlocks
            )
            | Observable::Topic(
                _,
                TopicMeasure::Dropped
                    | TopicMeasure::Dead
                    | TopicMeasure::Redelivered
                    | TopicMeasure::Duplicates
            )
            | Observable::Note(_, NoteMeasure::Count)
    )
}

/// What observables may name.
fn world(design: &Design) -> World {
    World {
        components: design
            .components
            .iter()
            .map(|component| (component.id.clone(), component.kind.word()))
            .collect(),
        tables: design.tables.clone(),
        topics: design.topics.iter().map(|topic| topic.id.clone()).collect(),
        flows: design.flows.iter().map(|flow| flow.id.clone()).collect(),
        notes: design.notes.clone(),
        ..World::new()
    }
}

/// What an option pays or gains is something that a run measures; a new part of its own may bring more.
fn observables(
    world: &World,
    choice: &Choice,
    named: &[String],
    option: Option<&Table>,
    diagnostics: &mut Vec<Diagnostic>,
) {
    for text in named {
        let path: Vec<String> = text.split('.').map(str::to_owned).collect();
        if let Err((message, help)) = observable(world, &path) {
            let span = option.and_then(|option| place_of(option, text)).unwrap_or(choice.span);
            diagnostics.push(Diagnostic::error("unknown-observable", span, message).help(help));
        }
    }
}

/// Where an option names an observable.
fn place_of(option: &Table, text: &str) -> Option<Span> {
    let nodes = ["pays", "worse", "gains"].into_iter().filter_map(|word| option.get(word));
    let mut items = nodes.flat_map(|node| node.array().unwrap_or(std::slice::from_ref(node)));
    items.find(|item| item.string() == Some(text)).map(|item| item.span)
}

/// Nothing that an option is to break may be excused where it is shown.
fn excused(problem: &Problem, choice: &Choice, diagnostics: &mut Vec<Diagnostic>) {
    let Lesson::Wrong { breaks, .. } = &choice.lesson else { return };
    let scenario: Option<&Scenario> = match &choice.shown_in {
        Some(name) => problem.scenarios.iter().find(|scenario| scenario.id == *name),
        None => problem.scenarios.first(),
    };
    let Some(scenario) = scenario else { return };
    for rule in breaks.iter().filter(|rule| scenario.may_miss.contains(rule)) {
        diagnostics.push(
            Diagnostic::error(
                "excused",
                choice.span,
                format!("`{}` is to break `{rule}`, which `{}` may miss", choice.id, scenario.id),
            )
            .label(scenario.span, "the scenario that excuses it")
            .help("show it in a scenario that does not excuse it, or break another rule"),
        );
    }
}
