use super::context::Context;
use super::fields::Fields;
use super::measured::measured;
use super::names::{refer, unknown};
use crate::calc::syntax::ExprKind as Syntax;
use crate::diag::{Diagnostic, Span};
use crate::problem::document::{Entry, Node, Table, Text};
use crate::problem::model::{
    Aggregate, Expr, ExprKind, Invariant, Objective, Promise, TableId, Type, Walk, When,
};
use crate::problem::row::{Bare, Lower, NoValues, Place, RowScope, World};

/// An objective: a rule alone, or a table with its sentence.
pub(super) fn objective(cx: &mut Context<'_>, world: &World, entry: &Entry) -> (Promise, Option<Objective>) {
    let mut promise = Promise { id: entry.key.clone(), invariant: false, says: String::new(), runs: false };
    let text = match (&entry.node.string(), entry.node.table()) {
        (Some(_), _) => entry.node.expression(),
        (None, Some(table)) => {
            let fields =
                Fields::open(cx, "objective", "", table, entry.span, format!("objective `{}`", entry.key));
            promise.says = fields.text("says");
            fields.get("rule").and_then(Node::expression)
        }
        _ => {
            let error = Diagnostic::error(
                "wrong-shape",
                entry.node.span,
                format!("an objective is a rule, and this is {}", entry.node.words()),
            )
            .help("write it like \"order.latency.p99 <= 300ms\"");
            cx.say(error);
            None
        }
    };
    let Some(text) = text else {
        if entry.node.table().is_some_and(|table| table.get("rule").is_none()) {
            cx.say(
                not_judged(entry, "objective")
                    .help("add rule = \"order.latency.p99 <= 300ms\", or take it out"),
            );
        }
        return (promise, None);
    };
    promise.runs = true;
    if promise.says.is_empty() {
        promise.says.clone_from(&text.text);
    }
    let objective = compared(cx, world, &text, &entry.key, entry.span, &promise.says);
    (promise, objective)
}

/// In a design that runs a sentence alone looks like a rule that every run keeps.
fn not_judged(entry: &Entry, what: &str) -> Diagnostic {
    let message = format!("{what} `{}` is a sentence alone: no run is judged by it", entry.key);
    Diagnostic::warning("not-judged", entry.span, message)
}

/// `left <= right` over what is measured.
pub(super) fn compared(
    cx: &mut Context<'_>,
    world: &World,
    text: &Text,
    id: &str,
    span: Span,
    says: &str,
) -> Option<Objective> {
    let tree = match cx.cache.quantity(&text.text) {
        Ok(tree) => tree,
        Err(error) => {
            let error = text.locate(error);
            cx.say(error);
            return None;
        }
    };
    let Syntax::Compare(left, rest) = &tree.kind else {
        let error = Diagnostic::error("no-comparison", text.inside(), "a rule compares")
            .help("write it like order.latency.p99 <= 300ms");
        cx.say(error);
        return None;
    };
    let [(comparison, right)] = rest.as_slice() else {
        let error =
            Diagnostic::error("chain", text.inside(), "a chain of comparisons").help("make two rules of it");
        cx.say(error);
        return None;
    };
    let (left, right) = (measured(cx, world, text, left), measured(cx, world, text, right));
    let ((left, a), (right, b)) = (left?, right?);
    if a != b {
        let error = Diagnostic::error(
            "dimension",
            text.inside(),
            format!("{} compared with {}", a.words(), b.words()),
        )
        .help("both sides must be the same: a latency with a time, a count with a number");
        cx.say(error);
        return None;
    }
    if left.is_constant() && right.is_constant() {
        let error =
            Diagnostic::error("constant-rule", text.inside(), "a rule about nothing that is measured")
                .help("name something measured: order.latency.p99, ghost.count");
        cx.say(error);
        return None;
    }
    Some(Objective {
        id: id.to_owned(),
        span,
        says: says.to_owned(),
        text: text.text.clone(),
        left,
        comparison: *comparison,
        right,
        dimension: a,
    })
}

