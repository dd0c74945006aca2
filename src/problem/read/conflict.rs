use super::file::File;
use crate::diag::{Diagnostic, Span};
use crate::problem::document::Table;
use crate::problem::patch::{Path, flatten};

impl File {
    /// Those of some choices, decisions and options, that can be taken together, in their order, and in a sentence each
    /// why another cannot.
    pub fn together(&self, choices: &[(String, String)]) -> (Vec<(String, String)>, Vec<String>) {
        let (mut kept, mut left_out) = (Vec::new(), Vec::new());
        for choice in choices {
            kept.push(choice.clone());
            if let Some(error) = self.conflict(&kept) {
                kept.pop();
                left_out.push(error.message);
            }
        }
        (kept, left_out)
    }

    /// Why these options cannot be taken together: one decision twice, or two decisions that replace the same part, of
    /// which only the last would stand. An option that builds on another (`given`) may replace what that one made.
    pub(super) fn conflict(&self, choices: &[(String, String)]) -> Option<Diagnostic> {
        for (at, (decision, option)) in choices.iter().enumerate() {
            for (other, earlier) in &choices[..at] {
                if other == decision {
                    let message = format!("`{decision}` is decided twice: `{earlier}` and `{option}`");
                    let place = |option: &str| self.option_place(decision, option);
                    let error = Diagnostic::error("decided-twice", place(option), message)
                        .label(place(earlier), "the other");
                    return Some(error.help("keep one of them: a design has one answer to a question"));
                }
                if self.builds_on(decision, option, other) || self.builds_on(other, earlier, decision) {
                    continue;
                }
                if let Some((mine, theirs)) = self.both_replace((decision, option), (other, earlier)) {
                    let path = if mine.parts.len() > theirs.parts.len() { &theirs } else { &mine };
                    let message = format!(
                        "`{other}={earlier}` and `{decision}={option}` both replace `{}`",
                        path.text()
                    );
                    let error = Diagnostic::error("both-replace", mine.span, message)
                        .here(format!("by {decision}={option}"))
                        .label(theirs.span, format!("by {other}={earlier}"));
                    return Some(error.help("a run shows one of them: leave the other out"));
                }
            }
        }
        None
    }

    /// Where an option is named.
    fn option_place(&self, decision: &str, option: &str) -> Span {
        let decision = self.table.table("decisions").and_then(|table| table.table(decision));
        let options = decision.and_then(|table| table.table("options"));
        options.and_then(|options| options.entry(option)).map_or(Span::default(), |entry| entry.span)
    }

    fn option(&self, decision: &str, option: &str) -> Option<&Table> {
        self.table.table("decisions")?.table(decision)?.table("options")?.table(option)
    }

    /// Whether an option says what it needs of another decision.
    fn builds_on(&self, decision: &str, option: &str, other: &str) -> bool {
        let given = self.option(decision, option).and_then(|found| found.table("given"));
        given.is_some_and(|given| given.get(other).is_some())
    }

    /// What two options both set, each to something else, or of which one lies inside the other.
    fn both_replace(&self, one: (&str, &str), other: (&str, &str)) -> Option<(Path, Path)> {
        let (mine, theirs) = (self.replaced(one), self.replaced(other));
        mine.iter().find_map(|(path, value)| {
            let (hit, _) = theirs.iter().find(|(known, text)| {
                let shared = path.parts.len().min(known.parts.len());
                path.index == known.index
                    && path.parts[..shared] == known.parts[..shared]
                    && (path.parts.len() != known.parts.len() || value != text)
            })?;
            Some((path.clone(), hit.clone()))
        })
    }

    /// What an option sets: paths, and the values as they are written.
    fn replaced(&self, (decision, option): (&str, &str)) -> Vec<(Path, &str)> {
        let Some(set) = self.option(decision, option).and_then(|found| found.table("set")) else {
            return Vec::new();
        };
        let written = |span: Span| self.text.get(span.start..span.end).unwrap_or_default();
        let mut errors = Vec::new();
        let found = flatten(set, &mut errors);
        found.into_iter().map(|(path, node)| (path, written(node.span))).collect()
    }
}
