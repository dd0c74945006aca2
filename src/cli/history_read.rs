//! What the history says: the mocks that were held, how each criterion goes, what returns and what helps.

use std::collections::BTreeSet;

use clap::ArgMatches;

use super::output::Output;
use super::{held, learner, mock_kept, problems};
use crate::diag::{nearest, there_are, visible};
use crate::mock::{Criterion, Past, Recurring, Standards, Trend, cards_of, recurring, trends};
use crate::problem::Library;
use crate::store::{Clock, Database, Kept};
use crate::study::deck::Decks;
use crate::study::{Calendar, Ledger, Log, LogError, Rules};

/// The history as it is shown.
pub struct History {
    /// In the order of time.
    pub mocks: Vec<Past>,
    /// How each criterion goes.
    pub trends: Vec<Trend>,
    /// What returns, the most frequent first.
    pub gaps: Vec<Gap>,
    /// Mocks under way, the last written first, each with the command that goes on with it.
    pub under_way: Vec<(Kept, String)>,
    /// How days are counted.
    pub calendar: Calendar,
    /// The problem whose mocks alone these are.
    pub problem: Option<String>,
}

/// Something that returns, and what helps.
pub struct Gap {
    /// How often and when.
    pub seen: Recurring,
    /// What it is called.
    pub title: String,
    /// What it is, in a sentence; empty where that is not known.
    pub says: String,
    /// The cards that belong to it.
    pub cards: Vec<String>,
    /// So many of them are due now.
    pub due: usize,
    /// The skill to drill.
    pub drill: Option<String>,
}

/// The history, of one problem where one is asked for.
pub fn found(output: &Output, matches: &ArgMatches) -> Result<History, u8> {
    let rules = learner::settings(output)?.rules;
    let folder = learner::folders(output)?.data;
    let standards = held::standards(output)?;
    let refuse = |error: LogError| learner::refuse(output, &error);
    // To look changes nothing: no log is made where there is none.
    let (mut mocks, mut under_way, ledger) = match Database::find(&folder).map_err(refuse)? {
        None => (Vec::new(), Vec::new(), Ledger::default()),
        Some(mut database) => {
            let read = read(&mut database, &rules);
            learner::notices(output, &mut database);
            read.map_err(refuse)?
        }
    };
    let mut library = learner::problems(output, matches)?;
    let mut problem = matches.get_one::<String>("problem").cloned();
    problems::know(output, &mut library, problem.as_mut_slice())?;
    if let Some(problem) = &problem {
        let ids = library.ids().chain(mocks.iter().map(|mock| mock.problem.as_str()));
        let ids: BTreeSet<&str> = ids.collect();
        known_problem(output, problem, &ids.into_iter().collect::<Vec<_>>())?;
        mocks.retain(|mock| mock.problem == *problem);
        under_way.retain(|(mock, _)| mock.attempt.problem == *problem);
    }
    let recurring = recurring(&mocks);
    let decks = decks_of(output, matches, &library, recurring.iter().map(|one| one.gap.as_str()))?;
    let now = Clock.now();
    let gaps = recurring.into_iter().map(|seen| gap(seen, &standards, &decks, &ledger, now)).collect();
    Ok(History { trends: trends(&mocks), mocks, gaps, under_way, calendar: rules.calendar, problem })
}

/// What the log says: the mocks that were held, those under way with their commands, the cards.
type Read = (Vec<Past>, Vec<(Kept, String)>, Ledger);

fn read(database: &mut Database, rules: &Rules) -> Result<Read, LogError> {
    let kept = database.mocks_under_way()?;
    let command = |one: &Kept| mock_kept::command(database, &one.attempt, &kept);
    let commands: Vec<String> = kept.iter().map(command).collect();
    Ok((database.past_mocks()?, kept.into_iter().zip(commands).collect(), database.ledger(rules)?))
}

/// Refuses a problem that is not among these.
pub fn known_problem(output: &Output, problem: &str, ids: &[&str]) -> Result<(), u8> {
    if ids.contains(&problem) {
        return Ok(());
    }
    let help = match nearest(problem, ids.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => there_are(ids),
    };
    let (problem, help) = (visible(problem), visible(&help));
    Err(output.refuse(&format!("error: no problem is called `{problem}`\nhelp: {help}")))
}

/// Every deck, with the cards of the problems that stand before a colon in these gaps.
pub fn decks_of<'a>(
    output: &Output,
    matches: &ArgMatches,
    library: &Library,
    gaps: impl Iterator<Item = &'a str>,
) -> Result<Decks, u8> {
    let open: BTreeSet<String> =
        gaps.filter_map(|gap| gap.split_once(':')).map(|(problem, _)| problem.to_owned()).collect();
    learner::decks(output, matches.get_one::<String>("decks").map(String::as_str), library, &open)
}

fn gap(seen: Recurring, standards: &Standards, decks: &Decks, ledger: &Ledger, now: i64) -> Gap {
    let known: Vec<(&str, &str)> =
        decks.cards().map(|card| (card.id.as_str(), card.topic.as_str())).collect();
    let cards = cards_of(&seen.gap, standards, &known);
    let is_due = |card: &&String| {
        let memory = ledger.memory(card);
        memory.due != 0 && memory.due <= now && !memory.suspended
    };
    let habit = standards.gaps.get(&seen.gap);
    let says = match (habit, decks.card(&seen.gap)) {
        (Some(habit), _) => habit.says.clone(),
        (None, Some(card)) => card.ask.clone(),
        (None, None) => String::new(),
    };
    Gap {
        title: title(&seen.gap),
        says,
        due: cards.iter().filter(is_due).count(),
        drill: habit.and_then(|habit| habit.drill.clone()),
        cards,
        seen,
    }
}

/// A gap as one says it: a habit in words, a criterion by its title, a part of a problem behind its id.
pub fn title(gap: &str) -> String {
    if let Some(criterion) = Criterion::ALL.iter().find(|criterion| criterion.id() == gap) {
        return criterion.title().to_owned();
    }
    match gap.split_once(':') {
        Some((problem, part)) => format!("{problem}, {}", part.replacen('.', " ", 1).replace('_', " ")),
        None => gap.replace('_', " "),
    }
}
