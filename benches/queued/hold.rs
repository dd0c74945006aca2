use napkin::calc::random::{Stream, whole};
use napkin::sim::engine::{Exhausted, Lane, Queue, SECOND};

use crate::model::SEED;

/// So many events pend at any time, each after an exponential second.
pub struct Random {
    queue: Queue<u32>,
    stream: Stream,
    number: u64,
}

impl Random {
    pub fn new(pending: u32) -> Self {
        let mut hold = Self { queue: Queue::new(), stream: Stream::new(SEED, 0), number: 0 };
        (0..pending).for_each(|event| hold.schedule(event));
        hold
    }

    /// The next events, each scheduled again; a digest of their order.
    pub fn run(&mut self, events: u64) -> Result<u64, Exhausted> {
        let mut digest = 0;
        for _ in 0..events {
            let Some(event) = self.queue.pop() else { break };
            digest ^= self.queue.now().wrapping_mul(u64::from(event) | 1);
            self.schedule(event);
        }
        self.queue.check().map(|()| digest)
    }

    fn schedule(&mut self, event: u32) {
        self.queue.after(whole(self.stream.request(self.number).draw(0, 0).exponential(1e9)), event);
        self.number += 1;
    }
}

/// So many events pend at any time, each after one of four constant delays.
pub struct Lanes {
    queue: Queue<u32>,
    lanes: [Lane; 4],
}

impl Lanes {
    const SECONDS: [u64; 4] = [1, 2, 3, 5];

    pub fn new(pending: u32) -> Self {
        let mut queue = Queue::new();
        let lanes = Self::SECONDS.map(|seconds| queue.lane(seconds * SECOND));
        for event in 0..pending {
            let delay = Self::SECONDS[event as usize % 4] * SECOND;
            queue.after(delay * u64::from(event) / u64::from(pending), event);
        }
        Self { queue, lanes }
    }

    /// The next events, each scheduled again; a digest of their order.
    pub fn run(&mut self, events: u64) -> Result<u64, Exhausted> {
        let mut digest = 0;
        for _ in 0..events {
            let Some(event) = self.queue.pop() else { break };
            digest ^= self.queue.now().wrapping_mul(u64::from(event) | 1);
            self.queue.along(self.lanes[event as usize % 4], event);
        }
        self.queue.check().map(|()| digest)
    }
}
