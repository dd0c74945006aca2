/// An event's place in the order of a run, and where its payload lies: time in nanoseconds (64 bits), then
/// sequence (40), then slot (24). Comparing two keys compares times, and schedule order where times are equal.
///
/// 16 bytes hold everything that a queue must move and compare. 2^40 sequence numbers last for 10^12 events,
/// a day at ten million a second; 2^24 slots are the events pending at once, sixteen million, more than the
/// memory of their requests allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Key(u128);

/// How many events one run can schedule.
pub(super) const SEQUENCES: u64 = 1 << 40;
/// How many events can be pending at once.
pub(super) const SLOTS: u32 = 1 << SLOT_BITS;
const SLOT_BITS: u32 = 24;

impl Key {
    /// Later than every event: the last sequence number is never given out.
    pub const NEVER: Self = Self::new(u64::MAX, Stamp::new(Sequence::LAST, 0));

    /// The key of the event with this stamp at this time.
    #[inline]
    pub const fn new(time: u64, stamp: Stamp) -> Self {
        Self((time as u128) << 64 | stamp.0 as u128)
    }

    #[inline]
    pub const fn time(self) -> u64 {
        (self.0 >> 64) as u64
    }

    #[inline]
    #[expect(clippy::cast_possible_truncation, reason = "the lower half is meant")]
    pub const fn stamp(self) -> Stamp {
        Stamp(self.0 as u64)
    }
}

/// Which event of a run it is, in the order of scheduling; it stands where a key has it, above the slot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Sequence(u64);

impl Sequence {
    /// Of the first event.
    pub const FIRST: Self = Self(0);
    /// The last, which no event has.
    pub const LAST: Self = Self::nth(SEQUENCES - 1);
    /// Not even the last.
    pub const NONE: Self = Self(u64::MAX);

    /// Of the event before which there were so many, below [`SEQUENCES`].
    pub const fn nth(number: u64) -> Self {
        Self(number << SLOT_BITS)
    }

    /// How many events there were before.
    pub const fn number(self) -> u64 {
        self.0 >> SLOT_BITS
    }

    /// Of the next event; `None` where this is the last.
    #[inline]
    pub const fn next(self) -> Option<Self> {
        match self.0.checked_add(1 << SLOT_BITS) {
            Some(next) => Some(Self(next)),
            None => None,
        }
    }
}

/// Sequence and slot: what tells one event from every other of its run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Stamp(u64);

impl Stamp {
    /// The stamp of no event: its sequence is never given out.
    pub const NONE: Self = Self(u64::MAX);

    /// `slot` is below [`SLOTS`].
    #[inline]
    pub const fn new(sequence: Sequence, slot: u32) -> Self {
        Self(sequence.0 | slot as u64)
    }

    #[inline]
    #[expect(clippy::cast_possible_truncation, reason = "24 bits are meant")]
    pub const fn slot(self) -> usize {
        (self.0 & (SLOTS as u64 - 1)) as usize
    }
}
