use std::sync::atomic::{AtomicBool, Ordering};

use super::arrivals::smallest;
use super::meter::Meter;
use super::patches::{inputs, rows, with, without_fault};
use super::trial::{Shown, Trial};
use super::window::{earliest, shortest};
use crate::problem::File;
use crate::problem::model::{Choice, Design, Lesson, Nanos, Problem};
use crate::sim::experiment::Watch;
use crate::sim::experiment::variant::{NotRun, named, program};
use crate::sim::outcome::{Outcome, RequestNumber};
use crate::sim::program::Program;
use crate::sim::report::Asked;
use crate::sim::run::{Settings, run};
use crate::sim::sequence::stage;

/// Without an option there is no design beside it that shows whether smaller inputs still make sense; then they
/// are tried only where more requests than this are left.
const MANY: usize = 8;
/// With an option, so many requests at most are looked for before inputs are made smaller.
const FEW: usize = 4;
/// A run of the search goes on for so long, and twice the time that the rule held.
const SLACK: Nanos = 60_000_000_000;
/// Lines of a diagram that fit on a page.
const PAGE: usize = 28;

/// What a search for a counterexample comes to.
#[derive(Debug)]
pub enum Explained {
    /// The smallest run that was found.
    Found(Box<Counterexample>),
    /// No invariant breaks in this run, or not the one that was named.
    Holds,
}

/// A small run in which a rule breaks.
#[derive(Debug)]
pub struct Counterexample {
    /// The design that runs.
    pub program: Program,
    /// The command that runs it.
    pub asked: Asked,
    /// The seed.
    pub seed: u64,
    /// The rule, by its number.
    pub rule: usize,
    /// The run, with the story of every request and timer.
    pub outcome: Outcome,
    /// The requests of load that arrive in it.
    pub requests: Vec<RequestNumber>,
    /// How many arrived before the rule broke where all of them did.
    pub of: usize,
    /// Inputs and rows that are smaller than in what was asked for: the path and the value.
    pub changed: Vec<(String, String)>,
    /// Faults that are not needed.
    pub without: Vec<String>,
    /// Whether the rule holds in the same run with the chosen options; `None` where there are no others.
    pub chosen_holds: Option<bool>,
    /// How many runs it took.
    pub runs: u64,
    /// Somebody asked to end: what was found so far.
    pub interrupted: bool,
}

/// What is to be explained.
#[derive(Clone, Copy)]
pub struct Question<'a> {
    /// The file.
    pub file: &'a File,
    /// What it says.
    pub problem: &'a Problem,
    /// Its reference.
    pub reference: &'a Design,
    /// The variant.
    pub asked: &'a Asked,
    /// The seed and the limits.
    pub settings: &'a Settings,
    /// The rule, where one was named.
    pub wanted: Option<&'a str>,
    /// What the whole run found.
    pub outcome: &'a Outcome,
}

/// Looks for the smallest run in which a rule breaks: the one that is wanted; else the first of those that the
/// options say they break; else the one that breaks first.
///
/// # Errors
/// What of the variant does not run.
pub fn explain(question: Question<'_>, watch: Watch<'_>) -> Result<Explained, NotRun> {
    let Question { asked, settings, .. } = question;
    let build = |asked: &Asked| program(question.file, question.reference, asked);
    let original = build(asked)?;
    let Some(rule) = broken_rule(question, &original.design) else { return Ok(Explained::Holds) };
    let meter = Meter::new(watch);
    let design = &original.design;
    let faults = design.scenario.faults.iter().map(|fault| design.faults[fault.index()].id.clone()).collect();
    let mut trial = Trial { program: original, guard: None, rule, settings: settings.clone(), meter: &meter };
    let Some((arrivals, whole)) = trial.whole() else { return Ok(Explained::Holds) };
    let limited = limited(&trial, &whole);
    trial.settings.clone_from(&limited);
    let search = Search { asked, rule, settings: &limited, meter: &meter, build: &build, faults };
    meter.found(arrivals.len());
    let of = arrivals.len();
    let mut best = Best { asked: asked.clone(), trial, shown: whole.clone() };
    best = search.fewer(best, &arrivals, &whole);
    best = search.fewer_faults(best);
    Ok(Explained::Found(Box::new(search.finish(best, of))))
}

