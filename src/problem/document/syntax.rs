use super::Table;
use crate::diag::{Diagnostic, Span};

/// A text without its quotes is shown in them up to so many letters.
const SHOWN: usize = 60;

/// What is wrong with the syntax of a file, of which `read` is what could be read.
pub(super) fn errors(text: &str, read: &Table, found: &[toml::de::Error]) -> Vec<Diagnostic> {
    let mut found: Vec<(Span, &str)> = found
        .iter()
        .map(|error| (error.span().map_or(Span::new(text.len(), text.len()), Span::from), error.message()))
        .collect();
    found.sort_by_key(|(span, _)| *span);
    found.dedup_by_key(|(span, _)| *span);
    let mut errors = Vec::new();
    // What stands under a heading that is there already is twice because the heading is.
    let mut twice = Span::default();
    for (span, message) in found {
        if !message.starts_with("duplicate key") {
            errors.push(other(text, span, message));
        } else if span.start >= twice.end {
            if is_heading(line_of(text, span.start)) {
                twice = Span::new(span.start, section_end(text, span.start));
            }
            errors.push(duplicate(text, read, span));
        }
    }
    errors
}

fn other(text: &str, span: Span, message: &str) -> Diagnostic {
    let words = span.of(text);
    if message.contains("must be quoted") && !words.contains(['“', '”', '„', '«', '»', '‘', '’'])
    {
        let error = Diagnostic::error("syntax", span, "a text stands in quotes, and this has none");
        return error.help(quoted(words));
    }
    let found = Diagnostic::error("syntax", span, message.to_owned());
    if words.contains(['“', '”', '„', '«', '»', '‘', '’']) {
        return found.help("these are quotes of typesetting: a text stands in straight ones, \"so\"");
    }
    if message.contains("opening quote") {
        return found.help("open the text with the quotes that close it");
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

/// How to write a text that stands there without quotes.
fn quoted(words: &str) -> String {
    if words.chars().count() > SHOWN || words.contains(['\'', '\n']) {
        return "put it in quotes".to_owned();
    }
    // In single quotes everything stands for itself.
    let quote = if words.contains(['"', '\\']) { '\'' } else { '"' };
    format!("put it in quotes: {quote}{words}{quote}")
}

/// The error for a key that is there already, with the place of the first.
fn duplicate(text: &str, read: &Table, span: Span) -> Diagnostic {
    let message = format!("`{}` stands here a second time", span.of(text));
    let error = Diagnostic::error("syntax", span, message)
        .help("a key stands once in a table: join the two, or rename one");
    match first(text, read, span) {
        Some(first) if first.start < span.start => error.label(first, "the first"),
        _ => error,
    }
}

/// Where a key that stands at the beginning of its line, or in a heading, stands first. Inside of braces nobody looks.
fn first(text: &str, read: &Table, span: Span) -> Option<Span> {
    let start = text[..span.start].rfind('\n').map_or(0, |at| at + 1);
    let line = line_of(text, span.start);
    if is_heading(line) {
        let found = heading_before(text, start, &parts(line)?);
        // Else it is a key of the table above.
        return found.or_else(|| entry(read, &parts(line)?));
    }
    let heading = text[..start].lines().rfind(|line| is_heading(line));
    let mut path = heading.map_or(Some(Vec::new()), parts)?;
    path.extend(parts(text.get(start..span.end)?)?);
    entry(read, &path)
}

/// The last name of the first heading with these names.
fn heading_before(text: &str, end: usize, path: &[String]) -> Option<Span> {
    let last = path.last()?;
    let mut at = 0;
    for line in text[..end].split_inclusive('\n') {
        if is_heading(line) && parts(line).as_deref() == Some(path) {
            let name = line.find(']').and_then(|close| line[..close].rfind(last.as_str()))?;
            return Some(Span::new(at + name, at + name + last.len()));
        }
        at += line.len();
    }
    None
}

/// The key at the end of a path.
fn entry(read: &Table, path: &[String]) -> Option<Span> {
    let (last, above) = path.split_last()?;
    let mut table = read;
    for name in above {
        table = table.table(name)?;
    }
    table.entry(last).map(|entry| entry.span)
}

/// The names of `[a.b]`, or of `a.b` before a value; `None` where something else stands there.
fn parts(line: &str) -> Option<Vec<String>> {
    let inside = line.trim_start().trim_start_matches('[');
    let inside = inside.split(']').next().unwrap_or_default();
    let name = |part: &str| {
        let part = part.trim().trim_matches(['"', '\'']);
        let plain = |c: char| c.is_alphanumeric() || c == '_' || c == '-';
        (!part.is_empty() && part.chars().all(plain)).then(|| part.to_owned())
    };
    inside.split('.').map(name).collect()
}

fn is_heading(line: &str) -> bool {
    line.trim_start().starts_with('[') && parts(line).is_some()
}

/// The line in which a place is.
fn line_of(text: &str, at: usize) -> &str {
    let start = text[..at].rfind('\n').map_or(0, |at| at + 1);
    text[start..].lines().next().unwrap_or_default()
}

/// Where what stands under the heading at this place ends.
fn section_end(text: &str, at: usize) -> usize {
    let mut end = at;
    for line in text[at..].split_inclusive('\n') {
        if end > at && is_heading(line) {
            break;
        }
        end += line.len();
    }
    end
}
