//! `napkin diagram P`: the architecture of a problem's design.

use std::io::{self, IsTerminal};

use clap::ArgMatches;

use super::output::{Exit, Output};
use super::route::{Flags, Form};
use super::{arguments, problems, show_json};
use crate::diag::visible;
use crate::problem::diagram::{Diagram, mermaid, svg, text};
use crate::problem::page::Section;

/// Into how many cells a picture is laid out: it does not depend on the terminal.
const PICTURE: usize = 100;

/// Draws the reference design.
pub fn run(output: &Output, flags: &Flags, matches: &ArgMatches) -> io::Result<u8> {
    let folder = matches.get_one::<String>("problems").map(String::as_str);
    let opened = problems::library(output, folder)
        .and_then(|library| problems::named(output, &library, &arguments::words(matches)));
    let opened = match opened {
        Ok(opened) => opened,
        Err(code) => return Ok(code),
    };
    let Some(design) = &opened.reading.problem.design else {
        let name = visible(&opened.name).into_owned();
        return Ok(output.refuse(&format!(
            "error: {name} has no design, so there is nothing to draw\nhelp: add [components] and [flows]"
        )));
    };
    let diagram = Diagram::of(design);
    if output.json {
        let mut json = show_json::diagram(&diagram);
        json["version"] = 1.into();
        json["problem"] = opened.reading.problem.id.into();
        output.print_json(&json)?;
        return Ok(Exit::WELL);
    }
    if io::stderr().is_terminal() {
        output.message(&format!("This gives away {}.\n", Section::Design.gives_away()));
    }
    match flags.form {
        Some(Form::Mermaid) => output.print(&mermaid(&diagram))?,
        Some(Form::Svg) => output.print(&svg(&diagram, &opened.reading.problem.title, PICTURE))?,
        _ => output.print(&output.drawing(text(&diagram, output.width())))?,
    }
    Ok(Exit::WELL)
}
