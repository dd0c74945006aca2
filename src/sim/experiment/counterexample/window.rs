use super::trial::{Shown, Trial};
use crate::sim::outcome::TraceLine;

const SECOND: u64 = 1_000_000_000;

/// The earliest time at which a run of these requests may end, as one types it.
pub fn shortest(trial: &Trial<'_>, shown: &Shown) -> Option<String> {
    let at = earliest(trial, shown)?;
    let ends = |limit: u64| {
        let found = trial.story(&shown.requests, limit);
        (found.events, trial.broken(&found).map(|violation| (violation.row.clone(), violation.told)))
    };
    let wanted = ends(at);
    rounded(at, |limit| ends(limit) == wanted)
}

/// The earliest time at which a run of these requests may end: of a rule that is always true the moment when it
/// breaks; of one about rows at the end a first moment at which it is broken and nothing is under way; of one
/// about what was counted a first moment from which on it stays broken. The last two are looked for in steps that
/// double and then by halves: a run for each moment would take minutes where timers run on for an hour.
pub fn earliest(trial: &Trial<'_>, shown: &Shown) -> Option<u64> {
    if !trial.at_end() {
        return Some(shown.violation.at.max(0).cast_unsigned());
    }
    let whole = trial.story(&shown.requests, u64::MAX);
    let last = whole.arrived.last().map_or(0, |(_, at)| (*at).max(0).cast_unsigned());
    let mut times: Vec<u64> = whole.trace.iter().map(time).filter(|at| *at >= last).collect();
    times.dedup();
    let row = trial.broken(&whole).map(|violation| violation.row.clone());
    let rows = trial.program.design.invariants.get(trial.rule)?.each.is_some();
    let shows = |place: usize| {
        let found = trial.until(&shown.requests, times[place]);
        let same = trial.broken(&found).map(|violation| violation.row.clone()) == row;
        same && (found.rests || !rows)
    };
    let last = times.len().checked_sub(1)?;
    let (mut before, mut found) = if rows { growing(last, &shows)? } else { (None, last) };
    // What is counted at the last moment was counted in the whole run.
    while before.map_or(found > 0, |before| before + 1 < found) {
        let middle = before.map_or(found / 2, |before| before + (found - before) / 2);
        if shows(middle) {
            found = middle;
        } else {
            before = Some(middle);
        }
    }
    times.get(found).copied()
}

/// The first of some places, in steps that double, where something shows, and the one before it.
fn growing(last: usize, shows: &impl Fn(usize) -> bool) -> Option<(Option<usize>, usize)> {
    let mut before = None;
    let mut step = 1;
    loop {
        let place = before.map_or(0, |before| before + step).min(last);
        if shows(place) {
            return Some((before, place));
        }
        if place == last {
            return None;
        }
        step *= 2;
        before = Some(place);
    }
}

fn time(line: &TraceLine) -> u64 {
    line.at.max(0).cast_unsigned()
}

/// A time, up to the next whole millisecond, or finer, where the run is the same.
fn rounded(at: u64, same: impl Fn(u64) -> bool) -> Option<String> {
    for unit in [1_000_000, 100_000, 10_000, 1000, 100, 10, 1] {
        let limit = at.div_ceil(unit).max(1) * unit;
        if same(limit) {
            let digits = format!("{:09}", limit % SECOND);
            let digits = digits.trim_end_matches('0');
            let point = if digits.is_empty() { "" } else { "." };
            return Some(format!("{}{point}{digits}s", limit / SECOND));
        }
    }
    None
}
