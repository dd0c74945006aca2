//! The commands that take the whole terminal: `napkin` alone, and `napkin sheet`.

use std::io;
use std::path::Path;

use clap::ArgMatches;

use super::output::{Exit, Output};
use super::route::Flags;
use super::{arguments, problems};
use crate::diag::{Diagnostic, nearest, visible};
use crate::problem::File;
use crate::store::Folders;
use crate::tui::screens::{Home, Problem};
use crate::tui::{Disk, Palette, Screen, Theme, is_possible, run};

/// Whether `napkin` alone shows the home screen: on a terminal that can draw one.
pub fn has_home() -> bool {
    is_possible() && std::env::var("TERM").is_ok_and(|term| term != "dumb")
}

/// The home screen.
pub fn home(output: &Output, flags: &Flags) -> io::Result<u8> {
    let library = match problems::library(output, None) {
        Ok(library) => library,
        Err(code) => return Ok(code),
    };
    let files = library.entries().iter().filter_map(|entry| File::parse(&entry.text).ok());
    let readings = files.map(|file| file.read());
    let sound = readings.filter(|reading| !reading.diagnostics.iter().any(Diagnostic::is_error));
    let known: Vec<Problem> = sound.map(|reading| Problem::from(&reading.problem)).collect();
    let theme = theme(flags, None, false);
    show(output, Box::new(Home::new(known)), &theme, disk(output))
}

/// The notebook.
pub fn sheet(output: &Output, flags: &Flags, matches: &ArgMatches) -> io::Result<u8> {
    let theme = match looks(output, flags, matches) {
        Ok(theme) => theme,
        Err(code) => return Ok(code),
    };
    let words = arguments::words(matches);
    let path = match words.as_slice() {
        [] => None,
        [path] => Some(Path::new(path)),
        _ => return Ok(output.refuse("error: one sheet at a time")),
    };
    if !is_possible() {
        let help = "help: `napkin calc FILE` answers a sheet line by line, `napkin calc -` standard input";
        return Ok(output.refuse(&format!("error: the notebook needs a terminal\n{help}")));
    }
    let disk = disk(output);
    match disk.sheet(path) {
        Ok(screen) => show(output, screen, &theme, disk),
        Err(why) => Ok(output.refuse(&format!("error: {why}"))),
    }
}

fn disk(output: &Output) -> Disk {
    let own_sheet = Folders::find().map(|folders| folders.data.join("sheet.nap"));
    Disk { refs: super::refs::headlines(output), own_sheet }
}

/// Shows a screen and what it leads to; the exit code.
fn show(output: &Output, first: Box<dyn Screen>, theme: &Theme, mut disk: Disk) -> io::Result<u8> {
    let refs = disk.refs.clone();
    match run(first, refs, theme, &mut disk) {
        Ok(ended) => {
            for complaint in &ended.complaints {
                output.message(&format!("error: {complaint}\n"));
            }
            Ok(if ended.complaints.is_empty() { ended.code } else { ended.code.max(Exit::FAILED) })
        }
        Err(error) => Ok(output.refuse(&format!("error: the terminal cannot be used: {error}"))),
    }
}

/// The theme that the flags of a command ask for.
fn looks(output: &Output, flags: &Flags, matches: &ArgMatches) -> Result<Theme, u8> {
    let named = match matches.get_one::<String>("theme") {
        None => None,
        Some(name) => match Palette::find(name) {
            Some(palette) => Some(palette),
            None => {
                let names = Palette::ALL.map(|(name, _)| name);
                let near = nearest(name, names).map(|near| format!("did you mean `{near}`? "));
                return Err(output.refuse(&format!(
                    "error: no theme is called `{}`\nhelp: {}one of {}",
                    visible(name),
                    near.unwrap_or_default(),
                    names.join(", ")
                )));
            }
        },
    };
    Ok(theme(flags, named, matches.get_flag("ascii")))
}

fn theme(flags: &Flags, named: Option<Palette>, ascii: bool) -> Theme {
    Theme::detect(&|name| std::env::var(name).ok(), flags.color, named, ascii)
}
