//! Mocks that were left, and are taken up again.

use super::frameworks;
use crate::mock::{Attempt, Framework, Past};
use crate::store::{Clock, Database, Kept, OpenMock};
use crate::study::LogError;

/// A mock to hold, open here.
pub struct Found {
    /// Its id.
    pub id: String,
    /// All of it.
    pub attempt: Attempt,
    /// No other terminal opens it while this is kept.
    pub lock: OpenMock,
    /// Whether it is in the log already, or what of it.
    pub place: Place,
}

/// What there is of a mock in the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// Nothing.
    Free,
    /// It is kept there.
    Kept,
    /// Another one, whose place it takes when it is first kept, and not before: who only looks loses nothing.
    Taken,
}

/// The mock that is held this way already and was left, or this one under a new id; of `any_length`, the same length
/// comes first. Whoever begins again gives the one that was left up.
pub fn under_way(
    database: &mut Database,
    attempt: Attempt,
    is_new: bool,
    any_length: bool,
) -> Result<Found, LogError> {
    let lock = database.open_mock(&attempt)?;
    let mut kept = database.mocks_under_way()?;
    kept.retain(|kept| is_held_alike(&kept.attempt, &attempt));
    let same = kept.iter().position(|kept| kept.attempt.minutes == attempt.minutes);
    let place = same.or(if any_length { (!kept.is_empty()).then_some(0) } else { None });
    let kept = place.map(|place| kept.swap_remove(place));
    Ok(match kept {
        Some(kept) if is_new => Found { id: kept.id, attempt, lock, place: Place::Taken },
        Some(kept) => Found { id: kept.id, attempt: kept.attempt, lock, place: Place::Kept },
        None => Found { id: Past::new_id(Clock.seed()), attempt, lock, place: Place::Free },
    })
}

/// Whether two mocks are of the same phases of the same problem, longer or shorter.
fn is_held_alike(one: &Attempt, other: &Attempt) -> bool {
    (&one.problem, &one.framework, &one.phases) == (&other.problem, &other.framework, &other.phases)
}

/// The command that goes on with a mock under way; `all` are those from which it has to be told.
pub fn command(database: &Database, attempt: &Attempt, all: &[Kept]) -> String {
    let Attempt { problem, framework, minutes, phases, .. } = attempt;
    let mut command = format!("napkin mock {problem}");
    if !frameworks::is_usual(framework) {
        command += &format!(" --framework {framework}");
    }
    // Where no length is asked for, the usual one comes first, and then the one that was written last.
    let mut alike = all.iter().map(|kept| &kept.attempt).filter(|other| is_held_alike(other, attempt));
    if alike.any(|other| other.minutes != *minutes) {
        command += &format!(" --minutes {minutes}");
    }
    match frameworks::known(database, framework) {
        Some(framework) => command + &phase_flag(&framework, phases),
        None => command,
    }
}

/// The flag that asks for these phases; nothing where it is all of them.
pub fn phase_flag(framework: &Framework, phases: &[usize]) -> String {
    if phases.len() >= framework.phases.len() {
        return String::new();
    }
    let held = phases.iter().filter_map(|at| framework.phases.get(*at));
    let ids: Vec<&str> = held.map(|phase| phase.id.as_str()).collect();
    format!(" --phase {}", ids.join(","))
}
