//! The command line: arguments in, text or JSON out, an exit code.
//!
//! - `route`: what is an expression and what is a command;
//! - `arguments`: the commands; `output`: the two streams and the formats;
//! - `calc`, `prompt`, `recipe`, `fit`, `refs`: one file a command; `prompt_signals`: what ends the prompt from outside;
//! - `problems`: an id or a path; `list`, `show`, `diagram`, `new`, `check`, `schema`, `sim`, `prove`,
//!   `compare`, `breakpoint`, `chaos`: the commands that read problems, their flags in `problem_commands`; `interrupt`: Ctrl-C and progress;
//! - `study_commands`: the flags of `quiz`, `progress`, `history`, `report`, `data` and `config`, one file each; `learner`: the log
//!   and the settings behind them; `sitting`: what a quiz runs on; `quiz_plain`, `quiz_text`: a quiz line by
//!   line; `quiz_tune`, `quiz_replay`: weights from the own log, and a history to check against;
//!   `progress_text`: how it goes, in words; `screen_flags`: the flags of what takes the whole terminal;
//! - `decks`: the decks that are known; `deck`, `deck_check`, `deck_new`, `deck_anki`, `drill`: the commands on
//!   decks and skills, their flags in `deck_commands`;
//! - `show_json`, `pager`, `readable`: how a page is written; `watch`: waiting for files to change;
//! - `screens`, `screen_flags`: the commands that take the whole terminal; `sitting`: what a quiz runs on; `world`: what the screens find outside;
//! - `explain`: the counterexample of `sim`; `compare_sides`: what the two sides of `compare` change;
//! - `sim_text`, `sim_list`, `explain_text`, `prove_text`, `compare_text`, `breakpoint_text`, `chaos_text`, `figure`: how what a design does is written;
//! - `mock`, `mock_text`: the interview without a screen, `mock_plain` line by line, `mock_room` what is around
//!   that; `frameworks`: the phases that are meant; `timer`: these on a clock, alone; `mock_runs`: the runs of one on a screen;
//! - `mock_kept`: mocks that were left; `mock_door`: one from the home screen; `mock_propose`: which problem comes
//!   next; `held`: what a mock leads to; `history`, `history_add`, `history_read`, `history_text`, `report`: the mocks that were held;
//! - `manual`: completions and the manual page;
//! - `answer_json`: an answer as JSON; as text it is written by `calc`.

mod answer_json;
mod arguments;
mod breakpoint;
mod breakpoint_text;
mod calc;
mod chaos;
mod chaos_text;
mod check;
mod compare;
mod compare_sides;
mod compare_text;
mod config;
mod data;
mod deck;
mod deck_anki;
mod deck_check;
mod deck_commands;
mod deck_new;
mod decks;
mod desk;
mod diagram;
mod drill;
mod explain;
mod explain_text;
mod figure;
mod fit;
mod frameworks;
mod held;
mod history;
mod history_add;
mod history_read;
mod history_text;
mod interrupt;
mod learner;
mod lines;
mod list;
mod manual;
mod mock;
mod mock_door;
mod mock_kept;
mod mock_plain;
mod mock_propose;
mod mock_room;
mod mock_runs;
mod mock_text;
mod new;
mod output;
mod pager;
mod problem_commands;
mod problems;
mod progress;
mod progress_text;
mod prompt;
mod prompt_signals;
mod prove;
mod prove_text;
mod quiz;
mod quiz_plain;
mod quiz_replay;
mod quiz_text;
mod quiz_tune;
mod readable;
mod recipe;
mod refs;
mod report;
mod route;
mod schema;
mod screen_flags;
mod screens;
mod show;
mod show_json;
mod sim;
mod sim_list;
mod sim_prepare;
mod sim_text;
mod sitting;
mod study_commands;
mod timer;
mod watch;
mod whole;
mod world;

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
        Some(("timer", matches)) => timer::run(&output, flags, matches),
        Some(("prove", matches)) => prove::run(&output, matches),
        Some(("compare", matches)) => compare::run(&output, flags, matches),
        Some(("breakpoint", matches)) => breakpoint::run(&output, flags, matches),
        Some(("chaos", matches)) => chaos::run(&output, flags, matches),
        Some(("check", matches)) => check::run(&output, matches),
        Some(("quiz", matches)) => quiz::run(&output, flags, matches),
        Some(("progress", matches)) => progress::run(&output, matches),
        Some(("history", matches)) => history::run(&output, matches),
        Some(("report", matches)) => report::run(&output, flags, matches),
        Some(("data", matches)) => data::run(&output, matches),
        Some(("config", matches)) => config::run(&output, matches),
        Some(("deck", matches)) => deck::run(&output, matches),
        Some(("drill", matches)) => drill::run(&output, flags, matches),
        Some(("schema", _)) => schema::run(&output),
        Some(("sheet", matches)) => Ok(screens::sheet(&output, flags, matches)),
        Some(("fit", matches)) => fit::run(&output, &arguments::words(matches)),
        Some(("completions", matches)) => manual::completions(&output, &arguments::words(matches)),
        Some(("man", _)) => manual::man(&output),
        Some(("refs", matches)) => refs::run(&output, &arguments::words(matches)),
        Some((name, matches)) => match crate::calc::recipe::find(name) {
            Some(known) => recipe::run(&output, flags, known, matches),
            None => output.help(),
        },
        None if screens::are_wanted() && !asks(flags) => Ok(screens::home(&output, flags)),
        None => output.help(),
    }
}

/// Whether flags stand alone that only an answer can have.
fn asks(flags: &route::Flags) -> bool {
    flags.json || flags.quiet || flags.interview.is_some()
}
