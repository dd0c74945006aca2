use std::cell::Cell;
use std::io;

use super::{Ended, Heard, Room, Talk};
use crate::mock::{
    Attempt, Evidence, FRAMEWORK, Framework, STANDARDS, Standards, Symptoms, Tenfold, options,
};
use crate::problem::model::Problem;
use crate::problem::{File, Library};

/// Lines with the seconds that pass before each; what was said goes into a text.
struct Rehearsal {
    lines: Vec<(u64, &'static str)>,
    now: Cell<u64>,
    said: String,
    kept: Vec<Attempt>,
}

impl Room for Rehearsal {
    fn hear(&mut self) -> io::Result<Heard> {
        if self.lines.is_empty() {
            return Ok(Heard::End);
        }
        let (seconds, line) = self.lines.remove(0);
        self.now.set(self.now.get() + seconds * 1000);
        Ok(match line {
            "^C" => Heard::Interrupt,
            "^D" => Heard::Leave,
            line => Heard::Line(line.to_owned()),
        })
    }
    fn say(&mut self, text: &str) -> io::Result<()> {
        self.said.push_str(text);
        Ok(())
    }
    fn now(&self) -> u64 {
        self.now.get()
    }
    fn is_typed(&self) -> bool {
        true
    }
    fn keep(&mut self, attempt: &Attempt) -> Result<(), String> {
        self.kept.push(attempt.clone());
        Ok(())
    }
    fn symptoms(&mut self, _: &Attempt, failure: &str) -> Symptoms {
        // It takes a while, and the clock stands meanwhile.
        self.now.set(self.now.get() + 9000);
        let lines = vec!["shop: half of the requests fail".to_owned()];
        Symptoms { failure: failure.to_owned(), measured: true, lines, reproduce: None }
    }
    fn evidence(&mut self, _: &Attempt) -> Option<Evidence> {
        let tenfold = Tenfold {
            scenario: "public".to_owned(),
            missed: vec!["order_p99".to_owned()],
            busiest: Some(("db".to_owned(), "postgres".to_owned())),
            utilization: 0.97,
            also: Vec::new(),
            reproduce: String::new(),
        };
        Some(Evidence { seeds: 5, tenfold: Some(tenfold), ..Evidence::default() })
    }
}

/// The first problem that ships with a design, decisions, push-back and a rubric.
fn problem() -> Problem {
    let library = Library::built_in();
    let mut problems = library.entries().iter().map(|entry| File::parse(&entry.text).unwrap().read().problem);
    problems.find(|problem| problem.design.is_some() && !problem.rubric.is_empty()).unwrap()
}

fn held(phases: Vec<usize>, lines: &[(u64, &'static str)]) -> (Ended, Attempt, String, Vec<Attempt>) {
    let (problem, framework) = (problem(), Framework::read(FRAMEWORK).unwrap());
    let standards = Standards::read(STANDARDS).unwrap();
    let attempt = Attempt::new(&problem, &framework, 60, 1, phases);
    let room =
        Rehearsal { lines: lines.to_vec(), now: Cell::new(5000), said: String::new(), kept: Vec::new() };
    let mut talk = Talk::new(&problem, &framework, &standards, attempt, room);
    let ended = talk.hold().unwrap();
    let Talk { attempt, room, .. } = talk;
    (ended, attempt, room.said, room.kept)
}

#[test]
fn a_question_is_confirmed_and_what_nobody_knows_is_kept_too() {
    let lines =
        [(1, "may an order be late?"), (1, "9"), (1, "0"), (1, "What colour has the logo?"), (1, "it sells")];
    let (ended, attempt, said, _) = held(vec![0], &lines);
    assert_eq!(ended, Ended::Over);
    let questions = &attempt.answers.questions;
    assert!(questions.iter().all(|question| question.settled && question.meant.is_none()), "{questions:?}");
    assert!(said.contains("I have nothing on that"), "{said}");
    assert_eq!(attempt.answers.notes["functional"], "it sells");
}

#[test]
fn ctrl_d_leaves_and_the_end_of_a_file_ends() {
    let (ended, attempt, ..) = held(vec![0], &[(1, "it sells"), (1, "^D")]);
    assert_eq!(ended, Ended::Left, "it can be taken up again");
    assert!(!attempt.clock.has_ended());
    assert_eq!(held(vec![0], &[(1, "it sells")]).0, Ended::Over);
}

#[test]
fn a_question_is_asked_whatever_menu_is_open() {
    // While it is not known which answer was meant.
    let lines = [(1, "may an order be late?"), (1, "What colour has the logo?"), (1, "it sells")];
    let (_, attempt, said, _) = held(vec![0], &lines);
    let questions: Vec<&str> = attempt.answers.questions.iter().map(|one| one.text.as_str()).collect();
    assert_eq!(questions, ["may an order be late?", "What colour has the logo?"]);
    assert!(attempt.answers.questions.iter().all(|one| one.settled && one.meant.is_none()));
    assert!(!said.contains("error:") && said.contains("The question before is left open."), "{said}");
    assert_eq!(attempt.answers.notes["functional"], "it sells");
    // Where a decision, and where an option is wanted.
    let lines = [
        (1, "what colour has the logo?"),
        (1, "1"),
        (1, "? and the door"),
        (1, "1"),
        (1, "because"),
        (1, "accepting"),
        (1, "1"),
        (1, "2"),
    ];
    let (_, attempt, said, _) = held(vec![6], &lines);
    let questions: Vec<&str> = attempt.answers.questions.iter().map(|one| one.text.as_str()).collect();
    assert_eq!(questions, ["what colour has the logo?", "and the door"]);
    assert!(attempt.answers.questions.iter().all(|one| one.phase.as_deref() == Some("deep-dive")));
    assert!(!said.contains("error:") && !said.contains("noted"), "{said}");
    // What was chosen is told, and that it can be changed.
    let problem = problem();
    let options: Vec<&str> = options(&problem, 0, 1).iter().map(|option| option.id.as_str()).collect();
    assert!(said.contains(&format!("You chose {}; 1 again changes it.", options[0])), "{said}");
    assert!(said.contains(&format!("You chose {} in place of {};", options[1], options[0])), "{said}");
    assert!(said.matches(&format!("    1 {}", options[0])).count() >= 2, "the options stand there again");
}

#[test]
fn the_clock_warns_stands_and_counts() {
    // Three minutes: 36 s before the end there is a warning, and one when they are over.
    let lines = [
        (100, "one"),
        (50, "two"),
        (60, ":pause"),
        (500, ":time"),
        (0, ":pause"),
        (0, ":pause"),
        (5, ":next"),
        (7, ":back"),
        (1, ":quit"),
    ];
    let (ended, attempt, said, _) = held(vec![0, 1], &lines);
    assert_eq!(ended, Ended::Left);
    assert!(said.contains("(0:30 left for this phase.)"), "{said}");
    assert!(said.contains("The time of this phase is up"), "{said}");
    // 100 + 50 + 60 + 5 + 1, and a second one of 7; `:time` lets the clock go on, after 500 seconds.
    assert_eq!((attempt.clock.spent(0), attempt.clock.spent(1)), (216_000, 7000));
    assert_eq!(attempt.clock.stood(), 500_000);
}

#[test]
fn what_the_interviewer_has_not_said_in_time_comes_before_the_next_phase() {
    let mut lines = vec![(1, "1"), (1, "1"), (1, "because of the row"), (1, "a wait"), (241, "a note")];
    lines.push((1, "my reply"));
    lines.push((1, ":next"));
    lines.extend([(1, "an answer"); 12]);
    let (_, attempt, said, _) = held(vec![6], &lines);
    let (problem, script) = (problem(), &attempt.said);
    let chosen = &attempt.answers.choices[&problem.decisions[0].id];
    assert_eq!((chosen.because.as_str(), chosen.accepts.as_str()), ("because of the row", "a wait"));
    assert_eq!(attempt.answers.replies[&script.pushback[0]], "my reply", "the first came at its time");
    assert!(script.change.is_some() && script.failure.is_some() && script.pushback.len() > 3);
    assert!(said.contains("  shop: half of the requests fail"), "{said}");
    assert_eq!(attempt.answers.failure.cause, "an answer");
    assert_eq!(attempt.clock.stood(), 9000, "the run took no time of the candidate's");
}

#[test]
fn ctrl_c_keeps_everything_that_was_typed() {
    let (ended, attempt, _, kept) = held(vec![2], &[(10, "10M/day"), (1, "so one database"), (2, "^C")]);
    assert_eq!(ended, Ended::Interrupted);
    let last = kept.last().unwrap();
    assert_eq!(last, &attempt);
    assert_eq!(
        (last.answers.napkin.as_str(), last.answers.notes["napkin"].as_str()),
        ("10M/day", "so one database")
    );
    assert!(!last.clock.has_ended(), "it can be taken up");
}

#[test]
fn growth_is_seen_after_it_was_said_and_the_last_minute_is_measured() {
    let mut lines = vec![(1, "the database, at 5K/s"), (1, "shards"), (1, ":next")];
    lines.extend([
        (1, "c1"),
        (1, "c2"),
        (1, "c3"),
        (1, "t1"),
        (1, ""),
        (1, "i1"),
        (1, ""),
        (70, ""),
        (1, ":next"),
    ]);
    let (_, attempt, said, _) = held(vec![7, 8], &lines);
    assert!(said.contains("db (postgres) is 97 % busy; missed: order_p99"), "{said}");
    let wrapup = &attempt.answers.wrapup;
    assert_eq!((wrapup.components.len(), wrapup.trade_offs.len(), wrapup.seconds), (3, 1, Some(70)));
}

#[test]
fn grades_are_given_point_by_point_or_left_out() {
    let problem = problem();
    let asked = problem.rubric.iter().find(|rubric| rubric.id == "estimates").unwrap().points.len();
    let mut lines = vec![(1, "86.4K/day"), (1, ":next"), (1, "maybe")];
    lines.extend(vec![(1, "y"); asked]);
    let (_, attempt, said, _) = held(vec![2], &lines);
    assert_eq!(attempt.answers.grades["estimates"], vec![true; asked]);
    assert!(said.contains("this is no grade"));
    let (_, attempt, ..) = held(vec![2], &[(1, "86.4K/day"), (1, ":next"), (1, "y"), (1, "")]);
    assert!(attempt.answers.grades.is_empty(), "half a criterion is none");
}

#[test]
fn a_heavy_part_before_the_first_number_is_seen_when_it_is_said() {
    let lines = [(1, "we shard by user"), (1, ":next"), (1, "10M/day"), (1, "no")];
    let (_, attempt, ..) = held(vec![0, 2], &lines);
    assert_eq!(attempt.early.map(|early| early.words).as_deref(), Some("we shard by user"));
    let (_, attempt, ..) = held(vec![2, 0], &[(1, "10M/day"), (1, ":next"), (1, "we shard by user")]);
    assert_eq!(attempt.early, None, "the number came first");
}
