use super::{Cloze, Figure};
use crate::study::drill::Skill;

/// One thing to know. Its id lasts: a card that is edited keeps its history.
#[derive(Clone, Debug)]
pub struct Card {
    /// Its name everywhere: `redis/zset-delay-queue`, `shop:decision.reserve`, `drills/rate`.
    pub id: String,
    /// The deck or the problem that it belongs to.
    pub deck: String,
    /// The subject, for `--topic` and for statistics.
    pub topic: String,
    /// The question; of a cloze the sentence with its blanks, of a drill the title of the skill.
    pub ask: String,
    /// Why the answer is right, in a sentence or two.
    pub why: String,
    /// Whether somebody who made the deck got it wrong or forgot it: such new cards come first.
    pub missed: bool,
    /// Cards that are easily taken for this one, by id.
    pub confusable_with: Vec<String>,
    /// The question that tells this card from those.
    pub discriminator: Option<String>,
    /// Where a figure comes from.
    pub source: Option<String>,
    /// Cards of one group give each other away: they are not asked one after the other.
    pub siblings: Option<String>,
    /// Where the card comes from.
    pub origin: Origin,
    /// How it is asked and what is right.
    pub body: Body,
}

/// Where a card comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// A deck.
    Deck,
    /// A problem: it enters rotation after an attempt, or when it is asked for.
    Problem {
        /// The problem's id.
        id: String,
        /// What the problem is called.
        title: String,
        /// `decision`, `estimate`, `pushback` or `gap`.
        part: &'static str,
    },
}

/// How a card is asked and what is right.
#[derive(Clone, Debug)]
pub enum Body {
    /// Said from memory, then revealed and graded by oneself.
    Recall {
        /// What should have been said.
        answer: String,
    },
    /// One of several answers; the others come from `wrong` and from the cards it is confused with.
    Choose {
        /// The right one.
        answer: String,
        /// Wrong ones of its own.
        wrong: Vec<Distractor>,
    },
    /// A situation and what to do in it; asked as [`Body::Choose`].
    Scenario {
        /// The right one.
        answer: String,
        /// Wrong ones of its own.
        wrong: Vec<Distractor>,
    },
    /// Blanks to be filled.
    Cloze(Cloze),
    /// A number with its unit.
    Number(Figure),
    /// Steps to be put in order.
    Order {
        /// The steps in the right order.
        steps: Vec<String>,
    },
    /// An exercise with fresh numbers at each review.
    Drill(Box<Skill>),
}

/// A wrong answer to choose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Distractor {
    /// The answer.
    pub answer: String,
    /// Why it is wrong here; or what it answers.
    pub why: String,
    /// The card it is the right answer of, where it comes from one.
    pub card: Option<String>,
    /// Whether it would do as well, for other reasons.
    pub defensible: bool,
}

impl Card {
    /// `recall`, `choose`, `cloze`, `number`, `order`, `scenario` or `drill`.
    pub fn kind(&self) -> &'static str {
        match self.body {
            Body::Recall { .. } => "recall",
            Body::Choose { .. } => "choose",
            Body::Scenario { .. } => "scenario",
            Body::Cloze(_) => "cloze",
            Body::Number(_) => "number",
            Body::Order { .. } => "order",
            Body::Drill(_) => "drill",
        }
    }

    /// The right answer in one line, where it does not depend on a seed: what another card shows as a distractor.
    pub fn short_answer(&self) -> Option<String> {
        match &self.body {
            Body::Recall { answer } | Body::Choose { answer, .. } | Body::Scenario { answer, .. } => {
                Some(answer.clone())
            }
            Body::Cloze(cloze) => Some(cloze.answers().collect::<Vec<_>>().join(", ")),
            Body::Number(figure) => Some(figure.shown()),
            Body::Order { .. } | Body::Drill(_) => None,
        }
    }

    /// The answer as a text of any length.
    pub fn full_answer(&self) -> String {
        match &self.body {
            Body::Order { steps } => {
                let steps = steps.iter().enumerate().map(|(at, step)| format!("{}. {step}", at + 1));
                steps.collect::<Vec<_>>().join("\n")
            }
            _ => self.short_answer().unwrap_or_default(),
        }
    }
}
