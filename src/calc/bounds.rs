use super::{Formula, Number, NumberError};

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
    /// Bounds over all values of the ranges.
    pub fn bounds(&self) -> Result<Bounds, NumberError> {
        let interval = self.enclosure(|_| None)?;
        Ok(Bounds { low: interval.low, high: interval.high, tight: false })
    }
    /// The middle of the bounds.
    pub fn middle(&self) -> Result<Number, NumberError> {
        let bounds = self.bounds()?;
        bounds.low.add(&bounds.high)?.div(&Number::integer(2))
    }
}
