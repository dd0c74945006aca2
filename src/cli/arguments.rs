//! The commands, their flags and their help.

use std::ffi::OsString;

use clap::{Arg, ArgAction, ArgMatches, Command};

use crate::calc::recipe::{self, Recipe, Wanted};
use crate::problem::page::Section;

const EXAMPLES: &str = "\
napkin 10M orders/day x 20min          how many at once, what to say, what holds it
napkin 1TB / 100MB/s                   how long it takes
napkin qps 10M/day --peak 5            the load, on average and at its peak
napkin storage 10M/day 500B 5 years    what is kept
napkin fit '140K writes/s'             what holds a load, and what is not needed
napkin calc                            a prompt; napkin calc FILE answers a sheet";

const TEMPLATE: &str = "\
{about}

{before-help}Commands:
{subcommands}

Options:
{options}{after-help}
";

/// The commands that are not recipes, with a line each.
const COMMANDS: [(&str, &str); 11] = [
    ("list", "the problems that are known"),
    ("show", "the brief of a problem; the rest of it with --solution"),
    ("diagram", "the architecture of a problem's design: a part of the solution"),
    ("new", "a new problem file, with a word on what each part brings"),
    ("check", "what is wrong with problem files: files, folders, ids, or all that are known"),
    ("schema", "the words of a problem file as a JSON Schema, for editors"),
    ("calc", "calculate: an expression, a file of lines, standard input, or a prompt"),
    ("fit", "what holds a load: every reference component, and what is not needed"),
    ("refs", "the reference numbers, with range, source and date"),
    ("completions", "completions for bash, zsh, fish, powershell or elvish"),
    ("man", "the manual page"),
];

/// Every command.
pub fn names() -> impl Iterator<Item = &'static str> {
    COMMANDS.iter().map(|(name, _)| *name).chain(recipe::names()).chain(["help"])
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
    for (name, about) in COMMANDS {
        command = command.subcommand(with_flags(plain(name, about)));
    }
    for known in recipe::ALL {
        command = command.subcommand(of_recipe(known));
    }
    command
}

fn plain(name: &'static str, about: &'static str) -> Command {
    let (value, example) = match name {
        "calc" => ("EXPR|FILE|-", "napkin calc 10M orders/day x 20min"),
        "fit" => ("LOAD", "napkin fit '140K writes/s'"),
        "completions" => {
            ("SHELL", "napkin completions bash > ~/.local/share/bash-completion/completions/napkin")
        }
        "man" => ("", "napkin man | man -l -"),
        "list" => return bare(name, about, "napkin list --problems ./mine"),
        "schema" => return bare(name, about, "napkin schema > napkin.schema.json"),
        "show" => ("ID|FILE", "napkin show mine/shop.toml --solution --section estimates"),
        "diagram" => ("ID|FILE", "napkin diagram mine/shop.toml --format mermaid"),
        "new" => ("ID", "napkin new parking"),
        "check" => ("FILE|DIR|ID", "napkin check mine/shop.toml"),
        _ => ("WORD", "napkin refs redis"),
    };
    Command::new(name)
        .about(about)
        .before_help(format!("Example: {example}"))
        .args(everywhere())
        .arg(Arg::new("words").value_name(value).num_args(0..).action(ArgAction::Append))
}

/// A command without words of its own.
fn bare(name: &'static str, about: &'static str, example: &str) -> Command {
    Command::new(name).about(about).before_help(format!("Example: {example}")).args(everywhere())
}

/// The flags of the commands that read problems.
fn with_flags(command: Command) -> Command {
    let folder =
        Arg::new("problems").long("problems").value_name("DIR").help("A folder of further problem files");
    match command.get_name() {
        "list" | "diagram" => command.arg(folder),
        "show" => command.arg(folder).args([
            Arg::new("solution")
                .long("solution")
                .action(ArgAction::SetTrue)
                .help("What is kept back until an attempt"),
            Arg::new("section").long("section").value_name("NAME").action(ArgAction::Append).help(sections()),
        ]),
        "new" => command.arg(folder).arg(
            Arg::new("from")
                .long("from")
                .value_name("ID|FILE")
                .help("A problem to begin with in place of a skeleton"),
        ),
        "check" => command
            .arg(folder)
            .arg(
                Arg::new("watch")
                    .long("watch")
                    .action(ArgAction::SetTrue)
                    .help("Check again whenever a file changes, until Ctrl-C"),
            )
            .arg(
                Arg::new("expand")
                    .long("expand")
                    .action(ArgAction::SetTrue)
                    .help("Every flow as it runs, with defaults and the columns that were filled in"),
            ),
        _ => command,
    }
}

fn sections() -> String {
    let words: Vec<&str> = Section::ALL.iter().map(|section| section.word()).collect();
    format!("A part of the solution: {}", words.join(", "))
}

fn of_recipe(known: &'static Recipe) -> Command {
    let mut command = Command::new(known.signature.name)
        .about(known.about)
        .override_usage(known.signature.usage)
        .before_help(format!("Example: {}", known.signature.example))
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
fn everywhere() -> [Arg; 5] {
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
        Arg::new("format").long("format").value_name("text|json").help("How the answer is written"),
        Arg::new("color").long("color").value_name("auto|always|never").help("Colour; NO_COLOR is respected"),
    ]
}

/// Parses what `route` left over.
pub fn parse(arguments: Vec<OsString>) -> Result<ArgMatches, clap::Error> {
    command().try_get_matches_from(std::iter::once(OsString::from("napkin")).chain(arguments))
}

/// The words of a command, one behind the other.
pub fn words(matches: &ArgMatches) -> Vec<String> {
    matches.get_many::<String>("words").map(|words| words.cloned().collect()).unwrap_or_default()
}
