use std::io;

use crate::calc::answer_context::Context;
use crate::calc::capacity::Refs;
use crate::calc::{Sheet, answer, answer_text};
use crate::diag::{Diagnostic, nearest, visible};
use crate::mock::{Aid, Answers, Attempt, Evidence, Framework, Standards, Symptoms, in_minutes};
use crate::problem::model::Problem;

/// The commands, with what they do.
const COMMANDS: [(&str, &str); 8] = [
    (":next", "go on to the next phase; past the last one the mock is over"),
    (":back", "go back a phase; its clock goes on where it stood"),
    (":pause", "stop the clock, or let it go on"),
    (":time", "where the clock stands"),
    (":note TEXT", "keep a note, wherever you are"),
    ("= EXPR", "calculate, and keep nothing"),
    (":help", "this list, and what to do in this phase"),
    (":quit", "leave; the mock can be taken up again"),
];

/// What came from the other side.
pub enum Heard {
    /// A line.
    Line(String),
    /// Something that is no text, or too long.
    Unclear(Diagnostic),
    /// The file is over, and with it what was to be said.
    End,
    /// Ctrl-D: whoever types goes, as in any shell.
    Leave,
    /// Ctrl-C.
    Interrupt,
}

/// What is around a talk: who types, what tells the time, where it is kept, what runs.
pub trait Room {
    /// The next line, when it comes.
    fn hear(&mut self) -> io::Result<Heard>;
    /// Says something.
    fn say(&mut self, text: &str) -> io::Result<()>;
    /// The time in milliseconds; it stands where nobody types.
    fn now(&self) -> u64;
    /// Whether somebody types: a sign then stands where a line is wanted.
    fn is_typed(&self) -> bool;
    /// Keeps the mock as it is.
    fn keep(&mut self, attempt: &Attempt) -> Result<(), String>;
    /// What one sees of a failure of the design that was chosen.
    fn symptoms(&mut self, attempt: &Attempt, failure: &str) -> Symptoms;
    /// What runs of the design show; `None` where they were given up.
    fn evidence(&mut self, attempt: &Attempt) -> Option<Evidence>;
}

/// Why no line came that could be taken for an answer.
pub enum Stop {
    /// On to the next phase.
    Next,
    /// Back to the one before.
    Back,
    /// The talk is over.
    Ended(Ended),
    /// It cannot be read or written.
    Io(io::Error),
}

/// How a talk ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// Everything was said, or the input ended.
    Over,
    /// Left, to be taken up again.
    Left,
    /// Left by Ctrl-C.
    Interrupted,
}

impl From<io::Error> for Stop {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

/// A mock under way, line by line.
pub struct Talk<'a, R> {
    /// The problem.
    pub problem: &'a Problem,
    /// Its phases.
    pub framework: &'a Framework,
    /// How it is judged.
    pub standards: &'a Standards,
    /// What was said so far.
    pub attempt: Attempt,
    /// What is around it.
    pub room: R,
    /// The names of the calculator.
    pub(super) sheet: Sheet,
    refs: Refs,
    /// Which warning of which phase was given.
    pub(super) warned: Option<(usize, bool)>,
    /// Whether it was told that nothing can be kept.
    complained: bool,
}

impl<'a, R: Room> Talk<'a, R> {
    /// A talk that has not begun.
    pub fn new(
        problem: &'a Problem,
        framework: &'a Framework,
        standards: &'a Standards,
        attempt: Attempt,
        room: R,
    ) -> Self {
        Self {
            problem,
            framework,
            standards,
            attempt,
            room,
            sheet: Sheet::new(),
            refs: Refs::default(),
            warned: None,
            complained: false,
        }
    }

    /// Holds the mock up to its end, one's own grades with it.
    ///
    /// # Errors
    /// When it cannot be read or written.
    pub fn hold(&mut self) -> io::Result<Ended> {
        let before = self.attempt.clock.has_begun().then(|| self.reached());
        let now = self.room.now();
        self.attempt.clock.start(now);
        let ended = match self.all(before.is_some()) {
            // An input that was over at once ends no mock that was begun before.
            Err(Stop::Ended(Ended::Over)) if before.is_some_and(|before| before == self.reached()) => {
                Ended::Left
            }
            Ok(()) | Err(Stop::Next | Stop::Back) => Ended::Over,
            Err(Stop::Ended(ended)) => ended,
            Err(Stop::Io(error)) => return Err(error),
        };
        let now = self.room.now();
        if ended == Ended::Over {
            self.attempt.clock.end(now);
        }
        self.attempt.clock.tick(now);
        self.save()?;
        Ok(ended)
    }

    /// How far it has come: what was said, the phase, whether it is over.
    fn reached(&self) -> (Answers, usize, bool) {
        let Attempt { answers, clock, .. } = &self.attempt;
        (answers.clone(), clock.phase(), clock.has_ended())
    }

    fn all(&mut self, is_taken_up: bool) -> Result<(), Stop> {
        if !self.attempt.clock.has_ended() {
            self.greet(is_taken_up)?;
        }
        while !self.attempt.clock.has_ended() {
            let went = self.phase();
            let now = self.room.now();
            match went {
                Ok(()) | Err(Stop::Next) => {
                    self.leave_phase()?;
                    let now = self.room.now();
                    self.attempt.clock.next(now);
                }
                Err(Stop::Back) => self.attempt.clock.back(now),
                Err(stop) => return Err(stop),
            }
        }
        self.grade()
    }

