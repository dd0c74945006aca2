//! `napkin quiz --plain`: line by line, for pipes and screen readers.

use std::io::{self, BufRead, IsTerminal};

use super::desk::Desk;
use super::lines::next_line;
use super::output::{Exit, Output};
use super::route::Flags;
use super::sitting::Sitting;
use super::{learner, quiz_text};
use crate::calc::capacity::Refs;
use crate::diag::{Source, visible};
use crate::store::{Clock, crash_point};
use crate::study::card::{Answer, Card, Marking, Question, Verdict};
use crate::study::{Event, Log, Outcome, Rating, Turn};

const HELP: &str = "undo takes the last answer back, suspend leaves the card out, flag marks it, quit ends; = 10M/day calculates; ? is for what you do not know\n";

/// Below this confidence, in percent, a right answer was a guess.
const GUESS: u8 = 50;

/// Asks until nothing is left, the input ends, or the learner does.
pub fn run(output: &Output, sitting: Sitting, asks_confidence: bool) -> io::Result<u8> {
    let stdin = io::stdin();
    let mut plain = Plain {
        output,
        sitting,
        asks_confidence,
        input: stdin.lock(),
        desk: Desk::new(output, &Flags::default(), Refs::default()),
        is_typed: stdin.is_terminal(),
    };
    match plain.all() {
        Ok(()) | Err(Stop::Ended) => plain.end(),
        Err(Stop::Refused(code)) => Ok(code),
        Err(Stop::Io(error)) => Err(error),
    }
}

struct Plain<'a, Input> {
    output: &'a Output,
    sitting: Sitting,
    asks_confidence: bool,
    input: Input,
    desk: Desk<'a>,
    /// Whether somebody types: a sign then stands where a line is wanted.
    is_typed: bool,
}

/// Why no further line is asked for.
enum Stop {
    Ended,
    Refused(u8),
    Io(io::Error),
}

impl From<io::Error> for Stop {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

/// What a line says, where it is no answer.
enum Said {
    /// The line is the answer.
    Line(String),
    /// Another card stands there now.
    Moved,
}

/// How sure the learner is.
enum Sure {
    Percent(u8),
    /// Nothing was said.
    Open,
    /// Another card stands there now.
    Moved,
}

impl<Input: BufRead> Plain<'_, Input> {
    fn all(&mut self) -> Result<(), Stop> {
        if self.sitting.session.current().is_none() {
            let next = self.sitting.items.iter().map(|item| self.sitting.ledger.memory(&item.card));
            let next =
                next.filter(|memory| !memory.is_new() && !memory.suspended).map(|memory| memory.due).min();
            self.say(&nothing(self.sitting.items.is_empty(), next.map(|due| due - Clock.now())))?;
            return Ok(());
        }
        self.say(HELP)?;
        while let Some(turn) = self.sitting.session.current() {
            self.turn(&turn)?;
        }
        Ok(())
    }

