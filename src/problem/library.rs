use crate::diag::nearest;

/// The problems that ship with the program.
const BUILT_IN: &[(&str, &str)] = &include!(concat!(env!("OUT_DIR"), "/problems.rs"));

/// Problems by their ids.
#[derive(Clone, Debug, Default)]
pub struct Library {
    entries: Vec<Entry>,
}

/// One file of a library.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The problem's id.
    pub id: String,
    /// What messages call the file: its path, or its name where it ships with the program.
    pub name: String,
    /// Its text.
    pub text: String,
}

impl Library {
    /// The problems that ship with the program.
    pub fn built_in() -> Self {
        let mut library = Self::default();
        for (name, text) in BUILT_IN {
            library.add(name, text);
        }
        library
    }

    /// Adds a file, in place of one with the same id, and gives that one.
    pub fn add(&mut self, name: &str, text: &str) -> Option<Entry> {
        let entry = Entry { id: id(name, text), name: name.to_owned(), text: text.to_owned() };
        if let Some(known) = self.entries.iter_mut().find(|known| known.id == entry.id) {
            return Some(std::mem::replace(known, entry));
        }
        self.entries.push(entry);
        self.entries.sort_by(|left, right| left.id.cmp(&right.id));
        None
    }

    /// The problem with this id.
    pub fn find(&self, id: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.id == id)
    }

    /// The id that a mistyped one was meant to be.
    pub fn nearest(&self, id: &str) -> Option<&str> {
        nearest(id, self.ids())
    }

    /// Every id, in order.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.entries.iter().map(|entry| entry.id.as_str())
    }

    /// Every problem, by id.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }
}

/// The id that a file gives itself above its first section; else the name of the file.
fn id(name: &str, text: &str) -> String {
    let top = text.lines().map(str::trim).take_while(|line| !line.starts_with('['));
    let said = top.filter_map(|line| line.strip_prefix("id")?.trim_start().strip_prefix('='));
    let quoted = said.filter_map(|value| {
        let value = value.trim_start();
        let quote = value.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
        value[1..].split_once(quote).map(|(id, _)| id.to_owned())
    });
    let stem = || {
        let file = name.rsplit(['/', '\\']).next().unwrap_or(name);
        file.strip_suffix(".toml").unwrap_or(file).to_owned()
    };
    quoted.into_iter().next().unwrap_or_else(stem)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_known_by_the_id_that_it_gives_itself() {
        assert_eq!(id("a/b.toml", "schema = 1\nid = \"shop\"\n"), "shop");
        assert_eq!(id("a/b.toml", "id='shop' # here\n"), "shop");
        assert_eq!(id("a/b.toml", "idle = 3\n[decisions.x]\nid = \"no\"\n"), "b");
        assert_eq!(id("b.toml", "not toml at all"), "b");
    }

    #[test]
    fn a_later_file_takes_the_place_of_an_earlier_one() {
        let mut library = Library::default();
        library.add("one.toml", "id = \"shop\"");
        library.add("bank.toml", "");
        library.add("mine/two.toml", "id = \"shop\"");
        assert_eq!(library.ids().collect::<Vec<_>>(), ["bank", "shop"]);
        assert_eq!(library.find("shop").map(|entry| entry.name.as_str()), Some("mine/two.toml"));
        assert_eq!((library.nearest("shpo"), library.nearest("zebra")), (Some("shop"), None));
    }
}
