use std::io;
use std::path::{Path, PathBuf};

use etcetera::{AppStrategy, AppStrategyArgs, choose_app_strategy};

use crate::calc::capacity::Refs;
use crate::diag::{Source, render};

/// Where the user's files are.
#[derive(Clone, Debug)]
pub struct Folders {
    /// Settings: reference numbers of one's own.
    pub config: PathBuf,
    /// What the user makes: problems of one's own. `NAPKIN_DATA_DIR` puts it elsewhere.
    pub data: PathBuf,
    /// What should outlive a run but matters little: the prompt's history.
    pub state: PathBuf,
}

impl Folders {
    /// The folders of the platform; `None` where there is no home.
    pub fn find() -> Option<Self> {
        let names = AppStrategyArgs {
            top_level_domain: String::new(),
            author: String::new(),
            app_name: "napkin".to_owned(),
        };
        let strategy = choose_app_strategy(names).ok()?;
        let state = strategy.state_dir().unwrap_or_else(|| strategy.data_dir());
        let data = std::env::var_os("NAPKIN_DATA_DIR").filter(|folder| !folder.is_empty());
        let data = data.map_or_else(|| strategy.data_dir(), PathBuf::from);
        Some(Self { config: strategy.config_dir(), data, state })
    }
}

/// The reference numbers that come with the program, with those of `refs.toml` in the config folder, and
/// what is wrong with that file, ready to print, if anything is: it is then left out.
pub fn reference_numbers(built_in: Refs, config: Option<&Path>) -> (Refs, Option<String>) {
    let Some(path) = config.map(|folder| folder.join("refs.toml")) else { return (built_in, None) };
    let text = match std::fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return (built_in, None),
        Err(error) => {
            return (built_in, Some(format!("warning: {} cannot be read: {error}\n", path.display())));
        }
    };
    let name = path.display().to_string();
    let broken = |error, text: &str| render(&[error], Source { name: Some(&name), text, line: 1 }, false);
    match Refs::read(&text) {
        Err(error) => (built_in, Some(broken(error, &text))),
        Ok(mine) => match mine.check() {
            Err((place, error)) => {
                let message = format!("warning: {name} is left out: {place}\n{}", broken(error, &place));
                (built_in, Some(message))
            }
            Ok(()) => (built_in.overridden_by(mine), None),
        },
    }
}
