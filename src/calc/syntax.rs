//! The syntax tree that both profiles evaluate. Nothing here has been evaluated or looked up.

use super::number::Rational;
use super::unit::{Currency, Unit};
use crate::diag::Span;

/// An expression and where it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Expr {
    /// What it is.
    pub kind: ExprKind,
    /// Where it stands in the text.
    pub span: Span,
}

/// What an expression can be.
#[derive(Clone, Debug, PartialEq)]
pub enum ExprKind {
    /// A number with its magnitude, unit, nouns and denominators.
    Literal(Box<Literal>),
    /// A unit that stands alone after a division: the `day` of `orders/day`.
    Unit(Vec<UnitName>),
    /// A name, dotted or plain: `orders`, `order.latency.p99`.
    Name(Vec<String>),
    /// `max(a, b)`, `sum(ledger.amount where paid)`.
    Call(Call),
    /// `stock[dc, item].reserved`: a row of a table by its key; row profile only.
    Lookup {
        /// The table.
        table: String,
        /// Its key.
        keys: Vec<Expr>,
        /// The column; empty for the row itself.
        column: Vec<String>,
    },
    /// Parentheses followed by units or nouns: `(10M / 30) orders/day`.
    Scaled {
        /// What stands in the parentheses.
        inner: Box<Expr>,
        /// What follows them.
        tail: Tail,
    },
    /// `-a`
    Negate(Box<Expr>),
    /// `not a`
    Not(Box<Expr>),
    /// `a ^ b`
    Power(Box<Expr>, Box<Expr>),
    /// `a..b`
    Range(Box<Expr>, Box<Expr>),
    /// Two operands.
    Binary(Operator, Box<Expr>, Box<Expr>),
    /// `a <= b`, or a chain `a <= b <= c`.
    Compare(Box<Expr>, Vec<(Comparison, Expr)>),
    /// `a in GB`
    Convert(Box<Expr>, Tail),
    /// `a in (b, c)`: one of a list; row profile only.
    Member(Box<Expr>, Vec<Expr>),
}

/// A function with its arguments.
#[derive(Clone, Debug, PartialEq)]
pub struct Call {
    /// The function.
    pub function: String,
    /// Where its name stands.
    pub name: Span,
    /// The arguments in order.
    pub arguments: Vec<Expr>,
    /// What stands behind `where`.
    pub filter: Option<Box<Expr>>,
}

/// An operator between two operands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operator {
    /// `*`, `x`, `×`, `of`
    Multiply,
    /// `/`, `÷`, `per`
    Divide,
    /// `+`
    Add,
    /// `-`
    Subtract,
    /// `and`
    And,
    /// `or`
    Or,
}

/// A comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    /// `<`
    Less,
    /// `<=`
    AtMost,
    /// `>`
    Greater,
    /// `>=`
    AtLeast,
    /// `=` or `==`
    Equal,
    /// `!=`
    Differs,
}

impl Comparison {
    /// Whether it is true of two values.
    #[inline]
    pub fn holds<T: Copy + PartialOrd>(self, left: T, right: T) -> bool {
        match self {
            Self::Less => left < right,
            Self::AtMost => left <= right,
            Self::Greater => left > right,
            Self::AtLeast => left >= right,
            Self::Equal => left == right,
            Self::Differs => left != right,
        }
    }

    /// How it is written.
    pub fn text(self) -> &'static str {
        match self {
            Self::Less => "<",
            Self::AtMost => "<=",
            Self::Greater => ">",
            Self::AtLeast => ">=",
            Self::Equal => "=",
            Self::Differs => "!=",
        }
    }
}

impl Operator {
    /// How it is written.
    pub fn text(self) -> &'static str {
        match self {
            Self::Multiply => "x",
            Self::Divide => "/",
            Self::Add => "+",
            Self::Subtract => "-",
            Self::And => "and",
            Self::Or => "or",
        }
    }
}

/// A number as it was written.
#[derive(Clone, Debug, PartialEq)]
pub struct Literal {
    /// The digits, before magnitude and percent.
    pub number: Rational,
    /// A currency sign before the digits.
    pub money: Option<Currency>,
    /// `K`, `M`, `bn`, `T`.
    pub magnitude: Option<Magnitude>,
    /// `10x`: a factor.
    pub factor: bool,
    /// What follows.
    pub tail: Tail,
}

/// What may follow a number or parentheses: percent, units or nouns, denominators.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Tail {
    /// `%`
    pub percent: bool,
    /// Only in a conversion: `in M/day`.
    pub magnitude: Option<Magnitude>,
    /// Units multiplied together (`GB-month`); empty where there is none.
    pub units: Vec<UnitName>,
    /// Nouns as typed.
    pub nouns: Vec<Noun>,
    /// Denominators in order.
    pub per: Vec<Per>,
}

