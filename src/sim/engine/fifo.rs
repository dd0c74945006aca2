use std::collections::VecDeque;

use super::key::{Key, Stamp};

/// Events that come in the order in which they were scheduled, payload and all, so that a long lane is read
/// from memory in one direction.
#[derive(Debug)]
pub(super) struct Fifo<E> {
    entries: VecDeque<Entry<E>>,
    /// How many entries have left at the front since the start.
    left: u64,
    live: usize,
    /// Each comes again so long after its last time, while that is before an end; 0 where none does.
    every: u64,
    until: u64,
}

#[derive(Clone, Copy, Debug)]
struct Entry<E> {
    time: u64,
    /// [`CANCELLED`] once it was.
    sequence: u64,
    event: E,
}

const CANCELLED: u64 = u64::MAX;
/// A lane with fewer entries, and what they are about, fits the cache.
const LONG: usize = 1024;
/// How many entries of a long lane to show at once.
const AHEAD: usize = 64;

impl<E: Copy> Fifo<E> {
    pub const fn new() -> Self {
        Self::again(0, 0)
    }

    /// One whose events come again and again, `every` so long, while that is before `until`.
    pub const fn again(every: u64, until: u64) -> Self {
        Self { entries: VecDeque::new(), left: 0, live: 0, every, until }
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

    /// Shows the events that come next in a long lane, once for each so many that have left.
    #[inline]
    pub fn ahead(&self, show: &mut impl FnMut(E)) {
        if self.left.is_multiple_of(AHEAD as u64) && self.entries.len() >= LONG {
            self.entries.iter().take(AHEAD).for_each(|entry| show(entry.event));
        }
    }

    /// Whether its events come again and again.
    #[inline]
    pub const fn is_cycle(&self) -> bool {
        self.every > 0
    }

    /// Takes the first event of a cycle, and appends it again where it comes again, under the sequence number that
    /// `number` gives. Gives the key of the next as [`pop`](Self::pop) does.
    #[inline]
    pub fn turn(&mut self, slot: u32, number: impl FnOnce() -> u64) -> (Option<E>, Key) {
        let Some(entry) = self.entries.pop_front() else { return (None, Key::NEVER) };
        self.left += 1;
        let time = entry.time.saturating_add(self.every);
        if time < self.until {
            self.entries.push_back(Entry { time, sequence: number(), ..entry });
        } else {
            self.live -= 1;
        }
        let next = self.entries.front();
        (
            Some(entry.event),
            next.map_or(Key::NEVER, |next| Key::new(next.time, Stamp::new(next.sequence, slot))),
        )
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
    fn each_comes_again_until_the_end() {
        let mut fifo = Fifo::again(10, 25);
        for (sequence, (time, event)) in (0..).zip([(3, 'a'), (7, 'b'), (7, 'c')]) {
            fifo.push(time, sequence, event);
        }
        let (mut numbers, mut keys) = (3_u64.., vec![Key::new(3, Stamp::new(0, 5))]);
        let mut events = String::new();
        while keys.last() != Some(&Key::NEVER) {
            let (event, next) = fifo.turn(5, || numbers.next().unwrap_or(0));
            events.extend(event);
            keys.push(next);
        }
        assert_eq!(events, "abcabca");
        let times = [(7, 1), (7, 2), (13, 3), (17, 4), (17, 5), (23, 6)];
        assert_eq!(keys[1..7], times.map(|(time, sequence)| Key::new(time, Stamp::new(sequence, 5))));
        assert_eq!((fifo.live(), fifo.is_empty(), numbers.next()), (0, true, Some(7)));
    }

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
