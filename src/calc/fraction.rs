//! Quotients of polynomials, cancelled as far as is cheap.

use super::polynomial::{Polynomial, Work};
use super::{Number, NumberError};

/// A quotient of two polynomials. A divisor of one monomial is folded into the numerator as negative
/// powers, so `x*y/x` is `y`.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Fraction {
    pub(super) numerator: Polynomial,
    pub(super) denominator: Polynomial,
}

impl Fraction {
    fn whole(numerator: Polynomial) -> Self {
        Self { numerator, denominator: Polynomial::constant(Number::integer(1)) }
    }

    /// A number.
    pub(super) fn constant(value: Number) -> Self {
        Self::whole(Polynomial::constant(value))
    }

    /// One atom.
    pub(super) fn atom(atom: usize) -> Self {
        Self::whole(Polynomial::atom(atom))
    }

    /// The number, if no atom is left.
    pub(super) fn value(&self) -> Option<Number> {
        if self.is_whole() { self.numerator.value() } else { None }
    }

    /// Whether nothing is left below the line.
    pub(super) fn is_whole(&self) -> bool {
        self.denominator.is_one()
    }

    /// A quotient with what is common taken out.
    fn reduced(numerator: Polynomial, denominator: Polynomial, work: &mut Work) -> Result<Self, NumberError> {
        if denominator.is_zero() {
            return Err(NumberError::DivisionByZero);
        }
        let fraction = Self { numerator, denominator };
        if fraction.is_whole() {
            return Ok(fraction);
        }
        let Self { numerator, denominator } = fraction;
        if numerator.is_zero() {
            return Ok(Self::whole(numerator));
        }
        if let Some(inverse) = denominator.monomial_pow(-1) {
            return Ok(Self::whole(numerator.mul(&inverse?, work)?));
        }
        match numerator.proportion(&denominator) {
            Some(factor) => Ok(Self::constant(factor)),
            None => Ok(Self { numerator, denominator }),
        }
    }

    /// The sum.
    pub(super) fn add(&self, other: &Self, work: &mut Work) -> Result<Self, NumberError> {
        if self.denominator == other.denominator {
            let numerator = self.numerator.add(&other.numerator, work)?;
            return Self::reduced(numerator, self.denominator.clone(), work);
        }
        let left = self.numerator.mul(&other.denominator, work)?;
        let right = other.numerator.mul(&self.denominator, work)?;
        let denominator = self.denominator.mul(&other.denominator, work)?;
        Self::reduced(left.add(&right, work)?, denominator, work)
    }

    /// The product. A numerator that is a multiple of the other side's denominator cancels with it.
    pub(super) fn mul(&self, other: &Self, work: &mut Work) -> Result<Self, NumberError> {
        let cancelled = Self::reduced(self.numerator.clone(), other.denominator.clone(), work)?;
        let crossed = Self::reduced(other.numerator.clone(), self.denominator.clone(), work)?;
        Self::reduced(
            cancelled.numerator.mul(&crossed.numerator, work)?,
            cancelled.denominator.mul(&crossed.denominator, work)?,
            work,
        )
    }

    /// The quotient.
    pub(super) fn div(&self, other: &Self, work: &mut Work) -> Result<Self, NumberError> {
        self.mul(&Self::reduced(other.denominator.clone(), other.numerator.clone(), work)?, work)
    }

    /// The fraction with the other sign.
    pub(super) fn neg(&self) -> Self {
        Self { numerator: self.numerator.neg(), denominator: self.denominator.clone() }
    }

    /// The power, by repeated squaring unless it is one monomial.
    pub(super) fn pow(&self, exponent: i64, work: &mut Work) -> Result<Self, NumberError> {
        if exponent < 0 {
            let inverse = Self::reduced(self.denominator.clone(), self.numerator.clone(), work)?;
            let opposite = exponent.checked_neg().ok_or(NumberError::TooLarge)?;
            return inverse.pow(opposite, work);
        }
        if let (true, Some(power)) = (self.is_whole(), self.numerator.monomial_pow(exponent)) {
            return power.map(Self::whole);
        }
        let mut result = Self::constant(Number::integer(1));
        let mut square = self.clone();
        let mut rest = exponent;
        while rest > 0 {
            if rest % 2 == 1 {
                result = result.mul(&square, work)?;
            }
            rest /= 2;
            if rest > 0 {
                square = square.mul(&square, work)?;
            }
        }
        Ok(result)
    }

    /// A polynomial with the sign that the derivative with respect to an atom has: the numerator of
    /// the quotient rule.
    pub(super) fn slope(&self, atom: usize, work: &mut Work) -> Result<Polynomial, NumberError> {
        let rise = self.numerator.derivative(atom, work)?;
        if self.is_whole() {
            return Ok(rise);
        }
        let fall = self.denominator.derivative(atom, work)?;
        rise.mul(&self.denominator, work)?.add(&self.numerator.mul(&fall, work)?.neg(), work)
    }

    /// Every mention of an atom with its exponent.
    pub(super) fn mentions(&self) -> impl Iterator<Item = (usize, i64)> {
        self.numerator.mentions().chain(self.denominator.mentions())
    }
}
