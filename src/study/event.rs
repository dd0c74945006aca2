use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::card::{Marking, Verdict};
use super::fsrs::{WEIGHTS, outside};
use super::rating::Rating;

/// One thing that happened. It is written once and never changed.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    /// Unlike every other id, on this machine and on others.
    pub id: String,
    /// When, in milliseconds since 1970 in UTC.
    pub at: i64,
    /// What.
    pub kind: Kind,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Kind {
    /// A card was answered.
    Review(Review),
    /// An earlier event does not count.
    Undo {
        /// Its id.
        event: String,
        /// Its card.
        card: String,
    },
    /// A card is left out until further notice.
    Suspend {
        /// The card.
        card: String,
    },
    /// A card is asked again.
    Unsuspend {
        /// The card.
        card: String,
    },
    /// A card is marked to be looked at.
    Flag {
        /// The card.
        card: String,
    },
    /// The mark is taken away.
    Unflag {
        /// The card.
        card: String,
    },
    /// A card is due now, whatever its interval says.
    MakeDue {
        /// The card.
        card: String,
    },
    /// A problem was attempted: its cards may be asked from here on.
    Attempted {
        /// Its id.
        problem: String,
    },
    /// Weights were fitted to the own log.
    Parameters {
        /// 1 for the first fit, counting up; 0 are the weights that the program comes with.
        version: u32,
        /// The 21 weights of FSRS-6.
        weights: [f64; WEIGHTS],
    },
    /// What only a later version of the program knows. It is kept as it is.
    #[serde(skip)]
    Other {
        /// Its name.
        name: String,
        /// All else that is said about it.
        payload: Map<String, Value>,
    },
}

/// The answer to a card.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Review {
    /// The card's id.
    pub card: String,
    /// How well it was remembered.
    pub rating: Rating,
    /// What the card was asked in.
    pub mode: Mode,
    /// How sure the learner was before the answer was shown, in percent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confidence: Option<u8>,
    /// Whether the answer was right, where the program could tell.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub correct: Option<bool>,
    /// What was answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer: Option<String>,
    /// The card whose answer was picked in place of the right one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub picked: Option<String>,
    /// The mistake that the program recognised.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mistake: Option<String>,
    /// From the question to the answer, in milliseconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duration: Option<u64>,
    /// What the numbers of a drill were drawn from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seed: Option<u64>,
    /// The version of the weights under which it was asked.
    #[serde(default)]
    pub parameters: u32,
}

impl Review {
    /// An answer of which nothing else is known.
    pub fn new(card: &str, rating: Rating, mode: Mode) -> Self {
        Self {
            card: card.to_owned(),
            rating,
            mode,
            confidence: None,
            correct: None,
            answer: None,
            picked: None,
            mistake: None,
            duration: None,
            seed: None,
            parameters: 0,
        }
    }

    /// The answer to an exercise outside of a quiz: the skill is scheduled by it like a card, and the log keeps the
    /// seed that the numbers were drawn from.
    pub fn drilled(card: &str, marking: &Marking, seed: u64, parameters: u32) -> Self {
        let rating = marking.proposed(false).unwrap_or(Rating::Again);
        Self {
            correct: Some(marking.verdict == Verdict::Right),
            answer: (!marking.given.is_empty()).then(|| marking.given.clone()),
            mistake: marking.mistake.as_ref().map(|mistake| mistake.id.clone()),
            seed: Some(seed),
            parameters,
            ..Self::new(card, rating, Mode::Drill)
        }
    }

    /// Whether the answer was right: as the program found it, else as the learner rated it.
    pub fn was_right(&self) -> bool {
        self.correct.unwrap_or(self.rating.passed())
    }
}

/// What a card was asked in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// The daily quiz.
    #[default]
    Quiz,
    /// Cramming: due or not.
    Cram,
    /// A drill with fresh numbers.
    Drill,
    /// What only a later version of the program knows.
    #[serde(other)]
    Other,
}

impl Kind {
    /// The card that it is about.
    pub fn card(&self) -> Option<&str> {
        match self {
            Self::Review(review) => Some(&review.card),
            Self::Undo { card, .. }
            | Self::Suspend { card }
            | Self::Unsuspend { card }
            | Self::Flag { card }
            | Self::Unflag { card }
            | Self::MakeDue { card } => Some(card),
            Self::Attempted { .. } | Self::Parameters { .. } | Self::Other { .. } => None,
        }
    }

    /// Whether what is said can be so; the error says what cannot.
    pub fn check(&self) -> Result<(), String> {
        if self.card().is_some_and(str::is_empty) {
            return Err("`card` is empty".to_owned());
        }
        match self {
            Self::Review(review) if review.confidence.is_some_and(|percent| percent > 100) => {
                Err("`confidence` is more than 100 percent".to_owned())
            }
            Self::Parameters { weights, .. } => match outside(weights) {
                Some((place, low, high)) => Err(format!("weight {place} lies outside {low} to {high}")),
                None => Ok(()),
            },
            _ => Ok(()),
        }
    }