/// The settings of the search: with fewer requests a rule that is always true breaks about when it did with all of
/// them, and what runs on much longer shows nothing.
fn limited(trial: &Trial<'_>, whole: &Shown) -> Settings {
    let mut settings = trial.settings.clone();
    if !trial.at_end() {
        let longest = (2 * whole.violation.at.max(0) + SLACK).cast_unsigned();
        settings.max_time = settings.max_time.min(longest);
    }
    settings
}

/// The rule to explain, by its number.
fn broken_rule(question: Question<'_>, design: &Design) -> Option<usize> {
    let Question { problem, asked, wanted, outcome, .. } = question;
    let broken = |rule: &usize| outcome.invariants[*rule].first.is_some();
    let place = |id: &str| design.invariants.iter().position(|rule| rule.id == id);
    if let Some(id) = wanted {
        return place(id).filter(broken);
    }
    for option in options(problem, asked) {
        let Lesson::Wrong { breaks, .. } = &option.lesson else { continue };
        if let Some(rule) = breaks.iter().filter_map(|id| place(id)).find(broken) {
            return Some(rule);
        }
    }
    let excused = |rule: &usize| design.scenario.may_miss.contains(&design.invariants[*rule].id);
    let all = (0..design.invariants.len()).filter(broken).filter(|rule| !excused(rule));
    all.min_by_key(|rule| outcome.invariants[*rule].first.as_ref().map_or(Nanos::MAX, |first| first.at))
}

/// The options that were asked for.
pub fn options<'p>(problem: &'p Problem, asked: &Asked) -> Vec<&'p Choice> {
    let find = |(decision, option): &(String, String)| {
        let decision = problem.decisions.iter().find(|known| known.id == *decision)?;
        decision.options.iter().find(|known| known.id == *option)
    };
    asked.with.iter().filter_map(find).collect()
}

/// The smallest so far.
struct Best<'a> {
    asked: Asked,
    trial: Trial<'a>,
    shown: Shown,
}

impl Best<'_> {
    /// Lines of its diagram.
    fn length(&self) -> usize {
        let limit = if self.trial.at_end() { earliest(&self.trial, &self.shown) } else { None };
        let outcome = self.trial.story(&self.shown.requests, limit.unwrap_or(u64::MAX));
        let told = self.trial.broken(&outcome).map_or(outcome.trace.len(), |violation| violation.told);
        stage(&self.trial.program.design, &outcome.trace[..told], None).events.len()
    }
}

struct Search<'a> {
    asked: &'a Asked,
    rule: usize,
    settings: &'a Settings,
    meter: &'a Meter<'a>,
    build: &'a dyn Fn(&Asked) -> Result<Program, NotRun>,
    /// The faults that act in what was asked for.
    faults: Vec<String>,
}

