use crate::calc::Dimension;
use crate::problem::model::{
    Aggregate, AggregateKind, DECIMALS, Design, Draw, DrawKind, Expr, ExprKind, Field, Flow, Rounding, Row,
    TableId, Type,
};

/// An expression of a flow's step as text.
pub fn expr(design: &Design, flow: &Flow, expr: &Expr) -> String {
    Printer { design, flow, table: None }.show(expr)
}

/// An expression over a row of a table.
pub(super) fn over(design: &Design, flow: &Flow, table: TableId, expr: &Expr) -> String {
    Printer { design, flow, table: Some(table) }.show(expr)
}

/// A constant in the representation of its type, as people write it.
pub fn constant(design: &Design, ty: Type, value: i64) -> String {
    match ty {
        Type::Id if value == Type::NONE => "none".into(),
        Type::Int | Type::Id | Type::List(_) | Type::Rows(_) => value.to_string(),
        Type::Bool => if value == 0 { "false" } else { "true" }.into(),
        Type::Decimal => fraction(value, DECIMALS),
        Type::Money => format!("{}${}", if value < 0 { "-" } else { "" }, fraction(value.abs(), 100)),
        Type::Length if value % 1_000_000 == 0 => format!("{}km", value / 1_000_000),
        Type::Length => format!("{} metres", fraction(value, 1000)),
        Type::Time => time(value),
        Type::Enum(list) => {
            let labels = &design.enums[list.index()].labels;
            usize::try_from(value)
                .ok()
                .and_then(|at| labels.get(at))
                .cloned()
                .unwrap_or_else(|| value.to_string())
        }
    }
}

fn fraction(value: i64, unit: i64) -> String {
    let (whole, rest) = (value / unit, (value % unit).abs());
    if rest == 0 {
        return whole.to_string();
    }
    let digits = unit.to_string().len() - 1;
    let sign = if value < 0 && whole == 0 { "-" } else { "" };
    format!("{sign}{whole}.{}", format!("{rest:0digits$}").trim_end_matches('0'))
}

fn time(nanos: i64) -> String {
    let units = [
        ("h", 3_600_000_000_000),
        ("min", 60_000_000_000),
        ("s", 1_000_000_000),
        ("ms", 1_000_000),
        ("us", 1000),
    ];
    if nanos == 0 {
        return "0s".into();
    }
    match units.iter().find(|(_, size)| nanos % size == 0) {
        Some((unit, size)) => format!("{}{unit}", nanos / size),
        None => format!("{nanos}ns"),
    }
}

struct Printer<'a> {
    design: &'a Design,
    flow: &'a Flow,
    table: Option<TableId>,
}

