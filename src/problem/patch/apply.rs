use super::path::Path;
use crate::diag::{Diagnostic, Span, nearest};
use crate::problem::document::{Entry, Node, Table, Value};
use crate::problem::vocabulary::{self, Default};

/// What a patch does at its path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::problem) enum Change {
    /// A new value; `"off"` takes an attribute away, a list of steps takes a step's place.
    Set,
    /// Steps before a step.
    Before,
    /// Steps after a step.
    After,
    /// A part that was not there.
    Add,
}

/// Whether a patch must match and change something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::problem) enum Strictness {
    /// On the reference: a patch that matches nothing or changes nothing is an error.
    Strict,
    /// On a design that other patches have changed: what it was about may be gone, or so already.
    Lenient,
}

/// The sections whose names are unique, so that a path can begin with a name.
const NAMED: [&str; 4] = ["components", "tables", "topics", "flows"];

/// Applies one patch to a file.
pub(in crate::problem) fn apply(
    file: &mut Table,
    path: &Path,
    change: Change,
    value: &Node,
    strictness: Strictness,
) -> Result<(), Diagnostic> {
    let strict = strictness == Strictness::Strict && change == Change::Set;
    if strict && is_default(file, path, value) {
        return Err(Diagnostic::error("no-change", path.span, format!("`{}` is this already", path.text()))
            .label(value.span, "the same as unless said")
            .help("a patch makes a difference: give another value, or leave it out"));
    }
    // A value is set within one section: the others stay as they are.
    let section = place_of(file, path).map(|(section, _)| section).filter(|_| strict);
    let before = section.and_then(|section| file.get(section).cloned());
    let outcome = match change {
        Change::Add => add(file, path, value),
        _ => place(file, path, change, value),
    };
    match outcome {
        Err(_) if strictness == Strictness::Lenient && change == Change::Set && missing_step(file, path) => {
            return Ok(());
        }
        Err(error) => return Err(error),
        Ok(()) => {}
    }
    let after = section.and_then(|section| file.get(section));
    if before.zip(after).is_some_and(|(before, after)| before.same(after)) {
        return Err(Diagnostic::error("no-change", path.span, format!("`{}` is this already", path.text()))
            .label(value.span, "the same as in the design")
            .help("a patch makes a difference: give another value, or leave it out"));
    }
    Ok(())
}

/// Whether a value is what holds where nothing is said, and nothing is said.
fn is_default(file: &Table, path: &Path, value: &Node) -> bool {
    let Some((section, skipped)) = place_of(file, path) else { return false };
    let [name, word] = &path.parts[skipped..] else { return false };
    let Some(table) = file.table(section).and_then(|table| table.table(name)) else { return false };
    let kind = table.get("kind").and_then(Node::string).unwrap_or_default();
    let word = vocabulary::section(section.trim_end_matches('s')).word(kind, word);
    let default = word.filter(|word| table.get(word.name).is_none()).map(|word| word.default);
    matches!((default, value.expression()), (Some(Default::Value(default)), Some(value)) if value.text == default)
}

/// Whether a path leads to a step that another patch has taken away.
fn missing_step(file: &Table, path: &Path) -> bool {
    let flow = path.parts.first().and_then(|name| file.table("flows")?.table(name));
    let attribute =
        path.parts.get(1).is_some_and(|word| vocabulary::section("flow").word("", word).is_some());
    flow.is_some() && !attribute
}

/// Which section the first name of a path is in, and how many names of the path lead there.
fn place_of(file: &Table, path: &Path) -> Option<(&'static str, usize)> {
    let first = path.parts.first()?;
    for section in ["faults", "scenarios"] {
        if first == section {
            return Some((section, 1));
        }
    }
    if file.table("inputs").is_some_and(|inputs| inputs.get(first).is_some()) {
        return Some(("inputs", 0));
    }
    NAMED
        .into_iter()
        .find(|section| file.table(section).is_some_and(|table| table.get(first).is_some()))
        .map(|section| (section, 0))
}

fn place(file: &mut Table, path: &Path, change: Change, value: &Node) -> Result<(), Diagnostic> {
    if path.index.is_some() {
        return Err(Diagnostic::error(
            "path",
            path.span,
            "one instance is changed by a fault, not by a patch",
        )
        .help("add a fault with this attribute, and name it in the scenario"));
    }
    let Some((section, skipped)) = place_of(file, path) else { return Err(nothing(file, path)) };
    let parts = &path.parts[skipped..];
    let (name, rest) = (&parts[..1.min(parts.len())], &parts[1.min(parts.len())..]);
    let [name] = name else { return Err(nothing(file, path)) };
    let Some(node) = file.get_mut(section).and_then(Node::table_mut).and_then(|table| table.get_mut(name))
    else {
        return Err(nothing(file, path));
    };
    if section == "inputs" && rest.is_empty() && change == Change::Set {
        *node = value.clone();
        return Ok(());
    }
    let Some(first) = rest.first() else {
        return Err(Diagnostic::error(
            "path",
            path.span,
            format!("`{name}` is a whole {}", section.trim_end_matches('s')),
        )
        .help(whole(section, name, node, value)));
    };
    if section == "flows" && vocabulary::section("flow").word("", first).is_none() {
        return step(node, path, rest, change, value);
    }
    if change != Change::Set {
        return Err(Diagnostic::error("path", path.span, format!("`{}` is no step", path.text()))
            .help("`before` and `after` put steps beside a step: name it by its id"));
    }
    if first == "steps" && rest.len() == 1 {
        // All steps of a flow.
        return attribute(node, "flow", path, rest, value);
    }
    attribute(node, section.trim_end_matches('s'), path, rest, value)
}

