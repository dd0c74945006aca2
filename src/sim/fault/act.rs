use crate::problem::model::{Attribute, AttributeChange, ComponentId, Instances, Moment, Target};
use crate::sim::component::NOWHERE;
use crate::sim::engine::Handle;
use crate::sim::program::PartKind;
use crate::sim::run::{Event, Go, Machine};

/// The place of draws of faults: no step has it.
const PLACE: u32 = 0x6661_756c;

impl Machine<'_> {
    /// A fault begins; `runner` is the station that ran the step after which it does.
    pub(in crate::sim) fn fault_begins(&mut self, fault: usize, runner: u32) {
        let program = self.program;
        let plan = &program.design.faults[fault];
        self.truth.active[fault] = true;
        self.out.faults[fault] = true;
        self.acting.push((fault, runner));
        self.tell_fault(|machine| format!("{} begins", machine.program.design.faults[fault].id));
        let was = self.ups();
        self.apply_attributes();
        if let Some((component, instances)) = &plan.crash {
            for station in self.meant(*component, *instances, runner) {
                self.stations[station].attributes.up = false;
                self.crash(station);
            }
        }
        self.went_down(&was);
        self.refresh_trouble();
        self.members_changed();
        if let Some(lasts) = plan.lasts {
            let fault = u32::try_from(fault).unwrap_or(0);
            self.queue.after(lasts.max(0).cast_unsigned(), Event::FaultEnds(fault, runner));
        }
    }

    /// A fault ends: what it changed is as it was.
    pub(in crate::sim) fn fault_ends(&mut self, fault: usize, runner: u32) {
        if let Some(at) = self.acting.iter().position(|acting| *acting == (fault, runner)) {
            self.acting.remove(at);
            self.tell_fault(|machine| format!("{} is over", machine.program.design.faults[fault].id));
        }
        self.truth.active[fault] = self.acting.iter().any(|(acting, _)| *acting == fault);
        let was = self.ups();
        self.apply_attributes();
        self.note_failovers(&was);
        self.went_down(&was);
        self.refresh_trouble();
        self.back();
        self.members_changed();
    }

    /// Whether each station is up.
    fn ups(&self) -> Vec<bool> {
        self.stations.iter().map(|station| station.attributes.up).collect()
    }

    /// Gives every station the attributes of the file, and over them those of the faults that act.
    fn apply_attributes(&mut self) {
        let program = self.program;
        for station in &mut self.stations {
            station.attributes = station.base.clone();
        }
        self.reset_topics();
        for index in 0..self.acting.len() {
            let (fault, runner) = self.acting[index];
            let plan = &program.design.faults[fault];
            for change in &plan.set {
                self.apply(change, runner);
            }
            if let Some((component, instances)) = plan.crash {
                for station in self.meant(component, instances, runner) {
                    self.stations[station].attributes.up = false;
                }
            }
        }
        for component in 0..program.parts.len() {
            self.count_slots(component);
        }
    }

    fn apply(&mut self, change: &AttributeChange, runner: u32) {
        let Target::Component(component, instances) = change.target else { return self.change_topic(change) };
        let part = &self.program.parts[component.index()];
        let (first, count, replicas) = (part.first, part.count, part.replicas);
        for station in self.meant(component, instances, runner) {
            self.stations[station].attributes.set(change.attribute, &change.value);
        }
        // What is said of a database is said of its replicas too, except that they stay when it goes away.
        let shared = !matches!(change.attribute, Attribute::Up | Attribute::Paused | Attribute::Slots);
        if replicas > 0 && shared {
            for number in self.numbers(instances, count, runner, first) {
                self.stations[first + count + number].attributes.set(change.attribute, &change.value);
            }
        }
    }

    /// The stations that are meant.
    fn meant(&self, component: ComponentId, instances: Instances, runner: u32) -> Vec<usize> {
        let part = &self.program.parts[component.index()];
        self.numbers(instances, part.count, runner, part.first)
            .into_iter()
            .map(|number| part.first + number)
            .collect()
    }

    fn numbers(&self, instances: Instances, count: usize, runner: u32, first: usize) -> Vec<usize> {
        match instances {
            Instances::All => (0..count).collect(),
            Instances::One(number) => (0..count).filter(|at| *at == number as usize).collect(),
            Instances::First(number) => (0..count.min(number as usize)).collect(),
            Instances::TheRunner => (0..count).filter(|at| first + at == runner as usize).collect(),
        }
    }

    /// What happens to stations that have just gone down.
    fn went_down(&mut self, was: &[bool]) {
        for (station, was) in was.iter().enumerate() {
            if *was && !self.stations[station].attributes.up {
                self.down(station);
            }
        }
    }

    /// A station has gone down: memory dies with it, a store fails over.
    fn down(&mut self, station: usize) {
        let program = self.program;
        let component = self.stations[station].component as usize;
        let part = &program.parts[component];
        let now = self.now();
        let life = self.stations[station].lives;
        self.stations[station].lives += 1;
        let stream = crate::calc::random::Stream::new(self.settings.seed, component as u64);
        let mut draw = stream.request(station as u64).draw(PLACE, life);
        match &part.kind {
            PartKind::Postgres { failover, .. } => {
                let away = failover.draw(&mut draw);
                self.stays_away(station, now + away);
                self.undo_all(station);
            }
            PartKind::Redis { loses, failover, copies, .. } => {
                if *copies > 0 {
                    let away = failover.draw(&mut draw);
                    self.stays_away(station, now + away);
                    self.forget_writes(component, station, now.saturating_sub(*loses));
                } else {
                    self.lose_shard(component, station);
                }
            }
            _ if part.own_memory => self.lose_memory(component, station),
            _ => {}
        }
    }

    fn stays_away(&mut self, station: usize, until: u64) {
        self.stations[station].away_until = until;
        self.queue.at(until, Event::Back(u32::try_from(station).unwrap_or(NOWHERE)));
    }

    /// The time of a failover is over: a station that was away for longer than its fault comes back.
    pub(in crate::sim) fn comes_back(&mut self, station: u32) {
        let station = station as usize;
        if self.stations[station].is_up(self.now()) {
            self.tell_fault(|machine| format!("{} is back, after its failover", machine.place_name(station)));
        }
        self.refresh_trouble();
        self.back();
        self.members_changed();
    }

    /// Notes which components a failover keeps away, now that their fault is over.
    fn note_failovers(&mut self, was: &[bool]) {
        let now = self.now();
        for (station, was) in self.stations.iter().zip(was) {
            if !was && station.attributes.up && station.away_until > now {
                let until = Some(station.away_until.cast_signed());
                let known = &mut self.out.components[station.component as usize].away_until;
                *known = until.max(*known);
            }
        }
    }

    /// Wakes what a pause held up, and fills slots that have become free.
    fn back(&mut self) {
        for station in 0..self.stations.len() {
            if !self.stations[station].attributes.paused {
                let parked = std::mem::take(&mut self.stations[station].parked);
                self.ready.extend(parked);
            }
            self.admit_waiting(station);
        }
    }

    /// Whether requests have to look for trouble at all.
    pub(in crate::sim) fn refresh_trouble(&mut self) {
        let now = self.now();
        self.troubled = self.stations.iter().any(|station| !station.is_up(now) || station.attributes.paused);
    }

    /// A step has run after which faults may begin.
    pub(in crate::sim) fn passed(&mut self, handle: Handle, step: u32) -> Go {
        let program = self.program;
        let flow = self.of(handle).flow as usize;
        for fault in &program.flows[flow].steps[step as usize].faults {
            let begins = match &program.design.faults[*fault].moment {
                Moment::At(_) => false,
                Moment::AfterByChance { chance, .. } => {
                    let place = program.flows[flow].steps[step as usize].place;
                    let purpose = PLACE.wrapping_add(u32::try_from(*fault).unwrap_or(0));
                    self.draw(handle, place, purpose).chance(*chance)
                }
                Moment::AfterNth { nth, .. } => {
                    self.passed[*fault] += 1;
                    self.passed[*fault] == *nth
                }
            };
            if begins {
                let runner = self.of(handle).home;
                self.fault_begins(*fault, runner);
                if self.requests.get(handle).is_none() {
                    return Go::Wait;
                }
            }
        }
        Go::On
    }
}
