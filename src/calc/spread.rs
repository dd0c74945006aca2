use super::formula::{Formula, Function, Operation};
use super::interval::Interval;
use super::monotone::Direction;
use super::normal_form::{Atom, NormalForm};
use super::number::power;
use super::polynomial::Work;
use super::{Number, NumberError, Rational};

/// The 95th percentile of the standard normal distribution (NIST/SEMATECH e-Handbook of Statistical
/// Methods, 1.3.6.7.1, gives 1.645).
const Z95: f64 = 1.644_853_626_951_472_2;

/// How often a formula without a closed form is sampled: the ends are then right to about 2 % of the
/// distance between them.
const SAMPLES: usize = 10_000;

/// Any fixed number: the same formula has the same spread everywhere.
const SEED: u64 = 0x6e61_706b_696e;

impl Formula {
    /// The 5th and the 95th percentile when each range stands for a lognormal number whose 5th and
    /// 95th percentiles are its ends; a range that touches or spans 0, for a normal one.
    ///
    /// In closed form for one monomial of draws, such as `a * b / c^2` (the variances of the
    /// logarithms add up), and for a formula that moves one way with its only draw, such as `a + 1`
    /// (the ends are those of the bounds); else from 10,000 draws that are the same on every run, with linear
    /// interpolation between the two nearest. A draw has the same values wherever it occurs.
    /// `None` where a value is undefined or beyond floats.
    pub fn spread(&self) -> Option<(f64, f64)> {
        let mut work = Work::allowance();
        let normal = NormalForm::of(self, &mut work).ok();
        let known = normal.and_then(|normal| {
            let ends = if moves_one_way(&normal, &mut work) { self.bounds().ok() } else { None };
            ends.map(|ends| (ends.low.to_f64(), ends.high.to_f64())).or_else(|| product(&normal))
        });
        known.or_else(|| sampled(self)).filter(|(low, high)| low.is_finite() && high.is_finite())
    }
}

/// Whether the formula depends on at most one draw and never turns where that draw can be: the
/// percentiles are then the values at the draw's own.
fn moves_one_way(normal: &NormalForm, work: &mut Work) -> bool {
    let used = || normal.atoms.iter().zip(&normal.used).filter(|(_, used)| **used).map(|(atom, _)| atom);
    if used().filter(|atom| matches!(atom, Atom::Draw { .. })).count() > 1 {
        return false;
    }
    let mut wide = normal.clone();
    for atom in &mut wide.atoms {
        if let Atom::Draw { range, .. } = atom {
            let Ok(wider) = widened(range) else { return false };
            *range = wider;
        }
    }
    wide.survey(work).is_ok_and(|survey| survey.directions.values().all(|found| *found != Direction::Open))
}

/// The range made three times as wide, on the scale on which its distribution is normal: one number in a
/// million is still outside.
fn widened(range: &Interval) -> Result<Interval, NumberError> {
    let Interval { low, high } = range;
    if range.contains_zero() {
        Ok(Interval { low: low.add(low)?.sub(high)?, high: high.add(high)?.sub(low)? })
    } else {
        Ok(Interval { low: low.mul(low)?.div(high)?, high: high.mul(high)?.div(low)? })
    }
}

/// The percentiles of a product of lognormals.
fn product(normal: &NormalForm) -> Option<(f64, f64)> {
    let (monomial, coefficient) = normal.root.numerator.sole_term().filter(|_| normal.root.is_whole())?;
    let mut negative = coefficient.is_negative();
    let mut center = log(coefficient);
    let mut variance = 0.0;
    for &(atom, exponent) in monomial {
        let Atom::Draw { range, .. } = &normal.atoms[atom] else { return None };
        let Shape::Lognormal { center: mean, deviation, negative: below } = Shape::of(range) else {
            return None;
        };
        let times = Rational::integer(exponent).to_f64();
        negative ^= below && exponent % 2 != 0;
        center += times * mean;
        variance += times * times * deviation * deviation;
    }
    let reach = Z95 * libm::sqrt(variance);
    let (near, far) = (libm::exp(center - reach), libm::exp(center + reach));
    Some(if negative { (-far, -near) } else { (near, far) })
}

/// The natural logarithm of the size of a number, also of one beyond floats.
fn log(value: &Number) -> f64 {
    value.abs().log2().map_or(f64::NAN, |log| log.to_f64() * std::f64::consts::LN_2)
}

/// The distribution that a range stands for.
#[derive(Clone, Copy)]
enum Shape {
    /// `exp(normal)`, or minus that.
    Lognormal {
        center: f64,
        deviation: f64,
        negative: bool,
    },
    Normal {
        center: f64,
        deviation: f64,
    },
}

impl Shape {
    fn of(range: &Interval) -> Self {
        if range.contains_zero() {
            let (low, high) = (range.low.to_f64(), range.high.to_f64());
            return Self::Normal { center: f64::midpoint(low, high), deviation: (high - low) / (2.0 * Z95) };
        }
        let (low, high) = (log(&range.low), log(&range.high));
        let deviation = (high - low).abs() / (2.0 * Z95);
        Self::Lognormal { center: f64::midpoint(low, high), deviation, negative: range.high.is_negative() }
    }

