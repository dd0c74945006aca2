use std::str::FromStr;

use dashu_int::ops::{Abs, BitTest, SquareRoot};
use dashu_int::{IBig, UBig};
use dashu_ratio::RBig;

use super::NumberError;

/// Numerators and denominators of results hold at most this many bits, about 1,233 decimal digits.
pub const MAX_BITS: usize = 4096;

/// An exact fraction in lowest terms. The only type that knows which big-number crate is used.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Rational(RBig);

impl Rational {
    /// 0.
    pub fn zero() -> Self {
        Self(RBig::ZERO)
    }

    /// 1.
    pub fn one() -> Self {
        Self(RBig::ONE)
    }

    /// A whole number.
    pub fn integer(value: i64) -> Self {
        Self(RBig::from(value))
    }

    /// `numerator / denominator`, reduced. The denominator must be positive: a caller that cannot
    /// promise that divides with [`checked_div`](Self::checked_div).
    pub fn ratio(numerator: i64, denominator: i64) -> Self {
        debug_assert!(denominator > 0, "a denominator is positive");
        let denominator = u64::try_from(denominator).unwrap_or(1).max(1);
        Self(RBig::from_parts(IBig::from(numerator), UBig::from(denominator)))
    }

    /// The whole number that a run of ASCII digits spells.
    pub(super) fn from_digits(digits: &str) -> Option<Self> {
        let plain = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
        if plain { UBig::from_str(digits).ok().map(|value| Self(RBig::from(value))) } else { None }
    }

    /// 10 to a power, within no limit: the caller bounds the exponent.
    pub(super) fn power_of_ten(exponent: i32) -> Self {
        let power = UBig::from(10u8).pow(exponent.unsigned_abs() as usize);
        if exponent < 0 { Self(RBig::from_parts(IBig::ONE, power)) } else { Self(RBig::from(power)) }
    }

    /// The exact value of a float; `None` for an infinity or not a number.
    pub fn from_f64(value: f64) -> Option<Self> {
        RBig::try_from(value).ok().map(Self)
    }

    /// The sum.
    ///
    /// # Errors
    /// [`NumberError::TooLarge`] beyond [`MAX_BITS`].
    pub fn checked_add(&self, other: &Self) -> Result<Self, NumberError> {
        Self(&self.0 + &other.0).within_limit()
    }

    /// The difference.
    ///
    /// # Errors
    /// [`NumberError::TooLarge`] beyond [`MAX_BITS`].
    pub fn checked_sub(&self, other: &Self) -> Result<Self, NumberError> {
        Self(&self.0 - &other.0).within_limit()
    }

    /// The product.
    ///
    /// # Errors
    /// [`NumberError::TooLarge`] beyond [`MAX_BITS`].
    pub fn checked_mul(&self, other: &Self) -> Result<Self, NumberError> {
        Self(&self.0 * &other.0).within_limit()
    }

    /// The quotient.
    ///
    /// # Errors
    /// [`NumberError::DivisionByZero`]; [`NumberError::TooLarge`] beyond [`MAX_BITS`].
    pub fn checked_div(&self, other: &Self) -> Result<Self, NumberError> {
        if other.is_zero() {
            return Err(NumberError::DivisionByZero);
        }
        Self(&self.0 / &other.0).within_limit()
    }

    /// The power; 0 to the power 0 is 1. What would pass [`MAX_BITS`] is refused before it is
    /// computed, so that `10^10^10` costs nothing.
    ///
    /// # Errors
    /// [`NumberError::DivisionByZero`] for a negative power of 0; [`NumberError::TooLarge`].
    pub fn checked_pow(&self, exponent: i64) -> Result<Self, NumberError> {
        let odd = exponent % 2 != 0;
        if exponent == 0 || self.0.is_one() {
            return Ok(Self::one());
        }
        if self.is_zero() {
            return if exponent < 0 { Err(NumberError::DivisionByZero) } else { Ok(Self::zero()) };
        }
        if self.abs().0.is_one() {
            return Ok(if odd { self.clone() } else { Self::one() });
        }
        let (numerator, denominator) = self.clone().0.into_parts();
        // A number of b bits is at least 2^(b-1), so its power holds more than (b-1) x exponent bits.
        let bits = numerator.bit_len().max(denominator.bit_len());
        let power = usize::try_from(exponent.unsigned_abs()).map_err(|_| NumberError::TooLarge)?;
        if (bits - 1).saturating_mul(power) >= MAX_BITS {
            return Err(NumberError::TooLarge);
        }
        let raised = Self(RBig::from_parts(numerator.pow(power), denominator.pow(power)));
        if exponent < 0 { Self::one().checked_div(&raised) } else { raised.within_limit() }
    }

