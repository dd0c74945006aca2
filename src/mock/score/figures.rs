use crate::calc::syntax::{Expr, ExprKind};
use crate::calc::{Dimension, Sheet, Value, answer};

/// A number as it was written in a line.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Figure {
    /// Without its unit: 10M of `10M/day`, 0.05 of `5%`.
    pub digits: f64,
    /// In base units: 115.7 of `10M/day`.
    pub base: f64,
    /// Whether it is a size or a share, which nobody is told and everybody assumes.
    pub assumed: bool,
}

/// Two figures this close are the same.
const SAME: f64 = 1.05;
/// A figure this close to a result is that result, rounded on the way.
const ROUNDED: f64 = 1.2;
/// Below this a number is too common to be taken for a result.
const LEAST: f64 = 10.0;

impl Figure {
    fn is(self, other: Self) -> bool {
        near(self.digits, other.digits, SAME) || near(self.base, other.base, SAME)
    }

    /// Whether this is a result of that much in base units, rounded.
    pub fn rounds(self, value: f64) -> bool {
        self.digits >= LEAST && (near(self.digits, value, ROUNDED) || near(self.base, value, ROUNDED))
    }
}

fn near(a: f64, b: f64, ratio: f64) -> bool {
    a > 0.0 && b > 0.0 && (a / b).max(b / a) <= ratio
}

/// The figures of an expression: its numbers, and those behind its names.
pub fn figures(expr: &Expr, text: &str, names: &dyn Fn(&str) -> Vec<Figure>) -> Vec<Figure> {
    let mut found = Vec::new();
    collect(expr, text, names, &mut found);
    found
}

fn collect(expr: &Expr, text: &str, names: &dyn Fn(&str) -> Vec<Figure>, found: &mut Vec<Figure>) {
    let mut all = |parts: &[&Expr]| parts.iter().for_each(|part| collect(part, text, names, found));
    match &expr.kind {
        ExprKind::Literal(literal) => {
            let mut digits = literal.number.to_f64();
            digits *= literal.magnitude.map_or(1.0, |magnitude| magnitude.factor().to_f64());
            digits *= if literal.tail.percent { 0.01 } else { 1.0 };
            let written = text.get(expr.span.start..expr.span.end).unwrap_or_default();
            let worth = answer(&mut Sheet::new(), written).ok().flatten();
            let (base, assumed) = match worth.map(|worth| worth.exact) {
                Some(Value::Quantity(quantity)) => {
                    let base = quantity.number.middle().map_or(digits, |middle| middle.to_f64());
                    (base, literal.tail.percent || quantity.dimension == Dimension::INFORMATION)
                }
                _ => (digits, false),
            };
            found.push(Figure { digits, base, assumed });
        }
        ExprKind::Name(path) => found.extend(names(&path.join("."))),
        ExprKind::Unit(_) => {}
        ExprKind::Call(call) => all(&call.arguments.iter().collect::<Vec<_>>()),
        ExprKind::Lookup { keys, .. } => all(&keys.iter().collect::<Vec<_>>()),
        ExprKind::Scaled { inner, .. }
        | ExprKind::Negate(inner)
        | ExprKind::Not(inner)
        | ExprKind::Convert(inner, _) => all(&[inner]),
        ExprKind::Power(a, b) | ExprKind::Range(a, b) | ExprKind::Binary(_, a, b) => all(&[a, b]),
        ExprKind::Compare(first, rest) => {
            all(&[first]);
            all(&rest.iter().map(|(_, part)| part).collect::<Vec<_>>());
        }
        ExprKind::Member(first, rest) => {
            all(&[first]);
            all(&rest.iter().collect::<Vec<_>>());
        }
    }
}

/// Whether a line is made of what an estimate is made of: at least half of the figures that can be known, and two where
/// there are two, stand in it as they are, multiplied in the head, or inside a result of another estimate (`results`:
/// what it comes to, and its figures). A number that only happens to be as large answers another question.
pub fn made_of(line: &[Figure], estimate: &[Figure], results: &[(f64, &[Figure])]) -> bool {
    let known = |figure: &Figure| !figure.assumed && !near(figure.digits, 1.0, SAME);
    let told: Vec<Figure> = estimate.iter().copied().filter(known).collect();
    let stands = |wanted: &Figure| {
        line.iter().any(|said| {
            let multiplied = told.iter().any(|other| {
                let both = wanted.digits * other.digits;
                other != wanted && said.digits >= LEAST && near(said.digits, both, SAME)
            });
            let inside = results
                .iter()
                .any(|(value, of)| said.rounds(*value) && of.iter().any(|figure| figure.is(*wanted)));
            said.is(*wanted) || multiplied || inside
        })
    };
    told.iter().filter(|wanted| stands(wanted)).count() >= told.len().div_ceil(2).max(told.len().min(2))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Vec<Figure> {
        let answered = answer(&mut Sheet::new(), text).unwrap().unwrap();
        figures(&answered.expr, text, &|_| Vec::new())
    }

    #[test]
    fn figures_have_digits_and_base_units() {
        let found = of("10M/day x 5% x 0.5 KB");
        assert_eq!(found.iter().map(|figure| figure.digits).collect::<Vec<_>>(), [10e6, 0.05, 0.5]);
        assert!((found[0].base - 10e6 / 86_400.0).abs() < 1e-9);
        assert_eq!(found.iter().map(|figure| figure.assumed).collect::<Vec<_>>(), [false, true, true]);
    }

    #[test]
    fn a_number_as_large_by_chance_is_none_of_the_estimate() {
        let reads = of("10M/month x 100 x 5");
        assert!(made_of(&of("10M/month x 500"), &reads, &[]), "multiplied in the head");
        assert!(made_of(&of("10M x 100 / 30 / 100K"), &reads, &[]), "two of three, spelled otherwise");
        assert!(!made_of(&of("10M / 1 hour"), &reads, &[]), "1,903/s and 2,778/s");
        let average = of("10M/month x 100");
        // 10M/month x 100 is 380/s: said as 400, times five.
        assert!(made_of(&of("400 x 5"), &reads, &[(380.0, &average)]));
        assert!(!made_of(&of("10M / 1 hour"), &average, &[]), "one of two");
        assert!(
            made_of(&of("10M x 1 KB x 1 year"), &of("10M/month x 0.5 KB x 1 year"), &[]),
            "a size is assumed"
        );
    }
}
