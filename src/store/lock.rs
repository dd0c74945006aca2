//! One mock, one terminal: whoever has a mock open holds a lock that ends with the process, however it ends.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::Write;
use std::path::{Path, PathBuf};

use super::database::Database;
use crate::diag::visible;
use crate::mock::Attempt;
use crate::study::LogError;

/// The folder of the locks, beside the log.
const FOLDER: &str = "open";
/// More letters of an id than this are not needed to tell mocks apart.
const LONGEST: usize = 80;
/// More letters than this are no place of a terminal.
const PLACE: usize = 120;

/// A mock that is open here, as long as this is kept.
#[derive(Debug)]
pub struct OpenMock {
    /// The lock is the system's, and goes with the file's last handle: nothing is left to be cleaned up after a kill.
    /// `None` where the file system has no locks.
    _file: Option<File>,
}

impl Database {
    /// Opens a mock in this terminal: the one of this problem that is held in this way, whether it was begun or not.
    ///
    /// # Errors
    /// When another terminal has it open; the message says where.
    pub fn open_mock(&self, attempt: &Attempt) -> Result<OpenMock, LogError> {
        let folder = self.path().parent().unwrap_or(Path::new("."));
        lock(&folder.join(FOLDER).join(name(attempt)))
    }
}

/// The file of a mock: the same for the same problem, held in the same way.
fn name(attempt: &Attempt) -> PathBuf {
    let plain = |text: &str| -> String {
        let letters = text.chars().take(LONGEST);
        letters.map(|letter| if letter.is_ascii_alphanumeric() { letter } else { '-' }).collect()
    };
    let phases: Vec<String> = attempt.phases.iter().map(ToString::to_string).collect();
    let (problem, framework) = (plain(&attempt.problem), plain(&attempt.framework));
    PathBuf::from(plain(&format!("{problem}_{framework}_{}", phases.join("-"))) + ".lock")
}

fn lock(path: &Path) -> Result<OpenMock, LogError> {
    // Where no lock can be had the log still refuses what another terminal has written over.
    let unlocked = Ok(OpenMock { _file: None });
    if path.parent().is_some_and(|folder| fs::create_dir_all(folder).is_err()) {
        return unlocked;
    }
    let opened = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path);
    let Ok(mut file) = opened else { return unlocked };
    match file.try_lock() {
        Ok(()) => {
            // Who cannot say where it is open has it open all the same.
            let _ = file.set_len(0).and_then(|()| writeln!(file, "{}", here()));
            Ok(OpenMock { _file: Some(file) })
        }
        Err(TryLockError::WouldBlock) => {
            let place = fs::read_to_string(path).unwrap_or_default();
            let place: String = place.lines().next().unwrap_or_default().chars().take(PLACE).collect();
            let place = if place.is_empty() { String::new() } else { format!(" ({})", visible(&place)) };
            Err(LogError::new(format!("this mock is open in another terminal{place}"))
                .help("go on there, or leave it there (Esc, or :quit) and open it here again"))
        }
        Err(TryLockError::Error(_)) => unlocked,
    }
}

/// This process and its terminal, for whoever asks from another.
fn here() -> String {
    let process = format!("process {}", std::process::id());
    let streams = (0..3).filter_map(|stream| fs::read_link(format!("/proc/self/fd/{stream}")).ok());
    let mut terminals = streams.filter(|file| file.starts_with("/dev/pts") || is_console(file));
    terminals.next().map_or(process.clone(), |terminal| format!("{}, {process}", terminal.display()))
}

/// Whether a file is a console of the system: `/dev/tty1`.
fn is_console(file: &Path) -> bool {
    file.to_str().is_some_and(|name| name.starts_with("/dev/tty"))
}
