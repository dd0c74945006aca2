//! Microseconds that the calculator takes for a line: text in, answer with its sentence and steps out.
//!
//! `cargo bench --bench calc [-- ROUNDS]` runs all lines in turn, round after round, so that a disturbance meets them
//! alike; it prints the median over the rounds for each line and for all of them.
#![expect(clippy::disallowed_methods, reason = "a benchmark reads the clock")]
#![expect(clippy::cast_precision_loss, reason = "counts and nanoseconds of a short run")]

use std::hint::black_box;
use std::time::Instant;

use napkin::calc::capacity::{Refs, holds};
use napkin::calc::{Sheet, Value, answer};

/// What candidates type.
const LINES: [&str; 20] = [
    "10M orders/day x 20min",
    "10M orders/day",
    "20M users x 5% x 10/day",
    "200K drivers x 100 bytes / 3s",
    "10M/day x 500B x 400 days",
    "1TB / 100MB/s",
    "64TB / (5GB/day)",
    "50TB x 0.023 usd/GB-month",
    "99.9% x 99.9% x 99.5%",
    "(1 - 99.9%) x 1 month",
    "5M..20M/day x 3..5",
    "10M orders/day x 15..25 min / 3s",
    "1B * 1KB",
    "100mbps in MB/s",
    "140K x 3 > 400K",
    "2^10 x 4 KiB in MB",
    "peak(10M/day, 5) x 1KB",
    "drain(400/s, 25/s, 10min, 8/s)",
    "storage(10M/day, 500 bytes, 5 years, 3)",
    "10M/dya",
];
/// Answers to a line in one round.
const TIMES: u32 = 200;

fn main() {
    let rounds = std::env::args().skip(1).find_map(|word| word.parse().ok()).unwrap_or(25);
    let mut all = vec![Vec::new(); LINES.len()];
    for round in 0..=rounds {
        for (line, times) in LINES.iter().zip(&mut all) {
            let start = Instant::now();
            for _ in 0..TIMES {
                let _ = black_box(answer(&mut Sheet::new(), black_box(line)));
            }
            // The first round warms up.
            if round > 0 {
                times.push(micros(start, TIMES));
            }
        }
    }
    let medians: Vec<f64> = all.iter_mut().map(|times| median(times)).collect();
    for (line, micros) in LINES.iter().zip(&medians) {
        println!("  {line:42} {micros:8.1} us");
    }
    println!("  {:42} {:8.1} us", "a line on average", medians.iter().sum::<f64>() / LINES.len() as f64);
    headlines(rounds);
}

/// What a plain answer costs beside: the reference numbers that it names.
fn headlines(rounds: usize) {
    let Ok(Some(found)) = answer(&mut Sheet::new(), LINES[0]) else { return };
    let Value::Quantity(value) = found.exact else { return };
    let mut times = [Vec::new(), Vec::new(), Vec::new()];
    for _ in 0..rounds {
        let start = Instant::now();
        let all = black_box(Refs::built_in());
        times[0].push(micros(start, 1));
        let start = Instant::now();
        let few = black_box(Refs::headlines());
        times[1].push(micros(start, 1));
        let start = Instant::now();
        black_box(holds(&few, &value, found.load));
        times[2].push(micros(start, 1));
        assert!(all.capacity.len() > few.capacity.len());
    }
    let names = ["reading all reference numbers", "reading those of plain answers", "what holds it"];
    for (name, times) in names.iter().zip(&mut times) {
        println!("  {name:42} {:8.1} us", median(times));
    }
}

fn micros(start: Instant, times: u32) -> f64 {
    start.elapsed().as_secs_f64() * 1e6 / f64::from(times)
}

fn median(times: &mut [f64]) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}
