use super::{Given, Judged, Source};
use crate::mock::framework::Aid;
use crate::mock::words::{content, share};
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
        argued.push((decision, option, one(given, decision, option)));
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
        let chosen = &decision.options[decision.chosen];
        judged.lost(
            OPTION + REASON + COST,
            format!("not decided: {}", decision.ask),
            Source::File(format!("decisions.{}", decision.id)),
            format!("choose {} at {}: {}", chosen.id, decision.id, chosen.why),
        );
    }
    if argued.len() * 2 < wanted {
        judged.gap("shallow_depth");
    }
    failure(given, &mut judged);
    judged
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
fn one(given: &Given<'_>, decision: &Decision, option: &Choice) -> Judged {
    let phase = given.phase(Aid::Decisions);
    let chosen = &given.answers.choices[&decision.id];
    let reference = &decision.options[decision.chosen];
    let mut judged = Judged { shown: true, ..Judged::default() };
    let said = Source::Said { phase: phase.clone(), words: format!("{}: {}", decision.id, option.id) };
    let instead = format!("choose {} at {}: {}", reference.id, decision.id, reference.why);
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
            judged.lost(OPTION, says, source, instead);
        }
        Lesson::Needless { adds } => {
            judged.gap("needless_parts");
            judged.part(
                OPTION / 2.0,
                OPTION,
                format!("{} is not needed here: {adds}", option.id),
                said,
                instead,
            );
        }
        Lesson::Dominated { .. } => {
            judged.part(
                OPTION / 2.0,
                OPTION,
                format!("{} costs something and gains nothing", option.id),
                said,
                instead,
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
                instead,
            ),
            None => judged.earned(OPTION, format!("{}: {}", decision.id, option.id), said),
        },
    }
    let reasons = [&option.why, &option.sentence, &option.when, &option.tempting];
    words(
        given,
        &mut judged,
        &chosen.because,
        &reasons,
        REASON,
        &format!("say why {}: {}", option.id, reason(option)),
    );
    let costs = [&option.accepts, &option.fails, &option.sentence];
    words(
        given,
        &mut judged,
        &chosen.accepts,
        &costs,
        COST,
        &format!("say what {} costs: {}", option.id, cost(option)),
    );
    judged
}

fn runs_of(given: &Given<'_>) -> usize {
    given.evidence.map_or(0, |runs| runs.seeds)
}

fn reason(option: &Choice) -> &str {
    if option.why.is_empty() { &option.tempting } else { &option.why }
}

fn cost(option: &Choice) -> &str {
    if option.accepts.is_empty() { &option.fails } else { &option.accepts }
}

/// A reason or a cost: specific at all is half of it, meeting what the file says is the other half.
fn words(given: &Given<'_>, judged: &mut Judged, text: &str, file: &[&String], worth: f64, fix: &str) {
    let phase = given.phase(Aid::Decisions);
    let source = Source::Said { phase, words: text.trim().to_owned() };
    let what = if worth == REASON && fix.starts_with("say why") { "reason" } else { "cost" };
    let Some(specific) = specific(given, text) else {
        if text.trim().is_empty() {
            judged.lost(worth, format!("no {what} given"), Source::File("choices".to_owned()), fix);
        } else {
            judged.gap("generic_reasons");
            judged.lost(worth, format!("a {what} that fits any system"), source, fix);
        }
        return;
    };
    let meets = file.iter().map(|text| share(&specific, &short(text))).fold(0.0, f64::max);
    if meets >= given.standards.depth.share {
        judged.earned(worth, format!("the {what} is the one that counts"), source);
    } else {
        judged.part(worth / 2.0, worth, format!("a {what}, but not the one that decides"), source, fix);
    }
}

fn specific(given: &Given<'_>, text: &str) -> Option<std::collections::BTreeSet<String>> {
    let mut left = content(text);
    left.retain(|word| !given.standards.generic.contains(word));
    (left.len() >= 2).then_some(left)
}

/// The first dozen words that carry meaning: nobody says all of a paragraph.
fn short(text: &str) -> std::collections::BTreeSet<String> {
    let first: Vec<&str> = text.split_whitespace().take(18).collect();
    content(&first.join(" "))
}

fn failure(given: &Given<'_>, judged: &mut Judged) {
    let Some(failure) = given.failure() else { return };
    let phase = given.phase(Aid::Decisions);
    let parts = [
        ("cause", &given.answers.failure.cause, &failure.cause, CAUSE),
        ("remedy", &given.answers.failure.remedy, &failure.remedy, REMEDY),
    ];
    for (what, text, file, worth) in parts {
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
            Some(said) if share(&content(said), &short(file)) >= given.standards.depth.share => {
                judged.earned(worth, format!("the {what} of the failure"), source);
            }
            Some(_) => judged.lost(worth, format!("another {what} than the one at work"), source, fix),
        }
    }
}
