use std::collections::VecDeque;

use napkin::calc::random::{Stream, whole};
use napkin::sim::engine::{Histogram, Level};

use super::{Agenda, Sequential};
use crate::model::mm1::{INTERVAL, SERVICE};
use crate::model::{Outcome, SEED};

#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Event {
    Arrival,
    Done,
}

/// One server; sums only.
pub fn plain(requests: u64) -> Outcome {
    let mut random = Sequential::new();
    let mut agenda = Agenda::new();
    let mut queue: VecDeque<u64> = VecDeque::new();
    let (mut started, mut events, mut wait, mut latency) = (0, 0, 0, 0);
    agenda.after(random.exponential(INTERVAL), Event::Arrival);
    while let Some(event) = agenda.pop() {
        events += 1;
        let now = agenda.now;
        match event {
            Event::Arrival => {
                started += 1;
                if started < requests {
                    agenda.after(random.exponential(INTERVAL), Event::Arrival);
                }
                queue.push_back(now);
                if queue.len() == 1 {
                    agenda.after(random.exponential(SERVICE), Event::Done);
                }
            }
            Event::Done => {
                latency += now - queue.pop_front().unwrap_or(now);
                if let Some(arrived) = queue.front() {
                    wait += now - arrived;
                    agenda.after(random.exponential(SERVICE), Event::Done);
                }
            }
        }
    }
    Outcome::of_sums(events, requests, &[wait], latency)
}

struct Request {
    number: u64,
    arrived: u64,
}

/// One server, with the duties of the simulator.
pub fn obliged(requests: u64) -> Outcome {
    let stream = Stream::new(SEED, 0);
    let interval = |number| whole(stream.request(number).draw(0, 0).exponential(INTERVAL));
    let service = |number| whole(stream.request(number).draw(1, 0).exponential(SERVICE));
    let mut agenda = Agenda::new();
    let mut queue: VecDeque<Request> = VecDeque::new();
    let (mut wait, mut latency) = (Histogram::new(), Histogram::new());
    let (mut queued, mut busy) = (Level::default(), Level::default());
    let (mut started, mut events) = (0, 0);
    agenda.after(interval(0), Event::Arrival);
    while let Some(event) = agenda.pop() {
        events += 1;
        let now = agenda.now;
        match event {
            Event::Arrival => {
                let number = started;
                started += 1;
                if started < requests {
                    agenda.after(interval(started), Event::Arrival);
                }
                queue.push_back(Request { number, arrived: now });
                if queue.len() == 1 {
                    busy.up(now);
                    wait.record(0);
                    agenda.after(service(number), Event::Done);
                } else {
                    queued.up(now);
                }
            }
            Event::Done => {
                let Some(done) = queue.pop_front() else { break };
                latency.record(now - done.arrived);
                if let Some(next) = queue.front() {
                    queued.down(now);
                    wait.record(now - next.arrived);
                    agenda.after(service(next.number), Event::Done);
                } else {
                    busy.down(now);
                }
            }
        }
    }
    Outcome::of(events, agenda.now, &[&wait], &latency, &[&queued, &busy])
}
