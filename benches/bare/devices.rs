use std::collections::VecDeque;

use napkin::calc::random::Stream;
use napkin::sim::engine::{Histogram, Level};

use super::Agenda;
use crate::model::devices::{Fleet, SERVERS, SERVICE};
use crate::model::{Outcome, SEED};

#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Event {
    Ping(u32),
    Done(u64),
}

/// When a device pings first.
pub fn phase(fleet: Fleet, device: u32) -> u64 {
    Stream::new(SEED, 0).request(device.into()).draw(0, 0).below(fleet.every)
}

/// Devices that ping for a time in nanoseconds; sums only.
pub fn plain(fleet: Fleet, time: u64) -> Outcome {
    let mut agenda = Agenda::new();
    let mut queue: VecDeque<u64> = VecDeque::new();
    let mut idle = SERVERS;
    let (mut events, mut pings, mut wait, mut latency) = (0, 0, 0, 0);
    (0..fleet.devices).for_each(|device| agenda.after(phase(fleet, device), Event::Ping(device)));
    while let Some(event) = agenda.pop() {
        events += 1;
        let now = agenda.now;
        match event {
            Event::Ping(device) => {
                pings += 1;
                if now + fleet.every < time {
                    agenda.after(fleet.every, Event::Ping(device));
                }
                if idle > 0 {
                    idle -= 1;
                    agenda.after(SERVICE, Event::Done(now));
                } else {
                    queue.push_back(now);
                }
            }
            Event::Done(arrived) => {
                latency += now - arrived;
                if let Some(next) = queue.pop_front() {
                    wait += now - next;
                    agenda.after(SERVICE, Event::Done(next));
                } else {
                    idle += 1;
                }
            }
        }
    }
    Outcome::of_sums(events, pings, &[wait], latency)
}

/// Devices that ping for a time in nanoseconds, with the duties of the simulator.
pub fn obliged(fleet: Fleet, time: u64) -> Outcome {
    let mut agenda = Agenda::new();
    let mut queue: VecDeque<u64> = VecDeque::new();
    let mut idle = SERVERS;
    let (mut wait, mut latency) = (Histogram::new(), Histogram::new());
    let (mut queued, mut busy) = (Level::default(), Level::default());
    let mut events = 0;
    (0..fleet.devices).for_each(|device| agenda.after(phase(fleet, device), Event::Ping(device)));
    while let Some(event) = agenda.pop() {
        events += 1;
        let now = agenda.now;
        match event {
            Event::Ping(device) => {
                if now + fleet.every < time {
                    agenda.after(fleet.every, Event::Ping(device));
                }
                if idle > 0 {
                    idle -= 1;
                    busy.up(now);
                    wait.record(0);
                    agenda.after(SERVICE, Event::Done(now));
                } else {
                    queued.up(now);
                    queue.push_back(now);
                }
            }
            Event::Done(arrived) => {
                latency.record(now - arrived);
                if let Some(next) = queue.pop_front() {
                    queued.down(now);
                    wait.record(now - next);
                    agenda.after(SERVICE, Event::Done(next));
                } else {
                    idle += 1;
                    busy.down(now);
                }
            }
        }
    }
    Outcome::of(events, agenda.now, &[&wait], &latency, &[&queued, &busy])
}
