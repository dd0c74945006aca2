//! Queues that have a closed form, run through the components that real problems use.
//!
//! Every station of `tests/closed_forms` runs with [`SEEDS`] seeds. What a run measures is a random number with
//! the closed form as its mean, so the mean over the seeds must lie within three of its standard errors. Bare
//! thresholds (within 1 %) would be wrong: near saturation even 10^6 customers leave an error of 4 %.

use std::ops::RangeInclusive;
use std::sync::Mutex;

use serde_json::Value;

use crate::small::{figure, file, part, report};

const SEEDS: RangeInclusive<u64> = 1..=20;

/// The reports of a file, one for each seed.
fn runs(name: &str) -> Vec<Value> {
    let path = file("closed_forms", name);
    let next = Mutex::new(SEEDS);
    let all = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                loop {
                    let Some(seed) = next.lock().unwrap().next() else { break };
                    let report = report(&path, seed);
                    all.lock().unwrap().push(report);
                }
            });
        }
    });
    let runs = all.into_inner().unwrap();
    assert_eq!(runs.len(), SEEDS.count());
    for run in &runs {
        assert_eq!(run["stop"]["reason"], "finished", "{run:#}");
        littles_law(run);
    }
    runs
}

/// Little's law: the mean queue is the rate of those who may wait, times their mean wait. The queue is an integral
/// over time and each wait has its own clock, so this is a check and not an identity. Both are measured in one
/// window; who already waited when it began makes a small difference, below 0.5 % with 20,000 customers and up.
fn littles_law(run: &Value) {
    for component in run["components"].as_array().unwrap() {
        let id = component["id"].as_str().unwrap();
        let figure = |name| figure(run, "components", id, name);
        let refused = run["flows"]
            .as_array()
            .unwrap()
            .iter()
            .filter_map(|flow| flow["errors"]["full"].as_f64())
            .sum::<f64>();
        let visits = figure("visits");
        assert!(visits > 0.0, "nobody came to {id}");
        let waiting = figure("arrival_rate") * (1.0 - refused / visits);
        let (queue, expected) =
            (figure("queue_mean"), waiting * component["wait_mean"].as_f64().unwrap_or(0.0));
        assert!(
            (queue - expected).abs() <= 0.005 * expected + 1e-12,
            "{id}: a queue of {queue}, by Little {expected}"
        );
    }
}

/// Asserts that the mean over the runs lies within three standard errors of `expected`, and within a known error of
/// measurement (0.05 % of a percentile).
fn agrees(what: &str, expected: f64, resolution: f64, measured: impl Iterator<Item = f64>) {
    let all: Vec<f64> = measured.collect();
    let n = f64::from(u32::try_from(all.len()).unwrap());
    let mean = all.iter().sum::<f64>() / n;
    let variance = all.iter().map(|one| (one - mean).powi(2)).sum::<f64>() / (n - 1.0);
    let error = (variance / n).sqrt();
    let off = (mean - expected).abs();
    println!("{what}: {mean:.6} for {expected:.6}, {:+.2} standard errors", (mean - expected) / error);
    assert!(error > 0.0, "{what}: every run measured {mean}");
    assert!(
        off <= 3.0 * error + resolution * expected,
        "{what}: {mean} for {expected}, a standard error of {error}"
    );
}

/// A figure of a component.
fn component(name: &str, runs: &[Value], id: &str, what: &str, expected: f64) {
    agrees(
        &format!("{name}: {id}.{what}"),
        expected,
        0.0,
        runs.iter().map(|run| figure(run, "components", id, what)),
    );
}

/// A percentile of a flow's latency.
fn percentile(name: &str, runs: &[Value], flow: &str, what: &str, expected: f64) {
    agrees(
        &format!("{name}: {flow}.{what}"),
        expected,
        0.0005,
        runs.iter().map(|run| figure(run, "flows", flow, what)),
    );
}

/// The mean of a note's values.
fn noted(name: &str, runs: &[Value], note: &str, expected: f64) {
    agrees(
        &format!("{name}: {note}"),
        expected,
        0.0,
        runs.iter().map(|run| figure(run, "notes", note, "mean")),
    );
}

