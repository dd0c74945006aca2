use proptest::prelude::*;

use super::super::Rational;
use super::*;

fn range(draw: u32, low: i64, high: i64) -> Formula {
    Formula::range(draw, low.into(), high.into())
}

fn constant(value: i64) -> Formula {
    Formula::constant(value)
}

fn call(function: Function, argument: &Formula) -> Formula {
    Formula::apply(function, std::slice::from_ref(argument)).unwrap()
}

fn ratio(above: i64, below: i64) -> Number {
    Rational::ratio(above, below).into()
}

#[track_caller]
fn check(formula: Result<Formula, NumberError>, low: Number, high: Number, tight: bool) {
    assert_eq!(formula.unwrap().bounds(), Ok(Bounds { low, high, tight }));
}

#[test]
fn what_cancels_is_gone() {
    let (x, y) = (range(1, 5, 20), range(2, 2, 3));
    check(x.sub(&x), 0.into(), 0.into(), true);
    check(x.add(&y).unwrap().sub(&x), 2.into(), 3.into(), true);
    check(x.mul(&y).unwrap().div(&x), 2.into(), 3.into(), true);
    check(x.div(&x), 1.into(), 1.into(), true);
    // The same draw is the same unknown; another one with the same ends is not.
    check(x.sub(&range(1, 5, 20)), 0.into(), 0.into(), true);
    check(x.sub(&range(3, 5, 20)), (-15).into(), 15.into(), true);
    let sum = x.add(&y).unwrap();
    check(x.div(&sum).unwrap().add(&y.div(&sum).unwrap()), 1.into(), 1.into(), true);
    check(sum.pow(3).unwrap().div(&sum.pow(2).unwrap()), 7.into(), 23.into(), true);
}

#[test]
fn what_cancels_need_not_exclude_zero() {
    let (x, y) = (range(1, -5, 5), range(2, 2, 3));
    check(x.mul(&y).unwrap().div(&x), 2.into(), 3.into(), true);
    check(x.div(&x), 1.into(), 1.into(), true);
    assert_eq!(y.div(&x.sub(&x).unwrap()).unwrap().bounds(), Err(NumberError::DivisionByZero));
}

#[test]
fn calls_with_the_same_argument_cancel_too() {
    let x = range(1, 5, 20);
    let servers = call(Function::Ceil, &x.div(&constant(3)).unwrap());
    let twice = call(Function::Ceil, &x.mul(&constant(2)).unwrap().div(&constant(6)).unwrap());
    check(servers.sub(&twice), 0.into(), 0.into(), true);
    check(servers.mul(&x).unwrap().div(&servers), 5.into(), 20.into(), true);
    // Approximate however much cancels.
    let root = call(Function::Sqrt, &x);
    check(root.sub(&root), Number::Approx(0.0), Number::Approx(0.0), true);
}

#[test]
fn ranges_that_occur_once_are_exact() {
    let (x, y) = (range(1, 5, 20), range(2, 2, 3));
    check(x.mul(&y), 10.into(), 60.into(), true);
    check(constant(1).div(&range(1, 2, 4)), ratio(1, 4), ratio(1, 2), true);
    check(range(1, -5, 5).pow(2), 0.into(), 25.into(), true);
    check(range(1, -5, 5).pow(3), (-125).into(), 125.into(), true);
    check(range(1, -5, -2).pow(2), 4.into(), 25.into(), true);
    check(range(1, -4, -2).pow(-3), ratio(-1, 8), ratio(-1, 64), true);
    check(range(1, -5, 5).mul(&range(2, -3, 2)), (-15).into(), 15.into(), true);
    check(x.neg(), (-20).into(), (-5).into(), true);
    // x * x is one draw, squared.
    let z = range(3, -5, 5);
    check(z.mul(&z), 0.into(), 25.into(), true);
    // Squares of sums: expanded, x^2 + 2x + 1 would not be exact.
    check(z.add(&constant(1)).unwrap().pow(2), 0.into(), 36.into(), true);
}

