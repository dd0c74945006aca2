use serde::{Deserialize, Serialize};

use super::answers::Answers;
use super::framework::{Aid, Framework};
use super::score::Script;
use crate::calc::random::Stream;
use crate::problem::model::{Lesson, Problem, Pushback};

/// Streams of the interviewer's draws.
const CHANGES: u64 = 1;
const FAILURES: u64 = 2;
const OBJECTIONS: u64 = 3;

/// About when in the deep dive a change and a failure come, as shares of it in percent.
const CHANGE_AT: u64 = 45;
const FAILURE_AT: u64 = 65;
/// A deep dive has an objection for each so many seconds of it but the last, and two at least, however short it is.
const BETWEEN: u64 = 4 * 60;
const LEAST: u64 = 2;

/// Something that the interviewer brings up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cue {
    /// Seconds since the start, on plan.
    pub at: u64,
    /// The phase, by its place.
    pub phase: usize,
    /// What it is.
    pub kind: CueKind,
    /// The id in the file; of an opening the phase's.
    pub id: String,
    /// What is said.
    pub says: String,
}

/// What the interviewer brings up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CueKind {
    /// A phase begins.
    Opening,
    /// An objection; which one depends on what was chosen.
    Pushback,
    /// A requirement changes.
    Change,
    /// Something fails.
    Failure,
}

/// The script of a mock of these phases: what comes when, if everything goes by plan. Push-back is drawn as for a
/// candidate who has chosen the reference; [`pushback`] picks by what was really chosen.
pub fn script(
    problem: &Problem,
    framework: &Framework,
    phases: &[usize],
    minutes: u32,
    seed: u64,
) -> Vec<Cue> {
    let seconds = framework.seconds(minutes);
    let drawn = draw(problem, seed);
    let mut cues = Vec::new();
    let mut begins = 0;
    for (at, phase) in framework.phases.iter().enumerate().filter(|(at, _)| phases.contains(at)) {
        let says = phase.does.join(" ");
        cues.push(Cue { at: begins, phase: at, kind: CueKind::Opening, id: phase.id.clone(), says });
        if phase.aid == Aid::Decisions {
            cues.extend(dive(problem, &drawn, at, begins, seconds[at]));
        }
        begins += seconds[at];
    }
    cues.sort_by_key(|cue| (cue.at, cue.phase, cue.kind));
    cues
}

/// What comes in a deep dive that begins at `begins` and lasts `lasts` seconds.
fn dive(problem: &Problem, drawn: &Script, phase: usize, begins: u64, lasts: u64) -> Vec<Cue> {
    let mut cues = Vec::new();
    let mut add = |at: u64, kind: CueKind, id: &str, says: &str| {
        cues.push(Cue { at: begins + at, phase, kind, id: id.to_owned(), says: says.to_owned() });
    };
    if let Some(change) = problem.changes.iter().find(|change| Some(&change.id) == drawn.change.as_ref()) {
        add(turns(lasts).0, CueKind::Change, &change.id, &change.says);
    }
    if let Some(failure) = problem.failures.iter().find(|failure| Some(&failure.id) == drawn.failure.as_ref())
    {
        add(turns(lasts).1, CueKind::Failure, &failure.id, &failure.symptom);
    }
    let mut asked = Vec::new();
    for at in objections(lasts) {
        if let Some(next) = pushback(problem, &Answers::default(), &asked, drawn) {
            add(at, CueKind::Pushback, &next.id, &next.ask);
            asked.push(next.id.clone());
        }
    }
    cues
}

/// When objections come, in seconds of a deep dive of so many.
pub fn objections(lasts: u64) -> Vec<u64> {
    let (parts, change, failure) = places(lasts);
    let places = (1..parts).filter(|place| ![change, failure].contains(place));
    places.map(|place| moment(lasts, parts, place)).collect()
}

/// When in a deep dive of so many seconds the change and the failure come.
pub fn turns(lasts: u64) -> (u64, u64) {
    let (parts, change, failure) = places(lasts);
    (moment(lasts, parts, change), moment(lasts, parts, failure))
}

