//! Finding the framework that was meant: the built-in one, one of the user's folder, or a file.

use std::path::Path;

use super::output::Output;
use super::problems::broken;
use crate::diag::{nearest, visible};
use crate::mock::{FRAMEWORK, Framework};
use crate::store::{problem_file, problem_files};

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

/// The files of the user's folder.
fn own(output: &Output) -> Result<Vec<(String, String)>, u8> {
    let folder = output.folders().map(|folders| folders.data.join("frameworks"));
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
