//! The commands on decks and drills, with their flags.

use clap::{Arg, ArgAction, Command};

use super::screen_flags::on_screen;

/// Every one, with a line of help.
pub const COMMANDS: [(&str, &str); 2] = [
    ("deck", "decks of cards: list, check, new, export and import for Anki"),
    ("drill", "napkin math with fresh numbers, and the mistake that an answer gives away"),
];

/// Adds the command's own flags.
pub fn flags(command: Command) -> Command {
    match command.get_name() {
        "deck" => deck(command),
        _ => drill(command),
    }
}

fn deck(command: Command) -> Command {
    let list = Command::new("list")
        .about("the decks that are known, or the cards of some")
        .before_help("Example: napkin deck list redis")
        .arg(words("DECK"))
        .arg(folder());
    let check = Command::new("check")
        .about("what is wrong with decks: files, folders, ids, or all that are known")
        .before_help("Example: napkin deck check mine/queues.toml")
        .arg(words("FILE|DIR|DECK"))
        .arg(folder());
    let new = Command::new("new")
        .about("a deck to begin with, with one card of each kind")
        .before_help("Example: napkin deck new queues")
        .arg(words("ID"));
    let export = Command::new("export")
        .about("decks as a text file that Anki imports")
        .before_help("Example: napkin deck export redis kafka --anki > cards.txt")
        .arg(words("DECK"))
        .arg(
            Arg::new("anki")
                .long("anki")
                .action(ArgAction::SetTrue)
                .help("As text with headers for Anki: the only form there is"),
        )
        .arg(folder());
    let import = Command::new("import")
        .about("a text file from Anki as a deck of your own")
        .before_help("Example: napkin deck import cards.txt")
        .arg(words("FILE"));
    command
        .before_help("Example: napkin deck check mine/queues.toml")
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommands([list, check, new, export, import])
}

fn drill(command: Command) -> Command {
    let number =
        |name: &'static str, help: &'static str| Arg::new(name).long(name).value_name("N").help(help);
    command
        .before_help("Example: napkin drill storage --level 2 --count 5")
        .arg(words("SKILL"))
        .arg(
            number("level", "1, 2 or 3 [rises with right answers unless given]")
                .value_parser(clap::value_parser!(u8).range(1..=3)),
        )
        .arg(
            number("count", "So many exercises [10 unless given]")
                .value_parser(clap::value_parser!(u32).range(1..=1000)),
        )
        .arg(number("seed", "The same seed asks the same exercises").value_parser(clap::value_parser!(u64)))
        .arg(Arg::new("list").long("list").action(ArgAction::SetTrue).help("The skills there are"))
        .arg(
            Arg::new("plain")
                .long("plain")
                .action(ArgAction::SetTrue)
                .help("Line by line, for pipes and screen readers"),
        )
        .args(on_screen())
        .arg(folder())
}

fn words(name: &'static str) -> Arg {
    Arg::new("words").value_name(name).num_args(0..).action(ArgAction::Append)
}

fn folder() -> Arg {
    Arg::new("decks").long("decks").value_name("DIR").help("A folder of further decks")
}