impl<'a> Search<'a> {
    fn trial(&self, program: Program, guard: Option<Program>) -> Trial<'a> {
        Trial { program, guard, rule: self.rule, settings: self.settings.clone(), meter: self.meter }
    }

    /// The trial of a variant with other inputs; `None` where it does not run, or is no other.
    fn patched(&self, asked: &Asked, beside: &Design) -> Option<Trial<'a>> {
        let program = (self.build)(asked).ok()?;
        if same(&program.design, beside) {
            return None;
        }
        let changed = asked.set != self.asked.set;
        let guard = (changed && !asked.with.is_empty()).then(|| (self.build)(&chosen(asked)).ok()).flatten();
        Some(self.trial(program, guard))
    }

    /// Fewer requests: of the design as it is, and where smaller inputs make fewer possible, or a story that fits
    /// on a page, with these.
    fn fewer(&self, best: Best<'a>, arrivals: &[(RequestNumber, Nanos)], whole: &Shown) -> Best<'a> {
        let mut best = best;
        let guarded = !self.asked.with.is_empty();
        // With smaller inputs fewer may do: then only few are looked for in the design as it is.
        let most = if guarded { FEW } else { usize::MAX };
        if let Some(shown) = smallest(&best.trial, arrivals, whole, most) {
            self.meter.found(shown.requests.len());
            best.shown = shown;
        }
        let count = best.shown.requests.len();
        let long = count <= FEW && best.length() > PAGE;
        let tries = if guarded { count > 1 || long } else { count > MANY };
        if tries
            && !self.meter.over()
            && let Some((asked, trial, arrivals, whole)) = self.small_inputs(&best, count)
        {
            let most = if long { count } else { count.saturating_sub(1) };
            if let Some(shown) = smallest(&trial, &arrivals, &whole, most) {
                self.meter.found(shown.requests.len());
                let small = Best { asked, trial, shown };
                if small.shown.requests.len() < count || small.length() < best.length() {
                    best = self.grown(small);
                }
            }
        }
        if best.shown.requests.len() == whole.requests.len()
            && let Some(shown) = smallest(&best.trial, arrivals, whole, usize::MAX)
        {
            best.shown = shown;
        }
        best
    }

    /// The design with inputs and rows as small as they may be while the rule still breaks: where one request does
    /// it by itself, with this one, since fewer cannot be; else with all that arrive.
    #[allow(clippy::type_complexity)]
    fn small_inputs(
        &self,
        best: &Best<'a>,
        count: usize,
    ) -> Option<(Asked, Trial<'a>, Vec<(RequestNumber, Nanos)>, Shown)> {
        let mut found = None;
        let mut asked = best.asked.clone();
        let mut design = best.trial.program.design.clone();
        let shows = |trial: &Trial<'a>| {
            if count > 1 {
                return trial.whole();
            }
            let shown = trial.show(&best.shown.requests)?;
            Some((shown.requests.iter().map(|request| (*request, 0)).collect(), shown))
        };
        for list in [inputs, rows] {
            for smaller in list(&design) {
                for value in &smaller.values {
                    if self.meter.over() {
                        return None;
                    }
                    let candidate = with(&asked, &smaller.path, value);
                    let Some(trial) = self.patched(&candidate, &design) else { continue };
                    if let Some((arrivals, whole)) = shows(&trial) {
                        design.clone_from(&trial.program.design);
                        asked = candidate.clone();
                        found = Some((candidate, trial, arrivals, whole));
                        break;
                    }
                }
            }
        }
        found
    }

    /// Gives inputs and rows back what they were, where as few requests suffice and the story fits on a page, until
    /// none can be given back: one may need another.
    fn grown(&self, best: Best<'a>) -> Best<'a> {
        let mut best = best;
        loop {
            let set = best
                .asked
                .set
                .iter()
                .filter(|(path, _)| !self.asked.set.iter().any(|(known, _)| known == path));
            let paths: Vec<String> = set.map(|(path, _)| path.clone()).collect();
            let before = paths.len();
            let mut left = before;
            for path in paths {
                let mut asked = best.asked.clone();
                asked.set.retain(|(known, _)| *known != path);
                if let Some(restored) = self.restored(&best, asked) {
                    best = restored;
                    left -= 1;
                }
            }
            if left == before || left == 0 || self.meter.over() {
                return best;
            }
        }
    }

    /// The same with something given back, where that costs nothing.
    fn restored(&self, best: &Best<'a>, asked: Asked) -> Option<Best<'a>> {
        let beside = &best.trial.program.design;
        let trial = self.patched(&asked, beside).or_else(|| self.plain(&asked))?;
        let most = best.shown.requests.len();
        let shown = trial.show(&best.shown.requests).or_else(|| {
            let (arrivals, whole) = trial.whole()?;
            smallest(&trial, &arrivals, &whole, most)
        });
        let shown = shown.filter(|shown| shown.requests.len() <= most)?;
        let restored = Best { asked, trial, shown };
        let length = restored.length();
        (length <= PAGE || length <= best.length()).then_some(restored)
    }

    /// A variant that is no other design: only what it says of itself is.
    fn plain(&self, asked: &Asked) -> Option<Trial<'a>> {
        Some(self.trial((self.build)(asked).ok()?, None))
    }

    /// Leaves out faults that are not needed.
    fn fewer_faults(&self, best: Best<'a>) -> Best<'a> {
        let mut best = best;
        let design = &best.trial.program.design;
        let faults: Vec<String> =
            design.scenario.faults.iter().map(|id| design.faults[id.index()].id.clone()).collect();
        for fault in faults {
            let Some(asked) = without_fault(&best.asked, &best.trial.program.design, &fault) else {
                continue;
            };
            let Some(trial) = self.patched(&asked, &best.trial.program.design) else { continue };
            let shown = trial.show(&best.shown.requests);
            if let Some(shown) = shown.filter(|shown| shown.rank() <= best.shown.rank()) {
                best = Best { asked, trial, shown };
            }
        }
        best
    }

    /// The story of the smallest, in the shortest time.
    fn finish(&self, best: Best<'a>, of: usize) -> Counterexample {
        let Best { mut asked, trial, shown } = best;
        let interrupted = self.meter.cancel().load(Ordering::Relaxed);
        let beside = if asked.with.is_empty() { None } else { (self.build)(&chosen(&asked)).ok() };
        let holds = |limit: u64| {
            let max_time = limit.min(self.settings.max_time);
            let settings = Settings { only: Some(shown.requests.clone()), max_time, ..self.settings.clone() };
            let outcome = run(beside.as_ref()?, &settings, &AtomicBool::new(false));
            Some(outcome.invariants[self.rule].violations == 0)
        };
        let mut chosen_holds = holds(u64::MAX);
        if let Some(limit) = shortest(&trial, &shown) {
            let whole = asked.max_time.replace(limit);
            let there = holds(asked.longest().unwrap_or(u64::MAX));
            if there == Some(false) && chosen_holds == Some(true) {
                // Cut there, the chosen option has not come to its end either: only the whole run tells them apart.
                asked.max_time = whole;
            } else {
                chosen_holds = there;
            }
        }
        let longest = asked.longest().unwrap_or(u64::MAX);
        let outcome = trial.story(&shown.requests, longest);
        asked.only = Some(named(&trial.program.design, &shown.requests));
        let design = &trial.program.design;
        let path = format!("scenarios.{}.faults", design.scenario.id);
        let added = asked.set.iter().filter(|pair| !self.asked.set.contains(pair) && pair.0 != path);
        let changed = added.cloned().collect();
        let acts = |fault: &String| {
            design.scenario.faults.iter().any(|known| design.faults[known.index()].id == *fault)
        };
        let without = self.faults.iter().filter(|fault| !acts(fault)).cloned().collect();
        Counterexample {
            program: trial.program,
            seed: self.settings.seed,
            asked,
            rule: self.rule,
            outcome,
            requests: shown.requests,
            of,
            changed,
            without,
            chosen_holds,
            runs: self.meter.runs(),
            interrupted,
        }
    }
}

/// The same with the chosen option of every decision.
fn chosen(asked: &Asked) -> Asked {
    Asked { with: Vec::new(), ..asked.clone() }
}

/// Whether two designs run alike: what their inputs are called does not matter any more.
fn same(one: &Design, other: &Design) -> bool {
    Design { inputs: Vec::new(), ..one.clone() } == Design { inputs: Vec::new(), ..other.clone() }
}
