//! A mock under way: the clock, the interviewer, the aids, and what is kept of it.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use napkin::calc::capacity::Refs;
use napkin::mock::{
    Attempt, Evidence, FRAMEWORK, Framework, STANDARDS, Standards, Symptoms, Tenfold, options,
};
use napkin::problem::File;
use napkin::problem::model::Problem;
use napkin::tui::screens::{Interview, MockScreen};
use napkin::tui::{Event, Palette, Reply, Request, Screen, Theme};

use super::stage::{SIZES, Stage};

const SHOP: &str = r#"
schema = 1
id = "shop"
title = "A shop that sells the last one once"
level = "medium"
minutes = 60
themes = ["concurrency"]
statement = "People buy things that are few. Build the shop."
out_of_scope = ["payment"]
requirements = ["Nothing is sold twice."]

[answers.orders]
about = "scale"
asks  = ["how many orders", "orders per day"]
says  = "A million orders a day."

[answers.items]
about = "data"
asks  = ["how many items per order", "basket size of orders"]
says  = "Two items in an order."

[answers.stale]
about = "consistency"
asks  = ["how fresh", "stale reads"]
says  = "A page may be five seconds old."

[decisions.take]
ask    = "How is the last one taken?"
chosen = "conditional_update"
[decisions.take.options.conditional_update]
why     = "Look and take are one act."
accepts = "A queue at the row."
says    = "We chose a conditional update."
[decisions.take.options.read_then_write]
argued = "Two buyers read the same."

[decisions.hold]
ask    = "How long is it held?"
chosen = "five_minutes"
[decisions.hold.options.five_minutes]
why     = "A deadline in the row."
accepts = "Frozen goods."
says    = "We chose a deadline."
[decisions.hold.options.for_ever]
argued = "Most people pay."

[pushback.serializable]
ask      = "Why not serializable?"
strong   = "It is right as well, with retries."
points   = ["names the retry"]
followup = "And after the charge?"
decision = "take"

[failures.lag]
ask     = "The replicas lag."
symptom = "Pages show what is gone."
cause   = "Pages read replicas."
remedy  = "Take the replica out."

[changes.substitute]
says   = "A short item is now replaced."
strong = "A choice beforehand."
points = ["asks when"]
"#;

fn problem() -> Problem {
    File::parse(SHOP).unwrap().read().problem
}

pub fn interview() -> Interview {
    Interview {
        problem: Arc::new(problem()),
        framework: Arc::new(Framework::read(FRAMEWORK).unwrap()),
        standards: Arc::new(Standards::read(STANDARDS).unwrap()),
        refs: Refs::headlines(),
    }
}

/// Phases of the framework by their places.
pub const QUESTIONS: usize = 0;
pub const NAPKIN: usize = 2;
const ENTITIES: usize = 3;
const API: usize = 4;
pub const SKETCH: usize = 5;
pub const DIVE: usize = 6;
pub const SCALING: usize = 7;
pub const WRAP_UP: usize = 8;

/// A disk that keeps mocks, and fails while it is told to.
#[derive(Clone, Default)]
pub struct Disk {
    kept: Rc<RefCell<Vec<Attempt>>>,
    broken: Rc<RefCell<bool>>,
}

impl Disk {
    fn stage(&self, attempt: Attempt, size: (u16, u16)) -> Stage {
        let disk = self.clone();
        Stage::with(screen(attempt), size, move |request| match request {
            Request::KeepMock { .. } if *disk.broken.borrow() => {
                Some(Reply::Kept(Err("the disk is full".into())))
            }
            Request::KeepMock { attempt, .. } => {
                disk.kept.borrow_mut().push((**attempt).clone());
                Some(Reply::Kept(Ok(())))
            }
            _ => None,
        })
    }

    /// A mock of these phases that has begun.
    pub fn begun(&self, minutes: u32, phases: &[usize], size: (u16, u16)) -> Stage {
        let mut stage = self.stage(attempt(minutes, phases), size);
        stage.keys("Enter");
        stage
    }