impl Printer<'_> {
    fn show(&self, expr: &Expr) -> String {
        let of = |inner: &Expr| self.operand(inner);
        match &expr.kind {
            ExprKind::Constant(value) => constant(self.design, expr.ty, *value),
            ExprKind::Value(slot) => {
                let name = self.flow.values.get(slot.index()).map_or("?", |value| &value.name);
                if self.table.is_some() && self.column_named(name) {
                    format!("my.{name}")
                } else {
                    name.to_owned()
                }
            }
            ExprKind::Column(row, column) => {
                let name = self
                    .table
                    .map_or("?", |table| &self.design.tables[table.index()].columns[column.index()].name);
                match row {
                    Row::This => name.to_owned(),
                    Row::Walked => format!("my.{name}"),
                    Row::Old => format!("old.{name}"),
                }
            }
            ExprKind::Lookup { table, key, field } => {
                let table = &self.design.tables[table.index()];
                let keys: Vec<String> = key.iter().map(|key| self.show(key)).collect();
                let field = match field {
                    Field::Found => "found",
                    Field::Column(column) => &table.columns[column.index()].name,
                };
                format!("{}[{}].{field}", table.id, keys.join(", "))
            }
            ExprKind::Aggregate(aggregate) => self.aggregate(aggregate),
            ExprKind::Measure(_) => "measured".into(),
            ExprKind::Now => "now".into(),
            ExprKind::Request => "id".into(),
            ExprKind::NewId => "new_id()".into(),
            ExprKind::Instance => "instance".into(),
            ExprKind::FaultActive(fault) => self
                .design
                .faults
                .get(fault.index())
                .map_or("fault".into(), |fault| format!("fault {}", fault.id)),
            ExprKind::Negate(a) => format!("-{}", of(a)),
            ExprKind::Not(a) => format!("not {}", of(a)),
            ExprKind::Add(a, b) => format!("{} + {}", of(a), of(b)),
            ExprKind::Subtract(a, b) => format!("{} - {}", of(a), of(b)),
            ExprKind::Multiply { left, right, .. } => format!("{} * {}", of(left), of(right)),
            ExprKind::Divide { left, right, rounding, .. } => {
                rounded(expr.ty, *rounding, format!("{} / {}", of(left), of(right)))
            }
            ExprKind::Scale { inner, numerator, denominator, rounding } => {
                self.scaled(expr, inner, *numerator, *denominator, *rounding)
            }
            ExprKind::Modulo(a, b) => format!("mod({}, {})", self.show(a), self.show(b)),
            ExprKind::Min(a, b) => format!("min({}, {})", self.show(a), self.show(b)),
            ExprKind::Max(a, b) => format!("max({}, {})", self.show(a), self.show(b)),
            ExprKind::Compare(sign, a, b) => format!("{} {} {}", of(a), sign.text(), of(b)),
            ExprKind::And(a, b) => format!("{} and {}", of(a), of(b)),
            ExprKind::Or(a, b) => format!("{} or {}", of(a), of(b)),
            ExprKind::If(a, b, c) => format!("if({}, {}, {})", self.show(a), self.show(b), self.show(c)),
            ExprKind::OneOf(a, values) => {
                let values: Vec<String> =
                    values.iter().map(|value| constant(self.design, a.ty, *value)).collect();
                format!("{} in ({})", of(a), values.join(", "))
            }
            ExprKind::Sorted(a) => format!("sorted({})", self.show(a)),
            ExprKind::Length(a) => format!("len({})", self.show(a)),
            ExprKind::Draw(draw) => self.drawn(draw, expr.ty),
        }
    }

    /// An operand, in parentheses where it is more than a name or a call.
    fn operand(&self, expr: &Expr) -> String {
        let text = self.show(expr);
        let compound = matches!(
            expr.kind,
            ExprKind::Add(..)
                | ExprKind::Subtract(..)
                | ExprKind::Multiply { .. }
                | ExprKind::And(..)
                | ExprKind::Or(..)
                | ExprKind::Compare(..)
                | ExprKind::OneOf(..)
        );
        if compound { format!("({text})") } else { text }
    }

    fn column_named(&self, name: &str) -> bool {
        self.table.is_some_and(|table| {
            self.design.tables[table.index()].columns.iter().any(|column| column.name == name)
        })
    }

    fn aggregate(&self, aggregate: &Aggregate) -> String {
        let word = match aggregate.kind {
            AggregateKind::Count => "count",
            AggregateKind::Sum => "sum",
            AggregateKind::Min => "min",
            AggregateKind::Max => "max",
        };
        let inner = Printer { table: aggregate.table.or(self.table), ..*self };
        let mut text = String::new();
        if let Some(table) = aggregate.table {
            text.push_str(&self.design.tables[table.index()].id);
        }
        if let Some(value) = &aggregate.value {
            let value = inner.show(value);
            text = if text.is_empty() { value } else { format!("{text}.{value}") };
        }
        if let Some(filter) = &aggregate.filter {
            let before = if text.is_empty() { "" } else { " " };
            text = format!("{text}{before}where {}", inner.show(filter));
        }
        format!("{word}({text})")
    }

    /// A product with a constant, as the constant that was written.
    fn scaled(
        &self,
        expr: &Expr,
        inner: &Expr,
        numerator: i64,
        denominator: i64,
        rounding: Rounding,
    ) -> String {
        let value = self.operand(inner);
        let units = |ty: Type| match ty {
            Type::Decimal => DECIMALS,
            Type::Time => 1_000_000_000,
            Type::Money => 100,
            Type::Length => 1000,
            _ => 1,
        };
        let dimension = |ty: Type| match ty {
            Type::Time => Dimension::TIME,
            Type::Money => Dimension::USD,
            Type::Length => Dimension::LENGTH,
            _ => Dimension::NONE,
        };
        let (Some(top), Some(bottom)) =
            (numerator.checked_mul(units(inner.ty)), denominator.checked_mul(units(expr.ty)))
        else {
            return format!("{value} * {numerator} / {denominator}");
        };
        if top == bottom && dimension(inner.ty) == dimension(expr.ty) {
            return rounded(expr.ty, rounding, self.show(inner));
        }
        let symbol = (dimension(expr.ty) - dimension(inner.ty)).symbol();
        let (top, bottom, symbol) = kilometres(top, bottom, &symbol);
        let divisor = gcd(top, bottom).max(1);
        let (top, bottom) = (top / divisor, bottom / divisor);
        let text = match (top, bottom) {
            (top, 1) => format!("{value} * {top}{symbol}"),
            (1, bottom) if symbol.is_empty() => format!("{value} / {bottom}"),
            (1, bottom) if symbol.starts_with('/') => format!("{value} / {bottom}{}", &symbol[1..]),
            (top, bottom) => format!("{value} * {top}/{bottom}{symbol}"),
        };
        rounded(expr.ty, rounding, text)
    }

    fn drawn(&self, draw: &Draw, ty: Type) -> String {
        let show = |value: i64| constant(self.design, ty, value);
        match &draw.kind {
            DrawKind::Uniform { low, high } => format!("uniform({}, {})", show(*low), show(*high)),
            DrawKind::Zipf { n, exponent } => format!("zipf({n}, {exponent})"),
            DrawKind::OneOf { n } => format!("one_of({n})"),
            DrawKind::Pick { count, n } => format!("pick({count}, {n})"),
            DrawKind::Chance { probability } => format!("chance({}%)", probability * 100.0),
            DrawKind::Exponential { mean } => format!("exponential({})", show(*mean)),
            DrawKind::Lognormal { median, p99 } => format!("{} p99 {}", show(*median), show(*p99)),
        }
    }
}

