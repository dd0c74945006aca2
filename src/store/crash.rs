//! Places at which a test kills the process. Release builds have none of this.

/// Stops here for good, to be killed from outside, where `NAPKIN_CRASH_AT` names this place: `NAME` at the first
/// passing, `NAME:3` at the third.
#[cfg(debug_assertions)]
pub fn point(name: &str) {
    use std::io::Write as _;
    use std::sync::atomic::{AtomicUsize, Ordering};

    static PASSED: AtomicUsize = AtomicUsize::new(0);
    let Ok(wanted) = std::env::var("NAPKIN_CRASH_AT") else { return };
    let (place, times) = wanted.split_once(':').unwrap_or((&wanted, "1"));
    if place == name && PASSED.fetch_add(1, Ordering::Relaxed) + 1 == times.parse().unwrap_or(1) {
        let _ = writeln!(std::io::stderr(), "stopped at {name}");
        loop {
            std::thread::park();
        }
    }
}

/// Nothing.
#[cfg(not(debug_assertions))]
pub fn point(_: &str) {}
