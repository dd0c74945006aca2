//! Mocks held by files of answers: their verdicts, and what moves them.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use napkin::mock::{
    Answers, Assessment, Attempt, Chosen, Criterion, Evidence, FRAMEWORK, Framework, Question, STANDARDS,
    Standards, gather, judge, markdown,
};
use napkin::problem::File;
use napkin::problem::model::Lesson;
use napkin::sim::experiment::Watch;
use napkin::sim::report::Asked;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_path_buf()
}

pub fn file(id: &str) -> File {
    let text = fs::read_to_string(root().join(format!("problems/{id}.toml"))).unwrap();
    File::parse(&text).unwrap()
}

/// The ids of problems that have answers at three levels.
pub fn problems() -> BTreeSet<String> {
    let names = fs::read_dir(root().join("tests/mocks")).unwrap().map(|entry| entry.unwrap().file_name());
    names.filter_map(|name| Some(name.to_str()?.rsplit_once('-')?.0.to_owned())).collect()
}

pub fn answers(id: &str, level: &str) -> Answers {
    let text = fs::read_to_string(root().join(format!("tests/mocks/{id}-{level}.toml"))).unwrap();
    Answers::read(&text).unwrap()
}

pub fn evidence(file: &File, answers: &Answers) -> Evidence {
    let problem = file.read().problem;
    let cancel = AtomicBool::new(false);
    let asked = Asked { problem: problem.id.clone(), ..Asked::default() };
    gather(file, &problem, &asked, answers, None, 2, Watch { cancel: &cancel, progress: &|_, _| {} })
}

fn assess(file: &File, answers: &Answers, evidence: Option<&Evidence>) -> Assessment {
    let problem = file.read().problem;
    let framework = Framework::read(FRAMEWORK).unwrap();
    let standards = Standards::read(STANDARDS).unwrap();
    let all = (0..framework.phases.len()).collect();
    let attempt = Attempt::held(&problem, &framework, 60, 1, all, answers.clone());
    judge(&problem, &framework, &standards, &attempt, evidence).assessment
}

/// How many words stand in an answers file, without those of its keys.
fn length(answers: &Answers) -> usize {
    let json = serde_json::to_string(answers).unwrap();
    json.split_whitespace().count()
}

#[test]
fn three_levels_come_out_in_their_order_for_what_was_said() {
    for id in problems() {
        let file = file(&id);
        let [weak, borderline, strong] = ["weak", "borderline", "strong"].map(|level| answers(&id, level));
        assert_eq!(
            (&weak.grades, &borderline.grades),
            (&strong.grades, &strong.grades),
            "{id}: the same self-grades"
        );
        let lengths = [&weak, &borderline, &strong].map(length);
        let (least, most) = (*lengths.iter().min().unwrap(), *lengths.iter().max().unwrap());
        assert!(most * 4 <= least * 5, "{id}: about the same length, not {lengths:?}");
        let verdicts = [&weak, &borderline, &strong].map(|answers| {
            let runs = evidence(&file, answers);
            assess(&file, answers, (file.read().problem.design.is_some()).then_some(&runs))
        });
        let points: Vec<f64> = verdicts.iter().map(|verdict| verdict.points).collect();
        assert!(points[0] + 8.0 < points[1] && points[1] + 8.0 < points[2], "{id}: {points:?}");
        let words: Vec<&str> = verdicts.iter().map(|verdict| verdict.verdict.as_str()).collect();
        assert!(words[0] != words[1] && words[1] != words[2], "{id}: {words:?} with {points:?}");
        let gaps = |at: usize| verdicts[at].gaps.len();
        assert!(gaps(0) > gaps(1) && gaps(1) > gaps(2), "{id}: fewer habits the better it is");
    }
}

#[test]
fn a_promise_that_a_run_sees_broken_is_held_against_the_option() {
    let file = file("gopuff");
    let weak = answers("gopuff", "weak");
    let runs = evidence(&file, &weak);
    assert!(runs.broken_by("reserve", "read_then_write").any(|broken| broken.invariant), "{:?}", runs.broken);
    let verdict = assess(&file, &weak, Some(&runs));
    let depth = verdict.scores.iter().find(|score| score.criterion == Criterion::Depth).unwrap();
    assert!(
        depth.items.iter().any(|item| item.says.starts_with("read_then_write breaks")),
        "{:?}",
        depth.items
    );
    assert!(verdict.gaps.iter().any(|gap| gap == "broken_rule"));
}

