//! Natural numbers: those that people use when they make up an example.

use crate::calc::format::{Digits, show_with, spoken};
use crate::calc::{Arithmetic, Dimension, Quantity, Rational, Sheet};
use crate::diag::{Diagnostic, Span};

/// The numbers 1, 2 and 5, ten times those, and so on, from `low` to `high` of a range such as `1M..500M` or
/// `100B..2KB`, as one writes them.
pub(super) fn natural(text: &str) -> Result<Vec<String>, Diagnostic> {
    let whole = Span::new(0, text.len());
    let range = Sheet::new().quantity(text)?;
    let wrong =
        |message: &str, help: &str| Diagnostic::error("no-range", whole, message.to_owned()).help(help);
    let bounds =
        range.number.bounds().map_err(|_| wrong("no numbers come out", "write a range such as 1M..500M"))?;
    let (low, high) = (bounds.low.rational(), bounds.high.rational());
    let plain = range.dimension == Dimension::NONE && range.label.is_empty();
    if low <= Rational::zero() || !(plain || range.dimension == Dimension::INFORMATION) {
        return Err(wrong(
            "a range of counts or of data above 0 belongs here",
            "write 1M..500M or 100B..2KB, or a list of texts",
        ));
    }
    let mut found = Vec::new();
    for power in low.magnitude()..=high.magnitude() {
        for digit in [1, 2, 5] {
            let ten = Rational::integer(10).checked_pow(i64::from(power));
            let Ok(number) = ten.and_then(|ten| ten.checked_mul(&Rational::integer(digit))) else { continue };
            if number < low || number > high {
                continue;
            }
            found.push(if plain {
                written(&number)
            } else {
                let quantity = Quantity { dimension: range.dimension, ..Quantity::plain(number) };
                show_with(&quantity, Arithmetic::Exact, Digits::Full).replace(' ', "")
            });
        }
    }
    if found.is_empty() {
        return Err(wrong(
            "no natural number (1, 2, 5, 10 …) lies in this range",
            "write a wider range, or a list",
        ));
    }
    Ok(found)
}

/// `500`, `2K`, `10M`, `1bn`: as one writes it, from 1,000 on with a letter.
fn written(number: &Rational) -> String {
    let thousands = number.checked_div(&Rational::integer(1000)).ok();
    match thousands.filter(|_| (3..4).contains(&number.magnitude())) {
        Some(thousands) => format!("{}K", thousands.decimal(3)),
        None => spoken(number, 2).replace(' ', ""),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_give_the_numbers_people_use() {
        assert_eq!(natural("500..20K").unwrap(), ["500", "1K", "2K", "5K", "10K", "20K"]);
        assert_eq!(natural("200M..2bn").unwrap(), ["200M", "500M", "1bn", "2bn"]);
        assert_eq!(natural("200B..2KB").unwrap(), ["200B", "500B", "1KB", "2KB"]);
        assert_eq!(natural("3..4").unwrap_err().code, "no-range");
        assert_eq!(natural("1s..5s").unwrap_err().code, "no-range");
        assert_eq!(natural("0..5").unwrap_err().code, "no-range");
    }
}
