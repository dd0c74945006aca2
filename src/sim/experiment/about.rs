use std::collections::BTreeMap;

use serde::Serialize;

use crate::problem::model::Problem;
use crate::sim::report::Asked;

/// What an experiment was about: how its JSON begins.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct About {
    /// Of the contract.
    pub version: u32,
    /// The problem.
    pub problem: String,
    /// What it is called.
    pub title: String,
    /// The scenario.
    pub scenario: String,
    /// The option of every decision.
    pub choices: BTreeMap<String, String>,
    /// How many seeds each variant was run with.
    pub seeds: usize,
}

impl About {
    /// What was asked for, in a scenario that is known by now.
    pub fn new(problem: &Problem, asked: &Asked, seeds: usize) -> Self {
        Self {
            version: 1,
            problem: problem.id.clone(),
            title: problem.title.clone(),
            scenario: asked.scenario.clone(),
            choices: asked.choices(problem),
            seeds,
        }
    }

    /// What people call it, and in which scenario.
    pub fn sentence(&self) -> String {
        let title = if self.title.is_empty() { &self.problem } else { &self.title };
        format!("{title}, scenario {}", self.scenario)
    }
}
