use super::key::Key;

/// Keys of the far future, sorted no further than needed: a radix queue with digits of eight bits.
///
/// A key lies in the bucket of the highest digit in which its time differs from `base`, so lower levels come
/// first, and lower digits within a level. Opening the first bucket moves `base` to its start; what is too much
/// to open at once is spread over the levels below. A key moves at most once a level, from chunk to chunk, which
/// stays cheap when a heap no longer fits the processor's cache.
#[derive(Debug)]
pub(super) struct Far {
    base: u64,
    buckets: Vec<Bucket>,
    /// One bit for each bucket that holds something.
    taken: [[u64; WORDS]; LEVELS],
    chunks: Vec<Chunk>,
    free: u32,
    len: usize,
    /// No key comes before this time.
    earliest: u64,
}

const DIGIT: u32 = 8;
const DIGITS: usize = 1 << DIGIT;
const LEVELS: usize = (u64::BITS / DIGIT) as usize;
const WORDS: usize = DIGITS / 64;
/// The end of a list of chunks.
const NONE: u32 = u32::MAX;

/// A list of chunks; only the first may have room left.
#[derive(Clone, Copy, Debug)]
struct Bucket {
    first: u32,
    /// Keys in the first chunk.
    filled: u32,
    len: u32,
}

#[derive(Clone, Copy, Debug)]
struct Chunk {
    keys: [Key; CHUNK as usize],
    next: u32,
}

const CHUNK: u32 = 31;

impl Bucket {
    const EMPTY: Self = Self { first: NONE, filled: CHUNK, len: 0 };
}

impl Far {
    pub const fn new() -> Self {
        Self {
            base: 0,
            buckets: Vec::new(),
            taken: [[0; WORDS]; LEVELS],
            chunks: Vec::new(),
            free: NONE,
            len: 0,
            earliest: u64::MAX,
        }
    }

    pub const fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// A time before which no key comes: nothing is to be opened up to then.
    #[inline]
    pub const fn earliest(&self) -> u64 {
        self.earliest
    }

    /// The time before which it takes no key.
    pub const fn base(&self) -> u64 {
        self.base
    }

    /// Sets the base of an empty one.
    pub fn start(&mut self, base: u64) {
        self.base = base;
        self.earliest = u64::MAX;
        self.buckets.resize(LEVELS * DIGITS, Bucket::EMPTY);
    }

    /// Adds a key whose time is not before the base.
    #[inline]
    pub fn push(&mut self, key: Key) {
        let time = key.time();
        self.earliest = self.earliest.min(time);
        let level = (u64::BITS - 1 - ((time ^ self.base) | 1).leading_zeros()) / DIGIT;
        #[expect(clippy::cast_possible_truncation, reason = "one digit is meant")]
        let digit = (time >> (level * DIGIT)) as usize % DIGITS;
        let level = level as usize;
        let bucket = &mut self.buckets[level * DIGITS + digit];
        if bucket.filled == CHUNK {
            let chunk = self.free;
            if let Some(spare) = self.chunks.get(chunk as usize) {
                self.free = spare.next;
                self.chunks[chunk as usize].next = bucket.first;
                bucket.first = chunk;
            } else {
                let next = bucket.first;
                #[expect(clippy::cast_possible_truncation, reason = "2^32 chunks would take two terabytes")]
                let chunk = self.chunks.len() as u32;
                bucket.first = chunk;
                self.chunks.push(Chunk { keys: [Key::NEVER; CHUNK as usize], next });
            }
            bucket.filled = 0;
            self.taken[level][digit / 64] |= 1 << (digit % 64);
        }
        self.chunks[bucket.first as usize].keys[bucket.filled as usize] = key;
        bucket.filled += 1;
        bucket.len += 1;
        self.len += 1;
    }

