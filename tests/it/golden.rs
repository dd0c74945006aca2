//! One run of a small file and one of Gopuff, pinned to the byte.
//!
//! The hashes were taken from runs: no other program could have said them. They show that a seed means the same run in
//! every build, on every platform and after every change that only makes it faster. A change of the model or of a
//! file is meant to change them: then the new ones stand in the failure, and the change says why.

use std::fmt::Write as _;
use std::sync::atomic::AtomicBool;

use napkin::problem::{File, Variant};
use napkin::sim::program::compile;
use napkin::sim::report::{Asked, Report};
use napkin::sim::run::{Settings, Traced, run};

const SEED: u64 = 7;
/// Events of the trace that are hashed beside the report: enough to meet every part.
const TRACED: u64 = 20_000;

#[test]
fn a_seed_is_the_same_run_for_ever() {
    let mut found = String::new();
    for path in ["tests/hand/retry_budget.toml", "tests/closed_forms/mm1k.toml", "problems/gopuff.toml"] {
        let file = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
        let file = File::parse(&std::fs::read_to_string(file).unwrap()).unwrap();
        let problem = file.read().problem;
        let program = compile(&file.design(&Variant::default()).unwrap()).unwrap();
        let cancel = AtomicBool::new(false);
        let outcome = run(&program, &Settings::new(SEED), &cancel);
        let report = Report::new(&problem, &program.design, &Asked::default(), 1.0, &outcome);
        let told = Settings { trace: Traced::All, max_events: TRACED, ..Settings::new(SEED) };
        let trace = run(&program, &told, &cancel).trace;
        let (report, trace) = (serde_json::to_string(&report).unwrap(), format!("{trace:?}"));
        let _ = writeln!(found, "{path}: report {:016x}, trace {:016x}", hash(&report), hash(&trace));
    }
    assert_eq!(
        found,
        "tests/hand/retry_budget.toml: report 0000000000000000, trace 0000000000000000\n\
         tests/closed_forms/mm1k.toml: report 0000000000000000, trace 0000000000000000\n\
         problems/gopuff.toml: report 0000000000000000, trace 0000000000000000\n"
    );
}

/// FNV-1a.
fn hash(text: &str) -> u64 {
    text.bytes()
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}