    pub fn last(&self) -> Attempt {
        self.kept.borrow().last().unwrap().clone()
    }
}

pub fn attempt(minutes: u32, phases: &[usize]) -> Attempt {
    let interview = interview();
    Attempt::new(&interview.problem, &interview.framework, minutes, 1, phases.to_vec())
}

fn screen(attempt: Attempt) -> Box<dyn Screen> {
    Box::new(MockScreen::new("m1".into(), interview(), attempt))
}

pub fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

#[test]
fn the_clock_runs_from_enter_warns_and_never_forces() {
    let disk = Disk::default();
    let mut stage = disk.stage(attempt(60, &[QUESTIONS, NAPKIN]), (80, 24));
    stage.shows("Build the shop.");
    stage.shows("6 minutes, 2 of 9 phases");
    stage.wait(seconds(90));
    stage.keys("Enter");
    // Three minutes for the first phase, and what was read before does not count.
    stage.shows("1/2 Functional requirements  0:00 of 3:00  3:00 left");
    stage.wait(seconds(143));
    stage.shows("2:23 of 3:00  0:37 left");
    // A fifth of three minutes is 36 s.
    stage.wait(seconds(1));
    stage.shows("2:24 of 3:00  ends in 0:36");
    stage.wait(seconds(101));
    stage.shows("4:05 of 3:00  1:05 over");
    stage.shows("4:05 of 6:00, 1:05 behind");
    stage.shows("1/2 Functional");
    stage.keys("F8");
    stage.shows("2/2 Napkin math  0:00 of 3:00");
    stage.shows("4:05 of 6:00, 1:55 in hand");
    stage.keys("F7");
    stage.wait(seconds(1));
    stage.shows("1/2 Functional requirements  4:06 of 3:00");
    stage.keys("F7");
    stage.shows("this is the first phase");
}

#[test]
fn a_pause_is_counted_apart_and_ends_when_one_types() {
    let disk = Disk::default();
    let mut stage = disk.begun(60, &[NAPKIN], (80, 24));
    stage.types("orders = 1M/day");
    stage.wait(seconds(10));
    stage.keys("F9");
    stage.shows("paused");
    stage.wait(seconds(300));
    stage.shows("0:10 of 3:00  paused");
    stage.shows("11.57/s");
    stage.types("\n");
    stage.hides("paused");
    stage.wait(seconds(2));
    stage.shows("0:12 of 3:00");
    assert_eq!(disk.last().clock.stood(), 300_000);
}

#[test]
fn every_keystroke_is_on_disk_within_a_second() {
    let disk = Disk::default();
    let mut stage = disk.begun(60, &[QUESTIONS, NAPKIN], (80, 24));
    assert_eq!(disk.kept.borrow().len(), 1, "a mock that has begun is kept at once");
    stage.types("how many or");
    stage.wait(seconds(1));
    assert_eq!(disk.last().draft, "how many or");
    stage.keys("F3");
    stage.types("nothing is sold twice");
    stage.wait(seconds(1));
    assert_eq!(disk.last().answers.notes["functional"], "nothing is sold twice");
    stage.keys("F4");
    stage.types("1M/day");
    stage.wait(seconds(1));
    assert_eq!(disk.last().answers.napkin, "1M/day");
    // Where nothing is written, the clock alone is kept now and then.
    let kept = disk.kept.borrow().len();
    stage.wait(seconds(20));
    assert_eq!(disk.kept.borrow().len(), kept + 4);
    assert_eq!(disk.last().clock.total() / 1000, 23);
    // What no tick has seen yet goes with the screen.
    stage.types("x");
    stage.keys("Ctrl-C");
    assert_eq!(disk.last().answers.napkin, "1M/dayx");
    assert_eq!(stage.ended, Some(130));
}

