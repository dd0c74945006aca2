use std::sync::atomic::{AtomicBool, Ordering};

use super::event::Event;
use super::load::Load;
use super::machine::{Machine, Meter, Seen, Sight, Watch};
use super::request::{Request, Stage};
use super::settings::{Settings, Traced};
use crate::calc::random::Stream;
use crate::problem::model::{Moment, When};
use crate::sim::code::{Scope, Truth, evaluate};
use crate::sim::component::{Arrivals, Bucket, Gate, Locks, Source, Station};
use crate::sim::engine::{Queue, Slab};
use crate::sim::outcome::{Outcome, Stop};
use crate::sim::program::{Flow, PartKind, Program, Trigger};
use crate::sim::table::{Table, Tables, Total};
use crate::sim::topic::Streams;

/// How many events pass between two looks at the cancel flag.
const CHUNK: u64 = 1 << 14;

/// What a run knows of the requests of a flow before the first.
fn load_of(flow: &Flow, program: &Program, seed: u64) -> Load {
    let load = Load::new(Stream::new(seed, flow.stream));
    match &flow.trigger {
        Trigger::Arrive {
            source: Source { arrivals: Arrivals::Each { table, every: Some(every), .. }, .. },
            ..
        } => load.round((*every).max(1), program.tables[*table].at_start),
        _ => load,
    }
}

/// Runs a program once. What it found so far stands also where it was stopped: see [`Outcome::stop`].
pub fn run(program: &Program, settings: &Settings, cancel: &AtomicBool) -> Outcome {
    let mut machine = Machine::new(program, settings);
    machine.begin();
    // How many there will have been at the next look up from them, and how many are left until then.
    let (mut events, mut left) = (0, 0_u64);
    let mut event = Event::Stop;
    let mut stop = Stop::Finished;
    while !machine.stopped {
        if left == 0 {
            if cancel.load(Ordering::Relaxed) {
                stop = Stop::Cancelled;
                break;
            }
            if events >= settings.max_events {
                stop = Stop::MaxEvents;
                break;
            }
            left = CHUNK.min(settings.max_events - events);
            events += left;
        }
        if !machine.queue.pop_into(&mut event) {
            break;
        }
        left -= 1;
        if machine.queue.shows() {
            machine.look_ahead();
        }
        machine.truth.tables.now = machine.now();
        let mut next = machine.happen(&event);
        while let Some((handle, flow)) = next {
            machine.advance(handle, flow);
            next = machine.next_ready();
        }
    }
    events -= left;
    if machine.out.stop == Stop::MaxTime {
        stop = Stop::MaxTime;
        events -= 1;
    }
    machine.out.events = events;
    machine.end(stop)
}

impl<'p> Machine<'p> {
    fn new(program: &'p Program, settings: &'p Settings) -> Self {
        let mut stations = Vec::with_capacity(program.stations);
        let small = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        for (component, part) in program.parts.iter().enumerate() {
            for number in 0..part.count + part.replicas {
                let mut attributes = part.attributes.clone();
                let is_replica = number >= part.count;
                if is_replica {
                    attributes.slots = part.replica_slots;
                    attributes.up = true;
                }
                let is_open = number < part.open || is_replica;
                let station = Station::new(small(component), small(number), attributes, is_open);
                stations.push(Station { is_replica, ..station });
            }
        }
        let tables = Tables {
            all: program.tables.iter().map(|plan| Table::new(plan.shape.clone())).collect(),
            totals: program.totals.iter().map(|plan| Total::new(plan.columns.len())).collect(),
            now: 0,
        };
        let truth = Truth {
            tables,
            initial: program.tables.iter().map(|plan| plan.initial.clone()).collect(),
            next_id: std::cell::Cell::new(1),
            active: vec![false; program.design.faults.len()],
            measures: vec![None; program.measures.len()],
        };
        let gates = stations
            .iter()
            .map(|station| vec![Gate::default(); program.parts[station.component as usize].breakers.len()])
            .collect();
        let answers = program
            .parts
            .iter()
            .map(|part| match &part.kind {
                PartKind::External(answers, _) => answers.clone(),
                _ => None,
            })
            .collect();
        Self {
            program,
            settings,
            tells: settings.trace != Traced::Nothing,
            picks: settings.list || settings.only.is_some(),
            loads: program.flows.iter().map(|flow| load_of(flow, program, settings.seed)).collect(),
            queue: Queue::new(),
            requests: Slab::<Request>::new(),
            ready: std::collections::VecDeque::new(),
            troubled: false,
            buckets: vec![Bucket::default(); stations.len()],
            gates,
            answers,
            turns: vec![0; program.parts.len()],
            meters: program.parts.iter().map(|_| Meter::default()).collect(),
            streams: Streams::new(program, stations.len()),
            stations,
            truth,
            locks: Locks::default(),
            changes: Vec::new(),
            before: Vec::new(),
            seen: Seen::default(),
            sight: Sight::default(),
            list: Vec::new(),
            ahead: Vec::new(),
            accounts: vec![(0, 0); program.accounts],
            flights: Vec::new(),
            spins: (None, 0),
            watch: program.rules.iter().map(|_| Watch::default()).collect(),
            passed: vec![0; program.design.faults.len()],
            acting: Vec::new(),
            out: Outcome::new(&program.design, settings.seed),
            measuring: false,
            trap: None,
            woken: Vec::new(),
            stopped: false,
        }
    }

