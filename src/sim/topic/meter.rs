use crate::sim::component::Message;
use crate::sim::outcome::TopicOutcome;
use crate::sim::program::Delivery;
use crate::sim::run::Machine;

impl Machine<'_> {
    /// What is counted of a topic from now on; nothing of the changes of a table.
    fn counted(&mut self, topic: usize) -> Option<&mut TopicOutcome> {
        let counts = self.now().cast_signed() >= self.out.window.0;
        self.out.topics.get_mut(topic).filter(|_| counts)
    }

    /// Whether a message counts: sent after the warm-up, and not a copy.
    fn counts(&self, message: &Message) -> bool {
        message.sent.cast_signed() >= self.out.window.0 && !message.copy
    }

    pub(super) fn count_sent(&mut self, topic: usize, message: &Message) {
        self.streams.topics[topic].sent += 1;
        if self.counts(message)
            && let Some(out) = self.out.topics.get_mut(topic)
        {
            out.sent += 1;
        }
    }

    /// A message is given to a consumer: for the first time, again after a failure, or a second time by the broker.
    pub(super) fn count_delivery(&mut self, topic: usize, message: &Message, again: bool) {
        if let Some(out) = self.counted(topic) {
            out.redelivered += u64::from(again);
            out.duplicates += u64::from(message.copy && !again);
        }
    }

    /// A message is finished.
    pub(super) fn count_consumed(&mut self, topic: usize, message: &Message) {
        let age = self.now() - message.sent;
        if self.counts(message)
            && let Some(out) = self.out.topics.get_mut(topic)
        {
            out.age.record(age);
        }
    }

    /// A message was dead-lettered: nobody has consumed it.
    pub(super) fn count_dead(&mut self, topic: usize, message: &Message) {
        if let Some(out) = self.counted(topic) {
            out.dead += 1;
        }
        self.count_never(topic, message);
    }

    /// A message was dropped.
    pub(super) fn count_dropped(&mut self, topic: usize, message: &Message) {
        if let Some(out) = self.counted(topic) {
            out.dropped += 1;
        }
        self.count_never(topic, message);
    }

    fn count_never(&mut self, topic: usize, message: &Message) {
        if self.counts(message)
            && let Some(out) = self.out.topics.get_mut(topic)
        {
            out.age.record_never();
        }
    }

    /// The most messages that waited in one partition.
    pub(super) fn measure_longest(&mut self, topic: usize, partition: usize) {
        let length = self.length(topic, partition);
        if let Some(out) = self.counted(topic) {
            out.longest = out.longest.max(length);
        }
    }

    /// What is not finished counts from now on.
    pub(in crate::sim) fn topics_warmed_up(&mut self) {
        let now = self.now();
        for group in &mut self.streams.groups {
            group.backlog.begin(now);
        }
    }

    /// The load is over: the lag of a topic is that of its slowest group.
    pub(in crate::sim) fn measure_lag(&mut self) {
        let now = self.now();
        for (state, out) in self.streams.topics.iter().zip(&mut self.out.topics) {
            for group in &state.groups {
                let backlog = &self.streams.groups[*group].backlog;
                out.lag_max = out.lag_max.max(backlog.most());
                out.lag_mean = out.lag_mean.max(backlog.mean(now));
            }
        }
    }

    /// Messages that wait for the consumers on a component, all groups together.
    pub(in crate::sim) fn lag_of(&self, component: usize) -> u64 {
        let program = self.program;
        let here = |flow: usize| program.flows[flow].on.last() == Some(&component);
        let groups = self.streams.groups.iter();
        let groups = groups.filter(|group| group.members.iter().any(|member| here(member.flow)));
        groups.map(|group| group.backlog.value()).sum()
    }

    /// The end of the run: what nobody has consumed was never consumed.
    pub(in crate::sim) fn count_unconsumed(&mut self) {
        for topic in 0..self.out.topics.len() {
            let mut left: Vec<Message> = Vec::new();
            for group in &self.streams.topics[topic].groups {
                let group = &self.streams.groups[*group];
                if !group.takes_part() {
                    continue;
                }
                if let Delivery::Queue { .. } = self.program.topics[topic].way {
                    left.extend(group.letters.each().map(|letter| letter.message));
                    continue;
                }
                for (cursor, log) in group.cursors.iter().zip(&self.streams.topics[topic].partitions) {
                    let done = |place: u64| {
                        let finished = crate::sim::component::Progress::Done;
                        cursor.taken.iter().any(|taken| taken.place == place && taken.state == finished)
                    };
                    let places = (cursor.committed..log.end()).filter(|place| !done(*place));
                    left.extend(places.filter_map(|place| log.get(place)).filter(|message| !message.dropped));
                }
            }
            for message in left {
                self.count_never(topic, &message);
            }
        }
    }

    /// What is in a partition is lost.
    pub(super) fn lose_partition(&mut self, topic: usize, partition: usize) {
        let now = self.now();
        let streams = &mut self.streams;
        let state = &mut streams.topics[topic];
        let log = &mut state.partitions[partition];
        let (base, end) = (log.base(), log.end());
        let mut lost: Vec<Message> = Vec::new();
        for group in &state.groups {
            let group = &mut streams.groups[*group];
            let cursor = &mut group.cursors[partition];
            let left = cursor.waiting + cursor.taken.len() as u64;
            lost.extend(
                (cursor.next.max(base)..end).filter_map(|place| log.get(place)).filter(|one| !one.dropped),
            );
            group.backlog.set(now, group.backlog.value().saturating_sub(left));
            cursor.epoch += 1;
            cursor.taken.clear();
            cursor.given_up.clear();
            cursor.waiting = 0;
            (cursor.next, cursor.committed) = (end, end);
        }
        log.trim(end);
        for message in lost {
            self.count_dropped(topic, &message);
        }
    }
}
