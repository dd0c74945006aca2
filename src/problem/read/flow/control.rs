use super::body::{Body, Want, truth, values};
use super::scope::Record;
use super::step::Done;
use crate::calc::syntax::{self, ExprKind as Syntax};
use crate::diag::{Diagnostic, Span, nearest};
use crate::problem::document::{Node, Text};
use crate::problem::model::{Action, Each, Expr, ExprKind, MOST_ROUNDS, Over, Slot, Step, TableId, Type};
use crate::problem::read::fields::{Fields, status};
use crate::problem::read::names::{malformed, refer};
use crate::problem::row::{Found, Frame};

/// A round of a loop.
struct Round {
    body: Vec<Step>,
    /// When the loop ends early.
    until: Option<Expr>,
}

impl Body<'_, '_> {
    pub fn at(&mut self, fields: &Fields<'_>) -> Option<Done> {
        let node = fields.get("at")?;
        let name = node.string()?;
        let names = self.world.components.iter().map(|(name, _)| name.as_str());
        let at = refer(self.cx, node, "component", names, self.world.component(name))?;
        let label = format!("at {name}");
        if fields.get("do").is_none() {
            return Some(Done { action: Action::Visit { at }, label, record: Record::Outcome });
        }
        if let Some(&outer) = self.blocks.last() {
            let kind = self.world.components[outer.index()].1;
            if matches!(kind, "redis" | "kafka" | "queue" | "world") {
                self.inside(at, node.span, name);
            }
        }
        self.blocks.push(at);
        let body = self.nested(fields, "do");
        self.blocks.pop();
        Some(Done {
            action: Action::Block { at, body, atomic: fields.flag("atomic") },
            label,
            record: Record::Outcome,
        })
    }

    pub fn each(&mut self, fields: &Fields<'_>) -> Option<Done> {
        let node = fields.get("each")?;
        let text = node.expression()?;
        if fields.get("do").is_none() {
            let error =
                Diagnostic::error("missing", fields.span, "a loop without steps").help("add do = [ … ]");
            self.cx.say(error);
            return None;
        }
        let (alias, over) = match text.text.find(" in ") {
            Some(at) => (Some(text.part(0, at)), text.part(at + 4, text.text.len())),
            None => (None, text.clone()),
        };
        if let Some(alias) = &alias {
            if let Some(error) = malformed(&alias.text, alias.inside()) {
                self.cx.say(error);
                return None;
            }
        }
        let (over, Round { body, until }) = self.over(fields, alias.map(|alias| alias.text), &over)?;
        let each = Each { over, together: fields.flag("together"), until, body };
        if let (true, Some(until)) = (each.together, fields.get("until")) {
            let error =
                Diagnostic::error("each", until.span, "rounds that all begin at once do not end early");
            self.cx.say(error.help("leave out `until` or `together`"));
        }
        Some(Done {
            action: Action::Each(each),
            label: format!("each {}", text.text),
            record: Record::Outcome,
        })
    }

    fn over(&mut self, fields: &Fields<'_>, alias: Option<String>, text: &Text) -> Option<(Over, Round)> {
        let tree = match self.cx.cache.parse(&text.text) {
            Ok(tree) => tree,
            Err(error) => {
                let error = text.locate(error);
                self.cx.say(error);
                return None;
            }
        };
        if let Syntax::Range(low, high) = &tree.kind {
            let (low, high) =
                (text.part(low.span.start, low.span.end), text.part(high.span.start, high.span.end));
            let from = self.expr(&low, "each.from", &values(), Want::Type(Type::Int));
            let to = self.expr(&high, "each.to", &values(), Want::Type(Type::Int));
            let (from, to) = (from?, to?);
            if let (ExprKind::Constant(low), ExprKind::Constant(high)) = (&from.kind, &to.kind) {
                if high.saturating_sub(*low) >= MOST_ROUNDS {
                    let error = Diagnostic::error(
                        "unbounded",
                        text.inside(),
                        format!("a loop of more rounds than the limit of {MOST_ROUNDS}"),
                    )
                    .help("load is what `arrive` is for");
                    self.cx.say(error);
                }
            }
            let Some(alias) = alias else { return self.unnamed(text) };
            let item = self.scope.enter_items(alias);
            let round = self.round(fields);
            self.scope.loops.pop();
            return Some((Over::Count { from, to, item }, round?));
        }
        if let Syntax::Name(path) = &tree.kind {
            if let Some((rows, table)) = self.rows_named(path, text.inside())? {
                self.scope.enter_rows(alias, table, self.scope.is_near(&path[0]), &path[0]);
                let round = self.round(fields);
                let parts = self.scope.loops.pop().map(|each| each.parts).unwrap_or_default();
                return Some((Over::Rows { rows, parts }, round?));
            }
        }
        if let Some(meant) = ends_in_parentheses(&tree, &text.text) {
            let error =
                Diagnostic::error("range", text.inside(), "`..` joins two numbers before anything else does")
                    .help(format!("put the ends in parentheses: {meant}"));
            self.cx.say(error);
            return None;
        }
        let list = self.expr(text, "each", &values(), Want::Any)?;
        if !matches!(list.ty, Type::List(_)) {
            let words = crate::problem::row::type_words(list.ty, self.world);
            let error = Diagnostic::error("type", text.inside(), format!("a loop over {words}"))
                .help("a loop walks a list, the rows of a scan, or numbers: \"k in 1..n\"");
            self.cx.say(error);
            return None;
        }
        let Some(alias) = alias else { return self.unnamed(text) };
        let item = self.scope.enter_items(alias);
        let round = self.round(fields);
        self.scope.loops.pop();
        Some((Over::Items { list, item }, round?))
    }