    /// The value that stands as many standard deviations from the center as `z` says.
    fn at(self, z: f64) -> f64 {
        match self {
            Self::Lognormal { center, deviation, negative } => {
                let size = libm::exp(center + deviation * z);
                if negative { -size } else { size }
            }
            Self::Normal { center, deviation } => center + deviation * z,
        }
    }
}

/// A step of the evaluation in floats: a constant, a draw by its place, or an operation.
enum Step<'a> {
    Constant(f64),
    Draw(usize),
    Operation(&'a Operation, usize),
}

fn sampled(formula: &Formula) -> Option<(f64, f64)> {
    let mut sources: Vec<(u32, Shape, SplitMix64)> = Vec::new();
    let mut steps = Vec::new();
    for node in formula.postorder() {
        steps.push(match &node.operation {
            Operation::Constant(value) => Step::Constant(value.to_f64()),
            Operation::Range { draw, low, high } => {
                let known = sources.iter().position(|(source, ..)| source == draw);
                Step::Draw(known.unwrap_or_else(|| {
                    let shape = Shape::of(&Interval { low: low.clone(), high: high.clone() });
                    sources.push((*draw, shape, SplitMix64::keyed(*draw)));
                    sources.len() - 1
                }))
            }
            operation => Step::Operation(operation, node.arity()),
        });
    }
    let mut stack = Vec::new();
    let mut samples = Vec::with_capacity(SAMPLES);
    for _ in 0..SAMPLES {
        let draws: Vec<f64> =
            sources.iter_mut().map(|(_, shape, random)| shape.at(random.normal())).collect();
        for step in &steps {
            let value = match step {
                Step::Constant(value) => *value,
                Step::Draw(index) => draws[*index],
                Step::Operation(operation, arity) => {
                    let first = stack.len() - arity;
                    let value = float(operation, &stack[first..]);
                    stack.truncate(first);
                    value
                }
            };
            stack.push(value);
        }
        samples.push(stack.pop().filter(|value| value.is_finite())?);
    }
    samples.sort_by(f64::total_cmp);
    // 0.05 and 0.95 of the way from the first sample to the last.
    let percentile = |twentieths: usize| {
        let place = (SAMPLES - 1) * twentieths;
        let (index, part) = (place / 20, place % 20);
        let part = f64::from(u32::try_from(part).unwrap_or(0)) / 20.0;
        samples[index] + (samples[index + 1] - samples[index]) * part
    };
    Some((percentile(1), percentile(19)))
}

fn float(operation: &Operation, arguments: &[f64]) -> f64 {
    match (operation, arguments) {
        (Operation::Add, [left, right]) => left + right,
        (Operation::Sub, [left, right]) => left - right,
        (Operation::Mul, [left, right]) => left * right,
        (Operation::Div, [left, right]) => left / right,
        (Operation::Neg, [only]) => -only,
        (Operation::Pow(exponent), [only]) => power(*only, *exponent),
        (Operation::Apply(Function::Min), _) => chosen(arguments, |next, best| next < best),
        (Operation::Apply(Function::Max), _) => chosen(arguments, |next, best| next > best),
        (Operation::Apply(Function::Ceil), [only]) => libm::ceil(*only),
        (Operation::Apply(Function::Floor), [only]) => libm::floor(*only),
        (Operation::Apply(Function::Round), [only]) => libm::round(*only),
        (Operation::Apply(Function::Sqrt), [only]) => libm::sqrt(*only),
        (Operation::Apply(Function::Log2), [only]) => libm::log2(*only),
        _ => f64::NAN,
    }
}

/// The extreme of some numbers, which is not a number as soon as one of them is not.
fn chosen(arguments: &[f64], better: fn(f64, f64) -> bool) -> f64 {
    let choose = |best: f64, next: f64| if next.is_nan() || better(next, best) { next } else { best };
    arguments.iter().copied().reduce(choose).unwrap_or(f64::NAN)
}

/// A stream of random bits (Steele, Lea and Flood, "Fast splittable pseudorandom number generators",
/// OOPSLA 2014).
struct SplitMix64(u64);

impl SplitMix64 {
    /// The stream of one draw.
    fn keyed(draw: u32) -> Self {
        Self(Self(SEED ^ (u64::from(draw) << 32)).next())
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// Above 0 and at most 1.
    #[expect(clippy::cast_precision_loss, reason = "53 bits fit a float")]
    fn unit(&mut self) -> f64 {
        ((self.next() >> 11) + 1) as f64 / (1u64 << 53) as f64
    }

    /// Standard normal (Box and Muller 1958).
    fn normal(&mut self) -> f64 {
        let distance = libm::sqrt(-2.0 * libm::log(self.unit()));
        distance * libm::cos(2.0 * std::f64::consts::PI * self.unit())
    }
}

#[cfg(test)]
mod tests;