#[test]
fn a_disk_that_refuses_is_told_of_and_tried_again() {
    let disk = Disk::default();
    let mut stage = disk.begun(60, &[NAPKIN], (80, 24));
    *disk.broken.borrow_mut() = true;
    stage.types("1+1");
    stage.wait(seconds(1));
    stage.shows("not kept, it is tried again: the disk is full");
    let kept = disk.kept.borrow().len();
    *disk.broken.borrow_mut() = false;
    stage.wait(seconds(1));
    stage.hides("not kept");
    assert_eq!(disk.kept.borrow().len(), kept + 1);
    assert_eq!(disk.last().answers.napkin, "1+1");
}

#[test]
fn a_mock_goes_on_where_it_was_kept() {
    let disk = Disk::default();
    let mut stage = disk.begun(60, &[QUESTIONS, NAPKIN], (80, 24));
    stage.types("how many orders");
    stage.keys("F8");
    stage.types("orders = 1M/day");
    // The clock is kept every five seconds after the second in which something was written.
    stage.wait(seconds(41));
    // Nobody says goodbye; five minutes later it goes on.
    let text = serde_json::to_string(&disk.last()).unwrap();
    let kept: Attempt = serde_json::from_str(&text).unwrap();
    let mut again = Stage::at(stage.now.utc_ms + 300_000, screen(kept), (80, 24));
    again.shows("the clock stood for 5:00");
    again.shows("2/2 Napkin math");
    again.shows("orders = 1M/day");
    again.shows("11.57/s");
    again.wait(seconds(3));
    again.shows("0:44 of 6:00");
    again.keys("F7");
    again.shows("how many orders");
}

#[test]
fn who_stops_the_program_stops_the_clock() {
    let disk = Disk::default();
    let mut stage = disk.begun(60, &[NAPKIN], (80, 24));
    stage.wait(seconds(5));
    // Ctrl-Z, and the shell continues it an hour later.
    stage.now.elapsed += seconds(3600);
    stage.now.utc_ms += 3_600_000;
    stage.send(Event::Continued);
    stage.wait(seconds(2));
    stage.shows("0:06 of 3:00");
}

#[test]
fn a_question_finds_three_answers_and_only_the_confirmed_one_is_told() {
    let disk = Disk::default();
    let mut stage = disk.begun(60, &[QUESTIONS], (80, 24));
    stage.types("How many orders per day?");
    stage.keys("Enter");
    stage.shows("Which did you mean?");
    stage.shows("1  scale: how many orders");
    stage.hides("A million orders");
    stage.keys("1");
    stage.shows("A million orders a day.");
    stage.hides("Two items");
    stage.types("how fresh?");
    stage.keys("Enter 0");
    stage.shows("I do not know");
    stage.hides("five seconds");
    stage.types("Which colour has the logo?");
    stage.keys("Enter");
    stage.hides("Which did you mean?");
    stage.types("stale?");
    stage.keys("Enter Backspace");
    stage.shows("stale?");
    stage.types(" reads");
    stage.keys("Enter 1");
    stage.wait(seconds(1));
    let questions = disk.last().answers.questions;
    assert!(questions.iter().all(|question| question.phase.as_deref() == Some("functional")));
    let meant: Vec<Option<&str>> = questions.iter().map(|question| question.meant.as_deref()).collect();
    assert_eq!(meant, [Some("orders"), None, None, Some("stale")]);
    assert!(questions.iter().all(|question| question.settled));
    assert_eq!(questions[3].text, "stale? reads");
    assert_eq!(disk.last().draft, "");
    // Who types on meant none of them, and no letter is lost.
    stage.types("how many orders?");
    stage.keys("Enter");
    stage.shows("Which did you mean?");
    stage.types("now the next");
    stage.hides("Which did you mean?");
    stage.shows("now the next");
    stage.wait(seconds(1));
    let last = disk.last();
    assert_eq!((last.answers.questions.len(), last.draft.as_str()), (5, "now the next"));
    assert_eq!(
        (last.answers.questions[4].text.as_str(), &last.answers.questions[4].meant),
        ("how many orders?", &None)
    );
    stage.keys("Ctrl-U");
    // A line without words asks nothing.
    stage.types("  ");
    stage.keys("Enter");
    stage.wait(seconds(1));
    assert_eq!(disk.last().answers.questions.len(), 5);
}

