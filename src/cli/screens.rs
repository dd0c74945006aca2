//! The commands that take the whole terminal: `napkin` alone, `napkin sheet`, `napkin quiz` and `napkin drill`.

use std::path::Path;
use std::sync::Arc;

use clap::ArgMatches;

use super::mock_kept::Found;
use super::mock_runs::Runnable;
use super::output::{Exit, Output};
use super::route::Flags;
use super::sitting::Sitting;
use super::world::{Outside, Study};
use super::{arguments, learner, mock_kept, problems};
use crate::diag::{Diagnostic, nearest, visible};
use crate::mock::Attempt;
use crate::problem::{File, Library};
use crate::sim::report::Asked;
use crate::study::Log;
use crate::tui::screens::{
    self, Course, DrillScreen, Home, Interview, MockScreen, Problem, QuizScreen, TimerScreen,
};
use crate::tui::{Palette, Screen, Theme, is_possible, run};

/// Whether screens are shown unasked: on a terminal that can draw them.
pub fn are_wanted() -> bool {
    is_possible() && std::env::var("TERM").is_ok_and(|term| term != "dumb")
}

/// The home screen.
pub fn home(output: &Output, flags: &Flags) -> u8 {
    let library = match problems::library(output, None) {
        Ok(library) => library,
        Err(code) => return code,
    };
    let problems: Vec<Problem> = sound(&library).iter().map(Problem::from).collect();
    let study = study(output, library);
    show(output, Box::new(Home::new(problems)), &theme(flags, None, false), outside(output, study))
}

/// The notebook.
pub fn sheet(output: &Output, flags: &Flags, matches: &ArgMatches) -> u8 {
    let theme = match looks(output, flags, matches) {
        Ok(theme) => theme,
        Err(code) => return code,
    };
    let words = arguments::words(matches);
    let path = match words.as_slice() {
        [] => None,
        [path] => Some(Path::new(path)),
        _ => return output.refuse("error: one sheet at a time"),
    };
    if !are_wanted() {
        let help = "help: `napkin calc FILE` answers a sheet line by line, `napkin calc -` standard input";
        return output.refuse(&format!("error: the notebook needs a terminal\n{help}"));
    }
    let outside = outside(output, Err("the notebook has no log".to_owned()));
    match outside.sheet(path) {
        Ok(screen) => show(output, screen, &theme, outside),
        Err(why) => output.refuse(&format!("error: {why}")),
    }
}

/// A quiz that was chosen on the command line.
pub fn quiz(output: &Output, flags: &Flags, matches: &ArgMatches, sitting: Sitting) -> u8 {
    let theme = match looks(output, flags, matches) {
        Ok(theme) => theme,
        Err(code) => return code,
    };
    let folder = matches.get_one::<String>("problems").map(String::as_str);
    let problems = match problems::library(output, folder) {
        Ok(library) => Arc::new(library),
        Err(code) => return code,
    };
    let Sitting { decks, session, database, rules, .. } = sitting;
    let decks = Arc::new(decks);
    let screen = QuizScreen::new(screens::Sitting {
        name: "quiz".to_owned(),
        session,
        decks: Arc::clone(&decks),
        problems: Arc::clone(&problems),
        confidence: true,
    });
    let study = Study { database, rules, decks, problems };
    show(output, Box::new(screen), &theme, outside(output, Ok(study)))
}

/// A drill that was chosen on the command line.
pub fn drill(output: &Output, flags: &Flags, matches: &ArgMatches, course: Course, study: Study) -> u8 {
    match looks(output, flags, matches) {
        Ok(theme) => {
            let outside = outside(output, Ok(study));
            show(output, Box::new(DrillScreen::new(course)), &theme, outside)
        }
        Err(code) => code,
    }
}

/// A mock that begins: of which problem, held by what, and how.
pub struct MockStart {
    /// The text of the problem's file.
    pub text: String,
    /// The problem as it was named.
    pub asked: Asked,
    /// What it is held by.
    pub interview: Interview,
    /// Nothing was said in it yet.
    pub attempt: Attempt,
}

