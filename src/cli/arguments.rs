//! The commands, their flags and their help.

use std::ffi::OsString;

use clap::{Arg, ArgAction, ArgMatches, Command};

use super::screen_flags::on_screen;
use super::{deck_commands, problem_commands, study_commands};
use crate::calc::recipe::{self, Recipe, Wanted};

const EXAMPLES: &str = "\
napkin 10M orders/day x 20min          how many at once, what to say, what holds it
napkin 1TB / 100MB/s                   how long it takes
napkin qps 10M/day --peak 5            the load, on average and at its peak
napkin storage 10M/day 500B 5 years    what is kept
napkin fit '140K writes/s'             what holds a load, and what is not needed
napkin quiz                            the cards that are due
napkin calc                            a prompt; napkin calc FILE answers a sheet";

const TEMPLATE: &str = "\
{about}

{before-help}Commands:
{subcommands}

Options:
{options}{after-help}
";

/// The commands that are not recipes, with a line each.
const COMMANDS: [(&str, &str); 6] = [
    ("calc", "calculate: an expression, a file of lines, standard input, or a prompt"),
    ("sheet", "a notebook that calculates as you type, over the whole terminal"),
    ("fit", "what holds a load: every reference component, and what is not needed"),
    ("refs", "the reference numbers, with range, source and date"),
    ("completions", "completions for bash, zsh, fish, powershell or elvish"),
    ("man", "the manual page"),
];

/// Every command.
pub fn names() -> impl Iterator<Item = &'static str> {
    let own = COMMANDS.iter().chain(&problem_commands::COMMANDS);
    let own = own.chain(&study_commands::COMMANDS).chain(&deck_commands::COMMANDS);
    let own = own.map(|(name, _)| *name);
    own.chain(recipe::names()).chain(["help"])
}

/// The command line as clap sees it.
pub fn command() -> Command {
    let mut command = Command::new("napkin")
        .about("Practise system design from the terminal.")
        .version(env!("CARGO_PKG_VERSION"))
        .before_help(EXAMPLES)
        .help_template(TEMPLATE)
        .after_help(
            "An expression needs no command: it begins with a number, a sign of money or a parenthesis.",
        )
        .disable_help_subcommand(false)
        .args(everywhere());
    for (name, about) in problem_commands::COMMANDS {
        let plain = Command::new(name).about(about).args(everywhere());
        command = command.subcommand(problem_commands::flags(plain));
    }
    for (name, about) in study_commands::COMMANDS {
        let plain = Command::new(name).about(about).args(everywhere());
        command = command.subcommand(study_commands::flags(plain));
    }
    for (name, about) in deck_commands::COMMANDS {
        let plain = Command::new(name).about(about).args(everywhere());
        command = command.subcommand(deck_commands::flags(plain));
    }
    for (name, about) in COMMANDS {
        command = command.subcommand(plain(name, about));
    }
    for known in recipe::ALL {
        command = command.subcommand(of_recipe(known));
    }
    command
}

fn plain(name: &'static str, about: &'static str) -> Command {
    let (value, help, example) = match name {
        "calc" => (
            "EXPR|FILE|-",
            "an expression; a file of lines; - for standard input; nothing for a prompt",
            "napkin calc 10M orders/day x 20min",
        ),
        "fit" => {
            ("LOAD", "a rate, a flow or an amount of data, or how many at once", "napkin fit '140K writes/s'")
        }
        "completions" => (
            "SHELL",
            "bash, zsh, fish, powershell or elvish",
            "napkin completions bash > ~/.local/share/bash-completion/completions/napkin",
        ),
        "sheet" => (
            "FILE",
            "the sheet to open or to begin; without it, the one in the data folder",
            "napkin sheet shop.nap",
        ),
        "man" => ("", "", "napkin man | man -l -"),
        _ => ("WORD", "words that a number mentions", "napkin refs redis"),
    };
    let command =
        Command::new(name).about(about).after_help(format!("Example: {example}")).args(everywhere());
    let command = if name == "sheet" { command.args(on_screen()) } else { command };
    command.arg(Arg::new("words").value_name(value).help(help).num_args(0..).action(ArgAction::Append))
}

fn of_recipe(known: &'static Recipe) -> Command {
    let mut command = Command::new(known.signature.name)
        .about(known.about)
        .override_usage(known.signature.usage)
        .after_help(format!("Example: {}", known.signature.example))
        .args(everywhere())
        .arg(
            Arg::new("words")
                .value_name("VALUE")
                .num_args(0..)
                .action(ArgAction::Append)
                .help(positional(known)),
        );
    for parameter in known.signature.parameters.iter().filter(|parameter| parameter.flag) {
        let mut about = parameter.about.to_owned();
        if let Some(assumed) = &parameter.assumed {
            about = format!("{about} [unless given: {}]", assumed.text);
        }
        let arg = Arg::new(parameter.name).long(parameter.name).help(about);
        let is_switch =
            parameter.wanted == Wanted::Factor && parameter.assumed.is_none() && parameter.name == "parallel";
        command = command.arg(if is_switch {
            arg.action(ArgAction::SetTrue)
        } else {
            arg.value_name("VALUE").allow_hyphen_values(true)
        });
    }
    command
}

fn positional(known: &Recipe) -> String {
    let places = known.signature.parameters.iter().filter(|parameter| !parameter.flag);
    places.map(|parameter| parameter.about).collect::<Vec<_>>().join("; ")
}

/// Flags that `route` takes wherever they stand; listed here for the help alone.
fn everywhere() -> [Arg; 6] {
    let global = |arg: Arg| arg.action(ArgAction::SetTrue);
    [
        global(Arg::new("quiet").short('q').long("quiet").help("The value alone")),
        global(
            Arg::new("interview")
                .short('i')
                .long("interview")
                .help("Interview arithmetic; -i1, -i3 for one or three digits"),
        ),
        global(Arg::new("json").long("json").help("The same as --format json")),
        Arg::new("format")
            .long("format")
            .value_name("text|json")
            .help("How the answer is written; some commands also write md, mermaid or svg"),
        Arg::new("data-dir")
            .long("data-dir")
            .value_name("DIR")
            .help("Where the log of reviews and your own files are; NAPKIN_DATA_DIR does the same"),
        Arg::new("color").long("color").value_name("auto|always|never").help("Colour; NO_COLOR is respected"),
    ]
}

/// Parses what `route` left over.
pub fn parse(arguments: Vec<OsString>) -> Result<ArgMatches, clap::Error> {
    command().try_get_matches_from(std::iter::once(OsString::from("napkin")).chain(arguments))
}

/// The words of a command, one behind the other.
pub fn words(matches: &ArgMatches) -> Vec<String> {
    let words = matches.get_many::<String>("words");
    words.map(|words| words.map(|word| word.trim().to_owned()).collect()).unwrap_or_default()
}
