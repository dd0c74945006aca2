use std::num::NonZeroU32;

use super::exhausted::Exhausted;

/// Values in flight, by index. A released value stays in its place, buffers and all, for the next claim: a run
/// allocates for the most that was ever in flight, not for each.
#[derive(Debug)]
pub struct Slab<T> {
    entries: Vec<Entry<T>>,
    /// The place that was given back last; [`NO_PLACE`] where each is claimed.
    free: u32,
    claimed: usize,
}

/// No place.
const NO_PLACE: u32 = u32::MAX;

/// A claimed value. After the release the handle finds nothing, even where its place has been claimed again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Handle {
    index: u32,
    /// Odd, so that there is room for the handle that is none.
    generation: NonZeroU32,
}

/// A cache line begins with each, so that what stands first in a value comes with its generation.
#[derive(Debug)]
#[repr(C, align(64))]
struct Entry<T> {
    /// Odd while claimed.
    generation: u32,
    /// Of a place that is not: the one that was given back before it.
    next: u32,
    value: T,
}

impl Handle {
    /// The place in the slab: small, dense, and used again after the release.
    #[inline]
    pub const fn index(self) -> u32 {
        self.index
    }

    /// That of a claimed place, whose generation is odd.
    #[inline]
    fn of(index: u32, generation: u32) -> Self {
        Self { index, generation: NonZeroU32::MIN | generation }
    }
}

impl<T: Default> Slab<T> {
    /// An empty slab.
    pub const fn new() -> Self {
        Self { entries: Vec::new(), free: NO_PLACE, claimed: 0 }
    }

    /// How many values are claimed.
    pub const fn len(&self) -> usize {
        self.claimed
    }

    /// Whether no value is claimed.
    pub const fn is_empty(&self) -> bool {
        self.claimed == 0
    }

    /// Claims a place. Its value is the default or whatever the last owner left: overwrite it.
    #[inline(always)]
    pub fn claim(&mut self) -> Result<(Handle, &mut T), Exhausted> {
        if self.free == NO_PLACE {
            self.widen()?;
        }
        self.claimed += 1;
        let index = self.free;
        let entry = &mut self.entries[index as usize];
        self.free = entry.next;
        entry.generation += 1;
        Ok((Handle::of(index, entry.generation), &mut entry.value))
    }

    /// Makes a place where each is claimed.
    #[cold]
    fn widen(&mut self) -> Result<(), Exhausted> {
        let index = u32::try_from(self.entries.len()).ok().filter(|index| *index != NO_PLACE);
        self.free = index.ok_or(Exhausted::InFlight)?;
        self.entries.push(Entry { generation: 0, next: NO_PLACE, value: T::default() });
        Ok(())
    }

    /// Gives a place back, once, that is known to be claimed; and the value, as it is until the next claim.
    #[inline]
    pub fn release(&mut self, handle: Handle) -> &mut T {
        let entry = &mut self.entries[handle.index as usize];
        debug_assert_eq!(entry.generation, handle.generation.get(), "released");
        entry.generation = entry.generation.wrapping_add(1);
        self.claimed -= 1;
        // A place whose generations are used up rests for ever, so that no handle is ever mistaken for another.
        if entry.generation != 0 {
            entry.next = self.free;
            self.free = handle.index;
        }
        &mut entry.value
    }

    /// The value, while it is claimed.
    #[inline]
    pub fn get(&self, handle: Handle) -> Option<&T> {
        let entry = self.entries.get(handle.index as usize)?;
        if entry.generation == handle.generation.get() { Some(&entry.value) } else { None }
    }

    /// The value to change, while it is claimed.
    #[inline]
    pub fn get_mut(&mut self, handle: Handle) -> Option<&mut T> {
        let entry = self.entries.get_mut(handle.index as usize)?;
        if entry.generation == handle.generation.get() { Some(&mut entry.value) } else { None }
    }

    /// Whatever lies at the place of a handle, also after the release. Nothing is compared, so that who asks for many
    /// waits for memory once.
    #[inline]
    pub fn at_place(&self, handle: Handle) -> Option<&T> {
        self.entries.get(handle.index as usize).map(|entry| &entry.value)
    }

    /// The value, while it is claimed and after that, as it was left, until its place is claimed again.
    pub fn remembered(&self, handle: Handle) -> Option<&T> {
        let entry = self.entries.get(handle.index as usize)?;
        let since = entry.generation.wrapping_sub(handle.generation.get());
        if since <= 1 { Some(&entry.value) } else { None }
    }

    /// The value of a handle that is known to be claimed: asked for at every step of what runs.
    #[inline]
    pub fn claimed(&self, handle: Handle) -> &T {
        let entry = &self.entries[handle.index as usize];
        debug_assert_eq!(entry.generation, handle.generation.get(), "released");
        &entry.value
    }

