use std::cell::Cell;

use crate::calc::random::{Key, Stream};

/// What a request draws from. It is worked out when something is drawn first: many a request of a load draws nothing.
#[derive(Clone, Debug, Default)]
pub(in crate::sim) struct Luck {
    stream: Stream,
    number: u64,
    /// The default until it is known; where it is that by chance it is worked out each time.
    key: Cell<Key>,
}

impl Luck {
    /// That of a request of a stream, by its number.
    #[inline]
    pub fn new(stream: Stream, number: u64) -> Self {
        Self { stream, number, key: Cell::default() }
    }

    /// What is drawn from.
    #[inline]
    pub fn key(&self) -> Key {
        let key = self.key.get();
        if key == Key::default() { self.work_out() } else { key }
    }

    #[inline(never)]
    fn work_out(&self) -> Key {
        let key = key_with(luck_of(self.stream.request(self.number)));
        self.key.set(key);
        key
    }
}

/// What a seed, a stream and a number come to: the luck of a message.
#[inline]
pub(in crate::sim) fn luck(seed: u64, stream: u64, number: u64) -> u64 {
    luck_of(Stream::new(seed, stream).request(number))
}

/// What is drawn from with this luck.
#[inline]
pub(in crate::sim) fn key_with(luck: u64) -> Key {
    Stream::new(luck, 0).request(0)
}

#[inline]
fn luck_of(request: Key) -> u64 {
    request.draw(u32::MAX, u32::MAX).bits()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_that_of_a_message_of_the_same_number_whenever_it_is_asked() {
        let request = Luck::new(Stream::new(7, 3), 12);
        let copy = request.clone();
        let key = key_with(luck(7, 3, 12));
        assert_eq!([request.key(), request.key(), copy.key(), request.clone().key()], [key; 4]);
        assert_ne!(request.key(), Luck::new(Stream::new(7, 3), 13).key());
    }
}
