use std::time::Duration;

use super::entry::Entry;
use crate::study::card::{Answer, Marking, Origin, Question, Verdict, Wants};
use crate::study::deck::Decks;
use crate::study::{Outcome, Rating, Stage, Turn};

/// How sure one can be, in percent: a guess among four, a coin, three in four, nineteen in twenty.
const SURE: [u8; 4] = [25, 50, 75, 95];

/// A right answer of which one was no surer was a guess.
const GUESS: u8 = 50;

/// The card on the screen.
#[derive(Clone, Debug)]
pub(super) struct Asked {
    pub turn: Turn,
    pub question: Question,
    /// Its kind, and where it comes from: `choose`, `decision of Shop`.
    pub kind: String,
    /// The problem it is about.
    pub problem: Option<String>,
    /// The card that it is easily taken for, with its answer: shown once it was forgotten too often.
    pub beside: Option<(String, String)>,
    pub entry: Entry,
    /// When it was shown.
    pub since: Duration,
    /// What was answered, and after how long.
    pub answered: Option<(Answer, Duration)>,
    /// How sure one was, in percent.
    pub confidence: Option<u8>,
}

impl Asked {
    /// The card of a turn; `None` where the decks do not have it any more.
    pub fn new(turn: Turn, decks: &Decks, since: Duration) -> Option<Self> {
        let card = decks.card(&turn.card)?;
        let (kind, problem) = match &card.origin {
            Origin::Deck => (card.kind().to_owned(), None),
            Origin::Problem { id, title, part } => (format!("{part} of {title}"), Some(id.clone())),
        };
        let beside = turn.beside.as_ref().and_then(|id| decks.card(id));
        // Beside one neighbour, that neighbour is the choice to tell it from.
        let question = match beside {
            Some(other) => Question::ask(card, &[other], turn.seed, turn.level),
            None => decks.ask(card, turn.seed, turn.level),
        };
        let beside = beside.map(|other| (other.ask.clone(), other.full_answer()));
        let entry = Entry::of(&question);
        Some(Self { turn, question, kind, problem, beside, entry, since, answered: None, confidence: None })
    }

    /// Whether a new card, and other things worth a word.
    pub fn marks(&self) -> Vec<&'static str> {
        let mut marks = Vec::new();
        match self.turn.stage {
            Stage::New => marks.push("new"),
            Stage::Relearning(_) => marks.push("was forgotten"),
            Stage::Learning(_) | Stage::Review => {}
        }
        if self.turn.flagged {
            marks.push("marked");
        }
        marks
    }

    /// Whether the program asks how sure one is: not where one grades oneself, and not where nothing is known.
    pub fn can_be_sure_of(&self, answer: &Answer) -> bool {
        *answer != Answer::Unknown && self.question.prompt.wants != Wants::Recall
    }

    /// Says how sure one is, from 1 to 4.
    pub fn is_sure(&mut self, level: u8) {
        self.confidence = SURE.get(usize::from(level.saturating_sub(1))).copied();
    }

    /// The grade that is proposed.
    pub fn proposed(&self, marking: &Marking) -> Option<Rating> {
        marking.proposed(self.confidence.is_some_and(|percent| percent <= GUESS))
    }

    /// What the log keeps.
    pub fn outcome(&self, marking: &Marking, rating: Rating) -> Outcome {
        let after = self.answered.as_ref().map(|(_, after)| *after);
        Outcome {
            confidence: self.confidence,
            correct: match marking.verdict {
                Verdict::Own => None,
                verdict => Some(verdict == Verdict::Right),
            },
            answer: Some(marking.given.clone()).filter(|given| !given.is_empty()),
            picked: marking.confused_with.clone(),
            mistake: marking.mistake.as_ref().map(|mistake| mistake.id.clone()),
            duration: after.and_then(|after| u64::try_from(after.as_millis()).ok()),
            ..Outcome::rated(rating)
        }
    }
}
