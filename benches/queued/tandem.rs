use std::collections::VecDeque;

use napkin::calc::random::{Key, Stream, whole};
use napkin::sim::engine::{Exhausted, Handle, Histogram, Level, Queue, Slab, Ticket};

use crate::model::tandem::{INTERVAL, STATIONS, TIMEOUT};
use crate::model::{Outcome, SEED};

#[derive(Clone, Copy)]
enum Event {
    Arrival,
    /// Station and request.
    Done(u8, Handle),
    Timeout,
}

#[derive(Clone, Copy, Default)]
struct Request {
    key: Key,
    born: u64,
    arrived: u64,
    timeout: Option<Ticket>,
}

#[derive(Default)]
struct Station {
    line: VecDeque<Handle>,
    idle: usize,
    wait: Histogram,
    queued: Level,
    busy: Level,
}

/// Three stations in a row; if asked, each request arms a time-out.
pub fn run(requests: u64, timeouts: bool) -> Result<Outcome, Exhausted> {
    let stream = Stream::new(SEED, 0);
    let interval = |key: Key| whole(key.draw(0, 0).exponential(INTERVAL));
    let service = |key: Key, station: u8| {
        whole(key.draw(u32::from(station) + 1, 0).exponential(STATIONS[usize::from(station)].1))
    };
    let mut queue = Queue::new();
    let patience = queue.lane(TIMEOUT);
    let mut slab: Slab<Request> = Slab::new();
    let mut stations = STATIONS.map(|(idle, _)| Station { idle, ..Station::default() });
    let mut latency = Histogram::new();
    let (mut started, mut events) = (0, 0);
    let mut coming = stream.request(0);
    queue.after(interval(coming), Event::Arrival);
    while let Some(event) = queue.pop() {
        let now = queue.now();
        events += 1;
        let (enters, handle) = match event {
            Event::Arrival => {
                let handle = slab.claim()?.0;
                let timeout = timeouts.then(|| queue.along(patience, Event::Timeout));
                if let Some(request) = slab.get_mut(handle) {
                    *request = Request { key: coming, born: now, arrived: 0, timeout };
                }
                started += 1;
                if started < requests {
                    coming = stream.request(started);
                    queue.after(interval(coming), Event::Arrival);
                }
                (0, handle)
            }
            Event::Done(index, handle) => {
                let station = &mut stations[usize::from(index)];
                let next = station.line.pop_front();
                if let Some((next, request)) = next.and_then(|next| Some((next, slab.get(next)?))) {
                    station.queued.down(now);
                    station.wait.record(now - request.arrived);
                    queue.after(service(request.key, index), Event::Done(index, next));
                } else {
                    station.idle += 1;
                    station.busy.down(now);
                }
                (index + 1, handle)
            }
            Event::Timeout => panic!("the model lets nobody wait for 30 s"),
        };
        let Some(request) = slab.get_mut(handle) else { continue };
        let Some(station) = stations.get_mut(usize::from(enters)) else {
            latency.record(now - request.born);
            request.timeout.map(|ticket| queue.cancel(ticket));
            slab.release(handle);
            continue;
        };
        if station.idle > 0 {
            station.idle -= 1;
            station.busy.up(now);
            station.wait.record(0);
            queue.after(service(request.key, enters), Event::Done(enters, handle));
        } else {
            request.arrived = now;
            station.line.push_back(handle);
            station.queued.up(now);
        }
    }
    let [a, b, c] = &stations;
    let levels = [&a.queued, &a.busy, &b.queued, &b.busy, &c.queued, &c.busy];
    queue.check()?;
    Ok(Outcome::of(events, queue.now(), &[&a.wait, &b.wait, &c.wait], &latency, &levels))
}
