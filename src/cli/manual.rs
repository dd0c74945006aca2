//! `napkin completions SHELL` and `napkin man`: what shells and manuals want to know of the commands.

use std::io;

use clap_complete::Shell;

use super::arguments;
use super::output::{Exit, Output};
use crate::diag::{nearest, visible};

const SHELLS: [(&str, Shell); 5] = [
    ("bash", Shell::Bash),
    ("zsh", Shell::Zsh),
    ("fish", Shell::Fish),
    ("powershell", Shell::PowerShell),
    ("elvish", Shell::Elvish),
];

/// Prints the completions of a shell.
pub fn completions(output: &Output, words: &[String]) -> io::Result<u8> {
    let names = || SHELLS.iter().map(|(name, _)| *name);
    let typed = words.join(" ");
    let Some((_, shell)) = SHELLS.iter().find(|(name, _)| *name == typed) else {
        let help = match nearest(&typed, names()) {
            Some(close) => format!("did you mean `{close}`?"),
            None => format!("one of {}", names().collect::<Vec<_>>().join(", ")),
        };
        let message = if typed.is_empty() {
            "error: for which shell?".to_owned()
        } else {
            format!("error: no shell is called `{}`", visible(&typed))
        };
        return Ok(output.refuse(&format!("{message}\nhelp: {help}")));
    };
    let mut script = Vec::new();
    clap_complete::generate(*shell, &mut arguments::command(), "napkin", &mut script);
    output.print(&String::from_utf8_lossy(&script))?;
    Ok(Exit::WELL)
}

/// Prints the manual page.
pub fn man(output: &Output) -> io::Result<u8> {
    let mut page = Vec::new();
    clap_mangen::Man::new(arguments::command()).render(&mut page)?;
    output.print(&String::from_utf8_lossy(&page))?;
    Ok(Exit::WELL)
}
