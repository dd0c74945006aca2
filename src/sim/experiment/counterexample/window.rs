use super::trial::{Shown, Trial};
use crate::sim::outcome::TraceLine;

const SECOND: u64 = 1_000_000_000;

/// The earliest time at which a run of these requests may end, as one types it: of a rule that is always true the
/// moment when it breaks; of one about the end the first moment at which it is broken and nothing is under way.
pub fn shortest(trial: &Trial<'_>, shown: &Shown) -> Option<String> {
    if !trial.at_end() {
        let at = shown.violation.at.max(0).cast_unsigned();
        return rounded(at, |limit| {
            let found = trial.story(&shown.requests, limit);
            trial.broken(&found).is_some_and(|violation| violation.at == shown.violation.at)
        });
    }
    let whole = trial.story(&shown.requests, u64::MAX);
    let last = whole.arrived.last().map_or(0, |(_, at)| *at);
    let mut times: Vec<u64> =
        whole.trace.iter().map(time).filter(|at| *at >= last.max(0).cast_unsigned()).collect();
    times.dedup();
    let row = trial.broken(&whole).map(|violation| violation.row.clone());
    for at in times {
        let found = trial.story(&shown.requests, at);
        let same = trial.broken(&found).map(|violation| violation.row.clone()) == row;
        if found.rests && same {
            let events = found.events;
            return rounded(at, |limit| trial.story(&shown.requests, limit).events == events);
        }
        if trial.meter.over() {
            break;
        }
    }
    None
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