    fn within_limit(self) -> Result<Self, NumberError> {
        if self.fits() { Ok(self) } else { Err(NumberError::TooLarge) }
    }

    /// Whether numerator and denominator stay within [`MAX_BITS`].
    pub(super) fn fits(&self) -> bool {
        self.0.numerator().bit_len() <= MAX_BITS && self.0.denominator().bit_len() <= MAX_BITS
    }

    /// The product, within no limit: for scaling by a power of ten that is taken out again.
    pub(super) fn scaled(&self, factor: &Self) -> Self {
        Self(&self.0 * &factor.0)
    }

    /// The number with the other sign.
    pub fn neg(&self) -> Self {
        Self(-&self.0)
    }

    /// The distance from 0.
    pub fn abs(&self) -> Self {
        Self(self.0.clone().abs())
    }

    /// Whether the number is 0.
    pub fn is_zero(&self) -> bool {
        self.0.is_zero()
    }

    /// Whether the number is below 0.
    pub fn is_negative(&self) -> bool {
        self.0 < RBig::ZERO
    }

    /// Whether the number is whole.
    pub fn is_integer(&self) -> bool {
        self.0.is_int()
    }

    /// The greatest whole number that is not above.
    pub fn floor(&self) -> Self {
        Self(RBig::from(self.0.floor()))
    }

    /// The least whole number that is not below.
    pub fn ceil(&self) -> Self {
        Self(RBig::from(self.0.ceil()))
    }

    /// The nearest whole number; a half goes away from zero.
    pub fn round(&self) -> Self {
        Self(RBig::from(self.0.round()))
    }

    /// The nearest float (ties to even); beyond the range of floats an infinity.
    pub fn to_f64(&self) -> f64 {
        self.0.to_f64().value()
    }

    /// The number as an `i64`, if it is whole and fits.
    pub fn to_i64(&self) -> Option<i64> {
        if self.is_integer() { i64::try_from(self.0.numerator()).ok() } else { None }
    }

    /// The square root, if it is rational.
    pub(super) fn exact_root(&self) -> Option<Self> {
        let numerator = UBig::try_from(self.0.numerator().clone()).ok()?;
        let (top, bottom) = (numerator.sqrt(), self.0.denominator().sqrt());
        let root = Self(RBig::from_parts(IBig::from(top), bottom));
        (root.scaled(&root) == *self).then_some(root)
    }

    /// The square root as a float, also where the number itself is beyond floats; not a number
    /// below 0.
    pub(super) fn root(&self) -> f64 {
        let Ok(numerator) = UBig::try_from(self.0.numerator().clone()) else { return f64::NAN };
        // 128 bits of the root, far more than a float holds, need 256 bits under it; the shift is even,
        // so that it has a root too.
        let denominator = self.0.denominator();
        let half = (258 + denominator.bit_len()).saturating_sub(numerator.bit_len()).div_ceil(2);
        let root = ((numerator << (2 * half)) / denominator).sqrt();
        Self(RBig::from_parts(IBig::from(root), UBig::ONE << half)).to_f64()
    }

    /// The logarithm to base 2 as a float, also where the number itself is beyond floats; not a
    /// number at 0 and below.
    pub(super) fn log2(&self) -> f64 {
        if self.is_zero() || self.is_negative() {
            return f64::NAN;
        }
        let excess = bits(self.0.numerator().bit_len()) - bits(self.0.denominator().bit_len());
        if excess.abs() <= 1000 {
            return libm::log2(self.to_f64());
        }
        let scale = RBig::from(UBig::ONE << excess.unsigned_abs() as usize);
        let mantissa = if excess > 0 { &self.0 / &scale } else { &self.0 * &scale };
        libm::log2(mantissa.to_f64().value()) + f64::from(excess)
    }

    /// The fraction as text: `3125/27`, `42`, `-1/2`.
    pub fn fraction(&self) -> String {
        self.0.to_string()
    }
}

fn bits(length: usize) -> i32 {
    i32::try_from(length).unwrap_or(i32::MAX)
}

impl From<i64> for Rational {
    fn from(value: i64) -> Self {
        Self::integer(value)
    }
}

#[cfg(test)]
mod tests;
