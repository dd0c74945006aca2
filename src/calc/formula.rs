use std::fmt;
use std::mem;
use std::sync::Arc;

use super::{Number, NumberError};

/// A formula over ranges holds at most this many terms, counted as if every shared part were
/// written out, because evaluation walks it so.
pub const MAX_TERMS: u32 = 4096;

/// A number that may depend on ranges: an expression whose constant parts are already computed.
/// Cheap to clone.
#[derive(Clone)]
pub struct Formula(Arc<Node>);

/// One term of a [`Formula`]. The tree is walked and dropped in loops, never by recursion, so its
/// depth costs no stack.
pub(super) struct Node {
    pub(super) operation: Operation,
    arguments: Vec<Formula>,
    /// Number of nodes of the tree below and including this one.
    terms: u32,
    /// Whether an approximate number is below: such a result is approximate whatever cancels.
    approximate: bool,
}

#[derive(Clone, Debug)]
pub(super) enum Operation {
    Constant(Number),
    Range { draw: u32, low: Number, high: Number },
    Add,
    Sub,
    Mul,
    Div,
    Neg,
    Pow(i64),
    Apply(Function),
}

/// A function of one or more numbers. Each is nondecreasing in every argument, which bounds rely on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Function {
    /// The least of one or more numbers.
    Min,
    /// The greatest of one or more numbers.
    Max,
    /// Up to the next whole number.
    Ceil,
    /// Down to the next whole number.
    Floor,
    /// To the nearest whole number, a half away from zero.
    Round,
    /// The square root.
    Sqrt,
    /// The logarithm to base 2.
    Log2,
}

impl Function {
    /// The value at constant arguments.
    pub(super) fn of(self, arguments: &[&Number]) -> Result<Number, NumberError> {
        let (first, rest) = arguments.split_first().ok_or(NumberError::Undefined)?;
        match self {
            Self::Min | Self::Max => {
                let least =
                    |left: &Number, right: &Number| left.compare(right).is_le() == (self == Self::Min);
                let chosen =
                    rest.iter().fold(*first, |best, next| if least(best, next) { best } else { next });
                let exact = arguments.iter().all(|argument| argument.exact().is_some());
                if exact { Ok(chosen.clone()) } else { chosen.blurred() }
            }
            _ if !rest.is_empty() => Err(NumberError::Undefined),
            Self::Ceil => Ok(first.ceil()),
            Self::Floor => Ok(first.floor()),
            Self::Round => Ok(first.round()),
            Self::Sqrt => first.sqrt(),
            Self::Log2 => first.log2(),
        }
    }
}

impl Formula {
    /// A number that depends on nothing.
    pub fn constant(value: impl Into<Number>) -> Self {
        let value = value.into();
        let approximate = value.exact().is_none();
        Self(Arc::new(Node {
            operation: Operation::Constant(value),
            arguments: Vec::new(),
            terms: 1,
            approximate,
        }))
    }

    /// An unknown number from `low` to `high`. `draw` identifies it: the same draw twice is the same
    /// unknown, and must then have the same ends. The caller makes sure that `low <= high`; equal
    /// ends give a constant.
    pub fn range(draw: u32, low: Number, high: Number) -> Self {
        if low.compare(&high).is_eq() {
            return Self::constant(low);
        }
        let approximate = low.exact().is_none() || high.exact().is_none();
        let operation = Operation::Range { draw, low, high };
        Self(Arc::new(Node { operation, arguments: Vec::new(), terms: 1, approximate }))
    }

    /// The sum.
    pub fn add(&self, other: &Self) -> Result<Self, NumberError> {
        Self::build(Operation::Add, &[self, other])
    }

    /// The difference.
    pub fn sub(&self, other: &Self) -> Result<Self, NumberError> {
        Self::build(Operation::Sub, &[self, other])
    }

    /// The product.
    pub fn mul(&self, other: &Self) -> Result<Self, NumberError> {
        Self::build(Operation::Mul, &[self, other])
    }

    /// The quotient. Whether a range in the divisor contains 0 shows in [`bounds`](Self::bounds).
    pub fn div(&self, other: &Self) -> Result<Self, NumberError> {
        if other.value().is_some_and(Number::is_zero) {
            return Err(NumberError::DivisionByZero);
        }
        Self::build(Operation::Div, &[self, other])
    }

