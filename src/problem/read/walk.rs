use crate::problem::model::{Action, ComponentId, Step};

/// Calls `visit` on every step, also inside of others, in the order of the file.
pub(in crate::problem) fn walk<'s>(steps: &'s [Step], visit: &mut impl FnMut(&'s Step)) {
    for step in steps {
        visit(step);
        step.inner().into_iter().for_each(|steps| walk(steps, visit));
    }
}

/// Whether steps visit a component in a block or a visit of their own.
pub(super) fn visits(steps: &[Step], component: ComponentId) -> bool {
    let mut found = false;
    walk(steps, &mut |step| {
        found |= matches!(&step.action, Action::Block { at, .. } | Action::Visit { at } if *at == component);
    });
    found
}

/// Whether steps send to a topic.
pub(super) fn sends(steps: &[Step], topic: usize) -> bool {
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