    /// What happens in a round of a loop, where its items have their names.
    fn round(&mut self, fields: &Fields<'_>) -> Option<Round> {
        let body = self.nested(fields, "do");
        let until = match fields.get("until") {
            Some(node) => Some(self.node(node, "until", &values(), Want::Type(Type::Bool))?),
            None => None,
        };
        Some(Round { body, until })
    }

    fn unnamed<T>(&mut self, text: &Text) -> Option<T> {
        let error = Diagnostic::error("each", text.inside(), "the items have no name")
            .help(format!("write each = \"item in {}\"", text.text));
        self.cx.say(error);
        None
    }

    /// The rows under a name; `Some(None)` where it is something else.
    #[allow(clippy::option_option)]
    fn rows_named(&mut self, path: &[String], span: Span) -> Option<Option<(Slot, TableId)>> {
        let known = self.scope.known(path, span);
        if let (None, Some(table)) = (&known, self.world.table(&path[0])) {
            let id = &self.world.tables[table.index()].id;
            let error = Diagnostic::error("unbounded", span, format!("a loop over the whole table `{id}`"))
                .help(format!(
                    "read what you need first: {{ read = \"{id}\", where = …, limit = 100, as = \"some\" }}"
                ));
            self.cx.say(error);
            return None;
        }
        let found = known.unwrap_or_else(|| {
            let name = path.join(".");
            let near = nearest(&name, self.scope.lists().into_iter().filter(|list| *list != name));
            let near = near.map(str::to_owned);
            self.scope.wanted(path, span, near)
        });
        match found {
            Found::Value(slot, Type::Rows(table)) => Some(Some((slot, table))),
            Found::Untyped => {
                self.incomplete = true;
                None
            }
            _ => Some(None),
        }
    }

    pub fn give_values(&mut self, fields: &Fields<'_>) -> Option<Done> {
        let mut gives = Vec::new();
        for entry in &fields.get("let")?.table()?.entries {
            if !self.can_be_value(&entry.key, entry.span) {
                continue;
            }
            let Some(text) = self.text(&entry.node) else { continue };
            let Some(expr) = self.value_text(&text, &format!("let.{}", entry.key)) else {
                self.scope.untyped(&entry.key);
                continue;
            };
            let (slot, ty) = self.scope.assign(&entry.key, expr.ty);
            if let Some(expr) = self.reassigned(expr, ty, &entry.key) {
                gives.push((slot, expr));
            }
        }
        Some(Done { action: Action::Let(gives), label: "let".into(), record: Record::Outcome })
    }

    fn reassigned(&mut self, expr: Expr, ty: Type, name: &str) -> Option<Expr> {
        let (span, actual) = (expr.span, expr.ty);
        let fitted = crate::problem::row::Term::Typed(expr).fit(ty);
        if fitted.is_none() {
            let words = [actual, ty].map(|ty| crate::problem::row::type_words(ty, self.world));
            let error = Diagnostic::error(
                "type",
                span,
                format!("`{name}` becomes {} here and is {} elsewhere", words[0], words[1]),
            )
            .help("give one of the two another name");
            self.cx.say(error);
            self.incomplete = true;
        }
        fitted
    }

