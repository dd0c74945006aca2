use super::entry::{AHEAD, Entry, shows};
use super::key::{Key, Sequence, Stamp};

/// Events that come in the order in which they were scheduled, payload and all, so that a long lane is read
/// from memory in one direction.
///
/// A ring whose length is a power of two: an event's position is how many came before it since the start, and its place
/// the low bits of that. Every event of a run passes through one or through the heap, so this is short, and asks for as
/// little as it can: behind the last entry stands one that never comes, whose key is that of an empty line.
#[derive(Debug)]
pub(super) struct Fifo<E> {
    places: Vec<Entry<E>>,
    /// The positions of the first entry and of the next that is pushed.
    first: u64,
    next: u64,
    /// How many of the entries were cancelled.
    cancelled: usize,
}

/// The sequence number of an entry that was cancelled.
const CANCELLED: Sequence = Sequence::NONE;

impl<E: Copy> Fifo<E> {
    pub const fn new() -> Self {
        Self { places: Vec::new(), first: 0, next: 0, cancelled: 0 }
    }

    /// How many events are to come, without the cancelled.
    #[expect(clippy::cast_possible_truncation, reason = "so many have a place in memory")]
    pub const fn live(&self) -> usize {
        self.len() as usize - self.cancelled
    }

    /// Whether there is no entry, not even a cancelled one.
    #[inline]
    pub const fn is_empty(&self) -> bool {
        self.first == self.next
    }

    /// How many entries there are, the cancelled among them.
    #[inline]
    const fn len(&self) -> u64 {
        self.next - self.first
    }

    /// Where the entry of a position lies, unless there is no place at all.
    #[inline]
    #[expect(clippy::cast_possible_truncation, reason = "the low bits are meant")]
    const fn place(&self, position: u64) -> usize {
        position as usize & self.places.len().wrapping_sub(1)
    }

    /// Appends an event and returns its position: how many came before it since the start. `time` is not
    /// before that of the last.
    #[inline]
    pub fn push(&mut self, time: u64, sequence: Sequence, event: E) -> u64 {
        let entry = Entry { time, sequence, event };
        if self.len() + 1 >= self.places.len() as u64 {
            self.widen(entry);
        }
        let position = self.next;
        self.next += 1;
        let (place, behind) = (self.place(position), self.place(self.next));
        self.places[place] = entry;
        let last = &mut self.places[behind];
        (last.time, last.sequence) = (u64::MAX, Sequence::LAST);
        position
    }

    /// Makes twice the room; what is there keeps its position.
    #[cold]
    fn widen(&mut self, filler: Entry<E>) {
        let mut wide = Self { places: vec![filler; (2 * self.places.len()).max(4)], ..*self };
        for position in self.first..self.next {
            let place = wide.place(position);
            wide.places[place] = self.places[self.place(position)];
        }
        *self = wide;
    }

    /// Whether to show those that come next.
    #[inline]
    pub const fn shows(&self) -> bool {
        shows(self.first, self.len())
    }

    /// Events that come soon.
    pub fn soon(&self) -> impl Iterator<Item = &E> {
        let (behind, ahead) = self.places.split_at(self.place(self.first));
        let count = AHEAD.min(usize::try_from(self.len()).unwrap_or(AHEAD));
        ahead.iter().chain(behind).take(count).map(|entry| &entry.event)
    }

    /// Removes the first entry, and gives its event unless it was cancelled. Drops the cancelled ones behind it and
    /// gives the key of the next, with a slot of the caller's choice; one that never comes where there is none.
    #[inline(always)]
    pub fn pop(&mut self, slot: u32) -> (Option<&E>, Key) {
        if self.is_empty() {
            return (None, Key::NEVER);
        }
        let place = self.place(self.first);
        self.first += 1;
        if self.cancelled > 0 && self.drop_cancelled(place) {
            return (None, self.first_key(slot));
        }
        let key = self.first_key(slot);
        (Some(&self.places[place].event), key)
    }

    /// The key of the first entry, or of the one that never comes.
    #[inline]
    fn first_key(&self, slot: u32) -> Key {
        let first = &self.places[self.place(self.first)];
        Key::new(first.time, Stamp::new(first.sequence, slot))
    }

    /// Behind an entry that was removed from its place, drops what was cancelled; whether that one was, too.
    #[inline(never)]
    fn drop_cancelled(&mut self, place: usize) -> bool {
        let cancelled = self.places[place].sequence == CANCELLED;
        self.cancelled -= usize::from(cancelled);
        while self.places[self.place(self.first)].sequence == CANCELLED {
            self.first += 1;
            self.cancelled -= 1;
        }
        cancelled
    }

    /// What it has allocated, in entries.
    #[cfg(test)]
    pub fn capacity(&self) -> usize {
        self.places.capacity()
    }

    /// Whether the first entry was cancelled.
    pub fn starts_cancelled(&self) -> bool {
        !self.is_empty() && self.places[self.place(self.first)].sequence == CANCELLED
    }

    /// Takes the event at a position back; `None` where it has left or was cancelled before.
    #[inline]
    pub fn cancel(&mut self, position: u64) -> Option<E> {
        if !(self.first..self.next).contains(&position) {
            return None;
        }
        let place = self.place(position);
        let entry = self.places.get_mut(place).filter(|entry| entry.sequence != CANCELLED)?;
        entry.sequence = CANCELLED;
        self.cancelled += 1;
        Some(entry.event)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_cancelled_is_dropped_behind_the_event_before_it() {
        let mut fifo = Fifo::new();
        let positions = ["a", "b", "c", "d"].map(|event| fifo.push(7, Sequence::FIRST, event));
        assert_eq!(positions, [0, 1, 2, 3]);
        assert_eq!(fifo.cancel(1), Some("b"));
        assert_eq!(fifo.cancel(1), None);
        assert_eq!(fifo.pop(3), (Some(&"a"), Key::new(7, Stamp::new(Sequence::FIRST, 3))));
        assert_eq!((fifo.cancel(0), fifo.cancel(2), fifo.live()), (None, Some("c"), 1));
        assert!(fifo.starts_cancelled());
        assert_eq!(fifo.pop(3).0, None);
        let (event, next) = fifo.pop(3);
        assert_eq!((event, next >= Key::NEVER), (Some(&"d"), true));
        assert_eq!((fifo.live(), fifo.is_empty(), fifo.pop(3)), (0, true, (None, Key::NEVER)));
        assert_eq!(
            (fifo.push(8, Sequence::nth(1), "e"), fifo.cancel(3), fifo.cancel(4)),
            (4, None, Some("e"))
        );
    }

    #[test]
    fn what_waits_keeps_its_order_and_position_when_there_is_more_room() {
        let mut fifo = Fifo::new();
        let mut out = Vec::new();
        // Three in, one out: it wraps around before it grows, and grows again and again.
        for number in 0..300_u64 {
            assert_eq!(fifo.push(number, Sequence::nth(number), number), number);
            if number % 3 == 2 {
                out.extend(fifo.pop(0).0);
            }
        }
        assert_eq!((out, fifo.live()), ((0..100).collect(), 200));
        assert!(fifo.soon().copied().eq(100..228));
        assert_eq!(
            (fifo.cancel(99), fifo.cancel(250), fifo.cancel(250), fifo.cancel(300)),
            (None, Some(250), None, None)
        );
        let rest: Vec<u64> = std::iter::from_fn(|| fifo.pop(0).0.copied()).collect();
        assert_eq!(rest, (100..300).filter(|number| *number != 250).collect::<Vec<_>>());
    }
}
