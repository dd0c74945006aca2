use std::collections::VecDeque;

use super::entry::{AHEAD, Entry, shows};
use super::key::{Key, Stamp};

/// Events that come in the order in which they were scheduled, payload and all, so that a long lane is read
/// from memory in one direction.
#[derive(Debug)]
pub(super) struct Fifo<E> {
    entries: VecDeque<Entry<E>>,
    /// How many entries have left at the front since the start.
    left: u64,
    live: usize,
}

/// The sequence number of an entry that was cancelled.
const CANCELLED: u64 = u64::MAX;

impl<E: Copy> Fifo<E> {
    pub const fn new() -> Self {
        Self { entries: VecDeque::new(), left: 0, live: 0 }
    }

    /// How many events are to come, without the cancelled.
    pub const fn live(&self) -> usize {
        self.live
    }

    /// Whether there is no entry, not even a cancelled one.
    #[inline]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Appends an event and returns its position: how many came before it since the start. `time` is not
    /// before that of the last.
    #[inline]
    pub fn push(&mut self, time: u64, sequence: u64, event: E) -> u64 {
        self.entries.push_back(Entry { time, sequence, event });
        self.live += 1;
        self.left + self.entries.len() as u64 - 1
    }

    /// Shows events that come soon, now and then.
    #[inline]
    pub fn ahead(&self, show: &mut impl FnMut(E)) {
        if shows(self.left, self.entries.len()) {
            self.entries.iter().take(AHEAD).for_each(|entry| show(entry.event));
        }
    }

    /// Removes the first entry, and gives its event unless it was cancelled. Drops the cancelled ones behind it and
    /// gives the key of the next, with a slot of the caller's choice; [`Key::NEVER`] where there is none.
    #[inline]
    pub fn pop(&mut self, slot: u32) -> (Option<E>, Key) {
        let event = self.entries.pop_front().and_then(|entry| {
            self.left += 1;
            let live = entry.sequence != CANCELLED;
            self.live -= usize::from(live);
            live.then_some(entry.event)
        });
        loop {
            match self.entries.front() {
                None => return (event, Key::NEVER),
                Some(Entry { sequence: CANCELLED, .. }) => {
                    self.entries.pop_front();
                    self.left += 1;
                }
                Some(next) => return (event, Key::new(next.time, Stamp::new(next.sequence, slot))),
            }
        }
    }

    /// What it has allocated, in entries.
    #[cfg(test)]
    pub fn capacity(&self) -> usize {
        self.entries.capacity()
    }

    /// Whether the first entry was cancelled.
    pub fn starts_cancelled(&self) -> bool {
        self.entries.front().is_some_and(|entry| entry.sequence == CANCELLED)
    }

    /// Takes the event at a position back; `None` where it has left or was cancelled before.
    #[inline]
    pub fn cancel(&mut self, position: u64) -> Option<E> {
        let index = usize::try_from(position.checked_sub(self.left)?).ok()?;
        let entry = self.entries.get_mut(index).filter(|entry| entry.sequence != CANCELLED)?;
        entry.sequence = CANCELLED;
        self.live -= 1;
        Some(entry.event)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_cancelled_is_dropped_behind_the_event_before_it() {
        let mut fifo = Fifo::new();
        let positions = ["a", "b", "c", "d"].map(|event| fifo.push(7, 0, event));
        assert_eq!(positions, [0, 1, 2, 3]);
        assert_eq!(fifo.cancel(1), Some("b"));
        assert_eq!(fifo.cancel(1), None);
        assert_eq!(fifo.pop(3), (Some("a"), Key::new(7, Stamp::new(0, 3))));
        assert_eq!((fifo.cancel(0), fifo.cancel(2), fifo.live()), (None, Some("c"), 1));
        assert!(fifo.starts_cancelled());
        assert_eq!((fifo.pop(3).0, fifo.pop(3), fifo.live()), (None, (Some("d"), Key::NEVER), 0));
        assert!(fifo.is_empty());
        assert_eq!((fifo.push(8, 1, "e"), fifo.cancel(3), fifo.cancel(4)), (4, None, Some("e")));
    }
}
