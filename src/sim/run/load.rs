use crate::calc::random::Stream;

/// What a run knows of the requests of one flow that began.
#[derive(Clone, Debug)]
pub(in crate::sim) struct Load {
    /// What its requests draw from.
    pub luck: Stream,
    /// How many of them were called.
    pub called: u64,
    /// How many of a rate arrived.
    pub arrived: u64,
    /// After how long a load comes round, nanoseconds, and of how many requests a round is; of one that does not come
    /// round the first never ends.
    every: u64,
    requests: u64,
    /// The round that it is in: the number of its first request, and when it began, nanoseconds.
    first: u64,
    began: u64,
}

impl Load {
    /// Nobody yet.
    pub const fn new(luck: Stream) -> Self {
        Self { luck, called: 0, arrived: 0, every: u64::MAX, requests: 0, first: 0, began: 0 }
    }

    /// The same of a load that comes round after so many nanoseconds, with so many requests.
    pub const fn round(self, every: u64, requests: u64) -> Self {
        Self { every, requests, ..self }
    }

    /// The number of the first request of the round that it is at a time; most come in the round of the last one.
    #[inline]
    pub const fn first(&mut self, now: u64) -> u64 {
        if now - self.began >= self.every {
            self.turn(now);
        }
        self.first
    }

    #[cold]
    const fn turn(&mut self, now: u64) {
        let round = now / self.every;
        self.first = round * self.requests;
        self.began = round * self.every;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_round_begins_where_the_one_before_it_ends() {
        let once = Load::new(Stream::new(1, 2));
        let mut round = once.clone().round(10, 7);
        let times = [0, 9, 10, 19, 20, 57];
        assert_eq!(times.map(|now| round.first(now)), [0, 0, 7, 7, 14, 35]);
        assert_eq!(times.map(|now| once.clone().first(now)), [0; 6]);
    }
}
