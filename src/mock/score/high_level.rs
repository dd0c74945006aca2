use std::collections::BTreeSet;

use super::boxes::{kind, main_request};
use super::{Given, Judged, Source};
use crate::mock::framework::Aid;
use crate::mock::sketch::Sketch;
use crate::problem::model::{Kind, Lesson, Problem};

/// Kinds that keep something.
const STORES: [&str; 2] = ["postgres", "redis"];

/// Boxes and arrows: an entry, a store that it reaches, the kinds of parts that the reference has, nothing loose and
/// nothing that the file calls needless.
pub fn judge(given: &Given<'_>) -> Judged {
    let phase = given.phase(Aid::Sketch);
    let sketch = Sketch::read(&given.answers.sketch);
    if sketch.arrows.is_empty() {
        let fix = format!("draw the main request: `{}`", main_request(given.problem));
        return Judged::nothing(fix, "phases.high-level");
    }
    let mut judged = Judged { shown: true, ..Judged::default() };
    let kinds: Vec<Option<&str>> = sketch.boxes.iter().map(|name| kind(given, name)).collect();
    let source = |words: String| Source::Said { phase: phase.clone(), words };
    let entries = (0..sketch.boxes.len()).filter(|at| kinds[*at] == Some("client"));
    let reached = sketch.reached(entries.clone());
    if reached.iter().any(|at| kinds[*at].is_some_and(|kind| STORES.contains(&kind))) {
        judged.earned(
            1.0,
            "a request comes in and reaches a store",
            source(first_line(&given.answers.sketch)),
        );
    } else {
        let fix = format!(
            "begin at a client and follow the request to the store that is the truth: `{}`",
            main_request(given.problem)
        );
        judged.lost(
            1.0,
            "no arrow leads from a client to a store",
            source(first_line(&given.answers.sketch)),
            fix,
        );
    }
    parts(given, &sketch, &kinds, &mut judged);
    let loose: Vec<&str> = (0..sketch.boxes.len())
        .filter(|at| kinds[*at].is_none())
        .map(|at| sketch.boxes[at].as_str())
        .collect();
    if loose.len() * 2 > sketch.boxes.len() {
        let fix = "name boxes by what they are: order_api, payment worker, orders db";
        judged.lost(
            1.0,
            format!("it is not clear what these are: {}", loose.join(", ")),
            source(loose.join(", ")),
            fix,
        );
    }
    needless(given, &sketch, &kinds, &mut judged);
    judged
}

fn first_line(text: &str) -> String {
    text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default().trim().to_owned()
}

/// The kinds of parts that the reference needs, each once.
fn parts(given: &Given<'_>, sketch: &Sketch, kinds: &[Option<&str>], judged: &mut Judged) {
    let phase = given.phase(Aid::Sketch);
    for wanted in wanted(given) {
        match kinds.iter().position(|kind| kind.is_some_and(|kind| alike(kind, &wanted))) {
            Some(at) => {
                let source = Source::Said { phase: phase.clone(), words: sketch.boxes[at].clone() };
                judged.earned(0.5, format!("a {}", called(&wanted)), source);
            }
            None => judged.lost(
                0.5,
                format!("no {}", called(&wanted)),
                Source::File("components".to_owned()),
                format!("add the {} of this design to the sketch, with its arrow", called(&wanted)),
            ),
        }
    }
}

/// Whether one kind shows another: a log and a queue both hold messages; which of them it has to be is a decision.
fn alike(kind: &str, wanted: &str) -> bool {
    let messages = |kind: &str| ["kafka", "queue"].contains(&kind);
    kind == wanted || messages(kind) && messages(wanted)
}

/// The kinds of the reference that a sketch shows; without a design those that its wrap-up names.
fn wanted(given: &Given<'_>) -> BTreeSet<String> {
    match &given.problem.design {
        Some(design) => {
            let shown = design
                .components
                .iter()
                .filter(|part| !matches!(part.kind, Kind::Client | Kind::World | Kind::Pool(_)));
            shown.map(|part| part.kind.word().to_owned()).collect()
        }
        None => said_in_wrapup(given.problem, given),
    }
}

fn said_in_wrapup(problem: &Problem, given: &Given<'_>) -> BTreeSet<String> {
    let Some(wrapup) = &problem.wrapup else { return BTreeSet::new() };
    let words = wrapup.components.iter().flat_map(|line| line.split(|sign: char| !sign.is_alphanumeric()));
    let kinds = words.filter_map(|word| given.standards.kind(word));
    kinds.filter(|kind| *kind != "client" && *kind != "replica").map(str::to_owned).collect()
}

fn called(kind: &str) -> &str {
    match kind {
        "postgres" => "database",
        "redis" => "cache or Redis",
        "kafka" => "log (Kafka)",
        "external" => "provider outside",
        "cdn" => "CDN",
        other => other,
    }
}

/// Kinds of parts that cost more than a box: a cluster to run, and data that stands in two places.
const HEAVY: [&str; 3] = ["kafka", "queue", "search"];

/// Heavy boxes that the reference does without, each kind once; those of an option that was chosen and that the file
/// defends are part of it.
fn needless(given: &Given<'_>, sketch: &Sketch, kinds: &[Option<&str>], judged: &mut Judged) {
    let wanted = wanted(given);
    let mut found: Vec<&str> = Vec::new();
    for (at, kind) in kinds.iter().enumerate() {
        let Some(kind) = kind.filter(|kind| HEAVY.contains(kind)) else { continue };
        let has = wanted.iter().any(|wanted| alike(kind, wanted));
        if has || found.iter().any(|known| alike(kind, known)) || is_defended(given, kind) {
            continue;
        }
        found.push(kind);
        let name = &sketch.boxes[at];
        judged.gap("needless_parts");
        judged.lost(
            1.0,
            needless_text(given, kind, name),
            Source::Said { phase: given.phase(Aid::Sketch), words: name.clone() },
            format!("leave {name} out, and say at which load it would come"),
        );
    }
}

/// What the file says of a part that it calls needless, or that the reference has none.
fn needless_text(given: &Given<'_>, kind: &str, name: &str) -> String {
    let options = given.problem.decisions.iter().flat_map(|decision| &decision.options);
    let mut adds = options.filter_map(|option| match &option.lesson {
        Lesson::Needless { adds } if mentions(given, adds, kind) => Some(adds),
        _ => None,
    });
    adds.next().map_or_else(
        || format!("{name} is not needed at this load: the reference carries it without"),
        |adds| format!("{name} is not needed at this load: {adds}"),
    )
}

fn mentions(given: &Given<'_>, text: &str, kind: &str) -> bool {
    text.split(|sign: char| !sign.is_alphanumeric())
        .any(|word| given.standards.kind(word).is_some_and(|known| alike(known, kind)))
}

/// Whether an option was chosen that is about such a part and that the file defends.
fn is_defended(given: &Given<'_>, kind: &str) -> bool {
    given.problem.decisions.iter().any(|decision| {
        let chosen = given.answers.choices.get(&decision.id);
        let option =
            chosen.and_then(|chosen| decision.options.iter().find(|known| known.id == chosen.option));
        option.is_some_and(|option| {
            let told = [&option.id, &option.sentence, &option.why, &option.when];
            matches!(option.lesson, Lesson::Defensible { .. })
                && told.iter().any(|text| mentions(given, text, kind))
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_log_and_a_queue_both_hold_messages() {
        assert!(alike("kafka", "queue") && alike("queue", "kafka") && alike("redis", "redis"));
        assert!(!alike("redis", "queue") && !alike("postgres", "redis"));
    }
}
