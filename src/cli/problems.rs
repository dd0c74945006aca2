//! Finding the problem that was meant: an id, or a path; those that ship, those of the user's folder, those of
//! `--problems DIR`.

use std::path::Path;

use super::output::{Exit, Output};
use crate::diag::{Diagnostic, Source, render, visible};
use crate::problem::{Entry, File, Library, Reading};
use crate::store::{Folders, built_in_problems, problem_file, problem_files};

/// A problem file that can be used, and what it says.
pub struct Opened {
    /// What messages call the file.
    pub name: String,
    /// Its syntax.
    pub file: File,
    /// What it says.
    pub reading: Reading,
}

/// Every problem that is known: of two with one id that of the later folder counts. A folder that was asked for
/// must be there.
pub fn library(output: &Output, folder: Option<&str>) -> Result<Library, u8> {
    let mut files: Vec<(String, String)> = built_in_problems().collect();
    let own = Folders::find().map(|folders| folders.data.join("problems"));
    if let Some(own) = own.filter(|own| own.is_dir()) {
        add(output, &mut files, &own)?;
    }
    if let Some(folder) = folder {
        add(output, &mut files, Path::new(folder))?;
    }
    Ok(Library::new(files))
}

fn add(output: &Output, files: &mut Vec<(String, String)>, folder: &Path) -> Result<(), u8> {
    let shown = visible(&folder.display().to_string()).into_owned();
    let found = problem_files(folder)
        .map_err(|error| output.refuse(&format!("error: the folder {shown} cannot be read: {error}")))?;
    for (path, text) in found {
        let name = path.display().to_string();
        match text {
            Ok(text) => files.push((name, text)),
            Err(error) => output.message(&format!("warning: {} is left out: {error}\n", visible(&name))),
        }
    }
    Ok(())
}

/// The file that is meant by an id or a path.
pub fn entry(output: &Output, library: &Library, word: &str) -> Result<Entry, u8> {
    let path = Path::new(word);
    let is_path = word.contains(['/', '\\']) || path.extension().is_some() || path.is_file();
    if is_path {
        let text = problem_file(path)
            .map_err(|error| output.refuse(&format!("error: {} cannot be read: {error}", visible(word))))?;
        return Ok(Entry { id: word.to_owned(), name: word.to_owned(), text });
    }
    if let Some(entry) = library.get(word) {
        return Ok(entry.clone());
    }
    let ids: Vec<&str> = library.iter().map(|entry| entry.id.as_str()).collect();
    let help = match library.nearest(word) {
        Some(near) => format!("did you mean `{near}`?"),
        None if ids.is_empty() => "there are none: give a path, or a folder with --problems".to_owned(),
        None => format!("there are {}; a file is given by its path", ids.join(", ")),
    };
    Err(output.refuse(&format!("error: no problem is called `{}`\nhelp: {help}", visible(word))))
}

/// The problem that is meant by an id or a path, without errors.
pub fn open(output: &Output, library: &Library, word: &str) -> Result<Opened, u8> {
    let Entry { name, text, .. } = entry(output, library, word)?;
    let file = File::parse(&text).map_err(|errors| broken(output, &errors, &name, &text))?;
    let reading = file.read();
    if reading.diagnostics.iter().any(Diagnostic::is_error) {
        let errors: Vec<Diagnostic> = reading.diagnostics.into_iter().filter(Diagnostic::is_error).collect();
        return Err(broken(output, &errors, &name, &text));
    }
    Ok(Opened { name, file, reading })
}

/// Says what is wrong with a file; the exit code.
pub fn broken(output: &Output, errors: &[Diagnostic], name: &str, text: &str) -> u8 {
    output.message(&render(errors, Source { name: Some(name), text, line: 1 }, output.color()));
    Exit::USAGE
}
