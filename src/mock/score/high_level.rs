use std::collections::BTreeSet;

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
        return Judged::nothing("draw the main request: `app -> api -> db`", "phases.high-level");
    }
    let mut judged = Judged { shown: true, ..Judged::default() };
    let kinds: Vec<Option<&str>> = sketch.boxes.iter().map(|name| given.standards.kind(name)).collect();
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
        let fix =
            "begin at a client and follow the request to the store that is the truth: `app -> api -> db`";
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

/// A box that a needless option of the file would add, and the reference does not have.
fn needless(given: &Given<'_>, sketch: &Sketch, kinds: &[Option<&str>], judged: &mut Judged) {
    let wanted = wanted(given);
    for decision in &given.problem.decisions {
        for option in &decision.options {
            let Lesson::Needless { adds } = &option.lesson else { continue };
            let added: BTreeSet<&str> = adds
                .split(|sign: char| !sign.is_alphanumeric())
                .filter_map(|word| given.standards.kind(word))
                .filter(|kind| ["kafka", "queue", "search"].contains(kind))
                .collect();
            let drawn = (0..kinds.len())
                .find(|at| kinds[*at].is_some_and(|kind| added.contains(kind) && !wanted.contains(kind)));
            if let Some(at) = drawn {
                judged.gap("needless_parts");
                judged.lost(
                    1.0,
                    format!("{} is not needed at this load: {adds}", sketch.boxes[at]),
                    Source::Said { phase: given.phase(Aid::Sketch), words: sketch.boxes[at].clone() },
                    format!("leave {} out, and say at which load it would come", sketch.boxes[at]),
                );
                return;
            }
        }
    }
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
