use super::context::Context;
use super::fields::Fields;
use super::names::{malformed, refer, unknown};
use crate::calc::format::grouped;
use crate::diag::{Diagnostic, Span};
use crate::problem::document::{Entry, Node, Text, Value};
use crate::problem::model::{Column, ColumnId, ColumnRole, ComponentId, EnumId, Rows, Table, TableId, Type};
use crate::problem::row::{Bare, Lower, NoValues, RowScope, World};

/// Rows at the start, over all tables together.
const MAX_ROWS: u64 = 5_000_000;

/// What every row has.
const BUILT_IN: [(&str, Type, ColumnRole); 3] = [
    ("version", Type::Int, ColumnRole::Version),
    ("created", Type::Time, ColumnRole::Created),
    ("changed", Type::Time, ColumnRole::Changed),
];

/// Reads a table and puts it into the world.
pub(super) fn table(cx: &mut Context<'_>, world: &mut World, entry: &Entry) {
    let table = entry.node.table();
    let empty = crate::problem::document::Table::default();
    let fields =
        Fields::open(cx, "table", "", table.unwrap_or(&empty), entry.span, format!("table `{}`", entry.key));
    let component = fields.get("in").and_then(|node| {
        let names = world.components.iter().map(|(name, _)| name.as_str());
        refer(cx, node, "component", names, world.component(node.string()?))
    });
    let id = TableId(u32::try_from(world.tables.len()).unwrap_or(u32::MAX));
    let keys = keys(&fields);
    let numbered = keys.is_empty();
    let mut made = Table {
        id: entry.key.clone(),
        span: entry.span,
        component: component.unwrap_or(ComponentId(0)),
        columns: Vec::new(),
        key: keys.len().max(1),
        numbered,
        rows: Rows::default(),
        unique: Vec::new(),
        ttl: fields.time(cx, "ttl"),
        max: fields.count(cx, "max", 1),
        bytes: fields.data(cx, "bytes").unwrap_or(0),
    };
    let said: Vec<&Entry> = fields
        .get("columns")
        .and_then(Node::table)
        .map(|table| table.entries.iter().collect())
        .unwrap_or_default();
    if numbered {
        made.columns.push(Column { name: "row".into(), ty: Type::Int, initial: None, role: ColumnRole::Key });
    }
    for (key, _) in &keys {
        made.columns.push(Column { name: key.clone(), ty: Type::Int, initial: None, role: ColumnRole::Key });
    }
    world.tables.push(made);
    columns(cx, world, id, &keys, &said);
    for (name, ty, role) in BUILT_IN {
        world.tables[id.index()].columns.push(Column { name: name.into(), ty, initial: None, role });
    }
    // Rows that could not be read count as one: then no step is asked which row it means.
    let one = || Rows(vec![1; keys.len().max(1)]);
    world.tables[id.index()].rows = rows(cx, &fields, &keys).unwrap_or_else(one);
    world.tables[id.index()].unique = unique(cx, world, &fields, id);
    for (key, span) in &keys {
        cx.diagnostics.extend(malformed(key, *span));
    }
}

fn keys(fields: &Fields<'_>) -> Vec<(String, Span)> {
    fields.texts("key")
}

/// The columns: those of the key take their type from `columns` where they stand there too.
fn columns(cx: &mut Context<'_>, world: &mut World, id: TableId, keys: &[(String, Span)], said: &[&Entry]) {
    for entry in said {
        let name = &entry.key;
        if BUILT_IN.iter().any(|(built_in, ..)| built_in == name) || (keys.is_empty() && name == "row") {
            let error = Diagnostic::error("taken-name", entry.span, format!("every row has `{name}` anyway"))
                .help("leave it out, or choose another name");
            cx.say(error);
            continue;
        }
        cx.diagnostics.extend(malformed(name, entry.span));
        let Some(text) = entry.node.expression() else {
            let error = Diagnostic::error(
                "wrong-shape",
                entry.node.span,
                format!("the initial value of `{name}` is {}", entry.node.words()),
            )
            .help("write a value: 0, 0.0, \"0s\", \"$0\", true, \"held|sold\", \"id\"");
            cx.say(error);
            // It is there, whatever it holds.
            let column = Column { name: name.clone(), ty: Type::Int, initial: None, role: ColumnRole::Plain };
            world.tables[id.index()].columns.push(column);
            continue;
        };
        let (ty, initial) = match column_type(cx, world, id, entry, &text) {
            Some(found) => found,
            None => (Type::Int, None),
        };
        let columns = &mut world.tables[id.index()].columns;
        match keys.iter().position(|(key, _)| key == name) {
            Some(at) => columns[at].ty = ty,
            None => columns.push(Column { name: name.clone(), ty, initial, role: ColumnRole::Plain }),
        }
    }
}

type Typed = (Type, Option<crate::problem::model::Expr>);

