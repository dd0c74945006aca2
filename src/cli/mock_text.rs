//! How the script of a mock is written.

use serde_json::{Value as Json, json};

use crate::mock::{Cue, CueKind, Framework};
use crate::problem::model::Problem;

/// The walk through a script: what is said when, what is told when asked, what is decided, and the strong answers.
pub fn script(problem: &Problem, framework: &Framework, cues: &[Cue], minutes: u32, seed: u64) -> String {
    let mut out =
        format!("{}: {minutes} minutes, seed {seed}\n\n{}\n", problem.title, problem.statement.trim());
    for cue in cues {
        let time = clock(cue.at);
        match cue.kind {
            CueKind::Opening => {
                let title = framework.phases.get(cue.phase).map_or("", |phase| phase.title.as_str());
                out += &format!("\n{time}  {} ({title})\n       {}\n", cue.id, cue.says);
            }
            CueKind::Pushback => out += &format!("{time}  push-back {}: {}\n", cue.id, cue.says),
            CueKind::Change => out += &format!("{time}  change {}: {}\n", cue.id, cue.says),
            CueKind::Failure => out += &format!("{time}  failure {}: {}\n", cue.id, cue.says),
        }
    }
    out += "\ntold when asked (questions = [\"…\"])\n";
    for answer in &problem.answers {
        out += &format!("  {} ({}): {}\n", answer.id, answer.about, answer.says);
    }
    out += "\ndecided in the deep dive ([choices.DECISION] option, because, accepts)\n";
    for decision in &problem.decisions {
        let options = decision.options.iter().map(|option| option.id.as_str()).collect::<Vec<_>>().join(", ");
        out += &format!("  {}: {}\n      {options}\n", decision.id, decision.ask);
    }
    out += "\nanswers file: questions, napkin, entities, endpoints, sketch, [notes], [choices.…], [replies], change, [failure] cause remedy, [growth] breaks then, [wrapup] components trade_offs improvement, [grades], [seconds], [held] minutes seed\n";
    out
}

/// The same for scripts.
pub fn script_json(problem: &Problem, cues: &[Cue], minutes: u32, seed: u64) -> Json {
    json!({
        "version": 1,
        "problem": problem.id,
        "minutes": minutes,
        "seed": seed,
        "cues": cues,
        "answers": problem.answers.iter().map(|answer| json!({ "id": answer.id, "about": answer.about, "asks": answer.asks, "says": answer.says })).collect::<Vec<_>>(),
        "decisions": problem.decisions.iter().map(|decision| json!({
            "id": decision.id,
            "ask": decision.ask,
            "options": decision.options.iter().map(|option| option.id.as_str()).collect::<Vec<_>>(),
        })).collect::<Vec<_>>(),
    })
}

/// Minutes and seconds since the start.
fn clock(seconds: u64) -> String {
    format!("{:>2}:{:02}", seconds / 60, seconds % 60)
}
