use super::body::{Body, Want, row, values};
use super::interface::Why;
use super::scope::Record;
use super::step::Done;
use crate::diag::{Diagnostic, Span};
use crate::problem::document::{Node, Text, Value};
use crate::problem::model::{
    Action, ColumnId, ColumnRole, ComponentId, Expr, ExprKind, Lock, Look, Near, Order, Read, TableId, Type,
    Write,
};
use crate::problem::read::fields::Fields;
use crate::problem::read::names::{refer, unknown};
use crate::problem::row::{Found, Frame, Term};

impl Body<'_, '_> {
    /// The table that a verb names.
    fn table(&mut self, fields: &Fields<'_>, verb: &str) -> Option<TableId> {
        let node = fields.get(verb)?;
        let name = node.string()?;
        let names = self.world.tables.iter().map(|table| table.id.as_str());
        let table = refer(self.cx, node, "table", names, self.world.table(name))?;
        self.inside(self.world.tables[table.index()].component, node.span, name);
        Some(table)
    }

    /// In a script, a batch or a transaction only what is there can be touched.
    pub fn inside(&mut self, component: ComponentId, span: Span, name: &str) {
        let Some(&block) = self.blocks.last() else { return };
        let (at, kind) = &self.world.components[block.index()];
        if block == component || matches!(*kind, "pool" | "service" | "gateway" | "cdn" | "worker" | "client")
        {
            return;
        }
        let (other, other_kind) = &self.world.components[component.index()];
        // Truth may be told where it comes about, in what is never undone.
        if *kind == "redis" && *other_kind == "world" {
            return;
        }
        let what = crate::problem::read::component::block_name(kind).unwrap_or("a block");
        let error = Diagnostic::error(
            "elsewhere",
            span,
            format!("`{name}` is in `{other}`, and this is {what} on `{at}`"),
        )
        .help("put the step before or after the block");
        self.cx.say(error);
    }

    pub fn read(&mut self, fields: &Fields<'_>) -> Option<Done> {
        let table = self.table(fields, "read")?;
        let near = self.near(fields, table);
        let scans = ["by", "limit", "near"].iter().any(|word| fields.get(word).is_some());
        let filter = self.filter(fields, table);
        let look = if scans {
            if let Some(entry) = fields.entry("key") {
                let error = Diagnostic::error("key", entry.span, "a key beside `by`, `limit` or `near`")
                    .help("one row has a key; a scan has `where`");
                self.cx.say(error);
            }
            let by = self.order(fields, table);
            let limit = self.limit(fields);
            if fields.get("limit").is_none() && fields.get("near").is_none() {
                let error = Diagnostic::error("unbounded", fields.span, "a scan without a limit")
                    .help("add limit = 100: what is not bounded grows with the table");
                self.cx.say(error);
            }
            Look::Scan { by, limit, near }
        } else {
            Look::Key(self.key(fields, table)?)
        };
        let lock = match fields.optional("lock").as_deref() {
            Some("update") => Lock::Update,
            Some("skip") => Lock::Skip,
            _ => Lock::None,
        };
        let record =
            if scans { Record::Rows(table, fields.get("near").is_some()) } else { Record::Row(table) };
        let action = Action::Read(Read { table, look, filter, replica: fields.get("from").is_some(), lock });
        Some(Done { action, label: self.labelled("read", table), record })
    }

    fn labelled(&self, verb: &str, table: TableId) -> String {
        format!("{verb} {}", self.world.tables[table.index()].id)
    }

    fn near(&mut self, fields: &Fields<'_>, table: TableId) -> Option<Box<Near>> {
        let node = fields.get("near")?;
        let items = node.array().filter(|items| items.len() == 3);
        let columns =
            ["x", "y"].map(|name| self.world.column(table, name).filter(|(_, ty)| *ty == Type::Length));
        let ([Some(x), Some(y)], Some(items)) = (columns, items) else {
            let id = &self.world.tables[table.index()].id;
            let error = Diagnostic::error(
                "near",
                node.span,
                format!(
                    "`near` takes x, y and a distance, and `{id}` needs columns x and y that are lengths"
                ),
            )
            .help("write near = [\"x\", \"y\", \"15km\"], and columns = { x = \"0km\", y = \"0km\" }");
            self.cx.say(error);
            return None;
        };
        let mut of = |at: usize| self.node(&items[at], "near", &values(), Want::Type(Type::Length));
        let (a, b, within) = (of(0), of(1), of(2));
        Some(Box::new(Near { columns: (x.0, y.0), place: (a?, b?), within: within? }))
    }

