//! Laws that hold for every expression, over expressions drawn at random.
//!
//! Values are compared as exact fractions; where a law needs a number of its own, it is computed here from the
//! definition (a day of 86,400 s, ÷100K in interview arithmetic), never by the program.

use napkin::calc::format::settle;
use napkin::calc::{Answer, Arithmetic, Dialect, Number, Quantity, Rational, Sheet, Value, answer, parse};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::strategy::ValueTree as _;

/// The answer to one line on an empty sheet.
fn asked(text: &str) -> Answer {
    let found = answer(&mut Sheet::new(), text);
    found.unwrap_or_else(|error| panic!("{text}: {error:?}")).unwrap_or_else(|| panic!("{text}: nothing"))
}

fn quantity(value: Value) -> Quantity {
    match value {
        Value::Quantity(quantity) => quantity,
        Value::Truth(truth) => panic!("a number, not {truth:?}"),
    }
}

/// The exact value of a line in base units.
fn exact(text: &str) -> Rational {
    let value = quantity(asked(text).exact);
    value.exact().unwrap_or_else(|| panic!("{text}: no fraction")).clone()
}

/// The value in interview arithmetic, settled per second as it is said.
fn spoken(text: &str) -> Rational {
    let value = quantity(asked(text).interview.unwrap_or_else(|| panic!("{text}: no interview")));
    let settled = settle(&value, Arithmetic::Interview).expect("it settles");
    settled.exact().unwrap_or_else(|| panic!("{text}: no fraction")).clone()
}

fn ratio(numerator: i64, denominator: i64) -> Rational {
    Rational::integer(numerator).checked_div(&Rational::integer(denominator)).expect("no zero")
}

// ------------------------------------------------------------------------------------------ texts at random

/// Digits as people write them, never 0.
fn digits() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => (1_u32..1000).prop_map(|number| number.to_string()),
        1 => (1_u32..100, 1_u32..1000).prop_map(|(whole, part)| format!("{whole}.{part:03}")),
        1 => (1_u32..1000, 0_u32..1000).prop_map(|(high, low)| format!("{high},{low:03}")),
        1 => (1_u32..10, 1_u32..9).prop_map(|(digit, zeros)| format!("{digit}e{zeros}")),
    ]
}

const MAGNITUDES: [&str; 9] = ["", "", "", "K", "k", "M", "bn", "T", "mi"];
const UNITS: [&str; 18] = [
    "ms", "s", "min", "h", " day", " days", " months", " year", "KB", "MiB", " GB", "TB", "Kb", " bits",
    "Gbps", " qps", " usd", "B",
];
const NOUNS: [&str; 6] = [" orders", " active users", " req", " rows", " bananas", " users"];
const PER: [&str; 10] =
    ["/s", "/day", "/3s", " per day", "/order", "/user/day", "/GB-month", "/server", "/5 min", " per month"];

const OPERATORS: [&str; 11] = [" + ", " - ", " x ", " * ", " / ", "/", "*", " per ", " of ", " ÷ ", " × "];
const TARGETS: [&str; 8] =
    [" in GB", " to /day", " -> min", " in %", " in MB/s", " in K", " in usd/month", " in orders/min"];

fn literal() -> impl Strategy<Value = String> {
    let magnitude = || select(&MAGNITUDES[..]);
    let per = || prop_oneof![2 => Just(""), 1 => select(&PER[..])];
    prop_oneof![
        3 => (digits(), magnitude(), per()).prop_map(|(n, m, p)| format!("{n}{m}{p}")),
        2 => (digits(), magnitude(), select(&NOUNS[..]), per()).prop_map(|(n, m, w, p)| format!("{n}{m}{w}{p}")),
        3 => (digits(), select(&UNITS[..]), per()).prop_map(|(n, u, p)| format!("{n}{u}{p}")),
        1 => (digits(), magnitude()).prop_map(|(n, m)| format!("${n}{m}")),
        1 => digits().prop_map(|n| format!("{n}%")),
        1 => digits().prop_map(|n| format!("{n}x")),
    ]
}

