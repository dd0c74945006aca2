//! The runs of a mock, in the background: they are asked for again and again, and run once.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use crate::mock::{Attempt, Evidence, draw, gather};
use crate::problem::File;
use crate::sim::experiment::Watch;
use crate::sim::report::Asked;
use crate::tui::{Post, Reply};

/// Threads of the runs of one mock.
const THREADS: usize = 2;

/// A problem file that can be run, and how it is named on a command line.
#[derive(Clone)]
pub struct Runnable {
    /// The text of its file.
    pub text: String,
    /// How it was named.
    pub asked: Asked,
}

/// Runs designs one after the other: a new one ends the one before.
#[derive(Default)]
pub struct Runner {
    post: Option<Post>,
    job: Option<Job>,
}

/// A design that runs, or has run.
struct Job {
    design: Design,
    cancel: Arc<AtomicBool>,
    done: Arc<Mutex<Option<Evidence>>>,
}

/// What makes one run differ from another: the mock, and the options that were taken.
#[derive(PartialEq, Eq)]
struct Design {
    mock: String,
    problem: String,
    options: Vec<(String, String)>,
}

impl Design {
    fn of(mock: &str, attempt: &Attempt) -> Self {
        let options = attempt.answers.choices.iter();
        let options = options.map(|(decision, chosen)| (decision.clone(), chosen.option.clone()));
        Self { mock: mock.to_owned(), problem: attempt.problem.clone(), options: options.collect() }
    }
}

impl Runner {
    /// Where answers go.
    pub fn begin(&mut self, post: Post) {
        self.post = Some(post);
    }

    /// What the design of a mock showed; where it did not run yet, it runs now, and its answer comes by post.
    pub fn run(
        &mut self,
        id: &str,
        attempt: &Attempt,
        find: impl FnOnce(&str) -> Option<Runnable>,
    ) -> Option<Reply> {
        let design = Design::of(id, attempt);
        if let Some(job) = self.job.as_ref().filter(|job| job.design == design) {
            let done = job.done.lock().unwrap_or_else(PoisonError::into_inner).clone();
            return done.map(|evidence| Reply::Ran { id: id.to_owned(), evidence: Box::new(evidence) });
        }
        self.stop();
        let (post, Runnable { text, asked }) = (self.post.clone()?, find(&attempt.problem)?);
        let cancel = Arc::new(AtomicBool::new(false));
        let done = Arc::new(Mutex::new(None));
        self.job = Some(Job { design, cancel: Arc::clone(&cancel), done: Arc::clone(&done) });
        let (id, answers, seed) = (id.to_owned(), attempt.answers.clone(), attempt.seed);
        thread::spawn(move || {
            let Ok(file) = File::parse(&text) else { return };
            let watch = Watch { cancel: &cancel, progress: &|_, _| {} };
            let problem = file.read().problem;
            let failure = draw(&problem, seed).failure;
            let evidence = gather(&file, &problem, &asked, &answers, failure.as_deref(), THREADS, watch);
            if watch.cancelled() {
                return;
            }
            *done.lock().unwrap_or_else(PoisonError::into_inner) = Some(evidence.clone());
            post.send(Reply::Ran { id, evidence: Box::new(evidence) });
        });
        None
    }

    /// Ends what is under way.
    fn stop(&mut self) {
        if let Some(job) = self.job.take() {
            job.cancel.store(true, Ordering::Relaxed);
        }
    }
}

impl Drop for Runner {
    fn drop(&mut self) {
        self.stop();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mock::{Chosen, FRAMEWORK, Framework};
    use crate::problem::Library;
    use crate::problem::model::Problem;
    use crate::tui::Event;

    fn runnable() -> (Problem, Runnable) {
        let library = Library::built_in();
        let all = library.entries().iter().map(|entry| {
            let problem = File::parse(&entry.text).unwrap().read().problem;
            (problem, Runnable { text: entry.text.clone(), asked: Asked::default() })
        });
        all.into_iter().find(|(problem, _)| problem.design.is_some()).unwrap()
    }

    #[test]
    fn a_design_runs_once_and_another_choice_ends_it() {
        let (problem, one) = runnable();
        let mut attempt = Attempt::new(&problem, &Framework::read(FRAMEWORK).unwrap(), 60, 1, vec![6]);
        let (post, answers) = Post::new();
        let mut runner = Runner::default();
        runner.begin(post);
        assert!(runner.run("a", &attempt, |_| Some(one.clone())).is_none(), "it takes a while");
        let first = Arc::clone(&runner.job.as_ref().unwrap().cancel);
        // The same again is the same job.
        assert!(runner.run("a", &attempt, |_| panic!("runs twice")).is_none());
        let decision = &problem.decisions[0];
        let other = (0..decision.options.len()).find(|at| *at != decision.chosen).unwrap();
        let chosen = Chosen { option: decision.options[other].id.clone(), ..Chosen::default() };
        attempt.answers.choices.insert(decision.id.clone(), chosen);
        assert!(runner.run("a", &attempt, |_| Some(one.clone())).is_none());
        assert!(first.load(Ordering::Relaxed), "the first design is given up");
        let Event::Reply(Reply::Ran { id, evidence }) = answers.recv().unwrap() else {
            panic!("no evidence came")
        };
        assert_eq!(id, "a");
        assert!(evidence.seeds > 0);
        let again = runner.run("a", &attempt, |_| panic!("runs twice"));
        assert!(matches!(again, Some(Reply::Ran { evidence: kept, .. }) if *kept == *evidence));
    }
}
