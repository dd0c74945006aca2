use crate::sim::component::NOWHERE;

/// The stations in which a request holds slots for its flow, in the order in which it came there; most hold one.
#[derive(Debug)]
pub(in crate::sim) struct Held {
    /// The last one; [`NOWHERE`] where there is none.
    last: u32,
    /// Those before it.
    more: Vec<u32>,
}

impl Held {
    /// None.
    pub const fn new() -> Self {
        Self { last: NOWHERE, more: Vec::new() }
    }

    /// It holds a slot of this one too.
    #[inline]
    pub fn push(&mut self, station: u32) {
        if self.last != NOWHERE {
            self.more.push(self.last);
        }
        self.last = station;
    }

    /// Takes the last one.
    #[inline]
    pub fn pop(&mut self) -> Option<u32> {
        let last = self.last()?;
        self.last = if self.more.is_empty() { NOWHERE } else { self.more.pop().unwrap_or(NOWHERE) };
        Some(last)
    }

    /// The last one.
    #[inline]
    pub fn last(&self) -> Option<u32> {
        Some(self.last).filter(|last| *last != NOWHERE)
    }

    /// The only one.
    #[inline]
    pub fn only(&self) -> Option<u32> {
        self.last().filter(|_| self.more.is_empty())
    }

    /// Whether there is none.
    #[inline]
    pub const fn is_empty(&self) -> bool {
        self.last == NOWHERE
    }

    /// Whether this is one of them.
    pub fn contains(&self, station: u32) -> bool {
        self.last() == Some(station) || self.more.contains(&station)
    }

    /// Forgets them.
    #[inline]
    pub fn clear(&mut self) {
        self.last = NOWHERE;
        self.more.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_taken_last_is_given_back_first() {
        let mut held = Held::new();
        assert_eq!((held.pop(), held.last(), held.is_empty()), (None, None, true));
        [4, 0, 7].into_iter().for_each(|station| held.push(station));
        assert_eq!((held.contains(4), held.contains(7), held.contains(5)), (true, true, false));
        assert_eq!((held.last(), held.only(), held.pop(), held.pop()), (Some(7), None, Some(7), Some(0)));
        assert_eq!((held.only(), held.pop(), held.only()), (Some(4), Some(4), None));
        assert!(held.is_empty());
        held.push(3);
        held.push(2);
        held.clear();
        assert_eq!((held.pop(), held.contains(3)), (None, false));
    }
}
