//! What a command line that runs a design asks for, found and without errors.

use clap::ArgMatches;

use super::output::Output;
use super::problems::{self, Opened, broken, broken_variant};
use super::{arguments, explain, interrupt};
use crate::diag::{nearest, there_are, visible};
use crate::problem::model::{Choice, Design, Problem, Trigger};
use crate::problem::{File, Reading};
use crate::sim::experiment::{NotRun, USUAL_SEEDS, program, request, requests};
use crate::sim::outcome::{Outcome, Stop};
use crate::sim::program::Program;
use crate::sim::report::{Asked, Report};
use crate::sim::run::{Settings, Traced, run as run_once};

/// Events of one run at most, unless said: minutes of computing.
const MOST_EVENTS: u64 = 20_000_000;

/// What is to be done.
pub enum Prepared {
    /// The design is listed.
    List(Box<Listed>),
    /// It is run.
    Run(Box<Ready>),
}

/// A problem and the default scenario of its design.
pub struct Listed {
    /// The problem.
    pub reading: Reading,
    /// Its design.
    pub design: Design,
}

/// A design that is ready to run.
pub struct Ready {
    /// The problem.
    pub reading: Reading,
    /// Its file.
    pub file: File,
    /// The design as it was asked for, compiled.
    pub program: Program,
    /// What was asked for.
    pub asked: Asked,
    /// How many times the load of the file.
    pub load: f64,
    /// How it is run.
    pub settings: Settings,
    /// What the file is called.
    pub name: String,
}

impl Ready {
    /// Runs it.
    pub fn outcome(&self, settings: &Settings) -> Outcome {
        run_once(&self.program, settings, interrupt::flag())
    }

    /// What a run says. One that was interrupted is repeated up to where it was.
    pub fn report(&self, outcome: &Outcome) -> Report {
        let mut asked = self.asked.clone();
        if outcome.stop == Stop::Cancelled {
            asked.max_events = Some(outcome.events);
        }
        Report::new(&self.reading.problem, &self.program.design, &asked, self.load, outcome)
    }
}

/// A problem with a design, and what a command line asks of it.
pub struct Subject {
    /// The problem.
    pub reading: Reading,
    /// Its file.
    pub file: File,
    /// Its design as the file has it, in the first scenario.
    pub reference: Design,
    /// What was asked for.
    pub asked: Asked,
    /// What the file is called.
    pub name: String,
}

/// Finds the problem and the design that a command line is about.
fn subject(output: &Output, matches: &ArgMatches) -> Result<Subject, u8> {
    let asked = asked(output, matches)?;
    let library = problems::library(output, asked.problems.as_deref())?;
    let Opened { name, file, reading, .. } = problems::open(output, &library, &asked.problem)?;
    match reading.problem.design.clone() {
        Some(reference) => Ok(Subject { reading, file, reference, asked, name }),
        None => Err(refuse(
            output,
            &format!("{name} has no design to run"),
            "add [components], [flows] and [scenarios] to the file; `napkin schema` has the words",
        )),
    }
}

/// Finds what a command line of `napkin sim` asks for.
pub fn prepare(output: &Output, matches: &ArgMatches) -> Result<Prepared, u8> {
    let Subject { reading, file, reference, mut asked, name } = subject(output, matches)?;
    known(output, &reading.problem, &asked)?;
    if matches.get_flag("list") {
        return Ok(Prepared::List(Box::new(Listed { reading, design: reference })));
    }
    if asked.scenario.is_empty()
        && matches.contains_id("explain")
        && let Some(scenario) = explain::shown_in(&reading, &asked.with)
    {
        asked.scenario = scenario;
    }
    let program =
        program(&file, &reference, &asked).map_err(|why| not_run(output, why, &name, file.text()))?;
    let design = &program.design;
    let asked = Asked { scenario: design.scenario.id.clone(), ..asked };
    let load = asked.multiple().unwrap_or(1.0);
    let settings = settings(output, matches, &asked, design)?;
    Ok(Prepared::Run(Box::new(Ready { reading, file, program, asked, load, settings, name })))
}

