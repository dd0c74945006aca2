//! Ctrl-C ends a simulation with what was found so far; a line on the terminal tells how far it is.

use std::io::{self, IsTerminal, Write as _};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};

static CANCEL: AtomicBool = AtomicBool::new(false);
static LISTENING: OnceLock<()> = OnceLock::new();

/// A flag that is set when somebody types Ctrl-C, from now on.
pub fn flag() -> &'static AtomicBool {
    LISTENING.get_or_init(|| {
        // Where nobody can listen, Ctrl-C ends the program as ever.
        let _ = ctrlc::set_handler(|| CANCEL.store(true, Ordering::Relaxed));
    });
    &CANCEL
}

/// How many runs of how many are done: a line that overwrites itself, only on a terminal.
pub fn progress(done: usize, all: usize) {
    let mut terminal = io::stderr().lock();
    if terminal.is_terminal() {
        let _ = if done == all {
            write!(terminal, "\r\x1b[K")
        } else {
            write!(terminal, "\r{done} of {all} runs")
        };
        let _ = terminal.flush();
    }
}

/// How many runs a search has taken, and how few requests it has found: a line that overwrites itself, only on a
/// terminal.
pub fn search(runs: usize, requests: usize) {
    let mut terminal = io::stderr().lock();
    if terminal.is_terminal() {
        let _ = write!(terminal, "\r\x1b[K{runs} runs, {requests} requests so far");
        let _ = terminal.flush();
    }
}

/// Which multiple of the load a search is at: a line that overwrites itself, only on a terminal.
pub fn load(load: f64) {
    let mut terminal = io::stderr().lock();
    if terminal.is_terminal() {
        let _ = write!(terminal, "\r\x1b[Kat {load}x the load");
        let _ = terminal.flush();
    }
}

/// Takes away the line of a progress that did not come to its end.
pub fn end_progress() {
    progress(0, 0);
}
