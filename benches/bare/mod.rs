//! The peer: each model as a loop over the standard heap, written by hand and for that model alone.
//!
//! Each comes in two forms. Plain: a sequential generator and running sums, what one writes in an hour.
//! Obliged: with what the simulator owes its user besides: keyed draws, histograms, queues integrated over time. That form
//! draws from the same keys as the engine's model, and must end with the same numbers.

pub mod devices;
pub mod hold;
pub mod mm1;
pub mod tandem;

use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// Events on the standard heap, in order of time and then of scheduling.
pub struct Agenda<E> {
    pub now: u64,
    sequence: u64,
    heap: BinaryHeap<Reverse<(u64, u64, E)>>,
}

impl<E: Ord> Agenda<E> {
    pub fn new() -> Self {
        Self { now: 0, sequence: 0, heap: BinaryHeap::new() }
    }

    #[inline]
    pub fn after(&mut self, delay: u64, event: E) {
        self.sequence += 1;
        self.heap.push(Reverse((self.now + delay, self.sequence, event)));
    }

    #[inline]
    pub fn pop(&mut self) -> Option<E> {
        let Reverse((time, _, event)) = self.heap.pop()?;
        self.now = time;
        Some(event)
    }
}

/// A small sequential generator (xorshift64*).
pub struct Sequential(u64);

impl Sequential {
    pub fn new() -> Self {
        Self(crate::model::SEED)
    }

    /// An exponential time in nanoseconds.
    #[inline]
    pub fn exponential(&mut self, mean: f64) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let unit = (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 11) as f64 / (1_u64 << 53) as f64;
        (-mean * (1.0 - unit).ln()) as u64
    }
}
