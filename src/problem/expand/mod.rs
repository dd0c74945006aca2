//! A design as it is understood: every flow with its defaults, and the columns and messages that were
//! filled from values.
//!
//! - `expr`: expressions and constants as text; `step`: steps; this file: flows.

mod expr;
mod step;

pub use expr::{constant, expr};

use std::fmt::Write;

use super::model::{Arrivals, Design, Expr, ExprKind, Feed, Flow, Group, Nanos, Problem, Trigger, Type};
use super::read::{exprs, walk};

/// Every flow of the reference design; a sentence where there is none.
pub fn expand(problem: &Problem) -> String {
    let Some(design) = &problem.design else {
        return format!("{} has no design that runs: add components, flows and scenarios\n", problem.id);
    };
    let mut text = String::new();
    for (at, flow) in design.flows.iter().enumerate() {
        if at > 0 {
            text.push('\n');
        }
        one(design, flow, &mut text);
    }
    text
}

fn one(design: &Design, flow: &Flow, text: &mut String) {
    let on: Vec<&str> = flow.on.iter().map(|on| design.components[on.index()].id.as_str()).collect();
    let _ = write!(text, "{} on {}", flow.id, on.join(", then "));
    if let Some(endpoint) = &flow.endpoint {
        let _ = write!(text, ": {endpoint}");
    }
    text.push('\n');
    let _ = writeln!(text, "  starts {}", trigger(design, flow));
    let used = used(flow);
    for (value, _) in flow.values.iter().zip(used).filter(|(_, used)| *used) {
        if let Some(default) = &value.default {
            let _ = writeln!(text, "  {} = {} unless given", value.name, expr(design, flow, default));
        }
    }
    if !flow.refusals.is_empty() {
        let statuses: Vec<String> = flow.refusals.iter().map(ToString::to_string).collect();
        let _ = writeln!(text, "  good answers too: {}", statuses.join(", "));
    }
    step::list(design, flow, &flow.steps, 1, text);
}

/// Which values something in the flow reads.
fn used(flow: &Flow) -> Vec<bool> {
    let mut used = vec![false; flow.values.len()];
    let mut mark = |expr: &Expr| {
        expr.walk(&mut |part| {
            if let ExprKind::Value(slot) = part.kind {
                used[slot.index()] = true;
            }
        });
    };
    flow.values.iter().filter_map(|value| value.default.as_ref()).for_each(&mut mark);
    walk(&flow.steps, &mut |step| {
        step.guard.iter().for_each(&mut mark);
        exprs(&step.action, &mut |expr| mark(expr));
    });
    used
}

fn trigger(design: &Design, flow: &Flow) -> String {
    let time = |nanos: Nanos| constant(design, Type::Time, nanos);
    match &flow.trigger {
        Trigger::Called => "when another flow calls it".into(),
        Trigger::Arrive(Arrivals::Rate { rate, profile, regular }) => {
            let kind = if *regular { "evenly" } else { "at random (Poisson)" };
            let curve = profile
                .iter()
                .map(|(at, factor)| format!("x {factor} from {}", time(*at)))
                .collect::<Vec<_>>();
            let curve = if curve.is_empty() { String::new() } else { format!(", {}", curve.join(", ")) };
            let rate = format!("{rate:.4}");
            let rate = rate.trim_end_matches('0').trim_end_matches('.');
            format!("{rate} times a second, {kind}{curve}")
        }
        Trigger::Arrive(Arrivals::Burst { count, at, over }) => {
            format!("{count} times at {}, spread over {}", time(*at), time(*over))
        }
        Trigger::Arrive(Arrivals::Each { table: id, filter, every, over, .. }) => {
            let table = &design.tables[id.index()].id;
            let which = filter
                .as_ref()
                .map_or(String::new(), |filter| format!(" where {}", expr::over(design, flow, *id, filter)));
            match every {
                Some(every) => format!("for each row of {table}{which}, every {}", time(*every)),
                None => format!("once for each row of {table}{which}, spread over {}", time(*over)),
            }
        }
        Trigger::Every(timer) => {
            format!(
                "every {} on each instance{}",
                time(timer.every),
                if timer.jitter { ", with jitter" } else { "" }
            )
        }
        Trigger::Gone { table, .. } => {
            format!("for each row of {} that is lost with its instance", design.tables[table.index()].id)
        }
        Trigger::Consume(consumer) => {
            let from = match &consumer.from {
                Feed::Topic(topic, fields) => {
                    let names: Vec<&str> =
                        fields.iter().map(|(_, slot)| flow.values[slot.index()].name.as_str()).collect();
                    let carried =
                        if names.is_empty() { String::new() } else { format!(" ({})", names.join(", ")) };
                    format!("for each message of {}{carried}", design.topics[topic.index()].id)
                }
                Feed::Changes(table, _) => format!("for each change of {}", design.tables[table.index()].id),
            };
            let group = match &consumer.group {
                Group::EachInstance => "every instance gets all".to_owned(),
                Group::Shared(name) => format!("shared by the group {name}"),
            };
            let attempts = consumer
                .attempts
                .map_or("endless attempts".to_owned(), |attempts| format!("{attempts} attempts"));
            let dead = consumer
                .dead
                .as_ref()
                .map_or(String::new(), |(topic, _)| format!(", then to {}", design.topics[topic.index()].id));
            let wait =
                format!("waiting up to {} to {}", time(consumer.backoff.base), time(consumer.backoff.cap));
            format!("{from}, {group}; {attempts}, {wait}{dead}")
        }
    }
}
