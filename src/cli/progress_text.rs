//! How it goes, in words.

use super::figure::{self, percent};
use crate::diag::visible;
use crate::problem::page::table::Column::{Flexible, Left, Right};
use crate::problem::page::table::table;
use crate::study::{Calendar, Calibration, Load, Progress};

/// Weeks in the heat map.
const WEEKS: i64 = 26;
/// Rows of lists that may be long.
const MOST: usize = 10;

/// The whole page, in lines of at most `width` cells.
pub fn text(found: &Progress, width: usize) -> String {
    let mut page = String::new();
    page.push_str(&overview(found));
    if found.reviews == 0 {
        page.push_str("Nothing has been answered yet: `napkin quiz` begins.\n");
        return page;
    }
    let sections = [
        ("Topics, the weakest first", topics(found, width)),
        ("Confidence and what was right", found.calibration.as_ref().map(calibration).unwrap_or_default()),
        ("Taken for one another", confusions(found, width)),
        ("Forgotten often", listed(&found.leeches)),
        ("Marked", listed(&found.flagged)),
        ("Answers a day", heat(found)),
        ("The days ahead", ahead(&found.forecast, width)),
        ("Readiness", readiness(found, width)),
    ];
    for (title, body) in sections.iter().filter(|(_, body)| !body.is_empty()) {
        page.push_str(&format!("\n{title}\n{body}"));
    }
    visible(&page).into_owned()
}

fn overview(found: &Progress) -> String {
    let suspended =
        if found.suspended == 0 { String::new() } else { format!(", {} left out", found.suspended) };
    let mut text = format!("{} cards: {} seen, {} due now{suspended}\n", found.cards, found.seen, found.due);
    if found.reviews > 0 {
        let kept = found.retention.map_or_else(
            || "none yet to a card that had rested a day".to_owned(),
            |share| format!("{} remembered of those that had rested a day", percent(share)),
        );
        let wanted = percent(found.desired_retention);
        let answers = if found.reviews == 1 { "answer" } else { "answers" };
        text.push_str(&format!("{} {answers}: {kept} (wanted: {wanted})\n", found.reviews));
    }
    if found.parameters > 0 {
        text.push_str(&format!("Schedule fitted to you {}.\n", times(found.parameters)));
    }
    text
}

fn times(count: u32) -> String {
    if count == 1 { "once".to_owned() } else { format!("{count} times") }
}

fn share(value: Option<f64>) -> String {
    value.map_or_else(|| figure::NONE.to_owned(), percent)
}

fn topics(found: &Progress, width: usize) -> String {
    let mut rows = vec![["topic", "seen", "answers", "kept", "today"].map(str::to_owned).to_vec()];
    rows.extend(found.topics.iter().filter(|topic| topic.seen > 0).map(|topic| {
        vec![
            topic.topic.clone(),
            format!("{} of {}", topic.seen, topic.cards),
            topic.reviews.to_string(),
            share(topic.retention),
            share(topic.remembered),
        ]
    }));
    table(&rows, &[Left, Right, Right, Right, Right], width)
}

fn calibration(found: &Calibration) -> String {
    let side = if found.bias > 0.0 { "too sure" } else { "less sure than right" };
    let mut text = format!(
        "Brier score {:.3} over {} (0 is perfect, 0.25 is a coin); on average {} {side}\n",
        found.brier,
        counted(found.answers, "answer"),
        percent(found.bias.abs()),
    );
    for level in &found.levels {
        text.push_str(&format!(
            "  {:>4} sure: {:>4} right  {}  {}\n",
            percent(level.confidence),
            percent(level.right),
            bar(level.right),
            counted(level.answers, "answer"),
        ));
    }
    text
}

/// A share as ten signs.
fn bar(share: f64) -> String {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 10")]
    let full = libm::rint(share.clamp(0.0, 1.0) * 10.0) as usize;
    format!("{}{}", "#".repeat(full), ".".repeat(10 - full))
}

fn confusions(found: &Progress, width: usize) -> String {
    let rows =
        found.confusions.iter().take(MOST).map(|pair| {
            vec![counted(pair.times, "time"), format!("{}, taken for {}", pair.card, pair.picked)]
        });
    let rows: Vec<Vec<String>> = rows.collect();
    if rows.is_empty() { String::new() } else { table(&rows, &[Right, Flexible], width) }
}

#[expect(clippy::cast_precision_loss, reason = "counts of answers")]
fn counted(number: usize, noun: &str) -> String {
    figure::plural(number as f64, noun)
}

fn listed(cards: &[String]) -> String {
    let mut text = String::new();
    for card in cards.iter().take(MOST) {
        text.push_str(&format!("  {card}\n"));
    }
    if cards.len() > MOST {
        text.push_str(&format!("  … and {} more\n", cards.len() - MOST));
    }
    text
}

/// Answers on each day of the last weeks: a row a weekday, a column a week, the darker the more.
fn heat(found: &Progress) -> String {
    const NAMES: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
    const SIGNS: [char; 5] = ['·', '░', '▒', '▓', '█'];
    let today = found.forecast.first().and_then(|load| Calendar::parse_date(&load.date)).unwrap_or(0);
    // Day 0 was a Thursday.
    let monday = today - (today + 3).rem_euclid(7);
    let most = found.days.values().copied().max().unwrap_or(1);
    let mut text = String::new();
    for (row, name) in (0..).zip(NAMES) {
        text.push_str(&format!("  {name} "));
        for week in (0..WEEKS).rev() {
            let day = monday - 7 * week + row;
            let count = found.days.get(&Calendar::date(day)).copied().unwrap_or(0);
            let level = if count == 0 { 0 } else { 1 + (count * 4 - 1) / most.max(1) };
            text.push(if day > today { ' ' } else { SIGNS[level.min(4)] });
        }
        text = text.trim_end().to_owned() + "\n";
    }
    let days = found.days.len();
    text.push_str(&format!("  {} with answers, at most {most} on one\n", counted(days, "day")));
    text
}

fn ahead(days: &[Load], width: usize) -> String {
    let mut rows = vec![["day", "due", "expected"].map(str::to_owned).to_vec()];
    rows.extend(days.iter().map(|day| vec![day.date.clone(), day.due.to_string(), day.expected.to_string()]));
    table(&rows, &[Left, Right, Right], width)
}

fn readiness(found: &Progress, width: usize) -> String {
    let Some(date) = &found.interview else { return String::new() };
    let mut rows = vec![[
        "topic".to_owned(),
        "seen".to_owned(),
        format!("remembered on {date}"),
        "of all its cards".to_owned(),
    ]];
    rows.extend(found.readiness.iter().map(|row| {
        [
            row.topic.clone(),
            format!("{} of {}", row.seen, row.cards),
            share(row.remembered),
            percent(row.readiness),
        ]
    }));
    let rows: Vec<Vec<String>> = rows.into_iter().map(|row| row.to_vec()).collect();
    table(&rows, &[Left, Right, Right, Right], width)
}