#[test]
fn the_interviewer_speaks_at_his_time() {
    let disk = Disk::default();
    // 25 minutes in eight parts: objections, a change behind the fourth, a failure behind the fifth.
    let mut stage = disk.begun(60, &[DIVE], (80, 24));
    stage.wait(seconds(186));
    stage.hides("serializable");
    stage.wait(seconds(1));
    stage.shows("Why not serializable?");
    stage.keys("Ctrl-O");
    stage.types("it needs retries");
    stage.wait(seconds(750 - 187 - 1));
    stage.hides("replaced");
    stage.wait(seconds(1));
    stage.shows("A short item is now replaced.");
    // Nobody is pushed out of what is being written.
    stage.types(" of the whole");
    stage.keys("Ctrl-O");
    stage.types("ask beforehand");
    stage.wait(seconds(937 - 750));
    stage.shows("Something fails in your system");
    stage.keys("Ctrl-O");
    // The name of the failure would be its cause.
    stage.shows("Pages show what is gone.");
    stage.hides("replicas lag");
    stage.types("a replica is late");
    stage.keys("Tab");
    stage.types("take it out");
    stage.wait(seconds(1));
    let Attempt { answers, said, .. } = disk.last();
    assert_eq!(said.pushback, ["serializable"]);
    assert_eq!(answers.replies["serializable"], "it needs retries of the whole");
    assert_eq!(answers.change, "ask beforehand");
    assert_eq!(
        (answers.failure.cause.as_str(), answers.failure.remedy.as_str()),
        ("a replica is late", "take it out")
    );
}

#[test]
fn what_the_interviewer_says_waits_until_it_was_looked_at() {
    for size in SIZES {
        let disk = Disk::default();
        let mut stage = disk.begun(60, &[DIVE], size);
        stage.keys("Enter Tab");
        stage.types("look and take");
        // All three come while one writes: the first stays in sight, the others wait.
        stage.wait(seconds(975));
        stage.shows("The interviewer, 1 of 3: Why not");
        stage.shows("serializable?");
        stage.keys("F5");
        stage.shows("1 of 3");
        stage.keys("Ctrl-O");
        stage.shows("The interviewer, 1 of 2: A short item");
        stage.shows("replaced.");
        stage.types("with retries");
        stage.keys("Ctrl-O");
        stage.shows("The interviewer: Something fails");
        stage.types("asked beforehand");
        stage.keys("Ctrl-O");
        stage.hides("The interviewer: ");
        stage.types("a late replica");
        stage.keys("Ctrl-O");
        stage.shows("the interviewer waits for nothing");
        stage.wait(seconds(1));
        let answers = disk.last().answers;
        assert_eq!(answers.replies["serializable"], "with retries");
        assert_eq!(
            (answers.change.as_str(), answers.failure.cause.as_str()),
            ("asked beforehand", "a late replica")
        );
    }
}

#[test]
fn a_long_objection_is_read_to_its_end() {
    let mut interview = interview();
    let problem = Arc::make_mut(&mut interview.problem);
    let long: Vec<String> = (0..120).map(|word| format!("word{word}")).collect();
    problem.pushback[0].ask = long.join(" ");
    let attempt = Attempt::new(&interview.problem, &interview.framework, 60, 1, vec![DIVE]);
    let mut stage = Stage::new(Box::new(MockScreen::new("m1".into(), interview, attempt)), (60, 16));
    stage.send(Event::Started);
    stage.keys("Enter");
    stage.wait(seconds(240));
    stage.keys("Ctrl-O");
    let mut seen = stage.screen();
    stage.shows("PgUp and PgDn: the rest of it (top)");
    for _ in 0..12 {
        stage.keys("PgDn");
        seen += &stage.screen();
    }
    stage.shows("the rest of it (end)");
    for word in long {
        assert!(seen.contains(&word), "{word} is never shown");
    }
}

