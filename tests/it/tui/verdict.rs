//! After the last phase of a mock: grades, runs, the report.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

use napkin::calc::capacity::Refs;
use napkin::mock::{Answers, Attempt, Evidence, FRAMEWORK, Framework, Report, STANDARDS, Standards, Tenfold};
use napkin::problem::{File, Library};
use napkin::tui::screens::{Interview, VerdictScreen};
use napkin::tui::{Event, Reply, Request};

use super::stage::{SIZES, Stage};

/// The first problem that ships with a design and a rubric.
fn interview() -> Interview {
    let library = Library::built_in();
    let mut problems = library.entries().iter().map(|entry| File::parse(&entry.text).unwrap().read().problem);
    let problem = problems.find(|problem| problem.design.is_some() && !problem.rubric.is_empty()).unwrap();
    Interview {
        problem: Arc::new(problem),
        framework: Arc::new(Framework::read(FRAMEWORK).unwrap()),
        standards: Arc::new(Standards::read(STANDARDS).unwrap()),
        refs: Refs::headlines(),
    }
}

fn attempt(interview: &Interview, phases: &[usize]) -> Attempt {
    let mut answers = Answers { napkin: "orders = 10M/day\norders x 5".to_owned(), ..Answers::default() };
    answers.notes.insert("napkin".to_owned(), "one database is enough".to_owned());
    answers.growth.breaks = "the database, at 5K orders a second".to_owned();
    let Interview { problem, framework, .. } = interview;
    let mut attempt = Attempt::held(problem, framework, 60, 1, phases.to_vec(), answers);
    attempt.clock.end(0);
    attempt
}

/// What was kept and what was finished.
#[derive(Clone, Default)]
struct Disk {
    kept: Rc<RefCell<Vec<Attempt>>>,
    finished: Rc<RefCell<Vec<Report>>>,
    is_full: Rc<RefCell<bool>>,
}

impl Disk {
    fn stage(&self, phases: &[usize], size: (u16, u16)) -> Stage {
        let interview = interview();
        let attempt = attempt(&interview, phases);
        let disk = self.clone();
        let screen = VerdictScreen::new("m1".into(), interview, attempt, None);
        Stage::with(Box::new(screen), size, move |request| match request {
            Request::KeepMock { attempt, .. } => {
                disk.kept.borrow_mut().push((**attempt).clone());
                Some(Reply::Kept(Ok(())))
            }
            Request::FinishMock { .. } if *disk.is_full.borrow() => {
                Some(Reply::Finished(Err("the disk is full".into())))
            }
            Request::FinishMock { report, .. } => {
                disk.finished.borrow_mut().push((**report).clone());
                Some(Reply::Finished(Ok(0)))
            }
            _ => None,
        })
    }
}

fn ran() -> Event {
    let tenfold = Tenfold {
        scenario: "public".to_owned(),
        missed: vec!["order_p99".to_owned()],
        busiest: Some(("db".to_owned(), "postgres".to_owned())),
        utilization: 0.97,
        also: Vec::new(),
        reproduce: "napkin sim shop --load 10x".to_owned(),
    };
    let evidence = Evidence { seeds: 5, tenfold: Some(tenfold), ..Evidence::default() };
    Event::Reply(Reply::Ran { id: "m1".to_owned(), evidence: Box::new(evidence) })
}

/// How many points the rubric has for the napkin math.
fn points() -> usize {
    interview().problem.rubric.iter().find(|rubric| rubric.id == "estimates").unwrap().points.len()
}

#[test]
fn the_help_of_the_grading_is_told_to_its_end() {
    for size in SIZES {
        let mut stage = Disk::default().stage(&[2, 8], size);
        stage.keys("F1");
        // At 80x24 the sentence took 57 cells, and there were 52.
        stage.shows("leave this criterion out;");
        stage.shows("provisional");
    }
}

