use std::collections::VecDeque;

use crate::sim::outcome::RequestNumber;

/// A message, beside what it carries.
#[derive(Clone, Copy, Debug)]
pub struct Message {
    /// When it was sent.
    pub sent: u64,
    /// From when on it can be consumed.
    pub ready: u64,
    /// What its consumers draw from.
    pub luck: u64,
    /// The request of load that it belongs to.
    pub root: RequestNumber,
    /// Which of its fields the sender gave, as bits.
    pub given: u64,
    /// How deep in calls it was sent.
    pub depth: u16,
    /// It is the second of two deliveries.
    pub copy: bool,
    /// It was dropped before anybody took it.
    pub dropped: bool,
}

/// Messages in the order in which they came, each with so many numbers.
#[derive(Debug, Default)]
pub struct Partition {
    width: usize,
    /// The place of the first message that is still there.
    base: u64,
    messages: VecDeque<Message>,
    cells: VecDeque<i64>,
    /// The instance in whose memory it is.
    pub instance: u32,
}

impl Partition {
    /// An empty one.
    pub fn new(width: usize, instance: u32) -> Self {
        Self { width, instance, ..Self::default() }
    }

    /// Appends a message.
    pub fn push(&mut self, message: Message, cells: &[i64]) {
        self.messages.push_back(message);
        self.cells.extend(cells);
    }

    /// The place of the first message that is still there.
    pub fn base(&self) -> u64 {
        self.base
    }

    /// The place behind the last message.
    pub fn end(&self) -> u64 {
        self.base + self.messages.len() as u64
    }

    fn index(&self, place: u64) -> usize {
        usize::try_from(place.wrapping_sub(self.base)).unwrap_or(usize::MAX)
    }

    /// The message at a place.
    pub fn get(&self, place: u64) -> Option<&Message> {
        self.messages.get(self.index(place))
    }

    /// Marks the message at a place as dropped.
    pub fn drop_at(&mut self, place: u64) {
        let index = self.index(place);
        if let Some(message) = self.messages.get_mut(index) {
            message.dropped = true;
        }
    }

    /// A number that the message at a place carries.
    pub fn cell(&self, place: u64, field: usize) -> i64 {
        self.cells.get(self.index(place) * self.width + field).copied().unwrap_or(0)
    }

    /// Copies what the message at a place carries.
    pub fn copy(&self, place: u64, out: &mut Vec<i64>) {
        out.clear();
        let start = self.index(place) * self.width;
        out.extend(self.cells.range(start..start + self.width));
    }

    /// Forgets what stands before a place.
    pub fn trim(&mut self, place: u64) {
        while self.base < place && self.messages.pop_front().is_some() {
            self.cells.drain(..self.width);
            self.base += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::model::FlowId;

    #[test]
    fn places_stay_when_the_front_is_forgotten() {
        let root = RequestNumber { flow: FlowId(0), number: 0 };
        let message =
            |sent| Message { sent, ready: 0, luck: 0, root, given: 3, depth: 0, copy: false, dropped: false };
        let mut partition = Partition::new(2, 0);
        for number in 0..4_i64 {
            partition.push(message(number.unsigned_abs()), &[number, 10 * number]);
        }
        partition.trim(2);
        assert_eq!((partition.base(), partition.end()), (2, 4));
        assert!(partition.get(1).is_none());
        assert_eq!(partition.get(3).map(|message| message.sent), Some(3));
        let mut out = Vec::new();
        partition.copy(3, &mut out);
        assert_eq!((out.as_slice(), partition.cell(2, 1)), ([3, 30].as_slice(), 20));
        partition.drop_at(2);
        assert!(partition.get(2).is_some_and(|message| message.dropped));
        partition.trim(9);
        assert_eq!((partition.base(), partition.end()), (4, 4));
    }
}
