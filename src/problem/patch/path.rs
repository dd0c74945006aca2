use crate::diag::{Diagnostic, Span};
use crate::problem::document::{Node, Table};

/// A path such as `order.take.where` or `lb[0].up`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::problem) struct Path {
    /// The names between the dots.
    pub parts: Vec<String>,
    /// What stands in brackets behind the first name.
    pub index: Option<Index>,
    /// Where it stands.
    pub span: Span,
}

/// Which of several instances or partitions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::problem) enum Index {
    /// `[*]`
    All,
    /// `[3]`, from 0
    One(u32),
}

impl Path {
    /// The path as it is written.
    pub fn text(&self) -> String {
        let mut parts = self.parts.clone();
        if let (Some(first), Some(index)) = (parts.first_mut(), self.index) {
            first.push_str(&match index {
                Index::All => "[*]".to_owned(),
                Index::One(number) => format!("[{number}]"),
            });
        }
        parts.join(".")
    }

    /// The path that one more name leads to.
    fn then(&self, key: &str, span: Span) -> Result<Self, Diagnostic> {
        let mut path = self.clone();
        path.span = if self.parts.is_empty() { span } else { self.span.to(span) };
        for part in key.split('.') {
            let (name, index) = match part.split_once('[') {
                Some((name, rest)) => (name, Some(rest)),
                None => (part, None),
            };
            if let Some(rest) = index {
                let number = rest.strip_suffix(']').unwrap_or_default();
                let index =
                    if number == "*" { Some(Index::All) } else { number.parse().ok().map(Index::One) };
                if index.is_none() || !path.parts.is_empty() {
                    return Err(Diagnostic::error("path", span, format!("`{key}` is no path"))
                        .help("an instance stands behind the first name: lb[0].up, or lb[*].up for all"));
                }
                path.index = index;
            }
            if name.is_empty() {
                return Err(Diagnostic::error("path", span, format!("`{key}` is no path"))
                    .help("names between dots: order.take.where"));
            }
            path.parts.push(name.to_owned());
        }
        Ok(path)
    }
}

/// The paths in a table with their values. A table in braces is a value; other tables are parts of the path.
pub(in crate::problem) fn flatten<'t>(
    table: &'t Table,
    errors: &mut Vec<Diagnostic>,
) -> Vec<(Path, &'t Node)> {
    let mut found = Vec::new();
    let start = Path { parts: Vec::new(), index: None, span: Span::default() };
    collect(table, &start, &mut found, errors);
    found
}

fn collect<'t>(
    table: &'t Table,
    before: &Path,
    found: &mut Vec<(Path, &'t Node)>,
    errors: &mut Vec<Diagnostic>,
) {
    for entry in &table.entries {
        match before.then(&entry.key, entry.span) {
            Err(error) => errors.push(error),
            Ok(path) => match entry.node.table() {
                Some(inner) if !inner.inline => collect(inner, &path, found, errors),
                _ => found.push((path, &entry.node)),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::document::parse;

    #[test]
    fn quoted_and_dotted_paths_are_the_same() {
        let (table, errors) =
            parse("\"shop.arrive\" = { count = 5 }\norder.take = []\nlb.up = false\n\"ws[3].up\" = false");
        assert!(errors.is_empty(), "{errors:?}");
        let mut errors = Vec::new();
        let paths: Vec<String> = flatten(&table, &mut errors).iter().map(|(path, _)| path.text()).collect();
        assert_eq!(paths, ["shop.arrive", "order.take", "lb.up", "ws[3].up"]);
        assert!(errors.is_empty());
    }

    #[test]
    fn a_bad_index_is_refused() {
        let (table, _) = parse("\"ws[x].up\" = false\n\"ws.up[3]\" = 1\n\"ws..up\" = 1");
        let mut errors = Vec::new();
        assert!(flatten(&table, &mut errors).is_empty());
        assert_eq!(errors.len(), 3);
    }
}