    fn order(&mut self, fields: &Fields<'_>, table: TableId) -> Option<Order> {
        let node = fields.get("by")?;
        let text = node.string()?;
        let (name, descending) = text.strip_prefix('-').map_or((text, false), |name| (name, true));
        let Some((column, _)) = self.world.column(table, name) else {
            let columns = self.world.tables[table.index()].columns.iter().map(|column| column.name.as_str());
            self.cx.say(unknown(node.span, "column", name, columns));
            return None;
        };
        Some(Order { column, descending })
    }

    fn limit(&mut self, fields: &Fields<'_>) -> Option<Expr> {
        let node = fields.get("limit")?;
        let limit = self.node(node, "limit", &values(), Want::Type(Type::Int))?;
        let error = match limit.kind {
            ExprKind::Constant(0) => {
                Diagnostic::error("rounds-to-nothing", limit.span, "a limit of 0 lets no row through")
            }
            ExprKind::Constant(..0) => Diagnostic::error("negative", limit.span, "a limit below 0"),
            _ => return Some(limit),
        };
        self.cx.say(error.help("write 1 or more; a scaled limit is rounded up: ceil(n * scale)"));
        Some(limit)
    }

    fn filter(&mut self, fields: &Fields<'_>, table: TableId) -> Option<Expr> {
        match fields.get("where") {
            Some(node) => self.node(node, "where", &row(table), Want::Type(Type::Bool)),
            None => self.missing("where", &row(table)),
        }
    }

    /// The key of one row: as said, else the values named like the key's columns.
    fn key(&mut self, fields: &Fields<'_>, table: TableId) -> Option<Vec<Expr>> {
        let columns: Vec<(String, Type)> = {
            let table = &self.world.tables[table.index()];
            table.columns[..table.key].iter().map(|column| (column.name.clone(), column.ty)).collect()
        };
        let Some(node) = fields.get("key") else {
            let one_row = self.world.tables[table.index()].rows.one();
            let span = fields.span;
            let many = many(fields);
            let keys: Vec<Option<Expr>> = columns
                .iter()
                .map(|(name, ty)| self.value_for(name, *ty, span, table, one_row, many))
                .collect();
            return keys.into_iter().collect();
        };
        let items: Vec<&Node> = match &node.value {
            Value::Array(items) => items.iter().collect(),
            _ => vec![node],
        };
        if items.len() != columns.len() {
            let names: Vec<&str> = columns.iter().map(|(name, _)| name.as_str()).collect();
            let id = &self.world.tables[table.index()].id;
            let message =
                format!("the key of `{id}` has {} columns, and {} stand here", columns.len(), items.len());
            let error =
                Diagnostic::error("key", node.span, message).help(format!("it is [{}]", names.join(", ")));
            self.cx.say(error);
            return None;
        }
        let keys: Vec<Option<Expr>> = items
            .iter()
            .zip(&columns)
            .map(|(item, (name, ty))| self.node(item, &format!("key.{name}"), &values(), Want::Type(*ty)))
            .collect();
        keys.into_iter().collect()
    }

    /// The value with the name of a key column; the only row of a table needs none.
    /// `many` is what a step that may have meant many rows goes over them by.
    fn value_for(
        &mut self,
        name: &str,
        ty: Type,
        span: Span,
        table: TableId,
        one_row: bool,
        many: Option<&'static str>,
    ) -> Option<Expr> {
        let path = [name.to_owned()];
        let found = match self.scope.known(&path, span) {
            Some(found) => found,
            None if one_row => return Some(Expr { kind: ExprKind::Constant(0), ty, span }),
            None => {
                let id = &self.world.tables[table.index()].id;
                let why = format!("the key of `{id}` is {name}, and nothing here is called so");
                let why = match many {
                    Some(words) => Why::KeyOfMany(why, words),
                    None => Why::Implied(why),
                };
                self.scope.hard(name, span, why)
            }
        };
        let (slot, actual) = match found {
            Found::Value(slot, actual) => (slot, actual),
            Found::Nothing(why) => {
                let id = &self.world.tables[table.index()].id;
                let why = why.unwrap_or_else(|| "nothing here is called so".to_owned());
                let error = Diagnostic::error(
                    "unknown-name",
                    span,
                    format!("the key of `{id}` is {name}, and {why}"),
                )
                .help("say which: key = …; or give another name to what `as` leaves");
                self.cx.say(error);
                self.incomplete = true;
                return None;
            }
            Found::Untyped | Found::Not(_) => {
                self.incomplete = true;
                return None;
            }
        };
        self.fitted(Expr { kind: ExprKind::Value(slot), ty: actual, span }, ty, name, Some(table))
    }

