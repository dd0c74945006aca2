use super::given::gives;
use super::op::{Home, Index, Kept, Keys, Scan, Statement, Verb};
use super::refuse::Refusal;
use super::step::Builder;
use crate::diag::Span;
use crate::problem::model::{
    Action, Aggregate, AggregateKind, ColumnId, Expr, ExprKind, Kind, Lock, Look, Read, Slot, Step, TableId,
    Type, Write,
};
use crate::sim::code::{conjuncts, equality, is_kept, one_of};
use crate::sim::table::KEYS;

impl<'d> Builder<'d> {
    pub(super) fn statement(&mut self, step: &'d Step) -> Result<Statement, Refusal> {
        let statement = match &step.action {
            Action::Read(read) => self.read(read),
            Action::Count { table, filter, sum, replica } => {
                let scan = Scan { index: self.index(*table, filter.as_ref()), ..Scan::default() };
                let kept = self.kept(step.span, *table, filter.as_ref(), sum.as_ref());
                let sum = self.maybe(sum.as_ref());
                let filter = self.maybe(filter.as_ref());
                let base = self.bare(Verb::Count, *table);
                Statement { filter, sum, scan, replica: *replica, kept, ..base }
            }
            Action::Insert(write) => self.write(Verb::Insert, write),
            Action::Put(write) => self.write(Verb::Put, write),
            Action::Update(write) => self.write(Verb::Update, write),
            Action::Delete(write) => self.write(Verb::Delete, write),
            _ => self.bare(Verb::Read, TableId(0)),
        };
        let outside = self.blocks[..self.barrier].contains(&statement.at);
        if outside && statement.home != Home::Block {
            let at = &self.design.components[statement.at].id;
            let message = format!(
                "inside a block at `{at}` a step on its rows has no time-out of its own: give it to the block"
            );
            return Err(Refusal::new(message, step.span));
        }
        Ok(statement)
    }

    fn bare(&self, verb: Verb, table: TableId) -> Statement {
        let at = self.design.tables[table.index()].component.index();
        let here = self.flow.on.last().is_some_and(|on| on.index() == at);
        let home = if self.blocks[self.barrier..].contains(&at) {
            Home::Block
        } else if here || matches!(self.design.components[at].kind, Kind::World) {
            Home::Here
        } else {
            Home::Away
        };
        Statement {
            verb,
            table: table.index(),
            at,
            home,
            key: None,
            filter: None,
            set: Box::default(),
            moves: false,
            scan: Scan::default(),
            replica: false,
            lock: Lock::None,
            sum: None,
            kept: None,
        }
    }

    fn read(&mut self, read: &Read) -> Statement {
        let mut statement = self.bare(Verb::Read, read.table);
        match &read.look {
            Look::Key(key) => statement.key = Some(key.iter().map(|part| self.code(part)).collect()),
            Look::Scan { by, limit, near } => {
                statement.scan = Scan {
                    index: self.index(read.table, read.filter.as_ref()),
                    by: by.map(|order| (order.column.index(), order.descending)),
                    limit: self.maybe(limit.as_ref()),
                    near: near.as_ref().map(|near| {
                        let columns = [near.columns.0.index(), near.columns.1.index()];
                        let place = [&near.place.0, &near.place.1, &near.within];
                        Box::new((columns, place.map(|expr| self.code(expr))))
                    }),
                };
            }
        }
        statement.filter = self.maybe(read.filter.as_ref());
        statement.replica = read.replica;
        statement.lock = read.lock;
        statement
    }

    fn write(&mut self, verb: Verb, write: &Write) -> Statement {
        let mut statement = self.bare(verb, write.table);
        statement.key = write.key.as_ref().map(|key| key.iter().map(|part| self.code(part)).collect());
        if statement.key.is_none() && matches!(verb, Verb::Update | Verb::Delete) {
            statement.scan.index = self.index(write.table, write.filter.as_ref());
            statement.scan.limit = self.maybe(write.limit.as_ref());
        }
        statement.filter = self.maybe(write.filter.as_ref());
        statement.set = write.set.iter().map(|(column, expr)| (column.index(), self.code(expr))).collect();
        let table = &self.design.tables[write.table.index()];
        let keyed = |column: ColumnId| {
            column.index() < table.key || table.unique.iter().flatten().any(|of| *of == column)
        };
        statement.moves =
            matches!(verb, Verb::Put | Verb::Update) && write.set.iter().any(|(column, _)| keyed(*column));
        statement
    }

