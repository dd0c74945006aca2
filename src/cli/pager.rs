//! Long pages on a terminal go through the user's pager.

use std::io::{self, IsTerminal, Write};
use std::process::{Command, Stdio};

use super::output::Output;

/// Prints a page: through `$PAGER`, or `less` where there is one, if standard output is a terminal; else as
/// it is.
pub fn print(output: &Output, text: &str) -> io::Result<()> {
    if io::stdout().is_terminal() && through(text) {
        return Ok(());
    }
    output.print(text)
}

/// Whether a pager took the page.
fn through(text: &str) -> bool {
    let mut command = match std::env::var("PAGER") {
        Ok(pager) if pager.trim().is_empty() => return false,
        Ok(pager) => {
            let mut command = Command::new("sh");
            command.args(["-c", &pager]);
            command
        }
        Err(_) => {
            let mut command = Command::new("less");
            command.arg("-FRX");
            command
        }
    };
    // Ctrl-C belongs to the pager: it must not lose the program it writes the terminal back for.
    super::interrupt::flag();
    let Ok(mut child) = command.stdin(Stdio::piped()).spawn() else { return false };
    if let Some(mut stdin) = child.stdin.take() {
        // Whoever quits early has seen enough.
        let _ = stdin.write_all(text.as_bytes());
    }
    // 127: the shell found no such program.
    child.wait().is_ok_and(|status| status.code() != Some(127))
}
