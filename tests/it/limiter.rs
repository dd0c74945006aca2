//! The rate limiter: its two counters against references written here, and the evidence of its page.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::support::{Run, napkin, run, typed};

/// Callers of one file, calls of each, and files: 10,000 sequences for each counter.
const CALLERS: i64 = 500;
const CALLS: usize = 24;
const FILES: i64 = 20;
/// A bucket of 5 with a token a second; the window is the time to fill, 5 s.
const CAP: i64 = 5;
const WINDOW_MS: i64 = CAP * 1000;
/// Calls of a caller are 1 ms to 1.7 s apart: some within what refills, some not.
const GAPS_MS: i64 = 1700;
/// The generator of Park and Miller, which the problem file computes as well.
const FACTOR: i64 = 48_271;
const MODULUS: i64 = 2_147_483_647;

fn repository(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// When a caller calls, in milliseconds.
fn sequence(caller: i64, seed: i64) -> Vec<i64> {
    let mut state = (caller * 7919 + seed * 104_729 + 12_345) % MODULUS;
    let mut now = 0;
    let call = |_| {
        state = state * FACTOR % MODULUS;
        now += state % GAPS_MS + 1;
        now
    };
    (0..CALLS).map(call).collect()
}

/// A token bucket in whole thousandths: bit k is set where call k passes.
fn token_bucket(calls: &[i64]) -> i64 {
    let (mut tokens, mut at, mut passed) = (CAP * 1000, 0, 0);
    for (number, &now) in calls.iter().enumerate() {
        let filled = (CAP * 1000).min(tokens + (now - at));
        if filled >= 1000 {
            (tokens, at) = (filled - 1000, now);
            passed |= 1 << number;
        }
    }
    passed
}

/// A sliding counter in whole parts of a window: this window's calls, and the last one's by the share of it that
/// the sliding window still covers.
fn sliding_counter(calls: &[i64]) -> i64 {
    let mut passed = 0;
    let hits = |passed: i64, slot: i64| {
        let counted = |&(number, &at): &(usize, &i64)| passed & (1 << number) != 0 && at / WINDOW_MS == slot;
        i64::try_from(calls.iter().enumerate().filter(counted).count()).unwrap()
    };
    for (number, &now) in calls.iter().enumerate() {
        let slot = now / WINDOW_MS;
        let covered = WINDOW_MS - now % WINDOW_MS;
        let used = hits(passed, slot) * WINDOW_MS + hits(passed, slot - 1) * covered;
        if CAP * WINDOW_MS - used >= WINDOW_MS {
            passed |= 1 << number;
        }
    }
    passed
}

/// The problem file with a scenario in which every caller goes through its sequence, and what must come of it.
fn with_sequences(seed: i64, counter: impl Fn(&[i64]) -> i64) -> String {
    let mut file = std::fs::read_to_string(repository("problems/rate-limiter.toml")).unwrap();
    let _ = write!(
        file,
        r#"
[tables.passed]
in      = "truth"
key     = "user"
columns = {{ bits = 0 }}

[scenarios.sequences]
for   = "1s"
drain = "2min"
set.cap = {CAP}
set.strict_cap = {CAP}
set.refill = "1/s"
set."gateway.time" = "0s"
set."gateway.link" = "0s"
set."redis.link" = "0s"
set."redis.script" = "0s"
set."backend.time" = "0s"
set."backend.link" = "0s"
set."request.near" = []
set."request.known" = []
set."request.decide.timeout" = "off"
set."partner.arrive" = {{ count = 1, at = "0s" }}
set."script.arrive" = {{ count = 1, at = "0s" }}
set."script.with.rule" = "1"
set."visit.arrive" = {{ count = {CALLERS}, at = "0s" }}
set."visit.with.user" = "id"
set."visit.with.rule" = "0"
set."visit.try" = [
  {{ let = {{ bit = 1, state = "mod(id * 7919 + {offset}, {MODULUS})" }} }},
  {{ id = "calls", each = "k in 1..{CALLS}", do = [
      {{ let = {{ state = "mod(state * {FACTOR}, {MODULUS})" }} }},
      {{ wait = "(mod(state, {GAPS_MS}) + 1) * 1ms" }},
      {{ call = "request", as = "got" }},
      {{ if = "got.ok", at = "truth", do = [{{ put = "passed", set = {{ bits = "bits + bit" }} }}] }},
      {{ let = {{ bit = "bit * 2" }} }},
  ] }},
]
"#,
        offset = seed * 104_729 + 12_345,
    );
    for caller in 0..CALLERS {
        let bits = counter(&sequence(caller, seed));
        let _ = write!(
            file,
            "[invariants.caller_{caller}]\nsays = \"caller {caller}\"\nat_end = \"passed[{caller}].bits = {bits}\"\n"
        );
    }
    file
}

fn hold_sequences(name: &str, flags: &[&str], counter: impl Fn(&[i64]) -> i64 + Copy) {
    for seed in 1..=FILES {
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("limiter-{name}.toml"));
        std::fs::write(&path, with_sequences(seed, counter)).unwrap();
        let mut command = napkin();
        command.arg("sim").arg(&path).args(["--scenario", "sequences", "--json"]).args(flags);
        let Run { stdout, stderr, .. } = run(command, "");
        let report: Value = serde_json::from_str(&stdout).unwrap_or_else(|_| panic!("{stderr}"));
        let callers: Vec<&Value> = report["invariants"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|rule| rule["id"].as_str().unwrap().starts_with("caller_"))
            .collect();
        assert_eq!(i64::try_from(callers.len()).unwrap(), CALLERS);
        let wrong: Vec<&&Value> = callers.iter().filter(|rule| rule["verdict"] != "pass").collect();
        assert!(wrong.is_empty(), "{name}, file {seed}: {} of {CALLERS}: {:#}", wrong.len(), wrong[0]);
    }
}

