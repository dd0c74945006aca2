use serde::Serialize;

/// The mean of a figure over seeds with its 95 % confidence interval (Student's t).
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Interval {
    /// The mean.
    pub mean: f64,
    /// The lower end.
    pub low: f64,
    /// The upper end.
    pub high: f64,
    /// The median.
    pub median: f64,
    /// Over so many seeds.
    pub seeds: usize,
}

impl Interval {
    /// Of these values; `None` for fewer than two, of which nothing is known.
    pub fn of(values: &[f64]) -> Option<Self> {
        let n = number(values.len());
        if values.len() < 2 {
            return None;
        }
        let mean = values.iter().sum::<f64>() / n;
        let squares: f64 = values.iter().map(|value| (value - mean) * (value - mean)).sum();
        let half = student_t(values.len() - 1) * libm::sqrt(squares / (n - 1.0) / n);
        let mut sorted: Vec<Option<f64>> = values.iter().copied().map(Some).collect();
        let median = median(&mut sorted).unwrap_or(mean);
        Some(Self { mean, low: mean - half, high: mean + half, median, seeds: values.len() })
    }
}

/// The median, of an even number the mean of the middle two. What was not measured counts as greater than all.
pub(super) fn median(values: &mut [Option<f64>]) -> Option<f64> {
    let key = |value: &Option<f64>| value.unwrap_or(f64::INFINITY);
    values.sort_by(|left, right| key(left).total_cmp(&key(right)));
    let middle = values.len() / 2;
    let upper = *values.get(middle)?;
    if values.len() % 2 == 1 {
        return upper;
    }
    // Where they are equal the mean is not asked: it could differ in the last digit.
    let lower = values[middle - 1];
    if lower == upper { upper } else { Some(f64::midpoint(lower?, upper?)) }
}

/// A small count as a number.
#[expect(clippy::cast_precision_loss, reason = "a few seeds")]
pub(super) fn number(count: usize) -> f64 {
    count as f64
}

/// The 97.5 % quantile of Student's t: a table to 30 degrees of freedom (Abramowitz & Stegun, 26.10), then the
/// expansion around the normal quantile (26.7.5), exact to four digits there.
fn student_t(freedom: usize) -> f64 {
    const TABLE: [f64; 30] = [
        12.7062, 4.3027, 3.1824, 2.7764, 2.5706, 2.4469, 2.3646, 2.3060, 2.2622, 2.2281, 2.2010, 2.1788,
        2.1604, 2.1448, 2.1314, 2.1199, 2.1098, 2.1009, 2.0930, 2.0860, 2.0796, 2.0739, 2.0687, 2.0639,
        2.0595, 2.0555, 2.0518, 2.0484, 2.0452, 2.0423,
    ];
    const NORMAL: f64 = 1.959_964;
    if let Some(quantile) = TABLE.get(freedom.saturating_sub(1)) {
        return *quantile;
    }
    let v = number(freedom);
    let z = NORMAL;
    let (z3, z5) = (z * z * z, z * z * z * z * z);
    z + (z3 + z) / (4.0 * v) + (5.0 * z5 + 16.0 * z3 + 3.0 * z) / (96.0 * v * v)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_those_of_the_tables() {
        // Abramowitz & Stegun, table 26.10: 40, 60 and 120 degrees of freedom.
        for (freedom, expected) in [(1, 12.706), (9, 2.262), (40, 2.0211), (60, 2.0003), (120, 1.9799)] {
            let found = student_t(freedom);
            assert!((found - expected).abs() < 0.000_5, "{freedom}: {found}");
        }
        assert!((student_t(30) - student_t(31)) > 0.0);
    }

    #[test]
    fn an_interval_by_hand() {
        // 2, 4, 4, 6: mean 4, variance 8/3, standard error sqrt(2/3) = 0.816497, t(3) = 3.1824.
        let interval = Interval::of(&[2.0, 4.0, 4.0, 6.0]).unwrap();
        assert!((interval.mean - 4.0).abs() < 1e-12 && (interval.median - 4.0).abs() < 1e-12);
        assert!((interval.high - 4.0 - 2.598_42).abs() < 1e-4, "{interval:?}");
        assert!((interval.low - 4.0 + 2.598_42).abs() < 1e-4, "{interval:?}");
        assert_eq!(Interval::of(&[1.0]), None);
    }

    #[test]
    fn what_was_not_measured_is_greater_than_all() {
        assert_eq!(median(&mut [None, Some(3.0), Some(1.0)]), Some(3.0));
        assert_eq!(median(&mut [None, Some(3.0)]), None);
        assert_eq!(median(&mut [None, None, Some(1.0)]), None);
        assert_eq!(median(&mut [Some(1.0), Some(2.0)]), Some(1.5));
        assert_eq!(median(&mut []), None);
    }
}
