use std::io;

use super::answer_json;
use super::output::Output;
use super::route::Flags;
use crate::calc::answer_context::Context;
use crate::calc::answer_text;
use crate::calc::capacity::Refs;
use crate::calc::{Answer, Sheet, answer};
use crate::diag::{Diagnostic, Source};

/// A sheet and how its answers are written.
pub struct Desk<'a> {
    output: &'a Output,
    flags: Flags,
    refs: Refs,
    /// The names so far.
    pub sheet: Sheet,
}

impl<'a> Desk<'a> {
    /// An empty sheet.
    pub fn new(output: &'a Output, flags: &Flags, refs: Refs) -> Self {
        Self { output, flags: flags.clone(), refs, sheet: Sheet::new() }
    }

    /// Answers a line.
    pub fn ask(&mut self, text: &str) -> Result<Option<Answer>, Diagnostic> {
        answer(&mut self.sheet, text)
    }

    fn context(&self) -> Context<'_> {
        Context {
            digits: self.flags.interview.unwrap_or(2),
            interview: self.flags.interview.is_some(),
            refs: &self.refs,
        }
    }

    /// Writes an answer with its sentences.
    pub fn print_whole(&self, text: &str, found: &Answer) -> io::Result<()> {
        let context = self.context();
        if self.output.json {
            self.output.print_json(&answer_json::answer(text, found, &context))
        } else if self.flags.quiet {
            self.output.print(&format!("{}\n", answer_text::value(found, &context)))
        } else {
            self.output.print(&self.output.wrapped(&answer_text::whole(found, &context)))
        }
    }

    /// Writes an answer on one line.
    pub fn print_line(&self, text: &str, found: &Answer) -> io::Result<()> {
        let context = self.context();
        if self.output.json || self.flags.quiet {
            return self.print_whole(text, found);
        }
        self.output.print(&answer_text::line(found, &context))
    }

    /// Writes an error: drawn on standard error, or as JSON among the answers.
    pub fn print_error(
        &self,
        text: &str,
        error: &Diagnostic,
        place: Option<(&str, usize)>,
    ) -> io::Result<()> {
        if self.output.json {
            return self.output.print_json(&answer_json::error(text, error));
        }
        let source = match place {
            Some((name, line)) => Source { name: Some(name), text, line },
            None => Source::typed(text),
        };
        self.output.diagnose(error, source);
        Ok(())
    }
}
