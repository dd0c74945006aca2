//! The commands that read problems, with their flags.

use clap::{Arg, ArgAction, Command};

use super::screen_flags::on_screen;
use super::whole::whole;
use crate::problem::page::Section;

/// Every one, with a line of help.
pub const COMMANDS: [(&str, &str); 13] = [
    ("list", "the problems that are known, or those with a word or a theme"),
    ("show", "the brief of a problem; the rest of it with --solution"),
    ("diagram", "the architecture of a problem's design: a part of the solution"),
    ("sim", "run a problem's design: what holds, what breaks, and what was measured"),
    ("prove", "run every option of every decision: does it break what it says, and nothing else?"),
    ("compare", "two variants of a design on the same luck: which rules each holds, and what differs"),
    (
        "breakpoint",
        "how much load a design takes: the multiple at which a rule breaks, and what is full there",
    ),
    ("chaos", "each component down, then slow: what stops, what breaks, and how long until it heals"),
    ("mock", "the interview: a timed mock of a problem, and a verdict with its evidence"),
    ("timer", "the phases of an interview on a clock, for paper or with a friend"),
    ("new", "a new problem file, with a word on what each part brings"),
    ("check", "what is wrong with problem files: files, folders, ids, or all that are known"),
    ("schema", "the words of a problem file as a JSON Schema, for editors"),
];

/// Adds the command's own flags.
pub fn flags(command: Command) -> Command {
    let folder = || text("problems", "DIR", "A folder of further problem files");
    match command.get_name() {
        "list" => command
            .before_help("Example: napkin list stock · napkin list --theme payments")
            .arg(words("WORD", 0))
            .arg(text("theme", "THEME", "Only problems with this theme"))
            .arg(folder()),
        "schema" => command.before_help("Example: napkin schema > problem.schema.json"),
        "show" => command
            .before_help("Example: napkin show mine/shop.toml --solution --section estimates")
            .arg(words("PROBLEM", 0))
            .arg(folder())
            .arg(switch("solution", "What is kept back until an attempt"))
            .arg(switch("yes", "Do not ask before the solution of a problem that was never attempted"))
            .arg(
                Arg::new("section")
                    .long("section")
                    .value_name("NAME")
                    .action(ArgAction::Append)
                    .help(sections()),
            ),
        "diagram" => command
            .before_help("Example: napkin diagram mine/shop.toml --format svg > shop.svg")
            .arg(words("PROBLEM", 0))
            .arg(folder()),
        "new" => command.before_help("Example: napkin new parking").arg(words("ID", 0)).arg(folder()).arg(
            text("from", "PROBLEM", "A problem to begin with in place of a skeleton")
                .allow_hyphen_values(false),
        ),
        "check" => command
            .before_help("Example: napkin check mine/shop.toml")
            .arg(words("FILE|DIR|ID", 0))
            .arg(folder())
            .arg(switch("watch", "Check again whenever a file changes, until Ctrl-C"))
            .arg(switch(
                "expand",
                "Every flow as it runs, with defaults and the columns that were filled in",
            )),
        "mock" => command
            .before_help("Example: napkin mock mine/shop.toml --answers answers.toml")
            .arg(words("PROBLEM", 0).help("The problem [the one practised least unless given]"))
            .arg(folder())
            .arg(number("minutes", "How long: 60, 45, 35 or another length [as the problem says]"))
            .arg(
                text("phase", "PHASE", "Only this phase; again, or with commas, for more")
                    .action(ArgAction::Append),
            )
            .arg(number("seed", "The seed of the interviewer [1 unless given]"))
            .arg(text("framework", "ID|FILE", "Other phases than the usual nine"))
            .arg(switch("plain", "Line by line, for pipes and screen readers"))
            .arg(switch("new", "Begin again, though a mock of this problem is under way"))
            .arg(text("answers", "FILE", "Judge the answers of a file"))
            .arg(switch("dry-run", "Walk the script: every question, change and failure with its time"))
            .args(on_screen()),
        "timer" => command
            .before_help("Example: napkin timer --minutes 45 --bell")
            .arg(words("", 0).hide(true))
            .arg(number("minutes", "How long: 60, 45, 35 or another length [60 unless given]"))
            .arg(
                text("phase", "PHASE", "Only this phase; again, or with commas, for more")
                    .action(ArgAction::Append),
            )
            .arg(text("framework", "ID|FILE", "Other phases than the usual nine"))
            .arg(switch("bell", "Ring before the end of each phase, and at it"))
            .arg(switch("plain", "Print the plan: what comes when"))
            .args(on_screen()),
        "prove" => command
            .before_help(
                "Examples: napkin prove mine/shop.toml --seeds 100\n          \
                 napkin prove mine/shop.toml --reference --faults --seeds 1000\n          \
                 napkin prove mine/shop.toml --decision reserve",
            )
            .arg(words("PROBLEM", 1))
            .arg(folder())
            .arg(number(
                "seeds",
                "Seeds for each row [20 unless given]; from two on what an option pays is judged",
            ))
            .arg(
                switch("reference", "Only the reference, in the scenarios that are proofs")
                    .conflicts_with("decision"),
            )
            .arg(
                text("decision", "DECISION", "Only the options of this decision; again for another")
                    .action(ArgAction::Append),
            )
            .arg(switch("faults", "Also the reference in its first scenario under each fault of the file")),
        "compare" => compare(command).arg(folder()),
        "breakpoint" | "chaos" => experiment(command).arg(folder()),
        _ => sim(command).arg(folder()),
    }
}