#[test]
fn the_brief_pasted_everywhere_is_nothing_shown() {
    for id in ["gopuff", "donations", "scheduler"] {
        let file = file(id);
        let problem = file.read().problem;
        everywhere(&file, &problem.statement, id);
    }
}

#[test]
fn every_keyword_everywhere_is_nothing_shown() {
    for id in ["gopuff", "donations", "scheduler"] {
        let file = file(id);
        let problem = file.read().problem;
        let mut words: Vec<String> = Vec::new();
        for decision in &problem.decisions {
            words.extend(
                decision
                    .options
                    .iter()
                    .map(|option| format!("{} {}", option.id.replace('_', " "), option.why)),
            );
        }
        let mut terms: Vec<String> = words
            .iter()
            .flat_map(|text| text.split_whitespace())
            .map(str::to_lowercase)
            .filter(|word| word.chars().count() > 4 && word.chars().all(char::is_alphabetic))
            .collect();
        terms.sort();
        terms.dedup();
        terms.extend(
            ["kafka", "redis", "postgres", "queue", "idempotency", "100/s", "10K/s", "1M/day"]
                .map(str::to_owned),
        );
        everywhere(&file, &terms.join(" "), id);
    }
}

/// Puts one text into every field that takes words: nothing of it may count.
fn everywhere(file: &File, text: &str, id: &str) {
    let problem = file.read().problem;
    let mut answers = Answers {
        questions: vec![Question { text: text.to_owned(), ..Question::default() }],
        napkin: text.to_owned(),
        entities: text.to_owned(),
        endpoints: text.to_owned(),
        sketch: text.to_owned(),
        change: text.to_owned(),
        ..Answers::default()
    };
    answers.failure.cause = text.to_owned();
    answers.failure.remedy = text.to_owned();
    answers.growth.breaks = text.to_owned();
    answers.growth.then = text.to_owned();
    answers.wrapup.components = vec![text.to_owned(); 3];
    answers.wrapup.trade_offs = vec![text.to_owned(); 2];
    answers.wrapup.improvement = text.to_owned();
    for decision in &problem.decisions {
        let option = decision.options[decision.chosen].id.clone();
        let chosen = Chosen { option, because: text.to_owned(), accepts: text.to_owned() };
        answers.choices.insert(decision.id.clone(), chosen);
        answers.replies.insert(decision.id.clone(), text.to_owned());
    }
    for criterion in &problem.rubric {
        answers.grades.insert(criterion.id.clone(), vec![true; criterion.points.len()]);
    }
    let verdict = assess(file, &answers, None);
    assert!(verdict.points < 5.0, "{id}: {} points for nothing", verdict.points);
    assert_eq!(verdict.verdict, "No Hire");
}

/// How many reasons and costs a judgement calls those that count.
fn that_count(verdict: &Assessment) -> usize {
    let depth = verdict.scores.iter().find(|score| score.criterion == Criterion::Depth).unwrap();
    depth.items.iter().filter(|item| item.says.ends_with("that counts")).count()
}

#[test]
fn a_reason_in_other_words_counts_and_the_same_words_elsewhere_do_not() {
    for id in problems() {
        let file = file(&id);
        let mut answers = answers(&id, "strong");
        let all = 2 * answers.choices.len();
        let counted = that_count(&assess(&file, &answers, None));
        assert!(counted * 10 >= all * 7, "{id}: {counted} of {all}");
        // Each reason and cost moves on by one decision.
        let said: Vec<Chosen> = answers.choices.values().cloned().collect();
        for (chosen, other) in answers.choices.values_mut().zip(said.iter().cycle().skip(1)) {
            chosen.because.clone_from(&other.because);
            chosen.accepts.clone_from(&other.accepts);
        }
        let counted = that_count(&assess(&file, &answers, None));
        assert!(counted * 5 <= all, "{id}: {counted} of {all} count where they do not belong");
    }
}

#[test]
fn what_speaks_for_a_broken_promise_earns_nothing() {
    for id in problems() {
        let file = file(&id);
        let problem = file.read().problem;
        let mut answers = Answers::default();
        for decision in &problem.decisions {
            let wrong = decision.options.iter().find(|option| matches!(option.lesson, Lesson::Wrong { .. }));
            let Some(option) = wrong else { continue };
            let because = option.tempting.clone();
            let chosen =
                Chosen { option: option.id.clone(), because, accepts: "a little more latency".to_owned() };
            answers.choices.insert(decision.id.clone(), chosen);
        }
        let verdict = assess(&file, &answers, None);
        let depth = verdict.scores.iter().find(|score| score.criterion == Criterion::Depth).unwrap();
        assert!(depth.shown && depth.share.abs() < 1e-9, "{id}: {:#?}", depth.items);
    }
}

