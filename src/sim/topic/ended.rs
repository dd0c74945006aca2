use super::state::From;
use crate::problem::model::Jitter;
use crate::sim::component::{Message, Progress};
use crate::sim::program::Trigger;
use crate::sim::run::{Event, Machine, key_with, luck};

/// The place of the draw of a backoff: no step has it.
const BACKOFF: u32 = 0x6261_636b;

/// How the run of a message ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::sim) enum End {
    /// Well: the message is finished.
    Well,
    /// Not well: it is run again, or dead-lettered.
    Badly,
    /// With its instance, which tells nobody.
    Dead,
}

impl Machine<'_> {
    /// The run of a consumer is over.
    pub(in crate::sim) fn message_ended(&mut self, id: u32, end: End) {
        let delivery = self.streams.deliveries[id as usize];
        self.streams.free.push(id);
        match delivery.from {
            From::Partition(partition, place, epoch) => {
                if self.streams.groups[delivery.group].cursors[partition].epoch == epoch {
                    self.taken_ended(delivery.group, partition, place, delivery.flow, end);
                }
            }
            From::Letter(at, receipt) => {
                if self.streams.groups[delivery.group].letters.holds(at, receipt) {
                    self.letter_ended(delivery.group, at, delivery.flow, end);
                }
            }
        }
    }

    fn taken_ended(&mut self, group: usize, partition: usize, place: u64, flow: usize, end: End) {
        let now = self.now();
        if end == End::Dead {
            return self.give_up_taken(group, partition);
        }
        let streams = &mut self.streams;
        let topic = streams.groups[group].topic;
        let log = &streams.topics[topic].partitions[partition];
        let Some(message) = log.get(place).copied() else { return };
        log.copy(place, &mut streams.cells);
        let cursor = &mut streams.groups[group].cursors[partition];
        let Some(taken) = cursor.taken.iter_mut().find(|taken| taken.place == place) else { return };
        taken.state = Progress::Done;
        if end == End::Badly {
            taken.failed += 1;
            let failed = taken.failed;
            if self.is_last(flow, failed) {
                self.dead_letter(group, flow, &message);
            } else {
                let wait = self.backoff(flow, &message, failed);
                let cursor = &mut self.streams.groups[group].cursors[partition];
                if let Some(taken) = cursor.taken.iter_mut().find(|taken| taken.place == place) {
                    taken.state = Progress::Held(now + wait);
                }
                return self.look_at(group, partition, (now + wait).max(1));
            }
        } else {
            self.count_consumed(topic, &message);
        }
        let cursor = &mut self.streams.groups[group].cursors[partition];
        if cursor.taken.iter().all(|taken| taken.state == Progress::Done) {
            let count = cursor.taken.len() as u64;
            cursor.taken.clear();
            cursor.committed = cursor.next;
            let backlog = &mut self.streams.groups[group].backlog;
            backlog.set(now, backlog.value().saturating_sub(count));
            self.trim(topic, partition);
        }
        self.take(group, partition);
    }

    /// What was taken of a partition and not committed will be taken again.
    pub(super) fn give_up_taken(&mut self, group: usize, partition: usize) {
        let streams = &mut self.streams;
        let topic = streams.groups[group].topic;
        let cursor = &mut streams.groups[group].cursors[partition];
        cursor.epoch += 1;
        cursor.given_up.extend(cursor.taken.drain(..).filter(|taken| taken.begun).map(|taken| taken.place));
        let log = &streams.topics[topic].partitions[partition];
        let live = |place: &u64| log.get(*place).is_some_and(|message| !message.dropped);
        cursor.waiting += (cursor.committed..cursor.next).filter(live).count() as u64;
        cursor.next = cursor.committed;
    }

    /// Forgets what every group has committed.
    fn trim(&mut self, topic: usize, partition: usize) {
        let streams = &mut self.streams;
        let state = &mut streams.topics[topic];
        let groups = state.groups.iter().map(|group| &streams.groups[*group]);
        let least =
            groups.filter(|group| group.takes_part()).map(|group| group.cursors[partition].committed).min();
        if let Some(least) = least {
            state.partitions[partition].trim(least);
        }
    }

    fn letter_ended(&mut self, group: usize, at: u32, flow: usize, end: End) {
        let topic = self.streams.groups[group].topic;
        let letter = *self.streams.groups[group].letters.get(at);
        match end {
            // Nobody tells the queue: the message comes back by itself.
            End::Dead => return,
            End::Well => {
                self.delete_letter(group, at);
                self.count_consumed(topic, &letter.message);
            }
            End::Badly if self.is_last(flow, letter.receives) => {
                let streams = &mut self.streams;
                streams.groups[group].letters.copy(at, &mut streams.cells);
                self.dead_letter(group, flow, &letter.message);
                self.delete_letter(group, at);
            }
            End::Badly => {
                let wait = self.backoff(flow, &letter.message, letter.receives);
                let receipt = self.streams.groups[group].letters.back(at);
                let group = u32::try_from(group).unwrap_or(u32::MAX);
                self.queue.after(wait, Event::Visible(group, at, receipt));
            }
        }
        // Where too many were under way, there is room for another.
        self.receive(group);
    }

    fn is_last(&self, flow: usize, failed: u32) -> bool {
        let Trigger::Consume(plan) = &self.program.flows[flow].trigger else { return true };
        plan.attempts.is_some_and(|attempts| failed >= attempts)
    }

    /// The wait before the next attempt of a message that has failed so often.
    fn backoff(&self, flow: usize, message: &Message, failed: u32) -> u64 {
        let Trigger::Consume(plan) = &self.program.flows[flow].trigger else { return 0 };
        let factor = 1_u64.checked_shl(failed.saturating_sub(1)).unwrap_or(u64::MAX);
        let most = plan.base.saturating_mul(factor).min(plan.cap);
        match plan.jitter {
            Jitter::None => most,
            Jitter::Full => key_with(message.luck).draw(BACKOFF, failed).below(most.saturating_add(1)),
        }
    }

    /// A message that carries `streams.cells` failed too often: it goes to the topic of such messages.
    pub(super) fn dead_letter(&mut self, group: usize, flow: usize, message: &Message) {
        let program = self.program;
        let topic = self.streams.groups[group].topic;
        self.count_dead(topic, message);
        let Trigger::Consume(plan) = &program.flows[flow].trigger else { return };
        let Some((dead, fields)) = &plan.dead else { return };
        let cells = std::mem::take(&mut self.streams.cells);
        let mut given = 0;
        for (at, field) in fields.iter().enumerate() {
            let has = field.is_some_and(|field| message.given >> field & 1 == 1);
            given |= u64::from(has) << at;
            self.streams.cells.push(field.map_or(0, |field| cells[field]));
        }
        let now = self.now();
        let luck = luck(message.luck, program.topics[*dead].stream, 1);
        let ready = now + program.topics[*dead].delay;
        let message = Message { sent: now, ready, luck, given, copy: false, ..*message };
        // Where that topic takes nothing either, the message is gone; it has been counted.
        self.put_message(*dead, message, None, 0);
    }
}
