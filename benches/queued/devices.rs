use std::collections::VecDeque;

use napkin::sim::engine::{Exhausted, Queue};

use crate::model::devices::{Fleet, Measured, SERVERS, SERVICE};

#[derive(Clone, Copy)]
enum Event {
    // As wide as the other: payloads of one shape are copied in registers.
    Ping(u64),
    Done(u64),
}

/// Devices that ping for a time in nanoseconds; events, and all that was measured.
pub fn run(fleet: Fleet, stream: u64, time: u64) -> Result<(u64, u64), Exhausted> {
    let mut queue = Queue::new();
    let (every, service) = (queue.lane(fleet.every), queue.lane(SERVICE));
    let mut line: VecDeque<u64> = VecDeque::new();
    let mut idle = SERVERS;
    let mut measured = Measured::new(time);
    for device in 0..fleet.devices {
        queue.at(fleet.phase(stream, device), Event::Ping(device.into()));
    }
    while let Some(event) = queue.pop() {
        measured.events += 1;
        let now = queue.now();
        if measured.ends(now) {
            measured.end(line.iter().copied());
        }
        match event {
            Event::Ping(device) => {
                if now + fleet.every < time {
                    queue.along(every, Event::Ping(device));
                }
                measured.arrives(now);
                if idle > 0 {
                    idle -= 1;
                    measured.busy.up(now);
                    measured.serves(0);
                    queue.along(service, Event::Done(now));
                } else {
                    measured.queued.up(now);
                    line.push_back(now);
                }
            }
            Event::Done(arrived) => {
                measured.answers(arrived, now);
                if let Some(next) = line.pop_front() {
                    measured.queued.down(now);
                    measured.serves(now - next);
                    queue.along(service, Event::Done(next));
                } else {
                    idle += 1;
                    measured.busy.down(now);
                }
            }
        }
    }
    queue.check()?;
    Ok(measured.ended())
}
