//! The one generator of the product: every draw is a pure function of a key.
//!
//! A key is (seed, stream, request, step, attempt). Nothing is drawn in sequence from shared state, so two
//! designs under one seed meet the same arrivals and the same luck whatever else they do, and a request that
//! is left out renumbers nobody. The mixing is `SplitMix64` (Steele, Lea & Flood 2014, "Fast splittable
//! pseudorandom number generators"; constants of variant 13 by Stafford). Distributions use inversion where
//! there is one: a draw is then monotone in one uniform, which keeps paired runs close. Only `libm` and basic
//! arithmetic are used, so the bits are the same on every platform.

mod normal;
mod zipf;

pub use zipf::Zipf;

use libm::{exp, log};

/// 2^64 over the golden ratio, odd: the step of `SplitMix64`.
const GAMMA: u64 = 0x9e37_79b9_7f4a_7c15;
/// Steps of the lattice that the places of one request lie on: odd and without structure, so that the draws
/// of two places do not overlap. The second and third of the rounding constants of xxHash64.
const STEP: u64 = 0xc2b2_ae3d_27d4_eb4f;
const ATTEMPT: u64 = 0x1656_67b1_9e37_79f9;

/// The 0.99 quantile of the standard normal distribution.
const Z99: f64 = 2.326_347_874_040_840_8;

const fn mix(z: u64) -> u64 {
    let z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

const fn absorb(key: u64, word: u64) -> u64 {
    mix(key.wrapping_add(GAMMA.wrapping_mul(word.wrapping_add(1))))
}

/// The first two words of a key: a seed and the number of whatever draws, a client or a deck for example.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stream(u64);

/// The first three words of a key: one request of a stream. Compute it once a request, draw from it often.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Key(u64);

/// The generator of one place in one request: it yields as many numbers as the draw at that place needs.
#[derive(Clone, Debug)]
pub struct Draw(u64);

impl Stream {
    /// The stream of this number under this seed.
    pub const fn new(seed: u64, stream: u64) -> Self {
        Self(absorb(absorb(0, seed), stream))
    }

    /// The key of a request, by its index in the stream.
    #[inline]
    pub const fn request(self, request: u64) -> Key {
        Key(absorb(self.0, request))
    }
}

impl Key {
    /// The generator at a step of the request, in its first or a later attempt.
    #[inline]
    pub const fn draw(self, step: u32, attempt: u32) -> Draw {
        let place = STEP.wrapping_mul(step as u64).wrapping_add(ATTEMPT.wrapping_mul(attempt as u64));
        Draw(self.0.wrapping_add(place))
    }
}

impl Draw {
    /// 64 random bits.
    #[inline]
    pub const fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(GAMMA);
        mix(self.0)
    }

    /// A number in [0, 1), a multiple of 2^-53.
    #[inline]
    #[expect(clippy::cast_precision_loss, reason = "53 bits fit a double exactly")]
    pub const fn unit(&mut self) -> f64 {
        (self.bits() >> 11) as f64 * (1.0 / (1_u64 << 53) as f64)
    }

    /// True with this probability; always from 1 up, never from 0 down.
    #[inline]
    pub fn chance(&mut self, probability: f64) -> bool {
        self.unit() < probability
    }

    /// An integer in 0..bound, each equally likely (Lemire 2019, "Fast random integer generation in an
    /// interval"); 0 where the bound is 0.
    #[inline]
    #[expect(clippy::cast_possible_truncation, reason = "the low and the high half of a product are meant")]
    pub const fn below(&mut self, bound: u64) -> u64 {
        let mut product = self.bits() as u128 * bound as u128;
        if (product as u64) < bound {
            let short = bound.wrapping_neg() % bound;
            while (product as u64) < short {
                product = self.bits() as u128 * bound as u128;
            }
        }
        (product >> 64) as u64
    }

    /// A number in [low, high), each equally likely.
    #[inline]
    pub fn uniform(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.unit()
    }

    /// An exponential number with this mean.
    #[inline]
    pub fn exponential(&mut self, mean: f64) -> f64 {
        -mean * log(1.0 - self.unit())
    }

    /// A standard normal number.
    #[inline]
    #[expect(clippy::cast_precision_loss, reason = "52 bits fit a double exactly")]
    pub fn normal(&mut self) -> f64 {
        // The middle of one of 2^52 equal parts: never 0 and never 1.
        normal::quantile(((self.bits() >> 12) as f64 + 0.5) * (1.0 / (1_u64 << 52) as f64))
    }

    /// A lognormal number by its median and the [`sigma`] of its logarithm.
    // A call, so that who draws any delay is short where it is another.
    #[inline(never)]
    pub fn lognormal(&mut self, median: f64, sigma: f64) -> f64 {
        median * exp(sigma * self.normal())
    }
}

/// The standard deviation of the logarithm of a lognormal variable with this median and this 0.99 quantile:
/// `ln(p99 / median) / 2.3263…`. Both are positive and in one unit.
pub fn sigma(median: f64, p99: f64) -> f64 {
    log(p99 / median) / Z99
}

/// A draw of a duration in whole nanoseconds: to the nearest, 0 from below 0 and from what is no number.
///
/// Whole units hide the last bits of the mathematics, the only ones in which two platforms could differ.
#[inline]
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the cast saturates as documented"
)]
pub fn whole(duration: f64) -> u64 {
    (duration + 0.5) as u64
}

#[cfg(test)]
mod tests;
