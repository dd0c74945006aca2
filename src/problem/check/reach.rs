use crate::diag::{Diagnostic, Span};
use crate::problem::model::{Action, Design, ExprKind, Feed, Flow, Step, Trigger};
use crate::problem::read::{sends, walk};

/// What never runs and what never answers.
pub(super) fn check(design: &Design, diagnostics: &mut Vec<Diagnostic>) {
    for flow in &design.flows {
        never_runs(flow, diagnostics);
        answers(flow, diagnostics);
    }
}

/// What stands behind the end of a flow: in an option too it is a mistake.
pub(super) fn ends(design: &Design, diagnostics: &mut Vec<Diagnostic>) {
    for flow in &design.flows {
        ended(&flow.steps, diagnostics);
    }
}

/// What nothing starts, what nobody consumes.
pub(super) fn started(design: &Design, diagnostics: &mut Vec<Diagnostic>) {
    for flow in &design.flows {
        never_starts(design, flow, diagnostics);
    }
    for (at, topic) in design.topics.iter().enumerate() {
        let consumed = design.flows.iter().any(|flow| matches!(&flow.trigger, Trigger::Consume(consumer) if matches!(&consumer.from, Feed::Topic(id, _) if id.index() == at)));
        let filled = design.flows.iter().any(|flow| {
            let dead = matches!(&flow.trigger, Trigger::Consume(consumer) if consumer.dead.as_ref().is_some_and(|(id, _)| id.index() == at));
            dead || sends(&flow.steps, at)
        });
        match (consumed, filled) {
            (true, true) => {}
            (false, true) => diagnostics.push(
                Diagnostic::error(
                    "no-consumer",
                    topic.span,
                    format!("nobody consumes `{}`: its messages pile up", topic.id),
                )
                .help(format!("add a flow with from = \"{}\"", topic.id)),
            ),
            (true, false) => diagnostics.push(
                Diagnostic::error("no-sender", topic.span, format!("nobody sends to `{}`", topic.id))
                    .help(format!("add a step {{ send = \"{}\" }}, or take the topic out", topic.id)),
            ),
            (false, false) => diagnostics.push(
                Diagnostic::warning("unused", topic.span, format!("nobody uses the topic `{}`", topic.id))
                    .help("take it out"),
            ),
        }
    }
}

/// Says which step stands behind an answer that ends the flow, and gives where that answer is, if one always comes: also
/// the last of some steps in place of one.
fn ended(steps: &[Step], diagnostics: &mut Vec<Diagnostic>) -> Option<Span> {
    for (at, step) in steps.iter().enumerate() {
        ended(&step.otherwise, diagnostics);
        let end = match &step.action {
            Action::Reply { .. } => Some(step.span),
            Action::Group(body) => ended(body, diagnostics),
            Action::Block { body, .. } | Action::SingleFlight { body, .. } => {
                ended(body, diagnostics);
                None
            }
            Action::Each(each) => {
                ended(&each.body, diagnostics);
                None
            }
            _ => None,
        };
        let Some(end) = end.filter(|_| step.guard.is_none()) else { continue };
        if let Some(next) = steps.get(at + 1) {
            diagnostics.push(
                Diagnostic::error("unreachable", next.span, "this step is never reached")
                    .label(end, "the flow ends here")
                    .help("a reply ends the flow: put it last, give it an `if`, or write `answer` to go on"),
            );
        }
        return Some(end);
    }
    None
}

fn never_runs(flow: &Flow, diagnostics: &mut Vec<Diagnostic>) {
    walk(&flow.steps, &mut |step| {
        if let Some(guard) = &step.guard {
            if guard.kind == ExprKind::Constant(0) {
                diagnostics.push(
                    Diagnostic::warning("unreachable", guard.span, "this is never true")
                        .help("take the step out: an option can put it in"),
                );
            }
        }
    });
}

/// An endpoint that nobody gets an answer from by intent.
fn answers(flow: &Flow, diagnostics: &mut Vec<Diagnostic>) {
    let Some(endpoint) = &flow.endpoint else { return };
    let mut answers = flow.steps.is_empty();
    walk(&flow.steps, &mut |step| {
        answers |= matches!(step.action, Action::Reply { .. } | Action::Answer { .. });
    });
    if !answers {
        diagnostics.push(
            Diagnostic::error("never-replies", flow.span, format!("`{endpoint}` never replies"))
                .help("end it with { reply = 200 }, or with the status that its callers wait for"),
        );
    }
}

fn never_starts(design: &Design, flow: &Flow, diagnostics: &mut Vec<Diagnostic>) {
    if flow.trigger != Trigger::Called {
        return;
    }
    let called = design.flows.iter().any(|other| {
        let mut found = false;
        walk(&other.steps, &mut |step| {
            if let Action::Call(called) | Action::Start(called) = &step.action {
                found |= design.flows[called.flow.index()].id == flow.id;
            }
        });
        found
    });
    if !called {
        diagnostics.push(
            Diagnostic::error("never-starts", flow.span, format!("nothing starts `{}`", flow.id)).help(
                "give it load (arrive), a timer (every) or messages (from), or call it from another flow",
            ),
        );
    }
}

/// Flows that call each other without end.
pub(super) fn circles(design: &Design, diagnostics: &mut Vec<Diagnostic>) {
    let calls: Vec<Vec<usize>> = design
        .flows
        .iter()
        .map(|flow| {
            let mut calls = Vec::new();
            walk(&flow.steps, &mut |step| {
                if let Action::Call(called) | Action::Start(called) = &step.action {
                    calls.push(called.flow.index());
                }
            });
            calls
        })
        .collect();
    for start in 0..calls.len() {
        if reaches(&calls, start, start) {
            let flow = &design.flows[start];
            diagnostics.push(
                Diagnostic::error(
                    "unbounded",
                    flow.span,
                    format!("`{}` calls itself, by itself or through others", flow.id),
                )
                .help("a loop that goes on belongs to a topic or a timer: send a message instead"),
            );
        }
    }
}

/// Messages that are dead-lettered and come back to where they failed, without end.
pub(super) fn rings(design: &Design, diagnostics: &mut Vec<Diagnostic>) {
    let dead = |flow: &Flow| {
        let Trigger::Consume(consumer) = &flow.trigger else { return None };
        let Feed::Topic(from, _) = &consumer.from else { return None };
        Some((from.index(), consumer.dead.as_ref()?.0.index()))
    };
    let mut next = vec![Vec::new(); design.topics.len()];
    for (from, to) in design.flows.iter().filter_map(dead) {
        next[from].push(to);
    }
    for flow in &design.flows {
        let Some((from, to)) = dead(flow).filter(|&(from, to)| from == to || reaches(&next, to, from)) else {
            continue;
        };
        let (from, to) = (&design.topics[from].id, &design.topics[to].id);
        let message = if from == to {
            format!("what fails in `{}` goes back to `{from}`, where it fails again", flow.id)
        } else {
            format!("what fails in `{}` goes to `{to}`, and from there back to `{from}`", flow.id)
        };
        diagnostics.push(
            Diagnostic::error("unbounded", flow.span, message)
                .help("let `dead` name a topic of its own, for what is looked at later; `attempts` and `backoff` try again"),
        );
    }
}

/// Whether a way of one step or more leads from `start` to `end`.
fn reaches(next: &[Vec<usize>], start: usize, end: usize) -> bool {
    let mut pending = next[start].clone();
    let mut seen = vec![false; next.len()];
    while let Some(at) = pending.pop() {
        if at == end {
            return true;
        }
        if !std::mem::replace(&mut seen[at], true) {
            pending.extend(&next[at]);
        }
    }
    false
}
