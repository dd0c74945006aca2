use super::assigned::{given, passed};
use super::instance::calls;
use crate::diag::{Diagnostic, nearest};
use crate::problem::model::{Action, ComponentId, Design, Feed, Flow, Kind, Server, Trigger};
use crate::problem::read::walk;

/// Values by which nobody can take turns: no request that is served there has one with this name.
pub(super) fn turns(design: &Design, diagnostics: &mut Vec<Diagnostic>) {
    if servers(design).all(|(_, server)| server.fair_by.is_none()) {
        return;
    }
    // It waits before its first step: what steps set comes too late.
    let known: Vec<_> =
        design.flows.iter().zip(passed(design)).map(|(flow, passed)| given(flow, passed)).collect();
    for (at, server) in servers(design) {
        let Some((name, span)) = &server.fair_by else { continue };
        let flows = design.flows.iter().zip(&known);
        let served = flows.filter(|(flow, _)| flow.on.contains(&at) || visits(design, flow, at));
        let values =
            served.flat_map(|(flow, known)| known.iter().filter_map(|slot| flow.values.get(slot.index())));
        let values: Vec<&str> = values.map(|value| value.name.as_str()).collect();
        if values.contains(&name.as_str()) {
            continue;
        }
        let id = &design.components[at.index()].id;
        let help = nearest(name, values.iter().copied()).map_or_else(
            || "name a value of a flow that runs there: with = { tenant = \"one_of(10)\" }".to_owned(),
            |near| format!("did you mean `{near}`?"),
        );
        let message = format!("no flow on `{id}` has a value `{name}`");
        diagnostics.push(Diagnostic::error("unknown-name", *span, message).help(help));
    }
}

/// Turns that nobody takes: who receives from a queue takes as many messages as it has slots free, so that its messages
/// never wait in its line.
pub(super) fn received(design: &Design, diagnostics: &mut Vec<Diagnostic>) {
    for (at, server) in servers(design) {
        let Some((name, span)) = &server.fair_by else { continue };
        let waits = |(number, flow): (usize, &Flow)| {
            let comes = || queue(design, flow).is_none() || calls(design, number).next().is_some();
            let stands = flow.on.contains(&at) && comes();
            let has = flow.values.iter().any(|value| value.name == *name);
            has && (stands || visits(design, flow, at))
        };
        let receives = |flow: &Flow| queue(design, flow).filter(|_| flow.on.contains(&at));
        let Some(queue) = design.flows.iter().find_map(receives) else { continue };
        if design.flows.iter().enumerate().any(waits) {
            continue;
        }
        let (id, queue) = (&design.components[at.index()].id, &design.components[queue.index()].id);
        let message = format!(
            "`fair_by` does nothing on `{id}`: it takes messages of `{queue}` only when it has a slot free, so none \
             waits in its line"
        );
        let help = "the messages wait in the queue, oldest first: take it out, or have the flow called, as calls \
                    wait in the line";
        diagnostics.push(Diagnostic::warning("unused", *span, message).help(help));
    }
}

/// The queue from which a flow receives.
fn queue(design: &Design, flow: &Flow) -> Option<ComponentId> {
    let Trigger::Consume(consumer) = &flow.trigger else { return None };
    let Feed::Topic(topic, _) = &consumer.from else { return None };
    let at = design.topics[topic.index()].component;
    matches!(design.components[at.index()].kind, Kind::Queue(_)).then_some(at)
}

/// Breakers on what no request of their component ever asks. An option that names the guarded component may.
pub(super) fn breakers(
    design: &Design,
    options: &super::unused::Words<'_>,
    diagnostics: &mut Vec<Diagnostic>,
) {
    for (at, server) in servers(design) {
        let id = &design.components[at.index()].id;
        for breaker in &server.breakers {
            let guarded = &design.components[breaker.on.index()].id;
            let asks = |flow: &Flow| {
                let along = flow.on.windows(2).any(|pair| pair == [at, breaker.on]);
                along || flow.on.last() == Some(&at) && visits(design, flow, breaker.on)
            };
            if !design.flows.iter().any(asks) && !options.contains(guarded) {
                let message =
                    format!("this breaker never opens: no flow on `{id}` calls or visits `{guarded}`");
                diagnostics.push(
                    Diagnostic::warning("unused", breaker.span, message)
                        .help("guard what the flows there ask, or take it out"),
                );
            }
        }
    }
}

fn servers(design: &Design) -> impl Iterator<Item = (ComponentId, &Server)> {
    design.components.iter().enumerate().filter_map(|(at, component)| match &component.kind {
        Kind::Gateway(server) | Kind::Cdn(server) | Kind::Service(server) | Kind::Worker(server) => {
            Some((ComponentId(u32::try_from(at).unwrap_or(u32::MAX)), server))
        }
        _ => None,
    })
}

/// Whether a step of a flow goes to a component: a call, a message, rows there, or a visit.
fn visits(design: &Design, flow: &Flow, to: ComponentId) -> bool {
    let mut found = false;
    walk(&flow.steps, &mut |step| {
        let table = |table: crate::problem::model::TableId| design.tables[table.index()].component == to;
        found |= match &step.action {
            Action::Call(called) | Action::Start(called) => {
                design.flows[called.flow.index()].on.first() == Some(&to)
            }
            Action::Block { at, .. } | Action::Visit { at } => *at == to,
            Action::Read(read) => table(read.table),
            Action::Count { table: of, .. } => table(*of),
            Action::Insert(write) | Action::Put(write) | Action::Update(write) | Action::Delete(write) => {
                table(write.table)
            }
            Action::Send(send) => design.topics[send.topic.index()].component == to,
            _ => false,
        };
    });
    found
}
