use super::dimension::{Calendar, Dimension};
use super::formula::{Formula, Function};
use super::number::{Number, NumberError, Rational};
use super::quantity::Quantity;

/// How time is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arithmetic {
    /// All time in seconds: a day of 86,400 s, a year of 365 days.
    Exact,
    /// As one says it aloud: second, day, month and year are kept apart, and cancel by round factors
    /// where two of them meet.
    Interview,
}

/// Why an operation has no result; the evaluator adds where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The two sides measure different things.
    Mismatch(Dimension, Dimension),
    /// Bytes or money multiplied by themselves.
    Squared(&'static str),
    /// Dollars met reais.
    Currencies,
    /// No number comes out.
    Number(NumberError),
    /// A function that wants another kind of quantity.
    Wants(String, Dimension),
    /// A value that nothing is left to take, with what to write.
    TooMany(String, String),
    /// Anything else, with its fix.
    Other(String, String),
}

impl From<NumberError> for Fault {
    fn from(error: NumberError) -> Self {
        Self::Number(error)
    }
}

impl Fault {
    /// Whether another reading of a lone `B` could mend it.
    pub fn is_of_type(&self) -> bool {
        matches!(
            self,
            Self::Mismatch(..) | Self::Squared(_) | Self::Wants(..) | Self::TooMany(..) | Self::Currencies
        )
    }
}

/// Seconds in a day as one says it when a rate per day becomes a rate per second: 100K.
const SPOKEN_DAY: i64 = 100_000;

/// The factors by which calendar units cancel in interview arithmetic: longer, shorter, and how many of
/// the shorter are in one of the longer when the longer stands above the line, and below it.
const MEETINGS: [(Calendar, Calendar, i64, i64); 6] = [
    (Calendar::Year, Calendar::Month, 12, 12),
    (Calendar::Year, Calendar::Day, 400, 400),
    (Calendar::Month, Calendar::Day, 30, 30),
    (Calendar::Day, Calendar::Second, SPOKEN_DAY, 86_400),
    (Calendar::Month, Calendar::Second, 30 * SPOKEN_DAY, 30 * 86_400),
    (Calendar::Year, Calendar::Second, 400 * SPOKEN_DAY, 400 * 86_400),
];

impl Arithmetic {
    /// The product; time cancels as this arithmetic has it.
    pub fn multiply(self, left: &Quantity, right: &Quantity) -> Result<Quantity, Fault> {
        let number = left.number.mul(&right.number)?;
        let mut product = Quantity::new(number, left.dimension + right.dimension);
        product.label = left.label.times(&right.label);
        product.times = left.times.and(right.times);
        self.settled(product)
    }

    /// The quotient.
    pub fn divide(self, left: &Quantity, right: &Quantity) -> Result<Quantity, Fault> {
        let number = left.number.div(&right.number)?;
        let mut quotient = Quantity::new(number, left.dimension - right.dimension);
        quotient.label = left.label.per(&right.label);
        quotient.times = left.times.and(right.times);
        self.settled(quotient)
    }

    /// The sum. Unlike labels drop; the evaluator warns.
    pub fn add(self, left: &Quantity, right: &Quantity) -> Result<Quantity, Fault> {
        self.combine(left, right, Formula::add)
    }

    /// The difference.
    pub fn subtract(self, left: &Quantity, right: &Quantity) -> Result<Quantity, Fault> {
        self.combine(left, right, Formula::sub)
    }

    fn combine(
        self,
        left: &Quantity,
        right: &Quantity,
        with: fn(&Formula, &Formula) -> Result<Formula, NumberError>,
    ) -> Result<Quantity, Fault> {
        let (left, right) = self.aligned(left, right)?;
        let mut sum = Quantity::new(with(&left.number, &right.number)?, left.dimension);
        sum.label = left.label.sum(&right.label).unwrap_or_default();
        sum.times = left.times.and(right.times);
        Ok(sum)
    }

