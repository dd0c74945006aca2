//! How the script of a mock is written.

use serde_json::{Value as Json, json};

use crate::mock::{self, Aid, Cue, CueKind, Framework, in_minutes, options};
use crate::problem::model::Problem;

/// The walk through a script: what is said when, with strong answers; what is told when asked; what is decided.
pub fn script(problem: &Problem, framework: &Framework, cues: &[Cue], minutes: u32, seed: u64) -> String {
    let held = cues.iter().filter(|cue| cue.kind == CueKind::Opening).count();
    let part = if held == framework.phases.len() { "" } else { ", a rehearsal" };
    let length = in_minutes(length(framework, cues, minutes));
    let mut out = format!("{}: {length}, seed {seed}{part}\n\n{}\n", problem.title, problem.statement.trim());
    for cue in cues {
        let time = clock(cue.at);
        match cue.kind {
            CueKind::Opening => {
                let title = framework.phases.get(cue.phase).map_or("", |phase| phase.title.as_str());
                out += &format!("\n{time}  {} ({title})\n       {}\n", cue.id, cue.says);
            }
            CueKind::Pushback => {
                out += &format!("{time}  push-back {}: {}\n", cue.id, cue.says);
                let known = problem.pushback.iter().find(|known| known.id == cue.id);
                out += &strong(known.map(|known| known.strong.as_str()));
            }
            CueKind::Change => {
                out += &format!("{time}  change {}: {}\n", cue.id, cue.says);
                let known = problem.changes.iter().find(|known| known.id == cue.id);
                out += &strong(known.map(|known| known.strong.as_str()));
            }
            CueKind::Failure => {
                out += &format!("{time}  failure {}: {}\n", cue.id, cue.says);
                let Some(failure) = problem.failures.iter().find(|known| known.id == cue.id) else {
                    continue;
                };
                out += &format!("       cause: {}\n       remedy: {}\n", failure.cause, failure.remedy);
                if let (Some(fault), true) = (&failure.fault, problem.design.is_some()) {
                    out += &format!(
                        "       fault of the design: {fault}; its symptoms are measured in the candidate's\n"
                    );
                }
            }
        }
    }
    if let Some(times) = times(framework, cues, minutes, Aid::Questions) {
        out += &format!("\n{times}  told when asked (questions = [\"…\"])\n");
        for answer in &problem.answers {
            out += &format!("  {} ({}): {}\n", answer.id, answer.about, answer.says);
        }
    }
    let Some(times) = times(framework, cues, minutes, Aid::Decisions) else { return out + ANSWERS };
    out += &format!("\n{times}  decided ([choices.DECISION] option, because, accepts)\n");
    for (at, decision) in problem.decisions.iter().enumerate() {
        let options: Vec<&str> = options(problem, at, seed).iter().map(|option| option.id.as_str()).collect();
        let options = options.join(", ");
        out += &format!("  {}: {}\n      {options}\n", decision.id, decision.ask);
    }
    let said = |id: &str| cues.iter().any(|cue| cue.kind == CueKind::Pushback && cue.id == id);
    let rest: Vec<_> = problem.pushback.iter().filter(|pushback| !said(&pushback.id)).collect();
    if !rest.is_empty() {
        out += &format!("\n{times}  push-back in place of the above, where choices call for it\n");
        for pushback in rest {
            let about = pushback.decision.as_ref().map_or_else(String::new, |id| format!(" ({id})"));
            out += &format!("  {}{about}: {}\n", pushback.id, pushback.ask);
        }
    }
    out + ANSWERS
}

/// The words of an answers file.
const ANSWERS: &str = "\nanswers file: questions, napkin, entities, endpoints, sketch, [notes], [choices.…], [replies], change, [failure] cause remedy, [growth] breaks then, [wrapup] components trade_offs improvement, [grades], [seconds], [held] minutes seed\n";

fn strong(text: Option<&str>) -> String {
    text.map_or_else(String::new, |text| format!("       strong: {text}\n"))
}

/// The length of the held phases, in minutes.
fn length(framework: &Framework, cues: &[Cue], minutes: u32) -> u32 {
    let seconds = framework.seconds(minutes);
    let held = cues.iter().filter(|cue| cue.kind == CueKind::Opening);
    mock::minutes(held.filter_map(|cue| seconds.get(cue.phase)).sum())
}

/// From when to when the held phases with this aid last: ` 0:00 to  5:00`; `None` where none is held.
fn times(framework: &Framework, cues: &[Cue], minutes: u32, aid: Aid) -> Option<String> {
    let seconds = framework.seconds(minutes);
    let held = cues.iter().filter(|cue| {
        cue.kind == CueKind::Opening && framework.phases.get(cue.phase).is_some_and(|phase| phase.aid == aid)
    });
    let spans: Vec<(u64, u64)> = held.map(|cue| (cue.at, cue.at + seconds[cue.phase])).collect();
    let (first, last) = (spans.first()?, spans.last()?);
    Some(format!("{} to {}", clock(first.0), clock(last.1).trim()))
}

/// The same for scripts. What belongs to phases that are not held stays out.
pub fn script_json(problem: &Problem, framework: &Framework, cues: &[Cue], minutes: u32, seed: u64) -> Json {
    let holds = |aid: Aid| times(framework, cues, minutes, aid).is_some();
    let (asks, decides) = (holds(Aid::Questions), holds(Aid::Decisions));
    json!({
        "version": 1,
        "problem": problem.id,
        "minutes": length(framework, cues, minutes),
        "seed": seed,
        "cues": cues,
        "answers": problem.answers.iter().filter(|_| asks).map(|answer| json!({ "id": answer.id, "about": answer.about, "asks": answer.asks, "says": answer.says })).collect::<Vec<_>>(),
        "pushback": problem.pushback.iter().filter(|_| decides).map(|one| json!({ "id": one.id, "ask": one.ask, "strong": one.strong, "decision": one.decision })).collect::<Vec<_>>(),
        "changes": problem.changes.iter().filter(|_| decides).map(|one| json!({ "id": one.id, "says": one.says, "strong": one.strong })).collect::<Vec<_>>(),
        "failures": problem.failures.iter().filter(|_| decides).map(|one| json!({ "id": one.id, "symptom": one.symptom, "cause": one.cause, "remedy": one.remedy, "fault": one.fault })).collect::<Vec<_>>(),
        "decisions": problem.decisions.iter().enumerate().filter(|_| decides).map(|(at, decision)| json!({
            "id": decision.id,
            "ask": decision.ask,
            "options": options(problem, at, seed).iter().map(|option| option.id.as_str()).collect::<Vec<_>>(),
        })).collect::<Vec<_>>(),
    })
}

/// Minutes and seconds since the start.
fn clock(seconds: u64) -> String {
    format!("{:>2}:{:02}", seconds / 60, seconds % 60)
}
