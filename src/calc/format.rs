//! How quantities are shown: the unit, the digits, the nouns.

use super::arithmetic::Arithmetic;
use super::dimension::{Calendar, Dimension};
use super::number::{Number, Rational};
use super::quantity::{Quantity, Target, Times, Truth, Value};

/// The units of data, each a thousand of the one before.
const DATA: [&str; 7] = ["B", "KB", "MB", "GB", "TB", "PB", "EB"];

/// How many digits a value is shown with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Digits {
    /// Whole from 1,000 on, four digits below (three for data): what one compares.
    Full,
    /// So many significant digits, and K, M, bn from 10,000 on: what one says.
    Spoken(u32),
}

/// A value as the answers show it.
pub fn show_value(value: &Value, arithmetic: Arithmetic, digits: Digits) -> String {
    match value {
        Value::Quantity(quantity) => show_with(quantity, arithmetic, digits),
        Value::Truth(Truth::True) => "true".to_owned(),
        Value::Truth(Truth::False) => "false".to_owned(),
        Value::Truth(Truth::Depends) => "depends".to_owned(),
    }
}

/// A quantity with full digits.
pub fn show(quantity: &Quantity, arithmetic: Arithmetic) -> String {
    show_with(quantity, arithmetic, Digits::Full)
}

/// A quantity with these digits: one number, or the ends of its range.
pub fn show_with(quantity: &Quantity, arithmetic: Arithmetic, digits: Digits) -> String {
    let Ok(settled) = settle(quantity, arithmetic) else { return "beyond what can be shown".to_owned() };
    if let Some(number) = settled.number.value() {
        let number = number.rational();
        return Shape::of(&settled, &number, digits).one(&number, digits);
    }
    let Ok(bounds) = settled.number.bounds() else { return "beyond what can be shown".to_owned() };
    let (low, high) = (bounds.low.rational(), bounds.high.rational());
    let shape = Shape::of(&settled, &larger(&low, &high), digits);
    let range = shape.range(&low, &high, digits);
    if bounds.tight { range } else { format!("at most {range}") }
}

/// One number in the shape that the quantity would be shown in, such as an end of its range.
pub fn show_number(quantity: &Quantity, number: &Number, arithmetic: Arithmetic) -> String {
    let Ok(settled) = settle(quantity, arithmetic) else { return "beyond what can be shown".to_owned() };
    let number = number.rational();
    Shape::of(&settled, &number, Digits::Full).one(&number, Digits::Full)
}

fn larger(a: &Rational, b: &Rational) -> Rational {
    a.abs().max(b.abs())
}

/// The quantity in the calendar unit it is shown in, in which its number is base units: seconds for
/// everything but what interview arithmetic shows per day, month or year.
pub fn settle(quantity: &Quantity, arithmetic: Arithmetic) -> Result<Quantity, super::arithmetic::Fault> {
    let written = match &quantity.target {
        Some(target) => {
            Quantity { dimension: target.dimension, ..Quantity::plain(Rational::one()) }.calendar()
        }
        // What is priced per month stays per month; every other rate ends per second.
        None if quantity.dimension.usd + quantity.dimension.brl != 0 => quantity.calendar(),
        None => None,
    };
    let spoken = arithmetic.in_calendar(quantity, written.unwrap_or(Calendar::Second))?;
    // The rest of the way to seconds is a change of unit, not of rounding.
    Arithmetic::Exact.in_calendar(&spoken, Calendar::Second)
}

/// A unit chosen for a value.
struct Shape {
    /// One of it in base units.
    size: Rational,
    /// Before the number: a currency.
    sign: &'static str,
    /// Behind the number: ` MB/s`.
    suffix: String,
    /// A unit that is a word of its own and takes a plural: `day`.
    word: Option<&'static str>,
    /// Nouns for one and for several.
    nouns: [String; 2],
    data: bool,
    money: bool,
    percent: bool,
}

impl Shape {
    fn of(quantity: &Quantity, reference: &Rational, digits: Digits) -> Self {
        if let Some(target) = &quantity.target {
            return Self::of_target(quantity, target);
        }
        let dimension = quantity.dimension.in_seconds();
        let time = dimension.time_exponent();
        let mut shape = Self::plain();
        if dimension.usd + dimension.brl != 0 {
            shape.sign = if dimension.usd != 0 { "$" } else { "R$" };
            shape.money = dimension.usd + dimension.brl == 1;
            shape.price(dimension, quantity.times);
        } else if dimension.information == 1 && time <= 0 {
            let step = data_step(reference, digits);
            shape.size = Rational::integer(1000).checked_pow(step).unwrap_or_else(|_| Rational::one());
            shape.suffix = format!(" {}{}", DATA[usize::try_from(step).unwrap_or(0)], below(time));
            shape.data = true;
            if let (Some(noun), 0) = (quantity.label.shown_below(), time) {
                shape.suffix = format!("{}/{noun}", shape.suffix);
            }
        } else if dimension == Dimension::TIME {
            let (name, size) = time_unit(quantity.times, reference);
            shape.size = size;
            shape.word = Some(name);
        } else if (Dimension { time: [0; 4], ..dimension }) == Dimension::NONE && time <= 0 {
            shape.suffix = below(time);
            shape.nouns = [quantity.label.shown(true), quantity.label.shown(false)];
        } else {
            shape.suffix = format!(" {}", dimension.symbol());
        }
        shape
    }

