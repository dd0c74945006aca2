//! The parts together: queues whose means are known in closed form.

use std::collections::VecDeque;

use super::{Delay, Histogram, Level, Queue, SECOND, Slab};
use crate::calc::random::{Key, Stream};

const SERVED: u64 = 100_000;
const REPLICATIONS: u32 = 10;

#[derive(Clone, Copy)]
enum Event {
    Arrival,
    Done(super::Handle),
}

#[derive(Default)]
struct Request {
    key: Key,
    arrived: u64,
}

/// What a run of one server has measured.
struct Measured {
    wait: Histogram,
    queued: Level,
    busy: Level,
    end: u64,
}

/// One server at 80 %, one request a second.
fn serve(seed: u64, service: Delay) -> Measured {
    let interval = Delay::Exponential { mean: 1.25e9 };
    let stream = Stream::new(seed, 0);
    let mut queue = Queue::new();
    let mut slab: Slab<Request> = Slab::new();
    let mut line = VecDeque::new();
    let mut measured =
        Measured { wait: Histogram::new(), queued: Level::default(), busy: Level::default(), end: 0 };
    let mut started = 0;
    queue.after(interval.draw(&mut stream.request(0).draw(0, 0)), Event::Arrival);
    while let Some(event) = queue.pop() {
        let now = queue.now();
        match event {
            Event::Arrival => {
                let handle = slab.claim().unwrap().0;
                *slab.get_mut(handle).unwrap() = Request { key: stream.request(started), arrived: now };
                started += 1;
                if started < SERVED {
                    queue.after(interval.draw(&mut stream.request(started).draw(0, 0)), Event::Arrival);
                }
                line.push_back(handle);
                measured.queued.up(now);
            }
            Event::Done(handle) => {
                slab.release(handle);
                measured.busy.down(now);
            }
        }
        if measured.busy.value() == 0
            && let Some(handle) = line.pop_front()
        {
            let request = slab.get(handle).unwrap();
            measured.wait.record(now - request.arrived);
            measured.queued.down(now);
            measured.busy.up(now);
            queue.after(service.draw(&mut request.key.draw(1, 0)), Event::Done(handle));
        }
    }
    assert_eq!((queue.check(), slab.len()), (Ok(()), 0));
    measured.end = queue.now();
    measured
}

/// Asserts that the mean over replications is `expected`, within three standard errors.
#[track_caller]
fn agrees(values: &[f64], expected: f64) {
    let n = f64::from(u32::try_from(values.len()).unwrap());
    let mean = values.iter().sum::<f64>() / n;
    let variance = values.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / (n - 1.0);
    let errors = (mean - expected) / (variance / n).sqrt();
    assert!(errors.abs() <= 3.0, "{mean} is {errors:.1} standard errors from {expected}");
}

#[test]
fn single_servers_agree_with_pollaczek_and_khinchine() {
    // ρ(1 + SCV) / (2(1 - ρ)) services of one second: 4 s with exponential, 2 s with constant service.
    for (service, wait) in [(Delay::Exponential { mean: 1e9 }, 4.0), (Delay::Constant(SECOND), 2.0)] {
        let runs: Vec<Measured> = (0..REPLICATIONS).map(|seed| serve(seed.into(), service)).collect();
        let each = |of: fn(&Measured) -> f64| runs.iter().map(of).collect::<Vec<_>>();
        agrees(&each(|run| run.wait.mean().unwrap() / 1e9), wait);
        agrees(&each(|run| run.busy.mean(run.end)), 0.8);
        // Little's law with 0.8 arrivals a second.
        agrees(&each(|run| run.queued.mean(run.end)), 0.8 * wait);
    }
}

#[test]
fn a_seed_is_a_run() {
    let quantiles = |run: &Measured| [0.5, 0.99].map(|q| run.wait.quantile(q));
    let service = Delay::lognormal(0.5e9, 3e9);
    let (first, again, other) = (serve(1, service), serve(1, service), serve(2, service));
    assert_eq!((first.end, quantiles(&first)), (again.end, quantiles(&again)));
    assert_ne!((first.end, quantiles(&first)), (other.end, quantiles(&other)));
}
