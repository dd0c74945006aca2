/// Values below 2 * `PARTS` are counted each by itself, those above in `PARTS` equal parts of each power of two.
const PARTS: usize = 1 << PART_BITS;
const PART_BITS: u32 = 10;

/// A histogram of nanoseconds in the manner of Gil Tene's `HdrHistogram`: any value up to 2^64, percentiles
/// within 0.05 % of the value.
///
/// Work that never answers counts as infinitely slow: it stays among the observations, and a percentile that
/// falls among it has no value.
#[derive(Clone, Debug)]
pub struct Histogram {
    /// In 32 bits, so that the places that a run comes to again and again stay in the cache.
    counts: Vec<u32>,
    /// Places that have been counted 2^32 times, once for each time.
    full: Vec<usize>,
    count: u64,
    never: u64,
    sum: u128,
    least: u64,
    most: u64,
}

impl Histogram {
    /// An empty histogram.
    pub const fn new() -> Self {
        Self { counts: Vec::new(), full: Vec::new(), count: 0, never: 0, sum: 0, least: u64::MAX, most: 0 }
    }

    /// Counts a value.
    #[inline]
    pub fn record(&mut self, value: u64) {
        let index = index(value);
        if let Some(count) = self.counts.get_mut(index) {
            *count = count.wrapping_add(1);
            if *count == 0 {
                self.fill(index);
            }
        } else {
            self.extend_to(index);
        }
        self.count += 1;
        self.sum += u128::from(value);
        if value < self.least || value > self.most {
            self.stretch(value);
        }
    }

    /// A value outside of all before, which soon there is hardly ever.
    #[cold]
    #[inline(never)]
    fn stretch(&mut self, value: u64) {
        self.least = self.least.min(value);
        self.most = self.most.max(value);
    }

    /// Counts a value so many times.
    pub fn record_times(&mut self, value: u64, times: u64) {
        if times == 0 {
            return;
        }
        self.record(value);
        let (index, more) = (index(value), times - 1);
        let count = u64::from(self.counts[index]) + more;
        self.full.extend((0..count >> 32).map(|_| index));
        self.counts[index] = low(count);
        self.count += more;
        self.sum += u128::from(value) * u128::from(more);
    }

    /// Counts an observation that is longer than any value.
    #[inline]
    pub const fn record_never(&mut self) {
        self.never += 1;
    }

    /// How many values there are, without those that never came.
    pub const fn count(&self) -> u64 {
        self.count
    }

    /// How many never came.
    pub const fn never(&self) -> u64 {
        self.never
    }

    /// The mean of the values, without those that never came.
    #[expect(clippy::cast_precision_loss, reason = "a mean is shown to a few digits")]
    pub fn mean(&self) -> Option<f64> {
        (self.count > 0).then(|| self.sum as f64 / self.count as f64)
    }

    /// The least value.
    pub fn least(&self) -> Option<u64> {
        (self.count > 0).then_some(self.least)
    }

    /// The greatest value; `None` also where something never came.
    pub fn most(&self) -> Option<u64> {
        (self.count > 0 && self.never == 0).then_some(self.most)
    }

    /// The least value that a share `q` of all observations does not exceed (nearest rank), to 0.05 %. `None`
    /// where there are none, or where the rank falls among those that never came.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "a rank lies between 1 and the count"
    )]
    pub fn quantile(&self, q: f64) -> Option<u64> {
        let all = self.count + self.never;
        let rank = (libm::ceil(q * all as f64) as u64).clamp(1, all.max(1));
        let mut below = 0;
        let index = (0..self.counts.len()).position(|index| {
            below += self.at(index);
            below >= rank
        })?;
        Some(middle(index).clamp(self.least, self.most))
    }

    /// How many values were counted at a place.
    #[inline]
    fn at(&self, index: usize) -> u64 {
        let full = self.full.iter().filter(|full| **full == index).count() as u64;
        (full << 32) + u64::from(self.counts[index])
    }

    /// Forgets everything and keeps the memory: the end of a warm-up.
    pub fn clear(&mut self) {
        self.counts.fill(0);
        let counts = std::mem::take(&mut self.counts);
        *self = Self { counts, ..Self::new() };
    }

    /// A place has been counted as often as 32 bits hold.
    #[cold]
    #[inline(never)]
    fn fill(&mut self, index: usize) {
        self.full.push(index);
    }

    /// Makes room up to the end of the power of two, and counts one.
    #[cold]
    #[inline(never)]
    fn extend_to(&mut self, index: usize) {
        self.counts.resize((index / PARTS + 1) * PARTS, 0);
        self.counts[index] += 1;
    }
}

impl Default for Histogram {
    fn default() -> Self {
        Self::new()
    }
}

/// Where a value is counted: the power of two, then the part of it.
#[inline]
#[expect(clippy::cast_possible_truncation, reason = "below 55 * PARTS")]
const fn index(value: u64) -> usize {
    let shift = shift(value);
    shift as usize * PARTS + (value >> shift) as usize
}

/// How many low bits of a value are not counted.
#[inline]
const fn shift(value: u64) -> u32 {
    // The lower bits set: 0 for all that are counted each by itself.
    (value | (2 * PARTS as u64 - 1)).ilog2() - PART_BITS
}