fn expression() -> impl Strategy<Value = String> {
    let range = (1_u32..500, 500_u32..1000, select(&["", " min", " GB", "/s", "K", " orders/day"][..]))
        .prop_map(|(low, high, unit)| format!("{low}{}..{high}{unit}", if unit == "K" { "K" } else { "" }));
    let atom = prop_oneof![6 => literal().boxed(), 1 => range.boxed()];
    atom.prop_recursive(5, 40, 3, move |inner| {
        prop_oneof![
            6 => (inner.clone(), select(&OPERATORS[..]), inner.clone()).prop_map(|(a, o, b)| format!("{a}{o}{b}")),
            3 => inner.clone().prop_map(|a| format!("({a})")),
            1 => (inner.clone(), select(&PER[..])).prop_map(|(a, p)| format!("({a}){p}")),
            1 => (inner.clone(), select(&NOUNS[..])).prop_map(|(a, w)| format!("({a}){w}")),
            1 => inner.clone().prop_map(|a| format!("-{a}")),
            1 => (inner.clone(), 0_i32..4).prop_map(|(a, n)| format!("({a})^{n}")),
            1 => (1_u32..9, -3_i32..9).prop_map(|(a, n)| format!("{a}^{n}")),
            1 => inner.clone().prop_map(|a| format!("ceil({a})")),
            1 => vec(inner, 1..4).prop_map(|all| format!("max({})", all.join(", "))),
        ]
    })
}

/// An expression with what may stand once, at the end.
fn line() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => expression(),
        1 => (expression(), select(&TARGETS[..])).prop_map(|(a, target)| a + target),
        1 => (expression(), select(&[" > ", " <= ", " == ", " != "][..]), expression())
            .prop_map(|(a, sign, b)| a + sign + &b),
    ]
}

/// A tree as text without the places at which its parts stood.
fn shape(text: &str) -> Option<String> {
    let mut tree = format!("{:?}", parse(text, Dialect::Quantity).ok()?.expr);
    while let Some(start) = tree.find("Span {") {
        let end = tree[start..].find('}').map_or(tree.len(), |end| start + end + 1);
        tree.replace_range(start..end, "");
    }
    Some(tree)
}

/// A value in a form that can be compared: its exact ends, what it measures and what it counts.
fn told(text: &str) -> Result<String, &'static str> {
    Sheet::new().evaluate(text).map_err(|error| error.code).map(|value| match value {
        Value::Truth(truth) => format!("{truth:?}"),
        Value::Quantity(quantity) => {
            let bounds = quantity.number.bounds().map(|bounds| (bounds.low, bounds.high, bounds.tight));
            format!("{bounds:?} {:?} {}", quantity.dimension, quantity.label.shown(false))
        }
    })
}

proptest! {
    #[test]
    fn what_is_printed_parses_to_the_same_tree_and_value(text in line()) {
        let Ok(parsed) = parse(&text, Dialect::Quantity) else { return Ok(()) };
        let printed = parsed.expr.to_string();
        prop_assert_eq!(shape(&printed), shape(&text), "{} printed as {}", text, printed);
        prop_assert_eq!(told(&printed), told(&text), "{} printed as {}", text, printed);
    }

    #[test]
    fn every_line_ends_in_an_answer_or_an_error_that_points_into_it(text in line()) {
        ends(&text)?;
    }
}

#[test]
fn most_lines_at_random_are_expressions() {
    // The laws above say little if the texts they draw are refused.
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let mut count = [0, 0, 0];
    for _ in 0..1000 {
        let text = line().new_tree(&mut runner).expect("a text").current();
        count[0] += 1;
        count[1] += usize::from(parse(&text, Dialect::Quantity).is_ok());
        count[2] += usize::from(told(&text).is_ok());
    }
    assert!(count[1] * 2 > count[0] && count[2] * 5 > count[0], "drawn, parsed, with a value: {count:?}");
}

// --------------------------------------------------------------------------------------------------- algebra

