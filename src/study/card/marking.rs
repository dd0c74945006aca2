use crate::study::Rating;

/// Said of a number below 0: what is asked for is above it, so that the answer is wrong by no factor.
pub(crate) const NEGATIVE: &str = "a negative number, where none can be right";

/// What is said about an answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Marking {
    /// How good it was.
    pub verdict: Verdict,
    /// What was answered, as it was understood: `66.67/s`; empty where nothing was said.
    pub given: String,
    /// What is right.
    pub answer: String,
    /// Why.
    pub why: String,
    /// A typed number over the right one, 1 where it lies in the range that is right; none below 0.
    pub ratio: Option<f64>,
    /// Whether a typed range holds the right number.
    pub hit: Option<bool>,
    /// The mistake that the answer gives away.
    pub mistake: Option<Mistake>,
    /// Every choice with its reason, in the order in which they were shown.
    pub choices: Vec<Explained>,
    /// The worked solution, a step a line; for steps to be ordered the right order.
    pub steps: Vec<String>,
    /// How the answer was read, where that is worth saying.
    pub notes: Vec<String>,
    /// The question that tells the card from its neighbours.
    pub discriminator: Option<String>,
    /// The card whose answer was given in place of this one's: a confusion to count.
    pub confused_with: Option<String>,
    /// Where a figure comes from.
    pub source: Option<String>,
}

/// How good an answer was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Right.
    Right,
    /// Not quite: a slip of the pen, two steps swapped, a number a little off, an option that would do as well.
    Near,
    /// Wrong, or not known.
    Wrong,
    /// Only the one who answered can tell.
    Own,
}

/// A mistake that has a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    /// Its name, for statistics: `lost-k`.
    pub id: String,
    /// What happened, in a sentence.
    pub says: String,
}

/// A choice with its reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explained {
    /// The choice.
    pub text: String,
    /// Why it is right, or why it is not.
    pub why: String,
    /// Whether it is the right one.
    pub right: bool,
    /// Whether it was chosen.
    pub chosen: bool,
    /// The card it is the right answer of, where it comes from one.
    pub card: Option<String>,
}

impl Marking {
    /// A verdict with nothing further to say.
    pub(crate) fn of(verdict: Verdict, given: String, answer: String, why: &str) -> Self {
        Self {
            verdict,
            given,
            answer,
            why: why.to_owned(),
            ratio: None,
            hit: None,
            mistake: None,
            choices: Vec::new(),
            steps: Vec::new(),
            notes: Vec::new(),
            discriminator: None,
            confused_with: None,
            source: None,
        }
    }

    /// The rating to propose: wrong is again, near or a right guess is hard, right is good. `None` where only the one
    /// who answered can tell.
    pub fn proposed(&self, guessed: bool) -> Option<Rating> {
        match self.verdict {
            Verdict::Wrong => Some(Rating::Again),
            Verdict::Near => Some(Rating::Hard),
            Verdict::Right => Some(if guessed { Rating::Hard } else { Rating::Good }),
            Verdict::Own => None,
        }
    }
}

impl Verdict {
    /// The word used on screen and in JSON.
    pub fn word(self) -> &'static str {
        match self {
            Self::Right => "right",
            Self::Near => "near",
            Self::Wrong => "wrong",
            Self::Own => "own",
        }
    }
}
