use super::lower::{Bare, Lower, Place, Unknown};
use super::term::{Term, of_type};
use crate::calc::syntax::{self, Call, ExprKind as Syntax};
use crate::diag::{Diagnostic, Span};
use crate::problem::model::{Aggregate, AggregateKind, Expr, ExprKind, TableId, Type};

impl Lower<'_> {
    /// `count(T where …)`, `sum(T.column where …)`, `count()`, `sum(column)`, `count(condition)` of the group.
    pub(super) fn aggregate(&mut self, call: &Call, span: Span) -> Result<Term, Unknown> {
        let kind = match call.function.as_str() {
            "count" => AggregateKind::Count,
            "sum" => AggregateKind::Sum,
            "min" => AggregateKind::Min,
            _ => AggregateKind::Max,
        };
        if self.rows.place == Place::Step {
            return self.refuse(
                Diagnostic::error("free-truth", span, format!("a flow cannot {} for free", call.function))
                    .help("count in a step: { count = \"votes\", where = …, as = \"n\" }; only rules and notes see the truth"),
            );
        }
        if self.rows.inner {
            return self.refuse(
                Diagnostic::error("nested-aggregate", span, "an aggregate inside an aggregate")
                    .help("look the row up by its key, or keep the sum in a column"),
            );
        }
        if call.arguments.len() > 1 {
            return self.arity(call, 1, span).and(Err(Unknown));
        }
        let argument = call.arguments.first();
        let (table, column) = self.subject(argument);
        let group = match (table, &self.rows.walk) {
            (Some(_), _) => None,
            (None, Some(walk)) => Some(walk.table),
            (None, None) => {
                return self.refuse(
                    Diagnostic::error("aggregate", span, format!("`{}` of which table?", call.function))
                        .help("name it: count(orders where state = paid), sum(ledger.amount)"),
                );
            }
        };
        let Some(rows) = table.or(group) else { return Err(Unknown) };
        let saved = self.rows.clone();
        self.rows.this = Some((rows, Bare::Row));
        self.rows.inner = true;
        let lowered = self.parts(kind, argument, table, column.as_deref(), call, span);
        self.rows = saved;
        let (value, filter) = lowered?;
        let ty = value.as_ref().map_or(Type::Int, |value| value.ty);
        let aggregate = Aggregate { kind, table, value, filter };
        Ok(Term::Typed(Expr { kind: ExprKind::Aggregate(Box::new(aggregate)), ty, span }))
    }

    /// The table and column that the argument names.
    fn subject(&self, argument: Option<&syntax::Expr>) -> (Option<TableId>, Option<String>) {
        let Some(Syntax::Name(path)) = argument.map(|argument| &argument.kind) else { return (None, None) };
        match path.as_slice() {
            [table] => (self.world.table(table), None),
            [table, column] => match self.world.table(table) {
                Some(id) => (Some(id), Some(column.clone())),
                None => (None, None),
            },
            _ => (None, None),
        }
    }

    fn parts(
        &mut self,
        kind: AggregateKind,
        argument: Option<&syntax::Expr>,
        table: Option<TableId>,
        column: Option<&str>,
        call: &Call,
        span: Span,
    ) -> Result<(Option<Expr>, Option<Expr>), Unknown> {
        let mut filter = None;
        if let Some(tree) = &call.filter {
            filter = Some(self.condition(tree)?);
        }
        if kind == AggregateKind::Count {
            if let (None, Some(tree)) = (table, argument) {
                // `count(state != freed)`: of the group
                let condition = self.condition(tree)?;
                filter = Some(match filter {
                    None => condition,
                    Some(filter) => Expr {
                        kind: ExprKind::And(Box::new(condition), Box::new(filter)),
                        ty: Type::Bool,
                        span,
                    },
                });
            }
            return Ok((None, filter));
        }
        let value = match (table, column, argument) {
            (Some(table), Some(column), _) => match self.world.column(table, column) {
                Some((id, ty)) => {
                    let row = crate::problem::model::Row::This;
                    Expr { kind: ExprKind::Column(row, id), ty, span }
                }
                None => return self.no_column(table, column, span),
            },
            (None, _, Some(tree)) => {
                let term = self.term(tree, None)?;
                self.natural(term)?
            }
            _ => {
                return self.refuse(
                    Diagnostic::error("aggregate", span, format!("`{}` of which column?", call.function))
                        .help("name it: sum(ledger.amount where …)"),
                );
            }
        };
        if of_type(value.ty).is_none() || value.ty == Type::Id {
            return self.refuse(
                Diagnostic::error("type", span, format!("`{}` of what is no amount", call.function))
                    .help("add up numbers, times, money or lengths"),
            );
        }
        Ok((Some(value), filter))
    }
}
