//! How the history is written.

use serde_json::{Map, Value as Json, json};

use super::figure::{NONE, percent};
use super::history_read::{Gap, History};
use crate::diag::visible;
use crate::mock::{Course, Past, Trend, counted};
use crate::problem::page::table::Column::{Flexible, Left, Right};
use crate::problem::page::table::table;
use crate::store::Kept;
use crate::study::Calendar;

/// So many mocks are listed unless all are asked for, and so many stand in a trend.
const MOST: usize = 20;
/// So many gaps are listed.
const MOST_GAPS: usize = 8;
/// Ids are shown to as many signs as tell them apart, and to so many at least.
const SHORTEST: usize = 4;

/// The whole page, in lines of at most `width` cells.
pub fn text(history: &History, width: usize, all: bool) -> String {
    let mut page = under_way(&history.under_way);
    if history.mocks.is_empty() {
        page += &history.problem.as_ref().map_or_else(
            || "No mock was held yet: `napkin mock` proposes one.\n".to_owned(),
            |problem| format!("No mock of {problem} was held yet: `napkin mock {problem}` holds one.\n"),
        );
        return visible(&page).into_owned();
    }
    if !page.is_empty() {
        page.push('\n');
    }
    let from = if all { 0 } else { history.mocks.len().saturating_sub(MOST) };
    page.push_str(&mocks(history, from, width));
    if from > 0 {
        page.push_str(&format!("… and {} before: --all lists every one\n", counted(from, "mock")));
    }
    if !history.trends.is_empty() {
        page.push_str("\nEach criterion, the oldest mock first\n");
        page.push_str(&trends(&history.trends, width));
    }
    if !history.gaps.is_empty() {
        page.push_str("\nWhat returns\n");
        page.push_str(&gaps(&history.gaps, width));
    }
    visible(&page).into_owned()
}

fn under_way(kept: &[(Kept, String)]) -> String {
    let line = |(mock, command): &(Kept, String)| {
        let (id, time) = (&mock.attempt.problem, mock.attempt.clock.in_minutes());
        format!("under way: {id}, {time}; {command} goes on\n")
    };
    kept.iter().map(line).collect()
}

fn mocks(history: &History, from: usize, width: usize) -> String {
    let length = shortest(&history.mocks);
    let mut rows = vec![["id", "date", "problem", "min", "verdict", "points"].map(str::to_owned).to_vec()];
    rows.extend(history.mocks[from..].iter().map(|mock| {
        vec![
            mock.id.chars().take(length).collect(),
            date(mock, &history.calendar),
            mock.problem.clone(),
            if mock.minutes == 0 { NONE.to_owned() } else { mock.minutes.to_string() },
            verdict(mock),
            mock.points.map_or_else(|| NONE.to_owned(), |points| format!("{points:.0}")),
        ]
    }));
    table(&rows, &[Left, Left, Flexible, Right, Flexible, Right], width)
}

/// How many signs of the ids tell them apart.
fn shortest(mocks: &[Past]) -> usize {
    let mut ids: Vec<Vec<char>> = mocks.iter().map(|mock| mock.id.chars().collect()).collect();
    ids.sort();
    let common = ids.windows(2).map(|pair| pair[0].iter().zip(&pair[1]).take_while(|(a, b)| a == b).count());
    common.max().map_or(SHORTEST, |common| SHORTEST.max(common + 1))
}

/// The day on which a mock ended.
pub fn date(mock: &Past, calendar: &Calendar) -> String {
    Calendar::date(calendar.day(mock.at))
}

/// `Hire`, and what has to be said beside it.
pub fn verdict(mock: &Past) -> String {
    let mut text = mock.verdict.clone();
    for (is, what) in [
        (mock.provisional, ", provisional"),
        (mock.human, ", by a human"),
        (!mock.whole && !mock.human, ", some phases"),
    ] {
        text.push_str(if is { what } else { "" });
    }
    text
}

