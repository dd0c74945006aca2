//! What a quiz runs on: the log, the cards that were asked for, and their order.

use clap::ArgMatches;

use super::output::Output;
use super::{arguments, learner, problems};
use crate::diag::{nearest, there_are, visible};
use crate::store::{Clock, Database};
use crate::study::card::Card;
use crate::study::deck::Decks;
use crate::study::{Calendar, Item, Ledger, Log, Plan, Rules, Session};

/// What a quiz runs on.
pub struct Sitting {
    /// The cards.
    pub decks: Decks,
    /// Which card is asked, and what follows from an answer.
    pub session: Session,
    /// Where answers are kept.
    pub database: Database,
    /// What the user set.
    pub rules: Rules,
    /// The cards that were chosen from.
    pub items: Vec<Item>,
    /// What the log amounted to at the start.
    pub ledger: Ledger,
}

/// Opens the log, reads the cards, and chooses.
pub fn sitting(output: &Output, matches: &ArgMatches) -> Result<Sitting, u8> {
    let mut rules = learner::settings(output)?.rules;
    if let Some(date) = matches.get_one::<String>("by") {
        let Some(day) = Calendar::parse_date(date) else {
            let shown = visible(date);
            return Err(output.refuse(&format!("error: `{shown}` is no date\nhelp: write it as 2027-01-31")));
        };
        rules.interview = Some(day);
    }
    let mut database = learner::database(output)?;
    let ledger = database.ledger(&rules).map_err(|error| learner::refuse(output, &error))?;
    learner::notices(output, &mut database);
    let mut asked = Asked::of(matches);
    let mut library = learner::problems(output, matches)?;
    problems::know(output, &mut library, &mut asked.problems)?;
    problems::know(output, &mut library, &mut asked.included)?;
    let problems: Vec<&str> = library.ids().collect();
    asked.check_problems(&problems, &ledger).map_err(|message| output.refuse(&message))?;
    let folder = matches.get_one::<String>("decks").map(String::as_str);
    let open = problems.iter().filter(|id| asked.is_open(id, &ledger)).map(|&id| id.to_owned()).collect();
    let decks = learner::decks(output, folder, &library, &open)?;
    asked.check(&decks).map_err(|message| output.refuse(&message))?;
    let items: Vec<Item> =
        decks.cards().filter(|card| asked.wants(card, &ledger)).map(learner::item).collect();
    let plan =
        Plan { new: matches.get_one::<u32>("new").map(|&new| new as usize), cram: matches.get_flag("cram") };
    let session = Session::new(items.clone(), &ledger, &rules, plan, Clock.now(), Clock.seed());
    Ok(Sitting { decks, session, database, rules, items, ledger })
}

/// The cards that were asked for.
struct Asked {
    decks: Vec<String>,
    topics: Vec<String>,
    problems: Vec<String>,
    included: Vec<String>,
}

impl Asked {
    fn of(matches: &ArgMatches) -> Self {
        let all = |name: &str| -> Vec<String> {
            matches.get_many::<String>(name).map(|found| found.cloned().collect()).unwrap_or_default()
        };
        Self {
            decks: arguments::words(matches),
            topics: all("topic"),
            problems: all("problem"),
            included: all("include"),
        }
    }

    /// Whether the problems are known, and their cards spoil no mock.
    fn check_problems(&self, problems: &[&str], ledger: &Ledger) -> Result<(), String> {
        known("problem", &self.problems, problems)?;
        known("problem", &self.included, problems)?;
        let mut asked = self.problems.iter().chain(&self.decks);
        match asked.find(|word| problems.contains(&word.as_str()) && !self.is_open(word, ledger)) {
            None => Ok(()),
            Some(word) => Err(format!(
                "error: the cards of `{0}` give its answers away: they come after an attempt at it\n\
                 help: --include {0} asks them now",
                visible(word)
            )),
        }
    }

    /// Whether the decks and topics are known.
    fn check(&self, decks: &Decks) -> Result<(), String> {
        let ids: Vec<&str> = decks.decks().iter().map(|deck| deck.id.as_str()).collect();
        known("deck", &self.decks, &ids)?;
        known("topic", &self.topics, &decks.topics())
    }

    fn is_open(&self, problem: &str, ledger: &Ledger) -> bool {
        ledger.attempted.contains(problem) || self.included.iter().any(|included| included == problem)
    }

    fn wants(&self, card: &Card, ledger: &Ledger) -> bool {
        let among =
            |names: &[String], name: &str| names.is_empty() || names.iter().any(|wanted| wanted == name);
        let problem = learner::problem(card);
        problem.is_none_or(|problem| self.is_open(problem, ledger))
            && (self.problems.is_empty() || problem.is_some_and(|problem| among(&self.problems, problem)))
            && among(&self.decks, &card.deck)
            && among(&self.topics, &card.topic)
    }
}

fn known(what: &str, words: &[String], names: &[&str]) -> Result<(), String> {
    let Some(word) = words.iter().find(|word| !names.contains(&word.as_str())) else { return Ok(()) };
    let help = match nearest(word, names.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None if names.is_empty() => format!("there is no {what} yet"),
        None => there_are(names),
    };
    Err(format!("error: no {what} is called `{}`\nhelp: {}", visible(word), visible(&help)))
}
