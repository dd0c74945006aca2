use super::answers::Answers;
use crate::problem::model::Problem;

/// The choices that differ from the reference and change its design: decision and option.
pub fn choices(problem: &Problem, answers: &Answers) -> Vec<(String, String)> {
    let chosen = problem.decisions.iter().filter_map(|decision| {
        let chosen = answers.choices.get(&decision.id)?;
        let at = decision.options.iter().position(|option| option.id == chosen.option)?;
        let runs = decision.options[at].patches;
        (at != decision.chosen && runs).then(|| (decision.id.clone(), chosen.option.clone()))
    });
    chosen.collect()
}