fn trends(all: &[Trend], width: usize) -> String {
    let rows = all.iter().map(|trend| {
        let from = trend.shares.len().saturating_sub(MOST);
        vec![
            format!("  {}", trend.title),
            levels(&trend.shares[from..]),
            percent(libm::rint(trend.last * 100.0) / 100.0),
            format!("mean {}", percent(libm::rint(trend.mean * 100.0) / 100.0)),
            match trend.course {
                Course::First => "once",
                Course::Better => "better",
                Course::Worse => "worse",
                Course::Same => "as before",
            }
            .to_owned(),
        ]
    });
    table(&rows.collect::<Vec<_>>(), &[Left, Left, Right, Left, Left], width)
}

/// Shares from nothing to all, one sign each; a point where a criterion was not judged.
fn levels(shares: &[Option<f64>]) -> String {
    const SIGNS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
    let sign = |share: &Option<f64>| match share {
        None => '.',
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 7")]
        Some(share) => SIGNS[libm::rint(share.clamp(0.0, 1.0) * 7.0) as usize],
    };
    shares.iter().map(sign).collect()
}

fn gaps(all: &[Gap], width: usize) -> String {
    let rows = all.iter().take(MOST_GAPS).map(|gap| {
        let says = if gap.says.is_empty() { String::new() } else { format!(": {}", gap.says) };
        let helps = [cards(gap), gap.drill.as_ref().map(|drill| format!("napkin drill {drill}"))];
        let helps: Vec<String> = helps.into_iter().flatten().collect();
        let helps = if helps.is_empty() { String::new() } else { format!(" ({})", helps.join("; ")) };
        vec![format!("  {}", counted(gap.seen.times, "time")), format!("{}{says}{helps}", gap.title)]
    });
    let mut text = table(&rows.collect::<Vec<_>>(), &[Left, Flexible], width);
    if all.len() > MOST_GAPS {
        text.push_str(&format!("  … and {} more; --json has them all\n", all.len() - MOST_GAPS));
    }
    if all.iter().any(|gap| gap.due > 0) {
        text.push_str("`napkin quiz` asks the cards that are due.\n");
    }
    text
}

fn cards(gap: &Gap) -> Option<String> {
    match (gap.cards.len(), gap.due) {
        (0, _) => None,
        (1, 1) => Some("1 card, due".to_owned()),
        (cards, 0) => Some(counted(cards, "card")),
        (cards, due) if cards == due => Some(format!("{cards} cards, all due")),
        (cards, due) => Some(format!("{cards} cards, {due} due")),
    }
}

/// A mock as JSON.
pub fn mock_json(mock: &Past, calendar: &Calendar) -> Json {
    let scores: Map<String, Json> =
        mock.scores.iter().map(|(criterion, share)| (criterion.clone(), json!(share))).collect();
    json!({
        "id": mock.id,
        "date": date(mock, calendar),
        "at": time(mock.at),
        "problem": mock.problem,
        "minutes": (mock.minutes > 0).then_some(mock.minutes),
        "human": mock.human,
        "whole": mock.whole,
        "provisional": mock.provisional,
        "verdict": mock.verdict,
        "points": mock.points,
        "scores": scores,
        "gaps": mock.gaps,
        "note": mock.note,
    })
}

fn time(at: i64) -> Option<String> {
    jiff::Timestamp::from_millisecond(at).ok().map(|time| time.to_string())
}

/// The history for scripts.
pub fn json(history: &History) -> Json {
    let mocks = history.mocks.iter().map(|mock| mock_json(mock, &history.calendar));
    let gaps = history.gaps.iter().map(|gap| {
        json!({
            "gap": gap.seen.gap,
            "title": gap.title,
            "says": gap.says,
            "times": gap.seen.times,
            "last": time(gap.seen.last),
            "cards": gap.cards,
            "due": gap.due,
            "drill": gap.drill.as_ref().map(|drill| format!("napkin drill {drill}")),
        })
    });
    let under_way = history.under_way.iter().map(|(mock, command)| {
        json!({
            "id": mock.id,
            "problem": mock.attempt.problem,
            "begun": time(mock.begun),
            "saved": time(mock.touched),
            "seconds": mock.attempt.clock.total() / 1000,
            "of": mock.attempt.clock.whole() / 1000,
            "command": command,
        })
    });
    json!({
        "version": 1,
        "mocks": mocks.collect::<Vec<_>>(),
        "trends": history.trends,
        "gaps": gaps.collect::<Vec<_>>(),
        "under_way": under_way.collect::<Vec<_>>(),
    })
}