/// The share of a flow's requests that met a full queue.
fn loss(name: &str, runs: &[Value], expected: f64) {
    let lost = runs.iter().map(|run| {
        let flow = part(run, "flows", "page");
        flow["errors"]["full"].as_f64().unwrap_or(0.0) / flow["offered"].as_f64().unwrap()
    });
    agrees(&format!("{name}: loss"), expected, 0.0, lost);
}

/// Erlang's loss formula: the share of arrivals that find all of `servers` busy, at an offered load of `load`.
fn erlang_b(servers: u32, load: f64) -> f64 {
    (1..=servers).fold(1.0, |blocked, k| load * blocked / (f64::from(k) + load * blocked))
}

/// Erlang's delay formula: the share of arrivals that wait, where nobody is refused.
fn erlang_c(servers: u32, load: f64) -> f64 {
    let blocked = erlang_b(servers, load);
    blocked / (1.0 - load / f64::from(servers) * (1.0 - blocked))
}

/// The mean wait in M/M/c: arrivals at `rate`, each server serving at `service` a second.
fn mmc_wait(servers: u32, rate: f64, service: f64) -> f64 {
    erlang_c(servers, rate / service) / (f64::from(servers) * service - rate)
}

/// The latency that a share `q` does not exceed, where `tail(t)` is the share above t and falls.
fn quantile(q: f64, tail: impl Fn(f64) -> f64) -> f64 {
    let (mut low, mut high) = (0.0, 1e3);
    for _ in 0..200 {
        let middle = f64::midpoint(low, high);
        if tail(middle) > 1.0 - q { low = middle } else { high = middle }
    }
    high
}

/// The formulas themselves, against figures that were computed elsewhere: Erlang's table gives B(4, 3) = 27/131,
/// and the waits of the tandem are known to six digits.
#[test]
fn the_formulas_are_right() {
    let near = |a: f64, b: f64, digits: f64| assert!((a - b).abs() < digits, "{a} for {b}");
    near(erlang_b(4, 3.0), 27.0 / 131.0, 1e-15);
    near(erlang_c(1, 0.8), 0.8, 1e-15);
    near(mmc_wait(1, 8.0, 20.0), 0.033_333_3, 1e-7);
    near(mmc_wait(16, 8.0, 0.625), 0.152_442, 1e-6);
    near(mmc_wait(8, 8.0, 1.25), 0.228_822, 1e-6);
}

/// M/M/1 at ρ: Wq = ρ/(μ − λ), Lq = λ Wq, the latency is exponential with μ − λ.
#[test]
fn mm1() {
    for (name, rate) in [("mm1_half", 50.0), ("mm1_busy", 80.0)] {
        let (service, runs) = (100.0, runs(name));
        let wait = rate / service / (service - rate);
        component(name, &runs, "desk", "arrival_rate", rate);
        component(name, &runs, "desk", "utilization", rate / service);
        component(name, &runs, "desk", "wait_mean", wait);
        component(name, &runs, "desk", "queue_mean", rate * wait);
        for (what, q) in [("p50", 0.5), ("p95", 0.95), ("p99", 0.99)] {
            percentile(name, &runs, "page", what, -f64::ln(1.0 - q) / (service - rate));
        }
    }
}

/// M/M/4 with a = 3.2: Wq = C/(cμ − λ); with time in units of 1/μ and θ = c − a the latency has the tail
/// (1 − C) e^−t + C (θ e^−t − e^−θt)/(θ − 1).
#[test]
fn mmc() {
    let (name, servers, rate, service) = ("mmc", 4, 320.0, 100.0);
    let runs = runs(name);
    let wait = mmc_wait(servers, rate, service);
    component(name, &runs, "desk", "utilization", 0.8);
    component(name, &runs, "desk", "wait_mean", wait);
    component(name, &runs, "desk", "queue_mean", rate * wait);
    let (delayed, theta) = (erlang_c(servers, 3.2), 0.8);
    let tail = |t: f64| {
        (1.0 - delayed) * f64::exp(-t)
            + delayed * (theta * f64::exp(-t) - f64::exp(-theta * t)) / (theta - 1.0)
    };
    for (what, q) in [("p50", 0.5), ("p95", 0.95)] {
        percentile(name, &runs, "page", what, quantile(q, tail) / service);
    }
}

