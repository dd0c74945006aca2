use super::meter::Meter;
use crate::problem::model::{Nanos, When};
use crate::sim::outcome::{Outcome, RequestNumber, Stop, Violation};
use crate::sim::program::Program;
use crate::sim::run::{Settings, Traced, run};

/// One variant of a design, to be run with some of its requests.
pub struct Trial<'a> {
    /// With the options.
    pub program: Program,
    /// Without them: it must hold the rule where inputs or rows were changed, so that what breaks is the option
    /// and not a design that makes no sense any more.
    pub guard: Option<Program>,
    /// The rule, by its number.
    pub rule: usize,
    /// The seed and the limits.
    pub settings: Settings,
    pub meter: &'a Meter<'a>,
}

/// A run in which the rule is broken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    /// The requests that arrived, in ascending order.
    pub requests: Vec<RequestNumber>,
    /// From the first arrival to the moment when the rule broke; of a rule about the end to the last arrival.
    pub span: Nanos,
    /// How.
    pub violation: Violation,
}

impl Shown {
    /// What is smaller: fewer requests, then less time, then those that came first.
    pub fn rank(&self) -> (usize, Nanos, &[RequestNumber]) {
        (self.requests.len(), self.span, &self.requests)
    }
}

impl Trial<'_> {
    /// Whether the rule is about the end of the run.
    pub fn at_end(&self) -> bool {
        let when = self.program.design.invariants.get(self.rule).map(|rule| rule.when);
        matches!(when, Some(When::AtEnd | When::AtEndWithin(_)))
    }

    /// Everything that arrives before the rule breaks, in the order of its arrival, and how it breaks.
    pub fn whole(&self) -> Option<(Vec<(RequestNumber, Nanos)>, Shown)> {
        let settings = Settings { list: true, ..self.settings.clone() };
        let outcome = self.outcome(&self.program, &settings)?;
        let shown = self.shown(&outcome)?;
        if let Some(guard) = &self.guard
            && self.broken(&self.outcome(guard, &settings)?).is_some()
        {
            return None;
        }
        let mut arrived = outcome.arrived;
        arrived.retain(|(_, at)| *at <= shown.violation.at);
        if self.at_end() { Some(self.first_that_show_it(arrived, shown)) } else { Some((arrived, shown)) }
    }

    /// A rule about the end does not say when it broke: of all that arrives the first that still show it, so that
    /// the last of them has a part in it.
    fn first_that_show_it(
        &self,
        arrived: Vec<(RequestNumber, Nanos)>,
        whole: Shown,
    ) -> (Vec<(RequestNumber, Nanos)>, Shown) {
        let mut best = (arrived.len(), whole);
        let mut before = 0;
        while before + 1 < best.0 && !self.meter.over() {
            let middle = before + (best.0 - before) / 2;
            let mut first: Vec<RequestNumber> =
                arrived[..middle].iter().map(|(request, _)| *request).collect();
            first.sort_unstable();
            match self.show(&first) {
                Some(shown) => best = (middle, shown),
                None => before = middle,
            }
        }
        let mut arrived = arrived;
        arrived.truncate(best.0);
        (arrived, best.1)
    }

    /// What a run with these requests alone shows; `None` where the rule holds.
    pub fn show(&self, only: &[RequestNumber]) -> Option<Shown> {
        let settings = Settings { only: Some(only.to_vec()), ..self.settings.clone() };
        let shown = self.shown(&self.outcome(&self.program, &settings)?)?;
        if let Some(guard) = &self.guard
            && self.broken(&self.outcome(guard, &settings)?).is_some()
        {
            return None;
        }
        Some(shown)
    }

    /// The same for many sets of requests side by side; those that show it, in their order.
    pub fn show_all(&self, sets: &[Vec<RequestNumber>]) -> Vec<Shown> {
        let found = self.meter.each(sets.len(), |job| self.show(&sets[job]));
        found.into_iter().flatten().collect()
    }

    /// The story of a run: every request and timer.
    pub fn story(&self, only: &[RequestNumber], max_time: u64) -> Outcome {
        let until = (!self.at_end()).then_some(self.rule);
        let settings = Settings {
            only: Some(only.to_vec()),
            trace: Traced::All,
            max_time: max_time.min(self.settings.max_time),
            until,
            ..self.settings.clone()
        };
        // Whoever has asked to end still gets what was found.
        let outcome = run(&self.program, &settings, &std::sync::atomic::AtomicBool::new(false));
        self.meter.count(outcome.events);
        outcome
    }

    /// The same run up to a time, without the story.
    pub fn until(&self, only: &[RequestNumber], max_time: u64) -> Outcome {
        let settings = Settings {
            only: Some(only.to_vec()),
            max_time: max_time.min(self.settings.max_time),
            ..self.settings.clone()
        };
        let outcome = run(&self.program, &settings, &std::sync::atomic::AtomicBool::new(false));
        self.meter.count(outcome.events);
        outcome
    }

    /// How the rule breaks in a run.
    pub fn broken<'o>(&self, outcome: &'o Outcome) -> Option<&'o Violation> {
        outcome.invariants.get(self.rule)?.first.as_ref()
    }

    fn shown(&self, outcome: &Outcome) -> Option<Shown> {
        let violation = self.broken(outcome)?.clone();
        let mut requests: Vec<RequestNumber> = outcome.arrived.iter().map(|(request, _)| *request).collect();
        let first = outcome.arrived.first().map_or(0, |(_, at)| *at);
        let last = outcome.arrived.last().map_or(0, |(_, at)| *at);
        let until = if self.at_end() { last } else { violation.at };
        requests.sort_unstable();
        Some(Shown { requests, span: until - first, violation })
    }

    fn outcome(&self, program: &Program, settings: &Settings) -> Option<Outcome> {
        let settings = Settings { until: Some(self.rule), ..settings.clone() };
        let outcome = run(program, &settings, self.meter.cancel());
        self.meter.count(outcome.events);
        // The end of a run that failed is no end.
        let failed = matches!(outcome.stop, Stop::Failed(_)) && self.at_end();
        (outcome.stop != Stop::Cancelled && !failed).then_some(outcome)
    }
}
