//! What is wrong with a design beyond its types.
//!
//! - `assigned`: values that may be unset; `reach`: what never runs, never answers or never ends;
//! - `places`: what does not belong on its component; `unused`: what nobody uses;
//! - `served`: turns and breakers of servers; `instance`: who asks where it runs before that is known;
//! - `labels`: labels and reasons that cannot occur; `rules`: rules that cannot fail;
//! - `late`: load and faults that begin when a run is over;
//! - `decisions`: options, estimates and scenarios against the design; `cost`: how many events a run takes.

mod assigned;
mod cost;
mod decisions;
mod instance;
mod labels;
mod late;
mod places;
mod reach;
mod rules;
mod served;
mod unused;

use crate::diag::{Diagnostic, Span};
use crate::problem::document::Table;
use crate::problem::model::{Design, Problem};

pub(super) use assigned::Assigned;
pub(super) use cost::{cost, events};
pub(super) use decisions::decisions;
pub(super) use late::late;
pub(super) use unused::idle;

/// What every variant of a design must keep.
pub(super) fn variant(design: &Design, assigned: &Assigned, diagnostics: &mut Vec<Diagnostic>) {
    assigned.check(design, diagnostics);
    reach::ends(design, diagnostics);
    reach::circles(design, diagnostics);
    reach::rings(design, diagnostics);
    places::check(design, diagnostics);
    served::turns(design, diagnostics);
    instance::check(design, diagnostics);
    rules::objectives(design, diagnostics);
}

/// What the reference must keep beside.
pub(super) fn reference(
    design: &Design,
    problem: &Problem,
    file: &Table,
    terms: &[String],
    assigned: &Assigned,
    diagnostics: &mut Vec<Diagnostic>,
) {
    variant(design, assigned, diagnostics);
    late(design, diagnostics);
    reach::check(design, diagnostics);
    labels::check(design, file, diagnostics);
    rules::check(design, problem, diagnostics);
    if !diagnostics.iter().any(Diagnostic::is_error) {
        // What nobody uses may only look so where something else is wrong.
        reach::started(design, diagnostics);
        unused::check(design, file, terms, diagnostics);
        served::received(design, diagnostics);
        served::breakers(design, &unused::words(file.get("decisions")), diagnostics);
    }
}

/// The name of a problem: lower case, digits and hyphens.
pub(super) fn id(id: &str, span: Span, diagnostics: &mut Vec<Diagnostic>) {
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if !id.is_empty() && id.chars().all(fits) && id.starts_with(|c: char| c.is_ascii_lowercase()) {
        return;
    }
    if span == Span::default() {
        return;
    }
    let error = Diagnostic::error("name", span, format!("`{id}` cannot be the id of a problem"));
    let lower = id.to_lowercase();
    let words: Vec<&str> = lower.split(|c| c == '-' || !fits(c)).filter(|word| !word.is_empty()).collect();
    let joined = words.join("-");
    let help = match joined.trim_start_matches(|c: char| !c.is_ascii_lowercase()) {
        "" => "ids are lower case, digits and hyphens, a letter first, such as parking-garage".to_owned(),
        fixed => format!("ids are lower case, digits and hyphens, a letter first: {fixed}"),
    };
    diagnostics.push(error.help(help));
}