#[test]
fn who_leaves_the_deep_dive_early_is_asked_once_more() {
    let disk = Disk::default();
    let mut stage = disk.begun(60, &[DIVE, SCALING], (80, 24));
    stage.keys("F8");
    stage.shows("1/2 Deep dive");
    // All that the script has is said, and each of it can be answered.
    stage.shows("the interviewer has 3 things to say: Ctrl-O answers, F8 again goes on");
    stage.shows("The interviewer, 1 of 3:");
    stage.keys("F8");
    stage.shows("2/2 Scaling");
}

#[test]
fn decisions_are_taken_and_argued() {
    let disk = Disk::default();
    for size in SIZES {
        let mut stage = disk.begun(60, &[DIVE], size);
        stage.shows("How is the last one taken?");
        stage.hides("Look and take");
        stage.keys("Enter");
        let screen = stage.screen();
        let line = screen.lines().find(|line| line.contains("conditional update")).unwrap();
        let number = line.chars().find(char::is_ascii_digit).unwrap().to_string();
        // Neither the cursor nor a digit chooses; Enter does, and says so.
        stage.keys(&number);
        stage.keys("Down Up");
        stage.keys(&number);
        stage.shows("( ) conditional update");
        stage.keys("Enter");
        stage.shows("(x) conditional update");
        stage.shows("you chose conditional update;");
        stage.types("one act");
        stage.keys("Tab");
        stage.types("a queue");
        stage.keys("Tab");
        stage.keys("Enter Tab");
        stage.types("a deadline is kind");
        stage.wait(seconds(1));
        let choices = disk.last().answers.choices;
        let taken = &choices["take"];
        assert_eq!(
            (taken.option.as_str(), taken.because.as_str(), taken.accepts.as_str()),
            ("conditional_update", "one act", "a queue")
        );
        assert_eq!(
            (choices["hold"].option.as_str(), choices["hold"].because.as_str()),
            ("", "a deadline is kind")
        );
    }
}

#[test]
fn options_stand_in_the_order_of_the_mock() {
    let problem = interview().problem;
    for seed in [1, 2, 3, 4] {
        let seeded = Attempt { seed, ..attempt(60, &[DIVE]) };
        let mut stage = Disk::default().stage(seeded, (120, 40));
        stage.keys("Enter");
        for (at, option) in options(&problem, 0, seed).iter().enumerate() {
            stage.shows(&format!("{} ( ) {}", at + 1, option.id.replace('_', " ")));
        }
    }
}

#[test]
fn a_choice_can_be_changed_and_stands_in_the_list() {
    let disk = Disk::default();
    for size in SIZES {
        let mut stage = disk.begun(60, &[DIVE], size);
        stage.keys("2 1 2");
        stage.wait(seconds(1));
        assert!(disk.last().answers.choices.is_empty(), "a digit chooses nothing");
        stage.keys("1 Enter");
        stage.shows("you chose ");
        stage.wait(seconds(1));
        let first = disk.last().answers.choices["take"].option.clone();
        stage.types("because");
        stage.keys("BackTab 2");
        stage.wait(seconds(1));
        assert_eq!(disk.last().answers.choices["take"].option, first, "the cursor moved, no more");
        stage.keys("Enter");
        stage.wait(seconds(1));
        let chosen = disk.last().answers.choices["take"].clone();
        assert_ne!(chosen.option, first);
        assert_eq!(chosen.because, "because");
        stage.keys("BackTab 1 Enter");
        let (now, before) = (first.replace('_', " "), chosen.option.replace('_', " "));
        stage.shows(&format!("you chose {now} in"));
        stage.shows(&before);
        stage.keys("BackTab BackTab");
        stage.shows(&format!(" = {now}"));
    }
}

