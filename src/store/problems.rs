use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

/// The largest file that is read as a problem, in bytes.
const LARGEST: u64 = 4_000_000;

/// Every `*.toml` in a folder with its text, in the order of names; files that cannot be read with the reason.
///
/// # Errors
/// When the folder cannot be listed.
pub fn problem_files(folder: &Path) -> io::Result<Vec<(PathBuf, io::Result<String>)>> {
    let mut paths = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "toml") && path.is_file() {
            paths.push(path);
        }
    }
    paths.sort();
    Ok(paths.into_iter().map(|path| (path.clone(), problem_file(&path))).collect())
}

/// The text of a problem file.
///
/// # Errors
/// When it cannot be read, is no UTF-8, or is larger than 4 MB.
pub fn problem_file(path: &Path) -> io::Result<String> {
    if fs::metadata(path)?.is_dir() {
        return Err(io::Error::other("it is a folder"));
    }
    // A device or a pipe tells no length, and may have no end.
    let mut bytes = Vec::new();
    if File::open(path)?.take(LARGEST + 1).read_to_end(&mut bytes)? as u64 > LARGEST {
        return Err(io::Error::other(format!("it is larger than {} MB", LARGEST / 1_000_000)));
    }
    String::from_utf8(bytes).map_err(|_| io::Error::other("it is not UTF-8"))
}
