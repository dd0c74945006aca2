use super::entry::Soon;
use super::far::Far;
use super::heap::Heap;
use super::key::{Key, SLOTS, Sequence, Stamp};

/// Events in any order in, least key first out: a heap of keys and, beyond its horizon, a radix queue once the
/// heap has become long. Payloads lie in slots beside them; a slot that no longer bears the stamp of a key was
/// cancelled.
#[derive(Debug)]
pub(super) struct Agenda<E> {
    near: Heap,
    far: Far,
    /// Keys up to this time lie in the heap, later ones in `far`.
    horizon: u64,
    /// How long the heap may become.
    limit: usize,
    slots: Vec<Slot<E>>,
    free: Vec<u32>,
    /// Keys on their way between heap and `far`; empty in between.
    moving: Vec<Key>,
}

#[derive(Clone, Copy, Debug)]
struct Slot<E> {
    stamp: Stamp,
    event: E,
}

/// Below so many keys the heap is the fastest; measured by `benches/engine.rs`.
const LONG: usize = 4_096;
/// How many keys to move to the heap at once: they and their slots fit the fastest cache.
const BATCH: u32 = 256;

impl<E: Copy> Agenda<E> {
    pub const fn new() -> Self {
        Self {
            near: Heap::new(),
            far: Far::new(),
            horizon: u64::MAX,
            limit: LONG,
            slots: Vec::new(),
            free: Vec::new(),
            moving: Vec::new(),
        }
    }

    /// How many events are to come, without the cancelled.
    pub const fn live(&self) -> usize {
        self.slots.len() - self.free.len()
    }

    /// The least key, live or cancelled; [`Key::NEVER`] where there is none up to a `limit`, a time at which
    /// something else happens. Without such a limit `far` would be opened too early, and what is scheduled
    /// before its new base would have to stay in the heap. Tells by `soon` when it has moved some to the heap for that.
    #[inline]
    pub fn peek(&mut self, limit: u64, soon: &mut Soon) -> Key {
        let key = self.near.peek();
        // No event comes so late; where one does, looking is all that is lost.
        if key.time() == u64::MAX && !self.far.is_empty() && self.far.earliest() <= limit {
            self.refill(limit);
            *soon = Soon::Rest;
            return self.near.peek();
        }
        key
    }

    /// Whether nothing comes up to a time, not even what was cancelled; where in doubt, no.
    #[inline]
    pub const fn is_later(&self, time: u64) -> bool {
        time < self.near.bound() && time <= self.horizon
    }

    /// Removes the key that [`peek`](Self::peek) has just shown, and gives its event unless it was cancelled.
    #[inline]
    pub fn pop(&mut self, key: Key) -> Option<&E> {
        self.near.take();
        self.free(key.stamp())
    }

    /// Adds an event; `None` where no slot is left.
    #[inline(always)]
    pub fn push(&mut self, time: u64, sequence: Sequence, event: E) -> Option<Stamp> {
        let stamp;
        if let Some(slot) = self.free.pop() {
            stamp = Stamp::new(sequence, slot);
            self.slots[slot as usize] = Slot { stamp, event };
        } else {
            let slot = u32::try_from(self.slots.len()).ok().filter(|slot| *slot < SLOTS)?;
            stamp = Stamp::new(sequence, slot);
            self.slots.push(Slot { stamp, event });
        }
        let key = Key::new(time, stamp);
        if time > self.horizon {
            self.far.push(key);
        } else {
            self.near.push(key);
            if self.near.len() > self.limit {
                self.spill();
            }
        }
        Some(stamp)
    }

    /// Takes an event back and frees its slot; `None` where that was done before.
    #[inline]
    pub fn cancel(&mut self, stamp: Stamp) -> Option<E> {
        self.free(stamp).copied()
    }

    #[inline]
    fn free(&mut self, stamp: Stamp) -> Option<&E> {
        let slot = self.slots.get_mut(stamp.slot()).filter(|slot| slot.stamp == stamp)?;
        slot.stamp = Stamp::NONE;
        #[expect(clippy::cast_possible_truncation, reason = "a slot has 24 bits")]
        self.free.push(stamp.slot() as u32);
        Some(&slot.event)
    }

    /// Whether the event of a key is still to come.
    #[inline]
    pub fn is_live(&self, key: Key) -> bool {
        self.slots[key.stamp().slot()].stamp == key.stamp()
    }

    /// What it has allocated, in entries.
    #[cfg(test)]
    pub fn capacity(&self) -> usize {
        self.near.capacity()
            + self.far.capacity()
            + self.slots.capacity()
            + self.free.capacity()
            + self.moving.capacity()
    }

    /// Adds the events whose keys are in the heap to `out`. Looking all their slots up at once waits for memory once; one by one,
    /// as they are popped, it would wait for each.
    pub fn show(&self, out: &mut Vec<E>) {
        out.extend(self.near.keys().map(|key| self.slots[key.stamp().slot()].event));
    }

    /// Moves the first keys of `far` to the empty heap, where some come up to `limit`.
    #[inline(never)]
    fn refill(&mut self, limit: u64) {
        let mut moving = std::mem::take(&mut self.moving);
        while moving.is_empty()
            && let Some(last) = self.far.open(BATCH, limit, &mut moving)
        {
            moving.retain(|key| self.is_live(*key));
            self.horizon = if self.far.is_empty() { u64::MAX } else { last };
            self.limit = LONG;
        }
        moving.drain(..).for_each(|key| self.near.push(key));
        self.moving = moving;
    }

    /// Moves what lies in the heap to `far`, except what is before its base.
    #[cold]
    fn spill(&mut self) {
        let mut moving = std::mem::take(&mut self.moving);
        self.near.drain_into(&mut moving);
        if self.far.is_empty() {
            self.far.start(moving.iter().map(|key| key.time()).min().unwrap_or(0));
        }
        self.horizon = self.far.base().saturating_sub(1);
        for key in moving.drain(..) {
            if key.time() > self.horizon { self.far.push(key) } else { self.near.push(key) }
        }
        self.moving = moving;
        // Were most of them early ones, the next attempt must not come at once.
        self.limit = LONG.max(2 * self.near.len());
    }
}
