use std::io::{self, IsTerminal, Write};
use std::path::PathBuf;

use serde_json::Value as Json;

use super::arguments;
use super::figure::folded;
use super::route::Flags;
use crate::diag::{Diagnostic, Look, Source, render};
use crate::store::Folders;

/// Exit codes.
pub struct Exit;

impl Exit {
    /// All well.
    pub const WELL: u8 = 0;
    /// A check failed: a rule, a proof, a file with errors.
    pub const FAILED: u8 = 1;
    /// Usage or unreadable input.
    pub const USAGE: u8 = 2;
    /// Interrupted.
    pub const INTERRUPTED: u8 = 130;
}

/// Where answers and messages go: data to standard output, messages to standard error.
#[derive(Clone, Debug, Default)]
pub struct Output {
    /// Whether answers are JSON.
    pub json: bool,
    /// Whether messages have colour.
    color: bool,
    /// `--data-dir`
    data_dir: Option<PathBuf>,
}

impl Output {
    /// Streams as the flags and the terminal want them.
    pub fn new(flags: &Flags) -> Self {
        let by_terminal = || {
            let choice = anstream::AutoStream::choice(&io::stderr());
            !matches!(choice, anstream::ColorChoice::Never)
        };
        Self {
            json: flags.json,
            color: flags.color.unwrap_or_else(by_terminal),
            data_dir: flags.data_dir.clone(),
        }
    }

    /// The user's folders, the data folder where `--data-dir` puts it; `None` where there is no home.
    pub fn folders(&self) -> Option<Folders> {
        let found = Folders::find()?;
        Some(Folders { data: self.data_dir.clone().unwrap_or(found.data), ..found })
    }

    /// How diagnostics are drawn on standard error.
    pub fn look(&self) -> Look {
        Look { color: self.color, width: message_width() }
    }

    /// Writes text to standard output, at once.
    pub fn print(&self, text: &str) -> io::Result<()> {
        let mut out = io::stdout().lock();
        out.write_all(text.as_bytes())?;
        out.flush()
    }

    /// Sentences, line by line, broken between words where a terminal would break them anywhere.
    pub fn wrapped(&self, text: &str) -> String {
        if !io::stdout().is_terminal() {
            return text.to_owned();
        }
        let lines = text.lines().map(|line| folded(line, self.width(), 2) + "\n");
        lines.collect::<Vec<_>>().concat()
    }

    /// Whether somebody sits there who can be asked.
    pub fn can_ask(&self) -> bool {
        io::stdin().is_terminal() && io::stdout().is_terminal()
    }

    /// Asks on the terminal and waits for a line; `usual` where it is empty, no at the end of the input.
    pub fn asks(&self, question: &str, usual: bool) -> io::Result<bool> {
        let choices = if usual { "Y/n" } else { "y/N" };
        self.print(&format!("{question} [{choices}] "))?;
        let mut line = String::new();
        if io::stdin().read_line(&mut line)? == 0 {
            self.print("\n")?;
            return Ok(false);
        }
        let line = line.trim().to_lowercase();
        Ok(if line.is_empty() { usual } else { line == "y" || line == "yes" })
    }

    /// Writes one JSON value and a line feed to standard output.
    pub fn print_json(&self, value: &Json) -> io::Result<()> {
        self.print(&format!("{value}\n"))
    }

    /// Draws a diagnostic on standard error.
    pub fn diagnose(&self, diagnostic: &Diagnostic, source: Source<'_>) {
        self.message(&render(std::slice::from_ref(diagnostic), source, self.look()));
    }

    /// Writes a message to standard error; nowhere else to go if that fails.
    pub fn message(&self, text: &str) {
        let _ = io::stderr().lock().write_all(text.as_bytes());
    }

