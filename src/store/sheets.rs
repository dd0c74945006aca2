use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

/// The largest file that is read as a sheet, in bytes.
const LARGEST: u64 = 1_000_000;

/// The text of a sheet; `None` where there is no such file yet.
///
/// # Errors
/// When it cannot be read, is no UTF-8, or is larger than 1 MB.
pub fn read_sheet(path: &Path) -> io::Result<Option<String>> {
    match fs::metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
        Ok(found) if found.len() > LARGEST => {
            Err(io::Error::other(format!("it is larger than {} MB", LARGEST / 1_000_000)))
        }
        Ok(found) if found.is_dir() => Err(io::Error::other("it is a folder")),
        Ok(_) => fs::read_to_string(path).map(Some),
    }
}

/// Writes a sheet whole or not at all: a crash leaves the old text or the new one. What stands in the file must
/// be what the writer knows of it; `force` writes in any case.
///
/// # Errors
/// When the file has another text than `known`, or cannot be written.
pub fn write_sheet(path: &Path, known: Option<&str>, text: &str, force: bool) -> io::Result<()> {
    // What a link leads to is replaced, and not the link.
    let path = fs::canonicalize(path).unwrap_or_else(|_| path.to_path_buf());
    if !force && read_sheet(&path)?.as_deref() != known {
        return Err(io::Error::other("another program has changed it"));
    }
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        fs::create_dir_all(folder)?;
    }
    let beside = beside(&path);
    let written = fill(&beside, &path, text).and_then(|()| fs::rename(&beside, &path));
    if written.is_err() {
        // The reason is told; that something is left over is not worth another.
        let _ = fs::remove_file(&beside);
    }
    written
}

/// Writes a sheet that cannot be saved into a file of its own beside the one it is of: `a.nap.mine`, or the first of
/// `a.nap.mine.2`, `a.nap.mine.3` … that is not there; which one it is.
///
/// # Errors
/// When it cannot be written.
pub fn set_aside(path: &Path, text: &str) -> io::Result<PathBuf> {
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        fs::create_dir_all(folder)?;
    }
    let mut number = 1;
    let (aside, mut file) = loop {
        let mut name = path.file_name().unwrap_or_default().to_os_string();
        name.push(if number == 1 { ".mine".to_owned() } else { format!(".mine.{number}") });
        let aside = path.with_file_name(name);
        match fs::File::create_new(&aside) {
            Ok(file) => break (aside, file),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => number += 1,
            Err(error) => return Err(error),
        }
    };
    // Nobody may read it who may not read the sheet itself.
    if let Ok(found) = fs::metadata(path).map(|found| found.permissions())
        && !found.readonly()
    {
        file.set_permissions(found)?;
    }
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    Ok(aside)
}

fn fill(beside: &Path, path: &Path, text: &str) -> io::Result<()> {
    let mut file = fs::File::create(beside)?;
    if let Ok(found) = fs::metadata(path) {
        // Renaming would get round a file that must not be written.
        if found.permissions().readonly() {
            return Err(io::Error::from(io::ErrorKind::PermissionDenied));
        }
        file.set_permissions(found.permissions())?;
    }
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

/// A name in the same folder that nobody else uses.
fn beside(path: &Path) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_os_string();
    name.push(format!(".{}.new", std::process::id()));
    path.with_file_name(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sheet_is_written_unless_somebody_else_did() {
        let folder = std::env::temp_dir().join(format!("napkin-sheets-{}", std::process::id()));
        let path = folder.join("deep/one.nap");
        assert_eq!(read_sheet(&path).unwrap(), None);
        write_sheet(&path, None, "a = 1\n", false).unwrap();
        assert_eq!(read_sheet(&path).unwrap().as_deref(), Some("a = 1\n"));
        fs::write(&path, "theirs\n").unwrap();
        let refused = write_sheet(&path, Some("a = 1\n"), "a = 2\n", false).unwrap_err();
        assert_eq!(refused.to_string(), "another program has changed it");
        write_sheet(&path, Some("a = 1\n"), "a = 2\n", true).unwrap();
        assert_eq!(read_sheet(&path).unwrap().as_deref(), Some("a = 2\n"));
        let left: Vec<_> = fs::read_dir(path.parent().unwrap()).unwrap().collect();
        assert_eq!(left.len(), 1);
        fs::remove_dir_all(&folder).unwrap();
    }

    #[test]
    fn what_is_set_aside_never_takes_the_place_of_a_file() {
        let folder = std::env::temp_dir().join(format!("napkin-aside-{}", std::process::id()));
        let path = folder.join("one.nap");
        let names = ["one.nap.mine", "one.nap.mine.2", "one.nap.mine.3"].map(|name| folder.join(name));
        for (name, text) in names.iter().zip(["a\n", "b\n", "c\n"]) {
            assert_eq!(set_aside(&path, text).unwrap(), *name);
        }
        for (name, text) in names.iter().zip(["a\n", "b\n", "c\n"]) {
            assert_eq!(fs::read_to_string(name).unwrap(), text);
        }
        fs::remove_dir_all(&folder).unwrap();
    }
}
