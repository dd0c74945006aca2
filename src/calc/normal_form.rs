//! Formulas with what cancels cancelled: quotients of polynomials over draws and over the results of
//! functions.

use super::formula::{Formula, Function, Operation};
use super::fraction::Fraction;
use super::interval::Interval;
use super::polynomial::Work;
use super::{Number, NumberError};

/// A formula with more different draws and function calls than this is given up.
const MAX_ATOMS: usize = 256;

/// What the algebra treats as an unknown of its own.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Atom {
    /// A range.
    Draw { draw: u32, range: Interval },
    /// A function of formulas over earlier atoms. The same call twice is the same atom, so
    /// `ceil(x) - ceil(x)` cancels.
    Call { function: Function, arguments: Vec<Fraction> },
}

/// A formula in normal form. An atom refers to earlier ones only; those that cancelled are not used.
#[derive(Clone, Debug)]
pub(super) struct NormalForm {
    pub(super) atoms: Vec<Atom>,
    pub(super) root: Fraction,
    /// Whether an atom is used by the root, directly or through others.
    pub(super) used: Vec<bool>,
}

impl NormalForm {
    /// Brings a formula into normal form.
    ///
    /// # Errors
    /// [`NumberError::DivisionByZero`] where a divisor cancels to 0; [`NumberError::TooManyTerms`]
    /// or [`NumberError::TooLarge`] where the form grows too long: the formula itself may be fine.
    pub(super) fn of(formula: &Formula, work: &mut Work) -> Result<Self, NumberError> {
        let mut atoms = Vec::new();
        let mut values: Vec<Fraction> = Vec::new();
        for node in formula.postorder() {
            let arguments = values.split_off(values.len().saturating_sub(node.arity()));
            let value = match (&node.operation, arguments.as_slice()) {
                (Operation::Constant(value), _) => Fraction::constant(value.clone()),
                (Operation::Range { draw, low, high }, _) => {
                    let range = Interval { low: low.clone(), high: high.clone() };
                    Fraction::atom(place(&mut atoms, Atom::Draw { draw: *draw, range })?)
                }
                (Operation::Add, [left, right]) => left.add(right, work)?,
                (Operation::Sub, [left, right]) => left.add(&right.neg(), work)?,
                (Operation::Mul, [left, right]) => left.mul(right, work)?,
                (Operation::Div, [left, right]) => left.div(right, work)?,
                (Operation::Neg, [only]) => only.neg(),
                (Operation::Pow(exponent), [only]) => only.pow(*exponent, work)?,
                (Operation::Apply(function), _) => call(&mut atoms, *function, arguments)?,
                _ => return Err(NumberError::Undefined),
            };
            values.push(value);
        }
        let root = values.pop().ok_or(NumberError::Undefined)?;
        let mut used = vec![false; atoms.len()];
        root.mentions().for_each(|(atom, _)| used[atom] = true);
        for index in (0..atoms.len()).rev() {
            if used[index] {
                atoms[index].mentions().for_each(|(atom, _)| used[atom] = true);
            }
        }
        Ok(Self { atoms, root, used })
    }

    /// An interval around all values of the formula, with some draws fixed where `pin` says so. Every
    /// mention of an atom counts as an unknown of its own; exact where all draws are fixed.
    pub(super) fn enclosure(&self, pin: impl Fn(u32) -> Option<Number>) -> Result<Interval, NumberError> {
        let mut ranges = Vec::with_capacity(self.atoms.len());
        for (atom, &used) in self.atoms.iter().zip(&self.used) {
            let range = match atom {
                _ if !used => Interval::point(Number::integer(0)),
                Atom::Draw { draw, range } => pin(*draw).map_or_else(|| range.clone(), Interval::point),
                Atom::Call { function, arguments } => {
                    let arguments = arguments
                        .iter()
                        .map(|argument| evaluate(argument, &ranges))
                        .collect::<Result<Vec<_>, _>>()?;
                    Interval::apply(*function, &arguments)?
                }
            };
            ranges.push(range);
        }
        evaluate(&self.root, &ranges)
    }
}

impl Atom {
    /// Every mention of an earlier atom with its exponent.
    pub(super) fn mentions(&self) -> impl Iterator<Item = (usize, i64)> {
        let arguments = match self {
            Self::Draw { .. } => [].as_slice(),
            Self::Call { arguments, .. } => arguments.as_slice(),
        };
        arguments.iter().flat_map(Fraction::mentions)
    }
}

fn evaluate(fraction: &Fraction, ranges: &[Interval]) -> Result<Interval, NumberError> {
    let numerator = fraction.numerator.evaluate(ranges)?;
    if fraction.is_whole() { Ok(numerator) } else { numerator.div(&fraction.denominator.evaluate(ranges)?) }
}

/// The index of an atom, which is added if it is new.
fn place(atoms: &mut Vec<Atom>, atom: Atom) -> Result<usize, NumberError> {
    if let Some(index) = atoms.iter().position(|present| *present == atom) {
        return Ok(index);
    }
    if atoms.len() == MAX_ATOMS {
        return Err(NumberError::TooManyTerms);
    }
    atoms.push(atom);
    Ok(atoms.len() - 1)
}

/// A function call: computed where all arguments have become constant, else an atom.
fn call(
    atoms: &mut Vec<Atom>,
    function: Function,
    arguments: Vec<Fraction>,
) -> Result<Fraction, NumberError> {
    if let Some(values) = arguments.iter().map(Fraction::value).collect::<Option<Vec<_>>>() {
        return function.of(&values.iter().collect::<Vec<_>>()).map(Fraction::constant);
    }
    Ok(Fraction::atom(place(atoms, Atom::Call { function, arguments })?))
}
