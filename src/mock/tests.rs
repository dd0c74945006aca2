//! What the tests of this room share, and the promises of the assessment as a whole.

use crate::problem::File;
use crate::problem::model::Problem;

/// A problem with a name and nothing else.
pub(super) fn bare_problem() -> Problem {
    let text = "schema = 1\nid = \"bare\"\ntitle = \"Bare\"\nlevel = \"easy\"\nminutes = 60\nthemes = [\"one\"]\nstatement = \"Build it.\"\nrequirements = [\"It works.\"]\n";
    File::parse(text).unwrap().read().problem
}
