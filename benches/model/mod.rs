//! What the models are, whoever runs them, and what a run of one yields.

use napkin::sim::engine::{Histogram, Level, SECOND};

/// Where the seed and the stream of every model begin.
pub const SEED: u64 = 2026;

/// M/M/1 at 80 %: mean times in nanoseconds.
pub mod mm1 {
    pub const INTERVAL: f64 = 1.25e9;
    pub const SERVICE: f64 = 1e9;
}

/// Load balancer, API and database in a row, each at 40 % to 80 % (SIMULATION: λ = 8/s).
pub mod tandem {
    use super::SECOND;

    pub const INTERVAL: f64 = 0.125e9;
    /// Servers and mean service time of each station.
    pub const STATIONS: [(usize, f64); 3] = [(1, 0.05e9), (16, 1.6e9), (8, 0.8e9)];
    /// Every request arms a time-out and cancels it when it is done.
    pub const TIMEOUT: u64 = 30 * SECOND;
}

/// Devices that ping a server with constant service times.
pub mod devices;

/// What a run yields: how many events, and what was measured.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Outcome {
    /// Arrivals and completions of service.
    pub events: u64,
    /// Mean wait in seconds at each station.
    pub waits: Vec<f64>,
    /// Everything measured, in one number: equal for equal runs.
    pub digest: u64,
}

impl Outcome {
    /// What a race compares: events and digest.
    pub fn ends(&self) -> (u64, u64) {
        (self.events, self.digest)
    }

    /// Sums alone, in nanoseconds, of `requests` requests.
    pub fn of_sums(events: u64, requests: u64, waits: &[u64], latency: u64) -> Self {
        let waits = waits.iter().map(|wait| *wait as f64 / requests as f64 / 1e9).collect();
        Self { events, waits, digest: latency }
    }

    /// All that the simulator measures.
    pub fn of(events: u64, end: u64, waits: &[&Histogram], latency: &Histogram, levels: &[&Level]) -> Self {
        let mut digest = Digest(end);
        for histogram in waits.iter().copied().chain([latency]) {
            digest.add_histogram(histogram);
        }
        for level in levels {
            digest.add(level.most());
            digest.add(level.integral(end) as u64);
        }
        let waits = waits.iter().map(|wait| wait.mean().unwrap_or(0.0) / 1e9).collect();
        Self { events, waits, digest: digest.0 }
    }
}

/// Many numbers in one.
pub struct Digest(pub u64);

impl Digest {
    pub fn add(&mut self, word: u64) {
        self.0 = (self.0 ^ word).wrapping_mul(0x100_0000_01b3).rotate_left(23);
    }

    pub fn add_histogram(&mut self, histogram: &Histogram) {
        self.add(histogram.count());
        for q in [0.1, 0.5, 0.9, 0.99, 0.999] {
            self.add(histogram.quantile(q).unwrap_or(0));
        }
        self.add(histogram.mean().unwrap_or(0.0).to_bits());
    }
}
