//! Signals that end the prompt: the terminal is given back first, as it was found.

use std::io;

/// From now on a signal that ends the program gives the terminal back as it is at this moment.
#[cfg(unix)]
pub fn listen() -> io::Result<()> {
    use std::io::Write as _;

    use rustix::termios::{OptionalActions, tcgetattr, tcsetattr};
    use signal_hook::consts::{SIGHUP, SIGQUIT, SIGTERM};
    use signal_hook::iterator::Signals;
    use signal_hook::low_level::emulate_default_handler;

    let found = tcgetattr(io::stdin())?;
    let mut signals = Signals::new([SIGHUP, SIGQUIT, SIGTERM])?;
    std::thread::spawn(move || {
        if let Some(signal) = signals.forever().next() {
            // A terminal that has gone away cannot be put right.
            let _ = tcsetattr(io::stdin(), OptionalActions::Now, &found);
            let mut out = io::stdout();
            let _ = out.write_all(BRACKETED_PASTE_OFF).and_then(|()| out.flush());
            let _ = emulate_default_handler(signal);
        }
    });
    Ok(())
}

/// What the prompt had switched on; the shell's own prompt begins on a line of its own.
#[cfg(unix)]
const BRACKETED_PASTE_OFF: &[u8] = b"\x1b[?2004l\n";

#[cfg(not(unix))]
pub fn listen() -> io::Result<()> {
    Ok(())
}