#[test]
fn a_rehearsal_of_seconds_is_a_minute_long() {
    // A fifteenth of five minutes.
    let stage = Disk::default().stage(attempt(5, &[8]), (80, 24));
    stage.shows("1 minute, 1 of 9 phases");
}

#[test]
fn growth_is_said_before_it_is_shown() {
    let mut stage = Disk::default().begun(60, &[SCALING], (80, 24));
    stage.shows("does not run");
    stage.types("the connections");
    stage.keys("Tab");
    stage.types("a pooler");
    stage.shows("the connections");
}

/// A problem whose design runs, as the file says.
fn running() -> Interview {
    let library = napkin::problem::Library::built_in();
    let mut problems = library.entries().iter().map(|entry| File::parse(&entry.text).unwrap().read().problem);
    let problem = problems.find(|problem| problem.design.is_some() && !problem.failures.is_empty()).unwrap();
    Interview { problem: Arc::new(problem), ..interview() }
}

#[test]
fn runs_are_asked_for_and_shown_when_they_come() {
    let interview = running();
    let attempt = Attempt::new(&interview.problem, &interview.framework, 60, 1, vec![DIVE, SCALING]);
    let mut stage = Stage::new(Box::new(MockScreen::new("m1".into(), interview, attempt)), (80, 24));
    stage.send(Event::Started);
    stage.keys("Enter");
    let ran = |stage: &Stage| {
        stage.asked.iter().filter(|request| matches!(request, Request::RunMock { .. })).count()
    };
    assert_eq!(ran(&stage), 0);
    stage.wait(seconds(975));
    assert_eq!(ran(&stage), 1, "a failure is shown in the candidate's design");
    let failure = stage.asked.iter().rev().find_map(|request| match request {
        Request::RunMock { attempt, .. } => attempt.said.failure.clone(),
        _ => None,
    });
    // What was said before it waits before it.
    for _ in 0..8 {
        if !stage.screen().contains("Your design runs with it") {
            stage.keys("Ctrl-O");
        }
    }
    stage.shows("Your design runs with it");
    let tenfold = Tenfold {
        scenario: "day".into(),
        missed: Vec::new(),
        busiest: Some(("db".into(), "postgres".into())),
        utilization: 0.97,
        also: Vec::new(),
        reproduce: "napkin sim x".into(),
    };
    let symptoms = Symptoms {
        failure: failure.unwrap(),
        measured: true,
        lines: vec!["one order in ten is refused".into()],
        reproduce: None,
    };
    let evidence =
        Evidence { seeds: 5, tenfold: Some(tenfold), failure: Some(symptoms), ..Evidence::default() };
    let reply = |id: &str| Reply::Ran { id: id.into(), evidence: Box::new(evidence.clone()) };
    // What another mock showed is not this one's.
    stage.send(Event::Reply(reply("m2")));
    stage.hides("one order in ten");
    stage.send(Event::Reply(reply("m1")));
    stage.shows("one order in ten is refused");
    // Another option is another design.
    stage.keys("Tab Tab g Enter 1 Enter");
    assert_eq!(ran(&stage), 2);
    stage.keys("F8 F8");
    stage.shows("2/2 Scaling");
    assert_eq!(ran(&stage), 3, "what was chosen by the end of the deep dive");
    stage.keys("Ctrl-O");
    stage.shows("say first what you expect");
    stage.types("the primary");
    stage.hides("97 %");
    stage.keys("Ctrl-O");
    stage.shows("this takes some seconds");
    stage.send(Event::Reply(reply("m1")));
    stage.shows("db (postgres) is 97 % busy");
}

