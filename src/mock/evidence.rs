use serde::{Deserialize, Serialize};

use super::symptoms::Symptoms;

/// What runs of the candidate's design say. Made by [`super::runs`]; empty for a problem whose design does not run.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Evidence {
    /// Seeds of each run.
    pub seeds: usize,
    /// Promises that the design breaks and the reference keeps.
    pub broken: Vec<Broken>,
    /// What the load at ten times does.
    pub tenfold: Option<Tenfold>,
    /// Estimates of the file beside what the run measured.
    pub measured: Vec<Measured>,
    /// What the injected failure does to the design.
    #[serde(default)]
    pub failure: Option<Symptoms>,
    /// What could not be run, in sentences.
    pub left_out: Vec<String>,
}

/// A promise that does not hold.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Broken {
    /// The decision whose option breaks it when it alone differs from the reference; `None`: only together.
    pub decision: Option<String>,
    /// The option.
    pub option: Option<String>,
    /// Of a rule that only several choices break: the decisions without whose choice it would hold.
    #[serde(default)]
    pub together: Vec<String>,
    /// The rule.
    pub rule: String,
    /// Its sentence.
    pub says: String,
    /// Whether it is a promise about what is true.
    pub invariant: bool,
    /// The scenario.
    pub scenario: String,
    /// In so many of the seeds.
    pub seen: usize,
    /// The command that shows it.
    pub reproduce: String,
}

/// The design at ten times its load.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Tenfold {
    /// The scenario.
    pub scenario: String,
    /// Objectives that are missed, with what was measured.
    pub missed: Vec<String>,
    /// The busiest part, where one is busier than nine tenths or has a queue: its name and its kind.
    pub busiest: Option<(String, String)>,
    /// How busy it is, as a share.
    pub utilization: f64,
    /// The other parts that are busier than nine tenths.
    #[serde(default)]
    pub also: Vec<(String, String)>,
    /// The command that shows it.
    pub reproduce: String,
}

/// An estimate beside its measurement.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Measured {
    /// The estimate.
    pub estimate: String,
    /// As the file has it.
    pub expected: f64,
    /// As the run has it.
    pub measured: f64,
}

impl Evidence {
    /// The promises that an option breaks by itself.
    pub fn broken_by<'a>(&'a self, decision: &'a str, option: &'a str) -> impl Iterator<Item = &'a Broken> {
        self.broken.iter().filter(move |broken| {
            broken.decision.as_deref() == Some(decision) && broken.option.as_deref() == Some(option)
        })
    }
}

impl Tenfold {
    /// Everything at its limit, the busiest first: names and kinds.
    pub fn limits(&self) -> impl Iterator<Item = &(String, String)> {
        self.busiest.iter().chain(&self.also)
    }

    /// What is at its limit, in a sentence without its end.
    pub fn text(&self) -> String {
        let percent = libm::round(self.utilization * 100.0);
        let Some((name, kind)) = &self.busiest else {
            return format!("no part is at its limit: the busiest is {percent} % busy");
        };
        let mut text = format!("{name} ({kind}) is {percent} % busy");
        for (at, (name, kind)) in self.also.iter().enumerate() {
            text += if at == 0 { "; at its limit as well: " } else { ", " };
            text += &format!("{name} ({kind})");
        }
        text
    }
}
