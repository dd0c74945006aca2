use super::state::session;
use crate::problem::model::{Attribute, AttributeChange, AttributeValue, Instances, Target};
use crate::sim::program::Delivery;
use crate::sim::run::{Event, Machine};

impl Machine<'_> {
    /// Instances may have come or gone: groups share their partitions anew, and everybody looks again.
    pub(in crate::sim) fn members_changed(&mut self) {
        if self.streams.topics.is_empty() {
            return;
        }
        let now = self.now();
        for station in 0..self.stations.len() {
            let missing = self.streams.missing[station];
            self.streams.missing[station] = if self.works(station) { u64::MAX } else { missing.min(now) };
        }
        for group in 0..self.streams.groups.len() {
            self.count_members(group);
        }
        for topic in 0..self.streams.topics.len() {
            if !self.streams.topics[topic].paused.iter().any(|paused| *paused) {
                let parked = std::mem::take(&mut self.streams.topics[topic].parked);
                self.ready.extend(parked);
            }
            for index in 0..self.streams.topics[topic].groups.len() {
                let group = self.streams.topics[topic].groups[index];
                match self.program.topics[topic].way {
                    Delivery::Queue { .. } => self.receive(group),
                    Delivery::Log { .. } | Delivery::Buffer => self.take_all(group),
                }
            }
        }
    }

    fn count_members(&mut self, number: usize) {
        let now = self.now();
        let way = self.program.topics[self.streams.groups[number].topic].way;
        let alone = self.streams.groups[number].instance.is_some();
        // An instance that is a group by itself is not missed by anybody.
        let session = if alone { 0 } else { session(way) };
        let (mut changed, mut returned) = (false, false);
        for index in 0..self.streams.groups[number].members.len() {
            let member = self.streams.groups[number].members[index];
            let station = &self.stations[member.station];
            let missing = self.streams.missing[member.station];
            let over = missing.saturating_add(session);
            let present = if alone { station.open && station.is_up(now) } else { station.open && now < over };
            if missing != u64::MAX && now < over && over != u64::MAX {
                self.queue.at(over, Event::Members);
            }
            let life = station.lives;
            let back = member.life != life && missing == u64::MAX;
            let known = &mut self.streams.groups[number].members[index];
            changed |= known.present != present;
            returned |= back;
            known.present = present;
            if back {
                known.life = life;
            }
        }
        if alone {
            if changed || returned {
                self.starts_anew(number);
            }
        } else if changed || returned {
            self.rebalance(number);
        }
    }

    /// An instance that gets every message by itself went away or came back: it begins with what is sent from now on.
    fn starts_anew(&mut self, number: usize) {
        let now = self.now();
        let streams = &mut self.streams;
        let group = &mut streams.groups[number];
        let topic = &streams.topics[group.topic];
        for (cursor, log) in group.cursors.iter_mut().zip(&topic.partitions) {
            cursor.epoch += 1;
            cursor.taken.clear();
            cursor.given_up.clear();
            cursor.waiting = 0;
            cursor.next = log.end();
            cursor.committed = log.end();
        }
        group.backlog.set(now, 0);
        group.own_partitions();
    }

    /// The members of a group share its partitions anew, and stand still meanwhile.
    fn rebalance(&mut self, number: usize) {
        let now = self.now();
        let topic = self.streams.groups[number].topic;
        let plan = &self.program.topics[topic];
        let group = &mut self.streams.groups[number];
        group.changes += 1;
        if let Delivery::Log { rebalance, .. } = plan.way {
            let stream = crate::calc::random::Stream::new(self.settings.seed, plan.stream);
            let number = u32::try_from(number).unwrap_or(0);
            let time = rebalance.draw(&mut stream.request(group.changes).draw(number, 0));
            group.still_until = group.still_until.max(now + time);
        }
        let before: Vec<Option<usize>> = group.cursors.iter().map(|cursor| cursor.owner).collect();
        group.own_partitions();
        for (partition, before) in before.into_iter().enumerate() {
            if self.streams.groups[number].cursors[partition].owner != before {
                self.give_up_taken(number, partition);
            }
        }
    }

    /// Topics are as the file has them.
    pub(in crate::sim) fn reset_topics(&mut self) {
        for (state, plan) in self.streams.topics.iter_mut().zip(&self.program.topics) {
            state.duplicate = plan.duplicate;
            state.down.clear();
            state.paused.clear();
        }
    }

    /// A fault changes a topic.
    pub(in crate::sim) fn change_topic(&mut self, change: &AttributeChange) {
        let Target::Topic(topic, instances) = change.target else { return };
        let state = &mut self.streams.topics[topic.index()];
        let count = state.partitions.len().max(1);
        let meant = |partition: usize| match instances {
            Instances::All | Instances::TheRunner => true,
            Instances::One(one) => partition == one as usize,
            Instances::First(first) => partition < first as usize,
        };
        let set = |flags: &mut Vec<bool>, value: bool| {
            flags.resize(count, false);
            (0..count).filter(|partition| meant(*partition)).for_each(|partition| flags[partition] = value);
        };
        match (change.attribute, change.value) {
            (Attribute::Duplicate, AttributeValue::Number(share)) => state.duplicate = share,
            (Attribute::Up, AttributeValue::Flag(up)) => set(&mut state.down, !up),
            (Attribute::Paused, AttributeValue::Flag(paused)) => set(&mut state.paused, paused),
            _ => {}
        }
    }

    /// The messages in the memory of an instance are gone with it.
    pub(in crate::sim) fn lose_messages(&mut self, component: usize, instance: u32) {
        let program = self.program;
        for (topic, plan) in program.topics.iter().enumerate() {
            if plan.at != component || !matches!(plan.way, Delivery::Buffer) {
                continue;
            }
            for partition in 0..self.streams.topics[topic].partitions.len() {
                if !plan.own || self.streams.topics[topic].partitions[partition].instance == instance {
                    self.lose_partition(topic, partition);
                }
            }
        }
    }
}
