use std::collections::BTreeMap;

use super::context::Context;
use crate::calc::unit;
use crate::diag::{Diagnostic, Span, nearest, there_are};
use crate::problem::document::{Entry, Node};
use crate::problem::vocabulary::is_word;

/// What `node` names, or the error that nothing is called so.
pub(super) fn refer<'n, T>(
    cx: &mut Context<'_>,
    node: &Node,
    what: &str,
    names: impl Iterator<Item = &'n str>,
    found: Option<T>,
) -> Option<T> {
    if found.is_some() {
        return found;
    }
    let name = node.string().unwrap_or_default();
    cx.say(unknown(node.span, what, name, names));
    None
}

/// The error that nothing of a kind has this name.
pub(super) fn unknown<'n>(
    span: Span,
    what: &str,
    name: &str,
    names: impl Iterator<Item = &'n str>,
) -> Diagnostic {
    let names: Vec<&str> = names.collect();
    let help = match nearest(name, names.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None if names.is_empty() => format!("the file has no {what} yet: add it"),
        None if names.len() <= 12 => there_are(&names),
        None => format!("add a {what} with this name"),
    };
    Diagnostic::error("unknown-name", span, format!("no {what} is called `{name}`")).help(help)
}

/// The names of a design: unique over inputs, components, tables, topics, flows, notes and values.
#[derive(Default)]
pub(super) struct Names(BTreeMap<String, (&'static str, Span)>);

impl Names {
    /// Takes the name of an entry; an error where it is taken or cannot be a name.
    pub fn take(&mut self, cx: &mut Context<'_>, what: &'static str, entry: &Entry) {
        let name = &entry.key;
        if let Some(error) = malformed(name, entry.span) {
            cx.say(error);
        }
        if let Some((other, span)) = self.0.get(name) {
            let message = format!("`{name}` is a {what} and also {} {other}", article(other));
            let error = Diagnostic::error("taken-name", entry.span, message)
                .label(*span, "also here")
                .help("rename one: inputs, components, tables, topics, flows and values share their names");
            cx.say(error);
            return;
        }
        self.0.insert(name.clone(), (what, entry.span));
    }
}

/// The article of a word of the format.
pub(super) fn article(word: &str) -> &'static str {
    if word.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" }
}

/// Why a word cannot be a name in expressions.
pub(super) fn malformed(name: &str, span: Span) -> Option<Diagnostic> {
    let lower = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    let starts = name.starts_with(|c: char| c.is_ascii_lowercase() || c == '_');
    if !starts || !name.chars().all(lower) {
        let fixed: String = name.to_lowercase().chars().map(|c| if lower(c) { c } else { '_' }).collect();
        let help = match fixed.trim_start_matches(|c: char| c.is_ascii_digit()) {
            "" => "names are lower case, digits and `_`, such as orders_per_day".to_owned(),
            fixed => format!("names are lower case, digits and `_`: {fixed}"),
        };
        return Some(Diagnostic::error("name", span, format!("`{name}` cannot be a name")).help(help));
    }
    let reserved = ["in", "to", "as", "per", "of", "and", "or", "not", "where", "my", "old"];
    if reserved.contains(&name) || is_word(name) {
        return Some(
            Diagnostic::error("name", span, format!("`{name}` is a word of the language"))
                .help("choose another name"),
        );
    }
    None
}

/// What is wrong with the input `name`, whose expression is `text`: where it uses one that has no value yet, itself or
/// one of those `below` it, that is what is wrong.
pub(super) fn in_order(error: Diagnostic, text: &str, name: &str, below: &[Entry]) -> Diagnostic {
    let (span, used) = (error.span(), error.span().of(text));
    if error.code != "unknown-name" {
        return error;
    }
    if used == name {
        return Diagnostic::error("input-order", span, format!("`{name}` uses itself"))
            .help("write a number with its unit, or use inputs above it");
    }
    if below.iter().any(|entry| entry.key == used) {
        return Diagnostic::error(
            "input-order",
            span,
            format!("`{name}` uses `{used}`, which stands below it"),
        )
        .help(format!("inputs are read in order: move `{used}` above `{name}`"));
    }
    error
}

/// Why an input cannot have this name, beside what all names share.
pub(super) fn is_unit(name: &str, span: Span) -> Option<Diagnostic> {
    unit::find(name)?;
    Some(
        Diagnostic::error("name", span, format!("`{name}` is a unit, and an input never hides a unit"))
            .help("choose another name"),
    )
}
