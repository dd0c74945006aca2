//! The `napkin` program.

use std::process::ExitCode;

fn main() -> ExitCode {
    ExitCode::from(napkin::cli::run(std::env::args_os().skip(1).collect()))
}