/// What was typed, as it was typed.
fn asked(output: &Output, matches: &ArgMatches) -> Result<Asked, u8> {
    // A space may stand before what begins with a hyphen.
    let trimmed = |text: &String| text.trim().to_owned();
    // Not every command has every flag: what it does not have was not typed.
    let one = |name: &str| matches.try_get_one::<String>(name).ok().flatten().map(trimmed);
    let all = |name: &str| -> Vec<String> {
        let values = matches.try_get_many::<String>(name).ok().flatten();
        values.map(|values| values.map(trimmed).collect()).unwrap_or_default()
    };
    let pairs = |name: &str, example: &str| -> Result<Vec<(String, String)>, u8> {
        all(name).iter().map(|text| assignment(output, name, text, example)).collect()
    };
    Ok(Asked {
        problem: arguments::words(matches).into_iter().next().unwrap_or_default(),
        problems: one("problems"),
        with: pairs("with", "decision=option")?,
        set: pairs("set", "db.slots=20")?,
        scenario: one("scenario").unwrap_or_default(),
        load: one("load"),
        faults: all("fault"),
        only: one("only"),
        max_events: matches.get_one::<u64>("max-events").copied(),
        max_time: one("max-time"),
    })
}

/// What stands on both sides of an `=` behind a flag.
pub fn assignment(output: &Output, flag: &str, text: &str, example: &str) -> Result<(String, String), u8> {
    match text.split_once('=') {
        Some((left, _)) if left.trim().is_empty() => Err(refuse(
            output,
            &format!("`--{flag} {text}` has nothing before the `=`"),
            &format!("write it like --{flag} {example}"),
        )),
        Some((left, right)) => Ok((left.trim().to_owned(), right.trim().to_owned())),
        None => Err(refuse(
            output,
            &format!("`--{flag} {text}` has no `=`"),
            &format!("write it like --{flag} {example}"),
        )),
    }
}

/// Names of scenarios, decisions and options, before anything is built with them.
fn known(output: &Output, problem: &Problem, asked: &Asked) -> Result<(), u8> {
    if !asked.scenario.is_empty() {
        let names: Vec<&str> = problem.scenarios.iter().map(|scenario| scenario.id.as_str()).collect();
        is_one_of(output, "scenario", &asked.scenario, &names)?;
    }
    decided(output, problem, "with", &asked.with, &[])
}

/// Names of decisions and options behind a flag; those of `before` stand already behind `--with`.
pub fn decided(
    output: &Output,
    problem: &Problem,
    flag: &str,
    typed: &[(String, String)],
    before: &[(String, String)],
) -> Result<(), u8> {
    for (at, (decision, option)) in typed.iter().enumerate() {
        let names: Vec<&str> = problem.decisions.iter().map(|known| known.id.as_str()).collect();
        is_one_of(output, "decision", decision, &names)?;
        let found = problem.decisions.iter().find(|known| known.id == *decision);
        let options: Vec<&str> =
            found.into_iter().flat_map(|known| &known.options).map(|option| option.id.as_str()).collect();
        is_one_of(output, &format!("option of `{decision}`"), option, &options)?;
        let earlier =
            before.iter().map(|pair| ("with", pair)).chain(typed[..at].iter().map(|pair| (flag, pair)));
        if let Some((other_flag, (_, other))) =
            earlier.clone().find(|(_, (known, other))| known == decision && other != option)
        {
            let message = format!(
                "`--{flag} {decision}={option}`: `{decision}` is decided twice, before by `--{other_flag} {decision}={other}`"
            );
            return Err(refuse(output, &message, "keep one of them: a design has one answer to a question"));
        }
        let choice = found.and_then(|known| known.options.iter().find(|choice| choice.id == *option));
        if choice.is_some_and(Choice::is_only_argued) {
            output.message(&format!(
                "note: `{option}` is argued in the file and changes nothing in a run: `{decision}` stays as in the reference\n"
            ));
        }
    }
    Ok(())
}

/// Whether a word is one of these names.
fn is_one_of(output: &Output, what: &str, word: &str, names: &[&str]) -> Result<(), u8> {
    if names.contains(&word) {
        return Ok(());
    }
    let help = match nearest(word, names.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => there_are(names),
    };
    Err(refuse(output, &format!("no {what} is called `{word}`"), &help))
}

