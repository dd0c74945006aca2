//! A queue with visibility time-outs: SQS and its like.
//!
//! Model: a send is a visit that takes `time`; a block sends a batch in one visit. An instance of a consumer that has
//! a slot free receives: up to `batch` messages, the oldest first, as far as it has slots for them; each run holds its
//! slot from the receive on, which takes `receive` (15 ms with a 99th percentile of 80 ms). A message that was
//! received is hidden for `visibility`; a run that ends well deletes it, one that fails lets it come back after its
//! backoff, and one that dies with its instance or takes longer lets it be seen again: once somebody else has received
//! it, the receipt of the older run is worth nothing. After as many receives as there are `attempts` it goes to the
//! dead-letter topic instead; a flow that consumes that topic and sends again is the redrive. At most `in_flight`
//! messages are received and not finished. A send with a longer `delay` than the queue allows is declined.
//! `duplicate` is the share of messages that are there twice (0.1 %; ours).
//! Each group of consumers has a queue of its own: several groups are a fan-out.
//! Left out: servers that are not asked in short polling, first-in-first-out groups, retention.

use std::collections::VecDeque;

use super::message::Message;

/// The messages of one group.
#[derive(Debug, Default)]
pub struct Letters {
    width: usize,
    all: Vec<Letter>,
    cells: Vec<i64>,
    free: Vec<u32>,
    visible: VecDeque<u32>,
    /// Received and not finished.
    pub flying: u64,
    /// Somebody will look at this moment.
    pub asked: bool,
    /// The member to ask first.
    pub turn: usize,
}

/// A message of a queue.
#[derive(Clone, Copy, Debug)]
pub struct Letter {
    /// The message.
    pub message: Message,
    /// How often it was received.
    pub receives: u32,
    /// Changes with each receive and each end: what was meant for an earlier one means nothing.
    pub receipt: u32,
    /// Where it is.
    pub state: Where,
}

/// Where a message of a queue is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Where {
    /// Nowhere: its place is free.
    Gone,
    /// It was sent with a delay.
    Delayed,
    /// It waits for its next attempt.
    Backs,
    /// It can be received.
    Visible,
    /// It was received.
    Flies,
}

impl Letters {
    /// None yet, of so many numbers each.
    pub fn new(width: usize) -> Self {
        Self { width, ..Self::default() }
    }

    /// Adds a message that nobody sees yet.
    pub fn add(&mut self, message: Message, cells: &[i64]) -> u32 {
        let letter = Letter { message, receives: 0, receipt: 0, state: Where::Delayed };
        if let Some(at) = self.free.pop() {
            let index = at as usize;
            self.all[index] = Letter { receipt: self.all[index].receipt.wrapping_add(1), ..letter };
            self.cells[index * self.width..][..self.width].copy_from_slice(cells);
            return at;
        }
        self.all.push(letter);
        self.cells.extend_from_slice(cells);
        u32::try_from(self.all.len() - 1).unwrap_or(u32::MAX)
    }

    /// A message, to look at.
    pub fn get(&self, at: u32) -> &Letter {
        &self.all[at as usize]
    }

    /// Copies what a message carries.
    pub fn copy(&self, at: u32, out: &mut Vec<i64>) {
        out.clear();
        out.extend_from_slice(&self.cells[at as usize * self.width..][..self.width]);
    }

    /// How many can be received.
    pub fn visible(&self) -> usize {
        self.visible.len()
    }

    /// Lets a message be received from now on.
    pub fn show(&mut self, at: u32) {
        let letter = &mut self.all[at as usize];
        if letter.state == Where::Flies {
            self.flying -= 1;
        }
        letter.state = Where::Visible;
        self.visible.push_back(at);
    }

    /// The oldest that can be received, received.
    pub fn receive(&mut self) -> Option<u32> {
        let at = self.visible.pop_front()?;
        let letter = &mut self.all[at as usize];
        letter.state = Where::Flies;
        letter.receives += 1;
        letter.receipt = letter.receipt.wrapping_add(1);
        self.flying += 1;
        Some(at)
    }

    /// Whether a run still has the receipt that counts.
    pub fn holds(&self, at: u32, receipt: u32) -> bool {
        let letter = &self.all[at as usize];
        matches!(letter.state, Where::Flies | Where::Visible) && letter.receipt == receipt
    }

    /// Takes a received message back until its next attempt.
    pub fn back(&mut self, at: u32) -> u32 {
        self.lands(at);
        let letter = &mut self.all[at as usize];
        letter.state = Where::Backs;
        letter.receipt = letter.receipt.wrapping_add(1);
        letter.receipt
    }

    /// Deletes a received message.
    pub fn delete(&mut self, at: u32) {
        self.lands(at);
        self.all[at as usize].state = Where::Gone;
        self.free.push(at);
    }

    /// It is not under way any more, nor does anybody see it.
    fn lands(&mut self, at: u32) {
        if self.all[at as usize].state == Where::Flies {
            self.flying -= 1;
        } else {
            self.visible.retain(|other| *other != at);
        }
    }

    /// All that are still there.
    pub fn each(&self) -> impl Iterator<Item = &Letter> {
        self.all.iter().filter(|letter| letter.state != Where::Gone)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::model::FlowId;
    use crate::sim::outcome::RequestNumber;

    #[test]
    fn an_older_receipt_is_worth_nothing() {
        let root = RequestNumber { flow: FlowId(0), number: 0 };
        let message =
            Message { sent: 0, ready: 0, luck: 0, root, given: 1, depth: 0, copy: false, dropped: false };
        let mut letters = Letters::new(1);
        let at = letters.add(message, &[7]);
        assert_eq!(letters.receive(), None);
        letters.show(at);
        assert_eq!(letters.receive(), Some(at));
        let first = letters.get(at).receipt;
        assert!(letters.holds(at, first));
        // Its visibility is over: somebody else may receive it, and then the first receipt is void.
        letters.show(at);
        assert!(letters.holds(at, first));
        letters.receive();
        assert!(!letters.holds(at, first));
        assert_eq!((letters.flying, letters.get(at).receives), (1, 2));
        let second = letters.get(at).receipt;
        letters.back(at);
        assert!(!letters.holds(at, second));
        letters.show(at);
        letters.receive();
        letters.delete(at);
        assert_eq!((letters.flying, letters.each().count()), (0, 0));
        let again = letters.add(message, &[8]);
        assert_eq!(again, at, "its place is used again");
        assert!(!letters.holds(again, second));
    }
}