#[test]
fn the_last_minute_has_a_clock_of_its_own() {
    let disk = Disk::default();
    let mut stage = disk.begun(60, &[WRAP_UP], (80, 24));
    stage.types("Postgres is the truth");
    stage.keys("Tab");
    stage.types("a sweeper");
    // Six words; 160 fit into a minute: 6 x 60 / 160 is 2.25 s.
    stage.shows("6 words, about 3 s aloud");
    stage.shows("Ctrl-O starts the minute");
    stage.keys("Ctrl-O");
    stage.shows("1:00 left");
    stage.wait(seconds(45));
    stage.shows("0:15 left");
    stage.wait(seconds(20));
    stage.shows("0:05 over the minute");
    stage.keys("Ctrl-O");
    stage.shows("0:05 over the minute, stopped");
    stage.wait(seconds(10));
    let wrapup = disk.last().answers.wrapup;
    assert_eq!(wrapup.seconds, Some(65));
    assert_eq!(wrapup.components, ["Postgres is the truth", "a sweeper"]);
    stage.keys("Tab Tab Tab");
    stage.types(&"word ".repeat(170));
    stage.shows("too long for a minute");
}

#[test]
fn past_the_last_phase_one_is_asked() {
    let disk = Disk::default();
    let mut stage = disk.begun(60, &[NAPKIN, WRAP_UP], (80, 24));
    stage.keys("F8 F8");
    stage.shows("End the mock here?");
    stage.keys("n");
    stage.shows("2/2 Wrap-up");
    stage.keys("F8 y");
    assert!(disk.last().clock.has_ended());
}

#[test]
fn who_leaves_is_asked_and_finds_it_again() {
    let disk = Disk::default();
    let mut stage = disk.begun(60, &[NAPKIN], (80, 24));
    stage.types("q");
    stage.keys("Esc");
    stage.shows("Leave the mock?");
    stage.keys("n");
    stage.types("1");
    stage.keys("Esc y");
    assert_eq!(disk.last().answers.napkin, "q1");
    assert_eq!(stage.ended, Some(0));
    assert!(!disk.last().clock.has_ended());
}

#[test]
fn the_guide_and_the_brief_are_a_key_away() {
    let mut stage = Disk::default().begun(60, &[QUESTIONS], (80, 24));
    stage.types("half a ques");
    stage.keys("Ctrl-G");
    stage.shows("A strong answer");
    stage.shows("Typical mistakes");
    stage.keys("Esc Ctrl-Q");
    stage.shows("Build the shop.");
    stage.shows("payment");
    stage.keys("Esc");
    stage.shows("half a ques");
    // The calculator and the help work anywhere.
    stage.keys("F2");
    stage.types("1M/day");
    stage.shows("11.57/s");
    stage.keys("Esc F1");
    stage.shows("Keys");
}

