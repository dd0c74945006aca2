use super::dimension::{Calendar, Dimension};
use super::formula::Formula;
use super::label::Label;
use super::number::{Number, Rational};
use super::unit::Unit;

/// A number with what it measures and what it counts.
#[derive(Clone, Debug)]
pub struct Quantity {
    /// The number in base units: seconds (and, in interview arithmetic, days, months and years), bytes,
    /// dollars, reais, metres.
    pub number: Formula,
    /// What it measures.
    pub dimension: Dimension,
    /// What it counts.
    pub label: Label,
    /// Which units of time were written on the way: the answer is given in one of them.
    pub times: Times,
    /// The unit that the answer is to be shown in, where `in` named one.
    pub target: Option<Box<Target>>,
}

/// The right side of `in`.
#[derive(Clone, Debug)]
pub struct Target {
    /// One such unit, in base units.
    pub size: Number,
    /// Its dimension, with the calendar units that were written.
    pub dimension: Dimension,
    /// How it is written behind a number: ` MB/s`, `/day`, `%`.
    pub text: String,
    /// Stands before the number.
    pub sign: &'static str,
    /// Nouns of the target, shown instead of the quantity's own.
    pub label: Label,
}

/// A set of units of time, as places in [`Times::UNITS`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Times(u16);

impl Times {
    /// The units by which a time is shown, longest first, with their exact seconds.
    pub const UNITS: [(&'static str, (i64, i64)); 10] = [
        ("year", (31_536_000, 1)),
        ("month", (2_628_000, 1)),
        ("week", (604_800, 1)),
        ("day", (86_400, 1)),
        ("h", (3600, 1)),
        ("min", (60, 1)),
        ("s", (1, 1)),
        ("ms", (1, 1000)),
        ("us", (1, 1_000_000)),
        ("ns", (1, 1_000_000_000)),
    ];

    /// The set of this unit alone; empty for what is not a time.
    pub fn of(unit: &Unit) -> Self {
        let place = Self::UNITS.iter().position(|(name, _)| *name == unit.symbol());
        Self(place.map_or(0, |place| 1 << place))
    }

    /// The set of the unit that this calendar counts in.
    pub fn of_calendar(calendar: Calendar) -> Self {
        let size = (calendar.seconds(), 1);
        Self(Self::UNITS.iter().position(|(_, unit)| *unit == size).map_or(0, |place| 1 << place))
    }

    /// The unit in it, if it is just one: its name and its exact seconds.
    pub fn only(self) -> Option<(&'static str, (i64, i64))> {
        let mut places = (0..Self::UNITS.len()).filter(|&place| self.has(place));
        places.next().filter(|_| places.next().is_none()).map(|place| Self::UNITS[place])
    }

    /// What either has.
    pub fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether the unit at this place of [`Times::UNITS`] was written.
    pub fn has(self, place: usize) -> bool {
        self.0 & (1 << place) != 0
    }
}

impl Quantity {
    /// A plain number.
    pub fn plain(number: impl Into<Number>) -> Self {
        Self::new(Formula::constant(number), Dimension::NONE)
    }

    /// A number that measures something and counts nothing in particular.
    pub fn new(number: Formula, dimension: Dimension) -> Self {
        Self { number, dimension, label: Label::default(), times: Times::default(), target: None }
    }

    /// The exact fraction in base units, where it is one number and no root or logarithm touched it.
    pub fn exact(&self) -> Option<&Rational> {
        self.number.value().and_then(Number::exact)
    }

    /// The one calendar unit that time is counted in, where there is one.
    pub fn calendar(&self) -> Option<Calendar> {
        let mut used = Calendar::ALL.into_iter().filter(|&unit| self.dimension.time[unit as usize] != 0);
        used.next().filter(|_| used.next().is_none())
    }
}

/// Whether a comparison holds: of ranges it may depend on where in them the truth lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Truth {
    /// Always.
    True,
    /// Never.
    False,
    /// For some values of the ranges.
    Depends,
}

/// What an expression is worth.
#[derive(Clone, Debug)]
pub enum Value {
    /// A number with its unit.
    Quantity(Quantity),
    /// The outcome of a comparison.
    Truth(Truth),
}