/// The low half of a count.
#[expect(clippy::cast_possible_truncation, reason = "the low half is meant")]
const fn low(count: u64) -> u32 {
    count as u32
}

/// The middle of the values counted at an index.
const fn middle(index: usize) -> u64 {
    let shift = (index / PARTS).saturating_sub(1);
    let low = ((index - shift * PARTS) as u64) << shift;
    low + (1 << shift) / 2
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn of(values: &[u64]) -> Histogram {
        let mut histogram = Histogram::new();
        for value in values {
            histogram.record(*value);
        }
        histogram
    }

    #[test]
    fn small_values_are_exact() {
        let histogram = of(&(1..=1000).collect::<Vec<_>>());
        assert_eq!(histogram.quantile(0.0), Some(1));
        assert_eq!(histogram.quantile(0.5), Some(500));
        assert_eq!(histogram.quantile(0.99), Some(990));
        assert_eq!(histogram.quantile(1.0), Some(1000));
        assert_eq!(histogram.mean(), Some(500.5));
        assert_eq!((histogram.least(), histogram.most()), (Some(1), Some(1000)));
    }

    #[test]
    fn many_times_are_as_many_records() {
        let mut histogram = of(&[7, 9]);
        histogram.record_times(3, 4);
        histogram.record_times(1, 0);
        assert_eq!(
            (histogram.mean(), histogram.least(), histogram.most()),
            (Some(28.0 / 6.0), Some(3), Some(9))
        );
        assert_eq!([0.6, 0.7, 1.0].map(|q| histogram.quantile(q)), [Some(3), Some(7), Some(9)]);
    }

    #[test]
    fn a_constant_is_reported_as_it_is() {
        let histogram = of(&[123_456_789; 3]);
        assert_eq!(histogram.quantile(0.5), Some(123_456_789));
        assert_eq!(of(&[u64::MAX]).quantile(0.5), Some(u64::MAX));
        assert_eq!(of(&[0]).quantile(0.5), Some(0));
    }

    #[test]
    fn a_percentile_among_what_never_came_has_no_value() {
        let mut histogram = of(&[10; 98]);
        histogram.record_never();
        histogram.record_never();
        assert_eq!(histogram.quantile(0.98), Some(10));
        assert_eq!(histogram.quantile(0.99), None);
        assert_eq!(histogram.most(), None);
        assert_eq!((histogram.count(), histogram.never()), (98, 2));
    }

    #[test]
    fn nothing_has_no_percentile() {
        let mut histogram = Histogram::new();
        assert_eq!((histogram.quantile(0.5), histogram.mean(), histogram.least()), (None, None, None));
        histogram.record_never();
        assert_eq!((histogram.quantile(0.5), histogram.most()), (None, None));
    }

    #[test]
    fn a_cleared_histogram_is_empty() {
        let mut histogram = of(&[5, 5_000_000]);
        histogram.record_never();
        histogram.clear();
        assert_eq!((histogram.count(), histogram.never(), histogram.quantile(0.5)), (0, 0, None));
        histogram.record(7);
        assert_eq!((histogram.quantile(0.5), histogram.mean()), (Some(7), Some(7.0)));
    }

    /// 2^32 + 1 times 5 and as often 7, but for one: the middle is a 5.
    #[test]
    fn no_count_is_lost_beyond_32_bits() {
        let mut histogram = of(&[5, 7]);
        for index in [5, 7] {
            histogram.counts[index] = u32::MAX;
            histogram.count += u64::from(u32::MAX) - 1;
        }
        [5, 5, 7].into_iter().for_each(|value| histogram.record(value));
        assert_eq!((histogram.at(5), histogram.at(7)), ((1 << 32) + 1, 1 << 32));
        assert_eq!(histogram.count(), (2 << 32) + 1);
        assert_eq!((histogram.quantile(0.5), histogram.quantile(0.500_000_001)), (Some(5), Some(7)));
        histogram.record_times(5, (1 << 32) - 1);
        assert_eq!((histogram.at(5), histogram.count()), (2 << 32, 3 << 32));
    }

    #[test]
    fn buckets_join_without_gap_or_overlap() {
        for power in 10..63 {
            let edge = 2_u64 << power;
            assert_eq!(index(edge - 1) + 1, index(edge), "at 2^{}", power + 1);
        }
        assert_eq!(index(u64::MAX), 55 * PARTS - 1);
    }

    proptest! {
        #[test]
        #[expect(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        fn quantiles_are_those_of_the_sorted_values(
            mut values in prop::collection::vec((0_u32..63, any::<u64>()).prop_map(|(s, v)| v >> s), 1..300),
            q in 0.0..1.0_f64,
        ) {
            let histogram = of(&values);
            values.sort_unstable();
            let rank = ((q * values.len() as f64).ceil() as usize).max(1);
            let (exact, found) = (values[rank - 1], histogram.quantile(q).unwrap());
            prop_assert!(exact.abs_diff(found) <= exact / 2048 + 1, "{exact} {found}");
        }
    }
}
