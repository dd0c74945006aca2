use super::sees::{is_kept, sorted_out};
use super::{Code, Drawn, Instr, ListCode, LookupCode, Operand, Totalled};
use crate::diag::Span;
use crate::problem::model::{Aggregate, ColumnId, Expr, ExprKind, Field, Observable, Row, Type, Walk};

/// What is kept beside the tables because some expression asks for it.
#[derive(Debug, Default)]
pub struct Totals {
    /// For each table the columns of each of its indexes.
    pub indexes: Vec<Vec<Vec<usize>>>,
    /// Counts and sums that are kept up to date.
    pub kept: Vec<TotalPlan>,
    /// What rules ask of the measurements.
    pub measures: Vec<(Observable, Type)>,
    /// How many numbers a row of each table is.
    pub widths: Vec<usize>,
}

/// A count or a sum, kept up to date for each combination of some columns.
#[derive(Debug)]
pub struct TotalPlan {
    /// Over which table.
    pub table: usize,
    /// For each combination of these.
    pub columns: Vec<usize>,
    /// Only rows of which this is true.
    pub filter: Option<Code>,
    /// What is added up; `None` counts.
    pub value: Option<Code>,
    /// As written, to find equal ones.
    source: (Option<Expr>, Option<Expr>),
}

impl Totals {
    /// The number of the index of a table on these columns.
    pub fn index(&mut self, table: usize, columns: Vec<usize>) -> usize {
        let known = &mut self.indexes[table];
        known.iter().position(|index| *index == columns).unwrap_or_else(|| {
            known.push(columns);
            known.len() - 1
        })
    }
}

/// Lowers the expressions of one place.
pub struct Lowering<'a> {
    /// For each value of the flow the list that holds it, where it is one.
    pub lists: &'a [Option<u32>],
    /// What is kept beside the tables.
    pub totals: &'a mut Totals,
    /// What the rule walks, of an expression in a rule.
    pub walk: Option<&'a Walk>,
}

/// The code of an expression that gives one number.
pub fn lower(expr: &Expr, lowering: &mut Lowering) -> Code {
    let mut emit = Emit { lowering, code: Parts::default() };
    emit.expr(expr);
    let Parts { instrs, spans, depth, lookups, totals, draws, members, .. } = emit.code;
    Code {
        instrs: instrs.into(),
        spans: spans.into(),
        depth,
        lookups: lookups.into(),
        totals: totals.into(),
        draws: draws.into(),
        members: members.into(),
    }
}

/// The code of an expression that gives a list.
pub fn lower_list(expr: &Expr, lowering: &mut Lowering) -> ListCode {
    match &expr.kind {
        ExprKind::Sorted(inner) => ListCode::Sorted(Box::new(lower_list(inner, lowering))),
        ExprKind::Draw(draw) => ListCode::Drawn(Drawn::new(draw.stream, &draw.kind)),
        ExprKind::If(condition, then, otherwise) => ListCode::If(
            lower(condition, lowering),
            Box::new(lower_list(then, lowering)),
            Box::new(lower_list(otherwise, lowering)),
        ),
        ExprKind::Value(slot) => ListCode::Value(lowering.lists[slot.index()].unwrap_or(0)),
        _ => ListCode::Value(0),
    }
}

struct Emit<'e, 'a> {
    lowering: &'e mut Lowering<'a>,
    code: Parts,
}

#[derive(Default)]
struct Parts {
    instrs: Vec<Instr>,
    spans: Vec<Span>,
    pushed: usize,
    depth: usize,
    lookups: Vec<LookupCode>,
    totals: Vec<Totalled>,
    draws: Vec<Drawn>,
    members: Vec<Box<[i64]>>,
}

fn small(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}

impl Emit<'_, '_> {
    fn push(&mut self, instr: Instr, span: Span) -> usize {
        self.code.instrs.push(instr);
        self.code.spans.push(span);
        self.code.instrs.len() - 1
    }

