//! Waiting for files to change, by looking at them: no watcher of the platform is worth a crate here.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::sleep;
use std::time::{Duration, SystemTime};

/// How often files are looked at.
const PAUSE: Duration = Duration::from_millis(200);

/// The state of a file: its size and when it was last written; `None` where it is not there.
type Stamp = Option<(u64, Option<SystemTime>)>;

/// What files looked like at one time.
#[derive(Debug, PartialEq, Eq)]
pub struct Seen(Vec<(PathBuf, Stamp)>);

impl Seen {
    /// Looks at files, and at the files in folders.
    pub fn now(paths: &[String]) -> Self {
        let mut seen = Vec::new();
        for path in paths.iter().map(Path::new) {
            seen.push((path.to_owned(), stamp(path)));
            let inside = std::fs::read_dir(path).into_iter().flatten().flatten().map(|entry| entry.path());
            seen.extend(inside.map(|path| (path.clone(), stamp(&path))));
        }
        seen.sort();
        Self(seen)
    }

    /// Returns once something has changed since, and whether it has; not where somebody asks to end.
    pub fn wait_unless(&self, paths: &[String], cancel: &AtomicBool) -> bool {
        while Self::now(paths) == *self {
            if cancel.load(Ordering::Relaxed) {
                return false;
            }
            sleep(PAUSE);
        }
        !cancel.load(Ordering::Relaxed)
    }

    /// Returns once something has changed since.
    pub fn wait(&self, paths: &[String]) {
        while Self::now(paths) == *self {
            sleep(PAUSE);
        }
    }
}

fn stamp(path: &Path) -> Stamp {
    let data = std::fs::metadata(path).ok()?;
    Some((data.len(), data.modified().ok()))
}
