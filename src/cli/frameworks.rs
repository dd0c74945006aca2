//! Finding the framework that was meant: the built-in one, one of the user's folder, or a file; its length and its
//! phases as flags name them.

use std::path::Path;

use clap::ArgMatches;

use super::output::Output;
use super::problems::broken;
use crate::diag::{nearest, visible};
use crate::mock::{FRAMEWORK, Framework, LENGTHS, counted};
use crate::store::{Database, problem_file, problem_files};

/// The folder of the user's own, beside the log.
const FOLDER: &str = "frameworks";

/// The framework of this id or in this file; the built-in one unless named. The exit code where there is none, or
/// where it has an error.
pub fn find(output: &Output, named: Option<&str>) -> Result<Framework, u8> {
    let Some(word) = named else { return read(output, "the built-in framework", FRAMEWORK) };
    let path = Path::new(word);
    if word.contains(['/', '\\']) || path.extension().is_some() || path.is_file() {
        let text = problem_file(path)
            .map_err(|error| output.refuse(&format!("error: {} cannot be read: {error}", visible(word))))?;
        return read(output, word, &text);
    }
    let built_in = read(output, "the built-in framework", FRAMEWORK)?;
    if built_in.id == word {
        return Ok(built_in);
    }
    let own = own(output)?;
    let mut ids = vec![built_in.id];
    for (name, text) in &own {
        // The name of the file is enough to find one that does not read, and to say why.
        let stem = Path::new(name).file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
        match Framework::read(text) {
            Ok(framework) if framework.id == word => return Ok(framework),
            Ok(framework) => ids.push(framework.id),
            Err(error) if stem == word => return Err(broken(output, &[error], name, text)),
            Err(_) => ids.push(stem.to_owned()),
        }
    }
    let known = ids.iter().map(String::as_str);
    let help = nearest(word, known).map_or_else(
        || format!("there is {}; a file is given by its path, others stand in the folder `frameworks` beside your problems", ids.join(", ")),
        |near| format!("did you mean `{near}`?"),
    );
    Err(output.refuse(&format!("error: no framework is called `{}`\nhelp: {help}", visible(word))))
}

/// Whether this is the framework that holds a mock unless another is named.
pub fn is_usual(id: &str) -> bool {
    Framework::read(FRAMEWORK).is_ok_and(|usual| usual.id == id)
}

/// The framework of this id, where it is found without a word: the built-in one, or one of the user's own beside the
/// log.
pub fn known(database: &Database, id: &str) -> Option<Framework> {
    if let Some(usual) = Framework::read(FRAMEWORK).ok().filter(|usual| usual.id == id) {
        return Some(usual);
    }
    let files = problem_files(&database.path().parent()?.join(FOLDER)).ok()?;
    let read = files.into_iter().filter_map(|(_, text)| Framework::read(&text.ok()?).ok());
    read.into_iter().find(|framework| framework.id == id)
}

/// The minutes that are asked for, or these.
pub fn length(output: &Output, matches: &ArgMatches, usual: u32, framework: &Framework) -> Result<u32, u8> {
    let asked = matches.get_one::<u64>("minutes").copied().unwrap_or(u64::from(usual));
    match u32::try_from(asked).ok().filter(|minutes| LENGTHS.contains(minutes)) {
        Some(minutes) => Ok(minutes),
        None => {
            let presets: Vec<String> = framework.presets.iter().map(ToString::to_string).collect();
            let usual = if presets.is_empty() {
                String::new()
            } else {
                format!("; usual are {}", presets.join(", "))
            };
            let (least, most) = (LENGTHS.start(), LENGTHS.end());
            Err(output.refuse(&format!(
                "error: {} cannot be held\nhelp: from {least} to {most}{usual}",
                counted(asked, "minute")
            )))
        }
    }
}

/// The phases that are asked for; all unless said.
pub fn phases(output: &Output, framework: &Framework, matches: &ArgMatches) -> Result<Vec<usize>, u8> {
    let named: Vec<&str> = matches
        .get_many::<String>("phase")
        .into_iter()
        .flatten()
        .flat_map(|names| names.split(','))
        .collect();
    if named.is_empty() {
        return Ok((0..framework.phases.len()).collect());
    }
    let mut phases = Vec::new();
    for name in named {
        let Some(at) = framework.phase(name.trim()) else {
            let ids = framework.phases.iter().map(|phase| phase.id.as_str());
            let help = match nearest(name, ids.clone()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("one of {}", ids.collect::<Vec<_>>().join(", ")),
            };
            return Err(
                output.refuse(&format!("error: no phase is called `{}`\nhelp: {help}", visible(name)))
            );
        };
        if !phases.contains(&at) {
            phases.push(at);
        }
    }
    phases.sort_unstable();
    Ok(phases)
}

/// The files of the user's folder.
fn own(output: &Output) -> Result<Vec<(String, String)>, u8> {
    let folder = output.folders().map(|folders| folders.data.join(FOLDER));
    let Some(folder) = folder.filter(|folder| folder.is_dir()) else { return Ok(Vec::new()) };
    let files = problem_files(&folder).map_err(|error| {
        let shown = folder.display().to_string();
        output.refuse(&format!("error: the folder {} cannot be read: {error}", visible(&shown)))
    })?;
    let mut read = Vec::new();
    for (path, text) in files {
        let name = path.display().to_string();
        match text {
            Ok(text) => read.push((name, text)),
            Err(error) => output.message(&format!("warning: {} is left out: {error}\n", visible(&name))),
        }
    }
    Ok(read)
}

fn read(output: &Output, name: &str, text: &str) -> Result<Framework, u8> {
    Framework::read(text).map_err(|error| broken(output, &[error], name, text))
}
