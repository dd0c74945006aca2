use crate::problem::model::{Attribute, AttributeValue, Component, Duration, Kind};
use crate::sim::engine::Delay;

/// What of a station can change while a run goes on.
#[derive(Clone, Debug)]
pub struct Attributes {
    /// `false` refuses at once.
    pub up: bool,
    /// Takes requests and does nothing with them.
    pub paused: bool,
    /// Its work takes so many times as long.
    pub slow: f64,
    /// How far its clock is ahead, nanoseconds.
    pub clock: i64,
    /// The share of requests that never arrive.
    pub drop: f64,
    /// The share of requests whose answer is lost.
    pub lose_reply: f64,
    /// Requests served at once.
    pub slots: u32,
    /// Requests that may wait.
    pub queue: u32,
    /// Its own work for one visit.
    pub time: Delay,
    /// The way to it and back.
    pub link: Delay,
    /// A read, of a Postgres; a script, of a Redis.
    pub read: Delay,
    /// A write with its commit, of a Postgres.
    pub write: Delay,
    /// How far a replica is behind.
    pub lag: Delay,
    /// Visits per second; 0 for no limit.
    pub quota: f64,
    /// Bytes it holds; 0 for no limit.
    pub memory: u64,
    /// Who sets out for it is there at once: no way to go, nothing is lost, and there is no quota.
    pub direct: bool,
    /// How long its own work takes, as slow as it is, where that is the same each time; 0 where it is drawn or none.
    pub steady: u64,
}

/// A duration of a file, ready to be drawn.
#[expect(clippy::cast_precision_loss, reason = "durations are written with a few digits")]
pub fn delay(duration: &Duration) -> Delay {
    match *duration {
        Duration::Constant(time) => Delay::Constant(time.max(0).cast_unsigned()),
        Duration::Lognormal { median, p99 } => Delay::lognormal(median as f64, p99 as f64),
        Duration::Uniform { low, high } => {
            Delay::Uniform { low: low.max(0).cast_unsigned(), high: high.max(0).cast_unsigned() }
        }
        Duration::Exponential { mean } => Delay::Exponential { mean: mean as f64 },
    }
}

impl Attributes {
    /// The attributes that a file gives a component.
    pub fn new(component: &Component) -> Self {
        let none = Delay::Constant(0);
        let (mut read, mut write, mut lag) = (none, none, none);
        let (mut quota, mut memory) = (0.0, 0);
        match &component.kind {
            Kind::Postgres(database) => {
                (read, write, lag) = (delay(&database.read), delay(&database.write), delay(&database.lag));
            }
            Kind::Redis(cache) => {
                read = delay(&cache.script);
                memory = cache.memory.unwrap_or(0);
            }
            Kind::External(external) => quota = external.quota.map_or(0.0, |quota| quota.rate),
            Kind::Pool(pool) => quota = pool.map_or(0.0, |quota| quota.rate),
            _ => {}
        }
        let mut attributes = Self {
            up: component.up,
            paused: component.paused,
            slow: component.slow,
            clock: component.clock,
            drop: component.drop,
            lose_reply: component.lose_reply,
            slots: component.slots,
            queue: component.queue,
            time: delay(&component.time),
            link: delay(&component.link),
            read,
            write,
            lag,
            quota,
            memory,
            direct: false,
            steady: 0,
        };
        attributes.work_out();
        attributes
    }

    /// Works out what follows from the others.
    fn work_out(&mut self) {
        self.direct = self.link == Delay::Constant(0)
            && self.drop <= 0.0
            && self.lose_reply <= 0.0
            && self.quota <= 0.0;
        self.steady = if let Delay::Constant(time) = self.time { self.slowed(time) } else { 0 };
    }

    /// Sets an attribute; one that a station does not have is left alone.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "counts are whole and were checked when the file was read"
    )]
    pub fn set(&mut self, attribute: Attribute, value: &AttributeValue) {
        match (attribute, value) {
            (Attribute::Up, AttributeValue::Flag(up)) => self.up = *up,
            (Attribute::Paused, AttributeValue::Flag(paused)) => self.paused = *paused,
            (Attribute::Slow, AttributeValue::Number(slow)) => self.slow = *slow,
            (Attribute::Clock, AttributeValue::Time(clock)) => self.clock = *clock,
            (Attribute::Drop, AttributeValue::Number(share)) => self.drop = *share,
            (Attribute::LoseReply, AttributeValue::Number(share)) => self.lose_reply = *share,
            (Attribute::Slots, AttributeValue::Number(slots)) => self.slots = *slots as u32,
            (Attribute::Queue, AttributeValue::Number(queue)) => self.queue = *queue as u32,
            (Attribute::Time, AttributeValue::Duration(time)) => self.time = delay(time),
            (Attribute::Link, AttributeValue::Duration(link)) => self.link = delay(link),
            (Attribute::Read, AttributeValue::Duration(read)) => self.read = delay(read),
            (Attribute::Write, AttributeValue::Duration(write)) => self.write = delay(write),
            (Attribute::Lag, AttributeValue::Duration(lag)) => self.lag = delay(lag),
            (Attribute::Quota, AttributeValue::Number(rate)) => self.quota = *rate,
            (Attribute::Memory, AttributeValue::Number(bytes)) => self.memory = *bytes as u64,
            _ => {}
        }
        self.work_out();
    }

    /// A drawn time, as many times as long as the station is slow.
    #[inline]
    #[expect(
        clippy::float_cmp,
        clippy::cast_precision_loss,
        reason = "1 is exactly 1 unless somebody set it; a time of days still has its nanoseconds"
    )]
    pub fn slowed(&self, time: u64) -> u64 {
        if self.slow == 1.0 { time } else { crate::calc::random::whole(time as f64 * self.slow) }
    }
}
