#![expect(clippy::float_cmp, reason = "correctly rounded floats are equal to the last bit")]

use proptest::prelude::*;

use super::*;

fn fraction() -> impl Strategy<Value = Rational> {
    (any::<i64>(), 1..=i64::MAX).prop_map(|(above, below)| Rational::ratio(above, below))
}

fn text(digits: &str) -> Rational {
    Rational::parse(digits).unwrap()
}

proptest! {
    #[test]
    fn fractions_form_a_field(a in fraction(), b in fraction(), c in fraction()) {
        let add = |x: &Rational, y: &Rational| x.checked_add(y).unwrap();
        let mul = |x: &Rational, y: &Rational| x.checked_mul(y).unwrap();
        prop_assert_eq!(add(&a, &b), add(&b, &a));
        prop_assert_eq!(add(&add(&a, &b), &c), add(&a, &add(&b, &c)));
        prop_assert_eq!(mul(&a, &b), mul(&b, &a));
        prop_assert_eq!(mul(&mul(&a, &b), &c), mul(&a, &mul(&b, &c)));
        prop_assert_eq!(mul(&a, &add(&b, &c)), add(&mul(&a, &b), &mul(&a, &c)));
        prop_assert_eq!(add(&a, &a.neg()), Rational::zero());
        prop_assert_eq!(add(&a, &b).checked_sub(&b).unwrap(), a.clone());
        if !b.is_zero() {
            prop_assert_eq!(mul(&a.checked_div(&b).unwrap(), &b), a);
        }
    }

    #[test]
    fn order_and_equality_are_those_of_cross_products(
        a in any::<i64>(), b in 1..=i64::MAX, c in any::<i64>(), d in 1..=i64::MAX,
    ) {
        let crossed = (i128::from(a) * i128::from(d)).cmp(&(i128::from(c) * i128::from(b)));
        prop_assert_eq!(Rational::ratio(a, b).cmp(&Rational::ratio(c, d)), crossed);
    }

    #[test]
    fn rounding_to_whole_numbers_agrees_with_integer_division(a in any::<i64>(), b in 1..=i64::MAX) {
        let (above, below) = (i128::from(a), i128::from(b));
        let floor = above.div_euclid(below);
        let whole = above.rem_euclid(below) == 0;
        // Half away from zero: the size plus a half, cut off.
        let half_up = (2 * above.abs() + below) / (2 * below);
        let value = Rational::ratio(a, b);
        prop_assert_eq!(value.floor().fraction(), floor.to_string());
        prop_assert_eq!(value.ceil().fraction(), (if whole { floor } else { floor + 1 }).to_string());
        prop_assert_eq!(value.round().fraction(), (half_up * above.signum()).to_string());
        prop_assert_eq!(value.is_integer(), whole);
        prop_assert_eq!(value.to_i64(), if whole { i64::try_from(floor).ok() } else { None });
        prop_assert_eq!(value.is_negative(), a < 0);
    }

    #[test]
    fn floats_are_the_nearest_as_the_standard_parser_reads_them(
        whole in any::<u64>(), places in any::<u64>(), exponent in -360i32..330,
    ) {
        let digits = format!("{whole}.{places}e{exponent}");
        prop_assert_eq!(text(&digits).to_f64(), digits.parse::<f64>().unwrap());
    }

    #[test]
    fn floats_survive_the_way_there_and_back(bits in any::<u64>()) {
        let value = f64::from_bits(bits);
        match Rational::from_f64(value) {
            Some(exact) => prop_assert_eq!(exact.to_f64(), value),
            None => prop_assert!(!value.is_finite()),
        }
    }

    #[test]
    fn powers_are_repeated_products(a in -50i64..50, b in 1i64..50, exponent in -12i64..12) {
        let base = Rational::ratio(a, b);
        let mut product = Ok(Rational::one());
        for _ in 0..exponent.abs() {
            product = product.and_then(|value| value.checked_mul(&base));
        }
        if exponent < 0 {
            product = product.and_then(|value| Rational::one().checked_div(&value));
        }
        prop_assert_eq!(base.checked_pow(exponent), product);
    }

    #[test]
    fn roots_of_squares_are_exact(a in 0..=i64::MAX, b in 1..=i64::MAX) {
        let root = Rational::ratio(a, b);
        let square = root.checked_mul(&root).unwrap();
        prop_assert_eq!(square.root(), root.to_f64());
        prop_assert_eq!(square.exact_root(), Some(root));
    }
}