#[test]
fn grades_are_kept_one_by_one_and_can_be_taken_back() {
    let disk = Disk::default();
    let mut stage = disk.stage(&[2, 7], (80, 24));
    stage.shows("Estimates");
    stage.shows("orders x 5");
    stage.shows("one database is enough");
    let all = points();
    stage.keys("y");
    assert_eq!(disk.kept.borrow().last().unwrap().grading.given, [true]);
    stage.keys("b n");
    assert_eq!(disk.kept.borrow().last().unwrap().grading.given, [false]);
    for _ in 1..all {
        stage.keys("y");
    }
    let mut wanted = vec![true; all];
    wanted[0] = false;
    assert_eq!(disk.kept.borrow().last().unwrap().answers.grades["estimates"], wanted);
    stage.shows("Scaling");
    stage.keys("b");
    stage.shows("Estimates");
    assert!(disk.kept.borrow().last().unwrap().answers.grades.is_empty(), "a criterion is graded whole");
    stage.keys("y s");
    // Runs are not there yet, and keys work.
    stage.shows("Your design runs");
    stage.keys("b");
    stage.shows("Scaling");
    stage.keys("s");
    stage.send(ran());
    stage.shows("(provisional)");
    assert_eq!(disk.finished.borrow().len(), 1);
}

#[test]
fn the_report_comes_by_itself_and_can_be_seen_without_runs() {
    let disk = Disk::default();
    let mut stage = disk.stage(&[7], (80, 24));
    assert!(
        stage.asked.iter().any(|request| matches!(request, Request::RunMock { .. })),
        "runs begin at once"
    );
    stage.keys("s");
    stage.shows("Your design runs");
    stage.keys("s");
    // Ten minutes of an hour were held.
    stage.shows("of 100 points, 10 minutes");
    assert_eq!(disk.finished.borrow()[0].evidence, None);
    let mut stage = disk.stage(&[7], (80, 24));
    stage.send(ran());
    stage.shows("your design has run");
    stage.keys("s");
    stage.shows("of 100 points");
    assert!(disk.finished.borrow()[1].evidence.is_some());
    stage.keys("Tab");
    stage.shows("[debrief]");
    stage.shows("Went wrong");
    stage.keys("Tab");
    stage.shows("[model answer]");
    stage.shows("the model answer");
    stage.keys("Tab Esc");
    assert_eq!(stage.ended, Some(0));
    assert_eq!(disk.finished.borrow().len(), 2, "written once");
}

#[test]
fn a_report_that_could_not_be_written_is_told_of_and_tried_again_on_the_way_out() {
    let disk = Disk::default();
    *disk.is_full.borrow_mut() = true;
    let mut stage = disk.stage(&[7], (80, 24));
    stage.keys("s s");
    stage.shows("the report is not kept: the disk is full");
    *disk.is_full.borrow_mut() = false;
    stage.keys("Esc");
    assert_eq!(disk.finished.borrow().len(), 1);
}

#[test]
fn everything_is_drawn_at_every_size() {
    // What stands there is the business of problem files and scores: only where it stands is looked at.
    for size in SIZES {
        let mut stage = Disk::default().stage(&(0..9).collect::<Vec<_>>(), size);
        stage.keys("s y");
        stage.shows("Did you say that? y or n");
        stage.shows("your design runs meanwhile");
        for _ in 0..9 {
            if stage.screen().contains("Your design runs") {
                break;
            }
            stage.keys("s");
        }
        stage.shows("Your design runs");
        stage.send(ran());
        stage.shows("(provisional)");
        stage.shows("Communication and pace");
        stage.keys("Tab");
        stage.shows("Went wrong");
        stage.keys("Tab");
        stage.shows("the model answer");
        stage.shows(if size.0 >= 110 { "│" } else { "nothing" });
    }
    for size in [(0, 0), (1, 1)] {
        let mut stage = Disk::default().stage(&[7], (80, 24));
        stage.resize(size);
        assert!(stage.screen().len() < 10);
    }
}
