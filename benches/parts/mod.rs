//! The same models as problem files, run as any problem is: through the reader, the compiler and the components.

use std::sync::atomic::AtomicBool;

use napkin::problem::{File, Variant};
use napkin::sim::outcome::{Outcome, Stop};
use napkin::sim::program::{Program, compile};
use napkin::sim::run::{Settings, run};

use crate::model::SEED;

/// The files of `benches/problems`.
const FILES: [(&str, &str); 4] = [
    ("tandem", include_str!("../problems/tandem.toml")),
    ("devices", include_str!("../problems/devices.toml")),
    ("random", include_str!("../problems/random.toml")),
    ("lanes", include_str!("../problems/lanes.toml")),
];

/// A problem, ready to run.
pub struct Problem(Program);

impl Problem {
    /// One of the files, with some of its inputs changed.
    pub fn new(name: &str, inputs: &[(&str, u64)]) -> Self {
        let text = FILES.iter().find(|(known, _)| *known == name).map_or("", |(_, text)| *text);
        Self::of(text, None, inputs).expect("a benchmark's file runs")
    }

    /// A scenario of any file, or its default; `None` where it has no design that runs.
    pub fn of(text: &str, scenario: Option<&str>, inputs: &[(&str, u64)]) -> Option<Self> {
        let set = inputs.iter().map(|(name, value)| ((*name).to_owned(), value.to_string())).collect();
        let variant = Variant { set, scenario: scenario.map(str::to_owned), ..Variant::default() };
        let design = File::parse(text).ok()?.design(&variant).ok()?;
        compile(&design).ok().map(Self)
    }

    /// The number of the stream that the requests of its first flow draw from.
    pub fn stream(&self) -> u64 {
        self.0.flows[0].stream
    }

    /// One run to its end.
    pub fn run(&self) -> Outcome {
        let outcome = run(&self.0, &Settings::new(SEED), &AtomicBool::new(false));
        assert_eq!(outcome.stop, Stop::Finished);
        outcome
    }
}
