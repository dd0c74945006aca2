use super::*;

fn exact(above: i64, below: i64) -> Number {
    Rational::ratio(above, below).into()
}

#[test]
fn an_approximate_number_infects_what_it_meets() {
    let root = exact(9, 1).sqrt().unwrap();
    assert_eq!(root, Number::Approx(3.0));
    assert_eq!(root.add(&exact(1, 2)), Ok(Number::Approx(3.5)));
    assert_eq!(exact(1, 2).sub(&root), Ok(Number::Approx(-2.5)));
    assert_eq!(root.mul(&exact(0, 1)), Ok(Number::Approx(0.0)));
    assert_eq!(exact(3, 1).div(&root), Ok(Number::Approx(1.0)));
    assert_eq!(root.pow(-2), Ok(Number::Approx(1.0 / 9.0)));
    assert_eq!(root.exact(), None);
    assert_eq!(exact(8, 1).log2(), Ok(Number::Approx(3.0)));
    assert_eq!(Number::Approx(2.5).round(), Number::Approx(3.0));
    assert_eq!(Number::Approx(-2.5).floor(), Number::Approx(-3.0));
    assert_eq!(Number::Approx(115.74).round_significant(2), Number::Approx(120.0));
}

#[test]
fn what_is_undefined_or_too_large_is_an_error() {
    let large = Rational::parse("1e1000").map(Number::Exact).unwrap();
    assert_eq!(exact(-1, 1).sqrt(), Err(NumberError::Undefined));
    assert_eq!(Number::Approx(-1.0).sqrt(), Err(NumberError::Undefined));
    assert_eq!(exact(0, 1).log2(), Err(NumberError::Undefined));
    assert_eq!(exact(-1, 1).log2(), Err(NumberError::Undefined));
    assert_eq!(large.sqrt(), Err(NumberError::TooLarge));
    assert_eq!(large.add(&Number::Approx(1.0)), Err(NumberError::TooLarge));
    assert_eq!(Number::Approx(1e200).mul(&Number::Approx(1e200)), Err(NumberError::TooLarge));
    assert_eq!(Number::Approx(1.0).div(&exact(0, 1)), Err(NumberError::DivisionByZero));
    assert_eq!(exact(1, 1).div(&Number::Approx(0.0)), Err(NumberError::DivisionByZero));
    assert_eq!(Number::Approx(0.0).pow(-1), Err(NumberError::DivisionByZero));
}

#[test]
fn numbers_compare_by_value_without_rounding() {
    // The float nearest to 0.1 is above it.
    assert_eq!(exact(1, 10).compare(&Number::Approx(0.1)), Ordering::Less);
    assert_eq!(Number::Approx(0.5).compare(&exact(1, 2)), Ordering::Equal);
    assert_eq!(Number::Approx(-0.0).compare(&Number::Approx(0.0)), Ordering::Equal);
    let large = Rational::parse("1e400").map(Number::Exact).unwrap();
    assert_eq!(Number::Approx(f64::MAX).compare(&large), Ordering::Less);
    assert!(!Number::Approx(-0.0).is_negative());
}
