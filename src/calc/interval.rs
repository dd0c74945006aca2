//! Closed intervals of numbers: what a formula can be when its ranges are anywhere between their ends.

use super::formula::{Formula, Function, Operation};
use super::{Number, NumberError};

/// All numbers from `low` to `high`.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Interval {
    pub(super) low: Number,
    pub(super) high: Number,
}

impl Interval {
    /// One number alone.
    pub(super) fn point(value: Number) -> Self {
        Self { low: value.clone(), high: value }
    }

    /// The least interval around some numbers, of which there is at least `first`.
    fn around(first: Number, others: impl IntoIterator<Item = Number>) -> Self {
        let mut hull = Self::point(first);
        for value in others {
            if value.compare(&hull.low).is_lt() {
                hull.low = value;
            } else if value.compare(&hull.high).is_gt() {
                hull.high = value;
            }
        }
        hull
    }

    /// Whether 0 is within.
    pub(super) fn contains_zero(&self) -> bool {
        !self.low.is_positive() && !self.high.is_negative()
    }

    /// From the low end of one interval to the high end of another, if both could be had.
    pub(super) fn between(
        lowest: Result<Self, NumberError>,
        highest: Result<Self, NumberError>,
    ) -> Option<Self> {
        Some(Self { low: lowest.ok()?.low, high: highest.ok()?.high })
    }

    /// What is in both. Both are around the same values, so only rounding can keep them apart.
    pub(super) fn intersection(self, other: Self) -> Self {
        let low = if other.low.compare(&self.low).is_gt() { other.low } else { self.low };
        let high = if other.high.compare(&self.high).is_lt() { other.high } else { self.high };
        if low.compare(&high).is_gt() { Self { low: high, high: low } } else { Self { low, high } }
    }

    /// Sums of a number from each.
    pub(super) fn add(&self, other: &Self) -> Result<Self, NumberError> {
        Ok(Self { low: self.low.add(&other.low)?, high: self.high.add(&other.high)? })
    }

    fn sub(&self, other: &Self) -> Result<Self, NumberError> {
        Ok(Self { low: self.low.sub(&other.high)?, high: self.high.sub(&other.low)? })
    }

    /// Products of a number from each.
    pub(super) fn mul(&self, other: &Self) -> Result<Self, NumberError> {
        self.corners(other, Number::mul)
    }

    /// Quotients of a number from each.
    ///
    /// # Errors
    /// [`NumberError::DivisionByZero`] if the divisor can be 0.
    pub(super) fn div(&self, other: &Self) -> Result<Self, NumberError> {
        if other.contains_zero() {
            return Err(NumberError::DivisionByZero);
        }
        self.corners(other, Number::div)
    }

    /// The extremes of an operation that is monotone in each operand lie at the corners.
    fn corners(
        &self,
        other: &Self,
        operation: fn(&Number, &Number) -> Result<Number, NumberError>,
    ) -> Result<Self, NumberError> {
        let first = operation(&self.low, &other.low)?;
        let others = [
            operation(&self.low, &other.high)?,
            operation(&self.high, &other.low)?,
            operation(&self.high, &other.high)?,
        ];
        Ok(Self::around(first, others))
    }

    /// Powers of the numbers within: an even power of an interval around 0 begins at 0.
    pub(super) fn pow(&self, exponent: i64) -> Result<Self, NumberError> {
        if exponent < 0 && self.contains_zero() {
            return Err(NumberError::DivisionByZero);
        }
        let zero = (exponent > 0 && exponent % 2 == 0 && self.contains_zero()).then(|| Number::integer(0));
        Ok(Self::around(self.low.pow(exponent)?, [self.high.pow(exponent)?].into_iter().chain(zero)))
    }

    /// Values of a function, which never decreases in any argument.
    pub(super) fn apply(function: Function, arguments: &[Self]) -> Result<Self, NumberError> {
        let lows: Vec<_> = arguments.iter().map(|argument| &argument.low).collect();
        let highs: Vec<_> = arguments.iter().map(|argument| &argument.high).collect();
        Ok(Self { low: function.of(&lows)?, high: function.of(&highs)? })
    }

    fn of(operation: &Operation, arguments: &[Self]) -> Result<Self, NumberError> {
        match (operation, arguments) {
            (Operation::Constant(value), _) => Ok(Self::point(value.clone())),
            (Operation::Range { low, high, .. }, _) => Ok(Self { low: low.clone(), high: high.clone() }),
            (Operation::Add, [left, right]) => left.add(right),
            (Operation::Sub, [left, right]) => left.sub(right),
            (Operation::Mul, [left, right]) => left.mul(right),
            (Operation::Div, [left, right]) => left.div(right),
            (Operation::Neg, [only]) => Ok(Self { low: only.high.neg(), high: only.low.neg() }),
            (Operation::Pow(exponent), [only]) => only.pow(*exponent),
            (Operation::Apply(function), _) => Self::apply(*function, arguments),
            _ => Err(NumberError::Undefined),
        }
    }
}

impl Formula {
    /// An interval around all values of the formula, taking each occurrence of a range for an
    /// unknown of its own, with some draws fixed where `pin` says so.
    pub(super) fn enclosure(&self, pin: impl Fn(u32) -> Option<Number>) -> Result<Interval, NumberError> {
        let mut values: Vec<Interval> = Vec::new();
        for node in self.postorder() {
            let arguments = values.split_off(values.len().saturating_sub(node.arity()));
            let value = match &node.operation {
                Operation::Range { draw, .. } => match pin(*draw) {
                    Some(value) => Interval::point(value),
                    None => Interval::of(&node.operation, &arguments)?,
                },
                operation => Interval::of(operation, &arguments)?,
            };
            values.push(value);
        }
        values.pop().ok_or(NumberError::Undefined)
    }
}
