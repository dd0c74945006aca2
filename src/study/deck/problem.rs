//! Cards from a problem: its decisions, estimates, push-backs and gaps.

use crate::calc::Dimension;
use crate::problem::model::{Choice, Decision, Estimate, Gap, Lesson, Problem, Pushback};
use crate::study::card::{Body, Card, Distractor, Figure, Origin};

/// An estimate that is off by this factor has the right order of magnitude.
const WITHIN: f64 = 3.0;

/// The cards of a problem, in the order of the file: `PROBLEM:decision.ID`, `PROBLEM:estimate.ID`, …
pub fn problem_cards(problem: &Problem) -> Vec<Card> {
    let decisions = problem.decisions.iter().map(|decision| of_decision(problem, decision));
    let estimates = problem.estimates.iter().map(|estimate| of_estimate(problem, estimate));
    let pushback = problem.pushback.iter().map(|pushback| of_pushback(problem, pushback));
    let gaps = problem.gaps.iter().map(|gap| of_gap(problem, gap));
    decisions.chain(estimates).chain(pushback).chain(gaps).collect()
}

fn card(problem: &Problem, part: &'static str, id: &str, ask: &str, why: String, body: Body) -> Card {
    Card {
        id: format!("{}:{part}.{id}", problem.id),
        deck: problem.id.clone(),
        topic: problem.id.clone(),
        ask: ask.to_owned(),
        why,
        missed: false,
        confusable_with: Vec::new(),
        discriminator: None,
        source: None,
        siblings: None,
        origin: Origin::Problem { id: problem.id.clone(), title: problem.title.clone(), part },
        body,
    }
}

fn of_decision(problem: &Problem, decision: &Decision) -> Card {
    let chosen = decision.options.get(decision.chosen);
    let answer = chosen.map(|option| label(&option.id)).unwrap_or_default();
    let why = chosen.map(|option| joined(&[&option.why, &accepting(&option.accepts)])).unwrap_or_default();
    let others = decision.options.iter().enumerate().filter(|(at, _)| *at != decision.chosen);
    let wrong = others.map(|(_, option)| distractor(option)).collect();
    let mut card =
        card(problem, "decision", &decision.id, &decision.ask, why, Body::Choose { answer, wrong });
    card.siblings = Some(card.id.clone());
    card
}

fn accepting(accepts: &str) -> String {
    if accepts.is_empty() { String::new() } else { format!("The price: {accepts}") }
}

/// What is said about an option that was not chosen. One that holds every rule would do as well, when its case is
/// given.
fn distractor(option: &Choice) -> Distractor {
    let case = if option.when.is_empty() { String::new() } else { format!("Right when: {}", &option.when) };
    let (why, defensible) = match &option.lesson {
        Lesson::Chosen => (option.why.clone(), true),
        Lesson::Wrong { .. } => (option.fails.clone(), false),
        Lesson::Defensible { .. } => (joined(&[&option.why, &case, &accepting(&option.accepts)]), true),
        Lesson::Dominated { .. } => {
            (joined(&[&option.fails, &option.why, &accepting(&option.accepts)]), false)
        }
        Lesson::Needless { adds } => (joined(&[&option.fails, &needless(adds)]), false),
        Lesson::Argued { argument } => {
            (joined(&[argument, &case]), option.fails.is_empty() && !option.when.is_empty())
        }
    };
    let why = if why.is_empty() { joined(&[&option.fails, &option.why, &option.tempting]) } else { why };
    Distractor { answer: label(&option.id), why, card: None, defensible }
}

fn needless(adds: &str) -> String {
    if adds.is_empty() {
        "It changes nothing at this scale.".to_owned()
    } else {
        format!("It adds {} and changes nothing at this scale.", adds.trim_end_matches('.'))
    }
}

fn of_estimate(problem: &Problem, estimate: &Estimate) -> Card {
    let shown = match (&estimate.exact, &estimate.spoken) {
        (exact, spoken) if spoken.is_empty() || exact == spoken => exact.clone(),
        (exact, spoken) => format!("{exact}, aloud {spoken}"),
    };
    let body = match &estimate.amount {
        Some(amount) if amount.value > crate::calc::Rational::zero() => Body::Number(Figure {
            text: shown,
            low: amount.value.clone(),
            high: amount.value.clone(),
            dimension: amount.dimension.in_seconds(),
            has_unit: amount.dimension != Dimension::NONE,
            within: WITHIN,
        }),
        _ => Body::Recall { answer: joined(&[&shown, &estimate.says]) },
    };
    let steps = estimate.steps.join("; ");
    let usual = if estimate.mistake.is_empty() {
        String::new()
    } else {
        format!("The usual mistake: {}", &estimate.mistake)
    };
    let why = joined(&[&steps, &estimate.concludes, &usual]);
    card(problem, "estimate", &estimate.id, &estimate.ask, why, body)
}

fn of_pushback(problem: &Problem, pushback: &Pushback) -> Card {
    let points = if pushback.points.is_empty() {
        String::new()
    } else {
        format!("What is listened for: {}.", pushback.points.join("; "))
    };
    let body = Body::Recall { answer: pushback.strong.clone() };
    let mut card = card(problem, "pushback", &pushback.id, &pushback.ask, points, body);
    // A push-back about a decision gives the decision away.
    card.siblings = pushback.decision.as_ref().map(|decision| format!("{}:decision.{decision}", problem.id));
    card
}

fn of_gap(problem: &Problem, gap: &Gap) -> Card {
    let ask = joined(&[&format!("Seen in interviews: {}", gap.mistake), "What is better?"]);
    card(problem, "gap", &gap.id, &ask, String::new(), Body::Recall { answer: gap.better.clone() })
}

/// An option as it is shown: its name in words.
fn label(id: &str) -> String {
    let words = id.replace(['_', '-'], " ");
    let mut letters = words.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

fn joined(parts: &[&str]) -> String {
    let parts = parts.iter().map(|part| part.trim()).filter(|part| !part.is_empty());
    let ended =
        parts.map(|part| if part.ends_with(['.', '!', '?']) { part.to_owned() } else { format!("{part}.") });
    ended.collect::<Vec<_>>().join(" ")
}
