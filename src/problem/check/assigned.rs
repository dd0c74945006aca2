use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

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

/// The conditions under which a value is set: none where it is not, and one without facts where it always is.
/// Shared, since a step changes few.
type Clauses = Rc<Vec<Clause>>;

/// Conditions under which one value is set that are kept; more only make the check miss nothing it could
/// have proved by them.
const MAX_CLAUSES: usize = 12;

/// A flow is remembered in so many forms; then all of them are forgotten.
const MAX_FORMS: usize = 256;

/// Looks for values that may be unset where they are read, and remembers what it found: variants of a design
/// share most flows.
///
/// A value counts as set under the conditions of the steps that set it: unset in general, it is set where
/// the same condition holds, and where it is set both under a condition and under its contrary.
#[derive(Default)]
pub(in crate::problem) struct Assigned(RefCell<BTreeMap<String, Vec<Checked>>>);

/// A flow, what it is given, and what is wrong with it.
struct Checked {
    flow: Flow,
    given: BTreeSet<Slot>,
    found: Vec<Diagnostic>,
}

impl Assigned {
    /// Checks every flow of a design.
    pub fn check(&self, design: &Design, diagnostics: &mut Vec<Diagnostic>) {
        let passed = passed(design);
        for (flow, passed) in design.flows.iter().zip(passed) {
            let given = given(flow, passed);
            let mut known = self.0.borrow_mut();
            if !known.contains_key(&flow.id) {
                known.insert(flow.id.clone(), Vec::new());
            }
            let Some(forms) = known.get_mut(&flow.id) else { continue };
            if let Some(same) = forms.iter().find(|form| form.given == given && form.flow == *flow) {
                diagnostics.extend(same.found.iter().cloned());
                continue;
            }
            let found = check(flow, &given);
            diagnostics.extend(found.iter().cloned());
            if forms.len() == MAX_FORMS {
                forms.clear();
            }
            forms.push(Checked { flow: flow.clone(), given, found });
        }
    }
}

fn check(flow: &Flow, given: &BTreeSet<Slot>) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    let (never, always) = (Rc::new(Vec::new()), Rc::new(vec![Clause::new()]));
    let mut state = State { set: vec![Rc::clone(&never); flow.values.len()], path: Clause::new() };
    for slot in given {
        state.set[slot.index()] = Rc::clone(&always);
    }
    let said = BTreeSet::new();
    let mut walk = Walk { flow, diagnostics: &mut diagnostics, said, known: Vec::new(), never, always };
    walk.list(&flow.steps, &mut state);
    diagnostics
}

/// What calls give to each flow.
pub(super) fn passed(design: &Design) -> Vec<BTreeSet<Slot>> {
    let mut passed = vec![BTreeSet::new(); design.flows.len()];
    for flow in &design.flows {
        walk(&flow.steps, &mut |step| {
            if let Action::Call(called) | Action::Start(called) = &step.action {
                passed[called.flow.index()].extend(called.pass.iter().map(|(slot, _)| *slot));
            }
        });
    }
    passed
}

/// What is set before the first step: defaults, and what callers, messages and rows give.
pub(super) fn given(flow: &Flow, passed: BTreeSet<Slot>) -> BTreeSet<Slot> {
    let mut slots = passed;
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
    slots
}

#[derive(Clone)]
struct State {
    /// For each value the conditions under which it is set.
    set: Vec<Clauses>,
    /// What is true here.
    path: Clause,
}

impl State {
    fn is_set(&self, slot: Slot) -> bool {
        let clauses = &self.set[slot.index()];
        if always(clauses) {
            return true;
        }
        // Of each clause the facts that are open here: none, and it is set; one alone, and its contrary may do.
        let open = |clause: &Clause| {
            let mut open = clause.iter().filter(|fact| !self.path.contains(fact));
            (open.next().copied(), open.next().is_some())
        };
        let mut alone = Vec::new();
        for clause in clauses.iter() {
            match open(clause) {
                (None, _) => return true,
                (Some((fact, truth)), false) => {
                    if alone.contains(&(fact, !truth)) {
                        return true;
                    }
                    alone.push((fact, truth));
                }
                (Some(_), true) => {}
            }
        }
        false
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
            if !clauses.is_empty() && !Rc::ptr_eq(known, clauses) && known != clauses {
                join(Rc::make_mut(known), clauses, facts);
            }
        }
    }

    /// Keeps only the facts that also hold elsewhere.
    fn agree(&mut self, other: &Self) {
        self.path.retain(|fact| other.path.contains(fact));
    }
}

/// Whether a value is set whatever else is true.
fn always(clauses: &[Clause]) -> bool {
    clauses.iter().any(Vec::is_empty)
}

/// Takes over the conditions of a value that was set where `facts` hold.
fn join(known: &mut Vec<Clause>, clauses: &[Clause], facts: &[Fact]) {
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

struct Walk<'a> {
    flow: &'a Flow,
    diagnostics: &'a mut Vec<Diagnostic>,
    said: BTreeSet<(Slot, usize)>,
    /// Expressions that facts are about: their text without places, and the values they read.
    known: Vec<(String, Vec<Slot>)>,
    never: Clauses,
    always: Clauses,
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
        let Some(guard) = &step.guard else {
            let other = (!step.otherwise.is_empty()).then(|| state.clone());
            self.run(step, state);
            if let Some(mut other) = other {
                self.list(&step.otherwise, &mut other);
            }
            return;
        };
        let (yes, no) = (self.facts(guard, true), self.facts(guard, false));
        let mut inner = state.clone();
        inner.assume(&yes);
        self.run(step, &mut inner);
        let mut other = state.clone();
        other.assume(&no);
        self.list(&step.otherwise, &mut other);
        // Facts about what either branch has changed are gone.
        state.agree(&inner);
        state.agree(&other);
        if matches!(step.action, Action::Reply { .. }) {
            state.assume(&no);
            state.join(&other, &[]);
            return;
        }
        for (at, clauses) in state.set.iter_mut().enumerate() {
            let slot = Slot(u32::try_from(at).unwrap_or(u32::MAX));
            // What neither branch has touched is as it was; what was set in general and is set in both branches is
            // set in general.
            *clauses = if Rc::ptr_eq(&inner.set[at], &other.set[at]) {
                Rc::clone(&inner.set[at])
            } else if always(clauses) && inner.is_set(slot) && other.is_set(slot) {
                Rc::clone(&self.always)
            } else if inner.set[at].is_empty() && other.set[at].is_empty() {
                Rc::clone(&self.never)
            } else {
                let mut both = Vec::new();
                join(&mut both, &inner.set[at], &yes);
                join(&mut both, &other.set[at], &no);
                Rc::new(both)
            };
        }
    }

    /// What a step does where it runs, and what it leaves.
    fn run(&mut self, step: &Step, state: &mut State) {
        self.act(step, state);
        for (_, slot) in &step.binding.0 {
            self.assign(state, *slot);
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
                    *clauses = Rc::clone(&self.never);
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
            if clauses.iter().flatten().any(about) {
                Rc::make_mut(clauses).retain(|clause| !clause.iter().any(about));
            }
        }
        state.set[slot.index()] = Rc::clone(&self.always);
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
