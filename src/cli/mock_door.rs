//! A mock that is opened from the home screen.

use std::sync::Arc;

use super::mock_kept;
use super::mock_room::sentence;
use crate::calc::capacity::Refs;
use crate::diag::{Diagnostic, visible};
use crate::mock::{Attempt, FRAMEWORK, Framework, Past, STANDARDS, Standards};
use crate::problem::{File, Library};
use crate::store::{Clock, Database, Kept};
use crate::tui::Screen;
use crate::tui::screens::{Interview, MockScreen};

/// The mock of this problem that is under way, whatever its length and its phases, or a new one.
pub fn open(
    database: &mut Database,
    problems: &Library,
    refs: Refs,
    id: &str,
) -> Result<Box<dyn Screen>, String> {
    let entry = problems.find(id).ok_or_else(|| format!("there is no problem {} any more", visible(id)))?;
    let unsound = || format!("the file of {0} has errors: napkin check {0} says which", visible(id));
    let reading = File::parse(&entry.text).map_err(|_| unsound())?.read();
    if reading.diagnostics.iter().any(Diagnostic::is_error) {
        return Err(unsound());
    }
    let problem = reading.problem;
    let framework = Framework::read(FRAMEWORK).map_err(|error| error.message)?;
    let standards = Standards::read(STANDARDS).map_err(|error| error.message)?;
    let kept = database.mocks_under_way().map_err(|error| error.message)?;
    let (mock, attempt) = match Kept::of(&kept, id) {
        Some(one) if one.attempt.framework != framework.id => {
            let command = mock_kept::command(database, &one.attempt, &kept);
            let framework = &one.attempt.framework;
            let why = format!("it is held by the framework {framework}: {command} goes on");
            return Err(visible(&why).into_owned());
        }
        Some(kept) => (kept.id.clone(), kept.attempt.clone()),
        None => {
            let phases = (0..framework.phases.len()).collect();
            let attempt = Attempt::new(&problem, &framework, problem.minutes, 1, phases);
            (Past::new_id(Clock.seed()), attempt)
        }
    };
    let lock = database.open_mock(&attempt).map_err(|error| sentence(&error))?;
    let interview = Interview {
        problem: Arc::new(problem),
        framework: Arc::new(framework),
        standards: Arc::new(standards),
        refs,
    };
    Ok(Box::new(MockScreen::new(mock, interview, attempt).locked(lock)))
}
