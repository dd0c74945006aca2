//! Finding the problem that was meant: an id, or a path; those that ship, those of the user's folder, those of
//! `--problems DIR`.

use std::path::Path;

use super::output::{Exit, Output};
use crate::diag::{Diagnostic, Source, Span, render, there_are, visible};
use crate::problem::{Entry, File, Library, Reading, Refused};
use crate::store::{problem_file, problem_files};

/// A problem file that can be used, and what it says.
pub struct Opened {
    /// What messages call the file.
    pub name: String,
    /// Its text.
    pub text: String,
    /// Its syntax.
    pub file: File,
    /// What it says.
    pub reading: Reading,
}

/// Every problem that is known. A folder that was asked for must be there.
pub fn library(output: &Output, folder: Option<&str>) -> Result<Library, u8> {
    let mut library = Library::built_in();
    let own = output.folders().map(|folders| folders.data.join("problems"));
    if let Some(own) = own.filter(|own| own.is_dir()) {
        add(output, &mut library, &own)?;
    }
    if let Some(folder) = folder {
        add(output, &mut library, Path::new(folder))?;
    }
    Ok(library)
}

fn add(output: &Output, library: &mut Library, folder: &Path) -> Result<(), u8> {
    let shown = visible(&folder.display().to_string()).into_owned();
    let files = problem_files(folder)
        .map_err(|error| output.refuse(&format!("error: the folder {shown} cannot be read: {error}")))?;
    let mut own = Vec::new();
    for (path, text) in files {
        let name = path.display().to_string();
        match text {
            Ok(text) => {
                // In place of one that ships, or of the user's own, it is meant; of one beside it, hardly.
                let replaced = library.add(&name, &text).filter(|other| own.contains(&other.name));
                if let Some(other) = replaced {
                    output.message(&format!("warning: {}\n", twice(&other, &name)));
                }
                own.push(name);
            }
            Err(error) => output.message(&format!("warning: {} is left out: {error}\n", visible(&name))),
        }
    }
    Ok(())
}

/// That two files of one folder have the same id.
pub fn twice(one: &Entry, other: &str) -> String {
    format!(
        "{} and {} both have the id `{}`: only the last one is found by it\nhelp: give each an id of its own",
        visible(&one.name),
        visible(other),
        visible(&one.id)
    )
}

/// Whether a word means a file, and no id.
pub fn is_path(word: &str) -> bool {
    let path = Path::new(word);
    word.contains(['/', '\\']) || path.extension().is_some() || path.is_file()
}

/// Makes the files that are meant by a path known, and puts their ids in the place of the paths.
pub fn know(output: &Output, library: &mut Library, words: &mut [String]) -> Result<(), u8> {
    for word in words.iter_mut().filter(|word| is_path(word)) {
        let Opened { name, text, reading, .. } = open(output, library, word)?;
        library.add(&name, &text);
        *word = reading.problem.id;
    }
    Ok(())
}

/// The file that is meant by an id or a path.
pub fn entry(output: &Output, library: &Library, word: &str) -> Result<Entry, u8> {
    let path = Path::new(word);
    if is_path(word) {
        let text = problem_file(path)
            .map_err(|error| output.refuse(&format!("error: {} cannot be read: {error}", visible(word))))?;
        return Ok(Entry { id: word.to_owned(), name: word.to_owned(), text });
    }
    if let Some(entry) = library.find(word) {
        return Ok(entry.clone());
    }
    let ids: Vec<&str> = library.ids().collect();
    let help = match library.nearest(word) {
        Some(near) => format!("did you mean `{near}`?"),
        None if ids.is_empty() => "there are none: give a path, or a folder with --problems".to_owned(),
        None => format!("{}; a file is given by its path", there_are(&ids)),
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
    Ok(Opened { name, text, file, reading })
}

/// The one problem that is named behind a command; the exit code where none or several are.
pub fn named(output: &Output, library: &Library, words: &[String]) -> Result<Opened, u8> {
    match words {
        [word] => open(output, library, word),
        [] => {
            let ids: Vec<&str> = library.ids().collect();
            let help = if ids.is_empty() {
                "give the path of a problem file".to_owned()
            } else {
                format!("one of {}, or the path of a file", ids.join(", "))
            };
            Err(output.refuse(&format!("error: which problem?\nhelp: {help}")))
        }
        _ => {
            let words = words.join(" ");
            Err(output.refuse(&format!("error: one problem at a time, and here stand `{}`", visible(&words))))
        }
    }
}

/// Says what is wrong with a file; the exit code.
pub fn broken(output: &Output, errors: &[Diagnostic], name: &str, text: &str) -> u8 {
    output.message(&render(errors, Source { name: Some(name), text, line: 1 }, output.look()));
    Exit::USAGE
}

/// Draws what is wrong with a variant: what stands in the file, whose text is so many bytes long, and what was typed
/// behind a flag, which has no line there.
pub fn broken_variant(output: &Output, refused: &Refused, flag: &str, name: &str, file: usize) -> u8 {
    let typed = refused.text.get(file..).unwrap_or_default();
    let begins = refused.text.len() - typed.trim_start_matches('\n').len();
    let is_typed = |one: &&Diagnostic| {
        !typed.is_empty()
            && !one.labels.is_empty()
            && one.labels.iter().all(|label| label.span.start >= begins)
    };
    let (of_typed, of_file): (Vec<&Diagnostic>, Vec<&Diagnostic>) =
        refused.diagnostics.iter().partition(is_typed);
    let of_file: Vec<Diagnostic> = of_file.into_iter().cloned().collect();
    if !of_file.is_empty() {
        broken(output, &of_file, name, &refused.text);
    }
    let mut of_typed: Vec<Diagnostic> = of_typed.into_iter().cloned().collect();
    for label in of_typed.iter_mut().flat_map(|one| &mut one.labels) {
        label.span = Span::new(label.span.start - begins, label.span.end - begins);
    }
    if !of_typed.is_empty() {
        broken(output, &of_typed, flag, &refused.text[begins..]);
    }
    Exit::USAGE
}
