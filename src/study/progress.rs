use std::collections::BTreeMap;

use serde::Serialize;

use super::calendar::Calendar;
use super::calibration::Calibration;
use super::event::{Event, Kind, Review};
use super::forecast::{Load, forecast};
use super::item::Item;
use super::ledger::{Ledger, undone};
use super::readiness::{Readiness, readiness};
use super::rules::Rules;

/// Days that the forecast looks ahead.
const AHEAD: usize = 14;

/// How it goes.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Progress {
    /// Cards there are.
    pub cards: usize,
    /// Those seen at least once.
    pub seen: usize,
    /// Those that are due now, new ones left out.
    pub due: usize,
    /// Those left out until further notice.
    pub suspended: usize,
    /// Those marked to be looked at.
    pub flagged: Vec<String>,
    /// Those forgotten eight times and more.
    pub leeches: Vec<String>,
    /// Answers so far; those that were taken back are not counted.
    pub reviews: usize,
    /// Of the answers to cards that had rested for a day or longer, the share remembered, 0 to 1.
    pub retention: Option<f64>,
    /// The share that should be remembered.
    pub desired_retention: f64,
    /// The same by topic, the weakest first; topics without an answer at the end.
    pub topics: Vec<TopicProgress>,
    /// How well confidence agrees with what was right.
    pub calibration: Option<Calibration>,
    /// Cards whose answers were taken for one another, the most frequent first.
    pub confusions: Vec<Confusion>,
    /// Answers on each day that had any, as `2026-11-21`, from the first.
    pub days: BTreeMap<String, usize>,
    /// The days ahead.
    pub forecast: Vec<Load>,
    /// The date of the interview.
    pub interview: Option<String>,
    /// Readiness on that day by topic, the least ready first.
    pub readiness: Vec<Readiness>,
    /// The version of the weights; 0 are those that the program comes with.
    pub parameters: u32,
}

/// How one topic goes.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TopicProgress {
    /// The topic.
    pub topic: String,
    /// Its cards.
    pub cards: usize,
    /// Those seen at least once.
    pub seen: usize,
    /// Answers to cards that had rested for a day or longer.
    pub reviews: usize,
    /// The share of these answers that was remembered, 0 to 1.
    pub retention: Option<f64>,
    /// The mean probability that a card seen is remembered today, 0 to 1.
    pub remembered: Option<f64>,
}

/// One card taken for another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Confusion {
    /// The card that was asked.
    pub card: String,
    /// The card whose answer was picked.
    pub picked: String,
    /// How often.
    pub times: usize,
}

/// How it goes at a time in milliseconds UTC. The events are ordered by time and then by id; what the log says
/// about cards that are not among the items counts for the days alone.
pub fn progress(items: &[Item], events: &[Event], ledger: &Ledger, rules: &Rules, now: i64) -> Progress {
    let undone = undone(events);
    let counted = events.iter().filter(|event| !undone.contains(event.id.as_str()));
    let reviews: Vec<(i64, &Review)> = counted
        .filter_map(|event| match &event.kind {
            Kind::Review(review) => Some((event.at, review)),
            _ => None,
        })
        .collect();
    let memories: Vec<_> = items.iter().map(|item| (item, ledger.memory(&item.card))).collect();
    let named = |wanted: &dyn Fn(&super::memory::Memory) -> bool| -> Vec<String> {
        memories.iter().filter(|(_, memory)| wanted(memory)).map(|(item, _)| item.card.clone()).collect()
    };
    let topics = topics(items, &reviews, ledger, rules, now);
    let rested: usize = topics.iter().map(|topic| topic.reviews).sum();
    let interview = rules.interview.filter(|&day| day >= rules.calendar.day(now));
    Progress {
        cards: items.len(),
        seen: named(&|memory| !memory.is_new()).len(),
        due: named(&|memory| !memory.is_new() && !memory.suspended && memory.due <= now).len(),
        suspended: named(&|memory| memory.suspended).len(),
        flagged: named(&|memory| memory.flagged),
        leeches: named(&super::memory::Memory::is_leech),
        reviews: reviews.len(),
        retention: (rested > 0).then(|| {
            let kept = |topic: &TopicProgress| topic.retention.unwrap_or(0.0) * count(topic.reviews);
            topics.iter().map(kept).sum::<f64>() / count(rested)
        }),
        desired_retention: rules.retention,
        topics,
        calibration: Calibration::of(reviews.iter().map(|(_, review)| *review)),
        confusions: confusions(&reviews),
        days: days(&reviews, &rules.calendar),
        forecast: forecast(items, ledger, rules, now, AHEAD),
        interview: interview.map(Calendar::date),
        readiness: interview.map(|day| readiness(items, ledger, rules, day)).unwrap_or_default(),
        parameters: ledger.version,
    }
}

