use std::collections::BTreeSet;

use super::{Given, Judged, Source};
use crate::mock::framework::Aid;
use crate::mock::rarity::Rarity;
use crate::mock::words::content;
use crate::problem::model::{Choice, Decision, Lesson};

/// What one argued decision is worth: the option, the reason, the cost.
const OPTION: f64 = 2.0;
const REASON: f64 = 1.0;
const COST: f64 = 1.0;
/// Naming the cause of the failure, and what helps.
const CAUSE: f64 = 1.5;
const REMEDY: f64 = 1.5;

/// Decisions with their reasons and costs, by what the file says and what runs show; then the failure.
pub fn judge(given: &Given<'_>) -> Judged {
    let decisions = &given.problem.decisions;
    let wanted = given.standards.depth.decisions.min(decisions.len());
    let rarity = Rarity::of(given.problem);
    let mut judged = Judged::default();
    let mut argued: Vec<(&Decision, &Choice, Judged)> = Vec::new();
    for decision in decisions {
        let Some(chosen) = given.answers.choices.get(&decision.id) else { continue };
        let Some(option) = decision.options.iter().find(|option| option.id == chosen.option) else {
            continue;
        };
        // A reason that is a heap of terms makes the choice one of them.
        let heap = |text: &str| !text.trim().is_empty() && given.said(text).is_none();
        if heap(&chosen.because) || heap(&chosen.accepts) {
            continue;
        }
        argued.push((decision, option, one(given, &rarity, decision, option)));
    }
    judged.shown = !argued.is_empty();
    // Who decides more than is wanted is judged by the best of it, except for what breaks a promise.
    argued.sort_by(|a, b| weighed(given, a).total_cmp(&weighed(given, b)).reverse());
    for (_, _, found) in argued.iter().take(wanted) {
        judged.items.extend(found.items.iter().cloned());
        for gap in &found.gaps {
            judged.gap(gap);
        }
    }
    let open =
        decisions.iter().filter(|decision| !argued.iter().any(|(known, _, _)| known.id == decision.id));
    for decision in open.take(wanted.saturating_sub(argued.len())) {
        judged.lost(
            OPTION + REASON + COST,
            format!("not decided: {}", decision.ask),
            Source::File(format!("decisions.{}", decision.id)),
            instead(decision),
        );
    }
    if argued.len() * 2 < wanted {
        judged.gap("shallow_depth");
    }
    failure(given, &rarity, &mut judged);
    judged
}

/// What to choose in place of something else, and why.
pub fn instead(decision: &Decision) -> String {
    let reference = &decision.options[decision.chosen];
    format!("choose {} at {}: {}", reference.id, decision.id, reference.why)
}

/// The order in which decisions count: broken promises first, they are never left out; then what earned most.
fn weighed(given: &Given<'_>, argued: &(&Decision, &Choice, Judged)) -> f64 {
    if is_broken(given, argued.0, argued.1) { f64::from(u8::MAX) } else { argued.2.share() }
}

fn is_broken(given: &Given<'_>, decision: &Decision, option: &Choice) -> bool {
    matches!(option.lesson, Lesson::Wrong { .. })
        || given.evidence.is_some_and(|runs| runs.broken_by(&decision.id, &option.id).next().is_some())
}

/// One decision: the option by its lesson and the runs, the reason and the cost by their words.
fn one(given: &Given<'_>, rarity: &Rarity, decision: &Decision, option: &Choice) -> Judged {
    let phase = given.phase(Aid::Decisions);
    let chosen = &given.answers.choices[&decision.id];
    let reference = &decision.options[decision.chosen];
    let mut judged = Judged { shown: true, ..Judged::default() };
    let said = Source::Said { phase: phase.clone(), words: format!("{}: {}", decision.id, option.id) };
    let instead = instead(decision);
    let run = given.evidence.and_then(|runs| runs.broken_by(&decision.id, &option.id).next());
    match &option.lesson {
        Lesson::Wrong { .. } => {
            judged.gap("broken_rule");
            let (says, source) = run.map_or_else(
                || (format!("{}: {} ({})", decision.id, option.fails, option.id), said.clone()),
                |run| {
                    (
                        format!(
                            "{} breaks \"{}\": seen in {} of {} runs",
                            option.id,
                            run.says,
                            run.seen,
                            runs_of(given)
                        ),
                        Source::Run(run.reproduce.clone()),
                    )
                },
            );
            judged.lost(OPTION, says, source, instead.clone());
        }
        Lesson::Needless { adds } => {
            judged.gap("needless_parts");
            judged.part(
                OPTION / 2.0,
                OPTION,
                format!("{} is not needed here: {adds}", option.id),
                said,
                instead.clone(),
            );
        }
        Lesson::Dominated { .. } => {
            judged.part(
                OPTION / 2.0,
                OPTION,
                format!("{} costs something and gains nothing", option.id),
                said,
                instead.clone(),
            );
        }
        Lesson::Chosen | Lesson::Defensible { .. } | Lesson::Argued { .. } => match run {
            Some(run) => judged.lost(
                OPTION,
                format!(
                    "{} breaks \"{}\" in this design: {} of {} runs",
                    option.id,
                    run.says,
                    run.seen,
                    runs_of(given)
                ),
                Source::Run(run.reproduce.clone()),
                instead.clone(),
            ),
            None => judged.earned(OPTION, format!("{}: {}", decision.id, option.id), said),
        },
    }
    let wrong = matches!(option.lesson, Lesson::Wrong { .. });
    let argument = if let Lesson::Argued { argument } = &option.lesson { argument.as_str() } else { "" };
    let names = names(decision);
    let reason = Words {
        what: "reason",
        names: &names,
        said: &chosen.because,
        worth: REASON,
        // Nothing that speaks for an option is a reason to break a promise.
        file: if wrong {
            BTreeSet::new()
        } else {
            texts([&option.why, because(option).0, &option.when, argument])
        },
        own: if wrong { 0.0 } else { REASON / 2.0 },
        fix: if wrong || option.why.is_empty() {
            instead
        } else {
            format!("say why {}: {}", option.id, option.why)
        },
    };
    let cost = Words {
        what: "cost",
        names: &names,
        said: &chosen.accepts,
        worth: COST,
        file: texts([&option.accepts, because(option).1, &option.fails, argument]),
        own: if wrong { 0.0 } else { COST / 2.0 },
        fix: if wrong {
            format!("say what {} costs: {}", reference.id, reference.accepts)
        } else {
            let told = [&option.accepts, &option.fails].into_iter().find(|text| !text.is_empty());
            let told = told.map_or(argument, String::as_str);
            format!("say what {} costs: {told}", option.id)
        },
    };
    reason.judge(given, rarity, &mut judged);
    cost.judge(given, rarity, &mut judged);
    judged
}

