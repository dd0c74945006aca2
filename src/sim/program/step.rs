use super::flow::hash;
use super::op::{Call, Loop, LoopOver, Op, Retry, Role, Step, part_of_row};
use super::refuse::Refusal;
use crate::problem::model::{
    Action, Called, Design, Each, Expr, ExprKind, Flow, Kind, Moment, Over, Slot, Type,
};
use crate::sim::code::{Code, ListCode, Lowering, Totals, lower, lower_list, place};

/// Compiles the steps of one flow.
pub(super) struct Builder<'d> {
    pub design: &'d Design,
    /// The flow's number.
    pub number: usize,
    pub flow: &'d Flow,
    pub totals: &'d mut Totals,
    pub ops: Vec<Op>,
    pub of_step: Vec<u32>,
    pub steps: Vec<Step>,
    /// Values so far, those of the program's own included.
    pub values: u32,
    pub lists: u32,
    pub list_of: Vec<Option<u32>>,
    /// The blocks around, and from which on they belong to the same strand.
    pub blocks: Vec<usize>,
    pub barrier: usize,
    /// Retry budgets so far, over all flows.
    pub accounts: usize,
}

fn small(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

impl<'d> Builder<'d> {
    pub fn new(design: &'d Design, number: usize, totals: &'d mut Totals, accounts: usize) -> Self {
        let flow = &design.flows[number];
        let mut lists = 0;
        let list_of = flow
            .values
            .iter()
            .map(|value| {
                (!value.ty.is_scalar()).then(|| {
                    lists += 1;
                    lists - 1
                })
            })
            .collect();
        Self {
            design,
            number,
            flow,
            totals,
            ops: Vec::new(),
            of_step: Vec::new(),
            steps: Vec::new(),
            values: small(flow.values.len()),
            lists,
            list_of,
            blocks: Vec::new(),
            barrier: 0,
            accounts,
        }
    }

    pub fn code(&mut self, expr: &Expr) -> Code {
        lower(expr, &mut Lowering { lists: &self.list_of, totals: self.totals, walk: None })
    }

    pub fn maybe(&mut self, expr: Option<&Expr>) -> Option<Code> {
        expr.map(|expr| self.code(expr))
    }

    pub fn list(&mut self, expr: &Expr) -> ListCode {
        lower_list(expr, &mut Lowering { lists: &self.list_of, totals: self.totals, walk: None })
    }

    fn emit(&mut self, op: Op, step: u32) -> usize {
        self.ops.push(op);
        self.of_step.push(step);
        self.ops.len() - 1
    }

    fn here(&self) -> u32 {
        small(self.ops.len())
    }

    /// A value of the program's own.
    fn hidden(&mut self) -> u32 {
        self.values += 1;
        self.values - 1
    }

    /// Sets the target of an operation to the next one.
    fn land(&mut self, at: usize) {
        let here = self.here();
        match &mut self.ops[at] {
            Op::Test(_, to)
            | Op::Jump(to)
            | Op::Next(_, to)
            | Op::Until(_, to)
            | Op::Fork(_, to)
            | Op::Limit(_, to)
            | Op::Flight(_, to, _) => *to = here,
            Op::Begin(begun) => begun.exit = here,
            _ => {}
        }
    }

    pub fn all(
        &mut self,
        steps: &'d [crate::problem::model::Step],
        parent: Option<u32>,
    ) -> Result<(), Refusal> {
        steps.iter().try_for_each(|step| self.step(step, parent))
    }

    fn step(&mut self, step: &'d crate::problem::model::Step, parent: Option<u32>) -> Result<(), Refusal> {
        let number = small(self.steps.len());
        let binds = step.binding.0.iter().map(|(seen, slot)| (*seen, slot.0, self.list_of[slot.index()]));
        let binds = binds.collect();
        let retry = step.visit.retry.as_ref().map(|retry| {
            self.accounts += 1;
            Retry {
                times: retry.times,
                base: retry.base.max(0).cast_unsigned(),
                cap: retry.cap.max(0).cast_unsigned(),
                jitter: retry.jitter,
                budget: retry.budget,
                on: retry.on.iter().fold(0, |bits, reason| bits | Retry::bit(*reason)),
                counter: 0,
                account: self.accounts - 1,
            }
        });
        let retry = retry.map(|retry| Retry { counter: self.hidden(), ..retry });
        self.steps.push(Step {
            id: step.id.clone(),
            label: step.label.clone(),
            span: step.span,
            on_failure: step.on_failure,
            binds,
            retry,
            place: place(step.stream),
            start: 0,
            after: 0,
            parent,
            role: Role::Plain,
            faults: self.faults_after(step),
        });
        let test = step.guard.as_ref().map(|guard| {
            let code = self.code(guard);
            self.emit(Op::Test(code, 0), number)
        });
        self.steps[number as usize].start = self.here();
        let limit = match (&step.action, step.visit.timeout) {
            (Action::Call(_) | Action::Start(_), _) | (_, None) => None,
            (_, Some(timeout)) => {
                let nanos = timeout.max(0).cast_unsigned();
                Some((
                    self.emit(Op::Limit(nanos, 0), number),
                    std::mem::replace(&mut self.barrier, self.blocks.len()),
                ))
            }
        };
        self.action(step, number)?;
        if let Some((limit, barrier)) = limit {
            self.barrier = barrier;
            self.emit(Op::Join, number);
            self.land(limit);
        }
        self.steps[number as usize].after = self.here();
        if !self.steps[number as usize].faults.is_empty() {
            self.emit(Op::Passed, number);
        }
        if let Some(test) = test {
            if step.otherwise.is_empty() {
                self.land(test);
            } else {
                let end = self.emit(Op::Jump(0), number);
                self.land(test);
                self.all(&step.otherwise, parent)?;
                self.land(end);
            }
        }
        Ok(())
    }

    fn faults_after(&self, step: &crate::problem::model::Step) -> Box<[usize]> {
        let active = &self.design.scenario.faults;
        let after = |moment: &Moment| match moment {
            Moment::At(_) => false,
            Moment::AfterByChance { flow, step: id, .. } | Moment::AfterNth { flow, step: id, .. } => {
                flow.index() == self.number && step.id.as_ref() == Some(id)
            }
        };
        let faults = active.iter().map(|fault| fault.index());
        faults.filter(|fault| after(&self.design.faults[*fault].moment)).collect()
    }

    fn action(&mut self, step: &'d crate::problem::model::Step, number: u32) -> Result<(), Refusal> {
        match &step.action {
            Action::Read(_)
            | Action::Count { .. }
            | Action::Insert(_)
            | Action::Put(_)
            | Action::Update(_)
            | Action::Delete(_) => {
                let statement = self.statement(step)?;
                self.emit(Op::Statement(Box::new(statement)), number);
            }
            Action::Block { at, body, atomic } => self.block(at.index(), body, *atomic, number)?,
            Action::Visit { at } => {
                self.emit(Op::Visit(at.index()), number);
            }
            Action::Call(called) => {
                let call = self.call(called, step.visit.timeout);
                self.emit(Op::Call(Box::new(call)), number);
            }
            Action::Start(called) => {
                let call = self.call(called, None);
                self.emit(Op::Start(Box::new(call)), number);
            }
            Action::Send(send) => {
                let post = self.post(send);
                self.emit(Op::Send(Box::new(post)), number);
            }
            Action::Each(each) => self.each(each, number)?,
            Action::Let(values) => {
                for (slot, expr) in values {
                    let op = match self.list_of[slot.index()] {
                        Some(list) => Op::LetList(list, self.list(expr)),
                        None => Op::Let(slot.0, self.code(expr)),
                    };
                    self.emit(op, number);
                }
            }
            Action::Wait(expr) => {
                let code = self.code(expr);
                self.emit(Op::Wait(code), number);
            }
            Action::Reply { status, set } => {
                let set = set.iter().map(|(at, expr)| (*at, self.code(expr))).collect();
                self.emit(Op::Reply(*status, set), number);
            }
            Action::Answer { status, set } => {
                let set = set.iter().map(|(at, expr)| (*at, self.code(expr))).collect();
                self.emit(Op::Answer(*status, set), number);
            }
            Action::Note { note, value, by } => {
                let (value, by) = (self.maybe(value.as_ref()), self.maybe(by.as_ref()));
                self.emit(Op::Note(note.index(), value, by), number);
            }
            Action::SingleFlight { key, body } => {
                let code = self.code(key);
                let mut assigned = Vec::new();
                gives(body, &mut assigned);
                let slots = assigned.iter().map(|slot| slot.0).collect();
                self.steps[number as usize].role = Role::Flight;
                let flight = self.emit(Op::Flight(code, 0, slots), number);
                self.all(body, Some(number))?;
                self.emit(Op::Land, number);
                self.land(flight);
            }
            Action::Group(body) => self.all(body, Some(number))?,
        }
        Ok(())
    }

    fn block(
        &mut self,
        at: usize,
        body: &'d [crate::problem::model::Step],
        atomic: bool,
        number: u32,
    ) -> Result<(), Refusal> {
        if !atomic {
            self.all(body, Some(number))?;
            self.emit(Op::Through, number);
            return Ok(());
        }
        let keys = self.keys_of(at, body);
        self.steps[number as usize].role = Role::Block;
        self.emit(Op::Enter(at, keys.map(Box::new)), number);
        self.blocks.push(at);
        self.all(body, Some(number))?;
        self.blocks.pop();
        self.emit(Op::Leave, number);
        Ok(())
    }

    fn call(&mut self, called: &Called, timeout: Option<i64>) -> Call {
        let target = &self.design.flows[called.flow.index()];
        let mut pass = Vec::new();
        let mut pass_lists = Vec::new();
        for (slot, expr) in &called.pass {
            if target.values[slot.index()].ty.is_scalar() {
                pass.push((slot.0, self.code(expr)));
            } else {
                let lists =
                    target.values[..slot.index()].iter().filter(|value| !value.ty.is_scalar()).count();
                pass_lists.push((small(lists), self.list(expr)));
            }
        }
        let given = |slot: usize| called.pass.iter().any(|(given, _)| given.index() == slot);
        let with_default = target
            .values
            .iter()
            .enumerate()
            .filter(|(_, value)| value.default.is_some())
            .map(|(slot, _)| slot);
        let defaults = with_default
            .enumerate()
            .filter(|(_, slot)| !given(*slot))
            .map(|(position, _)| position)
            .collect();
        Call {
            flow: called.flow.index(),
            pass: pass.into(),
            pass_lists: pass_lists.into(),
            defaults,
            timeout: timeout.map(|timeout| timeout.max(0).cast_unsigned()),
        }
    }

    fn each(&mut self, each: &'d Each, number: u32) -> Result<(), Refusal> {
        let counter = self.hidden();
        let over = match &each.over {
            Over::Rows { rows, parts } => {
                let ty = self.flow.values[rows.index()].ty;
                let width = match ty {
                    Type::Rows(table) => self.design.tables[table.index()].columns.len(),
                    _ => 0,
                };
                let parts = parts
                    .iter()
                    .filter_map(|(seen, slot)| part_of_row(*seen, width).map(|at| (at, slot.0)))
                    .collect();
                LoopOver::Rows(self.list_of[rows.index()].unwrap_or(0), width + 2, parts)
            }
            Over::Items { list, item } => {
                let code = self.list(list);
                self.lists += 1;
                LoopOver::Items(code, self.lists - 1, item.0)
            }
            Over::Count { from, to, item } => {
                let (from, to) = (self.code(from), self.code(to));
                LoopOver::Count(from, to, item.0, self.hidden())
            }
        };
        // One connection does one thing at a time: in a block of a store rounds run one after the other.
        let alone = self.blocks.iter().any(|at| {
            !matches!(self.design.components[*at].kind, Kind::Pool(_) | Kind::Service(_) | Kind::Gateway(_))
        });
        let mut added = Vec::new();
        sums(&each.body, &mut added);
        let sums = added.iter().map(|slot| slot.0).collect();
        let begun = Box::new(Loop { over, counter, exit: 0, sums });
        if each.together && !alone {
            self.steps[number as usize].role = Role::Fork;
            let fork = self.emit(Op::Fork(begun, 0), number);
            let barrier = std::mem::replace(&mut self.barrier, self.blocks.len());
            self.all(&each.body, Some(number))?;
            self.barrier = barrier;
            self.emit(Op::Join, number);
            self.land(fork);
            if let Op::Fork(begun, exit) = &mut self.ops[fork] {
                begun.exit = *exit;
            }
            return Ok(());
        }
        let begin = self.emit(Op::Begin(begun), number);
        let next = self.emit(Op::Next(small(begin), 0), number);
        self.steps[number as usize].role = Role::Loop(small(next));
        self.all(&each.body, Some(number))?;
        let until = each.until.as_ref().map(|until| {
            let code = self.code(until);
            self.emit(Op::Until(code, 0), number)
        });
        self.emit(Op::Jump(small(next)), number);
        self.land(begin);
        self.land(next);
        if let Some(until) = until {
            self.land(until);
        }
        Ok(())
    }

    /// Ends the flow and gives what was compiled.
    pub fn finish(mut self) -> Self {
        self.emit(Op::Reply(200, Box::default()), u32::MAX);
        self
    }

    /// The number of the flow among streams of luck.
    pub fn stream(&self) -> u64 {
        hash(&self.flow.id)
    }
}

/// Steps inside a step.
fn inside(step: &crate::problem::model::Step) -> impl Iterator<Item = &[crate::problem::model::Step]> {
    let body: &[crate::problem::model::Step] = match &step.action {
        Action::Block { body, .. } | Action::Group(body) | Action::SingleFlight { body, .. } => body,
        Action::Each(each) => &each.body,
        _ => &[],
    };
    [body, &step.otherwise].into_iter()
}

/// The values that steps give.
pub(super) fn gives(steps: &[crate::problem::model::Step], out: &mut Vec<Slot>) {
    for step in steps {
        out.extend(step.binding.0.iter().map(|(_, slot)| *slot));
        match &step.action {
            Action::Let(values) => out.extend(values.iter().map(|(slot, _)| *slot)),
            Action::Each(each) => match &each.over {
                Over::Rows { parts, .. } => out.extend(parts.iter().map(|(_, slot)| *slot)),
                Over::Items { item, .. } | Over::Count { item, .. } => out.push(*item),
            },
            _ => {}
        }
        inside(step).for_each(|steps| gives(steps, out));
    }
    out.sort_unstable();
    out.dedup();
}

/// The values that steps add to: `total = total + price`.
fn sums(steps: &[crate::problem::model::Step], out: &mut Vec<Slot>) {
    for step in steps {
        if let Action::Let(values) = &step.action {
            for (slot, expr) in values {
                if let ExprKind::Add(left, right) | ExprKind::Subtract(left, right) = &expr.kind
                    && adds_to(left, right, *slot)
                {
                    out.push(*slot);
                }
            }
        }
        inside(step).for_each(|steps| sums(steps, out));
    }
    out.sort_unstable();
    out.dedup();
}

fn adds_to(left: &Expr, right: &Expr, slot: Slot) -> bool {
    let is = |expr: &Expr| expr.kind == ExprKind::Value(slot);
    let deeper = |expr: &Expr| match &expr.kind {
        ExprKind::Add(left, right) | ExprKind::Subtract(left, right) => adds_to(left, right, slot),
        _ => false,
    };
    is(left) || is(right) || deeper(left)
}