/// The unit, and its size in base units as a fraction.
type Size = (&'static str, i64, i64);
const TIMES: [Size; 8] = [
    ("ms", 1, 1000),
    ("s", 1, 1),
    ("min", 60, 1),
    ("h", 3600, 1),
    ("days", 86_400, 1),
    ("weeks", 604_800, 1),
    ("months", 2_628_000, 1),
    ("years", 31_536_000, 1),
];
const SIZES: [Size; 8] = [
    ("bytes", 1, 1),
    ("KB", 1000, 1),
    ("MB", 1_000_000, 1),
    ("GB", 1_000_000_000, 1),
    ("KiB", 1024, 1),
    ("GiB", 1_073_741_824, 1),
    ("bits", 1, 8),
    ("Mb", 125_000, 1),
];
const RATES: [Size; 6] = [
    ("/s", 1, 1),
    ("/min", 1, 60),
    ("/day", 1, 86_400),
    ("/month", 1, 2_628_000),
    ("/3s", 1, 3),
    ("qps", 1, 1),
];
const COUNTS: [Size; 4] = [("", 1, 1), ("orders", 1, 1), ("K", 1000, 1), ("bn", 1_000_000_000, 1)];

fn like(family: usize) -> &'static [Size] {
    [&TIMES[..], &SIZES, &RATES, &COUNTS][family]
}

/// Text for so many of a unit, and what it is worth.
fn written(number: u32, (unit, numerator, denominator): Size) -> (String, Rational) {
    let space = if matches!(unit, "" | "K" | "bn") || unit.starts_with('/') { "" } else { " " };
    let worth = ratio(i64::from(number) * numerator, denominator);
    (format!("{number}{space}{unit}"), worth)
}

/// Two amounts of the same kind.
fn two() -> impl Strategy<Value = [(String, Rational); 2]> {
    (0_usize..4, 1_u32..100_000, 1_u32..100_000).prop_flat_map(|(family, a, b)| {
        let unit = select(like(family));
        (unit.clone(), unit).prop_map(move |(x, y)| [written(a, x), written(b, y)])
    })
}

proptest! {
    #[test]
    fn literals_are_worth_what_their_units_say([(a, worth), _] in two()) {
        prop_assert_eq!(exact(&a), worth, "{}", a);
    }

    #[test]
    fn addition_commutes([(a, x), (b, y)] in two()) {
        let sum = x.checked_add(&y).expect("small");
        prop_assert_eq!(exact(&format!("{a} + {b}")), sum.clone());
        prop_assert_eq!(exact(&format!("{b} + {a}")), sum.clone());
        prop_assert_eq!(exact(&format!("({a} + {b}) - {b}")), x);
        prop_assert_eq!(exact(&format!("{a} - {b}")), exact(&format!("-({b} - {a})")));
    }

    #[test]
    fn multiplication_distributes(factor in 1_u32..1000, [(b, x), (c, y)] in two()) {
        let worth = ratio(factor.into(), 7).checked_mul(&x.checked_add(&y).expect("small")).expect("small");
        prop_assert_eq!(exact(&format!("({factor} / 7) x ({b} + {c})")), worth.clone());
        prop_assert_eq!(exact(&format!("({factor} / 7) x {b} + ({factor} / 7) x {c}")), worth);
    }

    #[test]
    fn multiplication_commutes_and_division_undoes_it([(a, x), _] in two(), factor in 1_u32..1000) {
        let product = x.checked_mul(&Rational::integer(factor.into())).expect("small");
        prop_assert_eq!(exact(&format!("{factor} x {a}")), product.clone());
        prop_assert_eq!(exact(&format!("{a} x {factor}")), product);
        prop_assert_eq!(exact(&format!("({factor} x {a}) / ({a})")), Rational::integer(factor.into()));
    }

    #[test]
    fn comparison_is_that_of_the_fractions([(a, x), (b, y)] in two()) {
        for (sign, holds) in [("<", x < y), ("<=", x <= y), (">", x > y), (">=", x >= y), ("==", x == y), ("!=", x != y)] {
            let shown = format!("{:?}", asked(&format!("{a} {sign} {b}")).exact);
            prop_assert_eq!(shown, format!("Truth({})", if holds { "True" } else { "False" }), "{} {} {}", a, sign, b);
        }
    }

    #[test]
    fn conversion_keeps_the_value(family in 0_usize..3, number in 1_u32..100_000, from in 0_usize..6, to in 0_usize..4) {
        let (unit, numerator, denominator) = like(family)[to];
        let (text, worth) = written(number, like(family)[from]);
        let target = if unit.starts_with('/') { format!("{text} in {unit}") } else { format!("{text} to {unit}") };
        prop_assert_eq!(exact(&target), worth.clone(), "{}", target);
        // As many of the other unit as the definition gives are worth the same again.
        let many = worth.checked_div(&ratio(numerator, denominator)).expect("no zero");
        let fraction = many.fraction();
        let back = fraction.split_once('/').map_or(fraction.clone(), |(over, under)| format!("{over} / {under}"));
        let back = format!("({back}) {unit}").replace(" /", "/").replace(") /", ")/");
        prop_assert_eq!(exact(&back), worth, "{} is {}", text, back);
    }

    #[test]
    fn a_name_is_worth_its_line([(a, _), (b, _)] in two()) {
        let mut sheet = Sheet::new();
        answer(&mut sheet, &format!("a = ({a})")).expect("a name");
        answer(&mut sheet, &format!("b = ({b})")).expect("a name");
        let sum = quantity(answer(&mut sheet, "a + b").expect("a sum").expect("a sum").exact);
        prop_assert_eq!(sum.exact(), Some(&exact(&format!("({a}) + ({b})"))));
        let twice = quantity(answer(&mut sheet, "ans x 2").expect("ans").expect("ans").exact);
        prop_assert_eq!(twice.exact(), Some(&exact(&format!("2 x (({a}) + ({b}))"))));
    }
}

