use super::key::Key;

/// A heap of keys with four children a node, least first.
///
/// The four children of a node share one cache line and unused places hold [`Key::NEVER`], so the least of
/// four is found without a branch on the length. The root is taken lazily: most events schedule a successor,
/// which then sinks from the root at once instead of after the last leaf did.
#[derive(Debug)]
pub(super) struct Heap {
    root: Key,
    /// The children of node n; node n > 0 is place (n - 1) % 4 of family (n - 1) / 4.
    families: Vec<Family>,
    /// Nodes, the root among them.
    len: usize,
    /// The root was taken and nothing has filled it.
    hollow: bool,
}

#[derive(Clone, Copy, Debug)]
#[repr(align(64))]
struct Family([Key; 4]);

impl Family {
    const EMPTY: Self = Self([Key::NEVER; 4]);

    /// The least of the four and its place.
    #[inline]
    fn least(&self) -> (Key, usize) {
        let [a, b, c, d] = self.0;
        let (left, at_left) = if b < a { (b, 1) } else { (a, 0) };
        let (right, at_right) = if d < c { (d, 3) } else { (c, 2) };
        if right < left { (right, at_right) } else { (left, at_left) }
    }
}

impl Heap {
    pub const fn new() -> Self {
        Self { root: Key::NEVER, families: Vec::new(), len: 0, hollow: false }
    }

    /// How many keys it holds.
    pub const fn len(&self) -> usize {
        self.len - self.hollow as usize
    }

    /// The least key, [`Key::NEVER`] where there is none.
    #[inline]
    pub fn peek(&mut self) -> Key {
        if self.hollow {
            self.fill();
        }
        self.root
    }

    /// A time before which no key comes: that of the least, or of the one that was taken last.
    #[inline]
    pub const fn bound(&self) -> u64 {
        self.root.time()
    }

    /// Removes the least key, the one that [`peek`](Self::peek) has just shown.
    #[inline]
    pub fn take(&mut self) {
        debug_assert!(!self.hollow && self.len > 0);
        self.hollow = true;
    }

    #[inline(always)]
    pub fn push(&mut self, key: Key) {
        if self.hollow {
            self.hollow = false;
            self.sink(key);
            return;
        }
        let node = self.len;
        self.len += 1;
        if node > 0 && (node - 1) / 4 == self.families.len() {
            self.families.push(Family::EMPTY);
        }
        self.rise(node, key);
    }

    /// What it has allocated, in entries.
    #[cfg(test)]
    pub fn capacity(&self) -> usize {
        self.families.capacity()
    }

    /// All keys, in no order; among them one that was just taken.
    pub fn keys(&self) -> impl Iterator<Item = Key> {
        let children = self.families.iter().flat_map(|family| family.0);
        std::iter::once(self.root).chain(children).take(self.len)
    }

    /// Moves all keys to `out`, in no order.
    pub fn drain_into(&mut self, out: &mut Vec<Key>) {
        let _ = self.peek();
        out.extend(self.keys());
        self.families.clear();
        self.root = Key::NEVER;
        self.len = 0;
    }

    /// Puts the last leaf into the hollow root.
    fn fill(&mut self) {
        self.hollow = false;
        self.len -= 1;
        if self.len == 0 {
            self.root = Key::NEVER;
            return;
        }
        let last = self.get(self.len);
        self.set(self.len, Key::NEVER);
        if (self.len - 1).is_multiple_of(4) {
            self.families.pop();
        }
        self.sink(last);
    }

    /// Puts a key into the root's place and lets it sink to its own.
    #[inline]
    fn sink(&mut self, key: Key) {
        let (mut node, mut place) = (0, None);
        while let Some(family) = self.families.get(node) {
            let (least, at) = family.least();
            if key < least {
                break;
            }
            self.put(place, least);
            place = Some((node, at));
            node = 4 * node + 1 + at;
        }
        self.put(place, key);
    }

    /// Sets the root, or a place of a family.
    #[inline]
    fn put(&mut self, place: Option<(usize, usize)>, key: Key) {
        match place {
            None => self.root = key,
            Some((family, place)) => self.families[family].0[place % 4] = key,
        }
    }

    #[inline]
    fn rise(&mut self, mut node: usize, key: Key) {
        while node > 0 {
            let parent = (node - 1) / 4;
            let above = self.get(parent);
            if above < key {
                break;
            }
            self.set(node, above);
            node = parent;
        }
        self.set(node, key);
    }

    #[inline]
    fn get(&self, node: usize) -> Key {
        match node {
            0 => self.root,
            _ => self.families[(node - 1) / 4].0[(node - 1) % 4],
        }
    }

    #[inline]
    fn set(&mut self, node: usize, key: Key) {
        match node {
            0 => self.root = key,
            _ => self.families[(node - 1) / 4].0[(node - 1) % 4] = key,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::key::{Sequence, Stamp};
    use super::*;

    proptest! {
        #[test]
        fn it_gives_what_a_sorted_vector_gives(steps in prop::collection::vec(prop::option::of(0_u64..50), 0..400)) {
            let (mut heap, mut sorted) = (Heap::new(), Vec::new());
            for (sequence, step) in steps.into_iter().enumerate() {
                if let Some(time) = step {
                    let key = Key::new(time, Stamp::new(Sequence::nth(sequence as u64), 0));
                    heap.push(key);
                    sorted.insert(sorted.partition_point(|other| *other < key), key);
                } else {
                    let least = heap.peek();
                    prop_assert_eq!(least, sorted.first().copied().unwrap_or(Key::NEVER));
                    if !sorted.is_empty() {
                        heap.take();
                        sorted.remove(0);
                    }
                }
                prop_assert_eq!(heap.len(), sorted.len());
            }
            let mut rest = Vec::new();
            heap.drain_into(&mut rest);
            rest.sort_unstable();
            prop_assert_eq!(rest, sorted);
            prop_assert_eq!((heap.len(), heap.peek()), (0, Key::NEVER));
        }
    }
}
