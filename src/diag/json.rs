use serde::Serialize;

use super::{Diagnostic, visible};

/// A diagnostic as it stands in JSON: `severity`, `code`, `message`, `line`, `column`, `span` (bytes), `help`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Report {
    /// `error`, `warning` or `note`.
    pub severity: &'static str,
    /// The stable name.
    pub code: &'static str,
    /// What is wrong.
    pub message: String,
    /// The line, from 1.
    pub line: usize,
    /// The column, from 1, in characters.
    pub column: usize,
    /// The first byte and one past the last.
    pub span: [usize; 2],
    /// What to write instead, or null.
    pub help: Option<String>,
}

impl Report {
    /// The JSON form of `diagnostic`, which speaks about `text`.
    pub fn new(diagnostic: &Diagnostic, text: &str) -> Self {
        let span = diagnostic.span();
        let position = span.position(text);
        Self {
            severity: diagnostic.severity.word(),
            code: diagnostic.code,
            message: visible(&diagnostic.message).into_owned(),
            line: position.line,
            column: position.column,
            span: [span.start, span.end],
            help: diagnostic.help.as_deref().map(|help| visible(help).into_owned()),
        }
    }
}
