//! The prompt: history, completion, and what the line is worth as it is typed.

use std::borrow::Cow;
use std::cell::Cell;
use std::io;

use rustyline::completion::Completer;
use rustyline::error::ReadlineError;
use rustyline::highlight::Highlighter;
use rustyline::hint::{Hint, Hinter};
use rustyline::history::DefaultHistory;
use rustyline::validate::Validator;
use rustyline::{Config, Context, Editor, Helper};

use super::desk::Desk;
use super::output::{Exit, Output};
use super::prompt_signals;
use crate::calc::format::{Digits, show_value};
use crate::calc::unit::{self, Unit};
use crate::calc::{Arithmetic, Sheet, function_names};
use crate::store::Folders;

const WELCOME: &str = "Type an expression; a name and `=` keeps it, `ans` is the last answer. Ctrl-D ends.\n";

/// Reads lines from the terminal until its end.
pub fn run(output: &Output, desk: &mut Desk<'_>) -> io::Result<u8> {
    output.print(&output.wrapped(WELCOME))?;
    // Where nobody can listen, signals end the program as ever.
    let _ = prompt_signals::listen();
    let config = Config::builder().max_history_size(1000).map(rustyline::config::Builder::build);
    let editor: rustyline::Result<Editor<Aid, DefaultHistory>> = config.and_then(Editor::with_config);
    let mut editor = match editor {
        Ok(editor) => editor,
        Err(error) => return Ok(output.refuse(&format!("error: the terminal cannot be read: {error}"))),
    };
    editor.set_helper(Some(Aid { sheet: Sheet::new(), color: output.look().color, typed: Cell::new(false) }));
    let history = Folders::find().map(|folders| folders.state.join("history"));
    if let Some(path) = &history {
        // No history yet is no error.
        let _ = editor.load_history(path);
    }
    let code = loop {
        match editor.readline("> ") {
            Ok(text) => {
                let _ = editor.add_history_entry(text.as_str());
                // What was pasted may be several lines.
                for line in text.lines() {
                    match desk.ask(line) {
                        Ok(Some(found)) => desk.print_whole(line, &found)?,
                        Ok(None) => {}
                        Err(error) => desk.print_error(line, &error, None)?,
                    }
                }
                if let Some(aid) = editor.helper_mut() {
                    aid.sheet = desk.sheet.clone();
                    aid.typed.set(false);
                }
            }
            Err(ReadlineError::Eof) => break Exit::WELL,
            // Ctrl-C drops a line that was begun, as shells do.
            Err(ReadlineError::Interrupted) if editor.helper().is_some_and(|aid| aid.typed.take()) => {}
            Err(ReadlineError::Interrupted) => break Exit::INTERRUPTED,
            Err(error) => break output.refuse(&format!("error: the terminal cannot be read: {error}")),
        }
    };
    if let Some(path) = &history {
        let saved = path.parent().map_or(Ok(()), std::fs::create_dir_all);
        if saved.is_ok() {
            // A history that cannot be kept is no reason to end with an error.
            let _ = editor.save_history(path);
        }
    }
    Ok(code)
}

/// What helps while a line is typed.
struct Aid {
    sheet: Sheet,
    color: bool,
    /// Whether anything stands in the line that is being typed.
    typed: Cell<bool>,
}

/// What the line is worth; it is shown and never inserted.
struct Worth(String);

impl Hint for Worth {
    fn display(&self) -> &str {
        &self.0
    }

    fn completion(&self) -> Option<&str> {
        None
    }
}

impl Hinter for Aid {
    type Hint = Worth;

    fn hint(&self, line: &str, pos: usize, _: &Context<'_>) -> Option<Worth> {
        self.typed.set(!line.is_empty());
        if line.trim().is_empty() || pos < line.len() || line.contains('\n') {
            return None;
        }
        let text = line
            .split_once('=')
            .filter(|(_, right)| !right.starts_with('='))
            .map_or(line, |(_, right)| right);
        let value = self.sheet.evaluate(text).ok()?;
        let shown = show_value(&value, Arithmetic::Exact, Digits::Full);
        (shown != text.trim()).then(|| Worth(format!("   = {shown}")))
    }
}

impl Completer for Aid {
    type Candidate = String;

    fn complete(&self, line: &str, pos: usize, _: &Context<'_>) -> rustyline::Result<(usize, Vec<String>)> {
        let start = line[..pos].rfind(|c: char| !(c.is_alphanumeric() || c == '_')).map_or(0, |at| at + 1);
        // A number's own letters are not the beginning of a word.
        let typed = line[start..pos].trim_start_matches(|c: char| c.is_ascii_digit());
        if typed.is_empty() {
            return Ok((pos, Vec::new()));
        }
        let mut words = Vec::new();
        // Behind a number only a unit makes sense.
        if !line[..pos - typed.len()].trim_end().ends_with(|c: char| c.is_ascii_digit()) {
            words.extend(self.sheet.names().map(str::to_owned));
            words.extend(function_names().map(|name| format!("{name}(")));
        }
        // Of each unit one spelling, the handiest units first: `mi` is `min` before `microsecond`.
        let spelling = |unit: &Unit| unit.names.iter().copied().find(|name| name.starts_with(typed));
        let mut units: Vec<&str> = unit::UNITS.iter().filter_map(spelling).collect();
        units.sort_by_key(|name| name.len());
        words.extend(units.into_iter().map(str::to_owned));
        words.retain(|word| word.starts_with(typed) && word != typed);
        Ok((pos - typed.len(), words))
    }
}

impl Highlighter for Aid {
    fn highlight_hint<'h>(&self, hint: &'h str) -> Cow<'h, str> {
        if self.color { Cow::Owned(format!("\x1b[2m{hint}\x1b[0m")) } else { Cow::Borrowed(hint) }
    }
}

impl Validator for Aid {}
impl Helper for Aid {}
