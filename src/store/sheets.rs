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
}
