use std::collections::VecDeque;

use crate::sim::engine::Handle;

/// A request that waits for a slot.
#[derive(Clone, Copy, Debug)]
pub struct Waiter {
    /// Which.
    pub handle: Handle,
    /// What it was doing when it began to wait: a later stamp means that it has gone.
    pub stamp: u32,
    /// Since when.
    pub since: u64,
}

/// Requests that wait for a slot: first come, first served; or one of each value in turn, so that a flood of one
/// does not hold up the others.
#[derive(Debug, Default)]
pub struct Line {
    first_come: VecDeque<Waiter>,
    /// The waiting requests of each value, and whose turn it is. Kept in the order of first arrival.
    by_value: Vec<(i64, VecDeque<Waiter>)>,
    turn: usize,
}

impl Line {
    /// Adds a request at the end: of all, or of those with this value.
    pub fn push(&mut self, waiter: Waiter, value: Option<i64>) {
        let Some(value) = value else {
            self.first_come.push_back(waiter);
            return;
        };
        match self.by_value.iter_mut().find(|(known, _)| *known == value) {
            Some((_, line)) => line.push_back(waiter),
            None => self.by_value.push((value, VecDeque::from([waiter]))),
        }
    }

    /// Takes the next one.
    pub fn pop(&mut self) -> Option<Waiter> {
        if let Some(waiter) = self.first_come.pop_front() {
            return Some(waiter);
        }
        for step in 0..self.by_value.len() {
            let at = (self.turn + step) % self.by_value.len();
            if let Some(waiter) = self.by_value[at].1.pop_front() {
                self.turn = at + 1;
                return Some(waiter);
            }
        }
        None
    }

    /// Takes everybody out, in the order in which they came.
    pub fn drain(&mut self) -> Vec<Waiter> {
        let mut all: Vec<Waiter> = self.first_come.drain(..).collect();
        all.extend(self.by_value.iter_mut().flat_map(|(_, line)| line.drain(..)));
        all.sort_by_key(|waiter| waiter.since);
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sim::engine::Slab;

    #[test]
    fn each_value_has_its_turn() {
        let mut slab: Slab<u8> = Slab::new();
        let mut line = Line::default();
        let mut handles = Vec::new();
        for value in [0, 0, 0, 7, 9, 7] {
            let handle = slab.claim().unwrap().0;
            handles.push(handle);
            line.push(Waiter { handle, stamp: 0, since: 0 }, Some(value));
        }
        let order: Vec<usize> = std::iter::from_fn(|| line.pop())
            .map(|waiter| handles.iter().position(|handle| *handle == waiter.handle).unwrap())
            .collect();
        // 0, 7 and 9 in turn, then 0 and 7, then the last of 0.
        assert_eq!(order, [0, 3, 4, 1, 5, 2]);
    }
}