#[test]
fn monotone_formulas_are_exact_at_their_corners() {
    let (x, y) = (range(1, 5, 20), range(2, 2, 3));
    let plus_one = x.add(&constant(1)).unwrap();
    check(x.div(&plus_one), ratio(5, 6), ratio(20, 21), true);
    check(x.pow(2).unwrap().sub(&x), 20.into(), 380.into(), true);
    // Falling in x, rising in y: y / (x + y).
    check(y.div(&x.add(&y).unwrap()), ratio(2, 22), ratio(3, 8), true);
    let flat = constant(1).sub(&range(3, 0, 1)).unwrap();
    check(x.mul(&flat).unwrap().sub(&x), (-20).into(), 0.into(), true);
    // hit * fast + (1 - hit) * slow: 0.95 + 0.05 * 10 at best, 0.8 * 2 + 0.2 * 20 at worst.
    let hit = Formula::range(4, ratio(4, 5), ratio(19, 20));
    let (fast, slow) = (range(5, 1, 2), range(6, 10, 20));
    let missed = constant(1).sub(&hit).unwrap().mul(&slow).unwrap();
    check(hit.mul(&fast).unwrap().add(&missed), ratio(29, 20), ratio(28, 5), true);
}

#[test]
fn monotone_functions_are_exact_at_their_corners() {
    let x = range(1, 5, 20);
    let logarithm = x.mul(&call(Function::Log2, &range(1, 8, 16))).unwrap();
    assert!(logarithm.bounds().unwrap().tight);
    let n = range(2, 8, 16);
    check(n.mul(&call(Function::Log2, &n)), Number::Approx(24.0), Number::Approx(64.0), true);
    let servers = call(Function::Ceil, &x.div(&constant(10)).unwrap());
    check(servers.mul(&x), 5.into(), 40.into(), true);
    let peak = Formula::apply(Function::Max, &[x.clone(), constant(10)]).unwrap();
    check(peak.add(&x), 15.into(), 40.into(), true);
    // Only below the root does it show that x^2 - x is never negative.
    let y = range(3, 1, 2);
    let root = call(Function::Sqrt, &y.pow(2).unwrap().sub(&y).unwrap());
    check(Ok(root), Number::Approx(0.0), Number::Approx(2.0f64.sqrt()), true);
}

#[test]
fn what_is_not_proved_is_not_claimed() {
    let part = range(1, 0, 1);
    // The greatest value is 1/4.
    let bounds = part.mul(&constant(1).sub(&part).unwrap()).unwrap().bounds().unwrap();
    assert!(!bounds.tight);
    assert!(bounds.low.compare(&0.into()).is_le() && bounds.high.compare(&ratio(1, 4)).is_ge());
    // Rounding steps over the zero of the square: ceil gives 0 and 1, so the least value is 1/4.
    let step = call(Function::Ceil, &Formula::range(2, ratio(-1, 2), ratio(1, 2)));
    let square = step.sub(&Formula::constant(ratio(1, 2))).unwrap().pow(2).unwrap();
    assert!(!square.bounds().unwrap().tight);
    // One draw proved, one open: the proved one is still at its ends.
    let product = part.mul(&constant(1).sub(&part).unwrap()).unwrap().add(&range(3, 5, 7)).unwrap();
    let bounds = product.bounds().unwrap();
    assert_eq!((bounds.low, bounds.high, bounds.tight), (5.into(), 8.into(), false));
}

#[test]
fn domains_are_checked_over_the_whole_range() {
    let (x, zero) = (range(1, -5, 5), range(2, 0, 5));
    assert_eq!(constant(1).div(&x).unwrap().bounds(), Err(NumberError::DivisionByZero));
    assert_eq!(constant(1).div(&zero).unwrap().bounds(), Err(NumberError::DivisionByZero));
    assert_eq!(x.pow(-2).unwrap().bounds(), Err(NumberError::DivisionByZero));
    assert_eq!(call(Function::Sqrt, &x).bounds(), Err(NumberError::Undefined));
    assert_eq!(call(Function::Log2, &zero).bounds(), Err(NumberError::Undefined));
    check(Ok(call(Function::Sqrt, &zero)), Number::Approx(0.0), Number::Approx(5f64.sqrt()), true);
}

