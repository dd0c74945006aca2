use proptest::prelude::*;

use super::super::NumberError;
use super::*;

fn range(draw: u32, low: i64, high: i64) -> Formula {
    Formula::range(draw, low.into(), high.into())
}

#[track_caller]
fn near(actual: Option<(f64, f64)>, low: f64, high: f64, tolerance: f64) {
    let (below, above) = actual.unwrap();
    let fits = |actual: f64, expected: f64| (actual - expected).abs() <= tolerance * expected.abs();
    assert!(fits(below, low) && fits(above, high), "{below}..{above} is not {low}..{high}");
}

/// The percentiles of a product of independent lognormals from 5..20, each to a power: the centers
/// are ln 10 and the reaches ln 2, which add up as squares.
fn product(powers: &[f64]) -> (f64, f64) {
    let center = powers.iter().sum::<f64>() * 10f64.ln();
    let reach = powers.iter().map(|power| power * power).sum::<f64>().sqrt() * 2f64.ln();
    ((center - reach).exp(), (center + reach).exp())
}

#[test]
fn one_range_keeps_its_ends() {
    assert_eq!(range(1, 5, 20).spread(), Some((5.0, 20.0)));
    assert_eq!(range(1, -5, 20).spread(), Some((-5.0, 20.0)));
    assert_eq!(range(1, -5, 20).mul(&Formula::constant(-2)).unwrap().spread(), Some((-40.0, 10.0)));
    assert_eq!(Formula::constant(7).spread(), Some((7.0, 7.0)));
}

#[test]
fn products_have_a_closed_form() -> Result<(), NumberError> {
    let (x, y) = (range(1, 5, 20), range(2, 5, 20));
    let (low, high) = product(&[1.0, 1.0]);
    near(x.mul(&y)?.spread(), low, high, 1e-12);
    let (low, high) = product(&[1.0, -2.0]);
    near(x.div(&y.pow(2)?)?.spread(), low, high, 1e-12);
    near(x.div(&y.pow(2)?)?.mul(&Formula::constant(-3))?.spread(), -3.0 * high, -3.0 * low, 1e-12);
    // The same draw twice is a square, whose reach is twice as wide, not the root of two.
    let (low, high) = product(&[2.0]);
    near(x.mul(&x)?.spread(), low, high, 1e-12);
    assert_eq!(x.mul(&y)?.div(&y)?.spread(), Some((5.0, 20.0)));
    assert_eq!(x.sub(&x)?.spread(), Some((0.0, 0.0)));
    // Minus a lognormal: two signs cancel, one turns the ends around.
    let minus = range(3, -20, -5);
    let (low, high) = product(&[1.0, 1.0]);
    near(minus.mul(&x)?.spread(), -high, -low, 1e-12);
    near(minus.mul(&range(4, -20, -5))?.spread(), low, high, 1e-12);
    Ok(())
}

#[test]
fn products_beyond_floats_in_between_are_no_matter() -> Result<(), NumberError> {
    let power = |exponent| Formula::constant(10).pow(exponent);
    let product = range(1, 5, 20).mul(&range(2, 5, 20))?.mul(&power(500)?)?.div(&power(498)?)?;
    near(product.spread(), 10_000.0 * 2f64.powf(-(2f64.sqrt())), 10_000.0 * 2f64.powf(2f64.sqrt()), 1e-12);
    assert_eq!(range(1, 5, 20).mul(&power(500)?)?.spread(), None);
    Ok(())
}

#[test]
fn sums_are_sampled() -> Result<(), NumberError> {
    // Normal draws add up in closed form: centers 0 and 1, reaches 5 and 12, together 13.
    let sum = range(1, -5, 5).add(&range(2, -11, 13))?;
    let (low, high) = sum.spread().unwrap();
    assert!((low + 12.0).abs() < 0.5 && (high - 14.0).abs() < 0.5, "{low}..{high}");
    // A draw that occurs twice moves together: x + y - x*0.5 is x*0.5 + y, centers 0 and reaches 5 and 12.
    let (x, y) = (range(1, -10, 10), range(2, -12, 12));
    let half = x.mul(&Formula::constant(Rational::ratio(1, 2)))?;
    let (low, high) = x.add(&y)?.sub(&half)?.spread().unwrap();
    assert!((low + 13.0).abs() < 0.5 && (high - 13.0).abs() < 0.5, "{low}..{high}");
    Ok(())
}