    /// The operand that an expression is without any work.
    fn operand(&self, expr: &Expr) -> Option<Operand> {
        Some(match &expr.kind {
            ExprKind::Constant(value) => Operand::Constant(*value),
            ExprKind::Value(slot) => Operand::Value(slot.0),
            ExprKind::Column(Row::This, ColumnId(column)) => Operand::This(*column),
            ExprKind::Column(Row::Walked, ColumnId(column)) => Operand::Walked(*column),
            ExprKind::Column(Row::Old, ColumnId(column)) => Operand::Old(*column),
            ExprKind::Now => Operand::Now,
            ExprKind::Request => Operand::Request,
            ExprKind::Instance => Operand::Instance,
            _ => return None,
        })
    }

    fn binary(&mut self, left: &Expr, right: &Expr, span: Span, instr: impl Fn(Operand) -> Instr) {
        self.expr(left);
        if let Some(operand) = self.operand(right) {
            self.push(instr(operand), span);
            return;
        }
        self.push(Instr::Push, span);
        self.code.pushed += 1;
        self.code.depth = self.code.depth.max(self.code.pushed);
        self.expr(right);
        self.code.pushed -= 1;
        self.push(instr(Operand::Accumulator), span);
    }

    /// Sets the target of a jump to the next instruction.
    fn land(&mut self, at: usize) {
        let here = small(self.code.instrs.len());
        match &mut self.code.instrs[at] {
            Instr::JumpIfFalse(to) | Instr::JumpIfTrue(to) | Instr::Jump(to) => *to = here,
            _ => {}
        }
    }

    fn expr(&mut self, expr: &Expr) {
        let span = expr.span;
        if let Some(operand) = self.operand(expr) {
            self.push(Instr::Load(operand), span);
            return;
        }
        match &expr.kind {
            ExprKind::Add(a, b) => self.binary(a, b, span, Instr::Add),
            ExprKind::Subtract(a, b) => self.binary(a, b, span, Instr::Subtract),
            ExprKind::Min(a, b) => self.binary(a, b, span, Instr::Min),
            ExprKind::Max(a, b) => self.binary(a, b, span, Instr::Max),
            ExprKind::Modulo(a, b) => self.binary(a, b, span, Instr::Modulo),
            ExprKind::Compare(sign, a, b) => self.binary(a, b, span, |right| Instr::Compare(*sign, right)),
            ExprKind::Multiply { left, right, denominator } => {
                self.binary(left, right, span, |right| Instr::Multiply(right, *denominator));
            }
            ExprKind::Divide { left, right, numerator, rounding } => {
                self.binary(left, right, span, |right| Instr::Divide(right, *numerator, *rounding));
            }
            ExprKind::Scale { inner, numerator, denominator, rounding } => {
                self.expr(inner);
                self.push(Instr::Scale(*numerator, *denominator, *rounding), span);
            }
            ExprKind::Negate(a) => {
                self.expr(a);
                self.push(Instr::Negate, span);
            }
            ExprKind::Not(a) => {
                self.expr(a);
                self.push(Instr::Not, span);
            }
            ExprKind::And(a, b) => {
                self.expr(a);
                let jump = self.push(Instr::JumpIfFalse(0), span);
                self.expr(b);
                self.land(jump);
            }
            ExprKind::Or(a, b) => {
                self.expr(a);
                let jump = self.push(Instr::JumpIfTrue(0), span);
                self.expr(b);
                self.land(jump);
            }
            ExprKind::If(condition, a, b) => {
                self.expr(condition);
                let otherwise = self.push(Instr::JumpIfFalse(0), span);
                self.expr(a);
                let end = self.push(Instr::Jump(0), span);
                self.land(otherwise);
                self.expr(b);
                self.land(end);
            }
            ExprKind::OneOf(a, members) => {
                self.expr(a);
                self.code.members.push(members.clone().into());
                let list = small(self.code.members.len() - 1);
                self.push(Instr::OneOf(list), span);
            }
            ExprKind::Lookup { table, key, field } => {
                let key = key.iter().map(|part| lower(part, self.lowering)).collect();
                let column = match field {
                    Field::Column(column) => Some(column.index()),
                    Field::Found => None,
                };
                self.code.lookups.push(LookupCode { table: table.index(), key, column });
                let index = small(self.code.lookups.len() - 1);
                self.push(Instr::Lookup(index), span);
            }
            ExprKind::Aggregate(aggregate) => {
                let totalled = self.total(aggregate, span);
                self.code.totals.push(totalled);
                let index = small(self.code.totals.len() - 1);
                self.push(Instr::Total(index), span);
            }
            ExprKind::Measure(observable) => {
                let known = &mut self.lowering.totals.measures;
                let at = known.iter().position(|(known, _)| known == observable).unwrap_or_else(|| {
                    known.push((*observable, expr.ty));
                    known.len() - 1
                });
                self.push(Instr::Measure(small(at)), span);
            }
            ExprKind::NewId => {
                self.push(Instr::NewId, span);
            }
            ExprKind::FaultActive(fault) => {
                self.push(Instr::FaultActive(*fault), span);
            }
            ExprKind::Length(list) => self.length(list, span),
            ExprKind::Draw(draw) => {
                self.code.draws.push(Drawn::new(draw.stream, &draw.kind));
                let index = small(self.code.draws.len() - 1);
                self.push(Instr::Draw(index), span);
            }
            // An operand has been loaded above; a list is no number.
            _ => {}
        }
    }

