use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};

use crate::sim::experiment::{Watch, each, threads};

/// A search ends after so many events: some seconds.
const MOST_EVENTS: u64 = 40_000_000;

/// How much a search has cost, and who may end it.
pub struct Meter<'a> {
    watch: Watch<'a>,
    events: AtomicU64,
    runs: AtomicU64,
    /// The fewest requests found so far, for those who watch.
    best: AtomicUsize,
    threads: usize,
}

impl<'a> Meter<'a> {
    pub fn new(watch: Watch<'a>) -> Self {
        Self {
            watch,
            events: AtomicU64::new(0),
            runs: AtomicU64::new(0),
            best: AtomicUsize::new(0),
            threads: threads(),
        }
    }

    /// Counts a run.
    pub fn count(&self, events: u64) {
        self.events.fetch_add(events, Ordering::Relaxed);
        let runs = self.runs.fetch_add(1, Ordering::Relaxed) + 1;
        if runs.is_multiple_of(16) {
            (self.watch.progress)(
                usize::try_from(runs).unwrap_or(usize::MAX),
                self.best.load(Ordering::Relaxed),
            );
        }
    }

    /// Tells how few requests are known to suffice.
    pub fn found(&self, requests: usize) {
        self.best.store(requests, Ordering::Relaxed);
    }

    /// Whether the search has to end. Asked between runs that do not run beside others, so that it depends on no
    /// thread; unless somebody has asked to end.
    pub fn over(&self) -> bool {
        self.watch.cancelled() || self.events.load(Ordering::Relaxed) >= MOST_EVENTS
    }

    /// Set by who asks to end.
    pub fn cancel(&self) -> &'a AtomicBool {
        self.watch.cancel
    }

    /// How many runs there were.
    pub fn runs(&self) -> u64 {
        self.runs.load(Ordering::Relaxed)
    }

    /// Does jobs side by side; the results in their order.
    pub fn each<T: Send>(&self, jobs: usize, job: impl Fn(usize) -> Option<T> + Sync) -> Vec<Option<T>> {
        let quiet = Watch { cancel: self.watch.cancel, progress: &|_, _| {} };
        each(jobs, self.threads, quiet, job).into_iter().map(Option::flatten).collect()
    }
}
