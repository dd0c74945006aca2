use libm::{exp, expm1, log, log1p};

use super::Draw;

/// Ranks 0..n, rank k with weight 1 / (k + 1)^exponent.
///
/// Rejection-inversion (Hörmann & Derflinger 1996, "Rejection-inversion to generate variates from monotone
/// discrete distributions"): no table, so ten million keys cost what ten do.
#[derive(Clone, Copy, Debug)]
pub struct Zipf {
    ranks: f64,
    exponent: f64,
    first: f64,
    last: f64,
    squeeze: f64,
}

impl Zipf {
    /// The sampler of `ranks` ranks, taken as 1 where it is 0; an exponent of 0 is uniform, of 1 the usual one.
    /// The exponent is finite and not negative.
    #[expect(clippy::cast_precision_loss, reason = "2^53 ranks are more than any table has")]
    pub fn new(ranks: u64, exponent: f64) -> Self {
        let ranks = ranks.max(1) as f64;
        Self {
            ranks,
            exponent,
            first: area(1.5, exponent) - 1.0,
            last: area(ranks + 0.5, exponent),
            squeeze: 2.0 - area_inverse(area(2.5, exponent) - weight(2.0, exponent), exponent),
        }
    }

    /// A rank, from 0.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to 1..=ranks")]
    pub fn sample(&self, draw: &mut Draw) -> u64 {
        loop {
            let at = self.last + draw.unit() * (self.first - self.last);
            let x = area_inverse(at, self.exponent);
            let rank = libm::floor(x + 0.5).clamp(1.0, self.ranks);
            let accepted = rank - x <= self.squeeze
                || at >= area(rank + 0.5, self.exponent) - weight(rank, self.exponent);
            if accepted {
                return rank as u64 - 1;
            }
        }
    }
}

/// x^-s.
fn weight(x: f64, exponent: f64) -> f64 {
    exp(-exponent * log(x))
}

/// The integral of x^-s from 1 to x: (x^(1-s) - 1) / (1 - s), and ln x where s is 1.
fn area(x: f64, exponent: f64) -> f64 {
    let log_x = log(x);
    let t = (1.0 - exponent) * log_x;
    log_x * if t.abs() > 1e-8 { expm1(t) / t } else { 1.0 + t / 2.0 }
}

/// The x whose [`area`] this is.
fn area_inverse(area: f64, exponent: f64) -> f64 {
    // Rounding may carry t below -1, where the area of no x lies.
    let t = (area * (1.0 - exponent)).max(-1.0);
    exp(area * if t.abs() > 1e-8 { log1p(t) / t } else { 1.0 - t / 2.0 })
}
