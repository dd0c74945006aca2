use crate::diag::Span;
use crate::study::card::Card;

/// One deck: its cards in the order of the file.
#[derive(Clone, Debug)]
pub struct Deck {
    /// Its name.
    pub id: String,
    /// What it is called.
    pub title: String,
    /// What it teaches.
    pub about: String,
    /// What messages call the file: its path, or its name where it ships with the program.
    pub name: String,
    /// The text of the file; empty for the cards of a problem.
    pub text: String,
    /// The cards that can be asked.
    pub cards: Vec<Card>,
    /// Every card of the file, good or not.
    pub(super) places: Vec<Placed>,
    /// The problem that the cards come from, where they do.
    pub problem: Option<String>,
}

/// A card and where it stands.
#[derive(Clone, Debug)]
pub(super) struct Placed {
    /// The card's id.
    pub id: String,
    /// Where its id stands.
    pub span: Span,
    /// The cards it names, and where.
    pub confusable: Vec<(String, Span)>,
    /// Its subject, and where it stands.
    pub topic: (String, Span),
    /// Where the levels of a skill begin.
    pub levels: Vec<Span>,
}

impl Deck {
    pub(super) fn empty(id: &str, name: &str, text: &str) -> Self {
        Self {
            id: id.to_owned(),
            title: String::new(),
            about: String::new(),
            name: name.to_owned(),
            text: text.to_owned(),
            cards: Vec::new(),
            places: Vec::new(),
            problem: None,
        }
    }

    /// The ids of every card of the file, good or not.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.places.iter().map(|place| place.id.as_str())
    }
}
