//! What one run leaves behind, before anybody judges it. The run fills it as it goes; every list stands in the
//! order of the same list of the [`Design`].
//!
//! - [`FlowOutcome`], [`ComponentOutcome`], [`TopicOutcome`], [`NoteOutcome`]: what was measured;
//! - [`InvariantOutcome`]: what was untrue; [`Stop`]: how the run ended;
//! - [`Series`]: the same over time; [`TraceLine`]: the story of requests, step by step;
//! - [`Tally`], [`Values`], [`Most`]: counts by what, a distribution of signed numbers, the most in a window.

mod component;
mod flow;
mod invariant;
mod most;
mod note;
mod series;
mod stop;
mod tally;
mod time;
mod topic;
mod trace;
mod values;

pub use component::ComponentOutcome;
pub use flow::{Failure, FlowOutcome};
pub use invariant::{InvariantOutcome, RequestNumber, Violation};
pub use most::Most;
pub use note::NoteOutcome;
pub use series::{Bucket, Series};
pub use stop::{RunError, Stop};
pub use tally::Tally;
pub use time::duration;
pub use topic::TopicOutcome;
pub use trace::{FailTold, RowTold, RowsTold, Told, TraceLine};
pub use values::Values;

use crate::problem::model::{Design, FlowId, Nanos};

/// The raw results of one run.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// The seed it ran with.
    pub seed: u64,
    /// How it ended.
    pub stop: Stop,
    /// Events processed.
    pub events: u64,
    /// The virtual time at which it ended.
    pub ended: Nanos,
    /// From when to when components and topics were measured: from the end of the warm-up to the end of the
    /// load. Requests count where they began after the warm-up, however late they end.
    pub window: (Nanos, Nanos),
    /// Of each flow.
    pub flows: Vec<FlowOutcome>,
    /// Of each component.
    pub components: Vec<ComponentOutcome>,
    /// Of each topic.
    pub topics: Vec<TopicOutcome>,
    /// The rows of each table at the end, all instances together.
    pub rows: Vec<u64>,
    /// Of each note.
    pub notes: Vec<NoteOutcome>,
    /// Of each invariant.
    pub invariants: Vec<InvariantOutcome>,
    /// Of each fault of the design whether it has begun.
    pub faults: Vec<bool>,
    /// The requests that were asked for, step by step; empty where none was.
    pub trace: Vec<TraceLine>,
    /// The requests of load that alone were to arrive, where not all were.
    pub only: Option<Vec<RequestNumber>>,
    /// The requests of load that arrived, and when, in this order; only where the run was asked for them, or lets
    /// only some of them arrive.
    pub arrived: Vec<(RequestNumber, Nanos)>,
    /// At the end nothing was under way: what was left waited because a step of it says so.
    pub rests: bool,
}

impl Outcome {
    /// Nothing yet, in the shape of the design: one outcome for each of its flows, components, topics, tables,
    /// notes and invariants, and a sliding window for each `most` that its rules ask for.
    pub fn new(design: &Design, seed: u64) -> Self {
        let scenario = &design.scenario;
        let mut notes: Vec<NoteOutcome> =
            design.notes.iter().map(|(_, ty)| NoteOutcome::new(ty.is_some())).collect();
        for rule in design.objectives.iter().chain(&scenario.must) {
            note::asked_for(&rule.left, &mut notes);
            note::asked_for(&rule.right, &mut notes);
        }
        Self {
            seed,
            stop: Stop::Finished,
            events: 0,
            ended: 0,
            window: (scenario.warmup, scenario.lasts),
            flows: vec![FlowOutcome::over(scenario.lasts); design.flows.len()],
            components: vec![ComponentOutcome::default(); design.components.len()],
            topics: vec![TopicOutcome::default(); design.topics.len()],
            rows: vec![0; design.tables.len()],
            notes,
            invariants: vec![InvariantOutcome::default(); design.invariants.len()],
            faults: vec![false; design.faults.len()],
            trace: Vec::new(),
            only: None,
            arrived: Vec::new(),
            rests: true,
        }
    }

    /// A request of a flow begins.
    #[inline(always)]
    pub fn begins(&mut self, flow: usize, now: Nanos) {
        let out = &mut self.flows[flow];
        if now < self.window.0 {
            out.early += 1;
            return;
        }
        out.begins(now);
    }

    /// A request of a flow that began then is answered `took` nanoseconds later, with a status that is a good one.
    #[inline(always)]
    pub fn answers(&mut self, flow: FlowId, began: Nanos, took: u64, status: u16) {
        if began >= self.window.0 {
            self.flows[flow.index()].answered(status, began, took);
        }
    }

    /// A request of a flow that began then fails: it is answered with another status, or not at all.
    #[inline(never)]
    pub fn fails(&mut self, flow: FlowId, began: Nanos, how: Failure) {
        if began >= self.window.0 {
            let out = &mut self.flows[flow.index()];
            match how {
                Failure::Status(status) => out.refused(status),
                _ => out.failed(how),
            }
        }
    }

    /// The seconds in which components and topics were measured.
    #[expect(clippy::cast_precision_loss, reason = "shown to a few digits")]
    pub fn seconds(&self) -> f64 {
        (self.window.1 - self.window.0).max(0) as f64 / 1e9
    }
}
