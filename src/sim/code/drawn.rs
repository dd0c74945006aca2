use crate::calc::random::{Draw, Zipf, sigma, whole};
use crate::problem::model::DrawKind;

/// A distribution with its constants worked out, and the place that its luck belongs to.
#[derive(Clone, Debug)]
pub struct Drawn {
    /// The place, for the key of a draw.
    pub place: u32,
    kind: Kind,
}

#[derive(Clone, Copy, Debug)]
enum Kind {
    Uniform { low: i64, width: u64 },
    Zipf(Zipf),
    Chance(f64),
    Exponential(f64),
    Lognormal { median: f64, sigma: f64 },
    Pick { count: usize, n: u64 },
}

impl Drawn {
    /// The distribution of a draw in a file.
    #[expect(clippy::cast_precision_loss, reason = "means and medians are written with a few digits")]
    pub fn new(stream: u64, kind: &DrawKind) -> Self {
        let kind = match *kind {
            DrawKind::Uniform { low, high } => {
                Kind::Uniform { low, width: high.abs_diff(low).saturating_add(1) }
            }
            DrawKind::Zipf { n, exponent } => Kind::Zipf(Zipf::new(n.unsigned_abs(), exponent)),
            DrawKind::OneOf { n } => Kind::Uniform { low: 0, width: n.unsigned_abs() },
            DrawKind::Pick { count, n } => {
                Kind::Pick { count: usize::try_from(count).unwrap_or(0), n: n.unsigned_abs() }
            }
            DrawKind::Chance { probability } => Kind::Chance(probability),
            DrawKind::Exponential { mean } => Kind::Exponential(mean as f64),
            DrawKind::Lognormal { median, p99 } => {
                Kind::Lognormal { median: median as f64, sigma: sigma(median as f64, p99 as f64) }
            }
        };
        Self { place: place(stream), kind }
    }

    /// A number; of a list its length.
    #[inline]
    pub fn number(&self, draw: &mut Draw) -> i64 {
        match self.kind {
            Kind::Uniform { low, width } => low.wrapping_add_unsigned(draw.below(width)),
            Kind::Zipf(zipf) => zipf.sample(draw).cast_signed(),
            Kind::Chance(probability) => i64::from(draw.chance(probability)),
            Kind::Exponential(mean) => whole(draw.exponential(mean)).cast_signed(),
            Kind::Lognormal { median, sigma } => whole(draw.lognormal(median, sigma)).cast_signed(),
            Kind::Pick { count, .. } => i64::try_from(count).unwrap_or(i64::MAX),
        }
    }

    /// Appends a list of different numbers: Floyd's sampling, in the order in which they were drawn.
    pub fn list(&self, draw: &mut Draw, out: &mut Vec<i64>) {
        let Kind::Pick { count, n } = self.kind else { return };
        let start = out.len();
        for top in n - (count as u64).min(n)..n {
            let drawn = draw.below(top + 1).cast_signed();
            let taken = out[start..].contains(&drawn);
            out.push(if taken { top.cast_signed() } else { drawn });
        }
        // Floyd's order prefers large numbers at the end: shuffle, so that every order is as likely.
        for last in (start + 1..out.len()).rev() {
            let other = start + usize::try_from(draw.below((last - start + 1) as u64)).unwrap_or(0);
            out.swap(last, other);
        }
    }
}

/// The place of a draw, from its hashed name.
#[inline]
pub fn place(stream: u64) -> u32 {
    let folded = stream ^ (stream >> 32);
    u32::try_from(folded & u64::from(u32::MAX)).unwrap_or(0)
}
