//! The command line: arguments in, text or JSON out, an exit code.
//!
//! - `route`: what is an expression and what is a command;
//! - `arguments`: the commands; `output`: the two streams and the formats;
//! - `calc`, `prompt`, `recipe`, `fit`, `refs`: one file a command;
//! - `problems`: an id or a path; `list`, `show`, `diagram`, `new`, `check`, `schema`, `sim`, `prove`: the
//!   commands that read problems, their flags in `problem_commands`; `interrupt`: Ctrl-C and progress;
//! - `show_json`, `pager`: how a page is written; `watch`: waiting for files to change;
//! - `sim_text`, `sim_list`, `prove_text`, `figure`: how what a design does is written;
//! - `mock`, `mock_text`: the interview without a screen;
//! - `manual`: completions and the manual page;
//! - `answer_text`, `answer_json`: how an answer is written.

mod answer_json;
mod answer_text;
mod arguments;
mod calc;
mod check;
mod context;
mod desk;
mod diagram;
mod figure;
mod fit;
mod interrupt;
mod lines;
mod list;
mod manual;
mod mock;
mod mock_text;
mod new;
mod output;
mod pager;
mod problem_commands;
mod problems;
mod prompt;
mod prove;
mod prove_text;
mod recipe;
mod refs;
mod route;
mod schema;
mod show;
mod show_json;
mod sim;
mod sim_list;
mod sim_text;
mod watch;

use std::ffi::OsString;

use output::{Exit, Output};
use route::Route;

/// Runs the program on its arguments (without its name) and gives the exit code: 0 all well, 1 a check
/// failed, 2 usage or unreadable input, 130 interrupted.
pub fn run(arguments: Vec<OsString>) -> u8 {
    let route = match route::route(arguments) {
        Ok(route) => route,
        Err(error) => return Output::default().refuse(&error),
    };
    let result = match route {
        Route::Calc { flags, words } => calc::run(&Output::new(&flags), &flags, &words),
        Route::Command { flags, arguments } => command(&flags, arguments),
    };
    match result {
        Ok(code) => code,
        // A reader that has seen enough is no failure.
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Exit::WELL,
        Err(error) => Output::default().refuse(&format!("error: the answer cannot be written: {error}")),
    }
}

fn command(flags: &route::Flags, arguments: Vec<OsString>) -> std::io::Result<u8> {
    let output = Output::new(flags);
    let matches = match arguments::parse(arguments) {
        Ok(matches) => matches,
        Err(error) => return output.usage(&error),
    };
    match matches.subcommand() {
        Some(("list", matches)) => list::run(&output, matches),
        Some(("show", matches)) => show::run(&output, flags, matches),
        Some(("diagram", matches)) => diagram::run(&output, flags, matches),
        Some(("new", matches)) => new::run(&output, matches),
        Some(("sim", matches)) => sim::run(&output, flags, matches),
        Some(("mock", matches)) => mock::run(&output, flags, matches),
        Some(("prove", matches)) => prove::run(&output, matches),
        Some(("check", matches)) => check::run(&output, matches),
        Some(("schema", _)) => schema::run(&output),
        Some(("fit", matches)) => fit::run(&output, &arguments::words(matches)),
        Some(("completions", matches)) => manual::completions(&output, &arguments::words(matches)),
        Some(("man", _)) => manual::man(&output),
        Some(("refs", matches)) => refs::run(&output, &arguments::words(matches)),
        Some((name, matches)) => match crate::calc::recipe::find(name) {
            Some(known) => recipe::run(&output, flags, known, matches),
            None => output.help(),
        },
        None => output.help(),
    }
}
