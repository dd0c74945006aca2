use std::collections::{BTreeMap, BTreeSet};

use super::formula::{Formula, Function, Operation};
use super::interval::Interval;
use super::monotone::{Direction, Survey};
use super::normal_form::{Atom, NormalForm};
use super::polynomial::Work;
use super::{Number, NumberError};

/// The least and the greatest value of a formula.
#[derive(Clone, Debug, PartialEq)]
pub struct Bounds {
    /// No value is below.
    pub low: Number,
    /// No value is above.
    pub high: Number,
    /// Whether both ends are attained. If not, the formula stays within them: say "at most".
    pub tight: bool,
}

impl Formula {
    /// Bounds over all values of the ranges, after what cancels is cancelled: `x - x` is 0..0,
    /// `x*y/x` is `y`. Tight where every range occurs once, or where the formula is proved to move
    /// one way with every range that occurs more often; the ends are then exact. Ends that are
    /// approximate are right to about 15 digits.
    ///
    /// # Errors
    /// [`NumberError::DivisionByZero`] and [`NumberError::Undefined`] where the ranges do not rule
    /// out a division by 0 or an argument outside a function's domain; [`NumberError::TooLarge`].
    pub fn bounds(&self) -> Result<Bounds, NumberError> {
        let bounds = self.exact_bounds()?;
        if !self.is_approximate() {
            return Ok(bounds);
        }
        Ok(Bounds { low: bounds.low.blurred()?, high: bounds.high.blurred()?, tight: bounds.tight })
    }

    fn exact_bounds(&self) -> Result<Bounds, NumberError> {
        let written = self.enclosure(|_| None);
        if let (Ok(range), true) = (&written, self.once_each(&BTreeSet::new())) {
            return Ok(Bounds::over(range.clone(), true));
        }
        let mut work = Work::allowance();
        let normal = NormalForm::of(self, &mut work);
        let surveyed = normal.and_then(|normal| {
            if written.is_err() {
                normal.without_gaps(&mut work)?;
            }
            normal.survey(&mut work).map(|survey| (normal, survey))
        });
        match surveyed {
            Ok((normal, survey)) => Ok(self.narrowed(written.ok(), &normal, survey)),
            Err(error) => match (written, error) {
                (Ok(range), _) => Ok(Bounds::over(range, false)),
                // Only the algebra was too long: what the formula as written says counts.
                (Err(error), NumberError::TooManyTerms | NumberError::TooLarge) => Err(error),
                _ => Err(error),
            },
        }
    }

    /// The best of all enclosures at hand: of the formula as written and of its normal form, with the
    /// draws whose direction is known at their ends.
    fn narrowed(&self, written: Option<Interval>, normal: &NormalForm, survey: Survey) -> Bounds {
        let low_corner = corner(normal, &survey.directions, true);
        let high_corner = corner(normal, &survey.directions, false);
        let fixed: BTreeSet<u32> = low_corner.keys().copied().collect();
        let at_low = |draw: u32| low_corner.get(&draw).cloned();
        let at_high = |draw: u32| high_corner.get(&draw).cloned();
        let of_normal = Interval::between(normal.enclosure(at_low), normal.enclosure(at_high));
        if let (Some(range), true) = (&of_normal, once_each(normal, &survey, &fixed)) {
            return Bounds::over(range.clone(), true);
        }
        let of_written = Interval::between(self.enclosure(at_low), self.enclosure(at_high));
        if let (Some(range), true) = (&of_written, self.once_each(&fixed)) {
            return Bounds::over(range.clone(), true);
        }
        let mut range = survey.range;
        for other in [written, of_normal, of_written].into_iter().flatten() {
            range = range.intersection(other);
        }
        Bounds::over(range, false)
    }

    /// Whether each draw that is not fixed is written only once, so that plain interval arithmetic is
    /// exact. An even power turns at 0, which rounding may step over: with both nothing is claimed.
    fn once_each(&self, fixed: &BTreeSet<u32>) -> bool {
        let mut seen = BTreeSet::new();
        let (mut steps, mut turns) = (false, false);
        for node in self.postorder() {
            match &node.operation {
                Operation::Range { draw, .. } if !fixed.contains(draw) && !seen.insert(*draw) => {
                    return false;
                }
                Operation::Apply(function) => steps |= function.steps(),
                Operation::Pow(exponent) => turns |= exponent % 2 == 0,
                _ => {}
            }
        }
        !(steps && turns)
    }

    /// The middle of the bounds: the geometric mean where both have one sign, exact where its root
    /// is rational; the arithmetic mean where they touch or span 0.
    pub fn middle(&self) -> Result<Number, NumberError> {
        let Bounds { low, high, .. } = self.bounds()?;
        if low.is_positive() {
            geometric_mean(&low, &high)
        } else if high.is_negative() {
            geometric_mean(&low.neg(), &high.neg()).map(|mean| mean.neg())
        } else {
            low.add(&high)?.div(&Number::integer(2))
        }
    }
}

impl Bounds {
    fn over(range: Interval, tight: bool) -> Self {
        Self { low: range.low, high: range.high, tight }
    }
}

impl Function {
    /// Whether the function jumps.
    fn steps(self) -> bool {
        matches!(self, Self::Ceil | Self::Floor | Self::Round)
    }
}

/// The end of every draw whose direction is known at which the formula is lowest, or highest.
fn corner(normal: &NormalForm, directions: &BTreeMap<u32, Direction>, low: bool) -> BTreeMap<u32, Number> {
    let mut corner = BTreeMap::new();
    for atom in &normal.atoms {
        if let Atom::Draw { draw, range } = atom {
            let end = match directions.get(draw) {
                Some(Direction::Rising) if low => &range.low,
                Some(Direction::Rising) => &range.high,
                Some(Direction::Falling) if low => &range.high,
                Some(Direction::Falling) => &range.low,
                Some(Direction::Open) | None => continue,
            };
            corner.insert(*draw, end.clone());
        }
    }
    corner
}

/// Whether each atom that depends on a draw which is not fixed occurs only once in the normal form.
fn once_each(normal: &NormalForm, survey: &Survey, fixed: &BTreeSet<u32>) -> bool {
    let mut seen = BTreeSet::new();
    let (mut steps, mut turns) = (false, false);
    let used = || normal.atoms.iter().zip(&normal.used).filter(|(_, used)| **used).map(|(atom, _)| atom);
    for (atom, exponent) in normal.root.mentions().chain(used().flat_map(Atom::mentions)) {
        let open = survey.draws[atom].keys().any(|draw| !fixed.contains(draw));
        if open && !seen.insert(atom) {
            return false;
        }
        turns |= open && exponent % 2 == 0;
    }
    for atom in used() {
        steps |= matches!(atom, Atom::Call { function, .. } if function.steps());
    }
    !(steps && turns)
}

/// The root of the product of two positive numbers.
fn geometric_mean(low: &Number, high: &Number) -> Result<Number, NumberError> {
    let root = match (low.exact(), high.exact()) {
        (Some(low), Some(high)) => low.checked_mul(high).ok().and_then(|product| product.exact_root()),
        _ => None,
    };
    match root {
        Some(root) => Ok(Number::Exact(root)),
        // Root by root, because the product may pass the limit where the roots do not.
        None => low.sqrt()?.mul(&high.sqrt()?),
    }
}

#[cfg(test)]
mod tests;
