use std::collections::BTreeMap;

use fsrs::{ComputeParametersInput, FSRSItem, FSRSReview, compute_parameters, filter_outlier};
use serde::Serialize;

use super::calendar::Calendar;
use super::event::{Event, Kind};
use super::fsrs::{Fsrs, WEIGHTS};
use super::ledger::undone;
use super::rating::Rating;
use super::scheduler::{Scheduler, State};

/// Usable answers below which nothing can be fitted, and below which only the first four weights can: the
/// limits of fsrs-rs 6.6.2.
const LEAST: usize = 8;
const LEAST_FOR_ALL: usize = 64;
/// Parts of the log that are predicted from what came before them.
const SPLITS: usize = 5;

/// Weights fitted to the own log, and how well they would have predicted it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Tuned {
    /// Answers that could be used: those to cards that had rested for a day or longer, without outliers.
    pub answers: usize,
    /// Whether only the first four weights could be fitted, the stability after the first answer.
    pub only_first: bool,
    /// The weights, to four decimals.
    pub weights: [f64; WEIGHTS],
    /// The log loss of the later half of the log, each part predicted by weights fitted to all before it: less
    /// is better. `None` where there is too little to split.
    pub log_loss: Option<f64>,
    /// The same for the weights in use.
    pub log_loss_now: Option<f64>,
}

impl Tuned {
    /// Whether the fitted weights predict better than those in use.
    pub fn is_better(&self) -> bool {
        match (self.log_loss, self.log_loss_now) {
            (Some(tuned), Some(now)) => tuned < now,
            _ => false,
        }
    }
}

/// Why nothing was fitted.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Untuned {
    /// There are fewer than eight usable answers.
    #[error("too little to learn from: {answers} usable answers of at least {LEAST}")]
    TooLittle {
        /// Usable answers.
        answers: usize,
        /// Answers to cards that had rested for a day or longer. The optimiser leaves out as outliers the cards
        /// whose first answer and first rest few others share: fewer than twenty cards may give nothing.
        rested: usize,
    },
    /// The optimiser gave up.
    #[error("the weights could not be fitted: {0}")]
    Failed(String),
}

/// One usable answer: the history of its card up to it.
struct Sample {
    at: i64,
    card: i64,
    item: FSRSItem,
}

/// Fits weights to the log. The events are ordered by time and then by id; `weights` are those in use.
pub fn tune(events: &[Event], calendar: &Calendar, weights: [f64; WEIGHTS]) -> Result<Tuned, Untuned> {
    let mut samples = samples(events, calendar);
    samples.sort_by_key(|sample| sample.at);
    let answers = usable(&samples);
    if answers < LEAST {
        return Err(Untuned::TooLittle { answers, rested: samples.len() });
    }
    let tuned = fit(&samples)?;
    let (mut before, mut after, mut predicted) = (0.0, 0.0, 0_u32);
    let part = samples.len() / (SPLITS + 1);
    // Weights fitted to less than half of the log say little about those fitted to all of it.
    for split in (SPLITS.div_ceil(2)..=SPLITS).filter(|_| part > 0) {
        let (known, rest) = samples.split_at(split * part);
        // What cannot be fitted yet is predicted by the weights in use.
        let fitted = if usable(known) < LEAST { weights } else { fit(known)? };
        let end = if split == SPLITS { rest.len() } else { part };
        for sample in &rest[..end] {
            before += loss(weights, &sample.item);
            after += loss(fitted, &sample.item);
            predicted += 1;
        }
    }
    let mean = |sum: f64| (predicted > 0).then(|| sum / f64::from(predicted));
    Ok(Tuned {
        answers,
        only_first: answers < LEAST_FOR_ALL,
        weights: tuned,
        log_loss: mean(after),
        log_loss_now: mean(before),
    })
}

/// The answers to cards that had rested for a day or longer, each with the history of its card.
fn samples(events: &[Event], calendar: &Calendar) -> Vec<Sample> {
    let undone = undone(events);
    let mut histories: BTreeMap<&str, (i64, i64, Vec<FSRSReview>)> = BTreeMap::new();
    let mut samples = Vec::new();
    for event in events.iter().filter(|event| !undone.contains(event.id.as_str())) {
        let Kind::Review(review) = &event.kind else { continue };
        let number = i64::try_from(histories.len()).unwrap_or(i64::MAX);
        let (card, last, history) =
            histories.entry(&review.card).or_insert_with(|| (number, event.at, Vec::new()));
        let elapsed = if history.is_empty() { 0 } else { calendar.elapsed(*last, event.at) };
        let delta_t = u32::try_from(elapsed).unwrap_or(u32::MAX);
        history.push(FSRSReview { rating: u32::from(review.rating.number()), delta_t });
        *last = event.at;
        if delta_t > 0 {
            let item = FSRSItem { reviews: history.clone() };
            samples.push(Sample { at: event.at, card: *card, item });
        }
    }
    samples
}

/// How many of the answers the optimiser will use: it leaves outliers out.
fn usable(samples: &[Sample]) -> usize {
    let items: Vec<FSRSItem> = samples.iter().map(|sample| sample.item.clone()).collect();
    let first = items.iter().filter(|item| item.long_term_review_cnt() == 1).cloned().collect();
    filter_outlier(first, items).1.len()
}

fn fit(samples: &[Sample]) -> Result<[f64; WEIGHTS], Untuned> {
    let found = compute_parameters(ComputeParametersInput {
        train_set: samples.iter().map(|sample| sample.item.clone()).collect(),
        card_ids: Some(samples.iter().map(|sample| sample.card).collect()),
        ..ComputeParametersInput::default()
    });
    let found = found.map_err(|error| Untuned::Failed(error.to_string()))?;
    let rounded: Vec<f64> = found.into_iter().map(|w| libm::rint(f64::from(w) * 1e4) / 1e4).collect();
    rounded.try_into().map_err(|_| Untuned::Failed("not 21 weights came back".to_owned()))
}

/// The log loss of the last answer, predicted from those before it.
fn loss(weights: [f64; WEIGHTS], item: &FSRSItem) -> f64 {
    let model = Fsrs::new(weights);
    let Some((last, before)) = item.reviews.split_last() else { return 0.0 };
    let mut state: Option<State> = None;
    for review in before {
        let rating = Rating::ALL[(review.rating.clamp(1, 4) - 1) as usize];
        state = Some(match state {
            None => model.first(rating),
            Some(state) => model.next(state, f64::from(review.delta_t), rating),
        });
    }
    let Some(state) = state else { return 0.0 };
    let chance = model.retrievability(state, f64::from(last.delta_t)).clamp(1e-6, 1.0 - 1e-6);
    -libm::log(if last.rating > 1 { chance } else { 1.0 - chance })
}

#[cfg(test)]
mod tests;