    fn plain() -> Self {
        Self {
            size: Rational::one(),
            sign: "",
            suffix: String::new(),
            word: None,
            nouns: [String::new(), String::new()],
            data: false,
            money: false,
            percent: false,
        }
    }

    fn of_target(quantity: &Quantity, target: &Target) -> Self {
        let exact = Quantity { dimension: target.dimension, ..Quantity::plain(target.size.clone()) };
        let size = Arithmetic::Exact.in_calendar(&exact, Calendar::Second).ok();
        let size = size.and_then(|quantity| quantity.number.value().map(Number::rational));
        let label = if target.label.is_empty() { &quantity.label } else { &target.label };
        let countable = target.dimension.information == 0 && target.sign.is_empty() && target.text != "%";
        let nouns =
            if countable { [label.shown(true), label.shown(false)] } else { [String::new(), String::new()] };
        // A unit of time in words keeps its number: 1 day, 2 days.
        let word = Times::UNITS.iter().map(|(name, _)| *name).find(|name| {
            let typed = target.text.trim();
            typed.len() > 2 && (typed == *name || typed.strip_suffix('s') == Some(*name))
        });
        Self {
            size: size.unwrap_or_else(Rational::one),
            sign: target.sign,
            suffix: if word.is_some() { String::new() } else { target.text.clone() },
            word,
            nouns,
            data: target.dimension.information == 1,
            money: !target.sign.is_empty(),
            percent: target.text == "%",
        }
    }

    /// Money: per the longest unit of time that was written, per GB where it is a price of data.
    fn price(&mut self, dimension: Dimension, times: Times) {
        if dimension.information == -1 {
            self.size = Rational::ratio(1, 1_000_000_000);
            self.suffix.push_str("/GB");
        }
        if dimension.time_exponent() == -1 {
            let place = (0..Times::UNITS.len()).find(|&place| times.has(place)).unwrap_or(6);
            let (name, (numerator, denominator)) = Times::UNITS[place];
            let per = Rational::ratio(denominator, numerator);
            self.size = self.size.checked_mul(&per).unwrap_or(per);
            self.suffix.push_str(if dimension.information == -1 { "-" } else { "/" });
            self.suffix.push_str(name);
        } else if dimension.time_exponent() != 0 || dimension.information > 0 {
            let rest = Dimension { usd: 0, brl: 0, ..dimension };
            self.suffix = format!(" {}", rest.symbol());
        }
    }

    fn scaled(&self, number: &Rational) -> Rational {
        number.checked_div(&self.size).unwrap_or_else(|_| number.clone())
    }

    fn one(&self, number: &Rational, digits: Digits) -> String {
        let scaled = self.scaled(number);
        let (minus, size) = if scaled.is_negative() { ("-", scaled.neg()) } else { ("", scaled) };
        let text = self.digits(&size, digits);
        format!("{minus}{}{text}{}", self.sign, self.tail(text == "1"))
    }

    fn range(&self, low: &Rational, high: &Rational, digits: Digits) -> String {
        let end = |number: &Rational| {
            let scaled = self.scaled(number);
            if scaled.is_negative() {
                format!("-{}", self.digits(&scaled.neg(), digits))
            } else {
                self.digits(&scaled, digits)
            }
        };
        let (low, high) = (end(low), end(high));
        if low == high {
            return format!("{}{low}{}", self.sign, self.tail(low == "1"));
        }
        format!("{}{low}..{high}{}", self.sign, self.tail(false))
    }

    fn tail(&self, one: bool) -> String {
        let mut tail = String::new();
        let noun = &self.nouns[usize::from(!one)];
        // `2M orders`, `115.7 orders/s`, `10 M orders`: the noun stands before a denominator.
        let (before, after) = match self.suffix.find('/') {
            Some(at) => self.suffix.split_at(at),
            None => (self.suffix.as_str(), ""),
        };
        tail.push_str(before);
        if !noun.is_empty() {
            tail.push(' ');
            tail.push_str(noun);
        }
        tail.push_str(after);
        if let Some(word) = self.word {
            tail.push(' ');
            tail.push_str(word);
            if !one && (word.len() > 3 || word == "day") {
                tail.push('s');
            }
        }
        tail
    }

    fn digits(&self, number: &Rational, digits: Digits) -> String {
        match digits {
            Digits::Full if self.money => money(number),
            Digits::Full if self.percent => percent(number),
            Digits::Full => plain(number, if self.data { 3 } else { 4 }),
            Digits::Spoken(significant) => spoken(number, significant),
        }
    }
}