fn sections() -> String {
    format!("A part of the solution: {}", Section::ALL.map(Section::word).join(", "))
}

/// What makes a variant of a design.
fn variant(command: Command) -> Command {
    command
        .arg(words("PROBLEM", 1).num_args(1).action(ArgAction::Set))
        .arg(
            text("with", "DECISION=OPTION", "Another option of a decision; again for another")
                .action(ArgAction::Append),
        )
        .arg(text("set", "PATH=VALUE", "Another value, such as db.slots=20").action(ArgAction::Append))
        .arg(text("scenario", "NAME", "The scenario [the first unless given]"))
        .arg(
            text("fault", "FAULT", "A fault of the file, or 'COMPONENT KIND [for T] [at T]', such as 'db down for 20s', 'db slow x10', 'api drop 5%' (else a third of the load, the second, or what comes after the warm-up)")
                .action(ArgAction::Append),
        )
}

/// Many runs of a variant.
fn experiment(command: Command) -> Command {
    let breaks = command.get_name() == "breakpoint";
    let (example, seeds, events) = if breaks {
        (
            "Example: napkin breakpoint mine/shop.toml --scenario flash --set db.slots=20",
            "Seeds for each load [3 unless given]; most of them decide",
            "Events of a run at most [20,000,000 unless given]: more load takes more",
        )
    } else {
        (
            "Example: napkin chaos mine/shop.toml --scenario flash",
            "Seeds for each fault [3 unless given]: medians",
            "Leave out a fault whose run takes more [20,000,000 unless given]",
        )
    };
    let command = variant(command)
        .before_help(example)
        .arg(number("seed", "Only this seed").conflicts_with("seeds"))
        .arg(number("seeds", seeds))
        .arg(number("max-events", events));
    if breaks { command } else { command.arg(text("load", "10x", "So many times the load")) }
}

/// Two variants beside each other.
fn compare(command: Command) -> Command {
    let side = |id: &'static str, help: &'static str| text(id, "CHANGES", help).action(ArgAction::Append);
    variant(command)
        .before_help(
            "Examples: napkin compare mine/shop.toml --b reserve=read_then_write\n          \
             napkin compare mine/shop.toml --a db.slots=10 --b db.slots=20 --load 2x",
        )
        .after_help(
            "-q prints a or b, the side that breaks fewer rules over all seeds; else differ, where something else tells \
             them apart, or same; none where no seed was run to its end.\n\
             A broken rule is no failure here: exit 1 is for runs that did not come to their end.",
        )
        .arg(side(
            "a",
            "What A changes, with commas between: DECISION=OPTION or PATH=VALUE [nothing unless given]",
        ))
        .arg(side("b", "What B changes, in the same way; --a, --b or both"))
        .arg(text("load", "10x", "So many times the load"))
        .arg(number("seed", "The first seed [1 unless given]"))
        .arg(number("seeds", "Seeds for each side, two at least [20 unless given]"))
        .arg(number("max-events", "Leave out a seed whose run takes more [20,000,000 unless given]"))
}

fn sim(command: Command) -> Command {
    variant(command)
        .before_help(
            "Examples: napkin sim mine/shop.toml --scenario flash --fault 'db down for 20s at 1min'\n          \
             napkin sim mine/shop.toml --with reserve=read_then_write --explain",
        )
        .arg(text("load", "10x", "So many times the load"))
        .arg(number("seed", "The seed [1 unless given]").conflicts_with("seeds"))
        .arg(number("seeds", "Run the seeds from 1 to this: medians, with intervals"))
        .arg(switch("list", "The scenarios, faults, decisions and options there are"))
        .arg(switch("watch", "Run again whenever the file changes, until Ctrl-C"))
        .arg(
            Arg::new("explain")
                .long("explain")
                .value_name("RULE")
                .num_args(0..=1)
                .require_equals(true)
                .default_missing_value("")
                .help("The smallest run in which an invariant breaks, as a sequence diagram, also with --format mermaid; --explain=RULE names one")
                .conflicts_with_all(["seeds", "list", "trace"]),
        )
        .arg(
            text("trace", "REQUEST", "One request, step by step: its number, or FLOW:NUMBER")
                .conflicts_with("seeds"),
        )
        .arg(text(
            "only",
            "REQUESTS",
            "Only these arrive, under their numbers: shop:12,57 or shop:12..57; none",
        ))
        .arg(number("max-events", "Stop after so many events [20,000,000 unless given]"))
        .arg(text("max-time", "TIME", "Stop at this virtual time: what is to be true at the end is asked there"))
}

fn words(name: &'static str, least: usize) -> Arg {
    let arg =
        Arg::new("words").value_name(name).num_args(least..).required(least > 0).action(ArgAction::Append);
    if name == "PROBLEM" { arg.help("The id of a problem, or the path of its file") } else { arg }
}

fn text(id: &'static str, value: &'static str, help: &'static str) -> Arg {
    Arg::new(id).long(id).value_name(value).help(help).allow_hyphen_values(true)
}

fn number(id: &'static str, help: &'static str) -> Arg {
    Arg::new(id).long(id).value_name("N").help(help).value_parser(whole::<u64>)
}

fn switch(id: &'static str, help: &'static str) -> Arg {
    Arg::new(id).long(id).action(ArgAction::SetTrue).help(help)
}