// -------------------------------------------------------------------------------------- interview arithmetic

proptest! {
    #[test]
    fn interview_rules(n in 1_u32..1_000_000, t in 1_u32..10_000) {
        let (count, times) = (i64::from(n), i64::from(t));
        for (text, value) in [
            // what is still per day, month or year at the end becomes per second by 100K
            (format!("{n}/day"), ratio(count, 100_000)),
            (format!("{n}/month"), ratio(count, 30 * 100_000)),
            (format!("{n}/year"), ratio(count, 400 * 100_000)),
            (format!("{n}/s"), ratio(count, 1)),
            // Little's law is exact
            (format!("{n}/day x {t}s"), ratio(count * times, 86_400)),
            (format!("{n}/day x {t}min"), ratio(count * times * 60, 86_400)),
            (format!("{t}h x {n}/day"), ratio(count * times * 3600, 86_400)),
            // like cancels like
            (format!("{n}/day x {t} days"), ratio(count * times, 1)),
            (format!("{n}/month x {t} months"), ratio(count * times, 1)),
            (format!("{n}/s x {t}min"), ratio(count * times * 60, 1)),
            // year and month 12, year and day 400, month and day 30, seconds and days 100K
            (format!("{n}/month x {t} years"), ratio(count * times * 12, 1)),
            (format!("{n}/day x {t} years"), ratio(count * times * 400, 1)),
            (format!("{n}/day x {t} months"), ratio(count * times * 30, 1)),
            (format!("{n}/s x {t} days"), ratio(count * times * 100_000, 1)),
            (format!("{n}/s x {t} weeks"), ratio(count * times * 7 * 100_000, 1)),
        ] {
            prop_assert_eq!(spoken(&text), value, "{}", text);
        }
    }

    #[test]
    fn without_a_calendar_both_arithmetics_agree([(a, _), (b, _)] in two()) {
        for text in [format!("{a} + {b}"), format!("({a}) / ({b})"), format!("3 x ({a})")] {
            let calendar = ["day", "week", "month", "year"].iter().any(|unit| text.contains(unit));
            if !calendar {
                prop_assert_eq!(spoken(&text), exact(&text), "{}", text);
            }
        }
    }
}

// -------------------------------------------------------------------------------------- whatever comes along

/// The line has an answer, or an error whose places lie in it and whose words are safe to print.
fn ends(text: &str) -> Result<(), TestCaseError> {
    match answer(&mut Sheet::new(), text) {
        Ok(None) => {}
        Ok(Some(found)) => {
            if let Value::Quantity(value) = &found.exact {
                prop_assert!(value.number.bounds().is_ok(), "a value has bounds: {:?}", text);
            }
        }
        Err(error) => {
            prop_assert!(!error.message.is_empty() && error.help.is_some(), "{:?}: {:?}", text, error);
            for label in &error.labels {
                let inside = label.span.start <= label.span.end && label.span.end <= text.len();
                prop_assert!(inside, "{:?} points out of {:?}", label, text);
            }
        }
    }
    Ok(())
}

