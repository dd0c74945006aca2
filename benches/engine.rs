//! Events a second through the simulator, beside the loop that a good engineer would write by hand.
//!
//! `cargo bench --bench engine [-- MODEL… ROUNDS]` runs all forms of a model in turn, round after round, so that a
//! disturbance meets them alike; it prints the medians over the rounds of the speeds and of the ratios within a
//! round. One event is one arrival or one completion of service (in `pending`: the end of a wait).
//!
//! "bare" is the loop by hand, "queue" the same loop on the engine's queue, and "components" a problem file of
//! `benches/problems` that goes the way of every problem: the gates are asked of that. `spike` runs the spike of
//! Donations beside the tandem by hand, and `problems` the default scenario of each file in `problems`; there an
//! event is whatever the queue gives out.
#![expect(clippy::disallowed_methods, reason = "a benchmark reads the clock")]
#![expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "counts and nanoseconds of a short run"
)]

mod bare;
mod model;
mod parts;
mod queued;

use std::time::Instant;

use model::Outcome;
use model::devices::{FLEET, LARGE, Measured};
use napkin::sim::engine::{Exhausted, SECOND};
use parts::Problem;

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
    fn plain(run: impl Fn(u64) -> Outcome + 'a, size: u64) -> Self {
        Self { name: "bare, sums only", paired: false, run: Box::new(move || Ok(run(size).ends())) }
    }

    fn obliged(run: impl Fn() -> Outcome + 'a) -> Self {
        Self { name: "bare, obliged", paired: true, run: Box::new(move || Ok(run().ends())) }
    }

    fn queued(run: impl Fn() -> Result<Outcome, Exhausted> + 'a) -> Self {
        Self { name: "queue", paired: true, run: Box::new(move || run().map(|outcome| outcome.ends())) }
    }

    /// A problem file, each of whose requests makes so many events.
    fn components(problem: &'a Problem, each: u64) -> Self {
        let run = move || {
            let offered: u64 = problem.run().flows.iter().map(|flow| flow.offered).sum();
            Ok((offered * each, offered))
        };
        Self { name: "components", paired: false, run: Box::new(run) }
    }

    /// A problem file, of which everything counts that the queue gives out.
    fn whole(name: &'static str, problem: &'a Problem) -> Self {
        Self { name, paired: false, run: Box::new(|| Ok((problem.run().events, 0))) }
    }
}

fn main() -> Result<(), Exhausted> {
    let words: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with('-')).collect();
    let rounds = words.iter().find_map(|word| word.parse().ok()).unwrap_or(9);
    let models: [(&str, Model); 6] = [
        ("mm1", mm1),
        ("tandem", tandem),
        ("devices", devices),
        ("pending", pending),
        ("spike", spike),
        ("problems", problems),
    ];
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
    let problem = Problem::new("tandem", &[("requests", REQUESTS)]);
    let waits: Vec<f64> = problem.run().components.iter().filter_map(|part| part.wait.mean()).collect();
    let waits: Vec<f64> = waits.iter().map(|wait| wait / 1e9).collect();
    println!("  of the components {waits:.4?} s");
    let forms = vec![
        Form::obliged(|| bare::tandem::obliged(REQUESTS, false)),
        Form::plain(bare::tandem::plain, REQUESTS),
        Form::queued(|| queued::tandem::run(REQUESTS, false)),
        Form::components(&problem, 4),
    ];
    let ratio = race(rounds, forms)?[3].ratio;
    gate("times the bare loop", ratio, ratio >= 0.6, "at least 0.6");

    println!("tandem, each request with a time-out that is cancelled");
    let forms = vec![
        Form::obliged(|| bare::tandem::obliged(REQUESTS, true)),
        Form::queued(|| queued::tandem::run(REQUESTS, true)),
    ];
    race(rounds, forms).map(drop)
}

