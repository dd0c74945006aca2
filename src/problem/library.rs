use std::collections::BTreeMap;

use super::document::{Node, parse};
use super::read::File;
use crate::diag::{Diagnostic, nearest};

/// Problems by their ids. It knows texts, not files: whoever makes it reads the folders.
#[derive(Clone, Debug, Default)]
pub struct Library {
    entries: BTreeMap<String, Entry>,
}

/// A problem that was not read yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its id; of a file whose syntax is wrong the file's name without its ending.
    pub id: String,
    /// Where it comes from, for messages.
    pub name: String,
    /// The file.
    pub text: String,
}

impl Library {
    /// A library of files: where they come from and what they say. Of two with one id the later counts.
    pub fn new(files: impl IntoIterator<Item = (String, String)>) -> Self {
        let mut entries = BTreeMap::new();
        for (name, text) in files {
            let id = id_of(&name, &text);
            entries.insert(id.clone(), Entry { id, name, text });
        }
        Self { entries }
    }

    /// The problem with this id.
    pub fn get(&self, id: &str) -> Option<&Entry> {
        self.entries.get(id)
    }

    /// All problems, by id.
    pub fn iter(&self) -> impl Iterator<Item = &Entry> {
        self.entries.values()
    }

    /// The id that was probably meant.
    pub fn nearest(&self, id: &str) -> Option<&str> {
        nearest(id, self.entries.keys().map(String::as_str))
    }
}

impl Entry {
    /// Reads its syntax.
    ///
    /// # Errors
    /// Every syntax error.
    pub fn file(&self) -> Result<File, Vec<Diagnostic>> {
        File::parse(&self.text)
    }
}

fn id_of(name: &str, text: &str) -> String {
    let (table, errors) = parse(text);
    let id = table.get("id").and_then(Node::string).filter(|id| !id.is_empty());
    if let Some(id) = id.filter(|_| errors.is_empty()) {
        return id.to_owned();
    }
    let file = name.rsplit(['/', '\\']).next().unwrap_or(name);
    file.strip_suffix(".toml").unwrap_or(file).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn later_files_win_and_broken_ones_keep_their_name() {
        let files = [("a.toml", "id = \"one\""), ("x/two.toml", "id = "), ("b.toml", "id = \"one\"\nx = 1")];
        let library = Library::new(files.map(|(name, text)| (name.to_owned(), text.to_owned())));
        assert_eq!(library.iter().map(|entry| entry.id.as_str()).collect::<Vec<_>>(), ["one", "two"]);
        assert_eq!(library.get("one").map(|entry| entry.name.as_str()), Some("b.toml"));
        assert_eq!(library.nearest("tow"), Some("two"));
    }
}
