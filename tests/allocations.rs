//! Once it is warm, a run allocates less than once in ten thousand events: only what grows does, tables and the most
//! that was ever in flight.

use std::alloc::System;
use std::path::Path;
use std::sync::atomic::AtomicBool;

use napkin::problem::{File, Variant};
use napkin::sim::outcome::Stop;
use napkin::sim::program::{Program, compile};
use napkin::sim::run::{Settings, run};
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

/// One test, so that nobody else allocates meanwhile.
#[test]
fn a_warm_run_hardly_allocates() {
    for (path, warm, events) in [
        ("tests/closed_forms/tandem.toml", 20_000, 40_000),
        ("benches/problems/devices.toml", 300_000, 300_000),
        ("problems/gopuff.toml", 100_000, 200_000),
    ] {
        let text = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap();
        let design = File::parse(&text).unwrap().design(&Variant::default()).unwrap();
        let program = compile(&design).unwrap();
        // Both do the same up to the end of the first, and after its end as well: the difference is the rest.
        let (short, long) = (allocations(&program, warm), allocations(&program, warm + events));
        let more = long.saturating_sub(short);
        println!("{path}: {short} allocations in {warm} events, {more} in {events} more");
        assert!(more * 10_000 < events, "{path}: {more} allocations in {events} events");
    }
}

/// How often a run that is cut after so many events allocates.
fn allocations(program: &Program, events: u64) -> u64 {
    let settings = Settings { max_events: events, ..Settings::new(7) };
    let region = Region::new(ALLOCATOR);
    let outcome = run(program, &settings, &AtomicBool::new(false));
    let change = region.change();
    assert_eq!(outcome.stop, Stop::MaxEvents);
    (change.allocations + change.reallocations) as u64
}