/// The gate was set where the bare loop makes 2.2 million events a second over the first fleet. Its heap lives in the
/// shared cache, and with what others leave of that it makes 5 to 12 million on one and the same machine, while the
/// components make 41 to 44 million there whatever others do: so the ratio is the less the quieter the machine, and below
/// 4 where the bare loop passes 11 million. One ping in four waits for a slot, and what comes next, a ping or an answer,
/// cannot be foreseen: a fifth of the time goes there. The second fleet has a heap that leaves the caches; there they are
/// eight to fourteen times as fast.
fn devices(rounds: usize) -> Result<(), Exhausted> {
    for (fleet, gated) in [(FLEET, true), (LARGE, false)] {
        println!("{} devices that ping every {} s", fleet.devices, fleet.every / SECOND);
        let problem = Problem::new("devices", &[("fleet", fleet.devices.into())]);
        let stream = problem.stream();
        // All but the sums measure the same, and must come to the same.
        let paired = |name, run| Form { name, paired: true, run };
        let forms = vec![
            paired("bare, obliged", Box::new(|| Ok(bare::devices::obliged(fleet, stream, DRIVE)))),
            Form::plain(|time| bare::devices::plain(fleet, time), DRIVE),
            paired("queue", Box::new(|| queued::devices::run(fleet, stream, DRIVE))),
            paired("components", Box::new(|| Ok(Measured::reported(&problem.run())))),
        ];
        let ratio = race(rounds, forms)?[3].ratio;
        if gated {
            gate("times the bare loop", ratio, ratio >= 4.0, "at least 4");
        }
    }
    Ok(())
}

fn pending(rounds: usize) -> Result<(), Exhausted> {
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
                name: "queue, random delays",
                paired: true,
                run: Box::new(|| Ok((HOLD, heap.run(HOLD)?))),
            },
            Form { name: "queue, four lanes", paired: false, run: Box::new(|| Ok((HOLD, fifo.run(HOLD)?))) },
        ];
        race(rounds, forms)?;
        for (name, file) in [("components, random", "random"), ("components, four lanes", "lanes")] {
            let cost = middle((0..rounds).map(|_| waiting(file, pending.into())));
            println!("  {name:24} {:6.2} M events/s", 1e-6 / cost);
        }
    }
    for (name, file, bound) in [("random delays", "random", 3.0), ("lanes", "lanes", 1.5)] {
        // Few and many in turn, so that a disturbance meets both.
        let [few, many] = [PENDING[1], PENDING[4]].map(u64::from);
        let ratio = middle((0..rounds).map(|_| waiting(file, few).recip() * waiting(file, many)));
        let name = format!("cost from 10^3 to 10^6 pending, {name}");
        gate(&name, ratio, ratio <= bound, &format!("at most {bound}"));
    }
    Ok(())
}

/// Seconds for the end of one wait, of so many requests that wait again and again: a long run less a short one,
/// so that what the requests cost to make does not count. In the short one, too, all of them wait at a time: else
/// the long one would make room for more, and that would count.
fn waiting(name: &str, pending: u64) -> f64 {
    let laps = (2 * HOLD / pending).clamp(10, 50_000);
    let [short, long] = [6, 6 + laps].map(|laps| {
        let problem = Problem::new(name, &[("pending", pending), ("laps", laps)]);
        let start = Instant::now();
        problem.run();
        start.elapsed().as_secs_f64()
    });
    (long - short) / (pending * laps) as f64
}

/// Rows, transactions, messages and rules, beside a loop that has none of them.
fn spike(rounds: usize) -> Result<(), Exhausted> {
    println!("the spike of Donations, beside the tandem");
    let text = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/problems/donations.toml"));
    let Some(problem) = text.ok().and_then(|text| Problem::of(&text, Some("burst"), &[])) else {
        println!("  FAIL Donations does not run");
        return Ok(());
    };
    let forms =
        vec![Form::obliged(|| bare::tandem::obliged(REQUESTS, false)), Form::whole("components", &problem)];
    let ratio = race(rounds, forms)?[1].ratio;
    gate("times the bare loop", ratio, ratio >= 0.2, "at least 0.2");
    Ok(())
}

fn problems(rounds: usize) -> Result<(), Exhausted> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/problems");
    let mut paths: Vec<_> = std::fs::read_dir(folder).into_iter().flatten().flatten().collect();
    paths.sort_by_key(std::fs::DirEntry::path);
    for path in paths {
        let Ok(text) = std::fs::read_to_string(path.path()) else { continue };
        let Some(problem) = Problem::of(&text, None, &[]) else { continue };
        println!("{}", path.file_name().display());
        race(rounds, vec![Form::whole("default scenario", &problem)])?;
    }
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
    Speed {
        rate: middle(speeds.iter().map(|speed| speed.rate)),
        ratio: middle(speeds.iter().map(|speed| speed.ratio)),
    }
}

fn middle(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

fn gate(name: &str, measured: f64, passed: bool, bound: &str) {
    println!("  {} {name}: {measured:.2}, {bound}", if passed { "pass" } else { "FAIL" });
}
