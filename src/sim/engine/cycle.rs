use super::entry::{AHEAD, Entry, shows};
use super::key::{Key, Sequence, Stamp};

/// Events that come again and again, each `every` so long after its last time, while that is before `until`: they
/// go round, and none is moved.
#[derive(Debug)]
pub(super) struct Cycle<E> {
    entries: Vec<Entry<E>>,
    /// The one that comes next.
    at: usize,
    /// How many are to come. All are as long apart as the last time, so behind one that does not come again none does.
    left: usize,
    every: u64,
    until: u64,
    /// Whether somebody wants to be shown what comes soon.
    shown: bool,
}

impl<E: Copy> Cycle<E> {
    /// The first round, in any order; each less than `every` behind the first of them.
    pub fn new(mut entries: Vec<Entry<E>>, every: u64, until: u64, shown: bool) -> Self {
        entries.sort_unstable_by_key(|entry| Key::new(entry.time, Stamp::new(entry.sequence, 0)));
        Self { left: entries.len(), entries, at: 0, every, until, shown }
    }

    /// How many events are to come.
    pub const fn live(&self) -> usize {
        self.left
    }

    /// The key of the next event, with a slot of the caller's choice; [`Key::NEVER`] where there is none.
    #[inline]
    pub fn next(&self, slot: u32) -> Key {
        if self.left == 0 {
            return Key::NEVER;
        }
        let next = &self.entries[self.at];
        Key::new(next.time, Stamp::new(next.sequence, slot))
    }

    /// Gives the next event, which comes again under the sequence number that `number` gives, if it does; and the key of
    /// the one behind it, with a slot of the caller's choice.
    #[inline]
    pub fn turn(&mut self, slot: u32, number: impl FnOnce() -> Sequence) -> (Option<&E>, Key) {
        let at = self.at;
        let Some(entry) = self.entries.get_mut(at) else { return (None, Key::NEVER) };
        match entry.time.checked_add(self.every) {
            Some(time) if time < self.until => (entry.time, entry.sequence) = (time, number()),
            _ => self.left -= 1,
        }
        self.at += 1;
        if self.at == self.entries.len() {
            self.at = 0;
        }
        let next = self.next(slot);
        (self.entries.get(at).map(|entry| &entry.event), next)
    }

    /// Whether to show those that come next.
    #[inline]
    pub fn shows(&self) -> bool {
        self.shown && shows(self.at as u64, self.entries.len() as u64)
    }

    /// Events that come soon.
    pub fn soon(&self) -> impl Iterator<Item = &E> {
        self.entries[self.at..].iter().take(AHEAD).map(|entry| &entry.event)
    }

    /// What it has allocated, in entries.
    #[cfg(test)]
    pub fn capacity(&self) -> usize {
        self.entries.capacity()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_comes_again_until_the_end() {
        let first = [(7, 1, 'b'), (3, 0, 'a'), (7, 2, 'c')];
        let first = first.map(|(time, number, event)| Entry { time, sequence: Sequence::nth(number), event });
        let mut cycle = Cycle::new(first.to_vec(), 10, 25, true);
        let (mut numbers, mut keys) = (3_u64.., vec![cycle.next(5)]);
        let mut events = String::new();
        while keys.last() != Some(&Key::NEVER) {
            let (event, next) = cycle.turn(5, || Sequence::nth(numbers.next().unwrap_or(0)));
            events.extend(event);
            keys.push(next);
        }
        assert_eq!(events, "abcabca");
        let times = [(3, 0), (7, 1), (7, 2), (13, 3), (17, 4), (17, 5), (23, 6)];
        assert_eq!(
            keys[..7],
            times.map(|(time, number)| Key::new(time, Stamp::new(Sequence::nth(number), 5)))
        );
        assert_eq!((cycle.live(), numbers.next()), (0, Some(7)));
    }
}