    /// The smallest or largest of several.
    pub fn extreme(self, function: Function, all: &[Quantity]) -> Result<Quantity, Fault> {
        let Some(first) = all.first() else {
            return Err(Fault::Other("nothing to choose from".into(), "give it values".into()));
        };
        let mut result = first.clone();
        let apart = all.iter().any(|other| other.dimension != first.dimension);
        let mut numbers = Vec::new();
        for quantity in all {
            self.aligned(first, quantity)?;
            let quantity =
                if apart { self.in_calendar(quantity, Calendar::Second)? } else { quantity.clone() };
            numbers.push(quantity.number);
            result.dimension = quantity.dimension;
            result.label = result.label.sum(&quantity.label).unwrap_or_default();
            result.times = result.times.and(quantity.times);
        }
        result.number = Formula::apply(function, &numbers)?;
        result.target = None;
        Ok(result)
    }

    /// Both sides in the same dimension and the same calendar unit.
    pub fn aligned(self, left: &Quantity, right: &Quantity) -> Result<(Quantity, Quantity), Fault> {
        let (a, b) = (left.dimension, right.dimension);
        if a == b {
            return Ok((left.clone(), right.clone()));
        }
        if a.usd != b.usd && a.brl != b.brl && a.usd + a.brl == b.usd + b.brl {
            return Err(Fault::Currencies);
        }
        if a.in_seconds() != b.in_seconds() {
            return Err(Fault::Mismatch(a, b));
        }
        Ok((self.in_calendar(left, Calendar::Second)?, self.in_calendar(right, Calendar::Second)?))
    }

    /// A whole power.
    pub fn power(self, base: &Quantity, exponent: i64) -> Result<Quantity, Fault> {
        let too_high = || {
            Fault::Other(
                "an exponent beyond what any unit can have".into(),
                "raise plain numbers to high powers, not quantities".into(),
            )
        };
        let dimension = base.dimension.power(exponent).ok_or_else(too_high)?;
        let mut power = Quantity::new(base.number.pow(exponent)?, dimension);
        power.label = base.label.power(exponent);
        power.times = base.times;
        self.settled(power)
    }

    /// The same quantity with all its time in one calendar unit. A rate is converted as one says it
    /// (100K seconds a day), a duration exactly.
    pub fn in_calendar(self, quantity: &Quantity, to: Calendar) -> Result<Quantity, Fault> {
        let mut result = quantity.clone();
        for from in Calendar::ALL {
            let exponent = result.dimension.time[from as usize];
            if from == to || exponent == 0 {
                continue;
            }
            let factor = self.factor(from, to, exponent < 0);
            let factor = factor.checked_pow(i64::from(exponent))?;
            result.number = result.number.mul(&Formula::constant(factor))?;
            result.dimension.time[from as usize] = 0;
            result.dimension.time[to as usize] += exponent;
        }
        Ok(result)
    }

    /// How many of `to` there are in one of `from`.
    fn factor(self, from: Calendar, to: Calendar, rate: bool) -> Rational {
        if self == Self::Interview && rate {
            for (longer, shorter, spoken, _) in MEETINGS {
                if (longer, shorter) == (from, to) {
                    return Rational::integer(spoken);
                }
                if (longer, shorter) == (to, from) {
                    return Rational::ratio(1, spoken);
                }
            }
        }
        Rational::ratio(from.seconds(), to.seconds())
    }

    /// Cancels what meets, and refuses what no quantity can be.
    fn settled(self, mut quantity: Quantity) -> Result<Quantity, Fault> {
        for (longer, shorter, above, below) in MEETINGS {
            let time = &mut quantity.dimension.time;
            let (a, b) = (time[longer as usize], time[shorter as usize]);
            if a.signum() * b.signum() >= 0 {
                continue;
            }
            let times = a.abs().min(b.abs()) * a.signum();
            time[longer as usize] -= times;
            time[shorter as usize] += times;
            let factor = Rational::integer(if times > 0 { above } else { below });
            let factor = factor.checked_pow(i64::from(times))?;
            quantity.number = quantity.number.mul(&Formula::constant(Number::Exact(factor)))?;
        }
        let Dimension { information, usd, brl, .. } = quantity.dimension;
        if information.abs() > 1 {
            return Err(Fault::Squared("bytes"));
        }
        if usd.abs() > 1 || brl.abs() > 1 {
            return Err(Fault::Squared("money"));
        }
        if usd != 0 && brl != 0 {
            return Err(Fault::Currencies);
        }
        Ok(quantity)
    }
}
