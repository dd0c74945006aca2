//! Mocks that were left, and are taken up again.

use crate::mock::{Attempt, Past};
use crate::store::{Clock, Database};
use crate::study::LogError;

/// The mock that is held this way already and was left, or this one under a new id. Whoever begins again gives the
/// one that was left up.
pub fn under_way(
    database: &mut Database,
    attempt: Attempt,
    is_new: bool,
) -> Result<(String, Attempt), LogError> {
    let kept = database.mocks_under_way()?.into_iter().find(|kept| {
        let known = &kept.attempt;
        (&known.problem, &known.framework, known.minutes, &known.phases)
            == (&attempt.problem, &attempt.framework, attempt.minutes, &attempt.phases)
    });
    match kept {
        Some(kept) if !is_new => Ok((kept.id, kept.attempt)),
        kept => {
            if let Some(kept) = kept {
                database.drop_mock(&kept.id)?;
            }
            Ok((Past::new_id(Clock.seed()), attempt))
        }
    }
}
