use super::cycle::Cycle;
use super::entry::Soon;
use super::fifo::Fifo;
use super::key::{Key, Sequence};

/// Events that are in order by themselves: the first one stands for all.
#[derive(Debug)]
pub(super) enum Track<E> {
    /// What was scheduled after one constant delay, nanoseconds.
    Lane(u64, Fifo<E>),
    /// What comes again and again.
    Cycle(Cycle<E>),
}

impl<E: Copy> Track<E> {
    /// How many events are to come, without the cancelled.
    pub const fn live(&self) -> usize {
        match self {
            Self::Lane(_, fifo) => fifo.live(),
            Self::Cycle(cycle) => cycle.live(),
        }
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
        match self {
            Self::Lane(_, fifo) => {
                if fifo.shows() {
                    *soon = Soon::Track(slot);
                }
                fifo.pop(slot)
            }
            Self::Cycle(cycle) => {
                if cycle.shows() {
                    *soon = Soon::Track(slot);
                }
                cycle.turn(slot, number)
            }
        }
    }

    /// Adds events that come soon to `out`.
    pub fn show(&self, out: &mut Vec<E>) {
        match self {
            Self::Lane(_, fifo) => out.extend(fifo.soon()),
            Self::Cycle(cycle) => out.extend(cycle.soon()),
        }
    }

    /// Whether the first event was cancelled; what goes round never is.
    pub fn starts_cancelled(&self) -> bool {
        match self {
            Self::Lane(_, fifo) => fifo.starts_cancelled(),
            Self::Cycle(_) => false,
        }
    }

    /// Takes the event at a position back; `None` where it has left or was cancelled before.
    #[inline]
    pub fn cancel(&mut self, position: u64) -> Option<E> {
        match self {
            Self::Lane(_, fifo) => fifo.cancel(position),
            Self::Cycle(_) => None,
        }
    }

    /// What it has allocated, in entries.
    #[cfg(test)]
    pub fn capacity(&self) -> usize {
        match self {
            Self::Lane(_, fifo) => fifo.capacity(),
            Self::Cycle(cycle) => cycle.capacity(),
        }
    }
}