/// What to write instead of a name alone; who wants a flow off names what starts it.
fn whole(section: &str, name: &str, node: &Node, value: &Node) -> String {
    let starts = |word: &&str| node.table().is_some_and(|flow| flow.get(word).is_some());
    let trigger = ["arrive", "from", "every", "gone"].into_iter().find(starts);
    match trigger.filter(|_| section == "flows" && value.string() == Some("off")) {
        Some(trigger) => format!("a flow is stopped by its trigger: {name}.{trigger} = \"off\""),
        None => format!("name what of it changes: {name}.{}", example(section)),
    }
}

fn example(section: &str) -> &'static str {
    match section {
        "components" => "slots",
        "tables" => "ttl",
        "topics" => "key",
        "flows" => "arrive",
        "faults" => "at",
        _ => "for",
    }
}

/// Sets, changes or takes away an attribute.
fn attribute(
    node: &mut Node,
    section: &str,
    path: &Path,
    rest: &[String],
    value: &Node,
) -> Result<(), Diagnostic> {
    let wrong = |help: String| {
        Err(Diagnostic::error("no-match", path.span, format!("`{}` leads nowhere", path.text())).help(help))
    };
    let Some(table) = node.table_mut() else { return wrong("a path ends at a value".into()) };
    let [first, deeper @ ..] = rest else { return wrong("name an attribute".into()) };
    if !deeper.is_empty() {
        if table.get(first).is_none() {
            let span = path.span;
            table.put(first, span, Node::of_table(Table { entries: Vec::new(), inline: true }, span));
        }
        let Some(inner) = table.get_mut(first) else { return wrong("name an attribute".into()) };
        if inner.table().is_none() {
            let words = inner.words();
            return wrong(format!("`{first}` is {words} and has no parts: set it whole"));
        }
        return attribute(inner, "", path, deeper, value);
    }
    if value.string() == Some("off") {
        let kind = table.get("kind").and_then(Node::string).unwrap_or_default().to_owned();
        if !section.is_empty() {
            if let Some(word) = vocabulary::section(section).word(&kind, first) {
                if let Default::Value(default) = word.default {
                    return Err(Diagnostic::error(
                        "off",
                        value.span,
                        format!("`{first}` cannot be switched off"),
                    )
                    .help(format!("give it a value; without one it is {default}")));
                }
                if word.default == Default::Required {
                    return Err(Diagnostic::error(
                        "off",
                        value.span,
                        format!("`{first}` cannot be switched off"),
                    )
                    .help("give it another value"));
                }
            }
        }
        return match table.remove(first) {
            Some(_) => Ok(()),
            None => wrong(format!("`{first}` is off already")),
        };
    }
    table.put(first, path.span, value.clone());
    Ok(())
}

/// Changes a step, or what stands beside it.
fn step(
    node: &mut Node,
    path: &Path,
    rest: &[String],
    change: Change,
    value: &Node,
) -> Result<(), Diagnostic> {
    let [id, deeper @ ..] = rest else { return Ok(()) };
    let mut ids = Vec::new();
    let steps = node.table_mut().and_then(|flow| flow.get_mut("steps"));
    let Some(steps) = steps else {
        return Err(Diagnostic::error("no-match", path.span, format!("`{}` has no steps", path.parts[0]))
            .help("give it steps"));
    };
    collect_ids(steps, &mut ids);
    let found = within(steps, id, &mut |list, at| change_at(list, at, path, id, deeper, change, value));
    found.unwrap_or_else(|| {
        let words = vocabulary::section("flow").words.iter().map(|word| word.name);
        let near = nearest(id, ids.iter().map(String::as_str).chain(words));
        let help = match near {
            Some(near) => format!("did you mean `{near}`?"),
            None if ids.is_empty() => "its steps have no ids yet: give the step an id".to_owned(),
            None => format!("its steps are {}", ids.join(", ")),
        };
        Err(Diagnostic::error(
            "no-match",
            path.span,
            format!("`{}` has no step or word `{id}`", path.parts[0]),
        )
        .help(help))
    })
}

