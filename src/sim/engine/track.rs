use super::cycle::Cycle;
use super::entry::Soon;
use super::fifo::Fifo;
use super::key::{Key, Sequence};

/// Events that are in order by themselves: the first one stands for all. Either what was scheduled after one constant
/// delay, or what comes again and again.
#[derive(Debug)]
pub(super) struct Track<E> {
    /// The delay, nanoseconds; 0 where nothing is to be scheduled after it.
    pub delay: u64,
    pub fifo: Fifo<E>,
    cycle: Option<Box<Cycle<E>>>,
}

impl<E: Copy> Track<E> {
    /// Of events after a constant delay.
    pub const fn lane(delay: u64) -> Self {
        Self { delay, fifo: Fifo::new(), cycle: None }
    }

    /// Of events that come again.
    pub fn cycle(cycle: Cycle<E>) -> Self {
        Self { delay: 0, fifo: Fifo::new(), cycle: Some(Box::new(cycle)) }
    }

    /// Whether its events come again.
    pub const fn comes_again(&self) -> bool {
        self.cycle.is_some()
    }

    /// How many events are to come, without the cancelled.
    pub fn live(&self) -> usize {
        self.cycle.as_ref().map_or_else(|| self.fifo.live(), |cycle| cycle.live())
    }

    /// Takes the first event, unless it was cancelled, and gives the key of the next, with a slot of the caller's
    /// choice; [`Key::NEVER`] where there is none. One that comes again has the sequence number that `number` gives.
    /// Tells by `soon` when some that come next are to be shown.
    #[inline]
    pub fn pop(
        &mut self,
        slot: u32,
        number: impl FnOnce() -> Sequence,
        soon: &mut Soon,
    ) -> (Option<&E>, Key) {
        match &mut self.cycle {
            None => {
                if self.fifo.shows() {
                    *soon = Soon::Track(slot);
                }
                self.fifo.pop(slot)
            }
            Some(cycle) => {
                if cycle.shows() {
                    *soon = Soon::Track(slot);
                }
                cycle.turn(slot, number)
            }
        }
    }

    /// Shows events that come soon.
    pub fn show(&self, show: impl FnMut(E)) {
        match &self.cycle {
            None => self.fifo.soon().for_each(show),
            Some(cycle) => cycle.soon().for_each(show),
        }
    }

    /// Whether the first event was cancelled; what goes round never is.
    pub fn starts_cancelled(&self) -> bool {
        self.fifo.starts_cancelled()
    }

    /// Takes the event at a position back; `None` where it has left or was cancelled before.
    #[inline]
    pub fn cancel(&mut self, position: u64) -> Option<E> {
        self.fifo.cancel(position)
    }

    /// What it has allocated, in entries.
    #[cfg(test)]
    pub fn capacity(&self) -> usize {
        self.fifo.capacity() + self.cycle.as_ref().map_or(0, |cycle| cycle.capacity())
    }
}
