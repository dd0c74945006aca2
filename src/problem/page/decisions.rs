use super::block::{Page, one};
use crate::problem::model::{Choice, Decision, Lesson, Problem};

/// Every question with its options, the chosen one first.
pub(super) fn decisions(page: &mut Page, problem: &Problem) {
    for decision in &problem.decisions {
        page.item(format!("{} ({})", decision.ask, decision.id));
        for choice in in_order(decision) {
            page.part(format!("{}: {}", choice.id, kind(&choice.lesson)));
            page.terms(option(problem, choice));
        }
    }
}

fn in_order(decision: &Decision) -> impl Iterator<Item = &Choice> {
    let rest = decision.options.iter().enumerate().filter(|(at, _)| *at != decision.chosen);
    decision.options.get(decision.chosen).into_iter().chain(rest.map(|(_, choice)| choice))
}

fn option<'a>(problem: &Problem, choice: &'a Choice) -> Vec<(&'a str, Vec<String>)> {
    let mut terms = vec![
        ("when", one(&choice.when)),
        ("why", one(&choice.why)),
        ("accepts", one(&choice.accepts)),
        ("tempting", one(&choice.tempting)),
        ("fails", one(&choice.fails)),
    ];
    match &choice.lesson {
        Lesson::Chosen => {}
        Lesson::Wrong { breaks, may_break } => {
            terms.push(("breaks", breaks.iter().map(|id| rule(problem, choice, id)).collect()));
            terms.push(("may break", may_break.iter().map(|id| rule(problem, choice, id)).collect()));
        }
        Lesson::Defensible { pays } => terms.push(("pays", one(&pays.join(", ")))),
        Lesson::Dominated { worse } => terms.push(("worse", one(&worse.join(", ")))),
        Lesson::Needless { adds } => terms.push(("adds", one(adds))),
        Lesson::Argued { argument } => terms.push(("argument", one(argument))),
    }
    terms.push(("gains", one(&choice.gains.join(", "))));
    terms.push(("say", one(&choice.sentence)));
    terms
}

/// What an option is, in a word or two.
pub(super) fn kind(lesson: &Lesson) -> &'static str {
    match lesson {
        Lesson::Chosen => "chosen",
        Lesson::Wrong { .. } => "wrong",
        Lesson::Defensible { .. } => "defensible",
        Lesson::Dominated { .. } => "never better",
        Lesson::Needless { .. } => "needless here",
        Lesson::Argued { .. } => "argued, not simulated",
    }
}

/// A rule by its sentence, with the reason where the option gives one.
fn rule(problem: &Problem, choice: &Choice, id: &str) -> String {
    let says = problem.promises.iter().find(|promise| promise.id == id).map_or("", |promise| &promise.says);
    let because = choice.because.iter().find(|(rule, _)| rule == id).map_or("", |(_, reason)| reason);
    match (says.is_empty(), because.is_empty()) {
        (true, true) => id.to_owned(),
        (false, true) => format!("{id}: {says}"),
        (_, false) => format!("{id}: {because}"),
    }
}
