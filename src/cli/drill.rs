//! `napkin drill [SKILL…]`: napkin math with fresh numbers, line by line.

use std::io::{self, BufRead, IsTerminal};
use std::sync::Arc;

use clap::ArgMatches;
use serde_json::{Value as Json, json};

use super::decks::count;
use super::learner::{EXERCISES, SEEDS};
use super::lines::next_line;
use super::output::{Exit, Output};
use super::route::Flags;
use super::world::Study;
use super::{arguments, decks, learner, screens};
use crate::calc::Rational;
use crate::calc::format::spoken;
use crate::diag::{Diagnostic, Source, nearest, there_are, visible};
use crate::problem::page::table::Column::{Flexible, Left};
use crate::problem::page::table::table;
use crate::store::{Clock, Database};
use crate::study::card::{Answer, Marking, Question, Verdict};
use crate::study::deck::Decks;
use crate::study::drill::{Asked, level_after, skill_at};
use crate::study::{EventIds, Kind, Log, LogError, Review, Rules};
use crate::tui::screens::Course;

/// Asks exercises until there are enough, or until the input ends.
pub fn run(output: &Output, flags: &Flags, matches: &ArgMatches) -> io::Result<u8> {
    let decks = match decks::library(output, matches.get_one::<String>("decks").map(String::as_str)) {
        Ok(decks) => decks,
        Err(code) => return Ok(code),
    };
    if matches.get_flag("list") {
        return list(output, &decks);
    }
    let skills = match skills(output, &decks, &arguments::words(matches)) {
        Ok(skills) => skills,
        Err(code) => return Ok(code),
    };
    let level = matches.get_one::<u8>("level").copied();
    let count = matches.get_one::<u32>("count").copied().unwrap_or(EXERCISES);
    let seed = matches.get_one::<u64>("seed").copied().unwrap_or_else(|| Clock.seed() % SEEDS);
    let log = match open_log(output) {
        Ok(log) => log,
        Err(code) => return Ok(code),
    };
    if !matches.get_flag("plain") && !output.json && screens::are_wanted() {
        let decks = Arc::new(decks);
        let Kept { database, ids, version, rules } = log;
        let course = Course { decks: Arc::clone(&decks), skills, count, level, seed, ids, version };
        let study = Study { database, rules, decks, problems: Arc::default() };
        return Ok(screens::drill(output, flags, matches, course, study));
    }
    let mut drill = Drill { output, decks: &decks, skills, level, count, seed, log };
    drill.run(&mut io::stdin().lock())
}

/// Where answers are kept, the skill scheduled by them as in a quiz.
struct Kept {
    database: Database,
    ids: EventIds,
    version: u32,
    rules: Rules,
}

fn open_log(output: &Output) -> Result<Kept, u8> {
    let rules = learner::settings(output)?.rules;
    let mut database = learner::database(output)?;
    let ledger = database.ledger(&rules).map_err(|error| learner::refuse(output, &error))?;
    Ok(Kept { database, ids: EventIds::new(Clock.seed()), version: ledger.version, rules })
}

impl Kept {
    /// Writes an answer before anything is said about it.
    fn keep(&mut self, card: &str, marking: &Marking, seed: u64) -> Result<(), LogError> {
        let review = Review::drilled(card, marking, seed, self.version);
        let event = self.ids.event(Clock.now(), Kind::Review(review));
        self.database.append(&event)
    }
}

fn list(output: &Output, decks: &Decks) -> io::Result<u8> {
    if output.json {
        let rows: Vec<Json> = decks
            .skills()
            .map(|(card, skill)| {
                json!({ "id": card.id, "title": skill.title, "why": skill.why, "levels": skill.levels.len() })
            })
            .collect();
        output.print_json(&json!({ "version": 1, "skills": rows }))?;
        return Ok(Exit::WELL);
    }
    let rows: Vec<Vec<String>> = decks
        .skills()
        .map(|(_, skill)| vec![skill.id.clone(), count(skill.levels.len(), "level"), skill.title.clone()])
        .collect();
    output.print(&visible(&table(&rows, &[Left, Left, Flexible], output.width())))?;
    Ok(Exit::WELL)
}

/// The cards of the skills that are named; all of them where none is.
fn skills(output: &Output, decks: &Decks, words: &[String]) -> Result<Vec<String>, u8> {
    if words.is_empty() {
        let all: Vec<String> = decks.skills().map(|(card, _)| card.id.clone()).collect();
        if all.is_empty() {
            return Err(output.refuse(
                "error: no deck has skills to drill\nhelp: add [[skills]] to a deck of --decks DIR",
            ));
        }
        return Ok(all);
    }
    let mut chosen = Vec::new();
    for word in words {
        if let Some((card, _)) = decks.skill(word) {
            chosen.push(card.id.clone());
            continue;
        }
        let known: Vec<&str> = decks.skills().map(|(_, skill)| skill.id.as_str()).collect();
        let help = match nearest(word, known.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => there_are(&known),
        };
        return Err(output.refuse(&format!("error: no skill is called `{}`\nhelp: {help}", visible(word))));
    }
    Ok(chosen)
}

/// One sitting.
struct Drill<'a> {
    output: &'a Output,
    decks: &'a Decks,
    skills: Vec<String>,
    level: Option<u8>,
    count: u32,
    seed: u64,
    log: Kept,
}

