//! `napkin schema`: the words of a problem file as a JSON Schema, for editors.

use std::io;

use super::output::{Exit, Output};
use crate::problem::vocabulary;

/// Prints it.
pub fn run(output: &Output) -> io::Result<u8> {
    output.print(&format!("{:#}\n", vocabulary::schema()))?;
    Ok(Exit::WELL)
}