    /// Asks one card, up to the grade.
    fn turn(&mut self, turn: &Turn) -> Result<(), Stop> {
        let decks = &self.sitting.decks;
        let Some(card) = decks.card(&turn.card).cloned() else { return Err(Stop::Ended) };
        let beside: Option<Card> = turn.beside.as_ref().and_then(|id| decks.card(id)).cloned();
        // Beside one neighbour, that neighbour is the choice to tell it from.
        let question = match &beside {
            Some(other) => Question::ask(&card, &[other], turn.seed, turn.level),
            None => decks.ask(&card, turn.seed, turn.level),
        };
        let counts = self.sitting.session.counts();
        self.say(&format!("\n{}", quiz_text::place(&counts, &question.prompt, turn.stage)))?;
        self.say(&quiz_text::question(&question.prompt, beside.as_ref()))?;
        let shown = Clock.now();
        let Some((given, marking)) = self.answer(&question)? else { return Ok(()) };
        let duration = u64::try_from(Clock.now() - shown).ok();
        let confidence = match self.confidence(&marking)? {
            Sure::Percent(percent) => Some(percent),
            Sure::Open => None,
            Sure::Moved => return Ok(()),
        };
        self.say(&quiz_text::marking(&marking, beside.as_ref()))?;
        crash_point("marked");
        let guessed = confidence.is_some_and(|percent| percent <= GUESS);
        let proposed = marking.proposed(guessed);
        let Some(rating) = self.grade(proposed)? else { return Ok(()) };
        let outcome = Outcome {
            rating,
            confidence,
            correct: match marking.verdict {
                Verdict::Own => None,
                verdict => Some(verdict == Verdict::Right),
            },
            answer: (!given.is_empty()).then_some(given),
            picked: marking.confused_with,
            mistake: marking.mistake.map(|mistake| mistake.id),
            duration,
        };
        let preview = self.sitting.session.preview(Clock.now());
        let event = self.sitting.session.answer(Clock.now(), outcome);
        self.keep(event)?;
        let rest = preview.map(|preview| preview[usize::from(rating.number() - 1)].rest());
        self.say(&format!("{}: again in {}\n", rating.word(), rest.unwrap_or_default()))?;
        crash_point("told");
        Ok(())
    }

    /// The answer that was typed, and what is said about it.
    fn answer(&mut self, question: &Question) -> Result<Option<(String, Marking)>, Stop> {
        loop {
            let Said::Line(line) = self.line("> ")? else { return Ok(None) };
            let graded = question.read(&line).and_then(|answer| {
                let given = match &answer {
                    Answer::Chosen(place) => place_text(question, *place),
                    _ => line.trim().to_owned(),
                };
                question.grade(&answer).map(|marking| (given, marking))
            });
            match graded {
                Ok(graded) => return Ok(Some(graded)),
                Err(error) => self.output.diagnose(&error, Source::typed(&line)),
            }
        }
    }

    /// How sure the learner is.
    fn confidence(&mut self, marking: &Marking) -> Result<Sure, Stop> {
        let not_known = marking.given.is_empty() && marking.verdict == Verdict::Wrong;
        if !self.asks_confidence || not_known {
            return Ok(Sure::Open);
        }
        self.say("How sure are you, 0 to 100 percent? Enter leaves it open.\n")?;
        loop {
            let Said::Line(line) = self.line("% ")? else { return Ok(Sure::Moved) };
            let typed = line.trim().trim_end_matches('%').trim_end();
            if typed.is_empty() {
                return Ok(Sure::Open);
            }
            match typed.parse::<u8>() {
                Ok(percent) if percent <= 100 => return Ok(Sure::Percent(percent)),
                _ => self.output.message("error: this is no percentage\nhelp: type 0 to 100, or Enter\n"),
            }
        }
    }

    /// The grade; `None` where another card stands there now.
    fn grade(&mut self, proposed: Option<Rating>) -> Result<Option<Rating>, Stop> {
        let Some(preview) = self.sitting.session.preview(Clock.now()) else { return Ok(None) };
        self.say(&quiz_text::grades(&preview, proposed))?;
        loop {
            let Said::Line(line) = self.line("grade> ")? else { return Ok(None) };
            let typed = line.trim().to_lowercase();
            let by_number = |rating: &Rating| typed == rating.number().to_string();
            let by_word = |rating: &Rating| !typed.is_empty() && rating.word().starts_with(&typed);
            let rating = Rating::ALL.into_iter().find(|rating| by_number(rating) || by_word(rating));
            match rating.or(proposed.filter(|_| typed.is_empty())) {
                Some(rating) => return Ok(Some(rating)),
                None => {
                    self.output.message("error: this is no grade\nhelp: 1 again, 2 hard, 3 good, 4 easy\n");
                }
            }
        }
    }

