use super::answers::Answers;
use crate::problem::File;
use crate::problem::model::Problem;

/// The choices that differ from the reference and change its design, as far as they can run together: decisions and
/// options; and in a sentence each why another is left out.
pub fn choices(file: &File, problem: &Problem, answers: &Answers) -> (Vec<(String, String)>, Vec<String>) {
    file.together(&all(problem, answers))
}

/// All of them, each of which can run alone.
pub fn all(problem: &Problem, answers: &Answers) -> Vec<(String, String)> {
    let chosen = problem.decisions.iter().filter_map(|decision| {
        let chosen = answers.choices.get(&decision.id)?;
        let at = decision.options.iter().position(|option| option.id == chosen.option)?;
        let runs = decision.options[at].patches;
        (at != decision.chosen && runs).then(|| (decision.id.clone(), chosen.option.clone()))
    });
    chosen.collect()
}
