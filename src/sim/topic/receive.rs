use super::state::{Delivery, From};
use crate::sim::component::Where;
use crate::sim::program::{Delivery as Way, Trigger};
use crate::sim::run::{Event, Machine, key_with};

/// The place of the draw of a receive: no step has it.
const RECEIVE: u32 = 0x7265_6365;

impl Machine<'_> {
    /// Messages have come: they are received when whoever sends has sent all that it sends at this moment, so that
    /// one receive takes a batch.
    pub(super) fn receive_soon(&mut self, group: usize) {
        let letters = &mut self.streams.groups[group].letters;
        if letters.visible() > 0 && !std::mem::replace(&mut letters.asked, true) {
            self.queue.soon(Event::Receive(u32::try_from(group).unwrap_or(u32::MAX)));
        }
    }

    /// The moment has come.
    pub(in crate::sim) fn receive_now(&mut self, group: usize) {
        self.streams.groups[group].letters.asked = false;
        self.receive(group);
    }

    /// Instances that have slots free receive messages of a queue, as long as there are any.
    pub(in crate::sim) fn receive(&mut self, group: usize) {
        let program = self.program;
        let topic = self.streams.groups[group].topic;
        let plan = &program.topics[topic];
        let Way::Queue { receive, visibility, in_flight } = plan.way else { return };
        loop {
            let letters = &self.streams.groups[group].letters;
            let room = in_flight.saturating_sub(letters.flying);
            let most = usize::try_from(room).unwrap_or(usize::MAX).min(letters.visible());
            if most == 0 || self.is_closed(topic, 0) {
                return;
            }
            let Some((member, free)) = self.who_receives(group) else { return };
            let Trigger::Consume(consumer) = &program.flows[member.0].trigger else { return };
            if self.measuring {
                self.meters[plan.at].visits += 1;
            }
            let mut latency = None;
            for _ in 0..most.min(free).min(consumer.batch) {
                let streams = &mut self.streams;
                let letters = &mut streams.groups[group].letters;
                let Some(at) = letters.receive() else { break };
                let letter = *letters.get(at);
                letters.copy(at, &mut streams.cells);
                if consumer.attempts.is_some_and(|attempts| letter.receives > attempts) {
                    self.dead_letter(group, member.0, &letter.message);
                    self.delete_letter(group, at);
                    continue;
                }
                let attempt = letter.receives.wrapping_add(u32::from(letter.message.copy) << 31);
                let latency = *latency.get_or_insert_with(|| {
                    receive.draw(&mut key_with(letter.message.luck).draw(RECEIVE, attempt))
                });
                let lane = self.queue.lane(visibility);
                let number = u32::try_from(group).unwrap_or(u32::MAX);
                self.queue.along(lane, Event::Visible(number, at, letter.receipt));
                self.count_delivery(topic, &letter.message, letter.receives > 1);
                let delivery = Delivery { group, flow: member.0, from: From::Letter(at, letter.receipt) };
                self.deliver(delivery, &letter.message, attempt, Some(member.1), latency);
            }
        }
    }

    /// The instance with the most slots free, by flow and station, and how many; of equal ones the next in turn.
    fn who_receives(&mut self, group: usize) -> Option<((usize, usize), usize)> {
        let state = &self.streams.groups[group];
        let count = state.members.len();
        let turn = state.letters.turn;
        let mut best: Option<(usize, usize)> = None;
        for step in 0..count {
            let member = (turn + step) % count;
            let station = state.members[member].station;
            if !self.works(station) || self.stations[station].waiting > 0 {
                continue;
            }
            let station = &self.stations[station];
            let free = station.attributes.slots.saturating_sub(station.busy) as usize;
            if free > 0 && best.is_none_or(|(_, most)| free > most) {
                best = Some((member, free));
            }
        }
        let (member, free) = best?;
        let state = &mut self.streams.groups[group];
        state.letters.turn = member + 1;
        let member = state.members[member];
        Some(((member.flow, member.station), free))
    }

    /// The time has come at which a message can be received, unless it was finished or received again meanwhile.
    pub(in crate::sim) fn becomes_visible(&mut self, group: usize, at: u32, receipt: u32) {
        let now = self.now();
        let state = &mut self.streams.groups[group];
        let letter = state.letters.get(at);
        if letter.receipt != receipt {
            return;
        }
        match letter.state {
            Where::Delayed => state.backlog.up(now),
            Where::Backs | Where::Flies => {}
            Where::Visible | Where::Gone => return,
        }
        state.letters.show(at);
        let topic = state.topic;
        self.measure_longest(topic, 0);
        self.receive(group);
    }

    /// A message of a queue is finished.
    pub(super) fn delete_letter(&mut self, group: usize, at: u32) {
        let now = self.now();
        let state = &mut self.streams.groups[group];
        state.letters.delete(at);
        state.backlog.down(now);
    }

    /// A slot has become free.
    pub(in crate::sim) fn slot_is_free(&mut self, component: usize) {
        let program = self.program;
        for plan in &program.parts[component].receives {
            let topic = program.groups[*plan].topic;
            for index in 0..self.streams.topics[topic].groups.len() {
                let group = self.streams.topics[topic].groups[index];
                self.receive(group);
            }
        }
    }
}