    /// A value where a column of this type is.
    fn fitted(&mut self, expr: Expr, ty: Type, column: &str, key_of: Option<TableId>) -> Option<Expr> {
        let (span, actual) = (expr.span, expr.ty);
        let fitted = Term::Typed(expr).fit(ty);
        if fitted.is_none() {
            let words = [actual, ty].map(|ty| crate::problem::row::type_words(ty, self.world));
            let error = Diagnostic::error(
                "type",
                span,
                format!(
                    "the value `{column}` is {}, and the column of this name holds {}",
                    words[0], words[1]
                ),
            )
            .help(self.fix(actual, ty, column, key_of));
            self.cx.say(error);
            self.incomplete = true;
        }
        fitted
    }

    /// What to do where a value does not fit the column of its name: a key is said with `key`, and not with `set`.
    fn fix(&self, actual: Type, ty: Type, column: &str, key_of: Option<TableId>) -> String {
        match key_of {
            Some(table) if actual == Type::Id && ty == Type::Int => {
                let id = &self.world.tables[table.index()].id;
                format!("let the key of `{id}` hold ids: columns = {{ {column} = \"id\", … }}")
            }
            Some(_) => "say which row: key = …; or rename one".to_owned(),
            None => format!("say what it becomes: set = {{ {column} = … }}, or rename one"),
        }
    }

    pub fn count(&mut self, fields: &Fields<'_>) -> Option<Done> {
        let table = self.table(fields, "count")?;
        let filter = self.filter(fields, table);
        let sum = match fields.get("sum") {
            Some(node) => Some(self.node(node, "sum", &row(table), Want::Any)?),
            None => None,
        };
        let ty = sum.as_ref().map_or(Type::Int, |sum| sum.ty);
        let action = Action::Count { table, filter, sum, replica: fields.get("from").is_some() };
        Some(Done { action, label: self.labelled("count", table), record: Record::Number(ty) })
    }

    pub fn write(&mut self, verb: &'static str, fields: &Fields<'_>) -> Option<Done> {
        let table = self.table(fields, verb)?;
        let numbered = self.world.tables[table.index()].numbered;
        let many = fields.get("limit").is_some();
        let key = match verb {
            "insert" if numbered => None,
            "insert" => Some(self.insert_key(fields, table)?),
            _ if many => None,
            _ => Some(self.key(fields, table)?),
        };
        let filter = if verb == "insert" { None } else { self.filter(fields, table) };
        let mut set = self.columns(verb, fields, table)?;
        if matches!(verb, "insert" | "put") {
            self.fill(table, &mut set, fields.span);
        }
        let limit = if many { self.limit(fields) } else { None };
        if verb == "update" && set.is_empty() && fields.get("set").is_none() {
            let error = Diagnostic::error("missing", fields.span, "an update that sets nothing")
                .help("add set = { reserved = \"reserved + 1\" }");
            self.cx.say(error);
        }
        let write = Write { table, key, filter, set, limit };
        let action = match verb {
            "insert" => Action::Insert(write),
            "put" => Action::Put(write),
            "update" => Action::Update(write),
            _ => Action::Delete(write),
        };
        Some(Done { action, label: self.labelled(verb, table), record: Record::Row(table) })
    }