#[test]
fn a_number_that_is_right_by_chance_answers_nothing() {
    let file = file("food-reviews");
    // 1,903 reads a second at the peak and 12 GB of ranking are what the problem asks for.
    let napkin = "60M x 3 / 1 day\n50M x 240 bytes\n7M / 1 hour".to_owned();
    let verdict = assess(&file, &Answers { napkin, ..Answers::default() }, None);
    let estimates = verdict.scores.iter().find(|score| score.criterion == Criterion::Estimates).unwrap();
    assert!(estimates.share.abs() < 1e-9, "{:#?}", estimates.items);
}

#[test]
fn a_rate_without_its_unit_counts_and_a_line_twice_is_no_slip() {
    let share = |napkin: &str| {
        let answers = Answers { napkin: napkin.to_owned(), ..Answers::default() };
        let verdict = assess(&file("gopuff"), &answers, None);
        let estimates = verdict.scores.iter().find(|score| score.criterion == Criterion::Estimates).unwrap();
        (estimates.share, estimates.items.iter().any(|item| item.says.starts_with("off by")))
    };
    // One of the four that are wanted.
    assert_eq!(share("10M / 86400"), (0.25, false));
    assert_eq!(share("10M/day\n10M/day"), (0.25, false));
    assert_eq!(share("10M/day"), (0.25, false));
}

#[test]
fn a_report_says_a_thing_to_do_once() {
    for id in problems() {
        let verdict = assess(&file(&id), &answers(&id, "weak"), None);
        let moves = verdict.next.unwrap().moves;
        let different: BTreeSet<&str> = moves.iter().map(|one| one.says.as_str()).collect();
        assert_eq!(different.len(), moves.len(), "{id}: {moves:#?}");
    }
}

#[test]
fn nothing_at_all_is_not_shown_and_never_guessed() {
    let verdict = assess(&file("gopuff"), &Answers::default(), None);
    assert!(verdict.points.abs() < 1e-9);
    assert!(verdict.provisional, "nobody graded what needs judgement");
    assert!(verdict.scores.iter().all(|score| !score.shown));
}

#[test]
fn what_needs_judgement_is_at_most_thirty_of_a_hundred() {
    for id in problems() {
        let file = file(&id);
        let mut answers = answers(&id, "strong");
        let whole = assess(&file, &answers, None);
        let own: f64 =
            whole.scores.iter().filter_map(|score| score.granted).map(|granted| granted.weight).sum();
        assert!(own <= 30.0 + 1e-9, "{id}: {own}");
        answers.grades.clear();
        let without = assess(&file, &answers, None);
        assert!(without.provisional && !whole.provisional);
        assert!(without.scores.iter().all(|score| score.granted.is_none()));
    }
}

#[test]
fn time_that_was_given_and_not_used_costs_pace() {
    // In a mock of an hour: 25 minutes for the deep dive, 3 for the napkin math, 4 for the wrap-up.
    let file = file("gopuff");
    let framework = Framework::read(FRAMEWORK).unwrap();
    let planned = framework.seconds(60);
    let pace = |spent: &dyn Fn(&str, u64) -> Option<u64>| {
        let mut answers = answers("gopuff", "strong");
        let phases = framework.phases.iter().zip(&planned);
        answers.seconds =
            phases.filter_map(|(phase, plan)| Some((phase.id.clone(), spent(&phase.id, *plan)?))).collect();
        let verdict = assess(&file, &answers, None);
        let scores = verdict.scores.into_iter();
        let communication =
            scores.into_iter().find(|score| score.criterion == Criterion::Communication).unwrap();
        let item = communication.items.into_iter().next_back().unwrap();
        (item, verdict.gaps.iter().any(|gap| gap == "rushed"))
    };
    let (kept, gap) = pace(&|_, plan| Some(plan));
    assert_eq!((kept.earned, kept.possible, gap), (2.0, 2.0, false), "{kept:?}");
    // A fifth of the time is enough, and so is a wrap-up in its minute.
    let (kept, gap) = pace(&|id, plan| Some(if id == "wrap-up" { 60 } else { plan / 5 }));
    assert_eq!((kept.earned, gap), (2.0, false), "{kept:?}");
    // All phases ended after seconds: nothing is left of it, and it is said why.
    let (rushed, gap) = pace(&|_, _| Some(4));
    assert_eq!((rushed.earned, gap), (0.0, true), "{rushed:?}");
    assert!(rushed.says.starts_with("left far too early: ") && rushed.fix.is_some(), "{rushed:?}");
    assert!(rushed.says.contains("Deep dive (0:04 instead of 25:00)"), "{rushed:?}");
    // One phase costs the share of its time: 25 of 60 minutes, of two points; also where it was passed over.
    for seconds in [299, 0] {
        let (dive, gap) = pace(&|id, plan| Some(if id == "deep-dive" { seconds } else { plan }));
        assert!((dive.earned - 2.0 * 35.0 / 60.0).abs() < 1e-9 && gap, "{dive:?}");
    }
    // Another clock than the program's knows nothing of what it leaves out.
    let (some, gap) = pace(&|id, plan| (id != "deep-dive").then_some(plan));
    assert_eq!((some.earned, gap), (2.0, false), "{some:?}");
    // An overrun costs all of it as before, and both are said.
    let (both, _) = pace(&|id, plan| Some(if id == "deep-dive" { 4 } else { plan * 2 }));
    assert!(both.earned.abs() < 1e-9, "{both:?}");
    assert!(
        both.says.starts_with("far over time: ") && both.says.contains("; left far too early: Deep dive")
    );
}