fn rounded(ty: Type, rounding: Rounding, text: String) -> String {
    match (ty, rounding) {
        (Type::Int, Rounding::Up) => format!("ceil({text})"),
        (Type::Int, Rounding::Nearest) => format!("round({text})"),
        (Type::Int, Rounding::Down) if text.contains(" / ") => format!("floor({text})"),
        _ => text,
    }
}

/// A factor with a length in it, in kilometres.
fn kilometres(top: i64, bottom: i64, symbol: &str) -> (i64, i64, String) {
    match symbol {
        "m" => (top, bottom.saturating_mul(1000), "km".into()),
        "/m" => (top.saturating_mul(1000), bottom, "/km".into()),
        _ => (top, bottom, symbol.to_owned()),
    }
}

fn gcd(a: i64, b: i64) -> i64 {
    let (mut a, mut b) = (a.unsigned_abs(), b.unsigned_abs());
    while b != 0 {
        (a, b) = (b, a % b);
    }
    i64::try_from(a).unwrap_or(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_shown_as_they_are_written() {
        assert_eq!(time(300_000_000_000), "5min");
        assert_eq!(time(1_500_000_000), "1500ms");
        assert_eq!(fraction(-500_000, DECIMALS), "-0.5");
        assert_eq!(fraction(20_000_000, DECIMALS), "20");
        assert_eq!(fraction(5050, 100), "50.5");
    }
}
