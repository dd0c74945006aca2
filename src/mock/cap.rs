use serde::{Deserialize, Serialize};

use super::score::{Given, Source, instead};
use crate::problem::model::{Choice, Decision, Lesson};

/// What holds a verdict down, whatever the points: promises of the system that the chosen design breaks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cap {
    /// The best verdict that is left.
    pub at_most: String,
    /// What breaks: at most one for each decision, and one for what several options break only together.
    pub broken: Vec<Breach>,
}

/// A promise that a choice breaks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Breach {
    /// What breaks what, in a sentence.
    pub says: String,
    /// Where that is seen.
    pub source: Source,
    /// What keeps the promise.
    pub fix: String,
}

impl Cap {
    /// The cap on a mock; `None` where nothing that was chosen breaks an invariant, or the standards cap nothing.
    ///
    /// A run is believed before the file, the file where no run shows it: it says of a wrong option what `prove` sees.
    pub fn of(given: &Given<'_>) -> Option<Self> {
        let alone = given.problem.decisions.iter().filter_map(|decision| {
            let chosen = given.answers.choices.get(&decision.id)?;
            let option = decision.options.iter().find(|option| option.id == chosen.option)?;
            Some((decision.id.as_str(), breach(given, decision, option)?))
        });
        let (decisions, mut broken): (Vec<&str>, Vec<Breach>) = alone.unzip();
        broken.extend(together(given, &decisions));
        let at = given.standards.ceiling(broken.len())?;
        Some(Self { at_most: given.standards.verdicts[at].says.clone(), broken })
    }

    /// How many of the promises have to be kept before a verdict this good, by its place, is open; they are the first.
    pub fn to_mend(&self, given: &Given<'_>, verdict: usize) -> &[Breach] {
        let all = self.broken.len();
        let open = |left: usize| given.standards.ceiling(left).is_none_or(|ceiling| ceiling >= verdict);
        let mended = (0..=all).find(|mended| open(all - mended)).unwrap_or(all);
        &self.broken[..mended]
    }
}

/// What an option breaks by itself.
fn breach(given: &Given<'_>, decision: &Decision, option: &Choice) -> Option<Breach> {
    let fix = instead(decision);
    let seen = given.evidence.and_then(|runs| {
        runs.broken_by(&decision.id, &option.id).find(|broken| broken.invariant).map(|run| (run, runs.seeds))
    });
    if let Some((run, seeds)) = seen {
        let says = format!("{} breaks \"{}\": seen in {} of {seeds} runs", option.id, run.says, run.seen);
        return Some(Breach { says, source: Source::Run(run.reproduce.clone()), fix });
    }
    let Lesson::Wrong { breaks, .. } = &option.lesson else { return None };
    let promises = &given.problem.promises;
    let promise = promises.iter().find(|promise| promise.invariant && breaks.contains(&promise.id))?;
    let source = Source::File(format!("decisions.{}.options.{}", decision.id, option.id));
    Some(Breach { says: format!("{} breaks \"{}\"", option.id, promise.says), source, fix })
}

/// What no option breaks alone; `None` also where each choice to blame breaks another promise by itself: then this one is
/// no further mistake.
fn together(given: &Given<'_>, alone: &[&str]) -> Option<Breach> {
    let runs = given.evidence?;
    let run = runs.broken.iter().find(|broken| broken.invariant && broken.decision.is_none())?;
    if !alone.is_empty() && run.together.iter().all(|id| alone.contains(&id.as_str())) {
        return None;
    }
    let blamed =
        run.together.iter().find_map(|id| given.problem.decisions.iter().find(|decision| decision.id == *id));
    let names: Vec<&str> = run
        .together
        .iter()
        .filter_map(|id| given.answers.choices.get(id))
        .map(|chosen| chosen.option.as_str())
        .collect();
    let who = if names.is_empty() { "the choices together break".to_owned() } else { breakers(&names) };
    Some(Breach {
        says: format!("{who} \"{}\": seen in {} of {} runs", run.says, run.seen, runs.seeds),
        source: Source::Run(run.reproduce.clone()),
        fix: blamed.map_or_else(|| "look at how your choices work together".to_owned(), instead),
    })
}

/// "a breaks", "a and b together break".
fn breakers(names: &[&str]) -> String {
    match names {
        [one] => format!("{one}, among your other choices, breaks"),
        many => format!("{} together break", many.join(" and ")),
    }
}
