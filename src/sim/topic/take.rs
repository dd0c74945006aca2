use super::state::{Delivery, From};
use crate::sim::component::{Progress, Taken};
use crate::sim::program::{Delivery as Way, Trigger};
use crate::sim::run::{Event, Machine};

/// Who runs the messages of a partition.
enum Taker {
    /// The instance that owns it.
    Station(usize, usize),
    /// Whoever of the flow's component takes it: it is pushed there.
    Pushed(usize),
}

impl Machine<'_> {
    /// A look at a partition, for a group, at the time it asked for.
    pub(in crate::sim) fn look_again(&mut self, group: usize, partition: usize) {
        self.streams.groups[group].cursors[partition].looks_at = 0;
        self.take(group, partition);
    }

    /// Looks at all partitions of a group.
    pub(super) fn take_all(&mut self, group: usize) {
        for partition in 0..self.streams.groups[group].cursors.len() {
            self.take(group, partition);
        }
    }

    /// Takes messages of a partition, where the group has none under way, and runs what can be run.
    pub(super) fn take(&mut self, group: usize, partition: usize) {
        let now = self.now();
        let Some(taker) = self.taker(group, partition) else { return };
        let still = self.streams.groups[group].still_until;
        if still > now {
            return self.look_at(group, partition, still);
        }
        let flow = match taker {
            Taker::Station(flow, _) | Taker::Pushed(flow) => flow,
        };
        if self.streams.groups[group].cursors[partition].taken.is_empty() {
            self.take_batch(group, partition, flow);
        }
        for index in 0..self.streams.groups[group].cursors[partition].taken.len() {
            let taken = self.streams.groups[group].cursors[partition].taken[index];
            let Progress::Held(until) = taken.state else { continue };
            if until > now {
                self.look_at(group, partition, until);
            } else if !self.has_one_before(group, partition, index) {
                self.run_taken(group, partition, index, &taker);
            }
        }
    }

    fn take_batch(&mut self, group: usize, partition: usize, flow: usize) {
        let now = self.now();
        let Trigger::Consume(plan) = &self.program.flows[flow].trigger else { return };
        let streams = &mut self.streams;
        let topic = streams.groups[group].topic;
        let log = &streams.topics[topic].partitions[partition];
        let cursor = &mut streams.groups[group].cursors[partition];
        let mut wait = None;
        while cursor.taken.len() < plan.batch {
            let Some(message) = log.get(cursor.next) else { break };
            if message.dropped {
                cursor.next += 1;
                if cursor.taken.is_empty() {
                    cursor.committed = cursor.next;
                }
                continue;
            }
            if message.ready > now {
                wait = Some(message.ready);
                break;
            }
            let given_up = cursor.given_up.iter().position(|place| *place == cursor.next);
            let begun = given_up.map(|index| cursor.given_up.swap_remove(index)).is_some();
            cursor.taken.push(Taken { place: cursor.next, failed: 0, begun, state: Progress::Held(0) });
            cursor.next += 1;
            cursor.waiting = cursor.waiting.saturating_sub(1);
        }
        if cursor.taken.is_empty()
            && let Some(wait) = wait
        {
            self.look_at(group, partition, wait);
        }
    }

    /// Whether a message that was taken has to wait for one before it.
    fn has_one_before(&self, group: usize, partition: usize, index: usize) -> bool {
        let state = &self.streams.groups[group];
        let order = &self.program.topics[state.topic].order;
        let log = &self.streams.topics[state.topic].partitions[partition];
        let taken = &state.cursors[partition].taken;
        let place = taken[index].place;
        !order.is_empty()
            && taken[..index].iter().any(|other| {
                other.state != Progress::Done
                    && order.iter().all(|field| log.cell(other.place, *field) == log.cell(place, *field))
            })
    }

    fn run_taken(&mut self, group: usize, partition: usize, index: usize, taker: &Taker) {
        let streams = &mut self.streams;
        let topic = streams.groups[group].topic;
        let cursor = &mut streams.groups[group].cursors[partition];
        let taken = &mut cursor.taken[index];
        taken.state = Progress::Runs;
        let (place, failed, epoch) = (taken.place, taken.failed, cursor.epoch);
        let again = std::mem::replace(&mut taken.begun, true);
        let log = &streams.topics[topic].partitions[partition];
        let Some(message) = log.get(place).copied() else { return };
        log.copy(place, &mut streams.cells);
        let (flow, station) = match *taker {
            Taker::Station(flow, station) => (flow, Some(station)),
            Taker::Pushed(flow) => (flow, None),
        };
        self.count_delivery(topic, &message, again);
        // Each attempt has luck of its own, and so has each life of a group.
        let attempt = failed.wrapping_add(epoch.wrapping_shl(16)).wrapping_add(u32::from(message.copy) << 31);
        let delivery = Delivery { group, flow, from: From::Partition(partition, place, epoch) };
        self.deliver(delivery, &message, attempt, station, 0);
    }

    /// Who can run messages of a partition now.
    fn taker(&self, group: usize, partition: usize) -> Option<Taker> {
        let state = &self.streams.groups[group];
        let topic = state.topic;
        let plan = &self.program.topics[topic];
        let instance = self.streams.topics[topic].partitions[partition].instance as usize;
        if self.is_closed(topic, partition) {
            return None;
        }
        if let Way::Buffer = plan.way
            && state.instance.is_none()
        {
            let flow = state.members.first()?.flow;
            let at = *self.program.flows[flow].on.last()?;
            let station = self.program.parts[at].first + instance;
            // What is in the memory of an instance is consumed there, where its consumer is the same component.
            return if at == plan.at && plan.own {
                self.works(station).then_some(Taker::Station(flow, station))
            } else {
                Some(Taker::Pushed(flow))
            };
        }
        let member = state.members.get(state.cursors[partition].owner?)?;
        (member.present && self.works(member.station)).then_some(Taker::Station(member.flow, member.station))
    }

    /// Whether a topic gives nothing out: what it is in is away, or the partition stands still.
    pub(super) fn is_closed(&self, topic: usize, partition: usize) -> bool {
        let state = &self.streams.topics[topic];
        if state.is_down(partition) || state.is_paused(partition) {
            return true;
        }
        if !self.troubled {
            return false;
        }
        let plan = &self.program.topics[topic];
        let part = &self.program.parts[plan.at];
        if plan.own {
            let instance = state.partitions.get(partition).map_or(0, |log| log.instance as usize);
            return !self.works(part.first + instance);
        }
        !(part.first..part.first + part.count).any(|station| self.works(station))
    }

    /// Whether a station is there and goes on.
    pub(super) fn works(&self, station: usize) -> bool {
        let state = &self.stations[station];
        state.open && state.is_up(self.now()) && !state.attributes.paused
    }

    /// Looks at a partition at a time, unless somebody does so before.
    pub(super) fn look_at(&mut self, group: usize, partition: usize, time: u64) {
        let cursor = &mut self.streams.groups[group].cursors[partition];
        if cursor.looks_at == 0 || time < cursor.looks_at {
            cursor.looks_at = time;
            let small = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
            self.queue.at(time, Event::Look(small(group), small(partition)));
        }
    }
}