#[test]
fn every_phase_at_every_size() {
    for size in SIZES {
        let name = |phase: &str| format!("mock_{phase}_{}x{}", size.0, size.1);
        let stage = Disk::default().stage(attempt(60, &(0..9).collect::<Vec<_>>()), size);
        insta::assert_snapshot!(name("start"), stage.screen());

        let mut stage = Disk::default().begun(60, &[QUESTIONS], size);
        stage.types("How fresh are reads?");
        stage.keys("Enter 1");
        stage.types("How many orders per day?");
        stage.keys("Enter");
        insta::assert_snapshot!(name("questions"), stage.screen());
        stage.keys("1 F3");
        stage.types("Nothing is sold twice.\nA cart is held for five minutes.");
        insta::assert_snapshot!(name("notes"), stage.screen());
        stage.keys("Ctrl-G");
        insta::assert_snapshot!(name("guide"), stage.screen());

        let mut stage = Disk::default().begun(60, &[NAPKIN], size);
        stage.types("orders = 1M/day\norders x 5   # at the peak\norders x");
        stage.wait(seconds(150));
        insta::assert_snapshot!(name("napkin"), stage.screen());

        let mut stage = Disk::default().begun(60, &[ENTITIES], size);
        stage.types("stock: id, held, on_hand; check held <= on_hand\nlater\norders: id key, user_id, key; unique (user_id, key); index (user_id)");
        insta::assert_snapshot!(name("entities"), stage.screen());

        let mut stage = Disk::default().begun(60, &[API], size);
        stage.types("POST /orders -> 201, 409; Idempotency-Key\nthe rest is CRUD\nGET /orders/{id}");
        stage.wait(seconds(310));
        insta::assert_snapshot!(name("api"), stage.screen());

        let mut stage = Disk::default().begun(60, &[SKETCH], size);
        stage.types(
            "app -> order_api -> orders db : take\nsweeper -> orders db\napp -> cdn\nPostgres is the truth",
        );
        insta::assert_snapshot!(name("sketch"), stage.screen());

        let mut stage = Disk::default().begun(60, &[DIVE], size);
        stage.keys("Enter 1 Enter");
        stage.types("look and take are one act");
        insta::assert_snapshot!(name("decision"), stage.screen());
        stage.wait(seconds(240));
        insta::assert_snapshot!(name("pushback"), stage.screen());
        stage.keys("Ctrl-O");
        stage.types("it needs retries");
        stage.keys("Tab");
        insta::assert_snapshot!(name("decisions"), stage.screen());
        stage.wait(seconds(735));
        stage.keys("Ctrl-O Ctrl-O");
        insta::assert_snapshot!(name("failure"), stage.screen());

        let mut stage = Disk::default().begun(60, &[SCALING], size);
        stage.types("The primary: 5,800 writes a second.");
        stage.keys("Tab");
        stage.types("Partition by region; reads go to replicas.");
        insta::assert_snapshot!(name("scaling"), stage.screen());

        let mut stage = Disk::default().begun(60, &[WRAP_UP], size);
        stage.types("Postgres is the truth");
        stage.keys("Tab Tab Tab Ctrl-O");
        stage.types("We chose one update over a lock first because the row is held for one statement, accepting a queue.");
        stage.wait(seconds(12));
        insta::assert_snapshot!(name("wrapup"), stage.screen());
        stage.keys("F8");
        insta::assert_snapshot!(name("end"), stage.screen());
    }
}

#[test]
fn no_size_and_no_text_is_too_much() {
    let all: Vec<usize> = (0..9).collect();
    for size in [(0, 0), (1, 1), (60, 16), (300, 100)] {
        let mut stage = Disk::default().stage(attempt(60, &all), size);
        stage.theme = Theme::new(Palette::None, true);
        stage.screen();
        stage.resize((60, 16));
        stage.keys("Enter");
        for _ in 0..all.len() {
            for text in [
                "a\u{1b}[2J\u{7}\u{202e}b\t駐車場🙂e\u{301}",
                "",
                "x -> x -> x",
                &"→".repeat(400),
                "\u{200b}",
            ] {
                stage.send(Event::Paste(text.to_owned()));
                stage.keys("Tab");
            }
            stage.send(Event::Paste("long -> ".repeat(12_500)));
            stage.send(Event::Paste("line\n".repeat(20_000)));
            stage.resize(size);
            stage.screen();
            stage.resize((60, 16));
            let screen = stage.screen();
            assert!(!screen.contains('\u{1b}') && !screen.contains('\u{7}'), "{screen:?}");
            stage.keys("Ctrl-N Ctrl-N");
        }
        stage.keys("n");
    }
}

#[test]
fn signs_are_ascii_where_that_is_asked_for() {
    let all: Vec<usize> = (0..9).collect();
    let mut stage = Disk::default().stage(attempt(60, &all), (80, 24));
    stage.theme = Theme::new(Palette::None, true);
    stage.keys("Enter");
    for _ in 0..9 {
        stage.types("app -> api -> db");
        assert!(stage.screen().is_ascii(), "{}", stage.screen());
        stage.keys("Ctrl-N");
    }
}
