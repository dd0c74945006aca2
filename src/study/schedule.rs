use std::sync::Arc;

use super::calendar::{Calendar, DAY};
use super::fsrs::{Fsrs, WEIGHTS};
use super::fuzz::fuzzed;
use super::memory::{Memory, Stage};
use super::rating::Rating;
use super::rules::Rules;
use super::scheduler::{Scheduler, State};
use super::steps::{Next, Steps};

/// Decides when a card is due: a model of memory, with steps, fuzz, cap and days around it.
#[derive(Clone, Debug)]
pub struct Schedule {
    scheduler: Arc<dyn Scheduler>,
    retention: f64,
    cap: u32,
    learning: Steps,
    relearning: Steps,
    fuzz: bool,
    calendar: Calendar,
}

impl Schedule {
    /// FSRS-6 with these weights under these rules.
    pub fn new(rules: &Rules, weights: [f64; WEIGHTS]) -> Self {
        Self {
            scheduler: Arc::new(Fsrs::new(weights)),
            retention: rules.retention,
            cap: rules.cap,
            learning: rules.learning.clone(),
            relearning: rules.relearning.clone(),
            fuzz: rules.fuzz,
            calendar: rules.calendar.clone(),
        }
    }

    /// How days are counted.
    pub fn calendar(&self) -> &Calendar {
        &self.calendar
    }

    /// The share of due cards that should be remembered.
    pub fn retention(&self) -> f64 {
        self.retention
    }

    /// The card after a review at a time in milliseconds UTC.
    pub fn review(&self, memory: &Memory, card: &str, rating: Rating, at: i64) -> Memory {
        let mut after = memory.clone();
        after.reviews += 1;
        after.last = at;
        after.streak = if rating.passed() { memory.streak + 1 } else { 0 };
        if memory.is_new() {
            after.first_day = self.calendar.day(at);
            after.state = self.scheduler.first(rating);
        } else {
            let days = days(self.calendar.elapsed(memory.last, at));
            after.state = self.scheduler.next(memory.state, days, rating);
        }
        let on_steps = match memory.stage {
            Stage::New => Some((0, &self.learning, false)),
            Stage::Learning(step) => Some((step, &self.learning, false)),
            Stage::Relearning(step) => Some((step, &self.relearning, true)),
            Stage::Review if rating == Rating::Again => {
                after.lapses += 1;
                Some((0, &self.relearning, true))
            }
            Stage::Review => None,
        };
        let next = on_steps.map(|(step, steps, again)| (steps.next(step, rating), again));
        if let Some((Next::Step { step, wait }, again)) = next {
            after.stage = if again { Stage::Relearning(step) } else { Stage::Learning(step) };
            after.due = at + wait;
            after.interval = u32::try_from(wait / DAY).unwrap_or(u32::MAX);
        } else {
            after.stage = Stage::Review;
            after.interval = self.interval(after.state, card, after.reviews);
            after.due = self.calendar.due(at, after.interval);
        }
        after
    }

    /// The card after each of the four ratings, from Again to Easy.
    pub fn preview(&self, memory: &Memory, card: &str, at: i64) -> [Memory; 4] {
        Rating::ALL.map(|rating| self.review(memory, card, rating, at))
    }

    /// The probability that a card is remembered on a day, 0 to 1; a new card is not.
    pub fn retrievability(&self, memory: &Memory, day: i64) -> f64 {
        if memory.is_new() {
            return 0.0;
        }
        let elapsed = day - self.calendar.day(memory.last);
        self.scheduler.retrievability(memory.state, days(elapsed.max(0)))
    }

    /// Whole days until the next review: at least 1, at most the cap.
    fn interval(&self, state: State, card: &str, reviews: u32) -> u32 {
        let exact = self.scheduler.interval(state, self.retention);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to a u32")]
        let whole = libm::rint(exact).clamp(1.0, f64::from(self.cap.max(1))) as u32;
        if self.fuzz { fuzzed(whole, self.cap, card, reviews) } else { whole }
    }
}

#[expect(clippy::cast_precision_loss, reason = "days of a calendar are far below 2^53")]
fn days(count: i64) -> f64 {
    count as f64
}
