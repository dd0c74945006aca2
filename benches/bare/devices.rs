use std::collections::VecDeque;

use super::Agenda;
use crate::model::Outcome;
use crate::model::devices::{Fleet, Measured, SERVERS, SERVICE};

#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Event {
    Ping(u32),
    Done(u64),
}

/// Devices that ping for a time in nanoseconds; sums only.
pub fn plain(fleet: Fleet, time: u64) -> Outcome {
    let mut agenda = Agenda::new();
    let mut queue: VecDeque<u64> = VecDeque::new();
    let mut idle = SERVERS;
    let (mut events, mut pings, mut wait, mut latency) = (0, 0, 0, 0);
    (0..fleet.devices).for_each(|device| agenda.after(fleet.phase(0, device), Event::Ping(device)));
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

/// Devices that ping for a time in nanoseconds, with the duties of the simulator; events, and all that was measured.
pub fn obliged(fleet: Fleet, stream: u64, time: u64) -> (u64, u64) {
    let mut agenda = Agenda::new();
    let mut queue: VecDeque<u64> = VecDeque::new();
    let mut idle = SERVERS;
    let mut measured = Measured::new(time);
    (0..fleet.devices).for_each(|device| agenda.after(fleet.phase(stream, device), Event::Ping(device)));
    while let Some(event) = agenda.pop() {
        measured.events += 1;
        let now = agenda.now;
        if measured.ends(now) {
            measured.end(queue.iter().copied());
        }
        match event {
            Event::Ping(device) => {
                if now + fleet.every < time {
                    agenda.after(fleet.every, Event::Ping(device));
                }
                measured.arrives(now);
                if idle > 0 {
                    idle -= 1;
                    measured.busy.up(now);
                    measured.serves(0);
                    agenda.after(SERVICE, Event::Done(now));
                } else {
                    measured.queued.up(now);
                    queue.push_back(now);
                }
            }
            Event::Done(arrived) => {
                measured.answers(arrived, now);
                if let Some(next) = queue.pop_front() {
                    measured.queued.down(now);
                    measured.serves(now - next);
                    agenda.after(SERVICE, Event::Done(next));
                } else {
                    idle += 1;
                    measured.busy.down(now);
                }
            }
        }
    }
    measured.ended()
}
