use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

/// Who watches an experiment: told of progress, and able to end it.
#[derive(Clone, Copy)]
pub struct Watch<'a> {
    /// Set from outside to end it; runs look at it too.
    pub cancel: &'a AtomicBool,
    /// Told how many runs of how many are done, from any thread.
    pub progress: &'a (dyn Fn(usize, usize) + Sync),
}

impl Watch<'_> {
    /// Whether it was asked to end.
    pub fn cancelled(&self) -> bool {
        self.cancel.load(Ordering::Relaxed)
    }
}

/// How many threads the machine runs at once.
pub fn threads() -> usize {
    std::thread::available_parallelism().map_or(1, NonZeroUsize::get)
}

/// Does `jobs` jobs on so many threads; the results stand in the order of the jobs, whatever thread did them and
/// when. A job that was not begun when somebody asked to end is `None`.
pub fn each<T: Send>(
    jobs: usize,
    threads: usize,
    watch: Watch<'_>,
    job: impl Fn(usize) -> T + Sync,
) -> Vec<Option<T>> {
    let next = AtomicUsize::new(0);
    let done = AtomicUsize::new(0);
    let results: Mutex<Vec<Option<T>>> = Mutex::new((0..jobs).map(|_| None).collect());
    let work = || {
        while !watch.cancelled() {
            let index = next.fetch_add(1, Ordering::Relaxed);
            if index >= jobs {
                break;
            }
            let result = job(index);
            results.lock().unwrap_or_else(PoisonError::into_inner)[index] = Some(result);
            (watch.progress)(done.fetch_add(1, Ordering::Relaxed) + 1, jobs);
        }
    };
    std::thread::scope(|scope| {
        for _ in 1..threads.clamp(1, jobs.max(1)) {
            scope.spawn(work);
        }
        work();
    });
    results.into_inner().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_stand_in_the_order_of_the_jobs() {
        let cancel = AtomicBool::new(false);
        let told = AtomicUsize::new(0);
        let progress = |_, all| {
            assert_eq!(all, 100);
            told.fetch_add(1, Ordering::Relaxed);
        };
        let squares: Vec<Option<usize>> = (0..100).map(|n| Some(n * n)).collect();
        for threads in [1, 2, 7] {
            let watch = Watch { cancel: &cancel, progress: &progress };
            assert_eq!(each(100, threads, watch, |n| n * n), squares);
        }
        assert_eq!(told.load(Ordering::Relaxed), 300);
    }

    #[test]
    fn who_asks_to_end_gets_what_is_done() {
        let cancel = AtomicBool::new(false);
        let watch = Watch { cancel: &cancel, progress: &|_, _| {} };
        let done = each(10, 1, watch, |n| {
            if n == 3 {
                cancel.store(true, Ordering::Relaxed);
            }
            n
        });
        assert_eq!(done[..5], [Some(0), Some(1), Some(2), Some(3), None]);
    }
}