/// `/s` for a rate, nothing for an amount.
fn below(time: i32) -> String {
    match time {
        0 => String::new(),
        -1 => "/s".to_owned(),
        power => format!("/s^{}", -power),
    }
}

/// The power of a thousand in which a number of bytes is shown, after rounding.
fn data_step(bytes: &Rational, digits: Digits) -> i64 {
    let kept = if let Digits::Spoken(kept) = digits { kept } else { 3 };
    let step = bytes.round_significant(kept.min(3)).magnitude().div_euclid(3);
    i64::from(step.clamp(0, 6))
}

/// The unit of time for a value: one that was written, the longest of which there is at least one;
/// where those give unhandy numbers, the longest of all.
fn time_unit(written: Times, seconds: &Rational) -> (&'static str, Rational) {
    let size = |place: usize| {
        let (name, (numerator, denominator)) = Times::UNITS[place];
        (name, Rational::ratio(numerator, denominator))
    };
    let count = |place: usize| {
        let rounded = seconds.checked_div(&size(place).1).map(|count| count.abs().round_significant(4));
        rounded.unwrap_or_else(|_| Rational::zero())
    };
    let one = Rational::one();
    let candidates: Vec<usize> = (0..Times::UNITS.len()).filter(|&place| written.has(place)).collect();
    let fitting = candidates.iter().copied().find(|&place| count(place) >= one);
    if let Some(place) = fitting.or_else(|| candidates.last().copied()) {
        let shown = count(place);
        let handy =
            shown.is_zero() || (shown < Rational::integer(100_000) && shown >= Rational::ratio(1, 100));
        if handy {
            return size(place);
        }
    }
    if seconds.is_zero() {
        return size(6);
    }
    // Weeks and months only where they were written.
    let all = (0..Times::UNITS.len()).filter(|place| !matches!(place, 1 | 2));
    size(all.clone().find(|&place| count(place) >= one).unwrap_or(9))
}

/// Whole with commas from 1,000 on; below, `significant` digits.
fn plain(number: &Rational, significant: u32) -> String {
    let rounded = number.round_significant(significant);
    if rounded.is_zero() {
        return "0".to_owned();
    }
    if rounded >= Rational::integer(1000) {
        let whole = number.round();
        return if whole.magnitude() < 15 {
            grouped(&whole.decimal(20))
        } else {
            scientific(number, significant)
        };
    }
    if rounded.magnitude() < -7 { scientific(number, significant) } else { rounded.decimal(significant) }
}

/// A percentage: four digits, and just below 100 % so many that what is missing has three.
fn percent(number: &Rational) -> String {
    let missing = Rational::integer(100).checked_sub(number).unwrap_or_else(|_| Rational::zero());
    if missing <= Rational::zero() || missing >= Rational::integer(10) {
        return plain(number, 4);
    }
    let places = u32::try_from(2 - missing.magnitude()).unwrap_or(0);
    number.round_places(places).decimal(places + 3)
}

/// An amount of money: whole from 1,000 on, cents below, three digits below one.
fn money(number: &Rational) -> String {
    if number.abs() >= Rational::integer(1000) || number.abs() < Rational::one() {
        return plain(number, 3);
    }
    let cents = number.round_places(2);
    if cents.is_integer() {
        return plain(&cents, 4);
    }
    let text = cents.decimal(12);
    if text.len() > 1 && text.as_bytes()[text.len() - 2] == b'.' { format!("{text}0") } else { text }
}

/// Rounded to `significant` digits, with K, M, bn and T from 10,000 on.
pub fn spoken(number: &Rational, significant: u32) -> String {
    let rounded = number.round_significant(significant);
    let magnitude = rounded.magnitude();
    if rounded.abs() < Rational::integer(10_000) {
        return plain(&rounded, significant.max(4));
    }
    let (zeros, letter) = match magnitude {
        4..=5 => (3, "K"),
        6..=8 => (6, "M"),
        9..=11 => (9, " bn"),
        12..=14 => (12, " T"),
        _ => return scientific(&rounded, significant),
    };
    let scaled = rounded.checked_div(&Rational::integer(10_i64.pow(zeros))).unwrap_or(rounded);
    format!("{}{letter}", scaled.decimal(significant.max(3)))
}

fn scientific(number: &Rational, significant: u32) -> String {
    let magnitude = number.round_significant(significant).magnitude();
    let ten = Rational::integer(10).checked_pow(i64::from(magnitude));
    let mantissa = ten.and_then(|power| number.checked_div(&power));
    match mantissa {
        Ok(mantissa) => {
            format!("{}e{magnitude}", mantissa.round_significant(significant).decimal(significant))
        }
        Err(_) => number.decimal(significant),
    }
}

/// Commas between groups of three digits before the point.
pub fn grouped(digits: &str) -> String {
    let (whole, rest) = digits.split_at(digits.find('.').unwrap_or(digits.len()));
    let mut text = String::new();
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index) % 3 == 0 && digit != '-' && !text.ends_with('-') {
            text.push(',');
        }
        text.push(digit);
    }
    text + rest
}
