use std::fs;
use std::io;
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
        if path.extension().is_some_and(|extension| extension == "toml") && !path.is_dir() {
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
    if fs::metadata(path)?.len() > LARGEST {
        return Err(io::Error::other(format!("it is larger than {} MB", LARGEST / 1_000_000)));
    }
    fs::read_to_string(path)
}
