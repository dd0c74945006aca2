use std::collections::VecDeque;

use napkin::calc::random::{Key, Stream, whole};
use napkin::sim::engine::{Exhausted, Handle, Histogram, Level, Queue, Slab};

use crate::model::mm1::{INTERVAL, SERVICE};
use crate::model::{Outcome, SEED};

#[derive(Clone, Copy)]
enum Event {
    Arrival,
    Done(Handle),
}

#[derive(Default)]
struct Request {
    key: Key,
    arrived: u64,
}

/// One server.
pub fn run(requests: u64) -> Result<Outcome, Exhausted> {
    let stream = Stream::new(SEED, 0);
    let interval = |key: Key| whole(key.draw(0, 0).exponential(INTERVAL));
    let service = |key: Key| whole(key.draw(1, 0).exponential(SERVICE));
    let mut queue = Queue::new();
    let mut slab: Slab<Request> = Slab::new();
    let mut line: VecDeque<Handle> = VecDeque::new();
    let (mut wait, mut latency) = (Histogram::new(), Histogram::new());
    let (mut queued, mut busy) = (Level::default(), Level::default());
    let (mut started, mut events) = (0, 0);
    let mut coming = stream.request(0);
    queue.after(interval(coming), Event::Arrival);
    while let Some(event) = queue.pop() {
        events += 1;
        let now = queue.now();
        match event {
            Event::Arrival => {
                let handle = slab.claim()?.0;
                let key = coming;
                if let Some(request) = slab.get_mut(handle) {
                    *request = Request { key, arrived: now };
                }
                started += 1;
                if started < requests {
                    coming = stream.request(started);
                    queue.after(interval(coming), Event::Arrival);
                }
                if busy.value() == 0 {
                    busy.up(now);
                    wait.record(0);
                    queue.after(service(key), Event::Done(handle));
                } else {
                    queued.up(now);
                    line.push_back(handle);
                }
            }
            Event::Done(handle) => {
                if let Some(done) = slab.get(handle) {
                    latency.record(now - done.arrived);
                }
                slab.release(handle);
                if let Some((next, request)) = line.pop_front().and_then(|next| Some((next, slab.get(next)?)))
                {
                    queued.down(now);
                    wait.record(now - request.arrived);
                    queue.after(service(request.key), Event::Done(next));
                } else {
                    busy.down(now);
                }
            }
        }
    }
    queue.check()?;
    Ok(Outcome::of(events, queue.now(), &[&wait], &latency, &[&queued, &busy]))
}