    /// The same, to change.
    #[inline]
    pub fn claimed_mut(&mut self, handle: Handle) -> &mut T {
        let entry = &mut self.entries[handle.index as usize];
        debug_assert_eq!(entry.generation, handle.generation.get(), "released");
        &mut entry.value
    }

    /// Everything claimed, by place.
    pub fn iter(&self) -> impl Iterator<Item = (Handle, &T)> {
        let claimed = |(index, entry): (u32, _)| {
            let Entry { generation, value, .. }: &Entry<T> = entry;
            (generation % 2 == 1).then_some((Handle::of(index, *generation), value))
        };
        (0..).zip(&self.entries).filter_map(claimed)
    }

    /// Two values to change, while both are claimed and not one.
    #[inline]
    pub fn pair_mut(&mut self, one: Handle, other: Handle) -> Option<(&mut T, &mut T)> {
        let places = [one.index as usize, other.index as usize];
        let [first, second] = self.entries.get_disjoint_mut(places).ok()?;
        let claimed = first.generation == one.generation.get() && second.generation == other.generation.get();
        claimed.then_some((&mut first.value, &mut second.value))
    }
}

impl<T: Default> Default for Slab<T> {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_used_again_and_keeps_its_buffers() {
        let mut slab: Slab<Vec<u8>> = Slab::new();
        let first = slab.claim().unwrap().0;
        let second = slab.claim().unwrap().0;
        slab.get_mut(first).unwrap().extend([1, 2, 3]);
        assert_eq!(slab.len(), 2);

        slab.release(first);
        let third = slab.claim().unwrap().0;
        assert_eq!(third.index(), first.index());
        assert_ne!(third.index(), second.index());
        assert_eq!(slab.get(third).unwrap(), &[1, 2, 3]);
    }

    #[test]
    fn a_released_handle_finds_nothing() {
        let mut slab: Slab<u8> = Slab::new();
        let old = slab.claim().unwrap().0;
        slab.release(old);
        assert!(slab.is_empty());
        let new = slab.claim().unwrap().0;
        assert_eq!(slab.get(old), None);
        assert_eq!(slab.get_mut(old), None);
        assert_eq!(slab.get(new), Some(&0));
        // Its place does not ask whose it is.
        *slab.claimed_mut(new) = 7;
        assert_eq!((slab.at_place(old), slab.at_place(Handle::of(1, 1))), (Some(&7), None));
    }

    #[test]
    fn what_was_released_is_remembered_until_its_place_is_claimed_again() {
        let mut slab: Slab<u8> = Slab::new();
        let (handle, value) = slab.claim().unwrap();
        *value = 7;
        assert_eq!(slab.remembered(handle), Some(&7));
        slab.release(handle);
        assert_eq!((slab.get(handle), slab.remembered(handle)), (None, Some(&7)));
        let next = slab.claim().unwrap().0;
        assert_eq!((slab.remembered(handle), slab.remembered(next)), (None, Some(&7)));
    }

    #[test]
    fn what_is_claimed_is_listed_by_place() {
        let mut slab: Slab<u8> = Slab::new();
        let handles = [0, 1, 2].map(|_| slab.claim().unwrap().0);
        slab.release(handles[1]);
        let listed = |slab: &Slab<u8>| slab.iter().map(|(handle, _)| handle).collect::<Vec<_>>();
        assert_eq!(listed(&slab), [handles[0], handles[2]]);
        let again = slab.claim().unwrap().0;
        assert_eq!(listed(&slab), [handles[0], again, handles[2]]);
    }

    #[test]
    fn two_places_are_changed_at_once() {
        let mut slab: Slab<u8> = Slab::new();
        let (one, other) = (slab.claim().unwrap().0, slab.claim().unwrap().0);
        let (first, second) = slab.pair_mut(one, other).unwrap();
        (*first, *second) = (1, 2);
        assert_eq!((slab.get(one), slab.get(other)), (Some(&1), Some(&2)));
        assert_eq!(slab.pair_mut(one, one), None);
        slab.release(other);
        assert_eq!(slab.pair_mut(one, other), None);
    }

    #[test]
    fn a_place_without_generations_left_is_not_used_again() {
        let mut slab: Slab<u8> = Slab::new();
        let first = slab.claim().unwrap().0;
        slab.release(first);
        slab.entries[0].generation = u32::MAX - 1;
        let last = slab.claim().unwrap().0;
        assert_eq!(last, Handle::of(0, u32::MAX));
        slab.release(last);
        let next = slab.claim().unwrap().0;
        assert_eq!(next.index(), 1);
        assert_eq!((slab.get(last), slab.get(first)), (None, None));
    }
}