    /// Whether a name can be a value: names are shared by everything.
    pub fn can_be_value(&mut self, name: &str, span: Span) -> bool {
        if let Some(error) = malformed(name, span) {
            self.cx.say(error);
            return false;
        }
        let input = self.world.inputs.contains_key(name).then_some("an input");
        let Some(owner) = input.or(self.world.owner(name)) else { return true };
        let error =
            Diagnostic::error("taken-name", span, format!("`{name}` is a value here and also {owner}"))
                .help("rename one: inputs, components, tables, topics, flows and values share their names");
        self.cx.say(error);
        false
    }

    pub fn wait(&mut self, fields: &Fields<'_>) -> Option<Done> {
        let node = fields.get("wait")?;
        let time = self.node(node, "wait", &values(), Want::Time)?;
        if matches!(time.kind, ExprKind::Constant(nanos) if nanos < 0) {
            let error = Diagnostic::error("negative", node.span, "a wait of less than nothing");
            self.cx.say(error.help("write how long it waits"));
        }
        Some(Done { action: Action::Wait(time), label: "wait".into(), record: Record::Outcome })
    }

    pub fn reply(&mut self, verb: &'static str, fields: &Fields<'_>) -> Option<Done> {
        let status = status(self.cx, fields.get(verb)?)?;
        let mut set = Vec::new();
        for entry in fields.get("set").and_then(Node::table).map(|set| &set.entries[..]).unwrap_or_default() {
            let Some(text) = self.text(&entry.node) else { continue };
            let Some(expr) = self.value_text(&text, &format!("set.{}", entry.key)) else { continue };
            let at = self.replies.iter().position(|(name, _)| *name == entry.key).unwrap_or_else(|| {
                self.replies.push((entry.key.clone(), expr.ty));
                self.replies.len() - 1
            });
            let ty = self.replies[at].1;
            if let Some(expr) = self.reassigned(expr, ty, &entry.key) {
                set.push((at, expr));
            }
        }
        let action =
            if verb == "reply" { Action::Reply { status, set } } else { Action::Answer { status, set } };
        Some(Done { action, label: format!("{verb} {status}"), record: Record::Outcome })
    }

    pub fn observe(&mut self, fields: &Fields<'_>) -> Option<Done> {
        let node = fields.get("note")?;
        let name = node.string()?.to_owned();
        if !self.can_be_value(&name, node.span) {
            return None;
        }
        let value = match fields.get("value") {
            Some(node) => Some(self.node(node, "value", &truth(), Want::Any)?),
            None => None,
        };
        let by = match fields.get("by") {
            Some(node) => Some(self.node(node, "by", &truth(), Want::Any)?),
            None => None,
        };
        let note = self.note(&name, value.as_ref().map(|value| value.ty), node.span);
        Some(Done {
            action: Action::Note { note, value, by },
            label: format!("note {name}"),
            record: Record::Outcome,
        })
    }

    pub fn single_flight(&mut self, fields: &Fields<'_>) -> Option<Done> {
        let key = self.node(fields.get("single_flight")?, "single_flight", &values(), Want::Any)?;
        let body = self.nested(fields, "do");
        if fields.table.get("do").is_none() {
            let error =
                Diagnostic::error("missing", fields.span, "a single flight without `do` runs nothing");
            self.cx
                .say(error.help("add do = [ … ]: the steps that one request runs and the others wait for"));
        }
        Some(Done {
            action: Action::SingleFlight { key, body },
            label: "single flight".into(),
            record: Record::Outcome,
        })
    }
}

/// What `1..k + 1` was meant to be, where a range stands inside of something else.
fn ends_in_parentheses(tree: &syntax::Expr, text: &str) -> Option<String> {
    let (low, high, inner) = range_in(tree).filter(|(.., inner)| *inner != tree.span)?;
    let end = |part: &str, plain: bool| if plain { part.to_owned() } else { format!("({part})") };
    let low = end(text.get(tree.span.start..low)?, tree.span.start == inner.start);
    let high = end(text.get(high..tree.span.end)?, tree.span.end == inner.end);
    Some(format!("{low}..{high}"))
}

/// Where the ends of a range stand that is a side of arithmetic, and where it stands itself.
fn range_in(tree: &syntax::Expr) -> Option<(usize, usize, Span)> {
    match &tree.kind {
        Syntax::Range(low, high) => Some((low.span.end, high.span.start, tree.span)),
        Syntax::Binary(_, left, right) => range_in(left).or_else(|| range_in(right)),
        _ => None,
    }
}
