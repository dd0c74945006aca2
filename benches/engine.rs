//! Events a second through the engine, beside the loop that a good engineer would write by hand.
//!
//! `cargo bench --bench engine [-- MODEL… ROUNDS]` runs all forms of a model in turn, round after round, so that a
//! disturbance meets them alike; it prints the medians over the rounds of the speeds and of the ratios within a
//! round. One event is one arrival or one completion of service.
#![expect(clippy::disallowed_methods, reason = "a benchmark reads the clock")]
#![expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "counts and nanoseconds of a short run"
)]

mod bare;
mod model;
mod queued;

use std::time::Instant;

use model::Outcome;
use napkin::sim::engine::{Exhausted, SECOND};

const REQUESTS: u64 = 300_000;
const DRIVE: u64 = 90 * SECOND;
const HOLD: u64 = 1_000_000;
const PENDING: [u32; 5] = [16, 1_000, 16_000, 140_000, 1_000_000];

/// A way to run a model. Those that are `paired` must end with the same digest.
struct Form<'a> {
    name: &'static str,
    paired: bool,
    run: Box<dyn FnMut() -> Result<(u64, u64), Exhausted> + 'a>,
}

/// Races all forms of a model for so many rounds.
type Model = fn(usize) -> Result<(), Exhausted>;

/// Events a second, and times the first form of the model.
#[derive(Clone, Copy)]
struct Speed {
    rate: f64,
    ratio: f64,
}

impl<'a> Form<'a> {
    fn plain(run: fn(u64) -> Outcome, size: u64) -> Self {
        Self { name: "bare, sums only", paired: false, run: Box::new(move || Ok(run(size).ends())) }
    }

    fn obliged(run: impl Fn() -> Outcome + 'a) -> Self {
        Self { name: "bare, obliged", paired: true, run: Box::new(move || Ok(run().ends())) }
    }

    fn queued(run: impl Fn() -> Result<Outcome, Exhausted> + 'a) -> Self {
        Self { name: "engine", paired: true, run: Box::new(move || run().map(|outcome| outcome.ends())) }
    }
}

fn main() -> Result<(), Exhausted> {
    let words: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with('-')).collect();
    let rounds = words.iter().find_map(|word| word.parse().ok()).unwrap_or(9);
    let models: [(&str, Model); 4] =
        [("mm1", mm1), ("tandem", tandem), ("devices", devices), ("pending", pending)];
    let named = models.iter().any(|(name, _)| words.iter().any(|word| word == name));
    for (name, run) in models {
        if !named || words.iter().any(|word| word == name) {
            run(rounds)?;
        }
    }
    Ok(())
}

fn mm1(rounds: usize) -> Result<(), Exhausted> {
    println!("M/M/1 at 80 %");
    println!("  mean wait {:.3?} s, in theory [4.000]", queued::mm1::run(REQUESTS)?.waits);
    let forms = vec![
        Form::obliged(|| bare::mm1::obliged(REQUESTS)),
        Form::plain(bare::mm1::plain, REQUESTS),
        Form::queued(|| queued::mm1::run(REQUESTS)),
    ];
    race(rounds, forms).map(drop)
}

fn tandem(rounds: usize) -> Result<(), Exhausted> {
    println!("tandem");
    let waits = queued::tandem::run(REQUESTS, false)?.waits;
    println!("  mean waits {waits:.4?} s, in theory [0.0333, 0.1524, 0.2288]");
    let forms = vec![
        Form::obliged(|| bare::tandem::obliged(REQUESTS, false)),
        Form::plain(bare::tandem::plain, REQUESTS),
        Form::queued(|| queued::tandem::run(REQUESTS, false)),
    ];
    let ratio = race(rounds, forms)?[2].ratio;
    gate("times the bare loop", ratio, ratio >= 0.6, "at least 0.6");

    println!("tandem, each request with a time-out that is cancelled");
    let forms = vec![
        Form::obliged(|| bare::tandem::obliged(REQUESTS, true)),
        Form::queued(|| queued::tandem::run(REQUESTS, true)),
    ];
    let ratio = race(rounds, forms)?[1].ratio;
    gate("times the bare loop", ratio, ratio >= 0.6, "at least 0.6");
    Ok(())
}