fn change_at(
    list: &mut Vec<Node>,
    at: usize,
    path: &Path,
    id: &str,
    deeper: &[String],
    change: Change,
    value: &Node,
) -> Result<(), Diagnostic> {
    if !deeper.is_empty() {
        return attribute(&mut list[at], "", path, deeper, value);
    }
    let steps: Vec<Node> = match &value.value {
        Value::Array(steps) => steps.to_vec(),
        Value::Table(_) => vec![value.clone()],
        _ => {
            return Err(Diagnostic::error(
                "wrong-shape",
                value.span,
                format!("steps belong here, and this is {}", value.words()),
            )
            .help(format!("write \"{}\" = [ … ], or name an attribute of the step", path.text())));
        }
    };
    match change {
        Change::Before => {
            list.splice(at..at, steps);
        }
        Change::After => {
            list.splice(at + 1..=at, steps);
        }
        _ => {
            let keeps = steps
                .iter()
                .any(|step| step.table().and_then(|step| step.get("id")).and_then(Node::string) == Some(id));
            let new =
                if steps.is_empty() || keeps { steps } else { vec![group(&list[at], steps, value.span)] };
            list.splice(at..=at, new);
        }
    }
    Ok(())
}

/// Steps that take the place of another keep its name, so that faults and patches still find it.
fn group(old: &Node, steps: Vec<Node>, span: Span) -> Node {
    let mut table = Table { entries: Vec::new(), inline: true };
    if let Some(id) = old.table().and_then(|old| old.entry("id")) {
        table.entries.push(id.clone());
    }
    table.entries.push(Entry { key: "do".into(), span, node: Node::of_array(steps, span) });
    Node::of_table(table, span)
}

/// Finds the step with this id, also inside of others.
fn within<T>(node: &mut Node, id: &str, act: &mut impl FnMut(&mut Vec<Node>, usize) -> T) -> Option<T> {
    let list = node.array_mut()?;
    let at = list
        .iter()
        .position(|step| step.table().and_then(|step| step.get("id")).and_then(Node::string) == Some(id));
    if let Some(at) = at {
        return Some(act(list, at));
    }
    for step in list {
        let Some(table) = step.table_mut() else { continue };
        for word in ["do", "otherwise"] {
            if let Some(found) = table.get_mut(word).and_then(|inner| within(inner, id, act)) {
                return Some(found);
            }
        }
    }
    None
}

fn collect_ids(node: &Node, ids: &mut Vec<String>) {
    for step in node.array().unwrap_or_default() {
        let Some(table) = step.table() else { continue };
        ids.extend(table.get("id").and_then(Node::string).map(str::to_owned));
        for word in ["do", "otherwise"] {
            if let Some(inner) = table.get(word) {
                collect_ids(inner, ids);
            }
        }
    }
}

/// Puts a new part into the design.
fn add(file: &mut Table, path: &Path, value: &Node) -> Result<(), Diagnostic> {
    let [section, name, rest @ ..] = path.parts.as_slice() else {
        return Err(Diagnostic::error("path", path.span, format!("`{}` is no new part", path.text()))
            .help("write add.flows.NAME = { … }"));
    };
    let known = ["components", "tables", "topics", "flows", "faults", "inputs"];
    if !known.contains(&section.as_str()) {
        let help = nearest(section, known).map_or_else(
            || format!("a patch adds {}", known.join(", ")),
            |near| format!("did you mean `{near}`?"),
        );
        return Err(
            Diagnostic::error("path", path.span, format!("a patch cannot add `{section}`")).help(help)
        );
    }
    let span = path.span;
    if file.get(section).is_none() {
        file.put(section, span, Node::of_table(Table::default(), span));
    }
    let Some(table) = file.get_mut(section).and_then(Node::table_mut) else { return Ok(()) };
    if rest.is_empty() {
        if table.get(name).is_some() {
            return Err(Diagnostic::error("taken-name", span, format!("`{name}` is there already"))
                .help("change it with `set`, or choose another name"));
        }
        table.put(name, span, value.clone());
        return Ok(());
    }
    // `add.flows.x.steps = [ … ]`: the part grows word by word.
    if table.get(name).is_none() {
        table.put(name, span, Node::of_table(Table::default(), span));
    }
    let Some(node) = table.get_mut(name) else { return Ok(()) };
    attribute(node, "", path, rest, value)
}

/// The error for a path whose first name is nothing.
fn nothing(file: &Table, path: &Path) -> Diagnostic {
    let names = ["inputs"].into_iter().chain(NAMED).filter_map(|section| file.table(section));
    let names: Vec<&str> =
        names.flat_map(|table| table.entries.iter().map(|entry| entry.key.as_str())).collect();
    let first = path.parts.first().map_or("", String::as_str);
    let help = nearest(first, names.iter().copied().chain(["faults", "scenarios"])).map_or_else(
        || "a path begins with an input, a component, a table, a topic or a flow".to_owned(),
        |near| format!("did you mean `{near}`?"),
    );
    Diagnostic::error("no-match", path.span, format!("nothing is called `{first}`")).help(help)
}
