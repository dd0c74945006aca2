use std::rc::Rc;

use toml::de::{DeTable, DeValue};

use super::{Entry, Node, Table, Text, Value};
use crate::diag::{Diagnostic, Span};

/// A file holds at most this many bytes.
const MAX_BYTES: usize = 1 << 20;

/// Reads TOML 1.1: what could be read, and every syntax error.
pub fn parse(text: &str) -> (Table, Vec<Diagnostic>) {
    if text.len() > MAX_BYTES {
        let message = format!("a file of {} bytes: the limit is {MAX_BYTES} bytes", text.len());
        let error = Diagnostic::error("file-too-large", Span::default(), message)
            .help("a problem is a few hundred lines: leave out what nobody reads");
        return (Table::default(), vec![error]);
    }
    let (document, errors) = DeTable::parse_recoverable(text);
    let mut errors: Vec<Diagnostic> = errors.iter().map(|error| syntax(error, text)).collect();
    errors.sort_by_key(Diagnostic::span);
    errors.dedup_by_key(|error| error.span());
    (table(text, document.get_ref(), false), errors)
}

/// Reads one value, as it stands behind `=`.
pub fn parse_value(text: &str) -> Option<Node> {
    let line = format!("v = {text}");
    let (table, errors) = parse(&line);
    if errors.is_empty() && table.entries.len() == 1 {
        table.entries.into_iter().next().map(|entry| entry.node)
    } else {
        None
    }
}

fn syntax(error: &toml::de::Error, text: &str) -> Diagnostic {
    let span = error.span().map_or(Span::new(text.len(), text.len()), Span::from);
    let message = error.message();
    let found = Diagnostic::error("syntax", span, message.to_owned());
    if message.starts_with("duplicate key") {
        return found.help("a key stands once in a table: join the two, or rename one");
    }
    if span.of(text).contains(['“', '”', '„', '«', '»', '‘', '’']) {
        return found.help("these are quotes of typesetting: a text stands in straight ones, \"so\"");
    }
    if message.contains("string") {
        return found.help("close the text with the quotes that opened it; \\ is written \\\\");
    }
    if message.contains("key with no value") || message.contains("missing value") {
        return found.help("write key = value; texts stand in quotes");
    }
    if message.contains("array") || message.contains("inline table") || message.contains("table") {
        return found
            .help("close every [ with ] and every { with }, and put commas between what stands inside");
    }
    found.help("the file is TOML 1.1: key = value, [table], texts in quotes")
}

fn table(text: &str, read: &DeTable<'_>, inline: bool) -> Table {
    let mut entries: Vec<Entry> = read
        .iter()
        .map(|(key, value)| {
            let span = Span::from(value.span());
            Entry {
                key: key.get_ref().to_string(),
                span: Span::from(key.span()),
                node: Node { value: convert(text, span, value.get_ref()), span },
            }
        })
        .collect();
    entries.sort_by_key(|entry| entry.span);
    Table { entries, inline }
}

fn convert(text: &str, span: Span, value: &DeValue<'_>) -> Value {
    match value {
        DeValue::String(decoded) => Value::String(Text::quoted(text, span, decoded.to_string())),
        DeValue::Integer(number) => match i64::from_str_radix(number.as_str(), number.radix()) {
            Ok(number) => Value::Integer(number),
            Err(_) => Value::Float(number.as_str().to_owned()),
        },
        DeValue::Float(number) => Value::Float(number.as_str().to_owned()),
        DeValue::Boolean(flag) => Value::Bool(*flag),
        DeValue::Datetime(_) => Value::Datetime,
        DeValue::Array(items) => Value::Array(Rc::new(
            items
                .iter()
                .map(|item| {
                    let span = Span::from(item.span());
                    Node { value: convert(text, span, item.get_ref()), span }
                })
                .collect(),
        )),
        DeValue::Table(inner) => {
            let inline = span.of(text).starts_with('{');
            Value::Table(Rc::new(table(text, inner, inline)))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_syntax_error_is_found_and_the_rest_is_read() {
        let text = "a = 1\nb = \nc = [1, 2\nd = 3\n";
        let (table, errors) = parse(text);
        assert!(errors.len() >= 2, "{errors:?}");
        assert!(table.get("a").is_some());
    }

    #[test]
    fn a_deep_file_is_refused_and_does_not_overflow_the_stack() {
        let (_, errors) = parse(&format!("a = {}", "[".repeat(100_000)));
        assert!(!errors.is_empty());
        let (_, errors) = parse(&format!("a = {}1{}", "[".repeat(5000), "]".repeat(5000)));
        assert!(!errors.is_empty());
    }

    #[test]
    fn braces_are_told_from_paths() {
        let (table, _) = parse("set.order.take = { where = \"a\" }\n[set.shop]\nx = 1");
        let set = table.table("set").unwrap();
        assert!(!set.inline);
        assert!(!set.table("order").unwrap().inline);
        assert!(set.table("order").unwrap().table("take").unwrap().inline);
        assert!(!set.table("shop").unwrap().inline);
    }
}
