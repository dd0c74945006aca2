use proptest::prelude::*;

use super::*;

fn text(digits: &str) -> Rational {
    Rational::parse(digits).unwrap()
}

/// `above / below` rounded to so many significant digits with integers alone: the digits, and the
/// power of ten they are multiplied with.
fn rounded(above: u128, below: u128, digits: u32) -> (u128, i32) {
    let (mut above, mut below, mut power) = (above, below, 0);
    while above >= below * 10u128.pow(digits) {
        below *= 10;
        power += 1;
    }
    while above < below * 10u128.pow(digits - 1) {
        above *= 10;
        power -= 1;
    }
    ((2 * above + below) / (2 * below), power)
}

proptest! {
    #[test]
    fn rounding_agrees_with_integers(above in 1u64..1 << 50, below in 1u64..1 << 40, digits in 1u32..6) {
        let (expected, power) = rounded(u128::from(above), u128::from(below), digits);
        let value = Rational::ratio(above.cast_signed(), below.cast_signed());
        let expected = text(&format!("{expected}e{power}"));
        prop_assert_eq!(value.round_significant(digits), expected.clone());
        prop_assert_eq!(value.neg().round_significant(digits), expected.neg());
        prop_assert_eq!(text(&value.decimal(digits)), expected);
    }

    #[test]
    fn rounding_to_places_agrees_with_integers(above in any::<i32>(), below in 1i32.., places in 0u32..6) {
        let scaled = i128::from(above).abs() * 10i128.pow(places);
        let below_wide = i128::from(below);
        let expected = (2 * scaled + below_wide) / (2 * below_wide);
        let expected = text(&format!("{expected}e-{places}"));
        let value = Rational::ratio(above.into(), below.into());
        prop_assert_eq!(value.round_places(places), if above < 0 { expected.neg() } else { expected });
    }

    #[test]
    fn the_magnitude_brackets_the_number(above in 1i64.., below in 1i64..) {
        let value = Rational::ratio(above, below);
        let magnitude = value.magnitude();
        prop_assert!(Rational::power_of_ten(magnitude) <= value);
        prop_assert!(value < Rational::power_of_ten(magnitude + 1));
        prop_assert_eq!(value.neg().magnitude(), magnitude);
    }

    #[test]
    fn what_is_written_is_json_and_reads_back(digits in 1u64.., exponent in -1210i32..1200) {
        let value = text(&format!("{digits}e{exponent}"));
        let written = value.decimal(20);
        prop_assert!(serde_json::from_str::<serde_json::Number>(&written).is_ok(), "{}", written);
        prop_assert_eq!(text(&written), value);
    }
}

#[test]
fn numbers_are_read_as_they_are_typed() {
    assert_eq!(text("1234.5"), Rational::ratio(2469, 2));
    assert_eq!(text("1e6"), Rational::integer(1_000_000));
    assert_eq!(text("2.5E-3"), Rational::ratio(1, 400));
    assert_eq!(text("2.5e+3"), Rational::integer(2500));
    assert_eq!(text(".5"), Rational::ratio(1, 2));
    assert_eq!(text("007"), Rational::integer(7));
    assert_eq!(text("0e99999999999999999999"), Rational::zero());
    for wrong in
        ["", ".", "5.", "-5", "+5", "1,000", "1_000", "e6", "1e", "1e+", "1e1.5", "1.2.3", "0x1", "٣"]
    {
        assert_eq!(Rational::parse(wrong), None, "{wrong}");
    }
}

#[test]
fn numbers_beyond_the_limit_are_not_read() {
    assert!(Rational::parse("1e1233").is_some());
    assert!(Rational::parse("0.001e1236").is_some());
    assert!(Rational::parse("1e-1233").is_some());
    for large in ["1e1234", "1e-1234", "1e99999999999999999999", "1e-99999999999999999999", "1e9999"] {
        assert_eq!(Rational::parse(large), None, "{large}");
    }
    assert_eq!(Rational::parse(&"9".repeat(1300)), None);
}

#[test]
fn significant_digits_round_half_away_from_zero() {
    assert_eq!(text("115.74").round_significant(2), Rational::integer(120));
    assert_eq!(text("999.6").round_significant(1), Rational::integer(1000));
    assert_eq!(text("2.5").round_significant(1), Rational::integer(3));
    assert_eq!(text("2.5").neg().round_significant(1), Rational::integer(-3));
    assert_eq!(text("0.00125").round_significant(2), text("0.0013"));
    assert_eq!(text("7").round_significant(0), Rational::integer(7));
    assert_eq!(Rational::zero().round_significant(3), Rational::zero());
    assert_eq!(text("1.005").round_places(2), text("1.01"));
}

#[test]
fn decimals_are_plain_in_the_middle_and_have_an_exponent_outside() {
    assert_eq!(Rational::ratio(3125, 27).decimal(4), "115.7");
    assert_eq!(text("1250000").decimal(17), "1250000");
    assert_eq!(text("0.00025").decimal(17), "0.00025");
    assert_eq!(Rational::ratio(-1, 3).decimal(3), "-0.333");
    assert_eq!(Rational::zero().decimal(3), "0");
    assert_eq!(text("120").decimal(1), "100");
    assert_eq!(text("99.96").decimal(3), "100");
    assert_eq!(text("1e-7").decimal(3), "0.0000001");
    assert_eq!(text("9.99e-8").decimal(3), "9.99e-8");
    assert_eq!(text("9.996e-8").decimal(3), "0.0000001");
    assert_eq!(text("1e20").decimal(3), "100000000000000000000");
    assert_eq!(text("1e21").decimal(3), "1e21");
    assert_eq!(text("999.9e18").decimal(3), "1e21");
    assert_eq!(text("1.0443e1233").neg().decimal(3), "-1.04e1233");
}

#[test]
fn magnitudes_are_exact_beside_powers_of_ten() {
    let near = Rational::parse(&format!("0.{}", "9".repeat(40))).unwrap();
    assert_eq!(near.magnitude(), -1);
    assert_eq!(Rational::one().magnitude(), 0);
    assert_eq!(text("0.001").magnitude(), -3);
    assert_eq!(text("1e1233").magnitude(), 1233);
    assert_eq!(text("1e-1233").magnitude(), -1233);
    assert_eq!(Rational::zero().magnitude(), 0);
}
