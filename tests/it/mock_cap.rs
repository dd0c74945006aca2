//! What broken promises do to a verdict, and what earns nothing.

use std::collections::BTreeMap;

use napkin::mock::{
    Answers, Assessment, Attempt, Broken, Chosen, Criterion, Evidence, FRAMEWORK, Framework, Report,
    STANDARDS, Standards, judge, markdown,
};
use napkin::problem::File;
use napkin::problem::model::{Lesson, Problem};

use crate::mock::{answers, evidence, file, problems};

fn report(problem: &Problem, answers: &Answers, evidence: Option<&Evidence>) -> Report {
    let framework = Framework::read(FRAMEWORK).unwrap();
    let standards = Standards::read(STANDARDS).unwrap();
    let all = (0..framework.phases.len()).collect();
    let attempt = Attempt::held(problem, &framework, 60, 1, all, answers.clone());
    judge(problem, &framework, &standards, &attempt, evidence)
}

fn assess(problem: &Problem, answers: &Answers) -> Assessment {
    report(problem, answers, None).assessment
}

/// For each decision with one, an option that breaks an invariant.
fn breaking(problem: &Problem) -> BTreeMap<String, String> {
    let invariant = |rule: &String| problem.promises.iter().any(|known| known.invariant && known.id == *rule);
    let options = problem.decisions.iter().filter_map(|decision| {
        let option = decision.options.iter().find(
            |option| matches!(&option.lesson, Lesson::Wrong { breaks, .. } if breaks.iter().any(invariant)),
        )?;
        Some((decision.id.clone(), option.id.clone()))
    });
    options.collect()
}

/// The strong answers of a problem, with so many of its decisions taken the wrong way and argued as well as before.
fn with_broken(id: &str, problem: &Problem, count: usize) -> Answers {
    let mut answers = answers(id, "strong");
    for (decision, option) in breaking(problem).into_iter().take(count) {
        answers.choices.entry(decision).or_default().option = option;
    }
    answers
}

#[test]
fn a_broken_promise_caps_the_verdict_whatever_the_points() {
    for id in problems() {
        let problem = file(&id).read().problem;
        let sound = assess(&problem, &with_broken(&id, &problem, 0));
        assert_eq!((sound.verdict.as_str(), &sound.cap), ("Strong Hire", &None), "{id}");

        let one = assess(&problem, &with_broken(&id, &problem, 1));
        assert_eq!(one.verdict, "Borderline", "{id}: {} points", one.points);
        assert_eq!(one.cap.as_ref().unwrap().broken.len(), 1, "{id}");
        assert!(["Hire", "Strong Hire"].contains(&one.by_points.as_str()), "{id}: {}", one.by_points);
        let next = one.next.unwrap();
        assert_eq!((next.verdict.as_str(), next.mend), ("Hire", 1), "{id}");

        let two = assess(&problem, &with_broken(&id, &problem, 2));
        assert_eq!(two.verdict, "No Hire", "{id}: {} points", two.points);
        assert_eq!(two.cap.unwrap().broken.len(), 2, "{id}");
        assert_eq!(two.next.unwrap().mend, 1, "{id}: one of them kept is a step");
    }
}

#[test]
fn keeping_the_promise_that_the_report_names_lifts_the_cap() {
    for id in problems() {
        let problem = file(&id).read().problem;
        let mut answers = with_broken(&id, &problem, 2);
        for wanted in ["Borderline", "Hire"] {
            let next = assess(&problem, &answers).next.unwrap();
            assert_eq!(next.verdict, wanted, "{id}");
            let first = next.moves[0].says.strip_prefix("choose ").unwrap();
            let (option, rest) = first.split_once(" at ").unwrap();
            let decision = rest.split_once(": ").unwrap().0;
            option.clone_into(&mut answers.choices.get_mut(decision).unwrap().option);
            let after = assess(&problem, &answers);
            let rank = |verdict: &str| {
                ["No Hire", "Borderline", "Hire", "Strong Hire"].iter().position(|known| *known == verdict)
            };
            assert!(rank(&after.verdict) >= rank(wanted), "{id}: {} is not {wanted}", after.verdict);
        }
    }
}

#[test]
fn every_wrong_option_however_well_argued_is_no_hire() {
    for id in problems() {
        let problem = file(&id).read().problem;
        let verdict = assess(&problem, &with_broken(&id, &problem, usize::MAX));
        assert_eq!(verdict.verdict, "No Hire", "{id}: {} points", verdict.points);
    }
}

#[test]
fn the_report_says_what_holds_the_verdict_down() {
    let file = file("gopuff");
    let problem = file.read().problem;
    let mut answers = answers("gopuff", "strong");
    "read_then_write".clone_into(&mut answers.choices.get_mut("reserve").unwrap().option);
    let runs = evidence(&file, &answers);
    let report = report(&problem, &answers, Some(&runs));
    let text = markdown(&report, Some(&problem), &Standards::read(STANDARDS).unwrap());
    let points = report.assessment.by_points.clone();
    for line in [
        "# Local delivery from small warehouses: Borderline",
        "1 broken promise away from Hire",
        &format!(
            "A design in which one choice breaks a promise of the system is at most Borderline, whatever its points. By points alone it would be {points}."
        ),
        "- read_then_write breaks \"Nothing is reserved that is not on the shelf, and never less than nothing.\": seen in 5 of 5 runs (`napkin sim gopuff --with reserve=read_then_write --scenario race --seed 1`)",
        "- Depth (+",
        "choose conditional_update at reserve",
    ] {
        assert!(text.contains(line), "{line}\n{text}");
    }
    let json = serde_json::to_value(&report).unwrap();
    assert_eq!(json["assessment"]["cap"]["at_most"], "Borderline");
    assert_eq!(json["assessment"]["next"]["mend"], 1);
    assert_eq!(json["assessment"]["cap"]["broken"].as_array().unwrap().len(), 1);
}

