//! Fixed values from an independent computation, and every distribution against its closed form.

use super::{Draw, Key, Stream, Zipf, mix, normal, sigma, whole};

const DRAWS: u32 = 200_000;

/// A number for each request.
type Numbered<'a> = &'a dyn Fn(u32) -> f64;

/// One draw from each of many requests, as the simulator draws.
fn sample(mut one: impl FnMut(&mut Draw) -> f64) -> Vec<f64> {
    let stream = Stream::new(2026, 1);
    (0..DRAWS).map(|request| one(&mut stream.request(request.into()).draw(0, 0))).collect()
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / f64::from(DRAWS)
}

/// Asserts that `estimate` lies within four standard errors of `expected`.
#[track_caller]
fn near(estimate: f64, expected: f64, standard_error: f64) {
    let errors = (estimate - expected) / standard_error;
    assert!(errors.abs() <= 4.0, "{estimate} is {errors:.1} standard errors from {expected}");
}

/// Asserts that the share of `values` up to `bound` is `expected`.
#[track_caller]
fn share(values: &[f64], bound: f64, expected: f64) {
    let count = values.iter().filter(|value| **value <= bound).count();
    let found = f64::from(u32::try_from(count).unwrap()) / f64::from(DRAWS);
    near(found, expected, (expected * (1.0 - expected) / f64::from(DRAWS)).sqrt());
}

#[test]
fn the_mixing_is_splitmix64() {
    // The first outputs of Vigna's splitmix64.c from the state 1234567.
    let outputs = [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423];
    let mut draw = Draw(1_234_567);
    assert_eq!(outputs, [draw.bits(), draw.bits(), draw.bits()]);
    assert_eq!(mix(0), 0);
}

#[test]
fn keys_give_the_bits_of_an_independent_computation() {
    // In Python, with all sums and products modulo 2^64 and G, S, A the constants of this module:
    //   absorb = lambda k, w: mix(k + G * (w + 1))
    //   state = absorb(absorb(absorb(0, seed), stream), request) + S * step + A * attempt
    //   outputs = mix(state + G), mix(state + 2 * G)
    let first_two = |seed, stream, request, step, attempt| {
        let mut draw = Stream::new(seed, stream).request(request).draw(step, attempt);
        [draw.bits(), draw.bits()]
    };
    assert_eq!(first_two(0, 0, 0, 0, 0), [0x2130_748a_aac8_0268, 0x0cc7_8fb9_79ce_5090]);
    assert_eq!(first_two(1, 2, 3, 4, 5), [0x7fa6_23b4_94a9_3d30, 0x4e50_ee55_f168_146f]);
    assert_eq!(
        first_two(u64::MAX, 7, 1_000_000_000_000, u32::MAX, 1),
        [0x0673_2b00_9d36_2d69, 0xf890_c987_067c_14d5]
    );
}

#[test]
fn draws_of_one_key_agree_with_python() {
    let draw = || Stream::new(1, 2).request(3).draw(4, 5);
    let close = |found: f64, expected: f64| {
        assert!((found / expected - 1.0).abs() < 1e-14, "{found:?} is not {expected:?}");
    };
    close(draw().unit(), 0.498_628_837_191_664_4);
    close(draw().normal(), -0.003_437_002_231_360_065_4);
    close(draw().exponential(5e6), 3_452_043.041_289_299_7);
    close(sigma(5.0, 25.0), 0.691_830_284_882_769_7);
    close(draw().lognormal(5e6, sigma(5.0, 25.0)), 4_988_125.012_735_18);
    assert_eq!(draw().below(1000), 498);
}

#[test]
fn the_normal_quantile_agrees_with_python() {
    // statistics.NormalDist().inv_cdf
    let rows = [
        (0.6, 0.253_347_103_135_799_8),
        (0.075, -1.439_531_470_938_455_7),
        (0.99, 2.326_347_874_040_840_8),
        (1e-9, -5.997_807_015_007_686_5),
        (1e-15, -7.941_345_326_170_995),
    ];
    for (p, expected) in rows {
        assert!((normal::quantile(p) / expected - 1.0).abs() < 1e-14, "{p}");
    }
    assert!(normal::quantile(0.5).abs() < f64::EPSILON);
}

#[test]
fn units_are_uniform() {
    let values = sample(Draw::unit);
    assert!(values.iter().all(|value| (0.0..1.0).contains(value)));
    near(mean(&values), 0.5, (1.0 / 12.0 / f64::from(DRAWS)).sqrt());
    for tenth in 1..10 {
        share(&values, f64::from(tenth) / 10.0, f64::from(tenth) / 10.0);
    }
    let values = sample(|draw| draw.uniform(2.0, 10.0));
    near(mean(&values), 6.0, 8.0 * (1.0 / 12.0 / f64::from(DRAWS)).sqrt());
    share(&values, 4.0, 0.25);
}

