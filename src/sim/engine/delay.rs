use crate::calc::random::{Draw, sigma, whole};

/// How long something takes. Parameters are in nanoseconds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Delay {
    /// Always the same.
    Constant(u64),
    /// Anything from `low` to `high`, each equally likely.
    Uniform {
        /// The shortest.
        low: u64,
        /// The longest.
        high: u64,
    },
    /// Without memory, as between independent arrivals.
    Exponential {
        /// The mean.
        mean: f64,
    },
    /// Skewed, as most service times are.
    Lognormal {
        /// The median.
        median: f64,
        /// The standard deviation of the logarithm.
        sigma: f64,
    },
}

impl Delay {
    /// A lognormal delay by its median and its 99th percentile, both above 0.
    pub fn lognormal(median: f64, p99: f64) -> Self {
        Self::Lognormal { median, sigma: sigma(median, p99) }
    }

    /// Whether it is always the same.
    #[inline]
    pub const fn is_constant(&self) -> bool {
        matches!(self, Self::Constant(_))
    }

    /// A draw in whole nanoseconds.
    #[inline(always)]
    pub fn draw(&self, draw: &mut Draw) -> u64 {
        match *self {
            Self::Constant(time) => time,
            Self::Uniform { low, high } => low + draw.below(high.saturating_sub(low).saturating_add(1)),
            Self::Exponential { mean } => whole(draw.exponential(mean)),
            Self::Lognormal { median, sigma } => whole(draw.lognormal(median, sigma)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calc::random::Stream;

    const DRAWS: u32 = 100_000;

    fn draws(delay: Delay) -> Vec<u64> {
        let stream = Stream::new(1, 1);
        (0..DRAWS).map(|request| delay.draw(&mut stream.request(request.into()).draw(0, 0))).collect()
    }

    /// Asserts that the share of draws up to `bound` is `expected`, within four standard errors.
    #[track_caller]
    fn share(draws: &[u64], bound: u64, expected: f64) {
        let count = draws.iter().filter(|draw| **draw <= bound).count();
        let found = f64::from(u32::try_from(count).unwrap()) / f64::from(DRAWS);
        let error = (expected * (1.0 - expected) / f64::from(DRAWS)).sqrt();
        assert!((found - expected).abs() <= 4.0 * error, "{found} is not {expected}");
    }

    #[test]
    fn delays_have_their_quantiles() {
        assert!(draws(Delay::Constant(5)).iter().all(|draw| *draw == 5));
        let exponential = draws(Delay::Exponential { mean: 1e9 });
        share(&exponential, 693_147_181, 0.5);
        share(&exponential, 4_605_170_186, 0.99);
        let lognormal = draws(Delay::lognormal(5e6, 25e6));
        share(&lognormal, 5_000_000, 0.5);
        share(&lognormal, 25_000_000, 0.99);
    }

    #[test]
    fn a_uniform_delay_reaches_both_ends() {
        let draws = draws(Delay::Uniform { low: 2, high: 5 });
        for bound in 2..5_u32 {
            share(&draws, bound.into(), f64::from(bound - 1) / 4.0);
        }
        assert!(draws.iter().all(|draw| (2..=5).contains(draw)));
        let mut draw = Stream::new(1, 1).request(1).draw(0, 0);
        assert_eq!(Delay::Uniform { low: 7, high: 7 }.draw(&mut draw), 7);
    }
}
