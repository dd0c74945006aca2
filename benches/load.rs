//! Milliseconds that loading and checking every problem of the program takes: what `napkin list` and
//! `napkin check` do before they say anything. The bar is 100 ms for all of them.
//!
//! `cargo bench --bench load [-- ROUNDS]` reads them in turn, round after round; it prints the median over the
//! rounds for each file and for all.
#![expect(clippy::disallowed_methods, reason = "a benchmark reads the clock")]
#![expect(clippy::cast_precision_loss, reason = "nanoseconds of a short run")]

use std::hint::black_box;
use std::time::Instant;

use napkin::problem::{File, Library};

fn main() {
    let rounds: usize = std::env::args().skip(1).find_map(|word| word.parse().ok()).unwrap_or(20);
    let library = Library::built_in();
    let mut times = vec![Vec::new(); library.entries().len() + 1];
    for round in 0..=rounds {
        let mut all = 0;
        for (at, entry) in library.entries().iter().enumerate() {
            let start = Instant::now();
            let file = File::parse(black_box(&entry.text)).expect("what ships can be read");
            black_box(file.read());
            let took = start.elapsed().as_nanos();
            all += took;
            // The first round warms up.
            if round > 0 {
                times[at].push(took);
            }
        }
        if round > 0 {
            times[library.entries().len()].push(all);
        }
    }
    let names = library.entries().iter().map(|entry| entry.id.as_str()).chain(["all of them"]);
    for (name, mut times) in names.zip(times) {
        times.sort_unstable();
        println!("{name:14} {:7.1} ms", times[times.len() / 2] as f64 / 1e6);
    }
}