/// An invariant.
pub(super) fn invariant(cx: &mut Context<'_>, world: &World, entry: &Entry) -> (Promise, Option<Invariant>) {
    let empty = Table::default();
    let owner = format!("invariant `{}`", entry.key);
    let fields = Fields::open(cx, "invariant", "", entry.node.table().unwrap_or(&empty), entry.span, owner);
    let says = fields.text("says");
    let mut promise = Promise { id: entry.key.clone(), invariant: true, says: says.clone(), runs: false };
    let (always, at_end) = (fields.expression("always"), fields.expression("at_end"));
    if let (Some(_), Some(second)) = (&always, fields.entry("at_end")) {
        let error = Diagnostic::error("two-moments", second.span, "a rule with `always` and `at_end`")
            .help("make two rules of it");
        cx.say(error);
    }
    let Some(text) = always.clone().or(at_end) else {
        let said: Vec<&str> =
            ["each", "where", "within"].into_iter().filter(|word| fields.get(word).is_some()).collect();
        if let Some(word) = said.first() {
            let error = Diagnostic::error(
                "missing",
                entry.span,
                format!("invariant `{}` has `{word}` and no condition", entry.key),
            )
            .help("add always = \"…\" or at_end = \"…\"");
            cx.say(error);
        } else {
            cx.say(
                not_judged(entry, "invariant").help("add always = \"…\" or at_end = \"…\", or take it out"),
            );
        }
        return (promise, None);
    };
    promise.runs = true;
    let Some(each) = walk(cx, world, &fields) else { return (promise, None) };
    let scope = RowScope {
        this: each.as_ref().map(|walk| (walk.table, Bare::Row)),
        walk: each.clone(),
        place: Place::Rule,
        at_end: always.is_none(),
        ..RowScope::default()
    };
    let within = fields.time(cx, "within");
    let filter = match fields.get("where") {
        Some(node) => {
            let filter = node.expression().and_then(|text| condition(cx, world, &text, scope.clone()));
            if filter.is_none() {
                return (promise, None);
            }
            filter
        }
        None => None,
    };
    let Some(condition) = condition(cx, world, &text, scope) else { return (promise, None) };
    let when = match (always.is_some(), within) {
        (true, None) => When::Always,
        (true, Some(within)) => When::AlwaysWithin(within),
        (false, None) => When::AtEnd,
        (false, Some(within)) => When::AtEndWithin(within),
    };
    let mut reads = Vec::new();
    tables(&condition, &mut reads);
    if let Some(filter) = &filter {
        tables(filter, &mut reads);
    }
    if each.is_none() && always.is_some() && reads.is_empty() {
        let error = Diagnostic::error(
            "never-asked",
            text.inside(),
            "`always` is asked when a row changes, and this speaks of no row",
        )
        .help("use at_end, or say of which rows: each = \"TABLE\"");
        cx.say(error);
    }
    let invariant = Invariant {
        id: entry.key.clone(),
        span: entry.span,
        says,
        text: text.text,
        each,
        filter,
        when,
        condition,
        reads,
    };
    (promise, Some(invariant))
}

fn condition(cx: &mut Context<'_>, world: &World, text: &Text, scope: RowScope) -> Option<Expr> {
    let mut frame = NoValues;
    let mut lower = Lower::new(world, cx.cache, &mut frame, scope, &mut cx.diagnostics, &"");
    lower.typed(text, Type::Bool).ok()
}

/// `each = "lines by dc, item"`; the outer option is `None` where it is wrong.
#[allow(clippy::option_option)]
fn walk(cx: &mut Context<'_>, world: &World, fields: &Fields<'_>) -> Option<Option<Walk>> {
    let Some(node) = fields.get("each") else { return Some(None) };
    let text = node.expression()?;
    let (name, by) = match text.text.find(" by ") {
        Some(at) => (text.part(0, at), Some(text.part(at + 4, text.text.len()))),
        None => (text.clone(), None),
    };
    let names = world.tables.iter().map(|table| table.id.as_str());
    let Some(table) = world.table(&name.text) else {
        cx.say(unknown(name.inside(), "table", &name.text, names));
        return None;
    };
    let mut columns = Vec::new();
    if let Some(by) = by {
        for column in by.text.split(',').map(str::trim) {
            let found = world.column(table, column).map(|(column, _)| column);
            let known = world.tables[table.index()].columns.iter().map(|column| column.name.as_str());
            let text = Text::whole(column.to_owned(), by.inside());
            let at = Node { value: crate::problem::document::Value::String(text), span: by.inside() };
            columns.push(refer(cx, &at, "column", known, found)?);
        }
    }
    Some(Some(Walk { table, by: columns }))
}

/// The tables that an expression looks into.
pub(super) fn tables(expr: &Expr, found: &mut Vec<TableId>) {
    let mut add = |table: TableId| {
        if !found.contains(&table) {
            found.push(table);
        }
    };
    match &expr.kind {
        ExprKind::Lookup { table, .. } => add(*table),
        ExprKind::Aggregate(aggregate) => {
            let Aggregate { table, .. } = &**aggregate;
            table.iter().for_each(|&table| add(table));
        }
        _ => {}
    }
    expr.each_child(&mut |child| tables(child, found));
}