fn devices(rounds: usize) -> Result<(), Exhausted> {
    println!("{} devices that ping every 3 s", model::devices::DEVICES);
    let forms = vec![
        Form::obliged(|| bare::devices::obliged(DRIVE)),
        Form::plain(bare::devices::plain, DRIVE),
        Form::queued(|| queued::devices::run(DRIVE)),
    ];
    let ratio = race(rounds, forms)?[2].ratio;
    gate("times the bare loop", ratio, ratio >= 4.0, "at least 4");
    Ok(())
}

fn pending(rounds: usize) -> Result<(), Exhausted> {
    let mut random = Vec::new();
    let mut lanes = Vec::new();
    for pending in PENDING {
        println!("{pending} events pending");
        let mut bare = bare::hold::Random::new(pending);
        let mut heap = queued::hold::Random::new(pending);
        let mut fifo = queued::hold::Lanes::new(pending);
        // Until every event has come round.
        let round = 3 * u64::from(pending);
        assert_eq!(bare.run(round), heap.run(round)?, "not the same order");
        fifo.run(round)?;
        let forms = vec![
            Form { name: "bare, random delays", paired: true, run: Box::new(|| Ok((HOLD, bare.run(HOLD)))) },
            Form {
                name: "engine, random delays",
                paired: true,
                run: Box::new(|| Ok((HOLD, heap.run(HOLD)?))),
            },
            Form { name: "engine, four lanes", paired: false, run: Box::new(|| Ok((HOLD, fifo.run(HOLD)?))) },
        ];
        let speeds = race(rounds, forms)?;
        random.push(speeds[1].rate);
        lanes.push(speeds[2].rate);
    }
    let (random, lanes) = (random[1] / random[4], lanes[1] / lanes[4]);
    gate("cost from 10^3 to 10^6 pending, random delays", random, random <= 3.0, "at most 3");
    gate("cost from 10^3 to 10^6 pending, lanes", lanes, lanes <= 1.5, "at most 1.5");
    Ok(())
}

/// Runs all forms in turn, once to warm up and then for so many rounds, and prints their medians.
fn race(rounds: usize, mut forms: Vec<Form>) -> Result<Vec<Speed>, Exhausted> {
    let mut all = vec![Vec::new(); forms.len()];
    for round in 0..=rounds {
        let mut first = 0.0;
        let mut digest = None;
        for (form, speeds) in forms.iter_mut().zip(&mut all) {
            let start = Instant::now();
            let (events, ends) = (form.run)()?;
            let rate = events as f64 / start.elapsed().as_secs_f64();
            if form.paired {
                assert_eq!(*digest.get_or_insert(ends), ends, "{}: not the same run", form.name);
            }
            if first == 0.0 {
                first = rate;
            }
            if round > 0 {
                speeds.push(Speed { rate, ratio: rate / first });
            }
        }
    }
    let medians: Vec<Speed> = all.iter().map(|speeds| median(speeds)).collect();
    for (form, Speed { rate, ratio }) in forms.iter().zip(&medians) {
        println!("  {:24} {:6.2} M events/s   x {ratio:.2}", form.name, rate / 1e6);
    }
    Ok(medians)
}

/// The medians of rates and of ratios, each by itself.
fn median(speeds: &[Speed]) -> Speed {
    let middle = |of: fn(&Speed) -> f64| {
        let mut values: Vec<f64> = speeds.iter().map(of).collect();
        values.sort_by(f64::total_cmp);
        values[values.len() / 2]
    };
    Speed { rate: middle(|speed| speed.rate), ratio: middle(|speed| speed.ratio) }
}

fn gate(name: &str, measured: f64, passed: bool, bound: &str) {
    println!("  {} {name}: {measured:.2}, {bound}", if passed { "pass" } else { "FAIL" });
}
