use napkin::calc::random::{Stream, whole};

use super::Agenda;
use crate::model::SEED;

/// So many events pend at any time, each after an exponential second.
pub struct Random {
    agenda: Agenda<u32>,
    stream: Stream,
    number: u64,
}

impl Random {
    pub fn new(pending: u32) -> Self {
        let mut hold = Self { agenda: Agenda::new(), stream: Stream::new(SEED, 0), number: 0 };
        (0..pending).for_each(|event| hold.schedule(event));
        hold
    }

    /// The next events, each scheduled again; a digest of their order.
    pub fn run(&mut self, events: u64) -> u64 {
        let mut digest = 0;
        for _ in 0..events {
            let Some(event) = self.agenda.pop() else { break };
            digest ^= self.agenda.now.wrapping_mul(u64::from(event) | 1);
            self.schedule(event);
        }
        digest
    }

    fn schedule(&mut self, event: u32) {
        self.agenda.after(whole(self.stream.request(self.number).draw(0, 0).exponential(1e9)), event);
        self.number += 1;
    }
}
