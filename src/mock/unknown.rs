use super::answers::Answers;
use super::criterion::Criterion;
use super::framework::Framework;
use crate::diag::nearest;
use crate::problem::model::Problem;

/// The first name in an answers file that the problem or the framework does not have, in a sentence and what may be
/// meant; what stands under it would be lost.
pub fn unknown(answers: &Answers, problem: &Problem, framework: &Framework) -> Option<(String, String)> {
    for (decision, chosen) in &answers.choices {
        let decisions: Vec<&str> = problem.decisions.iter().map(|known| known.id.as_str()).collect();
        let Some(known) = problem.decisions.iter().find(|known| known.id == *decision) else {
            return Some(no("decision", decision, &decisions));
        };
        let options: Vec<&str> = known.options.iter().map(|option| option.id.as_str()).collect();
        if !options.contains(&chosen.option.as_str()) {
            return Some(no(&format!("option of `{decision}`"), &chosen.option, &options));
        }
    }
    let phases: Vec<&str> = framework.phases.iter().map(|phase| phase.id.as_str()).collect();
    let criteria = Criterion::ALL.map(Criterion::id);
    let objections: Vec<&str> = problem.pushback.iter().map(|objection| objection.id.as_str()).collect();
    let places = answers.replies.keys().map(|id| ("objection", id, objections.as_slice()));
    let places = places.chain(answers.notes.keys().map(|id| ("phase", id, phases.as_slice())));
    let places = places.chain(answers.seconds.keys().map(|id| ("phase", id, phases.as_slice())));
    let mut places = places.chain(answers.grades.keys().map(|id| ("criterion", id, criteria.as_slice())));
    places.find(|(_, id, known)| !known.contains(&id.as_str())).map(|(what, id, known)| no(what, id, known))
}

fn no(what: &str, id: &str, known: &[&str]) -> (String, String) {
    let help = match nearest(id, known.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("one of {}", known.join(", ")),
    };
    (format!("no {what} is called `{id}`"), help)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mock::FRAMEWORK;
    use crate::problem::File;

    const SHOP: &str = r#"
schema = 1
id = "shop"
title = "Shop"
level = "easy"
statement = "Sell."
[pushback.why_sql]
ask = "Why not a document store?"
strong = "Rows of one order change together."
"#;

    /// Every table of the file is looked at, and a near name is offered.
    #[test]
    fn a_name_that_nobody_has_is_found_wherever_it_stands() {
        let problem = File::parse(SHOP).unwrap().read().problem;
        let framework = Framework::read(FRAMEWORK).unwrap();
        let found = |text: &str| unknown(&Answers::read(text).unwrap(), &problem, &framework);
        for (text, said) in [
            ("[choices.stock]\noption = 'lock'", "no decision is called `stock`"),
            ("[replies]\nwhy_sq = 'x'", "no objection is called `why_sq`"),
            ("[notes]\nlunch = 'x'", "no phase is called `lunch`"),
            ("[seconds]\nlunch = 60", "no phase is called `lunch`"),
            ("[grades]\ndept = [true]", "no criterion is called `dept`"),
        ] {
            assert_eq!(found(text).unwrap().0, said);
        }
        assert_eq!(found("[replies]\nwhy_sq = 'x'").unwrap().1, "did you mean `why_sql`?");
        assert_eq!(found("[replies]\nwhy_sql = 'x'\n[grades]\ndepth = [true]"), None);
    }
}
