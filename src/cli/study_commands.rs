//! The commands that learn, with their flags.

use clap::{Arg, ArgAction, Command};

use super::screen_flags::on_screen;
use super::whole::whole;

/// Every one, with a line of help.
pub const COMMANDS: [(&str, &str); 6] = [
    ("quiz", "the cards that are due; `quiz tune` fits the schedule to you"),
    ("progress", "how it goes: retention, calibration, confusions, the days ahead"),
    ("history", "the mocks that were held, the trend of each criterion, what returns; `history add`"),
    ("report", "what is left of a mock: the verdict and what it rests on"),
    ("data", "the log of reviews and mocks as JSON lines: export, import"),
    ("config", "what can be set: retention, cards a day, the date of the interview …"),
];

/// Adds the command's own flags.
pub fn flags(command: Command) -> Command {
    match command.get_name() {
        "quiz" => quiz(command),
        "progress" => command
            .before_help("Example: napkin progress --format json")
            .arg(text("decks", "DIR", "A folder of further decks"))
            .arg(text("problems", "DIR", "A folder of further problem files")),
        "history" => history(command),
        "report" => command
            .before_help("Example: napkin report last --format md > report.md")
            .arg(words("ID", 0).help("The first letters of an id, or last [last unless given]"))
            .arg(text("problems", "DIR", "A folder of further problem files")),
        "data" => command.before_help("Example: napkin data export > reviews.jsonl").arg(
            words("export|import FILE", 1)
                .help("export [FILE|-] writes every event; import FILE|- adds those that are missing"),
        ),
        _ => command.before_help("Example: napkin config set retention 0.85").arg(
            words("list|get|set|unset|path", 0)
                .help("list; get KEY; set KEY VALUE; unset KEY; path of the file [list unless given]")
                .allow_hyphen_values(true),
        ),
    }
}

fn quiz(command: Command) -> Command {
    command
        .before_help("Example: napkin quiz redis --new 5")
        .arg(
            words("DECK|tune", 0)
                .help("Decks to ask from [all unless given]; tune fits the schedule to your log"),
        )
        .arg(text("topic", "TOPIC", "Only this topic; again for another").action(ArgAction::Append))
        .arg(
            text("problem", "P", "Only the cards of this problem, an id or a path; again for another")
                .action(ArgAction::Append),
        )
        .arg(
            text("include", "P", "Cards of this problem before an attempt at it; again for another")
                .action(ArgAction::Append),
        )
        .arg(number("new", "So many new cards, whatever the daily limit says"))
        .arg(switch("cram", "Every card, due or not, the weakest first"))
        .arg(text(
            "by",
            "DATE",
            "The day of the interview: the weakest on it first [what `config` says unless given]",
        ))
        .arg(switch("confidence", "Ask how sure you are before the answer is shown (line by line)"))
        .arg(switch("plain", "Line by line, for pipes and screen readers"))
        .args(on_screen())
        .arg(text("decks", "DIR", "A folder of further decks"))
        .arg(text("problems", "DIR", "A folder of further problem files"))
        .arg(text(
            "replay",
            "FILE",
            "Replay a history of reviews from JSON lines and show what follows; - for standard input",
        ))
        .arg(
            text("retention", "R", "With --replay: the share to be remembered [0.9 unless given]")
                .requires("replay"),
        )
        .arg(
            number("cap", "With --replay: the longest interval in days [36500 unless given]")
                .requires("replay"),
        )
        .arg(switch("no-steps", "With --replay: no steps of minutes").requires("replay"))
        .arg(switch("no-fuzz", "With --replay: intervals are not moved").requires("replay"))
}

fn history(command: Command) -> Command {
    command
        .before_help("Example: napkin history add --problem ID --verdict Hire --gap 'no math'")
        .arg(words("add", 0).help("Write down a mock that was held with a human"))
        .arg(text("problem", "P", "Only this problem; with add: the problem"))
        .arg(switch("all", "Every mock, and not the last twenty alone"))
        .arg(text("verdict", "VERDICT", "With add: the verdict, from No Hire to Strong Hire"))
        .arg(text("date", "DATE", "With add: the day on which it was held [today unless given]"))
        .arg(
            text("gap", "GAP", "With add: a habit, a criterion or decision.ID; again for another")
                .action(ArgAction::Append),
        )
        .arg(number("minutes", "With add: how long it took [as the problem says]"))
        .arg(text("note", "TEXT", "With add: what else is worth keeping"))
        .arg(text("decks", "DIR", "A folder of further decks"))
        .arg(text("problems", "DIR", "A folder of further problem files"))
}

fn words(name: &'static str, least: usize) -> Arg {
    Arg::new("words").value_name(name).num_args(least..).required(least > 0).action(ArgAction::Append)
}

fn text(id: &'static str, value: &'static str, help: &'static str) -> Arg {
    Arg::new(id).long(id).value_name(value).help(help).allow_hyphen_values(true)
}

fn number(id: &'static str, help: &'static str) -> Arg {
    Arg::new(id).long(id).value_name("N").help(help).value_parser(whole::<u32>)
}

fn switch(id: &'static str, help: &'static str) -> Arg {
    Arg::new(id).long(id).action(ArgAction::SetTrue).help(help)
}
