use crate::sim::engine::Histogram;

/// A distribution of signed whole numbers: figures within 0.05 % of the value.
#[derive(Clone, Debug, Default)]
pub struct Values {
    /// Values below zero, by their size.
    below: Histogram,
    /// Values from zero on.
    above: Histogram,
}

impl Values {
    /// Counts a value.
    #[inline]
    pub fn record(&mut self, value: i64) {
        let side = if value < 0 { &mut self.below } else { &mut self.above };
        side.record(value.unsigned_abs());
    }

    /// How many values there are.
    pub fn count(&self) -> u64 {
        self.below.count() + self.above.count()
    }

    /// The mean.
    #[expect(clippy::cast_precision_loss, reason = "a mean is shown to a few digits")]
    pub fn mean(&self) -> Option<f64> {
        let sum = |side: &Histogram| side.mean().unwrap_or(0.0) * side.count() as f64;
        (self.count() > 0).then(|| (sum(&self.above) - sum(&self.below)) / self.count() as f64)
    }

    /// The greatest.
    #[expect(clippy::cast_precision_loss, reason = "shown to a few digits")]
    pub fn most(&self) -> Option<f64> {
        let above = self.above.most().map(|most| most as f64);
        above.or_else(|| self.below.least().map(|least| -(least as f64)))
    }

    /// The least value that a share `q` of all does not exceed (nearest rank).
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "a rank lies between 1 and the count"
    )]
    pub fn quantile(&self, q: f64) -> Option<f64> {
        let all = self.count();
        if all == 0 {
            return None;
        }
        let rank = (libm::ceil(q * all as f64) as u64).clamp(1, all);
        let negative = self.below.count();
        // Half a rank off the whole one, so that no rounding of the share reaches the next.
        let share = |rank: u64, of: u64| (rank as f64 - 0.5) / of as f64;
        if rank <= negative {
            let from_the_end = negative - rank + 1;
            return self.below.quantile(share(from_the_end, negative)).map(|size| -(size as f64));
        }
        self.above.quantile(share(rank - negative, self.above.count())).map(|size| size as f64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(values: &[i64]) -> Values {
        let mut all = Values::default();
        for value in values {
            all.record(*value);
        }
        all
    }

    #[test]
    fn figures_are_those_of_the_sorted_values() {
        let values = of(&[-30, 10, -20, 0, 40, -10, 20, 30, 50, -40]);
        // Sorted: -40 -30 -20 -10 0 10 20 30 40 50; the fifth is the median by nearest rank.
        assert_eq!(values.quantile(0.5), Some(0.0));
        assert_eq!(values.quantile(0.1), Some(-40.0));
        assert_eq!(values.quantile(0.35), Some(-10.0));
        assert_eq!(values.quantile(0.95), Some(50.0));
        assert_eq!((values.mean(), values.most(), values.count()), (Some(5.0), Some(50.0), 10));
    }

    #[test]
    fn all_below_zero_and_none_at_all() {
        let values = of(&[-5, -1]);
        assert_eq!((values.most(), values.quantile(0.99)), (Some(-1.0), Some(-1.0)));
        assert_eq!((of(&[]).most(), of(&[]).mean(), of(&[]).quantile(0.5)), (None, None, None));
    }
}