    /// Says why nothing was done, and gives the exit code.
    pub fn refuse(&self, message: &str) -> u8 {
        let message = match message_width() {
            Some(width) => sentences(message, width),
            None => message.to_owned(),
        };
        self.message(&format!("{message}\n"));
        Exit::USAGE
    }

    /// What clap has to say: help and version are answers, all else is usage.
    pub fn usage(&self, error: &clap::Error) -> io::Result<u8> {
        if error.use_stderr() {
            // A number below 0 has a space before it here: it was no flag.
            self.message(&error.render().to_string().replace("' -", "'-"));
            return Ok(Exit::USAGE);
        }
        self.print(&error.render().to_string())?;
        Ok(Exit::WELL)
    }

    /// The help of the program.
    pub fn help(&self) -> io::Result<u8> {
        self.print(&arguments::command().render_help().to_string())?;
        Ok(Exit::WELL)
    }

    /// The width of a diagram with words beside it: that of a page, within reason; 80 where nothing says it.
    pub fn columns(&self) -> usize {
        self.page().map_or(80, |width| width.clamp(40, 140))
    }

    /// A drawing as this terminal can show it: without lines and arrows of Unicode where the locale has none.
    pub fn drawing(&self, text: String) -> String {
        if io::stdout().is_terminal() && !locale_is_utf8(|name| std::env::var(name).ok()) {
            return crate::problem::diagram::ascii(&text);
        }
        text
    }

    /// The width of a page that is read as text: the terminal's, or what `COLUMNS` says; `None` where nothing does.
    pub fn page(&self) -> Option<usize> {
        if !io::stdout().is_terminal() {
            return columns();
        }
        Some(terminal_size::terminal_size().map_or(80, |(width, _)| usize::from(width.0)))
    }

    /// The width of standard output in cells: that of a page, or 100 where nothing says it.
    pub fn width(&self) -> usize {
        self.page().unwrap_or(100)
    }
}

/// The width of standard error: the terminal's, or what `COLUMNS` says; `None` where nothing does.
fn message_width() -> Option<usize> {
    if !io::stderr().is_terminal() {
        return columns();
    }
    Some(terminal_size::terminal_size_of(io::stderr()).map_or(80, |(width, _)| usize::from(width.0)))
}

/// What the variable `COLUMNS` says.
fn columns() -> Option<usize> {
    std::env::var("COLUMNS").ok()?.trim().parse().ok().filter(|width| *width > 0)
}

/// Lines broken between words, those that continue `error: ` or `help: ` behind as many spaces.
fn sentences(text: &str, width: usize) -> String {
    let line = |line: &str| {
        let label = ["error: ", "help: "].into_iter().find(|label| line.starts_with(label));
        folded(line, width, label.map_or(0, str::len))
    };
    text.lines().map(line).collect::<Vec<_>>().join("\n")
}

/// Whether the locale has UTF-8. Only Unix says so in these variables; elsewhere it is assumed.
fn locale_is_utf8(variable: impl Fn(&str) -> Option<String>) -> bool {
    let set = |name| variable(name).filter(|value| !value.is_empty());
    let locale = set("LC_ALL").or_else(|| set("LC_CTYPE")).or_else(|| set("LANG"));
    match locale {
        Some(locale) => locale.to_lowercase().replace('-', "").contains("utf8"),
        None => !cfg!(unix),
    }
}

#[cfg(test)]
mod tests {
    use super::locale_is_utf8;

    #[test]
    fn the_first_variable_that_is_set_names_the_locale() {
        let locale = |all: &str, lang: &str| {
            let (all, lang) = (all.to_owned(), lang.to_owned());
            locale_is_utf8(move |name| match name {
                "LC_ALL" => Some(all.clone()),
                "LANG" => Some(lang.clone()),
                _ => None,
            })
        };
        assert!(locale("", "en_US.UTF-8"));
        assert!(locale("C.utf8", "C"));
        assert!(!locale("C", "en_US.UTF-8"));
        assert!(!locale("", "POSIX"));
    }
}
