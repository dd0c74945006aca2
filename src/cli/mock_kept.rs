//! Mocks that were left, and are taken up again.

use crate::mock::{Attempt, Past};
use crate::store::{Clock, Database, OpenMock};
use crate::study::LogError;

/// The mock that is held this way already and was left, or this one under a new id; of `any_length`, the same length
/// comes first. Whoever begins again gives the one that was left up. No other terminal opens it while the lock is kept.
pub fn under_way(
    database: &mut Database,
    attempt: Attempt,
    is_new: bool,
    any_length: bool,
) -> Result<(String, Attempt, OpenMock), LogError> {
    let lock = database.open_mock(&attempt)?;
    let mut kept = database.mocks_under_way()?;
    kept.retain(|kept| {
        let known = &kept.attempt;
        (&known.problem, &known.framework, &known.phases)
            == (&attempt.problem, &attempt.framework, &attempt.phases)
    });
    let same = kept.iter().position(|kept| kept.attempt.minutes == attempt.minutes);
    let place = same.or(if any_length { (!kept.is_empty()).then_some(0) } else { None });
    let kept = place.map(|place| kept.swap_remove(place));
    match kept {
        Some(kept) if !is_new => Ok((kept.id, kept.attempt, lock)),
        // It takes the place of the other when it is first kept, and not before: who only looks loses nothing.
        Some(kept) => Ok((kept.id, attempt, lock)),
        None => Ok((Past::new_id(Clock.seed()), attempt, lock)),
    }
}
