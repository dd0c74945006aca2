//! Sums of coefficient × product of powers, over numbered unknowns ("atoms").

use std::collections::{BTreeMap, BTreeSet};

use super::interval::Interval;
use super::{Number, NumberError};

/// A polynomial beyond this many monomials is given up.
const MAX_MONOMIALS: usize = 256;

/// Steps that the algebra of one formula may take, counted in operations on numbers (copying a
/// monomial is an eighth of one), so that no formula takes long.
pub(super) struct Work(u32);

impl Work {
    /// The allowance of one formula.
    pub(super) fn allowance() -> Self {
        Self(200_000)
    }

    fn spend(&mut self, operations: usize) -> Result<(), NumberError> {
        let cost = u32::try_from(operations).unwrap_or(u32::MAX);
        self.0 = self.0.checked_sub(cost).ok_or(NumberError::TooManyTerms)?;
        Ok(())
    }
}

/// Powers of atoms that are multiplied: in the order of the atoms, no exponent 0, negative ones
/// allowed.
type Monomial = Vec<(usize, i64)>;

/// A sum of monomials, none twice and none with coefficient 0.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Polynomial(BTreeMap<Monomial, Number>);

impl Polynomial {
    /// A number.
    pub(super) fn constant(value: Number) -> Self {
        let mut terms = BTreeMap::new();
        if !value.is_zero() {
            terms.insert(Monomial::new(), value);
        }
        Self(terms)
    }

    /// One atom.
    pub(super) fn atom(atom: usize) -> Self {
        Self(BTreeMap::from([(vec![(atom, 1)], Number::integer(1))]))
    }

    /// The number, if no atom is left.
    pub(super) fn value(&self) -> Option<Number> {
        match self.sole_term() {
            Some(([], value)) => Some(value.clone()),
            _ => self.is_zero().then(|| Number::integer(0)),
        }
    }

    pub(super) fn is_one(&self) -> bool {
        matches!(self.sole_term(), Some(([], value)) if *value == Number::integer(1))
    }

    pub(super) fn is_zero(&self) -> bool {
        self.0.is_empty()
    }

    /// The monomial and its coefficient, if there is exactly one.
    pub(super) fn sole_term(&self) -> Option<(&[(usize, i64)], &Number)> {
        match self.0.len() {
            1 => self.0.first_key_value().map(|(monomial, value)| (monomial.as_slice(), value)),
            _ => None,
        }
    }

    /// Every mention of an atom with its exponent.
    pub(super) fn mentions(&self) -> impl Iterator<Item = (usize, i64)> {
        self.0.keys().flatten().copied()
    }

    /// The atoms that occur.
    pub(super) fn atoms(&self) -> BTreeSet<usize> {
        self.mentions().map(|(atom, _)| atom).collect()
    }

    /// The sum.
    pub(super) fn add(&self, other: &Self, work: &mut Work) -> Result<Self, NumberError> {
        work.spend(self.0.len() / 8 + other.0.len() + 1)?;
        let mut sum = self.clone();
        for (monomial, value) in &other.0 {
            sum.insert(monomial.clone(), value)?;
        }
        Ok(sum)
    }

    /// The product.
    pub(super) fn mul(&self, other: &Self, work: &mut Work) -> Result<Self, NumberError> {
        work.spend(self.0.len() * other.0.len() + 1)?;
        let mut product = Self(BTreeMap::new());
        for (left, left_value) in &self.0 {
            for (right, right_value) in &other.0 {
                product.insert(joined(left, right)?, &left_value.mul(right_value)?)?;
            }
        }
        Ok(product)
    }

    /// The polynomial with the other sign.
    pub(super) fn neg(&self) -> Self {
        Self(self.0.iter().map(|(monomial, value)| (monomial.clone(), value.neg())).collect())
    }

    /// The power of a single monomial; `None` for a sum.
    pub(super) fn monomial_pow(&self, exponent: i64) -> Option<Result<Self, NumberError>> {
        let (monomial, value) = self.sole_term()?;
        let raise = || {
            let raised = monomial
                .iter()
                .map(|&(atom, power)| Some((atom, power.checked_mul(exponent)?)))
                .collect::<Option<Monomial>>()
                .ok_or(NumberError::TooLarge)?;
            Ok(Self(BTreeMap::from([(raised, value.pow(exponent)?)])))
        };
        Some(raise())
    }

    /// The number that, times `other`, gives this polynomial.
    pub(super) fn proportion(&self, other: &Self) -> Option<Number> {
        let same_monomials = self.0.len() == other.0.len() && self.0.keys().eq(other.0.keys());
        let mut pairs = self.0.values().zip(other.0.values());
        let (first, other_first) = pairs.next().filter(|_| same_monomials)?;
        let factor = first.div(other_first).ok()?;
        pairs.all(|(mine, theirs)| theirs.mul(&factor).as_ref() == Ok(mine)).then_some(factor)
    }

    /// The derivative with respect to one atom.
    pub(super) fn derivative(&self, atom: usize, work: &mut Work) -> Result<Self, NumberError> {
        work.spend(self.0.len() / 8 + 1)?;
        let mut derivative = Self(BTreeMap::new());
        for (monomial, value) in &self.0 {
            if let Some(&(_, exponent)) = monomial.iter().find(|(present, _)| *present == atom) {
                work.spend(1)?;
                let value = value.mul(&Number::integer(exponent))?;
                derivative.insert(joined(monomial, &[(atom, -1)])?, &value)?;
            }
        }
        Ok(derivative)
    }

    /// An interval around all values when each atom lies in its interval. Exact at points; else every
    /// mention of an atom counts as an unknown of its own.
    pub(super) fn evaluate(&self, atoms: &[Interval]) -> Result<Interval, NumberError> {
        let mut sum = Interval::point(Number::integer(0));
        for (monomial, value) in &self.0 {
            let mut product = Interval::point(value.clone());
            for &(atom, exponent) in monomial {
                product = product.mul(&atoms[atom].pow(exponent)?)?;
            }
            sum = sum.add(&product)?;
        }
        Ok(sum)
    }

    /// The steps of one evaluation, taken from the allowance: per mention of an atom two powers, and a
    /// product of intervals, which has four corners.
    pub(super) fn charge(&self, work: &mut Work) -> Result<(), NumberError> {
        work.spend(1 + self.0.len() + 6 * self.mentions().count())
    }

    fn insert(&mut self, monomial: Monomial, value: &Number) -> Result<(), NumberError> {
        let sum = match self.0.get(&monomial) {
            Some(present) => present.add(value)?,
            None => value.clone(),
        };
        if sum.is_zero() {
            self.0.remove(&monomial);
        } else {
            self.0.insert(monomial, sum);
        }
        if self.0.len() > MAX_MONOMIALS { Err(NumberError::TooManyTerms) } else { Ok(()) }
    }
}

/// The product of two monomials.
fn joined(left: &[(usize, i64)], right: &[(usize, i64)]) -> Result<Monomial, NumberError> {
    let mut product: BTreeMap<usize, i64> = left.iter().copied().collect();
    for &(atom, exponent) in right {
        let power = product.entry(atom).or_insert(0);
        *power = power.checked_add(exponent).ok_or(NumberError::TooLarge)?;
    }
    Ok(product.into_iter().filter(|&(_, exponent)| exponent != 0).collect())
}
