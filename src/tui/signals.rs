//! Signals of the operating system as messages, so that each ends or stops the program by the same way.

use std::io;
use std::sync::mpsc::Sender;

use super::state::Event;

/// Tells the loop of every signal that ends or continues the program.
#[cfg(unix)]
pub fn listen(sender: &Sender<Event>) -> io::Result<()> {
    use signal_hook::consts::{SIGCONT, SIGHUP, SIGINT, SIGQUIT, SIGTERM};
    use signal_hook::iterator::Signals;

    let mut signals = Signals::new([SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGCONT])?;
    let sender = sender.clone();
    std::thread::spawn(move || {
        for signal in signals.forever() {
            let event = match signal {
                SIGCONT => Event::Continued,
                // As shells count: 128 and the number of the signal.
                signal => Event::End(u8::try_from(128 + signal).unwrap_or(u8::MAX)),
            };
            if sender.send(event).is_err() {
                return;
            }
        }
    });
    Ok(())
}

/// Stops this job until the shell continues it: with the program whatever script it runs in. Where no shell could
/// continue it, nothing stops.
#[cfg(unix)]
pub fn stop() -> io::Result<()> {
    rustix::process::kill_current_process_group(rustix::process::Signal::TSTP)?;
    // The signal may reach another thread first; this one must not draw before it stops.
    std::thread::sleep(std::time::Duration::from_millis(100));
    Ok(())
}

#[cfg(not(unix))]
pub fn listen(_sender: &Sender<Event>) -> io::Result<()> {
    Ok(())
}

#[cfg(not(unix))]
pub fn stop() -> io::Result<()> {
    Ok(())
}