const TOKENS: [&str; 66] = [
    "10M",
    "5",
    "0",
    "1e6",
    "0.5",
    "1,000",
    "3B",
    "500B",
    "1.5B",
    "99.9%",
    "10x",
    "$5",
    "R$5",
    "2..5",
    "-",
    "+",
    "*",
    "/",
    "^",
    "..",
    "(",
    ")",
    "((",
    "))",
    ",",
    "=",
    "==",
    "<",
    ">=",
    "!=",
    "->",
    "in",
    "to",
    "per",
    "of",
    "x",
    "and",
    "or",
    "not",
    "where",
    "orders",
    "users",
    "/day",
    "/s",
    "/3s",
    "days",
    "min",
    "GB",
    "KB/s",
    "Gbps",
    "usd",
    "brl",
    "GB-month",
    "sqrt(",
    "log2(",
    "max(",
    "qps(",
    "drain(",
    "availability(",
    "if(",
    "sum(",
    "a",
    "ans",
    "a.b",
    "#",
    "§",
];

proptest! {
    #[test]
    fn tokens_in_any_order_end_well(words in vec(select(&TOKENS[..]), 1..60), space in any::<bool>()) {
        ends(&words.join(if space { " " } else { "" }))?;
    }

    #[test]
    fn a_pair_of_readings_for_every_b_ends_well(parts in vec((1_u32..2000, select(&["B", "B/s", "B/day", "B users", " bytes", "KB", ""][..]), select(&[" x ", " + ", " / ", "..", " > "][..])), 1..14)) {
        let text: Vec<String> = parts.iter().map(|(number, tail, sign)| format!("{number}{tail}{sign}")).collect();
        ends(text.concat().trim_end_matches(|c: char| !c.is_alphanumeric()))?;
    }

    #[test]
    fn bytes_of_any_kind_end_well(bytes in vec(any::<u8>(), 0..4096)) {
        ends(&String::from_utf8_lossy(&bytes))?;
    }

    #[test]
    fn characters_of_any_kind_end_well(text in "\\PC{0,200}") {
        ends(&text)?;
    }

    #[test]
    fn a_line_cut_anywhere_ends_well(text in line(), cut in 0_usize..200) {
        let mut cut = cut.min(text.len());
        while !text.is_char_boundary(cut) {
            cut -= 1;
        }
        ends(&text[..cut])?;
        ends(&text[cut..])?;
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn lines_as_long_as_may_be_end_well(token in select(&TOKENS[..]), other in select(&TOKENS[..]), space in any::<bool>()) {
        let pair = if space { format!("{token} {other} ") } else { format!("{token}{other}") };
        let mut text = pair.repeat(4096 / pair.len());
        text.truncate(4096);
        ends(&text)?;
    }
}

// ---------------------------------------------------------------------------------------------------- ranges

/// Formulas over three ranges, each of positive numbers.
fn formula() -> impl Strategy<Value = String> {
    let atom = prop_oneof![
        5 => select(&["a", "b", "c"][..]).prop_map(str::to_owned),
        2 => (1_u32..20).prop_map(|number| number.to_string()),
    ];
    atom.prop_recursive(4, 16, 2, |inner| {
        prop_oneof![
            6 => (inner.clone(), select(&["+", "-", "*", "/"][..]), inner.clone())
                .prop_map(|(x, sign, y)| format!("({x} {sign} {y})")),
            1 => (inner.clone(), 1_u32..4).prop_map(|(x, n)| format!("({x})^{n}")),
            1 => (inner.clone(), inner.clone()).prop_map(|(x, y)| format!("max({x}, {y})")),
            1 => (inner.clone(), inner.clone()).prop_map(|(x, y)| format!("min({x}, {y})")),
            1 => inner.clone().prop_map(|x| format!("ceil({x})")),
            1 => inner.prop_map(|x| format!("sqrt({x})")),
        ]
    })
}

type Ends = [(u32, u32); 3];

/// Three ranges of 1 to 40 twentieths and more.
fn ranges() -> impl Strategy<Value = Ends> {
    let one = || (1_u32..40, 1_u32..40).prop_map(|(low, width)| (low, low + width));
    (one(), one(), one()).prop_map(|(a, b, c)| [a, b, c])
}

/// The value of the formula with each name worth what `worth` says, a text.
fn at(formula: &str, worth: [String; 3]) -> Option<Quantity> {
    let mut sheet = Sheet::new();
    for (name, worth) in ["a", "b", "c"].iter().zip(worth) {
        answer(&mut sheet, &format!("{name} = {worth}")).expect("a number or a range");
    }
    sheet.quantity(formula).ok()
}

/// The steps from one end of a range to the other.
const STEPS: u32 = 20_000;

/// The formula at a place in its ranges: 0 is the low end of each, 20,000 the high end.
fn point(formula: &str, ends: &Ends, place: [u32; 3]) -> Option<Number> {
    let worth = std::array::from_fn(|index| {
        let ((low, high), place) = (ends[index], place[index]);
        format!("({} / {})", low * (STEPS - place) + high * place, 20 * STEPS)
    });
    at(formula, worth)?.number.value().cloned()
}

/// A place close by, another way for each range.
fn beside(place: [u32; 3]) -> [u32; 3] {
    [0, 1, 2].map(|index| {
        let step = [3, 7, 13][index];
        if place[index] < STEPS / 2 { place[index] + step } else { place[index] - step }
    })
}

fn within(low: &Number, value: &Number, high: &Number) -> bool {
    // Roots are right to 15 digits.
    let slack = |number: &Number| 1e-12 * number.to_f64().abs();
    let (low, value, high) = (low.to_f64() - slack(low), value.to_f64(), high.to_f64() + slack(high));
    low <= value && value <= high
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn values_lie_within_the_bounds_and_tight_ends_are_reached(
        formula in formula(),
        ends in ranges(),
        places in vec([0_u32..=20, 0_u32..=20, 0_u32..=20], 12),
    ) {
        let worth = ends.map(|(low, high)| format!("{}..{}", f64::from(low) / 20.0, f64::from(high) / 20.0));
        let Some(value) = at(&formula, worth) else { return Ok(()) };
        let bounds = value.number.bounds().expect("a value has bounds");
        let corners = (0..8_u32).map(|corner| [0, 1, 2].map(|bit| if corner & (1 << bit) == 0 { 0 } else { STEPS }));
        let places = places.into_iter().map(|place: [u32; 3]| place.map(|step| step * (STEPS / 20)));
        let mut reached = [f64::INFINITY, f64::NEG_INFINITY];
        for place in corners.chain(places) {
            // `a / (a / (a - 2))` is `a - 2` and has no value at 2 alone: what cancels may leave out a point.
            let found = point(&formula, &ends, place).or_else(|| point(&formula, &ends, beside(place)));
            prop_assert!(found.is_some(), "{} has bounds over {:?} and no value at {:?}", formula, ends, place);
            let found = found.expect("just seen");
            prop_assert!(
                within(&bounds.low, &found, &bounds.high),
                "{} over {:?} is {} at {:?}, outside {}..{}",
                formula, ends, found.to_f64(), place, bounds.low.to_f64(), bounds.high.to_f64()
            );
            reached = [reached[0].min(found.to_f64()), reached[1].max(found.to_f64())];
        }
        // Over positive ranges whatever is tight moves one way with each range: a corner reaches the end. A whole
        // number jumps between its ends and the corner reaches it too; even powers turn around at 0.
        let turns = formula.contains(")^2");
        if bounds.tight && !turns {
            let near = |found: f64, end: &Number| (found - end.to_f64()).abs() <= 1e-9 * end.to_f64().abs().max(1e-9);
            prop_assert!(
                near(reached[0], &bounds.low) && near(reached[1], &bounds.high),
                "{} over {:?}: {:?} reached of {}..{}",
                formula, ends, reached, bounds.low.to_f64(), bounds.high.to_f64()
            );
        }
        if let (Ok(middle), true) = (value.number.middle(), bounds.low.is_positive()) {
            prop_assert!(within(&bounds.low, &middle, &bounds.high), "{}: the middle lies inside", formula);
        }
    }

    #[test]
    fn a_range_minus_itself_is_nothing(formula in formula(), ends in ranges()) {
        let worth = ends.map(|(low, high)| format!("{}..{}", f64::from(low) / 20.0, f64::from(high) / 20.0));
        if let Some(value) = at(&format!("{formula} - {formula}"), worth) {
            let bounds = value.number.bounds().expect("a value has bounds");
            prop_assert!(within(&bounds.low, &Number::integer(0), &bounds.high), "{}", formula);
        }
    }
}
