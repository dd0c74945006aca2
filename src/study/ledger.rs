use std::collections::{BTreeMap, BTreeSet};

use super::event::{Event, Kind, Mode};
use super::fsrs::{DEFAULT_WEIGHTS, WEIGHTS};
use super::memory::Memory;
use super::rules::Rules;
use super::schedule::Schedule;

/// What the log amounts to.
#[derive(Clone, Debug, PartialEq)]
pub struct Ledger {
    /// What is kept about each card that something happened to, by id.
    pub memories: BTreeMap<String, Memory>,
    /// The problems that were attempted.
    pub attempted: BTreeSet<String>,
    /// The version of the weights; 0 are those that the program comes with.
    pub version: u32,
    /// The weights of the model.
    pub weights: [f64; WEIGHTS],
}

impl Default for Ledger {
    fn default() -> Self {
        Self { memories: BTreeMap::new(), attempted: BTreeSet::new(), version: 0, weights: DEFAULT_WEIGHTS }
    }
}

impl Ledger {
    /// What these events amount to; they are ordered by time and then by id.
    pub fn of(events: &[Event], rules: &Rules) -> Self {
        let undone = undone(events);
        let counted = || events.iter().filter(|event| !undone.contains(event.id.as_str()));
        let mut ledger = Self::default();
        for event in events {
            match &event.kind {
                Kind::Attempted { problem } => {
                    ledger.attempted.insert(problem.clone());
                }
                // The latest weights hold for the whole history: states are replayed under them.
                Kind::Parameters { version, weights } => {
                    (ledger.version, ledger.weights) = (*version, *weights);
                }
                _ => {}
            }
        }
        let schedule = Schedule::new(rules, ledger.weights);
        for event in counted() {
            if let Some(card) = event.kind.card() {
                if let Some(memory) = ledger.memories.get_mut(card) {
                    apply(memory, event, &schedule);
                } else {
                    let mut memory = Memory::default();
                    apply(&mut memory, event, &schedule);
                    ledger.memories.insert(card.to_owned(), memory);
                }
            }
        }
        ledger
    }

    /// What the events of one card amount to; they are ordered by time and then by id.
    pub fn of_card(events: &[Event], schedule: &Schedule) -> Memory {
        let undone = undone(events);
        let mut memory = Memory::default();
        for event in events.iter().filter(|event| !undone.contains(event.id.as_str())) {
            apply(&mut memory, event, schedule);
        }
        memory
    }

    /// The schedule of these weights under the rules.
    pub fn schedule(&self, rules: &Rules) -> Schedule {
        Schedule::new(rules, self.weights)
    }

    /// What is kept about a card.
    pub fn memory(&self, card: &str) -> Memory {
        self.memories.get(card).cloned().unwrap_or_default()
    }

    /// Cards seen for the first time on a day.
    pub fn introduced(&self, day: i64) -> usize {
        self.memories.values().filter(|memory| !memory.is_new() && memory.first_day == day).count()
    }

    /// Known cards that were reviewed on a day, cramming left out.
    pub fn reviewed(&self, day: i64) -> usize {
        let reviewed =
            |memory: &&Memory| !memory.is_new() && memory.counted_day == day && memory.first_day < day;
        self.memories.values().filter(reviewed).count()
    }
}

/// The ids of events that were taken back.
pub(super) fn undone(events: &[Event]) -> BTreeSet<&str> {
    let undone = events.iter().filter_map(|event| match &event.kind {
        Kind::Undo { event, .. } => Some(event.as_str()),
        _ => None,
    });
    undone.collect()
}

/// The memory of a card after one more of its events.
pub(super) fn apply(memory: &mut Memory, event: &Event, schedule: &Schedule) {
    match &event.kind {
        Kind::Review(review) => {
            *memory = schedule.review(memory, &review.card, review.rating, event.at);
            if review.mode != Mode::Cram {
                memory.counted_day = schedule.calendar().day(event.at);
            }
        }
        Kind::Suspend { .. } => memory.suspended = true,
        Kind::Unsuspend { .. } => memory.suspended = false,
        Kind::Flag { .. } => memory.flagged = true,
        Kind::Unflag { .. } => memory.flagged = false,
        Kind::MakeDue { .. } => memory.due = event.at,
        Kind::Undo { .. } | Kind::Attempted { .. } | Kind::Parameters { .. } | Kind::Other { .. } => {}
    }
}
