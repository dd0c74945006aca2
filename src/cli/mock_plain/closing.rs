use super::talk::{Room, Stop, Talk};
use super::time::minutes;
use crate::mock::{counted, spoken_words, tenfold_text};

impl<R: Room> Talk<'_, R> {
    /// What breaks first, what then; and then it is seen.
    pub(super) fn growth(&mut self) -> Result<(), Stop> {
        let breaks = self.line("breaks first")?;
        if !breaks.is_empty() {
            self.attempt.answers.growth.breaks = breaks;
        }
        let then = self.line("then")?;
        if !then.is_empty() {
            self.attempt.answers.growth.then = then;
        }
        self.say("Further lines are notes; :next shows ten times the load and goes on.\n")?;
        Ok(())
    }

    /// What the candidate's design does at ten times the load, once something was said about it.
    pub(super) fn show_growth(&mut self) -> Result<(), Stop> {
        if self.attempt.answers.growth.breaks.trim().is_empty() {
            return Ok(());
        }
        let evidence = self.standing(|talk| talk.room.evidence(&talk.attempt));
        if let Some(tenfold) = evidence.as_ref().and_then(|evidence| evidence.tenfold.as_ref()) {
            self.say(&format!("Your design at ten times the load: {}.\n", tenfold_text(tenfold)))?;
        }
        Ok(())
    }

    /// Three, two, one.
    pub(super) fn wrapup(&mut self) -> Result<(), Stop> {
        for at in 0..3 {
            let line = self.line(&format!("component {}", at + 1))?;
            put(&mut self.attempt.answers.wrapup.components, at, line);
        }
        for at in 0..2 {
            let line = self.line(&format!("trade-off {}", at + 1))?;
            put(&mut self.attempt.answers.wrapup.trade_offs, at, line);
        }
        let improvement = self.line("improvement")?;
        if !improvement.is_empty() {
            self.attempt.answers.wrapup.improvement = improvement;
        }
        let length = spoken_words(&self.attempt.answers.wrapup);
        let most = self.standards.communication.words;
        let fits = if length <= most { "it fits into a minute" } else { "too long for a minute" };
        self.say(&format!("{} of {most}: {fits}.\n", counted(length, "word")))?;
        if self.room.is_typed() {
            self.aloud()?;
        }
        self.say("Further lines are notes; :next ends the mock.\n")?;
        Ok(())
    }

    /// The sixty seconds, said aloud against the clock.
    fn aloud(&mut self) -> Result<(), Stop> {
        self.say("Say it aloud: Enter starts the clock of sixty seconds; anything else passes it over.\n")?;
        if !self.line("aloud")?.is_empty() {
            return Ok(());
        }
        let began = self.room.now();
        self.say("Go. Enter when you are done.\n")?;
        self.line("speaking")?;
        let took = self.room.now().saturating_sub(began);
        self.attempt.answers.wrapup.seconds = Some(took / 1000);
        self.say(&format!("{} of 1:00.\n", minutes(took)))?;
        Ok(())
    }
}

/// Puts a line at its place; an empty one leaves what stands there.
fn put(list: &mut Vec<String>, at: usize, line: String) {
    if line.is_empty() {
        return;
    }
    match list.get_mut(at) {
        Some(place) => *place = line,
        None => list.push(line),
    }
}
