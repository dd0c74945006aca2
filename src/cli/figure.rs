//! Figures of a run as people read them: three digits, a unit, sparklines, text that keeps to its column.

use std::fmt;

use crate::calc::format;
use crate::calc::{Arithmetic, Dimension, Quantity, Rational};

/// What stands where nothing was measured, or where a percentile falls among failures.
pub const NONE: &str = "-";

/// An amount in base units, to three digits.
pub fn amount(value: f64, dimension: Dimension) -> String {
    if dimension == Dimension::TIME {
        return time(value);
    }
    let Some(number) = Rational::from_f64(value) else { return NONE.to_owned() };
    let number = if value.abs() < 1000.0 { number.round_significant(3) } else { number.round() };
    format::show(&Quantity { dimension, ..Quantity::plain(number) }, Arithmetic::Exact)
}

/// A time in the longest unit of which there is at least one.
fn time(seconds: f64) -> String {
    const UNITS: [(&str, f64); 7] = [
        ("days", 86_400.0),
        ("h", 3600.0),
        ("min", 60.0),
        ("s", 1.0),
        ("ms", 1e-3),
        ("us", 1e-6),
        ("ns", 1e-9),
    ];
    if seconds > 0.0 && seconds < UNITS[6].1 * 0.9995 {
        return "<1 ns".to_owned();
    }
    let unit = UNITS.iter().find(|(_, size)| seconds.abs() >= size * 0.9995).unwrap_or(&("s", 1.0));
    let number = count(seconds / unit.1);
    let unit = if unit.0 == "days" && number == "1" { "day" } else { unit.0 };
    format!("{number} {unit}")
}

/// The same, or a dash.
pub fn maybe(value: Option<f64>, dimension: Dimension) -> String {
    value.map_or_else(|| NONE.to_owned(), |value| amount(value, dimension))
}

/// A time given in seconds.
pub fn seconds(value: Option<f64>) -> String {
    maybe(value, Dimension::TIME)
}

/// A count or a plain number.
pub fn count(value: f64) -> String {
    amount(value, Dimension::NONE)
}

/// A share as a percentage: 100 % and 0 % only where it is.
pub fn percent(share: f64) -> String {
    if share <= 0.0 || share >= 1.0 {
        return format!("{}%", count(share * 100.0));
    }
    // As many digits as tell it from all and from nothing, to a twentieth.
    let value = share * 100.0;
    for digits in 0..6 {
        let text = format!("{value:.digits$}");
        let known = text.parse::<f64>().unwrap_or(0.0);
        if known > 0.0 && known < 100.0 && (known - value).abs() <= 0.05 * value.min(100.0 - value) {
            return format!("{text}%");
        }
    }
    if share < 0.5 { "<0.00001%".to_owned() } else { ">99.99999%".to_owned() }
}

/// How busy something is: a tenth of a percent is as little as one wants to know.
pub fn busy(share: f64) -> String {
    if share > 0.0 && share < 0.001 { "<0.1%".to_owned() } else { percent(share) }
}

/// A mean of counts; what is nearly nothing is shown so.
pub fn mean(value: f64) -> String {
    if value > 0.0 && value < 0.001 { "<0.001".to_owned() } else { count(value) }
}

/// A difference with its sign; `show` writes what is not below 0.
pub fn signed(value: f64, show: impl Fn(f64) -> String) -> String {
    let sign = if value < 0.0 { '-' } else { '+' };
    format!("{sign}{}", show(value.abs()))
}

/// Levels between nothing and the most of all, one sign for each value; a gap where there is none.
pub fn sparkline(values: &[Option<f64>]) -> String {
    const SIGNS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
    let most = values.iter().flatten().copied().fold(0.0, f64::max);
    let sign = |value: &Option<f64>| match value {
        None => ' ',
        Some(value) if most > 0.0 => {
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 7")]
            let level = libm::ceil(value / most * 7.0).clamp(0.0, 7.0) as usize;
            SIGNS[level]
        }
        Some(_) => SIGNS[0],
    };
    values.iter().map(sign).collect()
}

/// A line folded between words into lines of at most `width` cells, those after the first behind so many spaces. Spaces
/// of its own are kept, and a word that is wider stays whole, with its hyphens.
pub fn folded(line: &str, width: usize, indent: usize) -> String {
    let further = " ".repeat(indent);
    let options = textwrap::Options::new(width)
        .subsequent_indent(&further)
        .break_words(false)
        .word_splitter(textwrap::WordSplitter::NoHyphenation);
    textwrap::fill(line, options)
}

/// Text in lines of at most `width` cells, those after the first behind so many spaces.
pub fn wrapped(text: &str, width: usize, indent: usize) -> String {
    let mut lines = String::new();
    let mut used = indent;
    for (index, word) in text.split_whitespace().enumerate() {
        let cells = unicode_width::UnicodeWidthStr::width(word);
        if index > 0 && used + 1 + cells > width {
            lines.push('\n');
            lines.push_str(&" ".repeat(indent));
            used = indent;
        } else if index > 0 {
            lines.push(' ');
            used += 1;
        }
        lines.push_str(word);
        used += cells;
    }
    lines
}

/// Text that is being written for so many columns.
pub struct Page {
    /// What there is so far.
    pub text: String,
    /// Columns.
    pub width: usize,
}

impl Page {
    /// An empty one.
    pub fn new(width: usize) -> Self {
        Self { text: String::new(), width }
    }
}

impl fmt::Write for Page {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.text.push_str(text);
        Ok(())
    }
}

/// `1 seed`, `3 seeds`.
pub fn plural(number: f64, noun: &str) -> String {
    let s = if (number - 1.0).abs() < f64::EPSILON { "" } else { "s" };
    format!("{} {noun}{s}", count(number))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_have_three_digits_and_a_unit() {
        assert_eq!(seconds(Some(0.043_21)), "43.2 ms");
        assert_eq!(seconds(Some(1.234)), "1.23 s");
        assert_eq!(seconds(Some(100.0)), "1.67 min");
        assert_eq!(seconds(Some(86_400.0)), "1 day");
        assert_eq!(seconds(Some(172_800.0)), "2 days");
        assert_eq!(seconds(Some(0.0)), "0 s");
        assert_eq!(seconds(Some(0.999_9)), "1 s");
        assert_eq!(seconds(None), "-");
        assert_eq!(count(46_296.0), "46,296");
        assert_eq!(count(0.0312), "0.0312");
        assert_eq!(amount(115.74, Dimension::RATE), "116/s");
    }

    #[test]
    fn a_percentage_is_whole_only_where_it_is() {
        for (share, text) in [
            (1.0, "100%"),
            (0.0, "0%"),
            (0.5, "50%"),
            (0.999, "99.9%"),
            (0.999_95, "99.995%"),
            (0.995, "99.5%"),
            (0.013, "1.3%"),
            (0.05, "5%"),
            (0.123, "12%"),
            (0.000_4, "0.04%"),
        ] {
            assert_eq!(percent(share), text);
        }
    }

    #[test]
    fn a_sparkline_goes_from_nothing_to_the_most() {
        assert_eq!(sparkline(&[Some(0.0), None, Some(3.5), Some(7.0)]), "▁ ▅█");
        assert_eq!(sparkline(&[Some(0.0), Some(0.0)]), "▁▁");
    }

    #[test]
    fn text_keeps_to_its_column() {
        assert_eq!(wrapped("one two three", 9, 2), "one two\n  three");
        assert_eq!(plural(1.0, "seed") + ", " + &plural(20.0, "seed"), "1 seed, 20 seeds");
    }
}
