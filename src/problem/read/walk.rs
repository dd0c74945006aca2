use crate::problem::model::{
    Action, Arrivals, ComponentId, Design, Expr, Look, Over, Step, Table, TableId, Trigger,
};

/// Calls `visit` on every step, also inside of others, in the order of the file.
pub(in crate::problem) fn walk<'s>(steps: &'s [Step], visit: &mut impl FnMut(&'s Step)) {
    for step in steps {
        visit(step);
        step.inner().into_iter().for_each(|steps| walk(steps, visit));
    }
}

/// Whether steps visit a component in a block or a visit of their own, or write to a table in it.
pub(super) fn visits(steps: &[Step], component: ComponentId, tables: &[Table]) -> bool {
    let is_in = |table: TableId| tables[table.index()].component == component;
    let mut found = false;
    walk(steps, &mut |step| {
        found |= match &step.action {
            Action::Block { at, .. } | Action::Visit { at } => *at == component,
            Action::Insert(write) | Action::Put(write) | Action::Update(write) | Action::Delete(write) => {
                is_in(write.table)
            }
            _ => false,
        };
    });
    found
}

/// Whether steps send to a topic.
pub(in crate::problem) fn sends(steps: &[Step], topic: usize) -> bool {
    let mut found = false;
    walk(steps, &mut |step| {
        found |= matches!(&step.action, Action::Send(send) if send.topic.index() == topic);
    });
    found
}

/// Whether every send to a topic carries a field.
pub(super) fn always_sends(steps: &[Step], topic: usize, field: usize) -> bool {
    let mut always = true;
    walk(steps, &mut |step| {
        if let Action::Send(send) = &step.action {
            always &= send.topic.index() != topic || send.fields.get(field).is_some_and(Option::is_some);
        }
    });
    always
}

/// Calls `visit` on every expression of an action, without those of steps inside of it.
pub(in crate::problem) fn exprs<'s>(action: &'s Action, visit: &mut dyn FnMut(&'s Expr)) {
    match action {
        Action::Read(read) => {
            match &read.look {
                Look::Key(key) => key.iter().for_each(&mut *visit),
                Look::Scan { limit, near, .. } => {
                    limit.iter().for_each(&mut *visit);
                    if let Some(near) = near {
                        visit(&near.place.0);
                        visit(&near.place.1);
                        visit(&near.within);
                    }
                }
            }
            read.filter.iter().for_each(visit);
        }
        Action::Count { filter, sum, .. } => filter.iter().chain(sum).for_each(visit),
        Action::Insert(write) | Action::Put(write) | Action::Update(write) | Action::Delete(write) => {
            write.key.iter().flatten().for_each(&mut *visit);
            write.filter.iter().chain(&write.limit).for_each(&mut *visit);
            write.set.iter().for_each(|(_, expr)| visit(expr));
        }
        Action::Call(called) | Action::Start(called) => called.pass.iter().for_each(|(_, expr)| visit(expr)),
        Action::Send(send) => {
            send.fields.iter().flatten().chain(&send.key).chain(&send.delay).for_each(visit);
        }
        Action::Let(gives) => gives.iter().for_each(|(_, expr)| visit(expr)),
        Action::Wait(time) => visit(time),
        Action::Reply { set, .. } | Action::Answer { set, .. } => {
            set.iter().for_each(|(_, expr)| visit(expr));
        }
        Action::Note { value, by, .. } => value.iter().chain(by).for_each(visit),
        Action::SingleFlight { key, .. } => visit(key),
        Action::Each(each) => {
            match &each.over {
                Over::Rows { .. } => {}
                Over::Items { list, .. } => visit(list),
                Over::Count { from, to, .. } => {
                    visit(from);
                    visit(to);
                }
            }
            each.until.iter().for_each(visit);
        }
        Action::Block { .. } | Action::Visit { .. } | Action::Group(_) => {}
    }
}

/// Calls `visit` on every expression of a design and everything inside of it.
pub(in crate::problem) fn all_exprs<'s>(design: &'s Design, visit: &mut dyn FnMut(&'s Expr)) {
    for flow in &design.flows {
        for value in &flow.values {
            value.default.iter().for_each(|expr| expr.walk(visit));
        }
        walk(&flow.steps, &mut |step| {
            step.guard.iter().for_each(|expr| expr.walk(visit));
            exprs(&step.action, &mut |expr| expr.walk(visit));
        });
        if let Trigger::Arrive(Arrivals::Each { filter, .. }) = &flow.trigger {
            filter.iter().for_each(|expr| expr.walk(visit));
        }
    }
    for invariant in &design.invariants {
        invariant.condition.walk(visit);
        invariant.filter.iter().for_each(|expr| expr.walk(visit));
    }
}
