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
    // Buyers of Gopuff think for minutes: as many as ever will are under way after four of them.
    let long = Variant { set: vec![("scenarios.public.for".into(), "10min".into())], ..Variant::default() };
    for (path, variant, warm, events) in [
        ("tests/closed_forms/tandem.toml", Variant::default(), 20_000, 40_000),
        ("benches/problems/devices.toml", Variant::default(), 300_000, 300_000),
        ("problems/gopuff.toml", long, 1_500_000, 500_000),
    ] {
        let text = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap();
        let design = File::parse(&text).unwrap().design(&variant).unwrap();
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
