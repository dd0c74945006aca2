//! Which way a formula moves with each of its ranges, proved with intervals around its derivatives.

use std::collections::BTreeMap;

use super::fraction::Fraction;
use super::interval::Interval;
use super::normal_form::{Atom, NormalForm};
use super::polynomial::{Polynomial, Work};
use super::{Number, NumberError};

/// Derivatives of derivatives that are looked at to bound a derivative: enough for the usual mixed
/// products, such as `hit * fast + (1 - hit) * slow`.
const DEPTH: u32 = 2;

/// Which way a value moves when an unknown grows and the others stay.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Direction {
    /// Never down.
    Rising,
    /// Never up.
    Falling,
    /// Not proved.
    Open,
}

impl Direction {
    /// The direction that a derivative within the interval proves.
    fn of(slope: &Interval) -> Self {
        if !slope.low.is_negative() {
            Self::Rising
        } else if !slope.high.is_positive() {
            Self::Falling
        } else {
            Self::Open
        }
    }

    /// The direction through two steps, one after the other.
    fn then(self, next: Self) -> Self {
        match (self, next) {
            (Self::Open, _) | (_, Self::Open) => Self::Open,
            _ if self == next => Self::Rising,
            _ => Self::Falling,
        }
    }
}

/// What is known of a formula over the whole of its ranges.
#[derive(Debug)]
pub(super) struct Survey {
    /// An interval around all values.
    pub(super) range: Interval,
    /// Where the formula moves with each draw it depends on.
    pub(super) directions: BTreeMap<u32, Direction>,
    /// The draws behind each atom of the normal form.
    pub(super) draws: Vec<BTreeMap<u32, Direction>>,
}

impl NormalForm {
    /// Looks at the formula over the whole of its ranges.
    ///
    /// # Errors
    /// [`NumberError::DivisionByZero`] or [`NumberError::Undefined`] where that is not ruled out
    /// somewhere in the ranges.
    pub(super) fn survey(&self, work: &mut Work) -> Result<Survey, NumberError> {
        let mut ranges: Vec<Interval> = Vec::with_capacity(self.atoms.len());
        let mut draws: Vec<BTreeMap<u32, Direction>> = Vec::with_capacity(self.atoms.len());
        for (atom, &used) in self.atoms.iter().zip(&self.used) {
            let (range, directions) = match atom {
                _ if !used => (Interval::point(Number::integer(0)), BTreeMap::new()),
                Atom::Draw { draw, range } => (range.clone(), BTreeMap::from([(*draw, Direction::Rising)])),
                Atom::Call { function, arguments } => {
                    let mut inner = Vec::with_capacity(arguments.len());
                    let mut directions = BTreeMap::new();
                    for argument in arguments {
                        let (range, slopes) = look(argument, &ranges, work)?;
                        inner.push(range);
                        merge(&mut directions, &slopes, &draws);
                    }
                    (Interval::apply(*function, &inner)?, directions)
                }
            };
            ranges.push(range);
            draws.push(directions);
        }
        let (range, slopes) = look(&self.root, &ranges, work)?;
        let mut directions = BTreeMap::new();
        merge(&mut directions, &slopes, &draws);
        Ok(Survey { range, directions, draws })
    }

    /// Looks at the functions that cancelled as well: `sqrt(x) - sqrt(x)` has no value where x is negative. A
    /// divisor that cancels leaves out single points at most, and they do not count: `x / x` is 1.
    ///
    /// # Errors
    /// [`NumberError::Undefined`] and others where an argument outside a function's domain is not ruled out.
    pub(super) fn without_gaps(&self, work: &mut Work) -> Result<(), NumberError> {
        let mut ranges: Vec<Interval> = Vec::with_capacity(self.atoms.len());
        for atom in &self.atoms {
            let range = match atom {
                Atom::Draw { range, .. } => range.clone(),
                Atom::Call { function, arguments } => {
                    let inner = arguments.iter().map(|argument| Ok(look(argument, &ranges, work)?.0));
                    Interval::apply(*function, &inner.collect::<Result<Vec<_>, _>>()?)?
                }
            };
            ranges.push(range);
        }
        Ok(())
    }
}

/// Adds the directions of a fraction, given for its atoms, to those of the draws behind them. Draws
/// that reach a value on ways that disagree are open.
fn merge(
    directions: &mut BTreeMap<u32, Direction>,
    slopes: &BTreeMap<usize, Direction>,
    draws: &[BTreeMap<u32, Direction>],
) {
    for (&atom, &slope) in slopes {
        for (&draw, &inner) in &draws[atom] {
            let through = inner.then(slope);
            let direction = directions.entry(draw).or_insert(through);
            if *direction != through {
                *direction = Direction::Open;
            }
        }
    }
}

/// An interval around a fraction, and its direction in each of its atoms.
fn look(
    fraction: &Fraction,
    ranges: &[Interval],
    work: &mut Work,
) -> Result<(Interval, BTreeMap<usize, Direction>), NumberError> {
    if enclose(&fraction.denominator, ranges, DEPTH, work)?.contains_zero() {
        return Err(NumberError::DivisionByZero);
    }
    let mut slopes = BTreeMap::new();
    for (atom, _) in fraction.mentions() {
        slopes.entry(atom).or_insert_with(|| {
            // A slope that cannot be bounded proves nothing; the value itself may still be fine.
            fraction
                .slope(atom, work)
                .and_then(|slope| enclose(&slope, ranges, DEPTH, work))
                .map_or(Direction::Open, |slope| Direction::of(&slope))
        });
    }
    let mut end = |low: bool| {
        let corner = pinned(ranges, &slopes, low);
        let denominator = enclose(&fraction.denominator, &corner, DEPTH, work)?;
        fraction.numerator.evaluate(&corner)?.div(&denominator)
    };
    let range = Interval { low: end(true)?.low, high: end(false)?.high };
    Ok((range, slopes))
}

/// An interval around a polynomial: where its own derivatives have a sign, from the corners.
fn enclose(
    polynomial: &Polynomial,
    ranges: &[Interval],
    depth: u32,
    work: &mut Work,
) -> Result<Interval, NumberError> {
    polynomial.charge(work)?;
    let plain = polynomial.evaluate(ranges)?;
    if depth == 0 || !plain.contains_zero() {
        return Ok(plain);
    }
    let mut slopes = BTreeMap::new();
    for atom in polynomial.atoms() {
        let slope = enclose(&polynomial.derivative(atom, work)?, ranges, depth - 1, work)?;
        slopes.insert(atom, Direction::of(&slope));
    }
    let low = polynomial.evaluate(&pinned(ranges, &slopes, true))?.low;
    let high = polynomial.evaluate(&pinned(ranges, &slopes, false))?.high;
    Ok(Interval { low, high })
}

/// The intervals with those unknowns at the end where the value is lowest, or highest, for which
/// that end is known.
fn pinned(ranges: &[Interval], slopes: &BTreeMap<usize, Direction>, low: bool) -> Vec<Interval> {
    let mut corner = ranges.to_vec();
    for (&atom, &direction) in slopes {
        let range = &ranges[atom];
        match direction {
            Direction::Open => {}
            _ if (direction == Direction::Rising) == low => {
                corner[atom] = Interval::point(range.low.clone());
            }
            _ => corner[atom] = Interval::point(range.high.clone()),
        }
    }
    corner
}