#[test]
fn what_options_break_only_together_is_seen_and_blamed_on_them() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/mocks/together.problem");
    let file = File::parse(&std::fs::read_to_string(path).unwrap()).unwrap();
    let mut answers = Answers::default();
    for (decision, option) in [("look", "no"), ("take", "plain")] {
        let chosen = Chosen { option: option.to_owned(), ..Chosen::default() };
        answers.choices.insert(decision.to_owned(), chosen);
    }
    let runs = evidence(&file, &answers);
    let broken: Vec<(&str, &Option<String>, &[String])> = runs
        .broken
        .iter()
        .map(|one: &Broken| (one.rule.as_str(), &one.decision, one.together.as_slice()))
        .collect();
    let both = ["look".to_owned(), "take".to_owned()];
    assert_eq!(broken, [("enough", &None, both.as_slice())], "each alone leaves the other guard");
    let problem = file.read().problem;
    let verdict = report(&problem, &answers, Some(&runs)).assessment;
    let cap = verdict.cap.unwrap();
    assert_eq!(cap.at_most, "Borderline");
    assert_eq!(
        cap.broken[0].says,
        "no and plain together break \"never more than there is\": seen in 5 of 5 runs"
    );
    assert!(cap.broken[0].fix.starts_with("choose yes at look"), "{}", cap.broken[0].fix);
}

/// The share of a criterion that was earned.
fn share(verdict: &Assessment, criterion: Criterion) -> f64 {
    verdict.scores.iter().find(|score| score.criterion == criterion).unwrap().share
}

#[test]
fn a_number_alone_or_every_part_named_is_not_what_breaks_first() {
    for id in problems() {
        let file = file(&id);
        let problem = file.read().problem;
        for breaks in ["5", "about 100K at 10x", "app api db redis kafka queue cdn 9K"] {
            let mut answers = Answers::default();
            breaks.clone_into(&mut answers.growth.breaks);
            "7 more".clone_into(&mut answers.growth.then);
            let tenfold = napkin::mock::Tenfold {
                scenario: "rush".to_owned(),
                missed: Vec::new(),
                busiest: Some(("cache".to_owned(), "redis".to_owned())),
                utilization: 0.99,
                also: Vec::new(),
                reproduce: String::new(),
            };
            let runs = Evidence { seeds: 5, tenfold: Some(tenfold), ..Evidence::default() };
            let verdict = report(&problem, &answers, Some(&runs)).assessment;
            assert!(share(&verdict, Criterion::Scaling).abs() < 1e-9, "{id}: {breaks}");
        }
    }
}

#[test]
fn the_names_of_the_options_are_no_reason_and_no_cost() {
    for id in problems() {
        let problem = file(&id).read().problem;
        let mut answers = Answers::default();
        for decision in &problem.decisions {
            let chosen = &decision.options[decision.chosen];
            let other = decision.options.iter().find(|other| other.id != chosen.id).unwrap();
            let chosen = Chosen {
                option: chosen.id.clone(),
                because: format!("{} {}", decision.id, chosen.id.replace('_', " ")),
                accepts: format!("not {}", other.id),
            };
            answers.choices.insert(decision.id.clone(), chosen);
        }
        let verdict = assess(&problem, &answers);
        let depth = verdict.scores.iter().find(|score| score.criterion == Criterion::Depth).unwrap();
        let counted: Vec<&str> = depth
            .items
            .iter()
            .filter(|item| item.earned > 0.0 && (item.says.contains("reason") || item.says.contains("cost")))
            .map(|item| item.says.as_str())
            .collect();
        assert!(counted.is_empty(), "{id}: {counted:?}");
    }
}

#[test]
fn the_load_is_multiplied_where_the_file_says() {
    let wanted = [
        ("gopuff", "rush", "service"),
        ("rate-limiter", "rush", "redis"),
        ("donations", "small_burst", "worker"),
    ];
    for (id, scenario, kind) in wanted {
        let file = file(id);
        let tenfold = evidence(&file, &Answers::default()).tenfold.unwrap();
        assert_eq!(tenfold.scenario, scenario, "{id}");
        assert!(tenfold.limits().any(|(_, known)| known == kind), "{id}: {}", tenfold.text());
    }
}

#[test]
fn what_follows_from_one_mistake_is_counted_once() {
    let problem = file("gopuff").read().problem;
    let mut answers = answers("gopuff", "strong");
    "read_then_write".clone_into(&mut answers.choices.get_mut("reserve").unwrap().option);
    let broken = |decision: Option<&str>, together: &[&str]| Broken {
        decision: decision.map(str::to_owned),
        option: decision.map(|_| "read_then_write".to_owned()),
        together: together.iter().map(|&id| id.to_owned()).collect(),
        rule: "books_balance".to_owned(),
        says: "the books balance".to_owned(),
        invariant: true,
        scenario: "race".to_owned(),
        seen: 5,
        reproduce: String::new(),
    };
    let count = |together: &[&str]| {
        let runs = Evidence {
            seeds: 5,
            broken: vec![broken(Some("reserve"), &[]), broken(None, together)],
            ..Evidence::default()
        };
        report(&problem, &answers, Some(&runs)).assessment.cap.unwrap().broken.len()
    };
    assert_eq!(count(&["reserve"]), 1, "the same choice");
    assert_eq!(count(&[]), 1, "nobody else is to blame");
    assert_eq!(count(&["reserve", "hold"]), 2, "another choice as well");
}
