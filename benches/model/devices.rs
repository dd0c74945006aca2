use napkin::calc::random::Stream;
use napkin::sim::engine::{Histogram, Level, SECOND};
use napkin::sim::outcome::{Bucket, FlowOutcome, Outcome as Report};

use super::{Digest, SEED};

/// How many devices, and how often each pings, in nanoseconds.
#[derive(Clone, Copy)]
pub struct Fleet {
    pub devices: u32,
    pub every: u64,
}

/// The fleet of the gate.
pub const FLEET: Fleet = Fleet { devices: 140_000, every: 3 * SECOND };
/// Ten times as many, and as many pings: a heap of them leaves every processor's own cache.
pub const LARGE: Fleet = Fleet { devices: 1_400_000, every: 30 * SECOND };
pub const SERVERS: u32 = 4;
/// 58 % of the servers' time.
pub const SERVICE: u64 = 50_000;

/// What the simulator owes its user, whoever runs the model: pings and answers over time and by status, latencies, and
/// of the server every wait clocked by itself, the queue and the busy slots over time, up to the end of the load.
pub struct Measured {
    pub events: u64,
    flow: FlowOutcome,
    wait: Histogram,
    pub queued: Level,
    pub busy: Level,
    visits: u64,
    /// The end of the load, and what the levels came to there.
    until: u64,
    over: Option<[f64; 2]>,
    most: u64,
}

impl Fleet {
    /// When a device pings first, in a stream of this number.
    pub fn phase(self, stream: u64, device: u32) -> u64 {
        Stream::new(SEED, stream).request(device.into()).draw(0, 0).below(self.every)
    }
}

impl Measured {
    /// Of a load that lasts so long, in nanoseconds.
    pub fn new(until: u64) -> Self {
        Self {
            events: 0,
            flow: FlowOutcome::over(until.cast_signed()),
            wait: Histogram::new(),
            queued: Level::default(),
            busy: Level::default(),
            visits: 0,
            until,
            over: None,
            most: 0,
        }
    }

    /// Whether the load has just ended: the server is measured up to here.
    #[inline]
    pub fn ends(&self, now: u64) -> bool {
        now >= self.until && self.over.is_none()
    }

    /// The load has ended, and these still wait, since their arrival.
    pub fn end(&mut self, waiting: impl Iterator<Item = u64>) {
        waiting.for_each(|arrived| self.wait.record(self.until - arrived));
        self.over = Some([&self.busy, &self.queued].map(|level| level.mean(self.until)));
        self.most = self.queued.most();
    }

    /// A device pings.
    #[inline]
    pub fn arrives(&mut self, now: u64) {
        self.flow.begins(now.cast_signed());
        self.visits += u64::from(self.over.is_none());
    }

    /// A ping is served after a wait.
    #[inline]
    pub fn serves(&mut self, waited: u64) {
        if self.over.is_none() {
            self.wait.record(waited);
        }
    }

    /// A ping is answered.
    #[inline]
    pub fn answers(&mut self, arrived: u64, now: u64) {
        self.flow.answered(200, arrived.cast_signed(), now - arrived);
    }

    /// How many events there were, and all that was measured in one number.
    pub fn ended(mut self) -> (u64, u64) {
        self.flow.series.end();
        let [busy, queued] = self.over.unwrap_or_default();
        let server = [busy / f64::from(SERVERS), queued].map(f64::to_bits);
        let counts = [self.most, self.visits];
        (self.events, digest(&self.flow, &self.flow.series.buckets(), &self.wait, server, counts))
    }

    /// The same of a run of the problem file; an event is an arrival or a completion.
    pub fn reported(report: &Report) -> (u64, u64) {
        let (flow, server) = (&report.flows[0], &report.components[1]);
        let levels = [server.utilization, server.queue_mean].map(f64::to_bits);
        let counts = [server.queue_max, server.visits];
        let digest = digest(flow, &flow.series.buckets(), &server.wait, levels, counts);
        (flow.offered + flow.completed, digest)
    }
}

fn digest(
    flow: &FlowOutcome,
    buckets: &[Bucket],
    wait: &Histogram,
    levels: [u64; 2],
    counts: [u64; 2],
) -> u64 {
    let mut digest = Digest(0);
    [&flow.latency, wait].into_iter().for_each(|histogram| digest.add_histogram(histogram));
    let answers = flow.answers.iter().flat_map(|(status, count)| [u64::from(status), count]);
    let over_time = buckets.iter().flat_map(|of| [of.offered, of.good, of.errors, of.latency]);
    let counted = [flow.offered, flow.completed, flow.good, flow.errors.total()];
    counted
        .into_iter()
        .chain(answers)
        .chain(over_time)
        .chain(levels)
        .chain(counts)
        .for_each(|word| digest.add(word));
    digest.0
}
