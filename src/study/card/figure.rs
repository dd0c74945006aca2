use crate::calc::format::show;
use crate::calc::{Arithmetic, Dimension, Quantity, Rational, Sheet, Value, answer};
use crate::diag::{Diagnostic, Span};

/// A number that is right: one value or a range, in base units (seconds, bytes, dollars).
#[derive(Clone, Debug, PartialEq)]
pub struct Figure {
    /// The number as it was written: `100K..300K ops/s`.
    pub text: String,
    /// The least that is right.
    pub low: Rational,
    /// The most that is right.
    pub high: Rational,
    /// What it measures, with all time in seconds.
    pub dimension: Dimension,
    /// Whether it says what it counts or measures.
    pub has_unit: bool,
    /// An answer that is off by this factor or less is right.
    pub within: f64,
}

impl Figure {
    /// The factor by which an answer may be off where a card says nothing.
    pub const WITHIN: f64 = 2.0;

    /// Reads a number or a range, in calc.
    ///
    /// # Errors
    /// When it cannot be read, is a comparison, or is not above 0: nothing has a ratio to 0.
    pub fn parse(text: &str, within: f64) -> Result<Self, Diagnostic> {
        let whole = Span::new(0, text.len());
        let (quantity, _) = typed(text)?;
        let bounds = quantity.number.bounds().map_err(|error| {
            Diagnostic::error("no-number", whole, format!("no number comes out: {error}"))
                .help("write a number, such as 140K/s")
        })?;
        let (low, high) = (bounds.low.rational(), bounds.high.rational());
        if low <= Rational::zero() {
            return Err(Diagnostic::error("not-above-zero", whole, "a number that is not above 0")
                .help("answers are graded by their ratio to the right one: ask for a number above 0"));
        }
        let dimension = quantity.dimension.in_seconds();
        let has_unit = dimension != Dimension::NONE || !quantity.label.is_empty() || text.contains('%');
        Ok(Self { text: text.trim().to_owned(), low, high, dimension, has_unit, within })
    }

    /// The number as it is shown.
    pub fn shown(&self) -> String {
        self.text.clone()
    }
}

/// A line as the calculator reads it: its value with all time in seconds, and how it was read.
///
/// # Errors
/// When it cannot be read, is empty, or is a comparison.
pub(crate) fn typed(text: &str) -> Result<(Quantity, Vec<String>), Diagnostic> {
    let whole = Span::new(0, text.len());
    let Some(found) = answer(&mut Sheet::new(), text)? else {
        return Err(Diagnostic::error("nothing", whole, "nothing was typed")
            .help("type a number such as 140K/s; ? where you do not know"));
    };
    match found.exact {
        Value::Quantity(quantity) => {
            let notes = found.notes.into_iter().map(|note| note.message).collect();
            Ok((quantity, notes))
        }
        Value::Truth(_) => Err(Diagnostic::error("truth", whole, "a comparison where a number should stand")
            .help("write the number itself")),
    }
}

/// A line that answers a question for a quantity of `wanted`: what it measures where the line does not say it is
/// taken from the question, and said.
///
/// # Errors
/// When it cannot be read, or measures something else.
pub(crate) fn given(text: &str, wanted: Dimension) -> Result<(Quantity, Vec<String>), Diagnostic> {
    let (mut quantity, mut notes) = typed(text)?;
    let found = quantity.dimension.in_seconds();
    if found == wanted {
        return Ok((quantity, notes));
    }
    let missing = wanted - found;
    // Without a unit `5` may be milliseconds or days: times must say it.
    let is_guess = [Dimension::RATE, Dimension::INFORMATION, Dimension::BANDWIDTH, Dimension::USD];
    // What counts something, such as `5 pings`, says what it is.
    let says_nothing = quantity.label.is_empty() || missing == Dimension::RATE;
    if is_unsaid(found, missing) && is_guess.contains(&missing) && wanted != Dimension::TIME && says_nothing {
        quantity.dimension = quantity.dimension + missing;
        notes.push(format!("read as {}", show(&quantity, Arithmetic::Exact)));
        return Ok((quantity, notes));
    }
    let message = format!("{} where {} belongs", found.words(), wanted.words());
    let example = match () {
        () if wanted == Dimension::TIME => "with its unit, such as 5ms or 20min",
        () if wanted == Dimension::RATE => "such as 140K/s",
        () if wanted == Dimension::INFORMATION => "such as 5GB",
        () if wanted == Dimension::BANDWIDTH => "such as 100MB/s",
        () if wanted == Dimension::NONE => "a number alone, such as 140K",
        () => "with its unit",
    };
    Err(Diagnostic::error("dimension", Span::new(0, text.len()), message).help(format!("write it {example}")))
}

/// Whether a line says nothing yet of what is missing: to be a plain number, a time does not lack a rate.
fn is_unsaid(found: Dimension, missing: Dimension) -> bool {
    let apart = |found: i32, missing: i32| found == 0 || missing == 0;
    apart(found.time_exponent(), missing.time_exponent())
        && apart(found.information, missing.information)
        && apart(found.usd, missing.usd)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_unit_is_taken_from_the_question_and_said() {
        let (quantity, notes) = given("66", Dimension::RATE).unwrap();
        assert_eq!(
            (quantity.dimension, notes.as_slice()),
            (Dimension::RATE, &["read as 66/s".to_owned()][..])
        );
        let (quantity, notes) = given("6K/s", Dimension::BANDWIDTH).unwrap();
        assert_eq!(quantity.dimension, Dimension::BANDWIDTH);
        assert_eq!(notes, ["read as 6 KB/s"]);
        assert!(given("66/s", Dimension::RATE).unwrap().1.is_empty());
    }

    #[test]
    fn another_kind_of_quantity_is_refused_with_an_example() {
        let error = given("5", Dimension::TIME).unwrap_err();
        assert_eq!(error.message, "a plain number where an amount of time belongs");
        for (text, found) in
            [("136 ms", "an amount of time"), ("3..10 min", "an amount of time"), ("$5", "money in dollars")]
        {
            let error = given(text, Dimension::NONE).unwrap_err();
            assert_eq!(error.message, format!("{found} where a plain number belongs"), "{text}");
        }
        // Neither is a gigabyte for an hour a gigabyte.
        assert_eq!(given("5GB x 1h", Dimension::INFORMATION).unwrap_err().code, "dimension");
        assert_eq!(given("5GB", Dimension::RATE).unwrap_err().code, "dimension");
        assert_eq!(given("", Dimension::RATE).unwrap_err().code, "nothing");
        assert_eq!(given("1 < 2", Dimension::NONE).unwrap_err().code, "truth");
    }

    #[test]
    fn a_range_keeps_its_ends() {
        let figure = Figure::parse("100K..300K ops/s", 2.0).unwrap();
        assert_eq!((figure.low, figure.high), (Rational::integer(100_000), Rational::integer(300_000)));
        assert_eq!(Figure::parse("0/s", 2.0).unwrap_err().code, "not-above-zero");
    }
}
