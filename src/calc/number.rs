use std::cmp::Ordering;

pub use super::number_error::NumberError;
pub use super::rational::Rational;

/// A number: exact, until a square root or a logarithm makes it and all it meets approximate.
#[derive(Clone, Debug, PartialEq)]
pub enum Number {
    /// A fraction.
    Exact(Rational),
    /// A finite float, right to about 15 digits.
    Approx(f64),
}

impl Number {
    /// A whole number, exact.
    pub fn integer(value: i64) -> Self {
        Self::Exact(Rational::integer(value))
    }

    /// An approximate number from the result of a float operation.
    fn approximate(value: f64) -> Result<Self, NumberError> {
        if value.is_nan() {
            Err(NumberError::Undefined)
        } else if value.is_infinite() {
            Err(NumberError::TooLarge)
        } else {
            Ok(Self::Approx(value))
        }
    }

    /// The same number marked as approximate.
    ///
    /// # Errors
    /// [`NumberError::TooLarge`] beyond floats.
    pub(super) fn blurred(&self) -> Result<Self, NumberError> {
        Self::approximate(self.to_f64())
    }

    /// The nearest float; an exact number beyond floats gives an infinity.
    pub fn to_f64(&self) -> f64 {
        match self {
            Self::Exact(value) => value.to_f64(),
            Self::Approx(value) => *value,
        }
    }

    /// The fraction, unless the number is approximate.
    pub fn exact(&self) -> Option<&Rational> {
        match self {
            Self::Exact(value) => Some(value),
            Self::Approx(_) => None,
        }
    }

    /// The fraction to print: an approximate number's is that of its float, so only its first 15
    /// digits mean something.
    pub fn rational(&self) -> Rational {
        match self {
            Self::Exact(value) => value.clone(),
            Self::Approx(value) => Rational::from_f64(*value).unwrap_or_else(Rational::zero),
        }
    }

    /// The order of two numbers by value, exactly, whether they are approximate or not.
    pub fn compare(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Self::Exact(left), Self::Exact(right)) => left.cmp(right),
            (Self::Approx(left), Self::Approx(right)) => {
                left.partial_cmp(right).unwrap_or_else(|| left.total_cmp(right))
            }
            _ => self.rational().cmp(&other.rational()),
        }
    }

    /// Whether the number is 0.
    pub fn is_zero(&self) -> bool {
        match self {
            Self::Exact(value) => value.is_zero(),
            Self::Approx(value) => *value == 0.0,
        }
    }

    /// Whether the number is below 0.
    pub fn is_negative(&self) -> bool {
        match self {
            Self::Exact(value) => value.is_negative(),
            Self::Approx(value) => *value < 0.0,
        }
    }

    /// Whether the number is above 0.
    pub fn is_positive(&self) -> bool {
        !self.is_zero() && !self.is_negative()
    }

    /// The sum.
    pub fn add(&self, other: &Self) -> Result<Self, NumberError> {
        self.combine(other, Rational::checked_add, |left, right| left + right)
    }

    /// The difference.
    pub fn sub(&self, other: &Self) -> Result<Self, NumberError> {
        self.combine(other, Rational::checked_sub, |left, right| left - right)
    }

    /// The product.
    pub fn mul(&self, other: &Self) -> Result<Self, NumberError> {
        self.combine(other, Rational::checked_mul, |left, right| left * right)
    }

    /// The quotient.
    pub fn div(&self, other: &Self) -> Result<Self, NumberError> {
        if other.is_zero() {
            return Err(NumberError::DivisionByZero);
        }
        self.combine(other, Rational::checked_div, |left, right| left / right)
    }

    /// The power; see [`Rational::checked_pow`].
    pub fn pow(&self, exponent: i64) -> Result<Self, NumberError> {
        match self {
            Self::Exact(value) => value.checked_pow(exponent).map(Self::Exact),
            Self::Approx(_) if self.is_zero() && exponent < 0 => Err(NumberError::DivisionByZero),
            Self::Approx(value) => Self::approximate(power(*value, exponent)),
        }
    }

    fn combine(
        &self,
        other: &Self,
        exact: fn(&Rational, &Rational) -> Result<Rational, NumberError>,
        float: fn(f64, f64) -> f64,
    ) -> Result<Self, NumberError> {
        match (self, other) {
            (Self::Exact(left), Self::Exact(right)) => exact(left, right).map(Self::Exact),
            _ => Self::approximate(float(self.to_f64(), other.to_f64())),
        }
    }

    /// The square root, approximate even where it is rational.
    pub fn sqrt(&self) -> Result<Self, NumberError> {
        match self {
            Self::Exact(value) => Self::approximate(value.root()),
            Self::Approx(value) => Self::approximate(libm::sqrt(*value)),
        }
    }

    /// The logarithm to base 2, approximate even where it is whole.
    pub fn log2(&self) -> Result<Self, NumberError> {
        match self {
            _ if !self.is_positive() => Err(NumberError::Undefined),
            Self::Exact(value) => Self::approximate(value.log2()),
            Self::Approx(value) => Self::approximate(libm::log2(*value)),
        }
    }

    /// The number with the other sign.
    pub fn neg(&self) -> Self {
        self.map(Rational::neg)
    }

    /// The distance from 0.
    pub fn abs(&self) -> Self {
        self.map(Rational::abs)
    }

    /// The least whole number that is not below.
    pub fn ceil(&self) -> Self {
        self.map(Rational::ceil)
    }

    /// The greatest whole number that is not above.
    pub fn floor(&self) -> Self {
        self.map(Rational::floor)
    }

    /// The nearest whole number; a half goes away from zero.
    pub fn round(&self) -> Self {
        self.map(Rational::round)
    }

    /// Rounded as [`Rational::round_significant`] does.
    pub fn round_significant(&self, digits: u32) -> Self {
        self.map(|value| value.round_significant(digits))
    }

    /// Rounded as [`Rational::round_places`] does.
    pub fn round_places(&self, places: u32) -> Self {
        self.map(|value| value.round_places(places))
    }

    /// Applies an operation that brings no number further from 0 than the next whole one.
    fn map(&self, operation: impl Fn(&Rational) -> Rational) -> Self {
        match self {
            Self::Exact(value) => Self::Exact(operation(value)),
            Self::Approx(_) => Self::Approx(operation(&self.rational()).to_f64()),
        }
    }
}

/// A float to a whole power by repeated squaring: the same on every platform.
pub(super) fn power(base: f64, exponent: i64) -> f64 {
    let mut result = 1.0;
    let mut square = base;
    let mut rest = exponent.unsigned_abs();
    while rest > 0 {
        if rest % 2 == 1 {
            result *= square;
        }
        square *= square;
        rest /= 2;
    }
    if exponent < 0 { 1.0 / result } else { result }
}

impl From<Rational> for Number {
    fn from(value: Rational) -> Self {
        Self::Exact(value)
    }
}

impl From<i64> for Number {
    fn from(value: i64) -> Self {
        Self::integer(value)
    }
}

#[cfg(test)]
mod tests;
