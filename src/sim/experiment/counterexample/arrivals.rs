use super::trial::{Shown, Trial};
use crate::problem::model::{FlowId, Nanos};
use crate::sim::outcome::RequestNumber;

/// So many windows of one size are tried, the nearest to the break first.
const MOST_WINDOWS: usize = 256;
/// So many of those that show it are made smaller.
const MOST_HITS: usize = 8;
/// Of so few requests every choice is tried.
const FEW: usize = 7;

/// The fewest requests that still show it, of those that arrive; of a few such sets the one of the shortest time.
/// `None` where there is none of at most `most` requests, or where the search has to end before one is found.
///
/// What happens close together is looked at first: every request by itself, then neighbours in time, in windows
/// that double, each that shows it made smaller by leaving out halves, quarters and at last single requests.
pub fn smallest(
    trial: &Trial<'_>,
    arrivals: &[(RequestNumber, Nanos)],
    whole: &Shown,
    most: usize,
) -> Option<Shown> {
    if let Some(shown) = trial.show(&[]) {
        return Some(shown);
    }
    let arrivals = needed_flows(trial, arrivals);
    let mut size = 1;
    while size < arrivals.len() && size <= most && !trial.meter.over() {
        let mut hits = trial.show_all(&windows(&arrivals, size, whole.violation.request));
        hits.sort_by(|a, b| a.rank().cmp(&b.rank()));
        if size > 1 {
            hits.truncate(MOST_HITS);
            hits = hits.into_iter().map(|shown| leave_out(trial, shown)).collect();
        }
        if let Some(best) = hits.into_iter().min_by(|a, b| a.rank().cmp(&b.rank())) {
            return Some(fewer_of_few(trial, best)).filter(|shown| shown.requests.len() <= most);
        }
        size *= 2;
    }
    if most < arrivals.len() || trial.meter.over() {
        return None;
    }
    let all = sorted(arrivals.iter().map(|(request, _)| *request));
    let shown = trial.show(&all)?;
    Some(fewer_of_few(trial, leave_out(trial, shown)))
}

/// The arrivals of the flows without which it does not show.
fn needed_flows(trial: &Trial<'_>, arrivals: &[(RequestNumber, Nanos)]) -> Vec<(RequestNumber, Nanos)> {
    let mut kept = arrivals.to_vec();
    let mut flows: Vec<FlowId> = arrivals.iter().map(|(request, _)| request.flow).collect();
    flows.sort_unstable();
    flows.dedup();
    for flow in flows {
        let without = || kept.iter().filter(|(request, _)| request.flow != flow);
        if without().next().is_some() && trial.show(&sorted(without().map(|(request, _)| *request))).is_some()
        {
            kept.retain(|(request, _)| request.flow != flow);
        }
    }
    kept
}

/// Requests that arrive one after the other, so many at a time, the last first; and of pairs those of the request
/// that broke the rule with each of the ones before it.
fn windows(
    arrivals: &[(RequestNumber, Nanos)],
    size: usize,
    broke: Option<RequestNumber>,
) -> Vec<Vec<RequestNumber>> {
    let set = |part: &[(RequestNumber, Nanos)]| sorted(part.iter().map(|(request, _)| *request));
    let mut sets = Vec::new();
    if let Some(broke) = broke.filter(|_| size == 2) {
        let before = arrivals.iter().rev().skip_while(|(request, _)| *request != broke).skip(2);
        sets.extend(before.take(MOST_WINDOWS / 4).map(|(request, _)| sorted([*request, broke].into_iter())));
    }
    let mut end = arrivals.len();
    while end >= size && sets.len() < MOST_WINDOWS {
        sets.push(set(&arrivals[end - size..end]));
        end -= (size / 2).max(1);
    }
    if sets.len() < MOST_WINDOWS && end > 0 {
        sets.push(set(&arrivals[..size.min(arrivals.len())]));
    }
    sets
}

/// Leaves out what can be left out: first halves, at last one request at a time, until none can.
fn leave_out(trial: &Trial<'_>, shown: Shown) -> Shown {
    let mut best = shown;
    let mut chunk = best.requests.len().div_ceil(2);
    while chunk > 0 && best.requests.len() > 1 && !trial.meter.over() {
        let mut at = 0;
        let mut removed = false;
        while at < best.requests.len() && best.requests.len() > 1 && !trial.meter.over() {
            let mut rest = best.requests.clone();
            let end = (at + chunk).min(rest.len());
            rest.drain(at..end);
            match trial.show(&rest) {
                Some(shown) => {
                    best = shown;
                    removed = true;
                    trial.meter.found(best.requests.len());
                }
                None => at += chunk,
            }
        }
        if chunk == 1 && !removed {
            break;
        }
        chunk = if chunk == 1 { 1 } else { chunk / 2 };
    }
    best
}

/// Of few requests every smaller choice: that none can be left out does not say that no two can.
fn fewer_of_few(trial: &Trial<'_>, best: Shown) -> Shown {
    let count = best.requests.len();
    if !(3..=FEW).contains(&count) {
        return best;
    }
    for size in 1..count - 1 {
        let choices = (1_u32..1 << count).filter(|bits| bits.count_ones() as usize == size);
        let sets: Vec<Vec<RequestNumber>> = choices
            .map(|bits| {
                let chosen = best.requests.iter().enumerate().filter(|(at, _)| bits >> at & 1 == 1);
                chosen.map(|(_, request)| *request).collect()
            })
            .collect();
        let found = trial.show_all(&sets);
        if let Some(shown) = found.into_iter().min_by(|a, b| a.rank().cmp(&b.rank())) {
            return shown;
        }
    }
    best
}

fn sorted(requests: impl Iterator<Item = RequestNumber>) -> Vec<RequestNumber> {
    let mut all: Vec<RequestNumber> = requests.collect();
    all.sort_unstable();
    all
}
