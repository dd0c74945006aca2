use std::collections::{BTreeMap, BTreeSet};

use crate::calc::syntax::Comparison;
use crate::diag::Diagnostic;
use crate::problem::model::{
    Action, Arrivals, Design, Expr, ExprKind, Feed, Flow, OnFailure, Over, Seen, Slot, Step, Trigger,
};
use crate::problem::read::{exprs, walk};

/// What is known to be true or false: an expression, as text without places.
type Fact = (String, bool);

/// Values that may be unset where they are read.
///
/// A value counts as set under the conditions of the steps that set it: unset in general, it is set where
/// the same condition holds, and where it is set both under a condition and under its contrary.
pub(super) fn check(design: &Design, flow: &Flow, diagnostics: &mut Vec<Diagnostic>) {
    let mut walk = Walk { flow, diagnostics, said: BTreeSet::new() };
    let mut state = State::default();
    for slot in given(design, flow) {
        state.set.entry(slot).or_default().push(BTreeSet::new());
    }
    walk.list(&flow.steps, &mut state);
}

/// What is set before the first step: defaults, and what callers, messages and rows give.
fn given(design: &Design, flow: &Flow) -> BTreeSet<Slot> {
    let mut slots = BTreeSet::new();
    for (at, value) in flow.values.iter().enumerate() {
        if value.default.is_some() {
            slots.insert(Slot(u32::try_from(at).unwrap_or(u32::MAX)));
        }
    }
    match &flow.trigger {
        Trigger::Arrive(Arrivals::Each { row, .. }) | Trigger::Gone { row, .. } => slots.extend(row.iter().map(|(_, slot)| *slot)),
        Trigger::Consume(consumer) => match &consumer.from {
            Feed::Topic(_, fields) => slots.extend(fields.iter().map(|(_, slot)| *slot)),
            Feed::Changes(_, row) => slots.extend(row.iter().map(|(_, slot)| *slot)),
        },
        _ => {}
    }
    for other in &design.flows {
        walk(&other.steps, &mut |step| {
            if let Action::Call(called) | Action::Start(called) = &step.action {
                if design.flows[called.flow.index()].id == flow.id {
                    slots.extend(called.pass.iter().map(|(slot, _)| *slot));
                }
            }
        });
    }
    slots
}

#[derive(Clone, Default)]
struct State {
    /// For each value the conditions under which it is set.
    set: BTreeMap<Slot, Vec<BTreeSet<Fact>>>,
    /// What is true here.
    path: BTreeSet<Fact>,
}

impl State {
    fn is_set(&self, slot: Slot) -> bool {
        let Some(clauses) = self.set.get(&slot) else { return false };
        let rest = |clause: &BTreeSet<Fact>| clause.difference(&self.path).cloned().collect::<Vec<Fact>>();
        let open: Vec<Vec<Fact>> = clauses.iter().map(rest).collect();
        open.iter().any(Vec::is_empty)
            || open.iter().any(|one| {
                let [(fact, truth)] = one.as_slice() else { return false };
                open.iter().any(|other| other.as_slice() == [(fact.clone(), !truth)])
            })
    }

    /// A value gets a new content: what was known about the old one is not true any more.
    fn assign(&mut self, slot: Slot) {
        let name = format!("Value(Slot({}))", slot.0);
        self.path.retain(|(fact, _)| !fact.contains(&name));
        for clauses in self.set.values_mut() {
            clauses.retain(|clause| clause.iter().all(|(fact, _)| !fact.contains(&name)));
        }
        self.set.insert(slot, vec![BTreeSet::new()]);
    }

    /// Takes over what was set in `inner`, which ran under `facts`.
    fn join(&mut self, inner: &Self, facts: &[Fact]) {
        for (slot, clauses) in &inner.set {
            let known = self.set.entry(*slot).or_default();
            for clause in clauses {
                let mut clause = clause.clone();
                clause.extend(facts.iter().cloned());
                if !known.iter().any(|known| known.is_subset(&clause)) {
                    known.push(clause);
                }
            }
        }
    }
}

struct Walk<'a> {
    flow: &'a Flow,
    diagnostics: &'a mut Vec<Diagnostic>,
    said: BTreeSet<(Slot, usize)>,
}