    fn length(&mut self, list: &Expr, span: Span) {
        match &list.kind {
            ExprKind::Sorted(inner) => self.length(inner, span),
            ExprKind::Value(slot) => {
                let number = self.lowering.lists[slot.index()].unwrap_or(0);
                let width = match list.ty {
                    Type::Rows(table) => self.lowering.totals.widths[table.index()] + 2,
                    _ => 1,
                };
                self.push(Instr::Length(number, small(width)), span);
            }
            ExprKind::If(condition, a, b) => {
                self.expr(condition);
                let otherwise = self.push(Instr::JumpIfFalse(0), span);
                self.length(a, span);
                let end = self.push(Instr::Jump(0), span);
                self.land(otherwise);
                self.length(b, span);
                self.land(end);
            }
            // A draw of a list has the length that it says.
            ExprKind::Draw(draw) => {
                self.code.draws.push(Drawn::new(draw.stream, &draw.kind));
                let index = small(self.code.draws.len() - 1);
                self.push(Instr::Draw(index), span);
            }
            _ => {}
        }
    }

    /// A count or a sum: kept up to date where its rows are found by equal columns and chosen by themselves.
    fn total(&mut self, aggregate: &Aggregate, span: Span) -> Totalled {
        let (mut equal, rest) = sorted_out(aggregate.filter.as_ref());
        let table = match (aggregate.table, self.lowering.walk) {
            (Some(table), _) => table.index(),
            (None, Some(walk)) => {
                for column in &walk.by {
                    let key = Expr { kind: ExprKind::Column(Row::Walked, *column), ty: Type::Int, span };
                    equal.push((column.index(), key));
                }
                walk.table.index()
            }
            (None, None) => 0,
        };
        equal.sort_by_key(|(column, _)| *column);
        equal.dedup_by_key(|(column, _)| *column);
        let columns: Vec<usize> = equal.iter().map(|(column, _)| *column).collect();
        let keys: Box<[Code]> = equal.iter().map(|(_, key)| lower(key, self.lowering)).collect();
        let filter = rest.into_iter().cloned().reduce(|left, right| Expr {
            kind: ExprKind::And(Box::new(left), Box::new(right)),
            ty: Type::Bool,
            span,
        });
        if is_kept(aggregate) {
            let source = (filter, aggregate.value.clone());
            let known = self
                .lowering
                .totals
                .kept
                .iter()
                .position(|plan| plan.table == table && plan.columns == columns && plan.source == source);
            let at = known.unwrap_or_else(|| {
                let filter = source.0.as_ref().map(|filter| lower(filter, self.lowering));
                let value = source.1.as_ref().map(|value| lower(value, self.lowering));
                self.lowering.totals.kept.push(TotalPlan { table, columns, filter, value, source });
                self.lowering.totals.kept.len() - 1
            });
            return Totalled::Kept(at, keys);
        }
        let index = (!columns.is_empty()).then(|| (self.lowering.totals.index(table, columns), keys));
        Totalled::Walk {
            table,
            index,
            filter: filter.as_ref().map(|filter| lower(filter, self.lowering)),
            value: aggregate.value.as_ref().map(|value| lower(value, self.lowering)),
            kind: aggregate.kind,
        }
    }
}
