use super::lower::{Bare, Found, Lower, Place, Unknown};
use super::observable::{self, measured_type};
use super::term::{Term, type_words};
use crate::calc::syntax;
use crate::calc::{Dimension, Rational};
use crate::diag::{Diagnostic, Span, nearest};
use crate::problem::model::{Amount, ColumnId, Expr, ExprKind, Field, Row, TableId, Type};
use crate::problem::vocabulary::ALWAYS;

/// Terms may use terms, so deep.
const TERM_DEPTH: usize = 8;

impl Lower<'_> {
    pub(super) fn name(
        &mut self,
        path: &[String],
        span: Span,
        expected: Option<Type>,
    ) -> Result<Term, Unknown> {
        match path {
            [name] => self.single(name, span, expected),
            [head, name] if head == "my" => self.mine(name, span),
            [head, name] if head == "old" => self.old(name, span),
            _ => self.dotted(path, span, expected),
        }
    }

    fn single(&mut self, name: &str, span: Span, expected: Option<Type>) -> Result<Term, Unknown> {
        if let Some(label) = self.label(name, span, expected)? {
            return Ok(label);
        }
        if let Some(column) = self.column(name, span)? {
            return Ok(Term::Typed(column));
        }
        if let Some(always) = self.always(name, span) {
            return Ok(always);
        }
        let path = [name.to_owned()];
        if let Some(found) = self.frame.known(&path, span) {
            return self.found(found, &path, span, expected);
        }
        if let Some(amount) = self.world.inputs.get(name) {
            return Ok(Term::Constant(amount.clone(), span, false));
        }
        if self.rows.place != Place::Step && self.world.terms.contains_key(name) {
            return self.defined(name, span, expected);
        }
        if let Some(what) = self.world.owner(name) {
            let error = Diagnostic::error("not-a-value", span, format!("`{name}` is {what}, not a value"))
                .help("read what you need in a step, and use what `as` names");
            return self.refuse(error);
        }
        if matches!(expected, Some(Type::Enum(_))) {
            let error = self.nothing(name, span, expected, None);
            return self.refuse(error);
        }
        let near = self.near(name);
        let found = self.frame.wanted(&path, span, near);
        self.found(found, &path, span, expected)
    }

    /// The name nearest to one that nobody knows, of those that there are here.
    fn near(&self, name: &str) -> Option<String> {
        let names = self.candidates();
        let others = names.iter().map(String::as_str).filter(|other| *other != name);
        nearest(name, others).map(str::to_owned)
    }

    /// The label, where a list of labels is expected and has it; an error where the name is also
    /// something else.
    fn label(&mut self, name: &str, span: Span, expected: Option<Type>) -> Result<Option<Term>, Unknown> {
        let Some(Type::Enum(list)) = expected else { return Ok(None) };
        let Some(value) = self.world.label(list, name) else { return Ok(None) };
        let column = self.rows.this.is_some_and(|(table, _)| self.world.column(table, name).is_some());
        let valued = self.frame.known(&[name.to_owned()], span).is_some();
        if column || valued || self.world.inputs.contains_key(name) {
            let owner = &self.world.enums[list.index()].name;
            let other = if column {
                "a column"
            } else if valued {
                "a value"
            } else {
                "an input"
            };
            let error = Diagnostic::error(
                "label-is-a-name",
                span,
                format!("`{name}` is a label of {owner} and also {other}"),
            );
            return self.refuse(error.help("rename one of them"));
        }
        Ok(Some(Term::Typed(Expr { kind: ExprKind::Constant(value), ty: Type::Enum(list), span })))
    }

    /// The column that a bare name stands for.
    fn column(&mut self, name: &str, span: Span) -> Result<Option<Expr>, Unknown> {
        let of = |row, (column, ty): (ColumnId, Type)| Expr { kind: ExprKind::Column(row, column), ty, span };
        if let Some((table, bare)) = self.rows.this {
            if let Some(found) = self.world.column(table, name) {
                let key = found.0.index() < self.world.tables[table.index()].key;
                if bare == Bare::Row || key {
                    self.same_in_group(name, found.0, span)?;
                    return Ok(Some(of(Row::This, found)));
                }
            }
        }
        let outer = self.rows.walk.as_ref().filter(|_| self.rows.inner).map(|walk| walk.table);
        Ok(outer.and_then(|table| self.world.column(table, name)).map(|found| of(Row::Walked, found)))
    }

    /// In a rule over groups a bare column outside an aggregate must be the same for the whole group.
    fn same_in_group(&mut self, name: &str, column: ColumnId, span: Span) -> Result<(), Unknown> {
        let Some(walk) = self.rows.walk.as_ref().filter(|_| !self.rows.inner) else { return Ok(()) };
        if walk.by.is_empty() || walk.by.contains(&column) {
            return Ok(());
        }
        self.refuse(
            Diagnostic::error("not-grouped", span, format!("rows of one group differ in `{name}`"))
                .help(format!("count or add up: count({name} = …), sum({name}); or group by it")),
        )
    }

    fn always(&self, name: &str, span: Span) -> Option<Term> {
        let typed = |kind, ty| Some(Term::Typed(Expr { kind, ty, span }));
        match name {
            "now" => typed(ExprKind::Now, Type::Time),
            "id" => typed(ExprKind::Request, Type::Int),
            "instance" => typed(ExprKind::Instance, Type::Int),
            "true" => typed(ExprKind::Constant(1), Type::Bool),
            "false" => typed(ExprKind::Constant(0), Type::Bool),
            "none" => typed(ExprKind::Constant(Type::NONE), Type::Id),
            "scale" => {
                let value = self.world.scale.clone().unwrap_or_else(Rational::one);
                Some(Term::Constant(Amount { value, dimension: Dimension::NONE }, span, false))
            }
            _ => None,
        }
    }

    fn found(
        &mut self,
        found: Found,
        path: &[String],
        span: Span,
        expected: Option<Type>,
    ) -> Result<Term, Unknown> {
        match found {
            Found::Value(slot, ty) => Ok(Term::Typed(Expr { kind: ExprKind::Value(slot), ty, span })),
            Found::Not(slot) => {
                let ok = Expr { kind: ExprKind::Value(slot), ty: Type::Bool, span };
                Ok(self.bool(ExprKind::Not(Box::new(ok)), span))
            }
            Found::Untyped => Err(Unknown),
            Found::Nothing(why) => {
                let error = self.nothing(&path.join("."), span, expected, why);
                self.refuse(error)
            }
        }
    }

    /// A term: its expression as if it stood here.
    fn defined(&mut self, name: &str, span: Span, expected: Option<Type>) -> Result<Term, Unknown> {
        self.world.used_terms.borrow_mut().push(name.to_owned());
        let Some(text) = self.world.terms.get(name).cloned() else { return Err(Unknown) };
        self.depth += 1;
        if self.depth > TERM_DEPTH {
            self.depth -= 1;
            return self.refuse(
                Diagnostic::error(
                    "too-deep",
                    span,
                    format!("terms inside each other beyond the limit of {TERM_DEPTH}"),
                )
                .help("a term must not use itself"),
            );
        }
        let term = match self.cache.parse(&text.text) {
            Ok(tree) => self.tree(&text, &tree, expected),
            Err(_) => Err(Unknown),
        };
        self.depth -= 1;
        term
    }

    /// The error for a name that nobody knows.
    fn nothing(&self, name: &str, span: Span, expected: Option<Type>, why: Option<String>) -> Diagnostic {
        if let Some(Type::Enum(list)) = expected {
            let list = &self.world.enums[list.index()];
            let near = nearest(name, list.labels.iter().map(String::as_str));
            let help = near.map_or_else(
                || {
                    format!(
                        "its labels are {}; a value that callers give is my.{name}",
                        list.labels.join(", ")
                    )
                },
                |near| format!("did you mean `{near}`?"),
            );
            return Diagnostic::error(
                "unknown-label",
                span,
                format!("`{name}` is no label of {} and no value", list.name),
            )
            .help(help);
        }
        let message = why.unwrap_or_else(|| format!("nothing is called `{name}` here"));
        let help = self.near(name).map_or_else(
            || "names are inputs, columns and values of the request".to_owned(),
            |near| format!("did you mean `{near}`?"),
        );
        Diagnostic::error("unknown-name", span, message).help(help)
    }

    fn candidates(&self) -> Vec<String> {
        let mut names = Vec::new();
        let tables = self
            .rows
            .this
            .iter()
            .map(|(table, _)| *table)
            .chain(self.rows.walk.as_ref().map(|walk| walk.table));
        for table in tables {
            names.extend(self.world.tables[table.index()].columns.iter().map(|column| column.name.clone()));
        }
        names.extend(self.frame.names());
        names.extend(self.world.inputs.keys().cloned());
        if self.rows.place != Place::Step {
            names.extend(self.world.terms.keys().cloned());
        }
        names.extend(ALWAYS.iter().map(|(name, _)| (*name).to_owned()));
        names
    }

    /// `my.item`: the request's value; in a rule a column of the row that `each` walks.
    fn mine(&mut self, name: &str, span: Span) -> Result<Term, Unknown> {
        if self.rows.place == Place::Rule {
            let Some(walk) = self.rows.walk.clone() else {
                return self.refuse(
                    Diagnostic::error("my", span, "`my.` without a row that `each` walks")
                        .help("add each = \"TABLE\""),
                );
            };
            let Some((column, ty)) = self.world.column(walk.table, name) else {
                return self.no_column(walk.table, name, span);
            };
            if !walk.by.is_empty() && !walk.by.contains(&column) {
                self.rows.inner = false;
                return self.same_in_group(name, column, span).and(Err(Unknown));
            }
            let row = if self.rows.inner { Row::Walked } else { Row::This };
            return Ok(Term::Typed(Expr { kind: ExprKind::Column(row, column), ty, span }));
        }
        let path = [name.to_owned()];
        let found = match self.frame.known(&path, span) {
            Some(found) => found,
            None => {
                let near = self.near(name);
                self.frame.wanted(&path, span, near)
            }
        };
        self.found(found, &path, span, None)
    }

    /// `old.state`: the row before the change.
    fn old(&mut self, name: &str, span: Span) -> Result<Term, Unknown> {
        let walk = self.rows.walk.clone().filter(|walk| walk.by.is_empty() && self.rows.place == Place::Rule);
        let Some(walk) = walk else {
            return self.refuse(
                Diagnostic::error(
                    "old",
                    span,
                    "`old.` is the row before the change, in a rule over single rows",
                )
                .help("write it in an invariant with each = \"TABLE\" and always = …"),
            );
        };
        if self.rows.at_end {
            return self.refuse(
                Diagnostic::error(
                    "old",
                    span,
                    "at the end no row changes, and `old.` is the row before a change",
                )
                .help("ask it whenever a row changes: always = … in place of at_end = …"),
            );
        }
        match self.world.column(walk.table, name) {
            Some((column, ty)) => {
                Ok(Term::Typed(Expr { kind: ExprKind::Column(Row::Old, column), ty, span }))
            }
            None => self.no_column(walk.table, name, span),
        }
    }

    /// The error for a column that a table does not have.
    pub(super) fn no_column<T>(&mut self, table: TableId, name: &str, span: Span) -> Result<T, Unknown> {
        let table = &self.world.tables[table.index()];
        let names = table.columns.iter().map(|column| column.name.as_str());
        let help = nearest(name, names.clone()).map_or_else(
            || format!("its columns are {}", names.collect::<Vec<_>>().join(", ")),
            |near| format!("did you mean `{near}`?"),
        );
        let error =
            Diagnostic::error("unknown-column", span, format!("`{}` has no column `{name}`", table.id))
                .help(help);
        self.refuse(error)
    }

    fn dotted(&mut self, path: &[String], span: Span, expected: Option<Type>) -> Result<Term, Unknown> {
        if let Some(found) = self.frame.known(path, span) {
            return self.found(found, path, span, expected);
        }
        if let [table, column, label] = path {
            if let Some(id) = self.world.table(table) {
                let Some((_, ty)) = self.world.column(id, column) else {
                    return self.no_column(id, column, span);
                };
                let Type::Enum(list) = ty else {
                    let words = type_words(ty, self.world);
                    return self.refuse(
                        Diagnostic::error(
                            "unknown-label",
                            span,
                            format!("`{table}.{column}` is {words} and has no labels"),
                        )
                        .help(format!("a row's column is {table}[key].{column}")),
                    );
                };
                let Some(value) = self.world.label(list, label) else {
                    let error = self.nothing(label, span, Some(ty), None);
                    return self.refuse(error);
                };
                return Ok(Term::Typed(Expr { kind: ExprKind::Constant(value), ty, span }));
            }
        }
        if self.rows.place == Place::Rule {
            return match observable::find(self.world, path) {
                Ok(measure) => {
                    let ty = measured_type(self.world, measure);
                    Ok(Term::Typed(Expr { kind: ExprKind::Measure(measure), ty, span }))
                }
                Err((message, help)) => {
                    self.refuse(Diagnostic::error("unknown-observable", span, message).help(help))
                }
            };
        }
        if self.world.table(&path[0]).is_some() {
            let rest = path[1..].join(".");
            return self.refuse(
                Diagnostic::error(
                    "table-as-value",
                    span,
                    format!("`{}` is a table, and which row is not said", path[0]),
                )
                .help(format!("write {}[key].{rest}, or read it and use what `as` names", path[0])),
            );
        }
        let near = self.near(&path.join("."));
        let found = self.frame.wanted(path, span, near);
        self.found(found, path, span, expected)
    }

    /// `stock[dc, item].reserved`
    pub(super) fn lookup(
        &mut self,
        table: &str,
        keys: &[syntax::Expr],
        column: &[String],
        span: Span,
    ) -> Result<Term, Unknown> {
        let Some(id) = self.world.table(table) else {
            let near = nearest(table, self.world.tables.iter().map(|table| table.id.as_str()));
            let help = near
                .map_or_else(|| "name one of [tables]".to_owned(), |near| format!("did you mean `{near}`?"));
            return self.refuse(
                Diagnostic::error("unknown-name", span, format!("no table is called `{table}`")).help(help),
            );
        };
        if self.rows.place == Place::Step {
            return self.refuse(
                Diagnostic::error("free-truth", span, "a flow cannot look into a table for free")
                    .help("read it in a step, and use what `as` names; only rules and notes see the truth"),
            );
        }
        let key = self.key_of(id, keys, span)?;
        let field = match column {
            [] => {
                return self.refuse(
                    Diagnostic::error("row-as-value", span, "a row is no value")
                        .help(format!("name a column, or ask {table}[…].found")),
                );
            }
            [found] if found == "found" => (Field::Found, Type::Bool),
            [name, ..] => match self.world.column(id, name) {
                Some((column, ty)) => (Field::Column(column), ty),
                None => return self.no_column(id, name, span),
            },
        };
        Ok(Term::Typed(Expr { kind: ExprKind::Lookup { table: id, key, field: field.0 }, ty: field.1, span }))
    }

    /// The key of a row, one expression for each key column.
    fn key_of(&mut self, table: TableId, keys: &[syntax::Expr], span: Span) -> Result<Vec<Expr>, Unknown> {
        let columns: Vec<(String, Type)> = {
            let table = &self.world.tables[table.index()];
            table.columns[..table.key].iter().map(|column| (column.name.clone(), column.ty)).collect()
        };
        if keys.len() != columns.len() {
            let names: Vec<&str> = columns.iter().map(|(name, _)| name.as_str()).collect();
            let id = &self.world.tables[table.index()].id;
            let message =
                format!("the key of `{id}` has {} columns, and {} stand here", columns.len(), keys.len());
            let help = format!("write {id}[{}]", names.join(", "));
            return self.refuse(Diagnostic::error("key", span, message).help(help));
        }
        let mut key = Vec::new();
        for (tree, (_, ty)) in keys.iter().zip(columns) {
            let term = self.term(tree, Some(ty))?;
            key.push(self.fit(term, ty)?);
        }
        Ok(key)
    }
}
