use std::rc::Rc;

use toml::de::{DeTable, DeValue};

use super::{Entry, Node, Table, Text, Value, syntax};
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
    let table = table(text, document.get_ref(), false);
    let errors = syntax::errors(text, &table, &errors);
    (table, errors)
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

    /// What is said of a text: the words it points at, those of its labels, and the help.
    fn said(text: &str) -> Vec<(String, Vec<usize>, String)> {
        let (_, errors) = parse(text);
        let line = |at: usize| text[..at].lines().count().max(1);
        errors
            .iter()
            .map(|error| {
                let others = error.labels.iter().map(|label| line(label.span.end));
                let help = error.help.clone().unwrap_or_default();
                (error.span().of(text).to_owned(), others.skip(1).collect(), help)
            })
            .collect()
    }

    #[test]
    fn a_text_without_quotes_is_shown_in_them() {
        let helps = |text: &str| said(text).into_iter().map(|(.., help)| help).collect::<Vec<_>>();
        assert_eq!(helps("title = Seats for a concert # two"), ["put it in quotes: \"Seats for a concert\""]);
        assert_eq!(helps("rush = 10min"), ["put it in quotes: \"10min\""]);
        assert_eq!(helps("t = { state = held }"), ["put it in quotes: \"held\""]);
        assert_eq!(helps("u = a\\b"), ["put it in quotes: 'a\\b'"]);
    }

    #[test]
    fn a_heading_that_stands_twice_is_one_error_that_shows_both() {
        let text = "[tables.a]\nin = 1\n\n[tables.b]\nin = 1\n\n[tables.a]\nin = 2\nkey = 3\n\n[x]\n";
        let [(words, others, _)] = &said(text)[..] else { panic!("{:?}", said(text)) };
        assert_eq!((words.as_str(), &others[..]), ("a", &[1][..]));
        // A key under a heading, and one before all of them.
        let text = "id = 1\nid = 2\n[t]\na = 1\nb = { a = 1 }\na.x = 3\na = 2\n";
        let found: Vec<(String, Vec<usize>)> =
            said(text).into_iter().map(|(words, others, _)| (words, others)).collect();
        assert!(found.contains(&("id".to_owned(), vec![1])), "{found:?}");
        assert!(found.contains(&("a".to_owned(), vec![4])), "{found:?}");
    }
}
