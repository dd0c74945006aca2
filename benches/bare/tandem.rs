use std::collections::VecDeque;

use napkin::calc::random::{Key, Stream, whole};
use napkin::sim::engine::{Histogram, Level};

use super::{Agenda, Sequential};
use crate::model::tandem::{INTERVAL, STATIONS, TIMEOUT};
use crate::model::{Outcome, SEED};

#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Event {
    Arrival,
    /// Station and request.
    Done(u32, u32),
    /// Request and which use of its place this was.
    Timeout(u32, u32),
}

/// Three stations in a row; sums only.
pub fn plain(requests: u64) -> Outcome {
    #[derive(Clone, Copy, Default)]
    struct Request {
        born: u64,
        arrived: u64,
    }
    let mut random = Sequential::new();
    let mut agenda = Agenda::new();
    let mut pool: Vec<Request> = Vec::new();
    let mut free: Vec<u32> = Vec::new();
    let mut queues: [VecDeque<u32>; 3] = Default::default();
    let mut idle = STATIONS.map(|(servers, _)| servers);
    let mut waits = [0; 3];
    let (mut started, mut events, mut latency) = (0, 0, 0);
    agenda.after(random.exponential(INTERVAL), Event::Arrival);
    while let Some(event) = agenda.pop() {
        events += 1;
        let now = agenda.now;
        let (enters, request) = match event {
            Event::Arrival => {
                started += 1;
                if started < requests {
                    agenda.after(random.exponential(INTERVAL), Event::Arrival);
                }
                let request = free.pop().unwrap_or_else(|| {
                    pool.push(Request::default());
                    pool.len() as u32 - 1
                });
                pool[request as usize].born = now;
                (0, request)
            }
            Event::Done(station, request) => {
                let station = station as usize;
                if let Some(next) = queues[station].pop_front() {
                    waits[station] += now - pool[next as usize].arrived;
                    agenda.after(random.exponential(STATIONS[station].1), Event::Done(station as u32, next));
                } else {
                    idle[station] += 1;
                }
                (station + 1, request)
            }
            Event::Timeout(..) => continue,
        };
        if enters == STATIONS.len() {
            latency += now - pool[request as usize].born;
            free.push(request);
        } else if idle[enters] > 0 {
            idle[enters] -= 1;
            agenda.after(random.exponential(STATIONS[enters].1), Event::Done(enters as u32, request));
        } else {
            pool[request as usize].arrived = now;
            queues[enters].push_back(request);
        }
    }
    Outcome::of_sums(events, requests, &waits, latency)
}

#[derive(Clone, Copy)]
struct Request {
    key: Key,
    born: u64,
    arrived: u64,
    uses: u32,
}

#[derive(Default)]
struct Station {
    queue: VecDeque<u32>,
    idle: usize,
    wait: Histogram,
    queued: Level,
    busy: Level,
}

/// Three stations in a row, with the duties of the simulator; if asked, each request arms a time-out.
pub fn obliged(requests: u64, timeouts: bool) -> Outcome {
    let stream = Stream::new(SEED, 0);
    let interval = |key: Key| whole(key.draw(0, 0).exponential(INTERVAL));
    let service =
        |key: Key, station: usize| whole(key.draw(station as u32 + 1, 0).exponential(STATIONS[station].1));
    let mut agenda = Agenda::new();
    let mut pool: Vec<Request> = Vec::new();
    let mut free: Vec<u32> = Vec::new();
    let mut stations = STATIONS.map(|(idle, _)| Station { idle, ..Station::default() });
    let mut latency = Histogram::new();
    let (mut started, mut events, mut end) = (0, 0, 0);
    let mut coming = stream.request(0);
    agenda.after(interval(coming), Event::Arrival);
    while let Some(event) = agenda.pop() {
        let now = agenda.now;
        let (enters, request) = match event {
            Event::Arrival => {
                let key = coming;
                started += 1;
                if started < requests {
                    coming = stream.request(started);
                    agenda.after(interval(coming), Event::Arrival);
                }
                let request = free.pop().unwrap_or_else(|| {
                    pool.push(Request { key, born: 0, arrived: 0, uses: 0 });
                    pool.len() as u32 - 1
                });
                let place = &mut pool[request as usize];
                *place = Request { key, born: now, arrived: 0, uses: place.uses + 1 };
                if timeouts {
                    agenda.after(TIMEOUT, Event::Timeout(request, place.uses));
                }
                (0, request)
            }
            Event::Done(station, request) => {
                let index = station as usize;
                let station = &mut stations[index];
                if let Some(next) = station.queue.pop_front() {
                    let Request { key, arrived, .. } = pool[next as usize];
                    station.queued.down(now);
                    station.wait.record(now - arrived);
                    agenda.after(service(key, index), Event::Done(index as u32, next));
                } else {
                    station.idle += 1;
                    station.busy.down(now);
                }
                (index + 1, request)
            }
            Event::Timeout(request, uses) => {
                assert!(pool[request as usize].uses != uses, "the models lets nobody wait for 30 s");
                continue;
            }
        };
        events += 1;
        end = now;
        let place = &mut pool[request as usize];
        if enters == STATIONS.len() {
            latency.record(now - place.born);
            place.uses += 1;
            free.push(request);
            continue;
        }
        let station = &mut stations[enters];
        if station.idle > 0 {
            station.idle -= 1;
            station.busy.up(now);
            station.wait.record(0);
            agenda.after(service(place.key, enters), Event::Done(enters as u32, request));
        } else {
            place.arrived = now;
            station.queue.push_back(request);
            station.queued.up(now);
        }
    }
    let [a, b, c] = &stations;
    let levels = [&a.queued, &a.busy, &b.queued, &b.busy, &c.queued, &c.busy];
    Outcome::of(events, end, &[&a.wait, &b.wait, &c.wait], &latency, &levels)
}
