//! An expression as text that parses to the same tree.

use std::fmt::{self, Display, Formatter};

use super::syntax::{Call, Expr, ExprKind, Literal, Operator, Per, PerWhat, Tail, UnitName};

/// How tightly an expression binds: the looser needs parentheses inside the tighter.
fn strength(expr: &Expr) -> u8 {
    match &expr.kind {
        ExprKind::Convert(..) => 0,
        ExprKind::Binary(Operator::Or, ..) => 1,
        ExprKind::Binary(Operator::And, ..) => 2,
        ExprKind::Not(_) => 3,
        ExprKind::Compare(..) | ExprKind::Member(..) => 4,
        ExprKind::Binary(Operator::Add | Operator::Subtract, ..) => 5,
        ExprKind::Binary(Operator::Multiply | Operator::Divide, ..) => 6,
        ExprKind::Range(..) => 7,
        ExprKind::Negate(_) => 8,
        ExprKind::Power(..) => 9,
        ExprKind::Literal(_)
        | ExprKind::Unit(_)
        | ExprKind::Name(_)
        | ExprKind::Call(_)
        | ExprKind::Lookup { .. }
        | ExprKind::Scaled { .. } => 10,
    }
}

/// An operand, in parentheses where it binds looser than `least`.
struct Operand<'a>(&'a Expr, u8);

impl Display for Operand<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        if strength(self.0) < self.1 { write!(f, "({})", self.0) } else { write!(f, "{}", self.0) }
    }
}

impl Display for Expr {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match &self.kind {
            ExprKind::Literal(literal) => write!(f, "{literal}"),
            ExprKind::Unit(units) => write_units(f, units),
            ExprKind::Name(path) => f.write_str(&path.join(".")),
            ExprKind::Call(call) => write!(f, "{call}"),
            ExprKind::Lookup { table, keys, column } => {
                write!(f, "{table}[")?;
                write_list(f, keys)?;
                f.write_str("]")?;
                column.iter().try_for_each(|part| write!(f, ".{part}"))
            }
            ExprKind::Scaled { inner, tail } => write!(f, "({inner}){tail}"),
            ExprKind::Negate(inner) => write!(f, "-{}", Operand(inner, 8)),
            ExprKind::Not(inner) => write!(f, "not {}", Operand(inner, 3)),
            ExprKind::Power(base, exponent) => {
                // A number's own unit binds tighter than the power, so it needs no parentheses.
                write!(f, "{}^{}", Operand(base, 10), Operand(exponent, 8))
            }
            ExprKind::Range(low, high) => write!(f, "{}..{}", Operand(low, 8), Operand(high, 8)),
            ExprKind::Binary(operator, left, right) => write_binary(f, *operator, left, right),
            ExprKind::Compare(first, rest) => {
                write!(f, "{}", Operand(first, 5))?;
                rest.iter()
                    .try_for_each(|(sign, operand)| write!(f, " {} {}", sign.text(), Operand(operand, 5)))
            }
            ExprKind::Convert(inner, tail) => write!(f, "{} in{tail}", Operand(inner, 1)),
            ExprKind::Member(value, list) => {
                write!(f, "{} in (", Operand(value, 5))?;
                write_list(f, list)?;
                f.write_str(")")
            }
        }
    }
}

/// Whether the last thing written is a number, or parentheses, with what binds to them.
fn ends_in_number(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Literal(_) | ExprKind::Scaled { .. } => true,
        ExprKind::Negate(last)
        | ExprKind::Power(_, last)
        | ExprKind::Range(_, last)
        | ExprKind::Binary(Operator::Multiply | Operator::Divide, _, last) => ends_in_number(last),
        _ => false,
    }
}

fn write_binary(f: &mut Formatter<'_>, operator: Operator, left: &Expr, right: &Expr) -> fmt::Result {
    let level = match operator {
        Operator::Or => 1,
        Operator::And => 2,
        Operator::Add | Operator::Subtract => 5,
        Operator::Multiply | Operator::Divide => 6,
    };
    let sign = if operator == Operator::Multiply { "*" } else { operator.text() };
    // A number takes a unit that stands behind a slash for itself, on either side.
    let takes = |side: &Expr| operator == Operator::Divide && ends_in_number(side);
    if takes(left) && !matches!(right.kind, ExprKind::Literal(_)) {
        write!(f, "({left})")?;
    } else {
        write!(f, "{}", Operand(left, level))?;
    }
    write!(f, " {sign} ")?;
    if takes(right) { write!(f, "({right})") } else { write!(f, "{}", Operand(right, level + 1)) }
}

impl Display for Call {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{}(", self.function)?;
        write_list(f, &self.arguments)?;
        if let Some(filter) = &self.filter {
            write!(f, " where {filter}")?;
        }
        f.write_str(")")
    }
}

impl Display for Literal {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        if let Some(currency) = self.money {
            f.write_str(currency.sign())?;
        }
        // Every digit: a number holds at most 400 of them.
        f.write_str(&self.number.decimal(400))?;
        if let Some(magnitude) = self.magnitude {
            f.write_str(magnitude.text())?;
        }
        if self.factor {
            f.write_str("x")?;
        }
        write!(f, "{}", self.tail)
    }
}

impl Display for Tail {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        if let Some(magnitude) = self.magnitude {
            write!(f, " {}", magnitude.text())?;
        }
        if self.percent {
            f.write_str(" %")?;
        }
        if !self.units.is_empty() {
            f.write_str(" ")?;
            write_units(f, &self.units)?;
        }
        self.nouns.iter().try_for_each(|noun| write!(f, " {}", noun.word))?;
        self.per.iter().try_for_each(|per| write!(f, "{per}"))
    }
}

impl Display for Per {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str("/")?;
        if let Some(count) = &self.count {
            f.write_str(&count.decimal(400))?;
        }
        match &self.what {
            PerWhat::Units(units) => write_units(f, units),
            PerWhat::Noun(noun) => f.write_str(&noun.word),
        }
    }
}

fn write_units(f: &mut Formatter<'_>, units: &[UnitName]) -> fmt::Result {
    for (index, unit) in units.iter().enumerate() {
        write!(f, "{}{}", if index == 0 { "" } else { "-" }, unit.typed)?;
    }
    Ok(())
}

fn write_list(f: &mut Formatter<'_>, items: &[Expr]) -> fmt::Result {
    for (index, item) in items.iter().enumerate() {
        write!(f, "{}{item}", if index == 0 { "" } else { ", " })?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::calc::{Dialect, parse};

    #[test]
    fn what_is_printed_parses_to_what_was_printed() {
        for (text, dialect) in [
            ("10M orders/day x 20min / 3s", Dialect::Quantity),
            ("(10M / 30) orders/day in M/day", Dialect::Quantity),
            ("((1) orders)/s", Dialect::Quantity),
            ("(2 x 3)/s", Dialect::Quantity),
            ("a - (b - c) ^ 2 in %", Dialect::Quantity),
            ("-5..5 x $0.023/GB-month", Dialect::Quantity),
            ("(1TB / 100MB) / s", Dialect::Quantity),
            ("64TB / (5GB/day)", Dialect::Quantity),
            ("not (a = 1 and b in (2, 3)) or stock[dc, item].reserved < 5s", Dialect::Row),
            ("sum(ledger.amount where donation = my.donation) = if(paid, $5, $0)", Dialect::Row),
        ] {
            let printed = parse(text, dialect).unwrap().expr.to_string();
            let again = parse(&printed, dialect)
                .unwrap_or_else(|error| panic!("{printed}: {error:?}"))
                .expr
                .to_string();
            assert_eq!(printed, again, "{text}");
        }
    }
}