    fn to_json(&self) -> serde_json::Result<(String, Map<String, Value>)> {
        if let Self::Other { name, payload } = self {
            return Ok((name.clone(), payload.clone()));
        }
        let Value::Object(mut payload) = serde_json::to_value(self)? else { return Ok(Default::default()) };
        let name = payload.shift_remove("kind");
        Ok((name.as_ref().and_then(Value::as_str).unwrap_or_default().to_owned(), payload))
    }

    fn from_json(name: &str, mut payload: Map<String, Value>) -> serde_json::Result<Self> {
        if !NAMES.contains(&name) {
            return Ok(Self::Other { name: name.to_owned(), payload });
        }
        payload.insert("kind".to_owned(), Value::String(name.to_owned()));
        serde_json::from_value(Value::Object(payload))
    }
}

/// An event as it is kept and carried from machine to machine: what a later version says about it stays.
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    /// The event's id.
    pub id: String,
    /// When, in milliseconds since 1970 in UTC.
    pub at: i64,
    /// The name of its kind.
    pub name: String,
    /// All else that is said about it.
    pub payload: Map<String, Value>,
}

impl Record {
    /// The event as it is kept.
    ///
    /// # Errors
    /// When a number in it is not finite.
    pub fn of(event: &Event) -> serde_json::Result<Self> {
        let (name, payload) = event.kind.to_json()?;
        Ok(Self { id: event.id.clone(), at: event.at, name, payload })
    }

    /// The event. A kind that only a later version knows becomes [`Kind::Other`].
    ///
    /// # Errors
    /// When the kind is known and what is said about it does not fit.
    pub fn event(self) -> serde_json::Result<Event> {
        let kind = Kind::from_json(&self.name, self.payload)?;
        Ok(Event { id: self.id, at: self.at, kind })
    }
}

const NAMES: [&str; 9] =
    ["review", "undo", "suspend", "unsuspend", "flag", "unflag", "make_due", "attempted", "parameters"];

/// Makes ids that no other run of the program makes. They sort by time.
#[derive(Clone, Debug)]
pub struct EventIds {
    seed: u64,
    next: u32,
}

impl EventIds {
    /// Ids of one run: `seed` must differ from that of every other run.
    pub fn new(seed: u64) -> Self {
        Self { seed, next: 0 }
    }

    /// An event at a time in milliseconds UTC.
    pub fn event(&mut self, at: i64, kind: Kind) -> Event {
        let id = format!("{:013}-{:016x}-{:06}", at.max(0), self.seed, self.next);
        self.next += 1;
        Event { id, at, kind }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_review_is_plain_json_and_comes_back() {
        let review = Review {
            confidence: Some(70),
            correct: Some(true),
            duration: Some(4200),
            seed: Some(u64::MAX),
            parameters: 2,
            ..Review::new("redis/eviction", Rating::Hard, Mode::Quiz)
        };
        let kind = Kind::Review(review);
        let (name, payload) = kind.to_json().unwrap();
        assert_eq!(name, "review");
        assert_eq!(
            Value::Object(payload.clone()).to_string(),
            r#"{"card":"redis/eviction","rating":"hard","mode":"quiz","confidence":70,"correct":true,"duration":4200,"seed":18446744073709551615,"parameters":2}"#
        );
        assert_eq!(Kind::from_json(&name, payload).unwrap(), kind);
    }

    #[test]
    fn every_name_is_known_and_what_is_not_is_kept() {
        let card = || "c".to_owned();
        let kinds = [
            Kind::Undo { event: "e".into(), card: card() },
            Kind::Suspend { card: card() },
            Kind::Unsuspend { card: card() },
            Kind::Flag { card: card() },
            Kind::Unflag { card: card() },
            Kind::MakeDue { card: card() },
            Kind::Attempted { problem: "p".into() },
            Kind::Parameters { version: 1, weights: super::super::DEFAULT_WEIGHTS },
            Kind::Other { name: "mock_verdict".into(), payload: Map::from_iter([("x".into(), 1.into())]) },
        ];
        for kind in kinds {
            let (name, payload) = kind.to_json().unwrap();
            assert_eq!(Kind::from_json(&name, payload).unwrap(), kind, "{name}");
        }
        assert!(Kind::from_json("flag", Map::new()).is_err());
    }

    #[test]
    fn ids_sort_by_time_and_differ_between_runs() {
        let (mut one, mut two) = (EventIds::new(1), EventIds::new(2));
        let kind = || Kind::Attempted { problem: "p".into() };
        let ids = [one.event(5, kind()), one.event(5, kind()), two.event(5, kind()), one.event(1000, kind())];
        assert!(ids.windows(2).all(|pair| pair[0].id < pair[1].id), "{ids:?}");
    }
}
