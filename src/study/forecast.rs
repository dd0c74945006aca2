use serde::Serialize;

use super::calendar::Calendar;
use super::item::Item;
use super::ledger::Ledger;
use super::memory::{Memory, Stage};
use super::rating::Rating;
use super::rules::Rules;

/// The reviews of one day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Load {
    /// The day, as `2026-11-21`.
    pub date: String,
    /// Cards that are due on it as things stand; what is overdue counts for the first day.
    pub due: usize,
    /// Reviews to expect when every card is remembered and new cards come in at the daily limit.
    pub expected: usize,
}

/// The load of so many days from `now`, in milliseconds UTC.
pub fn forecast(items: &[Item], ledger: &Ledger, rules: &Rules, now: i64, days: usize) -> Vec<Load> {
    let schedule = ledger.schedule(rules);
    let calendar = &rules.calendar;
    let today = calendar.day(now);
    let mut due = vec![0; days];
    let mut expected = vec![0; days];
    let mut new = 0;
    for item in items {
        let memory = ledger.memory(&item.card);
        if memory.suspended {
            continue;
        }
        if memory.is_new() {
            new += 1;
            let rank = (new - 1) / (rules.new_a_day.max(1) as usize);
            let wait = usize::from(ledger.introduced(today) >= rules.new_a_day as usize);
            if rules.new_a_day > 0 {
                follow(&schedule, &item.card, memory, (rank + wait, today), calendar, &mut expected);
            }
            continue;
        }
        let first = place(calendar, memory.due, today);
        if let Some(count) = due.get_mut(first) {
            *count += 1;
        }
        follow(&schedule, &item.card, memory, (first, today), calendar, &mut expected);
    }
    let rows = due.into_iter().zip(expected).zip(today..);
    rows.map(|((due, expected), day)| Load { date: Calendar::date(day), due, expected }).collect()
}

/// How many days after today a card is due; what is overdue is due today.
fn place(calendar: &Calendar, due: i64, today: i64) -> usize {
    usize::try_from(calendar.day(due) - today).unwrap_or(0)
}

/// Counts the reviews of a card that is remembered each time, from a day on.
fn follow(
    schedule: &super::schedule::Schedule,
    card: &str,
    mut memory: Memory,
    (first, today): (usize, i64),
    calendar: &Calendar,
    expected: &mut [usize],
) {
    let mut place = first;
    while let Some(count) = expected.get_mut(place) {
        *count += 1;
        let at = calendar.start(today + i64::try_from(place).unwrap_or(i64::MAX - today));
        // Steps of minutes are over on the day they begin.
        for _ in 0..=super::steps::Steps::MOST {
            memory = schedule.review(&memory, card, Rating::Good, at.max(memory.due));
            if memory.stage == Stage::Review {
                break;
            }
        }
        place = self::place(calendar, memory.due, today).max(place + 1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::study::calendar::DAY;

    #[test]
    fn what_is_overdue_counts_for_today_and_each_later_day_has_its_own() {
        let items: Vec<Item> = ["a", "b", "c", "d"]
            .iter()
            .map(|card| Item { card: (*card).into(), ..Item::default() })
            .collect();
        let rules = Rules { new_a_day: 0, ..Rules::default() };
        let now = rules.calendar.start(20_000);
        let mut ledger = Ledger::default();
        for (card, due) in [("a", now - 5 * DAY), ("b", now), ("c", now + 2 * DAY)] {
            let state = crate::study::State { stability: 30.0, difficulty: 5.0 };
            let memory = Memory { stage: Stage::Review, state, due, reviews: 3, ..Memory::default() };
            ledger.memories.insert(card.into(), memory);
        }
        let load = forecast(&items, &ledger, &rules, now, 4);
        assert_eq!(load.iter().map(|day| day.due).collect::<Vec<_>>(), [2, 0, 1, 0]);
        assert_eq!(load[0].date, "2024-10-04");
        // Stability only grows from 30 days: nothing comes back within four.
        assert_eq!(load.iter().map(|day| day.expected).collect::<Vec<_>>(), [2, 0, 1, 0]);
    }

    #[test]
    fn new_cards_come_in_at_the_daily_limit() {
        let items: Vec<Item> =
            (0..5).map(|card| Item { card: card.to_string(), ..Item::default() }).collect();
        let rules = Rules { new_a_day: 2, fuzz: false, ..Rules::default() };
        let load = forecast(&items, &Ledger::default(), &rules, rules.calendar.start(20_000), 3);
        // Good twice on day 0: stability 2.3065, so the first two come back on day 2.
        assert_eq!(load.iter().map(|day| day.expected).collect::<Vec<_>>(), [2, 2, 3]);
        assert!(load.iter().all(|day| day.due == 0));
    }
}