    /// The power; anything to the power 0 is 1.
    pub fn pow(&self, exponent: i64) -> Result<Self, NumberError> {
        match exponent {
            0 => Ok(Self::constant(1)),
            1 => Ok(self.clone()),
            _ => Self::build(Operation::Pow(exponent), &[self]),
        }
    }

    /// The formula with the other sign.
    pub fn neg(&self) -> Result<Self, NumberError> {
        Self::build(Operation::Neg, &[self])
    }

    /// A function of formulas: `Min` and `Max` of one or more, the others of exactly one.
    ///
    /// # Errors
    /// [`NumberError::Undefined`] outside the function's domain, where the arguments are constant,
    /// or for a wrong number of arguments; [`NumberError::TooManyTerms`].
    pub fn apply(function: Function, arguments: &[Self]) -> Result<Self, NumberError> {
        let variadic = matches!(function, Function::Min | Function::Max);
        if arguments.is_empty() || (!variadic && arguments.len() > 1) {
            return Err(NumberError::Undefined);
        }
        Self::build(Operation::Apply(function), &arguments.iter().collect::<Vec<_>>())
    }

    fn build(operation: Operation, arguments: &[&Self]) -> Result<Self, NumberError> {
        if let Some(values) = arguments.iter().map(|argument| argument.value()).collect::<Option<Vec<_>>>() {
            return operation.of(&values).map(Self::constant);
        }
        let below = arguments.iter().fold(1u32, |sum, argument| sum.saturating_add(argument.0.terms));
        if below > MAX_TERMS {
            return Err(NumberError::TooManyTerms);
        }
        let blurs = matches!(operation, Operation::Apply(Function::Sqrt | Function::Log2));
        let approximate = blurs || arguments.iter().any(|argument| argument.0.approximate);
        let arguments = arguments.iter().map(|&argument| argument.clone()).collect();
        Ok(Self(Arc::new(Node { operation, arguments, terms: below, approximate })))
    }

    /// The number, if the formula depends on no range. A formula whose ranges cancel, such as
    /// `x - x`, is not constant in this sense; its bounds are equal.
    pub fn value(&self) -> Option<&Number> {
        match &self.0.operation {
            Operation::Constant(value) => Some(value),
            _ => None,
        }
    }

    /// Whether a square root or a logarithm is in the formula.
    pub(super) fn is_approximate(&self) -> bool {
        self.0.approximate
    }

    /// The nodes of the tree, arguments before what they are arguments of, left before right: to
    /// evaluate, push each node's value and let an operation pop as many as it has arguments.
    pub(super) fn postorder(&self) -> Vec<&Node> {
        let mut order = Vec::with_capacity(self.0.terms as usize);
        let mut pending = vec![self];
        while let Some(formula) = pending.pop() {
            order.push(&*formula.0);
            pending.extend(&formula.0.arguments);
        }
        order.reverse();
        order
    }
}

impl Node {
    /// How many values the operation takes.
    pub(super) fn arity(&self) -> usize {
        self.arguments.len()
    }
}

impl Operation {
    /// The value at constant arguments.
    pub(super) fn of(&self, arguments: &[&Number]) -> Result<Number, NumberError> {
        match (self, arguments) {
            (Self::Constant(value), _) => Ok(value.clone()),
            (Self::Add, [left, right]) => left.add(right),
            (Self::Sub, [left, right]) => left.sub(right),
            (Self::Mul, [left, right]) => left.mul(right),
            (Self::Div, [left, right]) => left.div(right),
            (Self::Neg, [only]) => Ok(only.neg()),
            (Self::Pow(exponent), [only]) => only.pow(*exponent),
            (Self::Apply(function), _) => function.of(arguments),
            _ => Err(NumberError::Undefined),
        }
    }
}

impl fmt::Debug for Formula {
    /// Says the outermost operation only: a whole tree may be thousands of levels deep.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Formula({:?}, {} terms)", self.0.operation, self.0.terms)
    }
}

impl Drop for Node {
    /// Takes the tree apart in a loop: the default would recurse as deep as the tree is.
    fn drop(&mut self) {
        let mut pending = mem::take(&mut self.arguments);
        while let Some(Formula(shared)) = pending.pop() {
            if let Some(mut node) = Arc::into_inner(shared) {
                pending.append(&mut node.arguments);
            }
        }
    }
}

#[cfg(test)]
mod tests;