    /// The key of a new row may also stand in `set`.
    fn insert_key(&mut self, fields: &Fields<'_>, table: TableId) -> Option<Vec<Expr>> {
        if fields.get("key").is_some() {
            return self.key(fields, table);
        }
        let said = fields.get("set").and_then(Node::table);
        let columns: Vec<(String, Type)> = {
            let table = &self.world.tables[table.index()];
            table.columns[..table.key].iter().map(|column| (column.name.clone(), column.ty)).collect()
        };
        let keys: Vec<Option<Expr>> = columns
            .iter()
            .map(|(name, ty)| match said.and_then(|said| said.get(name)) {
                Some(node) => self.node(node, &format!("set.{name}"), &values(), Want::Type(*ty)),
                None => self.value_for(name, *ty, fields.span, table, false, None),
            })
            .collect();
        keys.into_iter().collect()
    }

    /// What `set` says of columns.
    fn columns(&mut self, verb: &str, fields: &Fields<'_>, table: TableId) -> Option<Vec<(ColumnId, Expr)>> {
        let mut set = Vec::new();
        let mut complete = true;
        for entry in fields.get("set").and_then(Node::table).map(|set| &set.entries[..]).unwrap_or_default() {
            let Some((column, ty)) = self.world.column(table, &entry.key) else {
                let columns =
                    self.world.tables[table.index()].columns.iter().map(|column| column.name.as_str());
                let id = &self.world.tables[table.index()].id;
                self.cx.say(unknown(entry.span, &format!("column of `{id}`"), &entry.key, columns));
                complete = false;
                continue;
            };
            let role = self.world.tables[table.index()].columns[column.index()].role;
            match role {
                ColumnRole::Plain => {}
                ColumnRole::Key if verb == "insert" => continue,
                ColumnRole::Key => {
                    let error = Diagnostic::error(
                        "key",
                        entry.span,
                        format!("`{}` is a part of the key, and a row keeps its key", entry.key),
                    )
                    .help("say which row with key = …; a new key is a new row: insert it");
                    self.cx.say(error);
                    continue;
                }
                _ => {
                    let error = Diagnostic::error(
                        "taken-name",
                        entry.span,
                        format!("`{}` changes by itself", entry.key),
                    )
                    .help("leave it out");
                    self.cx.say(error);
                    continue;
                }
            }
            let scope = if verb == "insert" { values() } else { row(table) };
            match self.node(&entry.node, &format!("set.{}", entry.key), &scope, Want::Type(ty)) {
                Some(expr) => set.push((column, expr)),
                None => complete = false,
            }
        }
        self.incomplete |= !complete;
        complete.then_some(set)
    }

    /// Columns that `set` does not say take the value of the same name, where there is one.
    fn fill(&mut self, table: TableId, set: &mut Vec<(ColumnId, Expr)>, span: Span) {
        let columns: Vec<(ColumnId, String, Type, Option<Expr>)> = self.world.tables[table.index()]
            .columns
            .iter()
            .enumerate()
            .filter(|(_, column)| column.role == ColumnRole::Plain)
            .map(|(at, column)| {
                (
                    ColumnId(u32::try_from(at).unwrap_or(u32::MAX)),
                    column.name.clone(),
                    column.ty,
                    column.initial.clone(),
                )
            })
            .filter(|(id, ..)| !set.iter().any(|(set, _)| set == id))
            .collect();
        for (id, name, ty, initial) in columns {
            let found = match self.scope.known(std::slice::from_ref(&name), span) {
                Some(Found::Value(slot, actual)) => Some((slot, actual)),
                Some(_) => None,
                None => {
                    let constant = initial.filter(|initial| matches!(initial.kind, ExprKind::Constant(_)));
                    self.scope.soft(&name, constant, span)
                }
            };
            let Some((slot, actual)) = found.filter(|(_, actual)| actual.is_scalar()) else { continue };
            let expr = Expr { kind: ExprKind::Value(slot), ty: actual, span };
            if let Some(expr) = self.fitted(expr, ty, &name, None) {
                set.push((id, expr));
            }
        }
    }

    /// An expression that is a text already.
    pub fn value_text(&mut self, text: &Text, attribute: &str) -> Option<Expr> {
        self.expr(text, attribute, &values(), Want::Any)
    }
}

/// The words by which a step with `where` would go over many rows.
fn many(fields: &Fields<'_>) -> Option<&'static str> {
    fields.get("where")?;
    if fields.get("read").is_some() {
        return Some("limit = 100 (and `by` for an order), or `near`");
    }
    let writes = ["update", "delete"].iter().any(|verb| fields.get(verb).is_some());
    writes.then_some("limit = 100")
}
