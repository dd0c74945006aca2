use std::collections::BTreeMap;

use super::{Given, Judged, Source};
use crate::mock::ask::meant;
use crate::problem::model::Answer;

/// What was asked before anything was assumed: each different topic counts, a topic twice counts once.
pub fn judge(given: &Given<'_>) -> Judged {
    let problem = given.problem;
    let mut topics: BTreeMap<&str, Vec<&Answer>> = BTreeMap::new();
    for answer in &problem.answers {
        topics.entry(answer.about.as_str()).or_default().push(answer);
    }
    let wanted = given.standards.requirements.topics.min(topics.len());
    if wanted == 0 {
        return Judged::default();
    }
    let shown = given.answers.questions.iter().any(|question| given.said(&question.text).is_some());
    let mut judged = Judged { shown, ..Judged::default() };
    let mut found: Vec<&str> = Vec::new();
    for question in &given.answers.questions {
        let Some(text) = given.said(&question.text) else { continue };
        let answer = if question.settled {
            problem.answers.iter().find(|answer| Some(&answer.id) == question.meant.as_ref())
        } else {
            meant(problem, text)
        };
        let Some(answer) = answer.filter(|answer| !found.contains(&answer.about.as_str())) else { continue };
        found.push(&answer.about);
        if found.len() <= wanted {
            // Questions are asked in several phases: without its own, it was asked in none that is known.
            let phase = question.phase.clone().unwrap_or_default();
            let source = Source::Said { phase, words: text.to_owned() };
            judged.earned(1.0, format!("asked about {}", answer.about), source);
        }
    }
    // What is missing is asked for in the order of the file, which is the order of weight.
    let mut seen: Vec<&str> = Vec::new();
    for answer in &problem.answers {
        let about = answer.about.as_str();
        if judged.items.len() >= wanted || found.contains(&about) || seen.contains(&about) {
            continue;
        }
        seen.push(about);
        let way = answer.asks.iter().max_by_key(|way| way.split_whitespace().count());
        let way = way.map_or_else(String::new, |way| format!(", such as \"{way}\""));
        judged.lost(
            1.0,
            format!("did not ask about {about}"),
            Source::File(format!("answers.{}", answer.id)),
            format!("ask about {about}{way}"),
        );
    }
    if found.len() * 2 < wanted {
        judged.gap("assumed_scale");
    }
    judged
}
