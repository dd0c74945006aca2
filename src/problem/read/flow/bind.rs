use super::body::Body;
use crate::diag::Diagnostic;
use crate::problem::model::{Action, Binding, Seen, Slot, Step};

impl Body<'_, '_> {
    /// The binding of a step until all uses are known: the number of its record.
    pub fn unbound(&self) -> Binding {
        let number = u32::try_from(self.records.len().saturating_sub(1)).unwrap_or(u32::MAX);
        Binding(vec![(Seen::Result, Slot(number))])
    }

    /// Fills the bindings of all steps with what is used of them.
    pub fn bind(&mut self, steps: &mut [Step]) {
        for step in steps {
            if let [(Seen::Result, number)] = step.binding.0.as_slice() {
                step.binding = self.binding(number.index());
            }
            self.bind(&mut step.otherwise);
            match &mut step.action {
                Action::Block { body, .. } | Action::SingleFlight { body, .. } | Action::Group(body) => {
                    self.bind(body);
                }
                Action::Each(each) => self.bind(&mut each.body),
                _ => {}
            }
        }
    }

    fn binding(&mut self, number: usize) -> Binding {
        let (name, record, span) = self.records[number].clone();
        let mut binding = Vec::new();
        if let Some(slot) = self.scope.find(&name) {
            binding.push((Seen::Result, slot));
        }
        let parts: Vec<(String, Slot)> = self
            .scope
            .parts
            .iter()
            .filter(|((owner, _), _)| *owner == name)
            .map(|((_, part), slot)| (part.clone(), *slot))
            .collect();
        for (part, slot) in parts {
            let Ok((seen, ty)) = self.scope.seen(&record, &name, &part) else { continue };
            if self.scope.values[slot.index()].1 == Some(ty) {
                binding.push((seen, slot));
            } else {
                let message = format!("`{name}.{part}` is something else where another step leaves it");
                self.cx
                    .say(Diagnostic::error("type", span, message).help("give one of the two another name"));
                self.incomplete = true;
            }
        }
        Binding(binding)
    }
}
