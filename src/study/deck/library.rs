use super::file::Deck;
use super::problem::problem_cards;
use super::read::read;
use crate::diag::{Diagnostic, nearest};
use crate::problem::model::Problem;
use crate::study::card::{Body, Card, Question};
use crate::study::drill::Skill;

/// The decks that ship with the program.
const BUILT_IN: &[(&str, &str)] = &include!(concat!(env!("OUT_DIR"), "/decks.rs"));

/// The decks that are known, with the cards of problems. A later deck takes the place of one with the same id.
#[derive(Clone, Debug, Default)]
pub struct Decks {
    decks: Vec<Deck>,
}

impl Decks {
    /// The decks that ship with the program.
    pub fn built_in() -> Self {
        let mut decks = Self::default();
        for (name, text) in BUILT_IN {
            decks.add(name, text);
        }
        decks
    }

    /// Adds a deck, in place of one with the same id, and says what is wrong with it.
    pub fn add(&mut self, name: &str, text: &str) -> Vec<Diagnostic> {
        let (deck, diagnostics) = read(name, text);
        self.put(deck);
        diagnostics
    }

    /// Adds the cards of a problem: its decisions, estimates, push-backs and gaps.
    pub fn add_problem(&mut self, problem: &Problem) {
        let mut deck = Deck::empty(&problem.id, "", "");
        deck.title.clone_from(&problem.title);
        "the problem's decisions, estimates, push-backs and gaps".clone_into(&mut deck.about);
        deck.cards = problem_cards(problem);
        deck.problem = Some(problem.id.clone());
        self.put(deck);
    }

    fn put(&mut self, deck: Deck) {
        let same = |known: &Deck| known.id == deck.id && known.problem == deck.problem;
        match self.decks.iter_mut().find(|known| same(known)) {
            Some(known) => *known = deck,
            None => self.decks.push(deck),
        }
        self.decks.sort_by(|left, right| (&left.problem, &left.id).cmp(&(&right.problem, &right.id)));
    }

    /// Every deck, by id; those of problems last.
    pub fn decks(&self) -> &[Deck] {
        &self.decks
    }

    /// The deck, or the problem's cards, with this id.
    pub fn deck(&self, id: &str) -> Option<&Deck> {
        self.decks.iter().find(|deck| deck.id == id)
    }

    /// The id of a deck that a mistyped one was meant to be.
    pub fn nearest(&self, id: &str) -> Option<&str> {
        nearest(id, self.decks.iter().map(|deck| deck.id.as_str()))
    }

    /// Every card.
    pub fn cards(&self) -> impl Iterator<Item = &Card> {
        self.decks.iter().flat_map(|deck| &deck.cards)
    }

    /// The card with this id.
    pub fn card(&self, id: &str) -> Option<&Card> {
        // An id begins with that of its deck.
        let deck = id.split(['/', ':']).next().unwrap_or(id);
        let decks = self.decks.iter().filter(|known| known.id == deck);
        decks.flat_map(|deck| &deck.cards).find(|card| card.id == id)
    }

    /// Every subject, in alphabetical order.
    pub fn topics(&self) -> Vec<&str> {
        let mut topics: Vec<&str> = self.cards().map(|card| card.topic.as_str()).collect();
        topics.sort_unstable();
        topics.dedup();
        topics
    }

    /// Every skill with its card, in the order of the files.
    pub fn skills(&self) -> impl Iterator<Item = (&Card, &Skill)> {
        self.cards().filter_map(|card| match &card.body {
            Body::Drill(skill) => Some((card, &**skill)),
            _ => None,
        })
    }

    /// The skill with this id; its deck may be left out.
    pub fn skill(&self, id: &str) -> Option<(&Card, &Skill)> {
        self.skills().find(|(card, skill)| card.id == id || skill.id == id)
    }

    /// A card as it is asked under a seed; the same seed and level (1 to 3, for exercises) give the same question.
    pub fn ask(&self, card: &Card, seed: u64, level: u8) -> Question {
        let others: Vec<&Card> = card.confusable_with.iter().filter_map(|id| self.card(id)).collect();
        Question::ask(card, &others, seed, level)
    }
}