#[test]
fn the_token_bucket_decides_as_its_reference() {
    hold_sequences("bucket", &[], token_bucket);
}

#[test]
fn the_sliding_counter_decides_as_its_reference() {
    hold_sequences("counter", &["--with", "state=sliding_counter"], sliding_counter);
}

#[test]
fn the_references_do_what_is_worked_out_by_hand() {
    // Five at once, then one a second: 0.9 s later there are 0.9 tokens, after 1.1 s there is one.
    assert_eq!(token_bucket(&[1, 2, 3, 4, 5, 900, 1100]), 0b101_1111);
    // Five late in the first window: at 5.001 s they count 4.999/5 each, at 6 s 0.8: one passes.
    assert_eq!(sliding_counter(&[4001, 4002, 4003, 4004, 4005, 5001, 6000]), 0b101_1111);
}

fn figures(args: &[&str]) -> Value {
    let mut all = vec!["sim", "rate-limiter", "--json"];
    all.extend(args);
    serde_json::from_str(&typed(all).stdout).unwrap()
}

fn measured(report: &Value, rule: &str) -> f64 {
    let objectives = report["objectives"].as_array().unwrap();
    objectives.iter().find(|one| one["id"] == rule).unwrap()["measured"].as_f64().unwrap()
}

/// One call, 99 in second 59 and 100 in second 60 pass the fixed window: 199 in two seconds. The bucket has 100
/// tokens and what refills meanwhile: at 100 a minute less than four.
#[test]
fn a_fixed_window_lets_199_pass_in_two_seconds() {
    let fixed = figures(&["--scenario", "edge", "--with", "algorithm=fixed_window"]);
    assert!((measured(&fixed, "burst_2s") - 199.0).abs() < 1e-9, "{fixed:#}");
    for other in ["algorithm=leaky_bucket", "state=sliding_counter", "state=sliding_log", "clock=redis_time"]
    {
        let report = figures(&["--scenario", "edge", "--with", other]);
        let burst = measured(&report, "burst_2s");
        assert!((99.0..=104.0).contains(&burst), "{other}: {burst}");
    }
}

/// By the end of a day nearly everybody has called once: 10,000 callers of 155 B each, a ten-thousandth of 15.5 GB.
/// With an expiry those of ten minutes are there: 500 on average, 775 MB in full, and in the fullest moment of the
/// day some more (500 and four standard deviations are 590).
#[test]
fn memory_without_expiry_is_that_of_the_napkin() {
    let never = measured(&figures(&["--scenario", "day", "--with", "expiry=never"]), "memory");
    assert!((0.99 * 1.55e6..=1.551e6).contains(&never), "{never}");
    let kept = measured(&figures(&["--scenario", "day"]), "memory");
    assert!((500.0 * 155.0..=590.0 * 155.0).contains(&kept), "{kept}");
}

/// What `prove` says, as the table of the page. How often a rule broke is left out: it moves with the seeds.
fn evidence(proof: &Value) -> String {
    let rows = proof["rows"].as_array().unwrap();
    let mut table =
        String::from("| decision | option | it is | shown in | must show | may break too |\n|-|-|-|-|-|-|\n");
    let words = |list: &Value| {
        let words: Vec<&str> = list.as_array().unwrap().iter().map(|word| word.as_str().unwrap()).collect();
        words.join(", ")
    };
    for row in rows.iter().filter(|row| row["kind"] != "chosen") {
        let word = |name: &str| row[name].as_str().unwrap_or_default();
        let scenario = if row["kind"] == "argued" { "not simulated" } else { word("scenario") };
        let _ = writeln!(
            table,
            "| {} | {} | {} | {scenario} | {} | {} |",
            word("decision"),
            word("option"),
            word("kind"),
            words(&row["declared"]),
            words(&row["may_break"]),
        );
    }
    table
}

#[test]
fn the_page_shows_the_evidence_and_every_row_agrees() {
    let proof = typed(["prove", "rate-limiter", "--seeds", "3", "--json"]);
    let proof: Value = serde_json::from_str(&proof.stdout).unwrap_or_else(|_| panic!("{}", proof.stderr));
    for row in proof["rows"].as_array().unwrap() {
        assert_eq!(row["agrees"], true, "{row:#}");
        assert!(row["events"].as_u64().unwrap() < 180_000, "{row:#}");
    }
    let path = repository("docs/designs/rate-limiter.md");
    let page = std::fs::read_to_string(&path).unwrap();
    let (before, rest) = page.split_once("<!-- evidence -->\n").unwrap();
    let (stands, after) = rest.split_once("<!-- end -->").unwrap();
    let table = evidence(&proof);
    if std::env::var_os("NAPKIN_WRITE_DOCS").is_some() {
        std::fs::write(&path, format!("{before}<!-- evidence -->\n{table}<!-- end -->{after}")).unwrap();
        return;
    }
    assert!(stands == table, "write it anew: NAPKIN_WRITE_DOCS=1 cargo test --test it shows_the_evidence");
}
