//! Lists what ships with the program, as (name, text): every `problems/*.toml` and every `decks/*.toml`.

use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs, io};

fn main() -> io::Result<()> {
    list("problems")?;
    list("decks")
}

fn list(kind: &str) -> io::Result<()> {
    println!("cargo::rerun-if-changed={kind}");
    let folder = Path::new(&env::var("CARGO_MANIFEST_DIR").map_err(io::Error::other)?).join(kind);
    let mut files = Vec::new();
    if folder.is_dir() {
        for entry in fs::read_dir(&folder)? {
            let path = entry?.path();
            if path.extension().is_some_and(|extension| extension == "toml") {
                files.push(path);
            }
        }
    }
    files.sort();
    let mut list = String::from("[");
    for path in files {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let _ = write!(list, "({:?}, include_str!({:?})),", name, path.display().to_string());
    }
    list.push(']');
    let out = env::var("OUT_DIR").map_err(io::Error::other)?;
    fs::write(Path::new(&out).join(format!("{kind}.rs")), list)
}
