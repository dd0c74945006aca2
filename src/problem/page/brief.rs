use super::block::{Block, Page, counted};
use crate::problem::model::Problem;

/// What may be read before an attempt: nothing of the solution. `named` is the problem as a command line names it.
pub fn brief(problem: &Problem, named: &str) -> Page {
    let mut page = Page::default();
    page.push(Block::Title(problem.title.clone()));
    page.paragraph(facts(problem));
    page.paragraph(&problem.statement);
    if !problem.out_of_scope.is_empty() {
        page.heading("Out of scope");
        page.bullets(&problem.out_of_scope);
    }
    let behind = behind(problem);
    if !behind.is_empty() {
        page.heading("Kept back");
        page.paragraph(format!("{}. To read it: napkin show {named} --solution", behind.join(", ")));
    }
    page
}

/// `parking, medium, 45 minutes: concurrency, idempotency`
pub(super) fn facts(problem: &Problem) -> String {
    let minutes = counted(problem.minutes as usize, "minute", "minutes");
    let mut facts = format!("{}, {}, {minutes}", problem.id, problem.level);
    if !problem.themes.is_empty() {
        facts.push_str(&format!(": {}", problem.themes.join(", ")));
    }
    facts
}

/// What there is beside the brief, by count.
fn behind(problem: &Problem) -> Vec<String> {
    let parts = [
        (problem.answers.len(), "answer to your questions", "answers to your questions"),
        (problem.estimates.len(), "estimate", "estimates"),
        (problem.entities.len(), "entity", "entities"),
        (problem.endpoints.len(), "endpoint", "endpoints"),
        (problem.decisions.len(), "decision", "decisions"),
        (problem.failures.len(), "failure", "failures"),
        (problem.pushback.len(), "objection", "objections"),
    ];
    let parts = parts.into_iter().filter(|(count, ..)| *count > 0);
    parts.map(|(count, one, many)| counted(count, one, many)).collect()
}
