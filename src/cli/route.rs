//! What is typed behind `napkin`: an expression, or a command.

use std::ffi::OsString;
use std::path::PathBuf;

use super::arguments;
use crate::calc::function_names;
use crate::diag::{nearest, visible};

/// Flags that may stand anywhere.
#[derive(Clone, Debug, Default)]
pub struct Flags {
    /// `-q`: the value alone.
    pub quiet: bool,
    /// `-i`, `-i1`, `-i3`: interview arithmetic, with so many digits.
    pub interview: Option<u32>,
    /// `--format json`
    pub json: bool,
    /// `--format md|mermaid|svg`: what only some commands can write.
    pub form: Option<Form>,
    /// `--color always|never`; `None` decides by the terminal.
    pub color: Option<bool>,
    /// `--data-dir`: where the log and the user's own files are.
    pub data_dir: Option<PathBuf>,
}

/// A format that only some commands can write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// A page as Markdown.
    Markdown,
    /// A diagram as Mermaid.
    Mermaid,
    /// A diagram as a picture.
    Svg,
}

impl Form {
    /// How it is called behind `--format`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Markdown => "md",
            Self::Mermaid => "mermaid",
            Self::Svg => "svg",
        }
    }

    /// The commands that can write it.
    pub fn commands(self) -> &'static [&'static str] {
        match self {
            Self::Markdown => &["show", "report", "mock"],
            Self::Mermaid => &["diagram", "sim"],
            Self::Svg => &["diagram"],
        }
    }
}

/// What may stand behind `--format`.
const FORMATS: &str = "one of text, json; md for pages and reports, mermaid for drawings, svg for diagrams";

/// Where the arguments lead.
#[derive(Clone, Debug)]
pub enum Route {
    /// To the calculator, with these words; none asks for standard input or a prompt.
    Calc {
        /// The flags.
        flags: Flags,
        /// What is to be calculated, or a file, or `-`.
        words: Vec<String>,
    },
    /// To a command.
    Command {
        /// The flags.
        flags: Flags,
        /// The command and what follows it.
        arguments: Vec<OsString>,
    },
}

/// Sorts the arguments: the first word that is no flag decides. Errors come ready to print.
pub fn route(arguments: Vec<OsString>) -> Result<Route, String> {
    let mut flags = Flags::default();
    let mut words = Vec::new();
    let mut rest = arguments.into_iter();
    let mut plain = false;
    while let Some(argument) = rest.next() {
        let Some(text) = argument.to_str().map(str::to_owned) else {
            let shown = argument.to_string_lossy();
            return Err(format!("error: an argument is not valid UTF-8: {}", visible(&shown)));
        };
        if text == "--" && !plain {
            plain = true;
            words.push(text);
        } else if plain || !take_flag(&text, &mut flags, &mut rest)? {
            words.push(text);
        }
    }
    let Some(first) = words.iter().find(|word| *word != "--") else {
        return Ok(Route::Command { flags, arguments: Vec::new() });
    };
    if let Some(form) = flags.form.filter(|form| !form.commands().contains(&first.as_str())) {
        let (word, command) = (form.word(), form.commands().join("` and `napkin "));
        let writes = if form.commands().len() == 1 { "writes" } else { "write" };
        return Err(format!(
            "error: only `napkin {command}` {writes} {word}\nhelp: elsewhere one of text, json"
        ));
    }
    let asks_for_help = words.iter().any(|word| word == "--help" || word == "-h");
    if first == "calc" && !asks_for_help {
        let words = words.into_iter().filter(|word| word != "--").skip(1).collect();
        return Ok(Route::Calc { flags, words });
    }
    if asks_for_help && begins_expression(first) {
        return Ok(Route::Command { flags, arguments: vec!["calc".into(), "--help".into()] });
    }
    if first == "-" || begins_expression(first) {
        let words = words.into_iter().filter(|word| word != "--").collect();
        return Ok(Route::Calc { flags, words });
    }
    if first.trim().is_empty() {
        return Err(
            "error: an empty argument\nhelp: type an expression, such as napkin 10M orders/day x 20min"
                .into(),
        );
    }
    if !first.starts_with('-') && !arguments::names().any(|name| name == *first) {
        return Err(unknown_command(first));
    }
    Ok(Route::Command { flags, arguments: words.into_iter().map(shielded).map(OsString::from).collect() })
}