#[derive(Default)]
struct Tally {
    cards: usize,
    seen: usize,
    sum: f64,
    reviews: usize,
    kept: usize,
}

fn topics(
    items: &[Item],
    reviews: &[(i64, &Review)],
    ledger: &Ledger,
    rules: &Rules,
    now: i64,
) -> Vec<TopicProgress> {
    let schedule = ledger.schedule(rules);
    let today = rules.calendar.day(now);
    let mut tallies: BTreeMap<&str, Tally> = BTreeMap::new();
    let mut topic_of: BTreeMap<&str, &str> = BTreeMap::new();
    for item in items {
        let memory = ledger.memory(&item.card);
        let tally = tallies.entry(&item.topic).or_default();
        tally.cards += 1;
        if !memory.is_new() {
            tally.seen += 1;
            tally.sum += schedule.retrievability(&memory, today);
        }
        topic_of.insert(&item.card, &item.topic);
    }
    let mut last: BTreeMap<&str, i64> = BTreeMap::new();
    for &(at, review) in reviews {
        let before = last.insert(&review.card, at);
        let rested = before.is_some_and(|before| rules.calendar.elapsed(before, at) >= 1);
        let topic = topic_of.get(review.card.as_str()).and_then(|topic| tallies.get_mut(topic));
        if let Some(tally) = topic.filter(|_| rested) {
            tally.reviews += 1;
            tally.kept += usize::from(review.rating.passed());
        }
    }
    let rows = tallies.into_iter().map(|(topic, tally)| TopicProgress {
        topic: topic.to_owned(),
        cards: tally.cards,
        seen: tally.seen,
        reviews: tally.reviews,
        retention: (tally.reviews > 0).then(|| count(tally.kept) / count(tally.reviews)),
        remembered: (tally.seen > 0).then(|| tally.sum / count(tally.seen)),
    });
    let mut rows: Vec<TopicProgress> = rows.collect();
    let weakness = |row: &TopicProgress| row.retention.unwrap_or(2.0);
    rows.sort_by(|left, right| weakness(left).total_cmp(&weakness(right)));
    rows
}

fn confusions(reviews: &[(i64, &Review)]) -> Vec<Confusion> {
    let mut times: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for (_, review) in reviews {
        if let Some(picked) = review.picked.as_deref().filter(|picked| *picked != review.card) {
            *times.entry((&review.card, picked)).or_default() += 1;
        }
    }
    let rows = times.into_iter().map(|((card, picked), times)| Confusion {
        card: card.to_owned(),
        picked: picked.to_owned(),
        times,
    });
    let mut rows: Vec<Confusion> = rows.collect();
    rows.sort_by_key(|row| std::cmp::Reverse(row.times));
    rows
}

fn days(reviews: &[(i64, &Review)], calendar: &Calendar) -> BTreeMap<String, usize> {
    let mut days: BTreeMap<i64, usize> = BTreeMap::new();
    for (at, _) in reviews {
        *days.entry(calendar.day(*at)).or_default() += 1;
    }
    days.into_iter().map(|(day, count)| (Calendar::date(day), count)).collect()
}

#[expect(clippy::cast_precision_loss, reason = "counts of cards and answers")]
fn count(number: usize) -> f64 {
    number as f64
}

#[cfg(test)]
mod tests;