#[test]
fn a_formula_that_moves_one_way_with_its_only_range_takes_the_values_at_its_ends() -> Result<(), NumberError>
{
    let x = range(1, 5, 20);
    let one = Formula::constant(1);
    let call = |function, argument: &Formula| Formula::apply(function, std::slice::from_ref(argument));
    assert_eq!(x.add(&x)?.spread(), Some((10.0, 40.0)));
    assert_eq!(one.sub(&x)?.spread(), Some((-19.0, -4.0)));
    near(x.div(&x.add(&one)?)?.spread(), 5.0 / 6.0, 20.0 / 21.0, 1e-15);
    near(call(Function::Sqrt, &range(1, 4, 9))?.spread(), 2.0, 3.0, 1e-15);
    assert_eq!(call(Function::Ceil, &x.div(&Formula::constant(3))?)?.spread(), Some((2.0, 7.0)));
    Ok(())
}

#[test]
fn a_formula_that_turns_beyond_the_ends_is_sampled() -> Result<(), NumberError> {
    // (x - 1)^2 rises from 1 to 20, but a lognormal number is below 1 in one case of twenty and is then
    // folded back: the value below which one in twenty lie is above 0.
    let square = range(1, 1, 20).sub(&Formula::constant(1))?.pow(2)?;
    let (low, high) = square.spread().unwrap();
    assert!(low > 0.01 && (high / 361.0 - 1.0).abs() < 0.1, "{low}..{high}");
    Ok(())
}

#[test]
fn functions_are_sampled_in_floats() -> Result<(), NumberError> {
    let x = range(1, 5, 20);
    let call = |function, argument: &Formula| Formula::apply(function, std::slice::from_ref(argument));
    near(sampled(&call(Function::Sqrt, &x)?), 5f64.sqrt(), 20f64.sqrt(), 0.02);
    near(sampled(&call(Function::Log2, &x)?), 5f64.log2(), 20f64.log2(), 0.02);
    near(sampled(&call(Function::Round, &x)?), 5.0, 20.0, 0.0);
    near(sampled(&x.div(&x.add(&Formula::constant(1))?)?), 5.0 / 6.0, 20.0 / 21.0, 0.01);
    near(sampled(&x.pow(2)?.add(&x)?), 30.0, 420.0, 0.05);
    near(sampled(&x.neg()?.sub(&x)?), -40.0, -10.0, 0.02);
    let capped = Formula::apply(Function::Min, &[x.clone(), Formula::constant(12)])?;
    near(sampled(&capped), 5.0, 12.0, 0.02);
    let raised = Formula::apply(Function::Max, &[x, Formula::constant(8)])?;
    near(sampled(&raised), 8.0, 20.0, 0.02);
    Ok(())
}

#[test]
fn what_is_undefined_somewhere_has_no_spread() -> Result<(), NumberError> {
    let x = range(1, 0, 5);
    let root = Formula::apply(Function::Sqrt, std::slice::from_ref(&x))?;
    assert_eq!(root.spread(), None);
    assert_eq!(Formula::apply(Function::Min, &[root.clone(), x.clone()])?.spread(), None);
    assert_eq!(Formula::apply(Function::Max, &[x, root])?.spread(), None);
    Ok(())
}

#[test]
fn a_spread_is_the_same_every_time_and_whoever_asks() -> Result<(), NumberError> {
    let sum = |first, second| range(first, 5, 20).add(&range(second, 1, 30));
    assert_eq!(sum(1, 2)?.spread(), sum(1, 2)?.spread());
    assert_ne!(sum(1, 2)?.spread(), sum(3, 4)?.spread());
    Ok(())
}

#[test]
fn the_generator_gives_the_published_numbers() {
    // The first outputs of splitmix64 from seed 1234567, as its C original prints them.
    let mut random = SplitMix64(1_234_567);
    let outputs = [random.next(), random.next(), random.next()];
    assert_eq!(outputs, [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423]);
}

proptest! {
    #[test]
    fn sampling_agrees_with_the_closed_form(
        first in 1i64..50, width in 1i64..50, power in 1i64..4, factor in 1i64..9,
    ) {
        let x = range(1, first, first + width);
        let formula = x.pow(power).unwrap().div(&range(2, 5, 20)).unwrap();
        let formula = formula.mul(&Formula::constant(factor)).unwrap();
        let (low, high) = formula.spread().unwrap();
        let (sampled_low, sampled_high) = sampled(&formula).unwrap();
        // On the scale of logarithms, an end is right to 2 % of the distance between both.
        let distance = (high / low).ln();
        prop_assert!((sampled_low / low).ln().abs() < 0.03 * distance);
        prop_assert!((sampled_high / high).ln().abs() < 0.03 * distance);
    }
}
