//! What the screens find outside: files, the user's folder.

use std::path::{Path, PathBuf};

use super::clock::Now;
use super::runtime::World;
use super::screen::{Door, Reply, Request, Screen};
use super::screens::SheetScreen;
use crate::calc::capacity::Refs;
use crate::diag::visible;
use crate::store::{read_sheet, write_sheet};

/// The disk, with what was read of it before the screens opened.
#[derive(Clone, Debug)]
pub struct Disk {
    /// The reference numbers.
    pub refs: Refs,
    /// The user's own sheet; `None` where there is no folder for it.
    pub own_sheet: Option<PathBuf>,
}

impl Disk {
    /// The sheet in a file, or the user's own.
    ///
    /// # Errors
    /// When the file is there and cannot be read; the message says why.
    pub fn sheet(&self, path: Option<&Path>) -> Result<Box<dyn Screen>, String> {
        let path = path.or(self.own_sheet.as_deref());
        let text = match path {
            Some(path) => read_sheet(path).map_err(|error| unreadable(path, &error))?,
            None => None,
        };
        Ok(Box::new(SheetScreen::new(path.map(Path::to_path_buf), text, self.refs.clone())))
    }
}

fn unreadable(path: &Path, error: &std::io::Error) -> String {
    format!("{} cannot be read: {error}", visible(&path.display().to_string()))
}

impl World for Disk {
    fn perform(&mut self, request: Request, _: Now) -> Option<Reply> {
        Some(match request {
            Request::Open(Door::Sheet) => Reply::Opened(self.sheet(None)),
            Request::SaveSheet { path, known, text, force } => {
                let written = write_sheet(&path, known.as_deref(), &text, force);
                let shown = path.display().to_string();
                Reply::Saved(
                    written
                        .map(|()| text)
                        .map_err(|error| format!("{} cannot be saved: {error}", visible(&shown))),
                )
            }
        })
    }
}