#[test]
fn doing_what_the_report_says_moves_the_verdict() {
    for id in problems() {
        let file = file(&id);
        for level in ["weak", "borderline"] {
            let mut better = answers(&id, level);
            let before = assess(&file, &better, None);
            let next = before.next.clone().unwrap();
            for one in &next.moves {
                follow(&mut better, one.criterion, &one.says);
            }
            let after = assess(&file, &better, None);
            assert!(
                after.points >= before.points + next.missing,
                "{id} {level}: {} points, then {}, {} wanted\n{:#?}",
                before.points,
                after.points,
                next.missing,
                next.moves
            );
            assert_ne!(after.verdict, before.verdict, "{id} {level}");
        }
    }
}

/// Does what a move says, as a candidate would who takes it word by word.
fn follow(answers: &mut Answers, criterion: Criterion, says: &str) {
    let quoted = |open: char, close: char| -> Option<String> {
        let (_, rest) = says.split_once(open)?;
        Some(rest.split_once(close)?.0.to_owned())
    };
    let tail = || says.split_once(": ").map_or(says, |(_, rest)| rest).to_owned();
    match criterion {
        Criterion::Requirements => {
            answers.questions.push(Question { text: quoted('"', '"').unwrap(), ..Question::default() });
        }
        Criterion::Estimates => {
            if let Some(line) = quoted('`', '`') {
                answers.napkin = format!("{line}\n{}", answers.napkin);
            } else {
                answers.notes.clear();
            }
        }
        Criterion::Data => {
            let line = quoted('`', '`').unwrap();
            if says.starts_with("add a table") {
                answers.entities += &format!("\n{line}");
            } else if line.starts_with("unique") {
                let table = says.rsplit(' ').next().unwrap();
                answers.entities += &format!("\n{table}: id, name; {line}");
            } else if says.contains("idempotency key") {
                answers.endpoints +=
                    &format!("\n{} -> 201; idempotency key", says.rsplit('`').nth(1).unwrap());
            } else {
                // In front: the same call by another method must not take its place.
                answers.endpoints = format!("{line}\n{}", answers.endpoints);
            }
        }
        Criterion::Depth => {
            if let Some(rest) = says.strip_prefix("choose ") {
                let (option, rest) = rest.split_once(" at ").unwrap();
                let (decision, why) = rest.split_once(": ").unwrap();
                let chosen = answers.choices.entry(decision.to_owned()).or_default();
                option.clone_into(&mut chosen.option);
                chosen.because = why.to_owned();
            } else if says.starts_with("name the cause") {
                answers.failure.cause = tail();
            } else if says.starts_with("name the remedy") {
                answers.failure.remedy = tail();
            } else {
                let option = says.trim_start_matches("say why ").trim_start_matches("say what ");
                let option = option.split([':', ' ']).next().unwrap().to_owned();
                let chosen = answers.choices.values_mut().find(|chosen| chosen.option == option);
                // The move may be about an option that another move has replaced.
                let Some(chosen) = chosen else { return };
                if says.starts_with("say why") { chosen.because = tail() } else { chosen.accepts = tail() }
            }
        }
        Criterion::Scaling => {
            if says.starts_with("say what then") {
                answers.growth.then = tail();
            } else {
                answers.growth.breaks = tail();
            }
        }
        Criterion::TradeOffs => {
            let at = usize::from(says.contains("second trade-off"));
            match answers.wrapup.trade_offs.get_mut(at) {
                Some(said) => *said = tail(),
                None => answers.wrapup.trade_offs.push(tail()),
            }
        }
        Criterion::HighLevel => {
            if let Some(line) = quoted('`', '`') {
                answers.sketch += &format!("\n{line}");
            } else if let Some(rest) = says.strip_prefix("add the ") {
                let part = rest.split(" of this design").next().unwrap();
                let name = match part {
                    "log (Kafka)" => "kafka".to_owned(),
                    "cache or Redis" => "redis".to_owned(),
                    "provider outside" => "psp".to_owned(),
                    other => other.to_owned(),
                };
                answers.sketch += &format!("\napi -> {name}");
            } else if let Some(rest) = says.strip_prefix("leave ") {
                let name = rest.split(" out").next().unwrap().to_owned();
                let kept = answers.sketch.lines().filter(|line| !line.contains(&name)).collect::<Vec<_>>();
                answers.sketch = kept.join("\n");
            }
        }
        Criterion::Communication => {}
    }
}

