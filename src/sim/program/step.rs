use super::flow::hash;
use super::given::gives;
use super::op::{Call, Op, Retry, Role, Step};
use super::refuse::Refusal;
use crate::problem::model::{Action, Called, Design, Expr, Flow, Moment};
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

pub(super) fn small(number: usize) -> u32 {
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

    pub(super) fn emit(&mut self, op: Op, step: u32) -> usize {
        self.ops.push(op);
        self.of_step.push(step);
        self.ops.len() - 1
    }

    pub(super) fn here(&self) -> u32 {
        small(self.ops.len())
    }

    /// A value of the program's own.
    pub(super) fn hidden(&mut self) -> u32 {
        self.values += 1;
        self.values - 1
    }

    /// Sets the target of an operation to the next one.
    pub(super) fn land(&mut self, at: usize) {
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
        // Before where a further attempt begins: that is no first one.
        if let Some(retry) = &self.steps[number as usize].retry
            && retry.budget.is_some()
        {
            self.emit(Op::First(retry.account), number);
        }
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
            // A flow that nothing starts may be without its values, and then this call is never made.
            let Some(value) = target.values.get(slot.index()) else { continue };
            if value.ty.is_scalar() {
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
