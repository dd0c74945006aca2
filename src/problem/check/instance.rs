use crate::diag::Diagnostic;
use crate::problem::model::{
    Action, Arrivals, Called, Design, Expr, ExprKind, Feed, Flow, Group, Kind, Trigger,
};
use crate::problem::read::walk;

/// Values of `with` that ask on which instance the request runs before it has come to one: they are worked out when
/// the request is made.
pub(super) fn check(design: &Design, diagnostics: &mut Vec<Diagnostic>) {
    for (at, flow) in design.flows.iter().enumerate() {
        let asking = flow.values.iter().enumerate().filter_map(|(slot, value)| {
            let default = value.default.as_ref().filter(|default| asks(default))?;
            Some((slot, &value.name, default))
        });
        for (slot, name, default) in asking {
            let why = if !given(flow, slot) && !knows(design, flow) {
                "it is chosen when the request comes in"
            } else if calls(design, at).any(|called| called.pass.iter().all(|(to, _)| to.index() != slot)) {
                "whoever calls the flow does not choose it"
            } else {
                continue;
            };
            let message = format!(
                "the value `{name}` of `{}` asks for the instance before it is known: {why}",
                flow.id
            );
            let said = if matches!(default.kind, ExprKind::Instance) { "instance" } else { "…" };
            let help = format!(
                "take it out of `with` and begin the steps with {{ let = {{ {name} = \"{said}\" }} }}"
            );
            diagnostics.push(Diagnostic::error("no-instance", default.span, message).help(help));
        }
    }
}

fn asks(expr: &Expr) -> bool {
    let mut found = false;
    expr.walk(&mut |part| found |= matches!(part.kind, ExprKind::Instance));
    found
}

/// Whether what starts a flow always gives this value, or nothing does but calls.
fn given(flow: &Flow, slot: usize) -> bool {
    match &flow.trigger {
        Trigger::Called => true,
        Trigger::Arrive(Arrivals::Each { row, .. }) | Trigger::Gone { row, .. } => {
            row.iter().any(|(_, to)| to.index() == slot)
        }
        _ => false,
    }
}

/// Whether it is known where a request of a flow runs when it is made: a timer runs on its instance, and who takes a
/// message has it. What lies in the memory of another component is pushed to whoever is free.
fn knows(design: &Design, flow: &Flow) -> bool {
    match &flow.trigger {
        Trigger::Every(_) => true,
        Trigger::Consume(consumer) => match &consumer.from {
            Feed::Changes(..) => true,
            Feed::Topic(topic, _) => {
                let at = design.topics[topic.index()].component;
                let kind = &design.components[at.index()].kind;
                matches!(kind, Kind::Kafka(_) | Kind::Queue(_))
                    || consumer.group == Group::EachInstance
                    || kind.has_own_memory() && flow.on.last() == Some(&at)
            }
        },
        Trigger::Called | Trigger::Arrive(_) | Trigger::Gone { .. } => false,
    }
}

/// The calls of a flow.
pub(super) fn calls(design: &Design, flow: usize) -> impl Iterator<Item = &Called> {
    let mut calls = Vec::new();
    for caller in &design.flows {
        walk(&caller.steps, &mut |step| {
            if let Action::Call(called) | Action::Start(called) = &step.action {
                calls.extend((called.flow.index() == flow).then_some(called));
            }
        });
    }
    calls.into_iter()
}
