//! How a lone `B` is read: bytes or billion. By its neighbours first, then by what makes the line fit.

use super::limits;
use super::number::Rational;
use super::syntax::{Expr, ExprKind, Literal, PerWhat};
use crate::diag::{Diagnostic, Span};

/// A reading for every lone `B` of an expression.
#[derive(Clone, Debug, Default)]
pub struct Readings {
    groups: Vec<Group>,
}

/// `B`s that are read alike: one, or the two ends of a range.
#[derive(Clone, Debug)]
struct Group {
    literals: Vec<Place>,
    billion: bool,
    /// Its neighbours leave no choice.
    fixed: bool,
}

#[derive(Clone, Debug)]
struct Place {
    /// The whole literal up to the `B`.
    typed: Span,
    /// The `B`.
    b: Span,
    number: Rational,
}

impl Readings {
    /// The first reading of every lone `B`: billion before a noun, where the number has a fraction or
    /// is below 4, and before a minute or longer; else bytes.
    pub fn first(expr: &Expr) -> Self {
        let mut groups: Vec<Group> = Vec::new();
        expr.walk(&mut |inside| match &inside.kind {
            ExprKind::Range(low, high) => {
                if let (Some(a), Some(b)) = (lone(low), lone(high)) {
                    let mut group = Group::of(a, low.span);
                    group.literals.extend(Group::of(b, high.span).literals);
                    groups.push(group);
                }
            }
            ExprKind::Literal(literal) => {
                let Some(b) = literal.lone_b() else { return };
                let seen = groups.iter().any(|group| group.literals.iter().any(|place| place.b == b.span));
                if !seen {
                    groups.push(Group::of(literal, inside.span));
                }
            }
            _ => {}
        });
        Self { groups }
    }

    /// Whether the `B` at this place is read as billion.
    pub fn is_billion(&self, b: Span) -> bool {
        self.groups.iter().any(|group| group.billion && group.literals.iter().any(|place| place.b == b))
    }

    /// The other readings, those with the fewest changes first.
    pub fn others(&self) -> Vec<Self> {
        let free: Vec<usize> = (0..self.groups.len()).filter(|&index| !self.groups[index].fixed).collect();
        let free = &free[..free.len().min(limits::LONE_BS)];
        let mut choices: Vec<u32> = (1..1_u32 << free.len()).collect();
        choices.sort_by_key(|choice| (choice.count_ones(), *choice));
        let flip = |choice: u32| {
            let mut other = self.clone();
            for (bit, &index) in free.iter().enumerate() {
                other.groups[index].billion ^= choice & (1 << bit) != 0;
            }
            other
        };
        choices.into_iter().map(flip).collect()
    }

    /// Each reading in words.
    pub fn notes(&self) -> Vec<Diagnostic> {
        let mut notes = Vec::new();
        for group in &self.groups {
            for place in &group.literals {
                let number = place.number.decimal(12);
                let reading =
                    if group.billion { format!("{number} billion") } else { format!("{number} bytes") };
                notes.push(Diagnostic::note("lone-b", place.typed, format!("{number}B read as {reading}")));
            }
        }
        notes
    }
}

fn lone(expr: &Expr) -> Option<&Literal> {
    match &expr.kind {
        ExprKind::Literal(literal) => literal.lone_b().map(|_| &**literal),
        _ => None,
    }
}

impl Group {
    fn of(literal: &Literal, span: Span) -> Self {
        let b = literal.lone_b().map_or(span, |unit| unit.span);
        let fixed = !literal.tail.nouns.is_empty() || !literal.number.is_integer();
        let long = literal.tail.per.iter().any(|per| match &per.what {
            PerWhat::Units(units) => units.iter().any(|name| {
                let (size, _) = name.unit.factor;
                name.unit.calendar().is_some_and(|calendar| calendar.seconds() * size >= 60)
            }),
            PerWhat::Noun(_) => false,
        });
        let billion = fixed || long || literal.number < Rational::integer(4);
        let place = Place { typed: Span::new(span.start, b.end), b, number: literal.number.clone() };
        Self { literals: vec![place], billion, fixed }
    }
}