fn settings(output: &Output, matches: &ArgMatches, asked: &Asked, design: &Design) -> Result<Settings, u8> {
    let mut settings = Settings::new(matches.get_one::<u64>("seed").copied().unwrap_or(1));
    settings.max_events = matches.get_one::<u64>("max-events").copied().unwrap_or(MOST_EVENTS);
    settings.max_time = asked.longest().ok_or_else(|| {
        let text = asked.max_time.as_deref().unwrap_or_default();
        refuse(output, &format!("`--max-time {text}` is no time"), "such as 90s, 10min")
    })?;
    if let Some(text) = &asked.only {
        settings.only =
            Some(requests(design, text).map_err(|why| {
                refuse(output, &format!("`--only {text}`: {why}"), &example(design, "12,57"))
            })?);
    }
    if let Some(text) = matches.get_one::<String>("trace").map(|text| text.trim()) {
        let found = request(design, text)
            .map_err(|why| refuse(output, &format!("`--trace {text}`: {why}"), &example(design, "17")))?;
        settings.trace = Traced::One(found);
        settings.list = true;
    }
    Ok(settings)
}

/// How requests are named, for help.
pub fn example(design: &Design, numbers: &str) -> String {
    let flow = design.flows.iter().find(|flow| matches!(flow.trigger, Trigger::Arrive(_)));
    let flow = flow.or(design.flows.first()).map_or("flow", |flow| &flow.id);
    format!("a flow and a number from 0, such as {flow}:{numbers}")
}

/// How many seeds an experiment takes.
#[derive(Clone, Copy, Debug)]
pub struct Seeds {
    /// Unless said.
    usual: usize,
    /// At least. Where one is enough, `--seed 7` alone is the seventh and no other.
    least: usize,
}

impl Seeds {
    /// One may be lucky, of three most decide.
    pub const FEW: Self = Self { usual: 3, least: 1 };
    /// Enough for an interval; of one seed nothing is known.
    pub const MANY: Self = Self { usual: USUAL_SEEDS, least: 2 };
    /// No experiment takes more.
    const MOST: usize = 1000;

    /// The first seed and how many there are.
    fn asked(self, output: &Output, matches: &ArgMatches) -> Result<(u64, usize), u8> {
        let first = matches.get_one::<u64>("seed").copied();
        let seeds = match matches.get_one::<u64>("seeds") {
            Some(seeds) => usize::try_from(*seeds)
                .ok()
                .filter(|seeds| (self.least..=Self::MOST).contains(seeds))
                .ok_or_else(|| {
                    let help = format!("from {} to 1,000", self.least);
                    refuse(output, &format!("`--seeds {seeds}` is no number of seeds"), &help)
                })?,
            None if first.is_some() && self.least == 1 => 1,
            None => self.usual,
        };
        let first = first.unwrap_or(1);
        match first.checked_add(seeds as u64) {
            Some(_) => Ok((first, seeds)),
            None => Err(refuse(
                output,
                &format!("`--seed {first}` has no {seeds} seeds from there on"),
                "the last seed is 18446744073709551615",
            )),
        }
    }
}

/// A design on which many runs are made, and how many.
pub struct Experiment {
    /// The design, and what is asked of it.
    pub subject: Subject,
    /// The first seed.
    pub seed: u64,
    /// How many seeds for each variant.
    pub seeds: usize,
    /// Events of one run at most.
    pub max_events: u64,
}

/// Finds what a command line asks for that makes many runs.
pub fn experiment(output: &Output, matches: &ArgMatches, seeds: Seeds) -> Result<Experiment, u8> {
    let subject = subject(output, matches)?;
    known(output, &subject.reading.problem, &subject.asked)?;
    let (seed, seeds) = seeds.asked(output, matches)?;
    let max_events = matches.get_one::<u64>("max-events").copied().unwrap_or(MOST_EVENTS);
    Ok(Experiment { subject, seed, seeds, max_events })
}

/// Says why what was asked for does not run.
pub fn not_run(output: &Output, why: NotRun, name: &str, text: &str) -> u8 {
    not_run_with(output, why, "--set", name, text)
}

/// The same of values that were typed behind this flag.
pub fn not_run_with(output: &Output, why: NotRun, flag: &str, name: &str, text: &str) -> u8 {
    match why {
        NotRun::Variant(refused) => broken_variant(output, &refused, flag, name, text.len()),
        NotRun::Typed(message, help) => refuse(output, &message, &help),
        NotRun::NotYet(error) => broken(output, &[error], name, text),
    }
}

/// Says what is wrong with a command line, and the fix; the exit code.
pub fn refuse(output: &Output, message: &str, help: &str) -> u8 {
    output.refuse(&format!("error: {}\nhelp: {}", visible(message), visible(help)))
}