    /// Moves the first keys to `out`, at most `many` unless they are all of one nanosecond, and returns the last
    /// time up to which nothing is left. `None` where nothing begins before or at `limit`.
    pub fn open(&mut self, many: u32, limit: u64, out: &mut Vec<Key>) -> Option<u64> {
        loop {
            let (level, digit) = self.first()?;
            #[expect(clippy::cast_possible_truncation, reason = "there are eight levels")]
            let shift = level as u32 * DIGIT;
            let width = (1_u64 << shift) - 1;
            let above = if level + 1 == LEVELS { 0 } else { !0 << (shift + DIGIT) };
            let start = (self.base & above) | (digit as u64) << shift;
            if start > limit {
                self.earliest = start;
                return None;
            }
            self.base = start;
            self.taken[level][digit / 64] &= !(1 << (digit % 64));
            let index = level * DIGITS + digit;
            let bucket = std::mem::replace(&mut self.buckets[index], Bucket::EMPTY);
            self.len -= bucket.len as usize;
            let whole = level == 0 || bucket.len <= many;
            let (mut at, mut filled) = (bucket.first, bucket.filled);
            while at != NONE {
                let chunk = self.chunks[at as usize];
                let keys = &chunk.keys[..filled as usize];
                if whole {
                    out.extend_from_slice(keys);
                } else {
                    for key in keys {
                        self.push(*key);
                    }
                }
                self.chunks[at as usize].next = self.free;
                self.free = at;
                at = chunk.next;
                filled = CHUNK;
            }
            if whole {
                self.earliest = (start | width).saturating_add(1);
                return Some(start | width);
            }
        }
    }

    /// What it has allocated, in entries.
    #[cfg(test)]
    pub fn capacity(&self) -> usize {
        self.buckets.capacity() + self.chunks.capacity()
    }

    /// Level and digit of the first bucket that holds something.
    fn first(&self) -> Option<(usize, usize)> {
        let level = self.taken.iter().position(|words| words.iter().any(|word| *word != 0))?;
        let word = self.taken[level].iter().position(|word| *word != 0)?;
        Some((level, word * 64 + self.taken[level][word].trailing_zeros() as usize))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::key::{Sequence, Stamp};
    use super::*;

    proptest! {
        #[test]
        fn it_opens_the_first_keys_and_only_those(
            base in any::<u64>().prop_flat_map(|base| (0_u32..64).prop_map(move |shift| base >> shift)),
            steps in prop::collection::vec(
                (0_u32..64, any::<u64>(), prop::bool::weighted(0.2), 1_u32..100), 0..500,
            ),
        ) {
            let (mut far, mut sorted) = (Far::new(), Vec::new());
            far.start(base);
            let mut now = base;
            for (sequence, (shift, delay, open, many)) in steps.into_iter().enumerate() {
                // Near and far delays alike, and many of the same time.
                let time = now.saturating_add(delay >> shift);
                if !open {
                    let key = Key::new(time, Stamp::new(Sequence::nth(sequence as u64), 0));
                    far.push(key);
                    sorted.insert(sorted.partition_point(|other| *other < key), key);
                    continue;
                }
                let mut keys = Vec::new();
                let first = sorted.first().map(|key| key.time());
                match far.open(many, time, &mut keys) {
                    // A bucket may begin before its first key, never after.
                    None => prop_assert!(first.is_none_or(|first| first > time)),
                    Some(last) => {
                        keys.sort_unstable();
                        let count = sorted.partition_point(|key| key.time() <= last);
                        let expected: Vec<Key> = sorted.drain(..count).collect();
                        prop_assert!(!keys.is_empty());
                        prop_assert!(keys.len() <= many as usize || keys[0].time() == last);
                        prop_assert_eq!(keys, expected);
                        now = last;
                    }
                }
                now = now.max(far.base());
                prop_assert_eq!(far.is_empty(), sorted.is_empty());
            }
        }
    }

    #[test]
    fn chunks_are_used_again() {
        let mut far = Far::new();
        far.start(0);
        let mut keys = Vec::new();
        for round in 0..100_u64 {
            for sequence in 0..1000 {
                far.push(Key::new((round << 40) + sequence, Stamp::new(Sequence::nth(sequence), 0)));
            }
            while far.open(10, u64::MAX, &mut keys).is_some() {}
        }
        assert_eq!(keys.len(), 100_000);
        // At most a chunk begun for each bucket, and what a thousand keys fill.
        assert!(far.chunks.len() < 1000, "{}", far.chunks.len());
    }
}
