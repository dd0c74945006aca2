use std::collections::{BTreeMap, VecDeque};

use super::NoteOutcome;
use crate::problem::model::{Measured, Nanos};

/// The most notes of one key in any window of a length: of two notes exactly a window apart only one is in it.
#[derive(Clone, Debug)]
pub struct Most {
    window: Nanos,
    recent: BTreeMap<i64, VecDeque<Nanos>>,
    count: u64,
}

impl Most {
    /// Nothing yet, for windows of this length.
    pub fn new(window: Nanos) -> Self {
        Self { window, recent: BTreeMap::new(), count: 0 }
    }

    /// The length of the window.
    pub fn window(&self) -> Nanos {
        self.window
    }

    /// The most so far.
    pub fn most(&self) -> u64 {
        self.count
    }

    /// Counts a note of a key, at a time that is not before the last one.
    pub fn note(&mut self, now: Nanos, key: i64) {
        let recent = self.recent.entry(key).or_default();
        while recent.front().is_some_and(|first| now - first >= self.window) {
            recent.pop_front();
        }
        recent.push_back(now);
        self.count = self.count.max(recent.len() as u64);
    }
}

/// Adds a window for each `most` in one side of a rule.
pub(super) fn asked_for(side: &Measured, notes: &mut [NoteOutcome]) {
    match side {
        Measured::Constant(_) | Measured::Of(_) => {}
        Measured::Most(note, window) => {
            let known = &mut notes[note.index()].most;
            if known.iter().all(|most| most.window != *window) {
                known.push(Most::new(*window));
            }
        }
        Measured::Add(left, right)
        | Measured::Subtract(left, right)
        | Measured::Multiply(left, right)
        | Measured::Divide(left, right)
        | Measured::Min(left, right)
        | Measured::Max(left, right) => {
            asked_for(left, notes);
            asked_for(right, notes);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_key_has_windows_of_its_own() {
        let mut most = Most::new(10);
        for (now, key) in [(0, 1), (0, 2), (4, 1), (9, 1), (10, 1), (12, 2), (30, 1)] {
            most.note(now, key);
        }
        // Key 1: 0, 4, 9 together, then 4, 9, 10 together: the note at 0 is a window away from that at 10.
        assert_eq!(most.most(), 3);
    }
}
