use std::collections::VecDeque;

use napkin::sim::engine::{Exhausted, Histogram, Level, Queue};

use crate::bare::devices::phase;
use crate::model::Outcome;
use crate::model::devices::{Fleet, SERVERS, SERVICE};

#[derive(Clone, Copy)]
enum Event {
    // As wide as the other: payloads of one shape are copied in registers.
    Ping(u64),
    Done(u64),
}

/// Devices that ping for a time in nanoseconds.
pub fn run(fleet: Fleet, time: u64) -> Result<Outcome, Exhausted> {
    let mut queue = Queue::new();
    let (every, service) = (queue.lane(fleet.every), queue.lane(SERVICE));
    let mut line: VecDeque<u64> = VecDeque::new();
    let mut idle = SERVERS;
    let (mut wait, mut latency) = (Histogram::new(), Histogram::new());
    let (mut queued, mut busy) = (Level::default(), Level::default());
    let mut events = 0;
    for device in 0..fleet.devices {
        queue.at(phase(fleet, device), Event::Ping(device.into()));
    }
    while let Some(event) = queue.pop() {
        events += 1;
        let now = queue.now();
        match event {
            Event::Ping(device) => {
                if now + fleet.every < time {
                    queue.along(every, Event::Ping(device));
                }
                if idle > 0 {
                    idle -= 1;
                    busy.up(now);
                    wait.record(0);
                    queue.along(service, Event::Done(now));
                } else {
                    queued.up(now);
                    line.push_back(now);
                }
            }
            Event::Done(arrived) => {
                latency.record(now - arrived);
                if let Some(next) = line.pop_front() {
                    queued.down(now);
                    wait.record(now - next);
                    queue.along(service, Event::Done(next));
                } else {
                    idle += 1;
                    busy.down(now);
                }
            }
        }
    }
    queue.check()?;
    Ok(Outcome::of(events, queue.now(), &[&wait], &latency, &[&queued, &busy]))
}