fn runs_of(given: &Given<'_>) -> usize {
    given.evidence.map_or(0, |runs| runs.seeds)
}

/// The reason and the cost in "we chose X over Y because Z, accepting W".
fn because(option: &Choice) -> (&str, &str) {
    let Some((_, rest)) = option.sentence.split_once(" because ") else { return ("", "") };
    rest.split_once(" accepting ").unwrap_or((rest, ""))
}

/// The words of some texts.
fn texts<const N: usize>(all: [&str; N]) -> BTreeSet<String> {
    all.into_iter().flat_map(content).collect()
}

/// A reason or a cost, to be judged.
struct Words<'a> {
    what: &'static str,
    /// The words by which the options are called: to repeat them is no reason.
    names: &'a BTreeSet<String>,
    said: &'a str,
    worth: f64,
    /// The words by which the file says it.
    file: BTreeSet<String>,
    /// What one is worth that is specific and none of the file's.
    own: f64,
    fix: String,
}

impl Words<'_> {
    fn judge(self, given: &Given<'_>, rarity: &Rarity, judged: &mut Judged) {
        let Self { what, names, worth, own, fix, .. } = self;
        let text = self.said.trim();
        if text.is_empty() {
            judged.lost(worth, format!("no {what} given"), Source::File("choices".to_owned()), fix);
            return;
        }
        let source = Source::Said { phase: given.phase(Aid::Decisions), words: text.to_owned() };
        let Some(specific) = specific(given, text, names, &self.file) else {
            judged.gap("generic_reasons");
            judged.lost(worth, format!("a {what} that fits any system"), source, fix);
            return;
        };
        if rarity.fit(&specific, &self.file) >= given.standards.depth.share {
            judged.earned(worth, format!("a {what} that counts"), source);
        } else if own > 0.0 {
            judged.part(own, worth, format!("a {what} of its own, none that the file names"), source, fix);
        } else {
            judged.lost(worth, format!("a {what} for what breaks a promise"), source, fix);
        }
    }
}

/// The words that tell something; `None` where a reason is one for any system, or only the names of the options once
/// more. What the file itself calls a cost may be as short as "half of the throughput".
fn specific(
    given: &Given<'_>,
    text: &str,
    names: &BTreeSet<String>,
    file: &BTreeSet<String>,
) -> Option<BTreeSet<String>> {
    let mut left = content(text);
    left.retain(|word| !given.standards.generic.contains(word));
    let own = left.difference(names).count();
    if left.len() == 1 && own == 1 && left.is_subset(file) {
        return Some(content(text));
    }
    (own > 0 && left.len() >= 2).then_some(left)
}

/// The words by which a decision and its options are called.
fn names(decision: &Decision) -> BTreeSet<String> {
    let ids = decision.options.iter().map(|option| &option.id).chain([&decision.id]);
    ids.flat_map(|id| content(&id.replace('_', " "))).collect()
}

fn failure(given: &Given<'_>, rarity: &Rarity, judged: &mut Judged) {
    let Some(failure) = given.failure() else { return };
    let phase = given.phase(Aid::Decisions);
    // Shown is the symptom: who names the event behind it has named the cause as well.
    let causes = [content(&failure.cause), content(&failure.ask), texts([&failure.cause, &failure.ask])];
    let parts = [
        ("cause", &given.answers.failure.cause, &failure.cause, CAUSE, &causes[..]),
        ("remedy", &given.answers.failure.remedy, &failure.remedy, REMEDY, &[content(&failure.remedy)]),
    ];
    for (what, text, file, worth, meant) in parts {
        let fix = format!("name the {what}: {file}");
        let source = Source::Said { phase: phase.clone(), words: text.trim().to_owned() };
        match given.said(text) {
            None => {
                judged.gap("no_failure");
                judged.lost(
                    worth,
                    format!("the {what} of the failure was not named"),
                    Source::File(format!("failures.{}", failure.id)),
                    fix,
                );
            }
            Some(said) if fits(given, rarity, said, meant) => {
                judged.earned(worth, format!("the {what} of the failure"), source);
            }
            Some(_) => judged.lost(worth, format!("not the {what} that the file names"), source, fix),
        }
    }
}

/// Whether what was said meets one of these texts.
fn fits(given: &Given<'_>, rarity: &Rarity, said: &str, meant: &[BTreeSet<String>]) -> bool {
    let mut said = content(said);
    said.retain(|word| !given.standards.generic.contains(word));
    meant.iter().any(|text| rarity.fit(&said, text) >= given.standards.depth.share)
}
