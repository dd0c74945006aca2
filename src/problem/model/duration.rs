use super::Nanos;

/// A duration that is drawn anew each time; nanoseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Duration {
    /// `"5ms"`
    Constant(Nanos),
    /// `"5ms p99 25ms"`: lognormal by its median and its 99th percentile
    /// (mu = ln median, sigma = ln(p99 / median) / 2.326).
    Lognormal {
        /// Half of the draws are below.
        median: Nanos,
        /// 99 % of the draws are below.
        p99: Nanos,
    },
    /// `"uniform(2ms, 10ms)"`: every nanosecond between the ends is as likely.
    Uniform {
        /// The least.
        low: Nanos,
        /// The greatest.
        high: Nanos,
    },
    /// `"exponential(5ms)"`, by its mean.
    Exponential {
        /// The mean.
        mean: Nanos,
    },
}

impl Duration {
    /// No time at all.
    pub const ZERO: Self = Self::Constant(0);
}