#[test]
fn large_formulas_are_bounded_and_huge_powers_refused() {
    let (x, y) = (range(1, 1, 2), range(2, 1, 2));
    let power = x.add(&y).unwrap().pow(1_000_000_000).unwrap();
    assert_eq!(power.bounds(), Err(NumberError::TooLarge));
    assert_eq!(power.mul(&x).unwrap().bounds(), Err(NumberError::TooLarge));
    assert_eq!(power.div(&power).unwrap().bounds(), Err(NumberError::TooLarge));
    assert_eq!(x.pow(i64::MIN).unwrap().bounds(), Err(NumberError::TooLarge));
    // 300 ranges, each twice: too long for the algebra, still within plain interval arithmetic.
    let mut sum = constant(0);
    for draw in 0..300 {
        sum = sum.add(&range(draw, 1, 2)).unwrap();
    }
    check(sum.mul(&sum), 90_000.into(), 360_000.into(), false);
    // 200 ranges, ten times each, are not.
    let mut sum = constant(0);
    for step in 0..2000 {
        sum = sum.add(&range(step % 200, 1, 2)).unwrap();
    }
    check(Ok(sum), 2000.into(), 4000.into(), true);
}

#[test]
fn the_middle_is_geometric_where_it_can_be() {
    assert_eq!(range(1, 4, 9).middle(), Ok(6.into()));
    assert_eq!(range(1, -9, -4).middle(), Ok((-6).into()));
    assert_eq!(Formula::range(1, ratio(1, 4), 1.into()).middle(), Ok(ratio(1, 2)));
    assert_eq!(range(1, 5, 20).middle(), Ok(10.into()));
    assert_eq!(range(1, 1, 3).middle(), Ok(Number::Approx(3f64.sqrt())));
    assert_eq!(range(1, -5, 10).middle(), Ok(ratio(5, 2)));
    assert_eq!(range(1, 0, 10).middle(), Ok(5.into()));
    assert_eq!(constant(7).middle(), Ok(7.into()));
    assert_eq!(call(Function::Sqrt, &range(1, 16, 81)).middle(), Ok(Number::Approx(6.0)));
    // The product of the ends passes the limit, the middle does not: 10^1200 / 3^2500 = 10^7.1968632 and
    // 7^1400 / 11^1000 = 10^141.7445709.
    let quotient = |above: i64, times, below: i64, others| {
        Number::integer(above).pow(times).unwrap().div(&Number::integer(below).pow(others).unwrap()).unwrap()
    };
    let wide = Formula::range(1, quotient(10, 1200, 3, 2500), quotient(7, 1400, 11, 1000));
    let Ok(Number::Approx(middle)) = wide.middle() else { panic!("the middle is approximate") };
    assert!((middle.log10() - f64::midpoint(7.196_863_2, 141.744_570_9)).abs() < 1e-6);
}

/// A formula as a tree of its own, evaluated point by point as the oracle.
#[derive(Clone, Debug)]
enum Tree {
    Draw(usize),
    Constant(i64, i64),
    Neg(Box<Tree>),
    Call(Function, Box<Tree>),
    Power(Box<Tree>, i64),
    Pair(char, Box<Tree>, Box<Tree>),
}

impl Tree {
    fn formula(&self, draws: &[(i64, i64)]) -> Result<Formula, NumberError> {
        match self {
            Self::Draw(index) => {
                let (low, high) = draws[*index];
                Ok(range(u32::try_from(*index).unwrap(), low, high))
            }
            Self::Constant(above, below) => Ok(Formula::constant(ratio(*above, *below))),
            Self::Neg(only) => only.formula(draws)?.neg(),
            Self::Call(function, only) => Formula::apply(*function, &[only.formula(draws)?]),
            Self::Power(only, exponent) => only.formula(draws)?.pow(*exponent),
            Self::Pair(operation, left, right) => {
                let (left, right) = (left.formula(draws)?, right.formula(draws)?);
                match operation {
                    '+' => left.add(&right),
                    '-' => left.sub(&right),
                    '*' => left.mul(&right),
                    '/' => left.div(&right),
                    '<' => Formula::apply(Function::Min, &[left, right]),
                    _ => Formula::apply(Function::Max, &[left, right]),
                }
            }
        }
    }

    /// The value at a point; `None` where it is not defined.
    fn at(&self, draws: &[Rational]) -> Option<Rational> {
        match self {
            Self::Draw(index) => Some(draws[*index].clone()),
            Self::Constant(above, below) => Some(Rational::ratio(*above, *below)),
            Self::Neg(only) => Some(only.at(draws)?.neg()),
            Self::Call(function, only) => {
                let value = only.at(draws)?;
                Some(match function {
                    Function::Ceil => value.ceil(),
                    Function::Floor => value.floor(),
                    _ => value.round(),
                })
            }
            Self::Power(only, exponent) => only.at(draws)?.checked_pow(*exponent).ok(),
            Self::Pair(operation, left, right) => {
                let (left, right) = (left.at(draws)?, right.at(draws)?);
                match operation {
                    '+' => left.checked_add(&right).ok(),
                    '-' => left.checked_sub(&right).ok(),
                    '*' => left.checked_mul(&right).ok(),
                    '/' => left.checked_div(&right).ok(),
                    '<' => Some(left.min(right)),
                    _ => Some(left.max(right)),
                }
            }
        }
    }
}