    /// What a count comes to, where that can be kept as rows change. Instances with tables of their own count theirs.
    fn kept(
        &mut self,
        span: Span,
        table: TableId,
        filter: Option<&Expr>,
        sum: Option<&Expr>,
    ) -> Option<Box<Kept>> {
        let component = self.design.tables[table.index()].component;
        if self.design.components[component.index()].kind.has_own_memory() {
            return None;
        }
        let kind = if sum.is_some() { AggregateKind::Sum } else { AggregateKind::Count };
        let asked = Aggregate { kind, table: Some(table), value: sum.cloned(), filter: filter.cloned() };
        // The rows that the index leads to.
        let mut all = Vec::new();
        filter.into_iter().for_each(|filter| conjuncts(filter, &mut all));
        if all.iter().any(|condition| one_of(condition).is_some()) {
            return None;
        }
        let conditions = indexed(&all).into_iter().map(|(condition, ..)| condition.clone());
        let filter = conditions.reduce(|left, right| Expr {
            kind: ExprKind::And(Box::new(left), Box::new(right)),
            ty: Type::Bool,
            span,
        });
        let looked = Aggregate { kind: AggregateKind::Count, table: Some(table), value: None, filter };
        if !is_kept(&asked) || !is_kept(&looked) {
            return None;
        }
        let mut code = |aggregate: Aggregate| {
            self.code(&Expr { kind: ExprKind::Aggregate(Box::new(aggregate)), ty: Type::Int, span })
        };
        Some(Box::new(Kept { result: code(asked), looked: code(looked) }))
    }

    /// The index that a condition can use: on the columns that it compares with `=`, and on one with `in`.
    fn index(&mut self, table: TableId, filter: Option<&Expr>) -> Option<Index> {
        let mut all = Vec::new();
        conjuncts(filter?, &mut all);
        let mut equal: Vec<(usize, Expr)> =
            indexed(&all).into_iter().map(|(_, column, key)| (column, key)).collect();
        let any = all.iter().find_map(|condition| one_of(condition)).filter(|(column, _)| {
            // The first column of a key says which shard: that is one.
            *column > 0 && equal.iter().all(|(known, _)| known != column) && equal.len() < KEYS
        });
        if let Some((column, members)) = any {
            let kind = ExprKind::Constant(members.first().copied()?);
            equal.push((column, Expr { kind, ty: Type::Int, span: filter?.span }));
        }
        if equal.is_empty() {
            return None;
        }
        equal.sort_by_key(|(column, _)| *column);
        let columns: Vec<usize> = equal.iter().map(|(column, _)| *column).collect();
        let any = any.and_then(|(column, members)| {
            let mut members = members.to_vec();
            members.sort_unstable();
            members.dedup();
            Some((columns.iter().position(|known| *known == column)?, members.into()))
        });
        let number = self.totals.index(table.index(), columns);
        Some(Index { number, key: equal.iter().map(|(_, key)| self.code(key)).collect(), any })
    }

    /// The keys of a block that are known when it begins.
    pub(super) fn keys_of(&mut self, at: usize, body: &[Step]) -> Option<Keys> {
        let mut given = Vec::new();
        gives(body, &mut given);
        let mut keys = Vec::new();
        first_columns(body, at, self.design, &given, &mut keys);
        let mut keys = keys.iter().map(|expr| self.code(expr));
        Some(Keys { first: keys.next()?, others: keys.collect() })
    }
}

/// Of conditions those with `=` that an index answers, the first for each column: the condition, its column and key.
fn indexed<'e>(all: &[&'e Expr]) -> Vec<(&'e Expr, usize, Expr)> {
    let mut found: Vec<(&Expr, usize, Expr)> = Vec::new();
    for condition in all {
        let Some((column, key)) = equality(condition) else { continue };
        if found.len() < KEYS && found.iter().all(|(_, known, _)| *known != column) {
            found.push((condition, column, key));
        }
    }
    found
}

/// Adds the first column of each key that is known before the steps run, once for each way it is written.
fn first_columns(
    steps: &[Step],
    at: usize,
    design: &crate::problem::model::Design,
    given: &[Slot],
    keys: &mut Vec<Expr>,
) {
    for step in steps {
        let (table, key) = match &step.action {
            Action::Read(Read { table, look: Look::Key(key), .. }) => (*table, key.first()),
            Action::Insert(write) | Action::Put(write) | Action::Update(write) | Action::Delete(write) => {
                (write.table, write.key.as_ref().and_then(|key| key.first()))
            }
            Action::Block { body, .. } | Action::Group(body) | Action::SingleFlight { body, .. } => {
                first_columns(body, at, design, given, keys);
                continue;
            }
            Action::Each(each) => {
                first_columns(&each.body, at, design, given, keys);
                continue;
            }
            _ => continue,
        };
        let known = |expr: &&Expr| match &expr.kind {
            ExprKind::Value(slot) => !given.contains(slot),
            ExprKind::Constant(_) => true,
            _ => false,
        };
        let key = key.filter(|_| design.tables[table.index()].component.index() == at).filter(known);
        if let Some(key) = key.filter(|key| keys.iter().all(|other| other.kind != key.kind)) {
            keys.push(key.clone());
        }
    }
}
