use std::ops::{Deref, DerefMut};

/// The values of a request: the first few lie in the request itself, so that bringing it into the cache brings them
/// too; where a flow has more, all of them lie in a buffer of their own.
#[derive(Debug, Default)]
#[repr(C)]
pub(in crate::sim) struct Values {
    len: u32,
    near: [i64; NEAR],
    far: Vec<i64>,
}

/// So many that requests lie five lines of the cache apart: an odd number, so that they share all of its sets.
const NEAR: usize = 9;
/// How many of them lie in the first line.
const FIRST: u32 = 3;

impl Values {
    /// So many zeros; a buffer is kept.
    #[inline]
    pub fn reset(&mut self, len: u32) {
        self.len = len;
        if len as usize <= NEAR {
            self.near = [0; NEAR];
        } else {
            self.far.clear();
            self.far.resize(len as usize, 0);
        }
    }

    /// Whether some of so many values may lie in the request and not in its first line.
    pub const fn has_more(len: u32) -> bool {
        len > FIRST
    }

    /// One of those: to look at it brings them into the cache.
    #[inline]
    pub const fn beyond(&self) -> i64 {
        self.near[NEAR - 1]
    }

    // Calls, so that nobody loads the place of the buffer, in another line of the cache, before knowing whether it is
    // needed: a choice between two addresses would.
    #[inline(never)]
    fn far(&self) -> &[i64] {
        &self.far
    }

    #[inline(never)]
    fn far_mut(&mut self) -> &mut [i64] {
        &mut self.far
    }
}

impl Deref for Values {
    type Target = [i64];

    #[inline]
    fn deref(&self) -> &[i64] {
        if self.len as usize <= NEAR { &self.near[..self.len as usize] } else { self.far() }
    }
}

impl DerefMut for Values {
    #[inline]
    fn deref_mut(&mut self) -> &mut [i64] {
        if self.len as usize <= NEAR { &mut self.near[..self.len as usize] } else { self.far_mut() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_and_many_are_fresh_each_time() {
        let mut values = Values::default();
        for len in [3, NEAR, NEAR + 1, 40, 2, NEAR + 1] {
            values.reset(u32::try_from(len).unwrap());
            assert_eq!((values.len(), values.iter().sum::<i64>()), (len, 0));
            values.fill(7);
            assert_eq!(values[len - 1], 7);
        }
    }
}