    fn greet(&mut self, is_taken_up: bool) -> io::Result<()> {
        let Self { problem, attempt, framework, .. } = self;
        // Only where questions are rehearsed are there any to ask.
        let is_whole = attempt.phases.len() == framework.phases.len();
        let mut held = attempt.phases.iter().filter_map(|at| framework.phases.get(*at));
        let ask = if held.any(|phase| phase.aid == Aid::Questions) {
            "Ask what you need to know; what is not asked is not told. "
        } else {
            ""
        };
        let text = format!(
            "{}, {}{}.\n\n{}\n\n{ask}:next goes on, :help lists the commands.\n",
            problem.title,
            in_minutes(attempt.clock.minutes()),
            if is_whole { "" } else { " of rehearsal" },
            problem.statement.trim()
        );
        self.say(&text)?;
        if is_taken_up {
            self.say("Taken up where it was; the clock stood meanwhile.\n")?;
        }
        Ok(())
    }

    /// The next line that is no command.
    pub(super) fn line(&mut self, sign: &str) -> Result<String, Stop> {
        loop {
            self.save()?;
            if self.room.is_typed() {
                let time = self.time();
                self.say(&format!("{time} {sign}> "))?;
            }
            let heard = self.room.hear()?;
            let now = self.room.now();
            self.attempt.clock.tick(now);
            let line = match heard {
                Heard::Line(line) => line,
                Heard::Unclear(error) => {
                    self.say(&format!("error: {}\n", error.message))?;
                    continue;
                }
                Heard::Leave => return Err(Stop::Ended(Ended::Left)),
                Heard::End => return Err(Stop::Ended(Ended::Over)),
                Heard::Interrupt => return Err(Stop::Ended(Ended::Interrupted)),
            };
            let text = line.trim();
            if self.attempt.clock.is_paused() && text != ":pause" {
                self.attempt.clock.pause(now);
                self.say("The clock goes on.\n")?;
            }
            self.warn()?;
            if let Some(text) = self.command(text, now)? {
                return Ok(text);
            }
        }
    }

    /// Takes a command; what is none comes back.
    fn command(&mut self, text: &str, now: u64) -> Result<Option<String>, Stop> {
        if let Some(expression) = text.strip_prefix('=') {
            self.calculate(expression)?;
            return Ok(None);
        }
        let Some(typed) = text.strip_prefix(':') else { return Ok(Some(text.to_owned())) };
        let (word, rest) = typed.split_once(char::is_whitespace).unwrap_or((typed, ""));
        match word {
            "next" => return Err(Stop::Next),
            "back" => return Err(Stop::Back),
            "quit" => return Err(Stop::Ended(Ended::Left)),
            "pause" => {
                self.attempt.clock.pause(now);
                let stands = self.attempt.clock.is_paused();
                self.say(if stands {
                    "The clock stands; any line lets it go on.\n"
                } else {
                    "The clock goes on.\n"
                })?;
            }
            "time" => {
                let time = self.whole_time();
                self.say(&time)?;
            }
            "note" if !rest.trim().is_empty() => self.note(rest.trim()),
            "note" => self.say("error: a note has words\nhelp: `:note TEXT`\n")?,
            "help" => self.help()?,
            word => {
                let words =
                    COMMANDS.map(|(name, _)| name.trim_start_matches(':').split(' ').next().unwrap_or(""));
                let near = nearest(word, words).map_or("`:help` lists the commands".to_owned(), |near| {
                    format!("did you mean `:{near}`?")
                });
                self.say(&format!("error: no command is called `:{}`\nhelp: {near}\n", visible(word)))?;
            }
        }
        Ok(None)
    }

    fn help(&mut self) -> Result<(), Stop> {
        let mut text = String::new();
        for (name, does) in COMMANDS {
            text += &format!("  {name:<11} {does}\n");
        }
        self.say(&text)?;
        if !self.attempt.clock.has_ended() {
            self.explain()?;
        }
        Ok(())
    }

    /// Keeps a note in the phase that runs.
    pub(super) fn note(&mut self, text: &str) {
        let phase = self.framework.phases.get(self.attempt.phase()).map_or("", |phase| phase.id.as_str());
        let note = self.attempt.answers.notes.entry(phase.to_owned()).or_default();
        push_line(note, text);
    }

    fn calculate(&mut self, text: &str) -> io::Result<()> {
        let said = match answer(&mut self.sheet, text) {
            Ok(Some(found)) => {
                let context = Context { digits: 2, interview: false, refs: &self.refs };
                answer_text::line(&found, &context)
            }
            Ok(None) => return Ok(()),
            Err(error) => format!("error: {}\n", error.message),
        };
        self.say(&said)
    }

    /// What a line of napkin math is worth, as it is said back; the message where it is none.
    pub(super) fn worth(&mut self, text: &str) -> Result<Option<String>, String> {
        match answer(&mut self.sheet, text) {
            Ok(found) => Ok(found.map(|found| {
                let context = Context { digits: 2, interview: false, refs: &self.refs };
                answer_text::line(&found, &context)
            })),
            Err(error) => Err(error.message),
        }
    }

    /// Says something, with nothing in it that could move a cursor.
    pub(super) fn say(&mut self, text: &str) -> io::Result<()> {
        self.room.say(&visible(text))
    }

    /// Keeps the mock. That it cannot be kept is told once, and no reason to end it.
    pub(super) fn save(&mut self) -> io::Result<()> {
        self.attempt.notice(self.framework, self.standards);
        if let Err(why) = self.room.keep(&self.attempt) {
            if !self.complained {
                self.complained = true;
                self.say(&format!("warning: {why}\n"))?;
            }
        }
        Ok(())
    }
}

/// Adds a line to a text.
pub fn push_line(text: &mut String, line: &str) {
    if !text.is_empty() {
        text.push('\n');
    }
    text.push_str(line);
}
