use super::Interval;
use super::interval::number;

/// A figure in two variants that were run with the same seeds, one value for each seed and `None` where there is none.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Paired {
    /// The mean in the first variant; `None` where some seed has no value.
    pub before: Option<f64>,
    /// The mean in the second.
    pub after: Option<f64>,
    /// Second less first, seed by seed: the mean and its interval; `None` where one of them has no value in some seed
    /// (what is left would be the luckier seeds), and of one seed alone.
    pub difference: Option<Interval>,
}

impl Paired {
    /// Of these values, which stand in the order of the same seeds.
    pub fn of(before: &[Option<f64>], after: &[Option<f64>]) -> Self {
        let all = |values: &[Option<f64>]| -> Option<Vec<f64>> { values.iter().copied().collect() };
        let mean = |values: &Vec<f64>| {
            (!values.is_empty()).then(|| values.iter().sum::<f64>() / number(values.len()))
        };
        let (before, after) = (all(before), all(after));
        let differences: Option<Vec<f64>> = before
            .as_ref()
            .zip(after.as_ref())
            .map(|(before, after)| after.iter().zip(before).map(|(after, before)| after - before).collect());
        Self {
            before: before.as_ref().and_then(mean),
            after: after.as_ref().and_then(mean),
            difference: differences.as_deref().and_then(Interval::of),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known(values: &[f64]) -> Vec<Option<f64>> {
        values.iter().copied().map(Some).collect()
    }

    /// Differences 1, 2, 3: mean 2, standard deviation 1, t(2) = 4.3027, half width 4.3027 / sqrt(3) = 2.4842. The seeds
    /// differ by far more than that among themselves, and it does not show.
    #[test]
    fn the_interval_is_that_of_the_differences() {
        let found = Paired::of(&known(&[100.0, 500.0, 900.0]), &known(&[101.0, 502.0, 903.0]));
        assert_eq!((found.before, found.after), (Some(500.0), Some(502.0)));
        let difference = found.difference.unwrap();
        assert!((difference.mean - 2.0).abs() < 1e-12, "{difference:?}");
        assert!((difference.low - 2.0 + 2.4842).abs() < 1e-4, "{difference:?}");
        assert!((difference.high - 2.0 - 2.4842).abs() < 1e-4, "{difference:?}");
    }

    #[test]
    fn a_seed_without_a_value_leaves_no_interval() {
        let found = Paired::of(&[Some(1.0), Some(2.0), Some(3.0)], &[Some(2.0), None, Some(4.0)]);
        assert_eq!((found.before, found.after, found.difference), (Some(2.0), None, None));
        // One pair has a difference and no interval.
        let one = Paired::of(&[Some(1.0)], &[Some(3.0)]);
        assert_eq!((one.before, one.after, one.difference), (Some(1.0), Some(3.0), None));
        assert_eq!(Paired::of(&[], &[]), Paired { before: None, after: None, difference: None });
    }
}