impl Tail {
    /// Whether nothing follows.
    pub fn is_empty(&self) -> bool {
        !self.percent
            && self.magnitude.is_none()
            && self.units.is_empty()
            && self.nouns.is_empty()
            && self.per.is_empty()
    }
}

/// A unit by the name that was typed.
#[derive(Clone, Debug, PartialEq)]
pub struct UnitName {
    /// The unit; for a lone `B` the byte, until its reading is settled.
    pub unit: &'static Unit,
    /// The spelling.
    pub typed: String,
    /// Where it stands.
    pub span: Span,
}

/// A noun as it was typed.
#[derive(Clone, Debug, PartialEq)]
pub struct Noun {
    /// The word.
    pub word: String,
    /// Where it stands.
    pub span: Span,
}

/// One denominator: `/day`, `/3s`, `per order`.
#[derive(Clone, Debug, PartialEq)]
pub struct Per {
    /// The `3` of `/3s`.
    pub count: Option<Rational>,
    /// The unit or noun.
    pub what: PerWhat,
    /// Where it stands, from the slash.
    pub span: Span,
}

/// What a denominator can be.
#[derive(Clone, Debug, PartialEq)]
pub enum PerWhat {
    /// A unit or a product of units.
    Units(Vec<UnitName>),
    /// A domain word, or a name where the sheet defines it.
    Noun(Noun),
}

/// A power of ten that is written as a letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Magnitude {
    /// `K`, `k`, `thousand`
    Thousand,
    /// `M`, `mi`, `million`
    Million,
    /// `bn`, `bi`, `billion`, and `B` where it is read so
    Billion,
    /// `T`, `trillion`
    Trillion,
}

impl Magnitude {
    /// The magnitude with this spelling, attached to a number or a word of its own.
    pub fn find(word: &str) -> Option<Self> {
        Some(match word {
            "K" | "k" | "thousand" => Self::Thousand,
            "M" | "mi" | "million" | "millions" => Self::Million,
            "bn" | "bi" | "billion" | "billions" => Self::Billion,
            "T" | "trillion" | "trillions" => Self::Trillion,
            _ => return None,
        })
    }

    /// The number of zeros.
    pub fn zeros(self) -> u32 {
        match self {
            Self::Thousand => 3,
            Self::Million => 6,
            Self::Billion => 9,
            Self::Trillion => 12,
        }
    }

    /// The factor.
    pub fn factor(self) -> Rational {
        Rational::integer(10_i64.pow(self.zeros()))
    }

    /// How it is written.
    pub fn text(self) -> &'static str {
        match self {
            Self::Thousand => "K",
            Self::Million => "M",
            Self::Billion => "bn",
            Self::Trillion => "T",
        }
    }
}

impl Literal {
    /// Whether it ends in a lone `B` directly behind its digits: bytes or billion, settled later.
    pub fn lone_b(&self) -> Option<&UnitName> {
        let [unit] = self.tail.units.as_slice() else { return None };
        (unit.typed == "B" && self.magnitude.is_none() && self.money.is_none() && !self.tail.percent)
            .then_some(unit)
    }

    /// Whether it is digits and a magnitude and no more.
    pub fn is_bare(&self) -> bool {
        self.money.is_none() && !self.factor && self.tail.is_empty()
    }
}

impl Expr {
    /// Calls `visit` on this expression and everything inside it, outermost first.
    pub fn walk<'a>(&'a self, visit: &mut impl FnMut(&'a Expr)) {
        visit(self);
        match &self.kind {
            ExprKind::Literal(_) | ExprKind::Unit(_) | ExprKind::Name(_) => {}
            ExprKind::Call(call) => {
                call.arguments.iter().for_each(|argument| argument.walk(visit));
                if let Some(filter) = &call.filter {
                    filter.walk(visit);
                }
            }
            ExprKind::Lookup { keys, .. } => keys.iter().for_each(|key| key.walk(visit)),
            ExprKind::Scaled { inner, .. }
            | ExprKind::Negate(inner)
            | ExprKind::Not(inner)
            | ExprKind::Convert(inner, _) => inner.walk(visit),
            ExprKind::Power(a, b) | ExprKind::Range(a, b) | ExprKind::Binary(_, a, b) => {
                a.walk(visit);
                b.walk(visit);
            }
            ExprKind::Compare(first, rest) => {
                first.walk(visit);
                rest.iter().for_each(|(_, operand)| operand.walk(visit));
            }
            ExprKind::Member(value, list) => {
                value.walk(visit);
                list.iter().for_each(|item| item.walk(visit));
            }
        }
    }
}