#[test]
fn what_was_chosen_and_over_what_have_a_name_in_the_problem() {
    for id in problems() {
        let file = file(&id);
        let known = file.read().problem.wrapup.unwrap().trade_offs;
        let (_, reasons) = known[0].split_once(" because ").unwrap();
        let choices = |trade_off: String| {
            let mut answers = Answers::default();
            answers.wrapup.trade_offs = vec![trade_off];
            let assessment = assess(&file, &answers, None);
            let score =
                assessment.scores.into_iter().find(|score| score.criterion == Criterion::TradeOffs).unwrap();
            let is_choice = |says: &str| says.starts_with("a choice of this problem");
            score.items.iter().filter(|item| item.earned > 0.0 && is_choice(&item.says)).count()
        };
        for said in [
            "we chose X over Y because Z, accepting W",
            "we chose Q over R because it is, accepting T",
            "we chose s over t because of u, accepting v",
            "we chose the one over the other because Z, accepting W",
            "we chose apples over oranges because Z, accepting W",
        ] {
            assert_eq!(choices(said.to_owned()), 0, "{id}: {said}");
        }
        // The reason alone is no choice, nor is half of one.
        for sides in ["X over Y", "apples over Y", "X over oranges"] {
            let said = format!("We chose {sides} because {reasons}");
            assert_eq!(choices(said.clone()), 0, "{id}: {said}");
        }
        assert_eq!(choices(known[0].clone()), 1, "{id}: {}", known[0]);
    }
}

#[test]
fn a_question_is_cited_with_the_phase_in_which_it_was_asked() {
    let file = file("gopuff");
    let problem = file.read().problem;
    let framework = Framework::read(FRAMEWORK).unwrap();
    let standards = Standards::read(STANDARDS).unwrap();
    let way = &problem.answers[0].asks[0];
    let report = |phase: Option<&str>| {
        let question = Question { text: way.clone(), phase: phase.map(str::to_owned), ..Question::default() };
        let answers = Answers { questions: vec![question], ..Answers::default() };
        let all = (0..framework.phases.len()).collect();
        let attempt = Attempt::held(&problem, &framework, 60, 1, all, answers);
        markdown(&judge(&problem, &framework, &standards, &attempt, None), Some(&problem), &standards)
    };
    let about = format!("asked about {}", problem.answers[0].about);
    let scale = report(Some("non-functional"));
    assert!(scale.contains(&format!("{about} (non-functional: \"{way}\")")), "{scale}");
    let nowhere = report(None);
    assert!(nowhere.contains(&format!("{about} (\"{way}\")")), "a file does not say: {nowhere}");
}

#[test]
fn one_of_something_is_no_plural() {
    let mut answers = Answers::default();
    answers.wrapup.components = vec!["Postgres".to_owned()];
    let said = |answers: &Answers| {
        let assessment = assess(&file("gopuff"), answers, None);
        let all = assessment.scores.into_iter().find(|score| score.criterion == Criterion::Communication);
        all.unwrap().items.into_iter().map(|item| item.says).collect::<Vec<_>>()
    };
    assert_eq!(
        &said(&answers)[..4],
        [
            "1 component instead of 3",
            "0 trade-offs instead of 2",
            "0 improvements instead of 1",
            "1 word fits into a minute"
        ]
    );
    answers.wrapup.trade_offs = vec!["tea".to_owned()];
    answers.wrapup.improvement = "more regions".to_owned();
    assert_eq!(
        &said(&answers)[1..4],
        ["1 trade-off instead of 2", "1 improvement", "4 words fit into a minute"]
    );
}