impl Drill<'_> {
    fn run(&mut self, input: &mut impl BufRead) -> io::Result<u8> {
        let (mut asked, mut right, mut in_a_row) = (0, 0, 0);
        let mut seen = Asked::default();
        for number in 0..u64::from(self.count) {
            let Some(card) = skill_at(&self.skills, self.seed, number).and_then(|id| self.decks.card(id))
            else {
                break;
            };
            let level = self.level.unwrap_or_else(|| level_after(in_a_row));
            let seed = self.seed.wrapping_add(number);
            let (seed, question) = seen.fresh(seed, |seed| self.decks.ask(card, seed, level));
            self.ask(&question, (number, level, seed))?;
            let Some(marking) = self.answer(&question, input)? else { break };
            if let Err(error) = self.log.keep(&card.id, &marking, seed) {
                return Ok(learner::refuse(self.output, &error));
            }
            learner::notices(self.output, &mut self.log.database);
            self.tell(&question, &marking)?;
            asked += 1;
            if marking.verdict == Verdict::Right {
                right += 1;
                in_a_row += 1;
            } else {
                in_a_row = 0;
            }
        }
        self.sum_up(asked, right)
    }

    fn ask(&self, question: &Question, (number, level, seed): (u64, u8, u64)) -> io::Result<()> {
        if self.output.json {
            return self.output.print_json(&json!({
                "version": 1,
                "skill": question.prompt.card,
                "level": level,
                "seed": seed,
                "ask": question.prompt.text,
            }));
        }
        let title = self.decks.card(&question.prompt.card).map_or("", |card| card.ask.as_str());
        let head = format!("{}/{}  {title}, level {level}", number + 1, self.count);
        self.output.print(&self.output.wrapped(&visible(&format!("{head}\n{}\n", question.prompt.text))))
    }

    /// Reads lines until one can be read as an answer; `None` at the end of the input.
    fn answer(&self, question: &Question, input: &mut impl BufRead) -> io::Result<Option<Marking>> {
        loop {
            if !self.output.json && io::stdin().is_terminal() {
                self.output.print("> ")?;
            }
            let Some(line) = next_line(input)? else { return Ok(None) };
            let text = match line {
                Ok(text) => text,
                Err(error) => {
                    self.wrong("", &error)?;
                    continue;
                }
            };
            if matches!(text.trim(), "q" | "quit") {
                return Ok(None);
            }
            let marked = question.read(&text).and_then(|answer| match answer {
                // The diagnostic is about the line as it was typed.
                Answer::Typed(_) => question.grade(&Answer::Typed(text.clone())),
                other => question.grade(&other),
            });
            match marked {
                Ok(marking) => return Ok(Some(marking)),
                Err(error) => self.wrong(&text, &error)?,
            }
        }
    }

    fn wrong(&self, text: &str, error: &Diagnostic) -> io::Result<()> {
        if self.output.json {
            let report = crate::diag::Report::new(error, text);
            return self.output.print_json(&json!({ "version": 1, "error": report }));
        }
        self.output.diagnose(error, Source::typed(text));
        Ok(())
    }

    fn tell(&self, question: &Question, marking: &Marking) -> io::Result<()> {
        if self.output.json {
            let mistake = marking.mistake.as_ref();
            return self.output.print_json(&json!({
                "version": 1,
                "verdict": marking.verdict.word(),
                "given": marking.given,
                "answer": marking.answer,
                "ratio": marking.ratio,
                "hit": marking.hit,
                "mistake": mistake.map(|mistake| json!({ "id": mistake.id, "says": mistake.says })),
                "steps": marking.steps,
                "why": marking.why,
                "notes": marking.notes,
                "card": question.prompt.card,
            }));
        }
        let mut text = String::new();
        for note in &marking.notes {
            text.push_str(&format!("  {note}\n"));
        }
        match marking.verdict {
            Verdict::Right => text.push_str(&format!("Right: {}\n", marking.answer)),
            _ => text.push_str(&format!("Not right: {}{}\n", marking.answer, times(marking))),
        }
        if let Some(mistake) = &marking.mistake {
            text.push_str(&format!("  {}\n", mistake.says));
        }
        for step in &marking.steps {
            text.push_str(&format!("  {step}\n"));
        }
        if marking.verdict != Verdict::Right {
            text.push_str(&format!("  {}\n", marking.why));
        }
        self.output.print(&self.output.wrapped(&visible(&format!("{text}\n"))))
    }

    fn sum_up(&self, asked: usize, right: usize) -> io::Result<u8> {
        if self.output.json {
            self.output
                .print_json(&json!({ "version": 1, "asked": asked, "right": right, "seed": self.seed }))?;
        } else {
            let all = count(asked, "exercise");
            self.output.print(&format!("{right} of {all} right. The same again: --seed {}\n", self.seed))?;
        }
        Ok(Exit::WELL)
    }
}

/// How far an answer is off, in words.
fn times(marking: &Marking) -> String {
    match marking.ratio {
        Some(ratio) if ratio > 1.0 => format!("; yours is {} times that", shown(ratio)),
        Some(ratio) if ratio > 0.0 => format!("; yours is {} times too small", shown(1.0 / ratio)),
        _ => String::new(),
    }
}

/// A factor with two digits.
fn shown(factor: f64) -> String {
    Rational::from_f64(factor)
        .map_or_else(|| "infinitely many".to_owned(), |factor| spoken(&factor.round_significant(2), 2))
}