#[test]
fn powers_beyond_the_limit_are_refused_before_they_are_computed() {
    let ten = Rational::integer(10);
    assert_eq!(ten.checked_pow(10_000_000_000), Err(NumberError::TooLarge));
    assert_eq!(ten.checked_pow(i64::MIN), Err(NumberError::TooLarge));
    assert_eq!(Rational::ratio(1, 3).checked_pow(i64::MAX), Err(NumberError::TooLarge));
    // 10^1233 has 4,096 bits and 10^1234 has 4,100: 1233 x log2(10) = 4095.9.
    assert!(ten.checked_pow(1233).is_ok());
    assert_eq!(ten.checked_pow(1234), Err(NumberError::TooLarge));
    assert!(ten.checked_pow(-1233).is_ok());
    assert_eq!(ten.checked_pow(-1234), Err(NumberError::TooLarge));
    assert_eq!(Rational::integer(2).checked_pow(4096), Err(NumberError::TooLarge));
    assert!(Rational::integer(2).checked_pow(4095).is_ok());
}

#[test]
fn zero_one_and_minus_one_have_every_power_that_exists() {
    let (zero, one, minus) = (Rational::zero(), Rational::one(), Rational::integer(-1));
    assert_eq!(zero.checked_pow(0), Ok(one.clone()));
    assert_eq!(zero.checked_pow(i64::MAX), Ok(zero.clone()));
    assert_eq!(zero.checked_pow(-1), Err(NumberError::DivisionByZero));
    assert_eq!(one.checked_pow(i64::MIN), Ok(one.clone()));
    assert_eq!(minus.checked_pow(i64::MAX), Ok(minus.clone()));
    assert_eq!(minus.checked_pow(i64::MIN), Ok(one));
}

#[test]
fn results_beyond_the_limit_are_refused() {
    let large = Rational::integer(2).checked_pow(4095).unwrap();
    let small = Rational::one().checked_div(&large).unwrap();
    assert_eq!(large.checked_add(&large), Err(NumberError::TooLarge));
    assert_eq!(large.neg().checked_sub(&large), Err(NumberError::TooLarge));
    assert_eq!(large.checked_mul(&Rational::integer(2)), Err(NumberError::TooLarge));
    assert_eq!(small.checked_div(&Rational::integer(2)), Err(NumberError::TooLarge));
    assert_eq!(large.checked_mul(&small), Ok(Rational::one()));
    assert_eq!(Rational::one().checked_div(&Rational::zero()), Err(NumberError::DivisionByZero));
}

#[test]
fn floats_end_in_infinity_and_in_zero() {
    assert_eq!(text("1e400").to_f64(), f64::INFINITY);
    assert_eq!(text("1e400").neg().to_f64(), f64::NEG_INFINITY);
    assert_eq!(text("1e-400").to_f64(), 0.0);
    assert_eq!(text("5e-324").to_f64(), 5e-324);
    assert_eq!(Rational::from_f64(f64::NAN), None);
    assert_eq!(Rational::from_f64(-0.0), Some(Rational::zero()));
    assert_eq!(Rational::from_f64(0.1).unwrap().fraction(), "3602879701896397/36028797018963968");
}

#[test]
fn roots_and_logarithms_reach_beyond_floats() {
    assert_eq!(text("1e600").root(), 1e300);
    assert_eq!(text("1e-600").root(), 1e-300);
    assert_eq!(text("2").root(), std::f64::consts::SQRT_2);
    assert!(text("1").neg().root().is_nan());
    assert_eq!(text("8").log2(), 3.0);
    assert_eq!(Rational::integer(2).checked_pow(4000).unwrap().log2(), 4000.0);
    assert_eq!(Rational::integer(2).checked_pow(-4000).unwrap().log2(), -4000.0);
    // 1000 x log2(10), log2(10) = 3.321928094887362.
    assert!((text("1e1000").log2() - 3_321.928_094_887_362).abs() < 1e-11);
    assert!(Rational::zero().log2().is_nan());
    assert_eq!(text("8").exact_root(), None);
    assert_eq!(Rational::ratio(4, 9).exact_root(), Some(Rational::ratio(2, 3)));
    assert_eq!(Rational::integer(-4).exact_root(), None);
}

#[test]
fn fractions_are_written_in_lowest_terms() {
    assert_eq!(Rational::ratio(10_000_000, 86_400).fraction(), "3125/27");
    assert_eq!(Rational::integer(42).fraction(), "42");
    assert_eq!(Rational::ratio(-2, 4).fraction(), "-1/2");
    assert_eq!(Rational::from(i64::MIN).fraction(), "-9223372036854775808");
}
