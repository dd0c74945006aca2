//! `napkin EXPR…`, `napkin calc EXPR…|FILE|-`: the calculator.

use std::fs::File;
use std::io::{self, BufRead, BufReader, IsTerminal};
use std::path::Path;

use super::desk::Desk;
use super::lines::next_line;
use super::output::{Exit, Output};
use super::prompt;
use super::refs::headlines;
use super::route::Flags;
use crate::calc::capacity::Refs;
use crate::diag::{Diagnostic, visible};

/// Runs the calculator on what stands behind it.
pub fn run(output: &Output, flags: &Flags, words: &[String]) -> io::Result<u8> {
    match words {
        [] if io::stdin().is_terminal() => {
            let refs = headlines(output);
            prompt::run(output, &mut Desk::new(output, flags, refs))
        }
        [] => sheet(output, flags, &mut io::stdin().lock(), None),
        [only] if only == "-" => sheet(output, flags, &mut io::stdin().lock(), None),
        [only] if names_file(only) => file(output, flags, only),
        _ => expression(output, flags, words),
    }
}

/// Whether a single word is a path rather than an expression: something stands there, or it has a
/// folder or an ending that no expression has.
fn names_file(word: &str) -> bool {
    let path = Path::new(word);
    let looks_like = word.starts_with('/')
        || word.starts_with("./")
        || word.starts_with("../")
        || path.extension().is_some_and(|ending| ending == "nap");
    looks_like || (path.exists() && !word.chars().all(|c| c.is_ascii_digit()))
}

fn expression(output: &Output, flags: &Flags, words: &[String]) -> io::Result<u8> {
    let text = words.join(" ");
    // The value alone needs no reference numbers, and reading them is most of the start.
    let refs = if flags.quiet { Refs::default() } else { headlines(output) };
    let mut desk = Desk::new(output, flags, refs);
    match desk.ask(&text) {
        Ok(Some(found)) => desk.print_whole(&text, &found).map(|()| Exit::WELL),
        Ok(None) => {
            output.message(
                "error: there is no expression here\nhelp: type one, such as 10M orders/day x 20min\n",
            );
            Ok(Exit::USAGE)
        }
        Err(error) => {
            desk.print_error(&text, &smells_of_shell(error, words), None)?;
            Ok(Exit::USAGE)
        }
    }
}

/// Adds to an error what the shell may have done to the text before it came here.
fn smells_of_shell(mut error: Diagnostic, words: &[String]) -> Diagnostic {
    let replaced = words.iter().any(|word| word.contains("bash.") || word.contains("zsh."));
    let files = words
        .iter()
        .filter(|word| word.contains(|c: char| c.is_alphabetic()) && Path::new(word).exists())
        .count();
    let why = if replaced {
        "the shell replaced `$0`: write 0.023 usd, or put the expression in single quotes"
    } else if files >= 1 && words.len() > 2 {
        "the shell put file names in place of `*`: write `x`, or put the expression in single quotes"
    } else {
        return error;
    };
    error.help = Some(match error.help {
        Some(help) => format!("{help}; {why}"),
        None => why.to_owned(),
    });
    error
}

fn file(output: &Output, flags: &Flags, name: &str) -> io::Result<u8> {
    let shown = visible(name).into_owned();
    let path = Path::new(name);
    if path.is_dir() {
        return Ok(output.refuse(&format!(
            "error: {shown} is a folder\nhelp: name a file of lines, or `-` for standard input"
        )));
    }
    match File::open(path) {
        Ok(file) => sheet(output, flags, &mut BufReader::new(file), Some(&shown)),
        Err(error) => Ok(output.refuse(&format!(
            "error: {shown} cannot be read: {error}\nhelp: name a file of lines, or `-` for standard input"
        ))),
    }
}

/// Answers lines, one answer a line; an error on one does not stop the next.
fn sheet(output: &Output, flags: &Flags, input: &mut impl BufRead, name: Option<&str>) -> io::Result<u8> {
    let refs = if flags.json && !flags.quiet { headlines(output) } else { Refs::default() };
    let mut desk = Desk::new(output, flags, refs);
    let mut code = Exit::WELL;
    let mut number = 0;
    loop {
        let line = match next_line(input) {
            Ok(Some(line)) => line,
            Ok(None) => return Ok(code),
            Err(error) => {
                let shown = name.unwrap_or("standard input");
                return Ok(output
                    .refuse(&format!("error: {shown} cannot be read: {error}\nhelp: name a file of lines")));
            }
        };
        number += 1;
        let (text, found) = match line {
            Ok(text) => {
                let found = desk.ask(&text);
                (text, found)
            }
            Err(error) => (String::new(), Err(error)),
        };
        match found {
            Ok(Some(found)) => desk.print_line(&text, &found)?,
            Ok(None) => {}
            Err(error) => {
                code = Exit::USAGE;
                desk.print_error(&text, &error, Some((name.unwrap_or("standard input"), number)))?;
            }
        }
    }
}
