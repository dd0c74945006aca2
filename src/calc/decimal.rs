//! Rationals and decimal notation: reading, rounding to digits, writing.

use super::Rational;

/// Rounding to more digits or places than this keeps this many.
const MAX_DIGITS: u32 = 1000;

/// No exponent that is read may shift the point further: 10^1234 already passes the bit limit, and
/// the digits of one line can shift it back by no more than its own length.
const MAX_SHIFT: i64 = 10_000;

impl Rational {
    /// The number that plain digits spell, such as `1234.5`, `.5`, `1e6` or `2.5e-3`: no sign before
    /// the digits and no separators between them. `None` for anything else, and for what passes
    /// [`MAX_BITS`](super::MAX_BITS).
    pub fn parse(digits: &str) -> Option<Self> {
        let (mantissa, exponent) = match digits.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (mantissa, whole_exponent(exponent)?),
            None => (digits, 0),
        };
        let (whole, places) = match mantissa.split_once('.') {
            Some((_, "")) => return None,
            Some((whole, places)) => (whole, places),
            None => (mantissa, ""),
        };
        let number = Self::from_digits(&[whole, places].concat())?;
        if number.is_zero() {
            return Some(number);
        }
        let shift = exponent.checked_sub(i64::try_from(places.len()).ok()?)?;
        if shift.abs() > MAX_SHIFT {
            return None;
        }
        let value = number.scaled(&Self::power_of_ten(i32::try_from(shift).ok()?));
        value.fits().then_some(value)
    }

    /// The exponent of the leading digit, `floor(log10 |x|)`, exactly; 0 for 0.
    pub fn magnitude(&self) -> i32 {
        let size = self.abs();
        if size.is_zero() {
            return 0;
        }
        // With so many digits above and below the line, |x| is within a factor of ten of 10^estimate.
        let fraction = size.fraction();
        let (above, below) = fraction.split_once('/').unwrap_or((&fraction, "1"));
        let estimate = digit_count(above) - digit_count(below);
        if size >= Self::power_of_ten(estimate) { estimate } else { estimate - 1 }
    }

    /// The number rounded to so many significant digits (at least 1), a half away from zero:
    /// 115.74 is 120 at two, 999.6 is 1,000 at one.
    pub fn round_significant(&self, digits: u32) -> Self {
        let digits = digits.clamp(1, MAX_DIGITS).cast_signed();
        self.round_at(digits - 1 - self.magnitude())
    }

    /// The number rounded to so many decimal places, a half away from zero.
    pub fn round_places(&self, places: u32) -> Self {
        self.round_at(places.min(MAX_DIGITS).cast_signed())
    }

    /// Rounded to a multiple of `10^-places`; `places` may be negative.
    fn round_at(&self, places: i32) -> Self {
        self.scaled(&Self::power_of_ten(places)).round().scaled(&Self::power_of_ten(-places))
    }

    /// The number as a JSON number literal of at most `significant` digits (rounded, a half away
    /// from zero), without trailing zeros: plain (`0.00025`, `1250000`) from 1e-7 up to 1e21, with
    /// an exponent (`1.04e1233`) outside.
    pub fn decimal(&self, significant: u32) -> String {
        let value = self.round_significant(significant);
        if value.is_zero() {
            return "0".to_owned();
        }
        let magnitude = value.magnitude();
        let kept = significant.clamp(1, MAX_DIGITS).cast_signed();
        let digits = value.abs().scaled(&Self::power_of_ten(kept - 1 - magnitude)).fraction();
        let digits = digits.trim_end_matches('0');
        let sign = if value.is_negative() { "-" } else { "" };
        if !(-7..21).contains(&magnitude) {
            let (first, rest) = digits.split_at(1);
            let point = if rest.is_empty() { "" } else { "." };
            return format!("{sign}{first}{point}{rest}e{magnitude}");
        }
        let ahead = usize::try_from(magnitude + 1).unwrap_or(0);
        if magnitude < 0 {
            let zeros = "0".repeat(magnitude.unsigned_abs() as usize - 1);
            format!("{sign}0.{zeros}{digits}")
        } else if digits.len() <= ahead {
            format!("{sign}{digits}{}", "0".repeat(ahead - digits.len()))
        } else {
            let (whole, places) = digits.split_at(ahead);
            format!("{sign}{whole}.{places}")
        }
    }
}

fn digit_count(digits: &str) -> i32 {
    i32::try_from(digits.len()).unwrap_or(i32::MAX)
}

/// An exponent as it is written: digits with an optional sign. One too long to matter is cut off.
fn whole_exponent(text: &str) -> Option<i64> {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let size = digits.parse().unwrap_or(i64::MAX / 2);
    Some(if text.starts_with('-') { -size } else { size })
}

#[cfg(test)]
mod tests;
