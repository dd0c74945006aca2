use crate::calc::random::Stream;

/// What a run knows of the requests of one flow that began.
#[derive(Clone, Debug)]
pub(in crate::sim) struct Load {
    /// What its requests draw from.
    pub luck: Stream,
    /// How many of them were called.
    pub called: u64,
    /// How many of them arrived.
    pub arrived: u64,
    /// Of a load that comes round, the round that it is in: the number of its first request.
    first: u64,
    /// When that round began, nanoseconds.
    began: u64,
}

impl Load {
    /// Nobody yet.
    pub const fn new(luck: Stream) -> Self {
        Self { luck, called: 0, arrived: 0, first: 0, began: 0 }
    }

    /// The number of the first request of the round that it is at a time, of so many nanoseconds and requests; most
    /// requests come in the round of the last one.
    #[inline]
    pub const fn round(&mut self, now: u64, every: u64, requests: u64) -> u64 {
        if now - self.began >= every {
            let round = now / every;
            self.first = round * requests;
            self.began = round * every;
        }
        self.first
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_round_begins_where_the_one_before_it_ends() {
        let mut load = Load::new(Stream::new(1, 2));
        let first = [0, 9, 10, 19, 20, 57].map(|now| load.round(now, 10, 7));
        assert_eq!(first, [0, 0, 7, 7, 14, 35]);
    }
}