/// A word that begins with a minus sign and a number is a value; a space before it keeps clap from taking
/// it for a flag.
fn shielded(word: String) -> String {
    if word.starts_with('-') && begins_expression(&word) { format!(" {word}") } else { word }
}

/// Takes a flag that may stand anywhere; whether it was one.
fn take_flag(
    text: &str,
    flags: &mut Flags,
    rest: &mut impl Iterator<Item = OsString>,
) -> Result<bool, String> {
    let (name, value) = match text.split_once('=') {
        Some((name, value)) if text.starts_with("--") => (name, Some(value.to_owned())),
        _ => (text, None),
    };
    let mut value = |choices: &str| {
        let given = value.clone().or_else(|| rest.next().and_then(|value| value.into_string().ok()));
        given.ok_or_else(|| format!("error: `{name}` wants a value\nhelp: {choices}"))
    };
    match name {
        "-q" | "--quiet" => flags.quiet = true,
        "-i" | "-i2" | "--interview" => flags.interview = Some(2),
        "-i1" => flags.interview = Some(1),
        "-i3" => flags.interview = Some(3),
        "--json" => (flags.json, flags.form) = (true, None),
        "--format" => {
            (flags.json, flags.form) = match value(FORMATS)?.as_str() {
                "json" => (true, None),
                "text" => (false, None),
                "md" => (false, Some(Form::Markdown)),
                "mermaid" => (false, Some(Form::Mermaid)),
                "svg" => (false, Some(Form::Svg)),
                other => {
                    let shown = visible(other);
                    return Err(format!("error: no format is called `{shown}`\nhelp: {FORMATS}"));
                }
            }
        }
        "--color" => match value("one of auto, always, never")?.as_str() {
            "always" => flags.color = Some(true),
            "never" => flags.color = Some(false),
            "auto" => flags.color = None,
            other => {
                return Err(format!(
                    "error: `--color {}` is unknown\nhelp: one of auto, always, never",
                    visible(other)
                ));
            }
        },
        "--data-dir" => match value("a folder")? {
            folder if folder.is_empty() => {
                return Err("error: `--data-dir` wants the name of a folder".to_owned());
            }
            folder => flags.data_dir = Some(folder.into()),
        },
        _ => return Ok(false),
    }
    Ok(true)
}

/// Whether a first word can only begin an expression: a number, a sign of money, a parenthesis, a call.
pub fn begins_expression(word: &str) -> bool {
    let mut letters = word.chars();
    match letters.next() {
        Some('0'..='9' | '(' | '$' | '~' | '≈') => true,
        Some('-' | '\u{2212}' | '.' | '+') => {
            letters.next().is_some_and(|c| c.is_ascii_digit() || matches!(c, '$' | '(' | '.'))
        }
        Some('R') => letters.next() == Some('$'),
        Some(c) if c.is_ascii_lowercase() => word
            .split_once('(')
            .is_some_and(|(name, _)| name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')),
        _ => false,
    }
}

/// Of a word that is no command, so many characters are shown.
const LONGEST_SHOWN: usize = 60;

fn unknown_command(word: &str) -> String {
    let shown: String = visible(word).chars().take(LONGEST_SHOWN).collect();
    let mut message = format!("error: no command is called `{shown}`\n");
    let functions: Vec<&str> = function_names().collect();
    let known: Vec<&str> = arguments::names().chain(functions).collect();
    match nearest(word, known) {
        Some(close) => message.push_str(&format!("help: did you mean `napkin {close}`?")),
        None if word.starts_with("bash") || word.starts_with("zsh") => {
            message.push_str("help: the shell replaced `$0`: write 0.023 usd, or put the expression in single quotes");
        }
        None => message.push_str(
            "help: an expression begins with a number, or with `calc`: napkin calc orders x 3; `napkin --help` lists the commands",
        ),
    }
    message
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_money_and_calls_begin_expressions() {
        for word in ["10M", "(1+2)", "$5", "-5..5", "~10M/day", "R$5", "max(1,", ".5", "sqrt(2)"] {
            assert!(begins_expression(word), "{word}");
        }
        for word in ["simm", "orders", "-q", "--json", "", "fit", "-", "Max(1)"] {
            assert!(!begins_expression(word), "{word}");
        }
    }
}
