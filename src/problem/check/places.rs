use crate::diag::{Diagnostic, Span};
use crate::problem::model::{Action, Component, ComponentId, Design, Kind, Lock, Step, Trigger};
use crate::problem::read::walk;

/// What does not belong on its component.
pub(super) fn check(design: &Design, diagnostics: &mut Vec<Diagnostic>) {
    for table in &design.tables {
        let component = &design.components[table.component.index()];
        if matches!(component.kind, Kind::Pool(_) | Kind::Kafka(_) | Kind::Queue(_) | Kind::Cdn(_)) {
            let message = format!("`{}` is a {}, which holds no rows", component.id, component.kind.word());
            diagnostics.push(
                Diagnostic::error("no-rows", table.span, message)
                    .help("put the table into a postgres, a redis, or the memory of a service"),
            );
        }
    }
    for flow in &design.flows {
        for on in &flow.on {
            let component = &design.components[on.index()];
            if !runs_flows(component) {
                let message =
                    format!("flow `{}` runs on `{}`, a {}", flow.id, component.id, component.kind.word());
                diagnostics.push(
                    Diagnostic::error("runs-nothing", flow.span, message)
                        .help("a flow runs on a client, gateway, cdn, service, worker or external; visit the others in steps"),
                );
            }
        }
        if let Trigger::Gone { table, .. } = &flow.trigger {
            let table = &design.tables[table.index()];
            let component = &design.components[table.component.index()];
            if !matches!(component.kind, Kind::Gateway(_) | Kind::Service(_) | Kind::Worker(_)) {
                let message = format!(
                    "rows of `{}` are not lost when an instance crashes: `{}` is a {}",
                    table.id,
                    component.id,
                    component.kind.word()
                );
                diagnostics.push(
                    Diagnostic::error("never-gone", flow.span, message)
                        .help("`gone` is for tables in the memory of a gateway, service or worker"),
                );
            }
        }
        steps(design, &flow.steps, None, diagnostics);
    }
}

fn runs_flows(component: &Component) -> bool {
    matches!(
        component.kind,
        Kind::Client
            | Kind::Gateway(_)
            | Kind::Cdn(_)
            | Kind::Service(_)
            | Kind::Worker(_)
            | Kind::External(_)
    )
}

fn steps(
    design: &Design,
    list: &[Step],
    transaction: Option<ComponentId>,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let replica = |table: crate::problem::model::TableId, span: Span| {
        let component = &design.components[design.tables[table.index()].component.index()];
        let replicas = match &component.kind {
            Kind::Postgres(database) => database.replicas,
            Kind::Redis(cache) => cache.replicas,
            _ => 0,
        };
        (replicas == 0).then(|| {
            Diagnostic::error("no-replica", span, format!("`{}` has no replica to ask", component.id))
                .help("add replicas = 1 to it, or ask the primary")
        })
    };
    for step in list {
        match &step.action {
            Action::Read(read) => {
                if read.replica {
                    diagnostics.extend(replica(read.table, step.span));
                }
                if read.lock != Lock::None && transaction != Some(design.tables[read.table.index()].component)
                {
                    diagnostics.push(
                        Diagnostic::error("lock", step.span, "a lock outside a transaction is gone at once")
                            .help("put it into { at = \"db\", do = [ … ] } with the steps that need it"),
                    );
                }
            }
            Action::Count { table, replica: true, .. } => diagnostics.extend(replica(*table, step.span)),
            Action::Block { at, body, atomic } => {
                let component = &design.components[at.index()];
                let inner =
                    (matches!(component.kind, Kind::Postgres(_)) && *atomic).then_some(*at).or(transaction);
                steps(design, body, inner, diagnostics);
            }
            Action::SingleFlight { body, .. } | Action::Group(body) => {
                steps(design, body, transaction, diagnostics);
            }
            Action::Each(each) => steps(design, &each.body, transaction, diagnostics),
            _ => {}
        }
        steps(design, &step.otherwise, transaction, diagnostics);
    }
}

/// Every component that a step visits.
pub(super) fn visited(design: &Design) -> Vec<bool> {
    let mut visited = vec![false; design.components.len()];
    for flow in &design.flows {
        flow.on.iter().for_each(|on| visited[on.index()] = true);
        walk(&flow.steps, &mut |step| {
            if let Action::Block { at, .. } | Action::Visit { at } = &step.action {
                visited[at.index()] = true;
            }
        });
    }
    design.tables.iter().for_each(|table| visited[table.component.index()] = true);
    design.topics.iter().for_each(|topic| visited[topic.component.index()] = true);
    visited
}
