//! Every word of a problem file, once: what it takes, its default, what it means, an example.
//!
//! The reader, the checks, the nearest-word help, the JSON Schema ([`schema()`]) and the reference page
//! ([`reference()`]) all come from these lists.
//!
//! - `word`: what an entry says; `names`: kinds, verbs, functions; `content`, `component`, `data`, `flow`, `step`, `rule`: the lists;
//! - `schema`, `reference`: what is made of them.

mod component;
mod content;
mod data;
mod flow;
mod names;
mod reference;
mod rule;
mod schema;
mod step;
mod word;

pub use names::{ALWAYS, FUNCTIONS, KINDS, LEFT, VERBS, functions, is_word};
pub use reference::reference;
pub use schema::schema;
pub use word::{Default, Form, Section, Word};
pub(crate) use word::{may, must, with};

/// Every section, in the order of the reference page.
pub fn sections() -> impl Iterator<Item = &'static Section> {
    [content::SECTIONS, data::SECTIONS, component::SECTIONS, flow::SECTIONS, step::SECTIONS, rule::SECTIONS]
        .into_iter()
        .flatten()
}

/// The section with this name; every name that the program asks for is in the lists.
pub fn section(id: &str) -> &'static Section {
    sections().find(|section| section.id == id).unwrap_or(&content::SECTIONS[0])
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_word_stands_once_and_says_something() {
        let mut ids = BTreeSet::new();
        for section in sections() {
            assert!(ids.insert(section.id), "section {} stands twice", section.id);
            let mut seen = BTreeSet::new();
            for word in section.words {
                assert!(!word.doc.is_empty() && !word.doc.ends_with('.'), "{}.{}", section.id, word.name);
                assert!(!word.example.is_empty(), "{}.{}", section.id, word.name);
                let kinds = if word.kinds.is_empty() { &[""][..] } else { word.kinds };
                for kind in kinds {
                    assert!(seen.insert((*kind, word.name)), "{}.{} for `{kind}`", section.id, word.name);
                }
            }
        }
    }

    #[test]
    fn sections_that_words_name_exist() {
        for word in sections().flat_map(|section| section.words) {
            if let Form::Section(id) | Form::Named(id) | Form::List(id) = word.form {
                assert_eq!(section(id).id, id, "{}", word.name);
            }
        }
    }
}