/// The type of a column is that of its initial value.
fn column_type(
    cx: &mut Context<'_>,
    world: &mut World,
    id: TableId,
    entry: &Entry,
    text: &Text,
) -> Option<Typed> {
    use crate::problem::model::{Expr, ExprKind};
    let constant =
        |value, ty| Some((ty, Some(Expr { kind: ExprKind::Constant(value), ty, span: text.span })));
    if text.text == "id" && entry.node.string().is_some() {
        return constant(Type::NONE, Type::Id);
    }
    if text.text.contains('|') {
        let list = labels(cx, world, id, entry, text);
        return constant(0, Type::Enum(list));
    }
    let place = format!("{}.{}", world.tables[id.index()].id, entry.key);
    let rows = RowScope { this: Some((id, Bare::Key)), ..RowScope::default() };
    let mut errors = Vec::new();
    let expr = {
        let mut frame = NoValues;
        let mut lower = Lower::new(world, cx.cache, &mut frame, rows, &mut errors, &place);
        match &entry.node.value {
            Value::Float(_) => lower.typed(text, Type::Decimal),
            _ => lower.any(text),
        }
    };
    let unknown = errors.iter().any(|error| error.code == "unknown-name");
    for error in errors {
        let word = text.text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
        cx.say(if unknown && word {
            error.help("a column with labels lists them: \"held|sold\"; a decimal is written 0.0")
        } else {
            error
        });
    }
    let expr = expr.ok()?;
    Some((expr.ty, Some(expr)))
}

/// The labels of a column. Where one is wrong, the others still are its labels: what names them is right.
fn labels(cx: &mut Context<'_>, world: &mut World, id: TableId, entry: &Entry, text: &Text) -> EnumId {
    let mut labels: Vec<String> = Vec::new();
    for label in text.text.split('|').map(str::trim) {
        if let Some(error) = malformed(label, text.inside()) {
            cx.say(error);
        }
        if labels.iter().any(|known| known == label) {
            cx.say(
                Diagnostic::error("taken-name", text.inside(), format!("the label `{label}` stands twice"))
                    .help("remove one"),
            );
            continue;
        }
        labels.push(label.to_owned());
    }
    let name = format!("{}.{}", world.tables[id.index()].id, entry.key);
    world.intern(&name, labels)
}

/// The rows at the start; `None` where they are wrong, which has been said.
fn rows(cx: &mut Context<'_>, fields: &Fields<'_>, keys: &[(String, Span)]) -> Option<Rows> {
    let Some(node) = fields.get("rows") else { return Some(Rows::default()) };
    let counts: Vec<u64> = match (&node.value, keys) {
        (Value::Table(table), _) => {
            let mut counts = Vec::new();
            for (key, _) in keys {
                let Some(entry) = table.entry(key) else {
                    let error =
                        Diagnostic::error("rows", node.span, format!("no count for the key column `{key}`"))
                            .help(format!("add {key} = 100"));
                    cx.say(error);
                    return None;
                };
                counts.push(cx.count(&entry.node.expression()?, 1)?);
            }
            for entry in &table.entries {
                if !keys.iter().any(|(key, _)| *key == entry.key) {
                    cx.say(unknown(
                        entry.span,
                        "key column",
                        &entry.key,
                        keys.iter().map(|(key, _)| key.as_str()),
                    ));
                }
            }
            counts
        }
        (Value::Array(_) | Value::Datetime, _) => {
            let error = Diagnostic::error("wrong-shape", node.span, format!("`rows` is {}", node.words()))
                .help("write a count, or a count for each key column: { dc = 50, item = 200 }");
            cx.say(error);
            return None;
        }
        (_, _) => {
            let count = cx.count(&node.expression()?, 1)?;
            if keys.len() > 1 && count > 1 {
                let names: Vec<String> = keys.iter().map(|(key, _)| format!("{key} = …")).collect();
                let error = Diagnostic::error(
                    "rows",
                    node.span,
                    format!("one count for a key of {} columns", keys.len()),
                )
                .help(format!("write rows = {{ {} }}", names.join(", ")));
                cx.say(error);
                return None;
            }
            vec![count; keys.len().max(1)]
        }
    };
    let product = counts.iter().try_fold(1_u64, |product, &count| product.checked_mul(count));
    if product.is_none_or(|product| product > MAX_ROWS) {
        let error = Diagnostic::error(
            "too-many-rows",
            node.span,
            format!("more rows at the start than the limit of {}", grouped(&MAX_ROWS.to_string())),
        )
        .help("use a slice of them, and `scale` for the load");
        cx.say(error);
        return None;
    }
    Some(Rows(counts))
}

fn unique(cx: &mut Context<'_>, world: &World, fields: &Fields<'_>, id: TableId) -> Vec<Vec<ColumnId>> {
    let Some(node) = fields.get("unique") else { return Vec::new() };
    let lists = node.array().filter(|lists| lists.iter().all(|list| list.array().is_some()));
    let Some(lists) = lists else {
        let error = Diagnostic::error("wrong-shape", node.span, "`unique` is a list of lists")
            .help("write unique = [[\"job\", \"due\"]]");
        cx.say(error);
        return Vec::new();
    };
    let names: Vec<&str> =
        world.tables[id.index()].columns.iter().map(|column| column.name.as_str()).collect();
    let mut unique = Vec::new();
    for list in lists {
        let mut columns = Vec::new();
        for item in list.array().unwrap_or_default() {
            let column = world.column(id, item.string().unwrap_or_default()).map(|(column, _)| column);
            columns.extend(refer(cx, item, "column", names.iter().copied(), column));
        }
        if !columns.is_empty() {
            unique.push(columns);
        }
    }
    unique
}