impl Walk<'_> {
    fn list(&mut self, steps: &[Step], state: &mut State) {
        for step in steps {
            self.step(step, state);
        }
    }

    fn step(&mut self, step: &Step, state: &mut State) {
        if let Some(guard) = &step.guard {
            self.reads(guard, state);
        }
        let (yes, no) = match &step.guard {
            Some(guard) => (facts(guard, true), facts(guard, false)),
            None => (Vec::new(), Vec::new()),
        };
        let mut inner = state.clone();
        inner.path.extend(yes.iter().cloned());
        self.act(step, &mut inner);
        for (_, slot) in &step.binding.0 {
            inner.assign(*slot);
        }
        let mut other = state.clone();
        other.path.extend(no.iter().cloned());
        self.list(&step.otherwise, &mut other);
        let ends = matches!(step.action, Action::Reply { .. });
        if step.guard.is_none() {
            *state = inner;
            return;
        }
        // Facts about what either branch has changed are gone.
        state.path.retain(|fact| inner.path.contains(fact) && other.path.contains(fact));
        let before = std::mem::take(&mut state.set);
        if ends {
            state.set = before;
            state.path.extend(no);
            state.join(&other, &[]);
            return;
        }
        let both: BTreeSet<Slot> = before.keys().copied().filter(|slot| inner.is_set(*slot) && other.is_set(*slot)).collect();
        state.join(&inner, &yes);
        state.join(&other, &no);
        for slot in both {
            if before.get(&slot).is_some_and(|clauses| clauses.iter().any(BTreeSet::is_empty)) {
                state.set.entry(slot).or_default().push(BTreeSet::new());
            }
        }
    }

    fn act(&mut self, step: &Step, state: &mut State) {
        match &step.action {
            Action::Let(gives) => {
                for (slot, expr) in gives {
                    self.reads(expr, state);
                    state.assign(*slot);
                }
            }
            Action::Block { body, .. } => self.block(step, body, state),
            Action::SingleFlight { key, body } => {
                self.reads(key, state);
                self.block(step, body, state);
            }
            Action::Group(body) => self.block(step, body, state),
            Action::Each(each) => {
                let mut inner = state.clone();
                match &each.over {
                    Over::Rows { rows, parts } => {
                        self.slot(*rows, step, state);
                        parts.iter().for_each(|(_, slot)| inner.assign(*slot));
                    }
                    Over::Items { list, item } => {
                        self.reads(list, state);
                        inner.assign(*item);
                    }
                    Over::Count { from, to, item } => {
                        self.reads(from, state);
                        self.reads(to, state);
                        inner.assign(*item);
                    }
                }
                self.list(&each.body, &mut inner);
                if let Some(until) = &each.until {
                    self.reads(until, &inner);
                }
                // A loop may go round not once.
                state.path.retain(|fact| inner.path.contains(fact));
            }
            action => {
                let mut all = Vec::new();
                exprs(action, &mut |expr| all.push(expr));
                for expr in all {
                    self.reads(expr, state);
                }
            }
        }
    }

    /// Steps that may fail as a whole: what they set is certain only where they succeeded.
    fn block(&mut self, step: &Step, body: &[Step], state: &mut State) {
        let before = state.clone();
        self.list(body, state);
        if step.on_failure != OnFailure::GoOn || matches!(step.action, Action::Group(_)) {
            return;
        }
        let ok = step.binding.0.iter().find(|(seen, _)| *seen == Seen::Ok);
        let inside = std::mem::replace(state, before);
        if let Some((_, slot)) = ok {
            state.path.retain(|fact| inside.path.contains(fact));
            state.assign(*slot);
            let mut conditional = inside;
            conditional.assign(*slot);
            let fact = (format!("Value(Slot({}))", slot.0), true);
            let known: Vec<Slot> = state.set.keys().copied().collect();
            for slot in known {
                conditional.set.remove(&slot);
            }
            state.join(&conditional, &[fact]);
        }
    }

    fn reads(&mut self, expr: &Expr, state: &State) {
        let mut read = Vec::new();
        expr.walk(&mut |part| {
            if let ExprKind::Value(slot) = part.kind {
                read.push((slot, part.span));
            }
        });
        for (slot, span) in read {
            if !state.is_set(slot) && self.said.insert((slot, span.start)) {
                let name = self.flow.values.get(slot.index()).map_or("?", |value| value.name.as_str());
                self.diagnostics.push(unset(name, span));
            }
        }
    }

    fn slot(&mut self, slot: Slot, step: &Step, state: &State) {
        if !state.is_set(slot) && self.said.insert((slot, step.span.start)) {
            let name = self.flow.values.get(slot.index()).map_or("?", |value| value.name.as_str());
            self.diagnostics.push(unset(name, step.span));
        }
    }
}

fn unset(name: &str, span: crate::diag::Span) -> Diagnostic {
    let help = match name.split_once('.') {
        Some((head, _)) => format!("the step that leaves `{head}` may not have run: use it under the same `if`"),
        None => format!("give it a first value: with = {{ {name} = … }}, or use it under the `if` that sets it"),
    };
    Diagnostic::error("unset", span, format!("`{name}` may be unset here")).help(help)
}

/// What must be true where an expression is `truth`.
fn facts(expr: &Expr, truth: bool) -> Vec<Fact> {
    match (&expr.kind, truth) {
        (ExprKind::And(a, b), true) | (ExprKind::Or(a, b), false) => {
            let mut all = facts(a, truth);
            all.extend(facts(b, truth));
            all
        }
        (ExprKind::Not(inner), _) => facts(inner, !truth),
        (ExprKind::Constant(_), _) => Vec::new(),
        (ExprKind::Compare(sign, a, b), _) => {
            // Each comparison in one of three forms, so that a condition meets its contrary.
            let (sign, truth) = match sign {
                Comparison::Differs => (Comparison::Equal, !truth),
                Comparison::AtLeast => (Comparison::Less, !truth),
                Comparison::AtMost => (Comparison::Greater, !truth),
                sign => (*sign, truth),
            };
            vec![(format!("{sign:?}({}, {})", text(a), text(b)), truth)]
        }
        _ => vec![(text(expr), truth)],
    }
}

/// An expression as text without its places.
fn text(expr: &Expr) -> String {
    let debug = format!("{:?}", expr.kind);
    let mut shown = String::with_capacity(debug.len());
    let mut rest = debug.as_str();
    while let Some(at) = rest.find("span: Span {") {
        shown.push_str(&rest[..at]);
        rest = rest[at..].split_once('}').map_or("", |(_, after)| after);
    }
    shown.push_str(rest);
    shown
}
