use std::collections::BTreeSet;

use crate::calc::syntax::Comparison;
use crate::diag::{Diagnostic, Span};
use crate::problem::model::{
    Action, Arrivals, Design, Expr, ExprKind, Feed, Flow, OnFailure, Over, Seen, Slot, Step, Trigger,
};
use crate::problem::read::{exprs, walk};

/// What is known to be true or false: the number of an expression in [`Walk::known`].
type Fact = (usize, bool);

/// Facts that hold together, in order.
type Clause = Vec<Fact>;

/// Conditions under which one value is set that are kept; more only make the check miss nothing it could
/// have proved by them.
const MAX_CLAUSES: usize = 12;

/// Values that may be unset where they are read.
///
/// A value counts as set under the conditions of the steps that set it: unset in general, it is set where
/// the same condition holds, and where it is set both under a condition and under its contrary.
pub(super) fn check(design: &Design, flow: &Flow, diagnostics: &mut Vec<Diagnostic>) {
    let mut walk = Walk { flow, diagnostics, said: BTreeSet::new(), known: Vec::new() };
    let mut state = State { set: vec![Vec::new(); flow.values.len()], path: Clause::new() };
    for slot in given(design, flow) {
        state.set[slot.index()] = vec![Clause::new()];
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
        Trigger::Arrive(Arrivals::Each { row, .. }) | Trigger::Gone { row, .. } => {
            slots.extend(row.iter().map(|(_, slot)| *slot));
        }
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

#[derive(Clone)]
struct State {
    /// For each value the conditions under which it is set.
    set: Vec<Vec<Clause>>,
    /// What is true here.
    path: Clause,
}

impl State {
    fn is_set(&self, slot: Slot) -> bool {
        let clauses = &self.set[slot.index()];
        let open = |clause: &Clause| {
            clause.iter().filter(|fact| !self.path.contains(fact)).copied().collect::<Clause>()
        };
        let open: Vec<Clause> = clauses.iter().map(open).collect();
        open.iter().any(Vec::is_empty)
            || open.iter().any(|one| match one.as_slice() {
                [(fact, truth)] => open.iter().any(|other| other.as_slice() == [(*fact, !truth)]),
                _ => false,
            })
    }

    /// What also holds here.
    fn assume(&mut self, facts: &[Fact]) {
        self.path.extend(facts);
        self.path.sort_unstable();
        self.path.dedup();
    }

    /// Takes over what was set in `inner`, which ran under `facts`.
    fn join(&mut self, inner: &Self, facts: &[Fact]) {
        for (known, clauses) in self.set.iter_mut().zip(&inner.set) {
            if known == clauses {
                continue;
            }
            for clause in clauses {
                // What was set before it ran is known, and with further facts is no news.
                if known.contains(clause) {
                    continue;
                }
                let mut clause = clause.clone();
                clause.extend(facts);
                clause.sort_unstable();
                clause.dedup();
                let implied = known.iter().any(|known| known.iter().all(|fact| clause.contains(fact)));
                if !implied && known.len() < MAX_CLAUSES {
                    known.push(clause);
                }
            }
        }
    }

    /// Keeps only the facts that also hold elsewhere.
    fn agree(&mut self, other: &Self) {
        self.path.retain(|fact| other.path.contains(fact));
    }
}

struct Walk<'a> {
    flow: &'a Flow,
    diagnostics: &'a mut Vec<Diagnostic>,
    said: BTreeSet<(Slot, usize)>,
    /// Expressions that facts are about: their text without places, and the values they read.
    known: Vec<(String, Vec<Slot>)>,
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
            Some(guard) => (self.facts(guard, true), self.facts(guard, false)),
            None => (Vec::new(), Vec::new()),
        };
        let mut inner = state.clone();
        inner.assume(&yes);
        self.act(step, &mut inner);
        for (_, slot) in &step.binding.0 {
            self.assign(&mut inner, *slot);
        }
        let mut other = state.clone();
        other.assume(&no);
        self.list(&step.otherwise, &mut other);
        let ends = matches!(step.action, Action::Reply { .. });
        if step.guard.is_none() {
            *state = inner;
            return;
        }
        // Facts about what either branch has changed are gone.
        state.agree(&inner);
        state.agree(&other);
        let both: Vec<bool> = (0..state.set.len())
            .filter_map(|at| u32::try_from(at).ok())
            .map(|at| state.is_set(Slot(at)) && inner.is_set(Slot(at)) && other.is_set(Slot(at)))
            .collect();
        if ends {
            state.assume(&no);
            state.join(&other, &[]);
            return;
        }
        let before = std::mem::replace(&mut state.set, vec![Vec::new(); both.len()]);
        state.join(&inner, &yes);
        state.join(&other, &no);
        for ((clauses, before), both) in state.set.iter_mut().zip(before).zip(both) {
            // What was set in general and is set in both branches is set in general.
            if both && before.iter().any(Vec::is_empty) {
                *clauses = vec![Clause::new()];
            }
        }
    }

    fn act(&mut self, step: &Step, state: &mut State) {
        match &step.action {
            Action::Let(gives) => {
                for (slot, expr) in gives {
                    self.reads(expr, state);
                    self.assign(state, *slot);
                }
            }
            Action::Block { body, .. } | Action::Group(body) => self.block(step, body, state),
            Action::SingleFlight { key, body } => {
                self.reads(key, state);
                self.block(step, body, state);
            }
            Action::Each(each) => {
                let mut inner = state.clone();
                match &each.over {
                    Over::Rows { rows, parts } => {
                        self.slot(*rows, step, state);
                        for (_, slot) in parts {
                            self.assign(&mut inner, *slot);
                        }
                    }
                    Over::Items { list, item } => {
                        self.reads(list, state);
                        self.assign(&mut inner, *item);
                    }
                    Over::Count { from, to, item } => {
                        self.reads(from, state);
                        self.reads(to, state);
                        self.assign(&mut inner, *item);
                    }
                }
                self.list(&each.body, &mut inner);
                if let Some(until) = &each.until {
                    self.reads(until, &inner);
                }
                // A loop may go round not once.
                state.agree(&inner);
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
            state.agree(&inside);
            self.assign(state, *slot);
            let mut conditional = inside;
            self.assign(&mut conditional, *slot);
            let fact = self.fact(format!("Value({slot:?})"), vec![*slot]);
            for (known, clauses) in state.set.iter().zip(&mut conditional.set) {
                if !known.is_empty() {
                    clauses.clear();
                }
            }
            state.join(&conditional, &[(fact, true)]);
        }
    }

    /// A value gets a new content: what was known about the old one is not true any more.
    fn assign(&self, state: &mut State, slot: Slot) {
        let about = |fact: &Fact| self.known[fact.0].1.contains(&slot);
        state.path.retain(|fact| !about(fact));
        for clauses in &mut state.set {
            clauses.retain(|clause| !clause.iter().any(about));
        }
        state.set[slot.index()] = vec![Clause::new()];
    }

    /// The number of an expression.
    fn fact(&mut self, text: String, reads: Vec<Slot>) -> usize {
        let at = self.known.iter().position(|(known, _)| *known == text);
        at.unwrap_or_else(|| {
            self.known.push((text, reads));
            self.known.len() - 1
        })
    }

    /// What must be true where an expression is `truth`.
    fn facts(&mut self, expr: &Expr, truth: bool) -> Vec<Fact> {
        let (text, truth) = match (&expr.kind, truth) {
            (ExprKind::And(a, b), true) | (ExprKind::Or(a, b), false) => {
                let mut all = self.facts(a, truth);
                all.extend(self.facts(b, truth));
                return all;
            }
            (ExprKind::Not(inner), _) => return self.facts(inner, !truth),
            (ExprKind::Constant(_), _) => return Vec::new(),
            (ExprKind::Compare(sign, a, b), _) => {
                // Each comparison in one of three forms, so that a condition meets its contrary.
                let (sign, truth) = match sign {
                    Comparison::Differs => (Comparison::Equal, !truth),
                    Comparison::AtLeast => (Comparison::Less, !truth),
                    Comparison::AtMost => (Comparison::Greater, !truth),
                    sign => (*sign, truth),
                };
                (format!("{sign:?}({}, {})", text(a), text(b)), truth)
            }
            _ => (text(expr), truth),
        };
        let mut reads = Vec::new();
        expr.walk(&mut |part| {
            if let ExprKind::Value(slot) = part.kind {
                reads.push(slot);
            }
        });
        vec![(self.fact(text, reads), truth)]
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

fn unset(name: &str, span: Span) -> Diagnostic {
    let help = match name.split_once('.') {
        Some((head, _)) => {
            format!("the step that leaves `{head}` may not have run: use it under the same `if`")
        }
        None => {
            format!("give it a first value: with = {{ {name} = … }}, or use it under the `if` that sets it")
        }
    };
    Diagnostic::error("unset", span, format!("`{name}` may be unset here")).help(help)
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
