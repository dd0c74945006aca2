use super::super::Rational;
use super::*;

fn constant(value: i64) -> Formula {
    Formula::constant(value)
}

fn range(draw: u32, low: i64, high: i64) -> Formula {
    Formula::range(draw, low.into(), high.into())
}

#[test]
fn constants_are_computed_at_once() {
    let seven = constant(2).add(&constant(5)).unwrap();
    assert_eq!(seven.value(), Some(&7.into()));
    assert_eq!(seven.neg().unwrap().value(), Some(&(-7).into()));
    assert_eq!(seven.pow(2).unwrap().value(), Some(&49.into()));
    assert_eq!(range(1, 3, 3).value(), Some(&3.into()));
    assert_eq!(range(1, 3, 4).value(), None);
    assert_eq!(range(1, 3, 4).pow(0).unwrap().value(), Some(&1.into()));
    assert_eq!(constant(1).div(&constant(0)).unwrap_err(), NumberError::DivisionByZero);
    assert_eq!(range(1, 3, 4).div(&constant(0)).unwrap_err(), NumberError::DivisionByZero);
    assert_eq!(constant(10).pow(10_000_000_000).unwrap_err(), NumberError::TooLarge);
}

#[test]
fn functions_take_the_arguments_they_need() {
    let of = |function, values: &[i64]| {
        let arguments: Vec<_> = values.iter().map(|&value| constant(value)).collect();
        Formula::apply(function, &arguments).map(|formula| formula.value().cloned())
    };
    assert_eq!(of(Function::Min, &[3, 1, 2]), Ok(Some(1.into())));
    assert_eq!(of(Function::Max, &[3, 1, 2]), Ok(Some(3.into())));
    assert_eq!(of(Function::Max, &[3]), Ok(Some(3.into())));
    assert_eq!(of(Function::Sqrt, &[9]), Ok(Some(Number::Approx(3.0))));
    assert_eq!(of(Function::Log2, &[0]), Err(NumberError::Undefined));
    assert_eq!(of(Function::Min, &[]), Err(NumberError::Undefined));
    assert_eq!(of(Function::Ceil, &[1, 2]), Err(NumberError::Undefined));
    let half = Formula::constant(Rational::ratio(-5, 2));
    assert_eq!(Formula::apply(Function::Round, &[half]).unwrap().value(), Some(&(-3).into()));
}

#[test]
fn an_approximate_argument_blurs_the_least_one() {
    let chosen = Formula::apply(Function::Min, &[constant(1), Formula::constant(Number::Approx(1.5))]);
    assert_eq!(chosen.unwrap().value(), Some(&Number::Approx(1.0)));
}

#[test]
fn the_size_of_a_formula_is_that_of_its_tree() {
    // Each square doubles the tree and adds a node: 1, 3, 7 ... 2^12 - 1 = 4,095.
    let mut formula = range(1, 2, 3);
    for _ in 0..11 {
        formula = formula.mul(&formula).unwrap();
    }
    assert_eq!(formula.mul(&formula).unwrap_err(), NumberError::TooManyTerms);
    assert!(formula.neg().is_ok());
    assert_eq!(formula.neg().unwrap().neg().unwrap_err(), NumberError::TooManyTerms);
}

#[test]
fn the_deepest_formula_needs_little_stack() {
    let deep = || {
        let mut formula = range(1, 2, 3);
        while let Ok(next) = formula.neg() {
            formula = next;
        }
        assert_eq!(format!("{formula:?}"), "Formula(Neg, 4096 terms)");
        // 4,095 signs: an odd number.
        let bounds = formula.bounds().unwrap();
        assert_eq!((bounds.low, bounds.high), ((-3).into(), (-2).into()));
        assert_eq!(formula.spread(), Some((-3.0, -2.0)));
    };
    // 64 KiB, a thirtieth of what a thread is usually given.
    std::thread::Builder::new().stack_size(64 << 10).spawn(deep).unwrap().join().unwrap();
}