/// Into how many equal parts everything that comes up divides a deep dive, and behind which of them the change and the
/// failure come: so no two things come at once.
fn places(lasts: u64) -> (u64, u64, u64) {
    let objections = ((lasts + BETWEEN / 2) / BETWEEN).saturating_sub(1).max(LEAST);
    let parts = objections + 3;
    let place = |share: u64| (share * parts + 50) / 100;
    (parts, place(CHANGE_AT), place(FAILURE_AT))
}

/// The end of a part. In a dive that has fewer seconds than parts they are a second long.
fn moment(lasts: u64, parts: u64, place: u64) -> u64 {
    (lasts * place / parts).max(place)
}

/// Draws the change, the failure and the order of objections for a seed. A failure that the design can show comes
/// before one that it cannot.
pub fn draw(problem: &Problem, seed: u64) -> Script {
    let pick = |stream: u64, count: usize| -> Option<usize> {
        let count = u64::try_from(count).ok().filter(|count| *count > 0)?;
        usize::try_from(Stream::new(seed, stream).request(0).draw(0, 0).below(count)).ok()
    };
    let runs = problem.design.is_some();
    let mut failures: Vec<&str> = problem
        .failures
        .iter()
        .filter(|failure| runs && failure.fault.is_some())
        .map(|failure| failure.id.as_str())
        .collect();
    if failures.is_empty() {
        failures = problem.failures.iter().map(|failure| failure.id.as_str()).collect();
    }
    let mut order: Vec<(u64, &str)> = problem
        .pushback
        .iter()
        .enumerate()
        .map(|(at, pushback)| {
            let key = Stream::new(seed, OBJECTIONS).request(u64::try_from(at).unwrap_or(0));
            (key.draw(0, 0).bits(), pushback.id.as_str())
        })
        .collect();
    order.sort_unstable();
    Script {
        change: pick(CHANGES, problem.changes.len()).map(|at| problem.changes[at].id.clone()),
        failure: pick(FAILURES, failures.len()).map(|at| failures[at].to_owned()),
        pushback: order.into_iter().map(|(_, id)| id.to_owned()).collect(),
    }
}

/// The next objection: about a choice that the file calls wrong or needless first, then about another choice, then
/// about a decision that was left out, in the drawn order; `None` when all have been brought up.
pub fn pushback<'a>(
    problem: &'a Problem,
    answers: &Answers,
    asked: &[String],
    drawn: &Script,
) -> Option<&'a Pushback> {
    let rank = |pushback: &Pushback| -> u32 {
        let Some(decision) = &pushback.decision else { return 3 };
        let chosen = answers.choices.get(decision).map(|chosen| chosen.option.as_str());
        let known = problem.decisions.iter().find(|known| known.id == *decision);
        let lesson =
            known.and_then(|known| known.options.iter().find(|option| Some(option.id.as_str()) == chosen));
        match lesson.map(|option| &option.lesson) {
            Some(Lesson::Wrong { .. } | Lesson::Needless { .. } | Lesson::Dominated { .. }) => 0,
            Some(_) => 1,
            None => 2,
        }
    };
    let open = problem.pushback.iter().filter(|pushback| !asked.contains(&pushback.id));
    let place =
        |pushback: &Pushback| drawn.pushback.iter().position(|id| *id == pushback.id).unwrap_or(usize::MAX);
    open.min_by_key(|pushback| (rank(pushback), place(pushback)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_comes_at_the_same_moment_however_short_it_is() {
        // The shortest a mock may be has two minutes of it; a framework may have less.
        for lasts in [0, 1, 4, 30, 125, 375, 875, 1125, 1500, 6000] {
            let (change, failure) = turns(lasts);
            let mut times = objections(lasts);
            assert!(times.len() >= 2, "{lasts}: {times:?}");
            times.extend([change, failure]);
            times.sort_unstable();
            let apart = times.windows(2).map(|two| two[1] - two[0]).min().unwrap();
            let share = lasts / (u64::try_from(times.len()).unwrap() + 1);
            assert!(apart >= share.max(1), "{lasts}: {times:?}");
            assert!(
                change < failure && (lasts < 5 || times.iter().all(|at| *at < lasts)),
                "{lasts}: {times:?}"
            );
        }
        // One for each four minutes, but for the last four.
        assert_eq!([875, 1125, 1500].map(|lasts| objections(lasts).len()), [3, 4, 5]);
    }
}