    /// The rows of the start, and the first events.
    fn begin(&mut self) {
        let program = self.program;
        for table in 0..program.tables.len() {
            let own = program.tables[table].own;
            let part = &program.parts[program.tables[table].at];
            for instance in 0..if own { part.count } else { 1 } {
                self.fill(table, u32::try_from(instance).unwrap_or(0));
            }
        }
        self.changes.clear();
        self.before.clear();
        for component in 0..program.parts.len() {
            self.count_slots(component);
        }
        let scenario = &program.design.scenario;
        let nanos = |time: i64| time.max(0).cast_unsigned();
        self.measuring = scenario.warmup <= 0;
        if !self.measuring {
            self.queue.at(nanos(scenario.warmup), Event::WarmedUp);
        }
        self.queue.at(nanos(scenario.lasts), Event::LoadOver);
        // What happens at the very limit still does.
        if self.settings.max_time < nanos(scenario.lasts.saturating_add(scenario.drain)) {
            self.queue.at(self.settings.max_time + 1, Event::Cut);
        }
        let mut healed = scenario.lasts;
        for fault in &scenario.faults {
            let plan = &program.design.faults[fault.index()];
            if let Moment::At(at) = plan.moment {
                self.queue.at(nanos(at), Event::FaultBegins(fault.0));
                healed = healed.max(at.saturating_add(plan.lasts.unwrap_or(0)));
            }
        }
        for (rule, plan) in program.rules.iter().enumerate() {
            if let When::AtEndWithin(within) = plan.when {
                let at = nanos(healed.saturating_add(within))
                    .min(nanos(scenario.lasts.saturating_add(scenario.drain)));
                self.queue.at(at, Event::AtEnd(u32::try_from(rule).unwrap_or(0)));
            }
        }
        // Behind the rules that are asked at the very end.
        self.queue.at(nanos(scenario.lasts.saturating_add(scenario.drain)), Event::Stop);
        for (flow, plan) in program.flows.iter().enumerate() {
            match &plan.trigger {
                Trigger::Arrive { .. } => self.first_arrivals(flow),
                Trigger::Every(..) => self.first_ticks(flow),
                Trigger::Called | Trigger::Gone(..) | Trigger::Consume(_) => {}
            }
        }
        self.begin_autoscaling();
        self.refresh_trouble();
    }

    /// Makes the rows that a table has at the start, in one instance.
    pub fn fill(&mut self, table: usize, instance: u32) {
        let plan = &self.program.tables[table];
        if plan.rows.is_empty() || plan.rows.contains(&0) {
            return;
        }
        let stream = Stream::new(self.settings.seed, plan.stream);
        let rows = plan.rows.iter().fold(1_u64, |rows, of| rows.saturating_mul(*of));
        self.truth.tables.all[table].reserve(instance, usize::try_from(rows).unwrap_or(0));
        let mut key = vec![0_i64; plan.shape.width];
        let mut image = Vec::with_capacity(key.len());
        let mut number = 0;
        loop {
            image.clone_from(&key);
            for (column, code) in plan.initial.iter().enumerate() {
                let Some(code) = code else { continue };
                let key = stream.request(number);
                let scope = Scope { this: &image, key, ..Scope::bare(&self.truth, 0) };
                match evaluate(code, &scope) {
                    Ok(value) => image[column] = value,
                    Err(trap) => return self.stop(&trap, &plan.id),
                }
            }
            let now = self.now().cast_signed();
            image[plan.version + 1] = now;
            image[plan.version + 2] = now;
            self.add_row(table, instance, &image);
            if plan.numbered {
                self.truth.tables.all[table].number();
            }
            number += 1;
            // The next combination: the last column of the key runs fastest.
            let mut column = plan.rows.len();
            loop {
                if column == 0 {
                    return;
                }
                column -= 1;
                key[column] += 1;
                if key[column].cast_unsigned() < plan.rows[column] {
                    break;
                }
                key[column] = 0;
            }
        }
    }

    /// Slots of a component that are open now, for its utilisation.
    pub fn count_slots(&mut self, component: usize) {
        let part = &self.program.parts[component];
        let open = self.stations[part.stations()].iter().filter(|station| station.open);
        let (mut slots, mut copies) = (0, 0);
        for station in open {
            let more = u64::from(station.attributes.slots);
            slots += more;
            copies += if station.is_replica { more } else { 0 };
        }
        let now = self.now();
        self.meters[component].slots.set(now, slots);
        self.meters[component].copies.set(now, copies);
    }

    pub(super) fn warmed_up(&mut self) {
        self.measuring = true;
        let now = self.now();
        for meter in &mut self.meters {
            meter.begin(now);
        }
        self.topics_warmed_up();
    }

    /// Components have been measured: what still waits counts with its wait so far.
    pub(super) fn load_over(&mut self) {
        let now = self.now();
        if self.measuring {
            let from = self.out.window.0.max(0).cast_unsigned();
            for (_, request) in self.requests.iter() {
                let waits = matches!(request.stage, Stage::Metered | Stage::Counted);
                if waits && request.since != u64::MAX {
                    let component = self.stations[request.station as usize].component as usize;
                    self.meters[component].wait.record(now - request.since.max(from));
                }
            }
        }
        self.measuring = false;
        self.measure_lag();
        for (component, meter) in self.meters.iter_mut().enumerate() {
            let out = &mut self.out.components[component];
            out.utilization = meter.utilization(now);
            out.queue_mean = meter.queued.mean(now);
            out.queue_max = meter.queued.most();
            out.visits = meter.visits + meter.at_once;
            meter.wait.record_times(0, std::mem::take(&mut meter.at_once));
            out.wait = std::mem::take(&mut meter.wait);
        }
    }
}