/// M/D/1 with ρ = 0.8: Wq = ρ/(2(1 − ρ)) services; the wait does not exceed t services with probability
/// (1 − ρ) Σ_{k ≤ t} (ρ(k − t))^k e^{−ρ(k − t)} / k!.
#[test]
fn md1() {
    let (name, rate, service) = ("md1", 80.0, 0.01);
    let runs = runs(name);
    let wait = 0.8 / (2.0 * 0.2) * service;
    component(name, &runs, "desk", "utilization", 0.8);
    component(name, &runs, "desk", "wait_mean", wait);
    component(name, &runs, "desk", "queue_mean", rate * wait);
    // The sum alternates: up to 15 services its terms stay below 10^7, so nine of a float's sixteen digits are left.
    let waits_longer = |t: f64| {
        let mut sum = 0.0;
        let mut factorial = 1.0;
        let mut k = 0.0;
        while k <= t {
            sum += f64::powf(0.8 * (k - t), k) * f64::exp(-0.8 * (k - t)) / factorial;
            k += 1.0;
            factorial *= k;
        }
        1.0 - 0.2 * sum
    };
    for (what, q) in [("p50", 0.5), ("p95", 0.95)] {
        let tail = |t: f64| {
            if t < 1.0 {
                1.0
            } else if t > 16.0 {
                0.0
            } else {
                waits_longer(t - 1.0)
            }
        };
        percentile(name, &runs, "page", what, quantile(q, tail) * service);
    }
}

/// M/M/1/K with K = 5 places, service included: p(n) = ρ^n/Σρ^j; p(K) is refused, the slot is busy for
/// 1 − p(0), Lq = Σ (n − 1) p(n), Wq = Lq/(λ(1 − p(K))).
#[test]
fn mm1k() {
    let (name, rate) = ("mm1k", 80.0);
    let runs = runs(name);
    let weights: Vec<f64> = (0..=5).map(|n| f64::powi(0.8, n)).collect();
    let all: f64 = weights.iter().sum();
    let p: Vec<f64> = weights.iter().map(|weight| weight / all).collect();
    let queue: f64 = p[2..].iter().zip([1.0, 2.0, 3.0, 4.0]).map(|(p, waiting)| waiting * p).sum();
    loss(name, &runs, p[5]);
    component(name, &runs, "desk", "utilization", 1.0 - p[0]);
    component(name, &runs, "desk", "queue_mean", queue);
    component(name, &runs, "desk", "wait_mean", queue / (rate * (1.0 - p[5])));
}

/// Erlang B with c = 4 and a = 3, which holds for any shape of service: the loss is B, the slots are busy for
/// a(1 − B)/c, nobody waits.
#[test]
fn erlang_loss() {
    let blocked = erlang_b(4, 3.0);
    for name in ["erlang_b_exponential", "erlang_b_constant"] {
        let runs = runs(name);
        loss(name, &runs, blocked);
        component(name, &runs, "desk", "utilization", 3.0 * (1.0 - blocked) / 4.0);
        for run in &runs {
            assert_eq!(part(run, "components", "desk")["queue_max"], 0);
        }
    }
}

/// Three M/M/c in a row. What leaves an M/M/c is a Poisson stream (Burke), so each has its own closed form and the
/// time in all is the sum of waits and services.
#[test]
fn tandem() {
    let rate = 8.0;
    let stations = [("lb", 1, 20.0), ("api", 16, 0.625), ("db", 8, 1.25)];
    for name in ["tandem", "tandem_started"] {
        let runs = runs(name);
        let mut sojourn = 0.0;
        for (id, servers, service) in stations {
            let wait = mmc_wait(servers, rate, service);
            component(name, &runs, id, "utilization", rate / service / f64::from(servers));
            component(name, &runs, id, "wait_mean", wait);
            component(name, &runs, id, "queue_mean", rate * wait);
            sojourn += wait + 1.0 / service;
        }
        noted(name, &runs, "sojourn", sojourn);
    }
}
