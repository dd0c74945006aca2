use crate::calc::arithmetic::Arithmetic;
use crate::calc::dimension::{Calendar, Dimension};
use crate::calc::formula::Formula;
use crate::calc::number::{Number, Rational};
use crate::calc::quantity::{Quantity, Times};

/// What a recipe is called and takes.
#[derive(Debug)]
pub struct Signature {
    /// The command and the function.
    pub name: &'static str,
    /// How it is typed.
    pub usage: &'static str,
    /// A command that works.
    pub example: &'static str,
    /// What it takes, in order: first what stands on the command line, then the flags.
    pub parameters: &'static [Parameter],
}

/// One value that a recipe takes.
#[derive(Debug)]
pub struct Parameter {
    /// Its name; for a flag, the flag without its dashes.
    pub name: &'static str,
    /// What it is, for the help.
    pub about: &'static str,
    /// What it measures.
    pub wanted: Wanted,
    /// Whether it is given by a flag rather than by its place.
    pub flag: bool,
    /// What it is unless given; without one it must be given.
    pub assumed: Option<Assumed>,
    /// Whether several values may be given.
    pub several: bool,
    /// The least it can be.
    pub least: Least,
    /// Whether it changes only what is said beside the answer; a call in an expression has no use for it.
    pub beside: bool,
}

/// What a parameter measures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// So many per time.
    Rate,
    /// Per time, of things or of data.
    Flow,
    /// A plain count.
    Count,
    /// A rate or a count.
    RateOrCount,
    /// A duration.
    Time,
    /// Bytes.
    Data,
    /// A share between 0 and 1, usually in percent.
    Share,
    /// A plain factor; `10:1` is 10.
    Factor,
}

/// The least that a parameter can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Least {
    /// 0 makes sense.
    Zero,
    /// 0 does not.
    MoreThanZero,
}

/// What a parameter is unless given.
#[derive(Debug)]
pub struct Assumed {
    /// In units of `dimension`, as fractions: one number, or the ends of a range.
    pub low: (i64, i64),
    /// The upper end.
    pub high: (i64, i64),
    /// What it measures.
    pub dimension: Dimension,
    /// How one would say it: `peak 3..5 times the average`.
    pub text: &'static str,
}

/// Draws of assumed ranges are numbered from the top, out of the way of those a sheet counts up.
const LAST_DRAW: u32 = u32::MAX;

impl Parameter {
    /// A value by its place that must be given.
    pub const fn needed(name: &'static str, wanted: Wanted, about: &'static str) -> Self {
        Self {
            name,
            about,
            wanted,
            flag: false,
            assumed: None,
            several: false,
            least: Least::MoreThanZero,
            beside: false,
        }
    }

    /// A value by its place with an assumption.
    pub const fn optional(name: &'static str, wanted: Wanted, about: &'static str, assumed: Assumed) -> Self {
        Self { assumed: Some(assumed), ..Self::needed(name, wanted, about) }
    }

    /// A flag with an assumption.
    pub const fn flag(name: &'static str, wanted: Wanted, about: &'static str, assumed: Assumed) -> Self {
        Self { flag: true, ..Self::optional(name, wanted, about, assumed) }
    }

    /// The assumption as a quantity; `place` keeps the draws of one recipe's ranges apart.
    pub fn assumption(&self, place: usize, arithmetic: Arithmetic) -> Option<Quantity> {
        let assumed = self.assumed.as_ref()?;
        let number = |(numerator, denominator)| Number::Exact(Rational::ratio(numerator, denominator));
        let draw = LAST_DRAW - u32::try_from(place).unwrap_or(0);
        let number = Formula::range(draw, number(assumed.low), number(assumed.high));
        let mut quantity = Quantity::new(number, assumed.dimension);
        quantity.times = quantity.calendar().map_or(Times::default(), Times::of_calendar);
        match arithmetic {
            Arithmetic::Exact => arithmetic.in_calendar(&quantity, Calendar::Second).ok(),
            Arithmetic::Interview => Some(quantity),
        }
    }
}

impl Wanted {
    /// Whether a quantity of this dimension will do.
    pub fn takes(self, dimension: Dimension) -> bool {
        let dimension = dimension.in_seconds();
        match self {
            Self::Rate => dimension == Dimension::RATE,
            Self::Flow => dimension == Dimension::RATE || dimension == Dimension::BANDWIDTH,
            Self::RateOrCount => dimension == Dimension::RATE || dimension == Dimension::NONE,
            Self::Time => dimension == Dimension::TIME,
            Self::Data => dimension == Dimension::INFORMATION,
            Self::Count | Self::Share | Self::Factor => dimension == Dimension::NONE,
        }
    }

    /// What it is, in the fewest words.
    pub fn short(self) -> &'static str {
        let words = self.words();
        words.split_once(',').map_or(words, |(short, _)| short)
    }

    /// What it is, in the words of an error.
    pub fn words(self) -> &'static str {
        match self {
            Self::Rate => "a rate, such as 10M/day",
            Self::Flow => "a rate or a flow of data, such as 10M/day or 5GB/day",
            Self::Count => "a count, such as 10M",
            Self::RateOrCount => "a rate or a count, such as 10M/day or 2M users",
            Self::Time => "a duration, such as 20min",
            Self::Data => "a size, such as 500B",
            Self::Share => "a share, such as 5%",
            Self::Factor => "a factor, such as 3 or 10:1",
        }
    }
}

impl Assumed {
    /// One number.
    pub const fn number(value: (i64, i64), dimension: Dimension, text: &'static str) -> Self {
        Self { low: value, high: value, dimension, text }
    }

    /// A range.
    pub const fn range(low: i64, high: i64, text: &'static str) -> Self {
        Self { low: (low, 1), high: (high, 1), dimension: Dimension::NONE, text }
    }
}
