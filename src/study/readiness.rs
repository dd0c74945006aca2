use std::collections::BTreeMap;

use serde::Serialize;

use super::item::Item;
use super::ledger::Ledger;
use super::rules::Rules;

/// How ready a topic will be on a day.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Readiness {
    /// The topic.
    pub topic: String,
    /// Its cards, suspended ones left out.
    pub cards: usize,
    /// Those seen at least once.
    pub seen: usize,
    /// The mean probability that a card seen is remembered on that day, 0 to 1; `None` where none was seen.
    pub remembered: Option<f64>,
    /// The same over all its cards: one never seen counts as not remembered.
    pub readiness: f64,
}

/// The readiness of each topic on a day, the least ready first.
pub fn readiness(items: &[Item], ledger: &Ledger, rules: &Rules, day: i64) -> Vec<Readiness> {
    let schedule = ledger.schedule(rules);
    let mut topics: BTreeMap<&str, (usize, usize, f64)> = BTreeMap::new();
    for item in items {
        let memory = ledger.memory(&item.card);
        if memory.suspended {
            continue;
        }
        let (cards, seen, sum) = topics.entry(&item.topic).or_default();
        *cards += 1;
        *seen += usize::from(!memory.is_new());
        *sum += schedule.retrievability(&memory, day);
    }
    #[expect(clippy::cast_precision_loss, reason = "counts of cards")]
    let mut rows: Vec<Readiness> = topics
        .into_iter()
        .map(|(topic, (cards, seen, sum))| Readiness {
            topic: topic.to_owned(),
            cards,
            seen,
            remembered: (seen > 0).then(|| sum / seen as f64),
            readiness: sum / cards as f64,
        })
        .collect();
    rows.sort_by(|left, right| left.readiness.total_cmp(&right.readiness));
    rows
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::study::{DAY, Memory, Stage, State};

    #[test]
    fn readiness_is_the_mean_on_the_day_and_what_was_never_seen_counts_as_nothing() {
        let item =
            |card: &str, topic: &str| Item { card: card.into(), topic: topic.into(), ..Item::default() };
        let items = [item("a", "redis"), item("b", "redis"), item("c", "kafka"), item("d", "kafka")];
        let rules = Rules::default();
        let last = rules.calendar.start(20_000);
        let state = State { stability: 10.0, difficulty: 5.0 };
        let known = Memory { stage: Stage::Review, state, last, due: last + DAY, ..Memory::default() };
        let mut ledger = Ledger::default();
        ledger.memories.insert("a".into(), known.clone());
        ledger.memories.insert("b".into(), known.clone());
        ledger.memories.insert("c".into(), known.clone());
        ledger.memories.insert("d".into(), Memory { suspended: true, ..Memory::default() });
        ledger.memories.remove("b");
        // After as many days as its stability a card is remembered with probability 0.9.
        let rows = readiness(&items, &ledger, &rules, 20_010);
        assert_eq!(rows.iter().map(|row| row.topic.as_str()).collect::<Vec<_>>(), ["redis", "kafka"]);
        assert!((rows[0].readiness - 0.45).abs() < 1e-9 && rows[0].seen == 1 && rows[0].cards == 2);
        assert!((rows[1].readiness - 0.9).abs() < 1e-9 && rows[1].cards == 1);
        assert!((rows[0].remembered.unwrap() - 0.9).abs() < 1e-9);
    }
}
