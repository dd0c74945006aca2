use super::key::Sequence;

/// An event that waits behind others which come before it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Entry<E> {
    pub time: u64,
    pub sequence: Sequence,
    pub event: E,
}

/// Fewer entries, and what they are about, fit the cache.
const LONG: u64 = 1024;
/// How many to show at once. Memory brings a dozen lines at a time, and the wait for the last of them is shared by all.
pub(super) const AHEAD: usize = 128;

/// Events that come soon and that nobody was shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Soon {
    Nothing,
    /// The first of a track.
    Track(u32),
    /// What has just been moved to the heap.
    Rest,
}

/// Whether to show the entries that come next to who looks up what they are about: of a long line, once for each so
/// many that have left it.
#[inline]
pub(super) const fn shows(left: u64, len: u64) -> bool {
    left.is_multiple_of(AHEAD as u64) && is_long(len)
}

/// Asked so seldom that what it needs is not to be worked out each time.
#[cold]
const fn is_long(len: u64) -> bool {
    len >= LONG
}
