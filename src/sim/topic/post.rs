use crate::problem::model::{FlowId, Full, Reason};
use crate::sim::code::{Trap, evaluate};
use crate::sim::component::{Cursor, Message, Partition};
use crate::sim::engine::Handle;
use crate::sim::outcome::RequestNumber;
use crate::sim::program::{Delivery, Post};
use crate::sim::run::{Event, Machine, Verdict, key_with, luck};

/// Places of the draws of a message: no step has them.
const FETCH: u32 = 0x6665_7463;
const TWICE: u32 = 0x7477_6963;

/// What became of a message that was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::sim) enum Posted {
    /// It is there.
    Done,
    /// It is not.
    No(Verdict),
    /// The partition stands still: the sender waits.
    Waits,
}

impl Machine<'_> {
    /// Puts what a step sends into its topic, in the memory of an instance where that matters.
    pub(in crate::sim) fn post(
        &mut self,
        handle: Handle,
        post: &Post,
        place: u32,
        instance: u32,
    ) -> Result<Posted, Trap> {
        let plan = &self.program.topics[post.topic];
        let mut cells = std::mem::take(&mut self.streams.cells);
        cells.clear();
        let request = self.of(handle);
        let scope = self.scope(request);
        let mut given = 0;
        for (field, code) in post.fields.iter().enumerate() {
            let value = code.as_ref().map(|code| evaluate(code, &scope)).transpose()?;
            given |= u64::from(value.is_some()) << field;
            cells.push(value.unwrap_or(0));
        }
        let key = post.key.as_ref().map(|code| evaluate(code, &scope)).transpose()?;
        let delay = post.delay.as_ref().map(|code| evaluate(code, &scope)).transpose()?;
        let delay = delay.map_or(plan.delay, |delay| delay.max(0).cast_unsigned());
        let luck = luck(request.luck.key().draw(place, request.lap).bits(), plan.stream, 0);
        let (root, depth, now) = (request.root, request.rare.depth, self.now());
        self.streams.cells = cells;
        if plan.most_delay.is_some_and(|most| delay > most) {
            return Ok(Posted::No(Verdict::of_status(400)));
        }
        let message =
            Message { sent: now, ready: now + delay, luck, root, given, depth, copy: false, dropped: false };
        Ok(self.put_message(post.topic, message, key, instance))
    }

    /// Puts the change of a row into the topic of such changes.
    pub(in crate::sim) fn feed(&mut self, topic: usize, table: usize, row: u32) {
        let program = self.program;
        let plan = &program.topics[topic];
        let number = self.streams.topics[topic].sent;
        let flow = plan.groups.first().and_then(|group| program.groups[*group].flows.first());
        let root =
            RequestNumber { flow: FlowId(flow.map_or(0, |flow| u32::try_from(*flow).unwrap_or(0))), number };
        let cells = &mut self.streams.cells;
        cells.clear();
        cells.extend_from_slice(self.truth.tables.all[table].row(row));
        let now = self.now();
        let message = Message {
            sent: now,
            ready: now,
            luck: luck(self.settings.seed, plan.stream, number),
            root,
            given: u64::MAX,
            depth: 0,
            copy: false,
            dropped: false,
        };
        self.put_message(topic, message, None, 0);
    }

    /// Puts a message that carries `streams.cells` into a topic.
    pub(super) fn put_message(
        &mut self,
        topic: usize,
        message: Message,
        key: Option<i64>,
        instance: u32,
    ) -> Posted {
        let program = self.program;
        let plan = &program.topics[topic];
        let key = key.or_else(|| plan.key.map(|field| self.streams.cells[field]));
        let partition = match plan.way {
            Delivery::Queue { .. } => 0,
            Delivery::Log { .. } | Delivery::Buffer => self.partition(topic, key, instance),
        };
        let state = &self.streams.topics[topic];
        if state.is_down(partition) {
            return Posted::No(Verdict::no(Reason::Down));
        }
        if state.is_paused(partition) {
            return Posted::Waits;
        }
        if self.holds_no_more(topic, partition) {
            match plan.full {
                Full::Refuse => return Posted::No(Verdict::no(Reason::Full)),
                Full::DropNewest => {
                    self.count_sent(topic, &message);
                    self.count_dropped(topic, &message);
                    return Posted::Done;
                }
                Full::DropOldest => self.drop_oldest(topic, partition),
            }
        }
        self.count_sent(topic, &message);
        self.append(topic, partition, message);
        let twice = self.streams.topics[topic].duplicate;
        if twice > 0.0 && key_with(message.luck).draw(TWICE, 0).chance(twice) {
            self.append(topic, partition, Message { copy: true, ..message });
        }
        self.measure_longest(topic, partition);
        for index in 0..self.streams.topics[topic].groups.len() {
            let group = self.streams.topics[topic].groups[index];
            match plan.way {
                Delivery::Queue { .. } => self.receive_soon(group),
                Delivery::Log { .. } | Delivery::Buffer => self.take(group, partition),
            }
        }
        Posted::Done
    }

    fn append(&mut self, topic: usize, partition: usize, message: Message) {
        let now = self.now();
        let plan = &self.program.topics[topic];
        let log = match plan.way {
            Delivery::Queue { .. } => false,
            Delivery::Log { .. } | Delivery::Buffer => true,
        };
        let ready = match &plan.way {
            Delivery::Log { fetch, .. } => {
                message.ready + fetch.draw(&mut key_with(message.luck).draw(FETCH, 0))
            }
            Delivery::Queue { .. } | Delivery::Buffer => message.ready,
        };
        let streams = &mut self.streams;
        if log {
            let message = Message { ready, ..message };
            streams.topics[topic].partitions[partition].push(message, &streams.cells);
        }
        for index in 0..streams.topics[topic].groups.len() {
            let number = streams.topics[topic].groups[index];
            let group = &mut streams.groups[number];
            if log {
                if group.takes_part() {
                    group.cursors[partition].waiting += 1;
                    group.backlog.up(now);
                }
                continue;
            }
            let letter = group.letters.add(message, &streams.cells);
            if ready > now {
                let receipt = group.letters.get(letter).receipt;
                let group = u32::try_from(number).unwrap_or(u32::MAX);
                self.queue.at(ready, Event::Visible(group, letter, receipt));
            } else {
                group.letters.show(letter);
                group.backlog.up(now);
            }
        }
    }

    /// The partition of a key.
    fn partition(&mut self, topic: usize, key: Option<i64>, instance: u32) -> usize {
        let plan = &self.program.topics[topic];
        let state = &mut self.streams.topics[topic];
        let number = match key {
            Some(key) if plan.partitions == 0 => key,
            Some(key) => key.rem_euclid(i64::from(plan.partitions)),
            None => {
                state.turn = (state.turn + 1) % plan.partitions.max(1);
                i64::from(state.turn)
            }
        };
        if !plan.own && plan.partitions > 0 {
            return usize::try_from(number).unwrap_or(0);
        }
        let instance = if plan.own { instance } else { 0 };
        if let Some(place) = state.places.get(&(instance, number)) {
            return *place as usize;
        }
        let place = state.partitions.len();
        state.partitions.push(Partition::new(plan.width, instance));
        state.places.insert((instance, number), u32::try_from(place).unwrap_or(u32::MAX));
        for index in 0..state.groups.len() {
            let group = &mut self.streams.groups[state.groups[index]];
            let present: Vec<usize> =
                (0..group.members.len()).filter(|member| group.members[*member].present).collect();
            let owner = present.get(place % present.len().max(1)).copied();
            group.cursors.push(Cursor { owner, ..Cursor::default() });
        }
        place
    }

    /// Whether a partition holds as many messages as it may.
    fn holds_no_more(&self, topic: usize, partition: usize) -> bool {
        self.program.topics[topic].max.is_some_and(|max| self.length(topic, partition) >= max)
    }

    /// Messages in a partition that its slowest group has not taken.
    pub(super) fn length(&self, topic: usize, partition: usize) -> u64 {
        let queue = matches!(self.program.topics[topic].way, Delivery::Queue { .. });
        let of = |group: &usize| {
            let group = &self.streams.groups[*group];
            if queue { group.letters.visible() as u64 } else { group.cursors[partition].waiting }
        };
        self.streams.topics[topic].groups.iter().map(of).max().unwrap_or(0)
    }

    /// The oldest message that the slowest group has not taken goes.
    fn drop_oldest(&mut self, topic: usize, partition: usize) {
        let now = self.now();
        let streams = &mut self.streams;
        let state = &mut streams.topics[topic];
        let slowest = state
            .groups
            .iter()
            .copied()
            .max_by_key(|group| streams.groups[*group].cursors[partition].waiting);
        let Some(slowest) = slowest else { return };
        let log = &mut state.partitions[partition];
        let mut place = streams.groups[slowest].cursors[partition].next.max(log.base());
        while log.get(place).is_some_and(|message| message.dropped) {
            place += 1;
        }
        let Some(message) = log.get(place).copied() else { return };
        log.drop_at(place);
        for group in &state.groups {
            let group = &mut streams.groups[*group];
            if group.takes_part() && group.cursors[partition].next <= place {
                group.cursors[partition].waiting = group.cursors[partition].waiting.saturating_sub(1);
                group.backlog.down(now);
            }
        }
        self.count_dropped(topic, &message);
    }
}
