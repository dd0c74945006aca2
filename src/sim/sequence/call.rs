use std::collections::BTreeMap;

use crate::sim::outcome::{RequestNumber, Told, TraceLine};

/// A request that was called or started, as long as it runs.
#[derive(Clone, Debug)]
pub struct Running {
    /// Its depth in calls.
    pub depth: u16,
    /// The lane of who called it.
    pub from: usize,
    /// Nobody waits for it.
    pub started: bool,
    /// Further than the first of those that run at once for one party: 2, 3 …
    pub number: usize,
    /// It has not ended yet.
    pub open: bool,
}

/// What runs on behalf of each party.
#[derive(Debug, Default)]
pub struct Calls {
    by_request: BTreeMap<(RequestNumber, RequestNumber), Running>,
    /// The last call or start of each party: from which lane, and whether somebody waits.
    last: BTreeMap<RequestNumber, (usize, bool)>,
}

impl Calls {
    /// Follows a line of the story; `lane` is where it was told.
    pub fn follow(&mut self, line: &TraceLine, lane: usize) {
        let (Some(root), Some(who)) = (line.root, line.who) else { return };
        match &line.told {
            Told::Calls(_) => drop(self.last.insert(root, (lane, false))),
            Told::Starts(_) => drop(self.last.insert(root, (lane, true))),
            Told::Begins { .. } if line.depth > 0 => {
                // Nobody called it: it takes a message, and nobody waits.
                let (from, started) = self.last.remove(&root).unwrap_or((lane, true));
                let beside = self
                    .by_request
                    .iter()
                    .filter(|((of, _), running)| *of == root && running.open && running.depth >= line.depth);
                let number = beside.map(|(_, running)| running.number).max().map_or(1, |most| most + 1);
                let running = Running { depth: line.depth, from, started, number, open: true };
                self.by_request.insert((root, who), running);
            }
            Told::Answers(_) => self.end(root, who),
            Told::Words(words) if words.starts_with("ends") || words.starts_with("dies") => {
                self.end(root, who);
            }
            _ => {}
        }
    }

    fn end(&mut self, root: RequestNumber, who: RequestNumber) {
        if let Some(running) = self.by_request.get_mut(&(root, who)) {
            running.open = false;
        }
    }

    /// The call that a line belongs to; `None` of what the party does itself.
    pub fn of(&self, line: &TraceLine) -> Option<&Running> {
        self.by_request.get(&(line.root?, line.who?))
    }
}