fn tree(operations: &'static [char], powers: std::ops::Range<i64>) -> impl Strategy<Value = Tree> {
    let leaf = prop_oneof![
        3 => (0usize..3).prop_map(Tree::Draw),
        1 => (-3i64..4, 1i64..3).prop_map(|(above, below)| Tree::Constant(above, below)),
    ];
    leaf.prop_recursive(4, 12, 2, move |inner| {
        let step = prop::sample::select(vec![Function::Ceil, Function::Floor, Function::Round]);
        let pair = (prop::sample::select(operations), inner.clone(), inner.clone());
        prop_oneof![
            1 => inner.clone().prop_map(|only| Tree::Neg(only.into())),
            1 => (step, inner.clone()).prop_map(|(step, only)| Tree::Call(step, only.into())),
            1 => (inner, powers.clone()).prop_map(|(only, exponent)| Tree::Power(only.into(), exponent)),
            8 => pair.prop_map(|(operation, left, right)| Tree::Pair(operation, left.into(), right.into())),
        ]
    })
}

fn ends() -> impl Strategy<Value = (i64, i64)> {
    (-4i64..6, 1i64..4).prop_map(|(low, width)| (low, low + width))
}

/// The values at all points of a grid of quarters over the draws, `None` where one is not defined.
fn grid(tree: &Tree, draws: &[(i64, i64)]) -> Vec<Option<Rational>> {
    let points = |(low, high): (i64, i64)| (4 * low..=4 * high).map(|value| Rational::ratio(value, 4));
    let mut values = Vec::new();
    for first in points(draws[0]) {
        for second in points(draws[1]) {
            for third in points(draws[2]) {
                values.push(tree.at(&[first.clone(), second.clone(), third]));
            }
        }
    }
    values
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn no_value_lies_outside_the_bounds(
        tree in tree(&['+', '-', '*', '/', '<', '>'], -3..4), draws in [ends(), ends(), ends()],
    ) {
        if let Ok(bounds) = tree.formula(&draws).and_then(|formula| formula.bounds()) {
            for value in grid(&tree, &draws).into_iter().flatten().map(Number::Exact) {
                prop_assert!(bounds.low.compare(&value).is_le(), "{:?} below {:?}", value, bounds);
                prop_assert!(bounds.high.compare(&value).is_ge(), "{:?} above {:?}", value, bounds);
            }
        }
    }

    // Without powers the extremes of a tight formula lie where each draw is at an end or, for a square
    // that the algebra finds, at 0: all of them are on the grid.
    #[test]
    fn tight_bounds_are_attained(
        tree in tree(&['+', '-', '*', '/', '<', '>'], 1..2), draws in [ends(), ends(), ends()],
    ) {
        if let Ok(bounds) = tree.formula(&draws).and_then(|formula| formula.bounds())
            && bounds.tight
            // An end may lie where x / x has its gap.
            && let Some(values) = grid(&tree, &draws).into_iter().collect::<Option<Vec<_>>>()
        {
            prop_assert_eq!(values.iter().min().cloned().map(Number::Exact), Some(bounds.low));
            prop_assert_eq!(values.iter().max().cloned().map(Number::Exact), Some(bounds.high));
        }
    }
}

#[test]
fn a_function_that_cancels_keeps_its_domain() {
    let (x, two) = (range(1, 1, 3), constant(2));
    let less = x.sub(&two).unwrap();
    // x / (x / (x - 2)) comes to x - 2: only the point 2 is left out.
    check(x.div(&x.div(&less).unwrap()), (-1).into(), 1.into(), true);
    // Below 2 the root has no value, whatever is taken from it.
    let root = call(Function::Sqrt, &less);
    assert_eq!(root.sub(&root).unwrap().bounds().err(), Some(NumberError::Undefined));
    let above = call(Function::Sqrt, &range(2, 3, 5).sub(&two).unwrap());
    check(above.sub(&above), Number::Approx(0.0), Number::Approx(0.0), true);
}
