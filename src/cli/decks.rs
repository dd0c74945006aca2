//! The decks that are known: those that ship, those of the user's folder, those of `--decks DIR`.

use std::path::{Path, PathBuf};

use super::output::Output;
use crate::diag::{Diagnostic, Source, render, there_are, visible};
use crate::store::problem_files;
use crate::study::deck::Decks;

/// Every deck that is known. A folder that was asked for must be there; cards with errors are left out, and said.
pub fn library(output: &Output, folder: Option<&str>) -> Result<Decks, u8> {
    read(output, folder, &|name| {
        output.message(&format!(
            "warning: {name} has errors, and the cards with errors are left out\nhelp: napkin deck check {name}\n"
        ));
    })
}

/// The same for a command that says itself what is wrong.
pub fn to_check(output: &Output, folder: Option<&str>) -> Result<Decks, u8> {
    read(output, folder, &|_| ())
}

fn read(output: &Output, folder: Option<&str>, broken: &dyn Fn(&str)) -> Result<Decks, u8> {
    let mut decks = Decks::built_in();
    if let Some(own) = own_folder(output).filter(|own| own.is_dir()) {
        add(output, &mut decks, &own, broken)?;
    }
    if let Some(folder) = folder {
        add(output, &mut decks, Path::new(folder), broken)?;
    }
    Ok(decks)
}

/// The folder of the user's own decks; `None` where there is no home.
pub fn own_folder(output: &Output) -> Option<PathBuf> {
    output.folders().map(|folders| folders.data.join("decks"))
}

fn add(output: &Output, decks: &mut Decks, folder: &Path, broken: &dyn Fn(&str)) -> Result<(), u8> {
    let shown = visible(&folder.display().to_string()).into_owned();
    let files = problem_files(folder)
        .map_err(|error| output.refuse(&format!("error: the folder {shown} cannot be read: {error}")))?;
    for (path, text) in files {
        let name = path.display().to_string();
        match text {
            Ok(text) => {
                let wrong = decks.add(&name, &text);
                if wrong.iter().any(Diagnostic::is_error) {
                    broken(&visible(&name));
                }
            }
            Err(error) => output.message(&format!("warning: {} is left out: {error}\n", visible(&name))),
        }
    }
    Ok(())
}

/// Refuses a word that is no deck, with the nearest one.
pub fn unknown(output: &Output, decks: &Decks, word: &str) -> u8 {
    let ids: Vec<&str> = decks.decks().iter().map(|deck| deck.id.as_str()).collect();
    let help = match decks.nearest(word) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("{}; a file is given by its path", there_are(&ids)),
    };
    output.refuse(&format!("error: no deck is called `{}`\nhelp: {help}", visible(word)))
}

/// Draws what is wrong with a text.
pub fn drawn(output: &Output, wrong: &[Diagnostic], name: &str, text: &str) -> String {
    render(wrong, Source { name: Some(name), text, line: 1 }, output.look())
}

/// `1 card`, `2 cards`.
pub fn count(number: usize, word: &str) -> String {
    format!("{number} {word}{}", if number == 1 { "" } else { "s" })
}