    /// The next line, after the commands that it may hold.
    fn line(&mut self, sign: &str) -> Result<Said, Stop> {
        loop {
            if self.is_typed {
                self.say(sign)?;
            }
            let line = match next_line(&mut self.input)? {
                None => return Err(Stop::Ended),
                Some(Ok(line)) => line,
                Some(Err(error)) => {
                    self.output.diagnose(&error, Source::typed(""));
                    continue;
                }
            };
            let now = Clock.now();
            match line.trim() {
                "quit" => return Err(Stop::Ended),
                "help" => self.say(HELP)?,
                "undo" => match self.sitting.session.undo(now) {
                    Some(event) => {
                        self.keep(Some(event))?;
                        self.say("Taken back.\n")?;
                        return Ok(Said::Moved);
                    }
                    None => self.say("There is nothing to take back.\n")?,
                },
                "suspend" => {
                    let event = self.sitting.session.suspend(now);
                    self.keep(event)?;
                    self.say("Left out from now on; undo takes it back.\n")?;
                    return Ok(Said::Moved);
                }
                "flag" => {
                    let event = self.sitting.session.flag(now);
                    self.keep(event)?;
                    let is_flagged = self.sitting.session.memory().is_some_and(|memory| memory.flagged);
                    self.say(if is_flagged { "Marked.\n" } else { "No longer marked.\n" })?;
                }
                text => match text.strip_prefix('=') {
                    Some(expression) => self.calculate(expression)?,
                    None => return Ok(Said::Line(line)),
                },
            }
        }
    }

    fn calculate(&mut self, expression: &str) -> io::Result<()> {
        match self.desk.ask(expression) {
            Ok(Some(found)) => self.desk.print_line(expression, &found),
            Ok(None) => Ok(()),
            Err(error) => self.desk.print_error(expression, &error, None),
        }
    }

    /// Writes an event before anything else is shown.
    fn keep(&mut self, event: Option<Event>) -> Result<(), Stop> {
        let Some(event) = event else { return Ok(()) };
        let kept = self.sitting.database.append(&event);
        learner::notices(self.output, &mut self.sitting.database);
        kept.map_err(|error| Stop::Refused(learner::refuse(self.output, &error)))
    }

    fn say(&self, text: &str) -> io::Result<()> {
        self.output.print(&visible(&self.output.wrapped(text)))
    }

    /// What was done, and what comes next.
    fn end(&self) -> io::Result<u8> {
        let counts = self.sitting.session.counts();
        if counts.answered == 0 {
            return Ok(Exit::WELL);
        }
        let answers = if counts.answered == 1 { "answer" } else { "answers" };
        let mut text = format!(
            "\n{} {answers}, {} remembered, {} left.\n",
            counts.answered,
            counts.passed,
            counts.left()
        );
        if let Some(later) = self.sitting.session.later() {
            let minutes = (later - Clock.now()).max(0) / 60_000 + 1;
            text.push_str(&format!("The next one comes back in {minutes} min.\n"));
        }
        self.say(&text)?;
        Ok(Exit::WELL)
    }
}

fn place_text(question: &Question, place: usize) -> String {
    match &question.prompt.wants {
        crate::study::card::Wants::Choice(items) => items.get(place).cloned().unwrap_or_default(),
        _ => String::new(),
    }
}

/// Why there is nothing to ask; `wait` is the time until something is, in milliseconds.
fn nothing(no_cards: bool, wait: Option<i64>) -> String {
    const DAY: i64 = 86_400_000;
    if no_cards {
        return "There are no cards to ask from.\n`napkin deck list` lists the decks.\n".to_owned();
    }
    let next = match wait {
        Some(wait) if wait > DAY => format!(" The next is due in {} days.", (wait + DAY - 1) / DAY),
        Some(wait) if wait > 0 => " The next is due within a day.".to_owned(),
        _ => String::new(),
    };
    format!("Nothing is due.{next}\n--new 10 brings new cards, --cram asks all of them.\n")
}