/// A mock on the screen, to its report.
pub fn mock(output: &Output, flags: &Flags, matches: &ArgMatches, start: MockStart) -> u8 {
    let theme = match looks(output, flags, matches) {
        Ok(theme) => theme,
        Err(code) => return code,
    };
    let library = match learner::problems(output, matches) {
        Ok(library) => library,
        Err(code) => return code,
    };
    let mut study = match study(output, library) {
        Ok(study) => study,
        // An hour that nobody keeps is not worth beginning.
        Err(why) => return output.refuse(&format!("error: {why}")),
    };
    let MockStart { text, asked, interview, attempt } = start;
    let (is_new, any_length) = (matches.get_flag("new"), !matches.contains_id("minutes"));
    let found = match mock_kept::under_way(&mut study.database, attempt, is_new, any_length) {
        Ok(mock) => mock,
        Err(error) => return learner::refuse(output, &error),
    };
    let Found { id, attempt, lock, .. } = found;
    let given = (interview.problem.id.clone(), Runnable { text, asked });
    let outside = Outside { given: Some(given), ..outside(output, Ok(study)) };
    let screen = MockScreen::new(id, interview, attempt).locked(lock);
    show(output, Box::new(screen), &theme, outside)
}

/// Phases on a clock.
pub fn timer(output: &Output, flags: &Flags, matches: &ArgMatches, screen: TimerScreen) -> u8 {
    match looks(output, flags, matches) {
        Ok(theme) => {
            let outside = outside(output, Err("the timer keeps nothing".to_owned()));
            show(output, Box::new(screen), &theme, outside)
        }
        Err(code) => code,
    }
}

/// The problems whose files have no errors.
fn sound(library: &Library) -> Vec<crate::problem::model::Problem> {
    let files = library.entries().iter().filter_map(|entry| File::parse(&entry.text).ok());
    let readings = files.map(|file| file.read());
    let sound = readings.filter(|reading| !reading.diagnostics.iter().any(Diagnostic::is_error));
    sound.map(|reading| reading.problem).collect()
}

/// What a quiz from the home screen needs; or why there is none.
fn study(output: &Output, library: Library) -> Result<Study, String> {
    let refused = |_| "the log cannot be used: napkin quiz says why".to_owned();
    let rules = learner::settings(output).map_err(refused)?.rules;
    let mut database = learner::database(output).map_err(refused)?;
    let ledger = database.ledger(&rules).map_err(|error| error.message)?;
    let decks = learner::decks(output, None, &library, &ledger.attempted).map_err(refused)?;
    Ok(Study { database, rules, decks: Arc::new(decks), problems: Arc::new(library) })
}

fn outside(output: &Output, study: Result<Study, String>) -> Outside {
    let own_sheet = output.folders().map(|folders| folders.data.join("sheet.nap"));
    let refs = super::refs::headlines(output);
    Outside { refs, own_sheet, study, runner: super::mock_runs::Runner::default(), given: None }
}

/// Shows a screen and what it leads to; the exit code.
fn show(output: &Output, first: Box<dyn Screen>, theme: &Theme, mut outside: Outside) -> u8 {
    let refs = outside.refs.clone();
    match run(first, refs, theme, &mut outside) {
        Ok(ended) => {
            for complaint in &ended.complaints {
                output.message(&format!("error: {complaint}\n"));
            }
            if ended.complaints.is_empty() { ended.code } else { ended.code.max(Exit::FAILED) }
        }
        Err(error) => output.refuse(&format!("error: the terminal cannot be used: {error}")),
    }
}

/// The theme that the flags of a command ask for.
fn looks(output: &Output, flags: &Flags, matches: &ArgMatches) -> Result<Theme, u8> {
    let name = matches.get_one::<String>("theme");
    let named = name.and_then(|name| Palette::find(name));
    if let (Some(name), None) = (name, named) {
        let names = Palette::ALL.map(|(name, _)| name);
        let near = nearest(name, names).map(|near| format!("did you mean `{near}`? "));
        return Err(output.refuse(&format!(
            "error: no theme is called `{}`\nhelp: {}one of {}",
            visible(name),
            near.unwrap_or_default(),
            names.join(", ")
        )));
    }
    Ok(theme(flags, named, matches.get_flag("ascii")))
}

fn theme(flags: &Flags, named: Option<Palette>, ascii: bool) -> Theme {
    Theme::detect(&|name| std::env::var(name).ok(), flags.color, named, ascii)
}
