use std::collections::BTreeMap;

use proptest::prelude::*;

use super::{Shape, Table, Total};

/// Rows of a key, a group and a value; found by key and by group.
fn table(history: Option<u64>) -> Table {
    Table::new(Shape { width: 3, keys: 1, uniques: Vec::new(), indexes: vec![vec![1]], history })
}

fn group(table: &Table, of: i64) -> Vec<i64> {
    let mut keys = Vec::new();
    let mut next = table.first(0, &[of]);
    while let Some(row) = next {
        keys.push(table.row(row)[0]);
        next = table.next(0, row);
    }
    keys.sort_unstable();
    keys
}

proptest! {
    #[test]
    fn rows_are_those_of_a_map(moves in prop::collection::vec((0_u8..3, 0_i64..40, 0_i64..4), 1..400)) {
        let mut table = table(None);
        let mut model: BTreeMap<i64, i64> = BTreeMap::new();
        for (what, key, of) in moves {
            match (what, table.find(0, &[key])) {
                (0, None) => {
                    let row = table.insert(0, &[key, of, 0]);
                    table.commit(0, row);
                    model.insert(key, of);
                }
                (1, Some(row)) => {
                    table.update(0, row, &[key, of, 1]);
                    model.insert(key, of);
                }
                (2, Some(row)) => {
                    table.delete(0, row);
                    model.remove(&key);
                }
                (_, found) => prop_assert_eq!(found.is_some(), model.contains_key(&key)),
            }
        }
        prop_assert_eq!(table.len(), model.len() as u64);
        for of in 0..4 {
            let expected: Vec<i64> = model.iter().filter(|(_, group)| **group == of).map(|(key, _)| *key).collect();
            prop_assert_eq!(group(&table, of), expected);
        }
    }

    #[test]
    fn the_past_is_what_was(moves in prop::collection::vec((1_u64..5, 0_i64..5, 0_i64..100), 1..60), back in 0_u64..40) {
        let mut table = table(Some(1000));
        let (mut now, mut story) = (0, vec![(0, BTreeMap::new())]);
        for (later, key, value) in moves {
            now += later;
            let mut rows = story.last().unwrap().1.clone();
            match table.find(0, &[key]) {
                None => {
                    let row = table.insert(0, &[key, 0, value]);
                    table.commit(now, row);
                    rows.insert(key, value);
                }
                Some(row) => {
                    table.update(now, row, &[key, 0, value]);
                    rows.insert(key, value);
                }
            }
            story.push((now, rows));
        }
        let time = now.saturating_sub(back);
        let then = &story.iter().rev().find(|(at, _)| *at <= time).unwrap().1;
        for key in 0..5 {
            let found = table.find(0, &[key]).and_then(|row| table.as_of(row, time, now)).map(|row| row[2]);
            prop_assert_eq!(found, then.get(&key).copied(), "{} at {}", key, time);
        }
    }
}

#[test]
fn an_inserted_row_takes_its_key_before_anybody_sees_it() {
    let mut table = table(None);
    let row = table.insert(0, &[7, 1, 0]);
    assert_eq!(table.taken(0, &[7, 2, 0], None), Some(row));
    assert!(!table.is_live(row, 0) && table.is_pending(row) && table.is_empty());
    table.forget(row);
    assert_eq!(table.find(0, &[7]), None);
    let again = table.insert(0, &[7, 2, 0]);
    table.commit(0, again);
    assert!(table.is_live(again, 0));
}

#[test]
fn instances_have_rows_of_their_own() {
    let mut table = table(None);
    let (first, second) = (table.insert(0, &[7, 1, 0]), table.insert(1, &[7, 1, 0]));
    table.commit(0, first);
    table.commit(0, second);
    assert_eq!(
        (table.find(0, &[7]), table.find(1, &[7]), table.find(2, &[7])),
        (Some(first), Some(second), None)
    );
    assert_eq!((table.count_of(1), group(&table, 1).len()), (1, 2));
}

#[test]
fn a_row_disappears_when_its_time_is_over_and_not_before_a_later_one() {
    let mut table = table(None);
    let row = table.insert(0, &[7, 1, 0]);
    table.commit(0, row);
    table.expire_at(row, 10);
    table.expire_at(row, 20);
    assert_eq!((table.expired(15), table.is_live(row, 15), table.is_live(row, 20)), (None, true, false));
    assert_eq!(table.expired(20), Some(row));
}

#[test]
fn totals_are_kept_by_key() {
    let mut total = Total::new(2);
    for number in 0..1000 {
        total.add(&[number % 10, number % 7], i128::from(number));
    }
    // 3 and 3 meet every 70: 3, 73, …, 983.
    assert_eq!(total.get(&[3, 3]), (0..15).map(|step| 3 + 70 * step).sum::<i128>());
    assert_eq!(total.get(&[11, 0]), 0);
}
