//! Flags of the commands that take the whole terminal.

use clap::{Arg, ArgAction};

/// Flags of every command that takes the whole terminal.
pub fn on_screen() -> [Arg; 2] {
    [
        Arg::new("theme")
            .long("theme")
            .value_name("dark|light|16|none")
            .help("Colours; else NAPKIN_THEME, or what the terminal has"),
        Arg::new("ascii").long("ascii").action(ArgAction::SetTrue).help("No signs beyond ASCII"),
    ]
}