#[test]
fn chances_come_true_as_often_as_they_say() {
    let hits = sample(|draw| f64::from(u8::from(draw.chance(0.03))));
    near(mean(&hits), 0.03, (0.03 * 0.97 / f64::from(DRAWS)).sqrt());
    assert!(sample(|draw| f64::from(u8::from(draw.chance(1.0)))).iter().all(|hit| *hit > 0.0));
    assert!(sample(|draw| f64::from(u8::from(draw.chance(0.0)))).iter().all(|hit| *hit < 1.0));
}

#[test]
fn bounded_integers_have_no_bias() {
    // Without rejection, multiples of 3 below 3 * 2^62 would have two of four preimages: a share of 1/2.
    let thirds = sample(|draw| if draw.below(3 << 62).is_multiple_of(3) { 1.0 } else { 0.0 });
    near(mean(&thirds), 1.0 / 3.0, (2.0 / 9.0 / f64::from(DRAWS)).sqrt());

    let sixes = sample(|draw| f64::from(u32::try_from(draw.below(6)).unwrap()));
    for face in 0..5 {
        share(&sixes, f64::from(face), f64::from(face + 1) / 6.0);
    }
    let mut draw = Stream::new(1, 1).request(1).draw(1, 1);
    assert_eq!((draw.below(0), draw.below(1)), (0, 0));
}

#[test]
fn exponentials_have_their_mean_and_quantiles() {
    let values = sample(|draw| draw.exponential(7.0));
    near(mean(&values), 7.0, 7.0 / f64::from(DRAWS).sqrt());
    for q in [0.01, 0.5, 0.9, 0.99, 0.999] {
        share(&values, -7.0 * (1.0_f64 - q).ln(), q);
    }
}

#[test]
fn normals_have_their_moments_and_quantiles() {
    let values = sample(Draw::normal);
    near(mean(&values), 0.0, 1.0 / f64::from(DRAWS).sqrt());
    let squares: Vec<f64> = values.iter().map(|value| value * value).collect();
    near(mean(&squares), 1.0, (2.0 / f64::from(DRAWS)).sqrt());
    // Tables of the standard normal distribution.
    for (bound, q) in [(-1.0, 0.158_655), (0.0, 0.5), (1.644_854, 0.95), (3.090_232, 0.999)] {
        share(&values, bound, q);
    }
}

#[test]
fn lognormals_have_their_median_p99_and_mean() {
    let spread = sigma(5.0, 25.0);
    let values = sample(|draw| draw.lognormal(5.0, spread));
    share(&values, 5.0, 0.5);
    share(&values, 25.0, 0.99);
    let variance = spread * spread;
    let expected = 5.0 * (variance / 2.0).exp();
    near(mean(&values), expected, expected * (variance.exp_m1() / f64::from(DRAWS)).sqrt());
}

#[test]
fn zipf_ranks_have_their_weights() {
    for exponent in [0.0, 0.5, 0.99, 1.0, 1.2, 3.0] {
        let zipf = Zipf::new(1000, exponent);
        let values = sample(|draw| f64::from(u32::try_from(zipf.sample(draw)).unwrap()));
        assert!(values.iter().all(|rank| *rank < 1000.0));
        let weights: Vec<f64> = (1..=1000).map(|rank| f64::from(rank).powf(-exponent)).collect();
        let total: f64 = weights.iter().sum();
        for last in [0_u16, 1, 2, 5, 50, 500] {
            let expected = weights[..=usize::from(last)].iter().sum::<f64>() / total;
            share(&values, last.into(), expected);
        }
    }
    for ranks in [0, 1] {
        assert_eq!(Zipf::new(ranks, 1.0).sample(&mut Stream::new(1, 1).request(1).draw(1, 1)), 0);
    }
}

#[test]
fn neighbouring_keys_are_unrelated() {
    let key = |stream, request: u32| Stream::new(5, stream).request(request.into());
    let first = |key: Key, step, attempt| key.draw(step, attempt).unit();
    let here: Numbered = &|r| first(key(1, r), 1, 1);
    let neighbours: [Numbered; 6] = [
        &|r| first(key(1, r + 1), 1, 1),
        &|r| first(key(2, r), 1, 1),
        &|r| first(key(1, r), 2, 1),
        &|r| first(key(1, r), 1, 2),
        &|r| first(Stream::new(6, 1).request(r.into()), 1, 1),
        &|r| {
            let mut draw = key(1, r).draw(1, 1);
            draw.unit();
            draw.unit()
        },
    ];
    for other in neighbours {
        let products: Vec<f64> = (0..DRAWS).map(|r| (here(r) - 0.5) * (other(r) - 0.5) * 12.0).collect();
        near(mean(&products), 0.0, 1.0 / f64::from(DRAWS).sqrt());
    }
}

#[test]
fn durations_are_whole_and_saturate() {
    assert_eq!([whole(0.4), whole(0.5), whole(1.5), whole(1e9)], [0, 1, 2, 1_000_000_000]);
    assert_eq!([whole(-3.0), whole(f64::NAN), whole(f64::INFINITY)], [0, 0, u64::MAX]);
}
