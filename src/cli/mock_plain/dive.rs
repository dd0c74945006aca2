use super::phases::is_question;
use super::talk::{Room, Stop, Talk};
use crate::diag::nearest;
use crate::mock::{Aid, Chosen, CueKind, options};

impl<R: Room> Talk<'_, R> {
    /// Decisions in any order, while the interviewer brings things up at their times.
    pub(super) fn dive(&mut self) -> Result<(), Stop> {
        self.list_decisions()?;
        loop {
            while let Some((kind, id)) = self.attempt.cue(self.problem, self.framework) {
                self.bring(kind, &id)?;
            }
            let line = self.line("decision")?;
            if line.is_empty() {
                continue;
            }
            match self.decision(&line) {
                Some(place) => self.decide(place)?,
                None if line.parse::<usize>().is_ok() => {
                    let all = self.problem.decisions.len();
                    self.say(&format!("error: there is no decision {line}\nhelp: type 1 to {all}\n"))?;
                }
                None => self.take(Aid::Decisions, &line)?,
            }
        }
    }

    fn list_decisions(&mut self) -> Result<(), Stop> {
        let mut list = String::new();
        for (at, decision) in self.problem.decisions.iter().enumerate() {
            let chosen = self.attempt.answers.choices.get(&decision.id);
            let chosen = chosen.map_or(String::new(), |chosen| format!(" [{}]", chosen.option));
            list += &format!("  {} {}: {}{chosen}\n", at + 1, decision.id, decision.ask);
        }
        self.say(&list)?;
        Ok(())
    }

    /// The place of the decision that is meant by a number or a name.
    fn decision(&self, text: &str) -> Option<usize> {
        let decisions = &self.problem.decisions;
        let number = text.parse::<usize>().ok().filter(|number| (1..=decisions.len()).contains(number));
        number.map(|number| number - 1).or_else(|| decisions.iter().position(|decision| decision.id == text))
    }

    /// One decision: the option, because of what, accepting what.
    fn decide(&mut self, place: usize) -> Result<(), Stop> {
        let decision = &self.problem.decisions[place];
        let options = options(self.problem, place, self.attempt.seed);
        let mut list = format!("  {}\n", decision.ask);
        for (at, option) in options.iter().enumerate() {
            list += &format!("    {} {}\n", at + 1, option.id);
        }
        self.say(&list)?;
        let option = loop {
            let line = self.line("option")?;
            if line.is_empty() {
                return Ok(());
            }
            if is_question(&line) {
                self.ask(&line)?;
                // What is to be answered now stood above the talk.
                self.say(&list)?;
                continue;
            }
            let number = line.parse::<usize>().ok().and_then(|number| options.get(number.checked_sub(1)?));
            let named = || options.iter().find(|option| option.id == line);
            if let Some(option) = number.or_else(named) {
                break option.id.clone();
            }
            let ids = options.iter().map(|option| option.id.as_str());
            let help = nearest(&line, ids)
                .map_or("type its number, or an empty line to leave it open".to_owned(), |near| {
                    format!("did you mean `{near}`?")
                });
            self.say(&format!("error: no option is called `{line}`\nhelp: {help}\n"))?;
        };
        let chosen = self.attempt.answers.choices.entry(decision.id.clone()).or_default();
        let before = match chosen.option.as_str() {
            other if other != option && !other.is_empty() => format!(" in place of {other}"),
            _ => String::new(),
        };
        let told = format!("  You chose {option}{before}; {} again changes it.\n", place + 1);
        if chosen.option != option {
            // Another option has other reasons.
            *chosen = Chosen { option, ..Chosen::default() };
        }
        self.say(&told)?;
        let because = self.line("because")?;
        if !because.is_empty() {
            self.attempt.answers.choices.entry(decision.id.clone()).or_default().because = because;
        }
        let accepts = self.line("accepting")?;
        if !accepts.is_empty() {
            self.attempt.answers.choices.entry(decision.id.clone()).or_default().accepts = accepts;
        }
        Ok(())
    }

    /// What the interviewer has not brought up yet comes before the next phase.
    pub(super) fn bring_rest(&mut self) -> Result<(), Stop> {
        while let Some((kind, id)) = self.attempt.bring(self.problem, self.framework) {
            match self.bring(kind, &id) {
                Ok(()) | Err(Stop::Next | Stop::Back) => {}
                Err(stop) => return Err(stop),
            }
        }
        Ok(())
    }

    fn bring(&mut self, kind: CueKind, id: &str) -> Result<(), Stop> {
        match kind {
            CueKind::Opening => Ok(()),
            CueKind::Pushback => {
                let ask =
                    self.problem.pushback.iter().find(|pushback| pushback.id == id).map(|found| &found.ask);
                self.say(&format!("\nInterviewer: {}\n", ask.map_or("", String::as_str)))?;
                let reply = self.line("reply")?;
                if !reply.is_empty() {
                    self.attempt.answers.replies.insert(id.to_owned(), reply);
                }
                Ok(())
            }
            CueKind::Change => {
                let says =
                    self.problem.changes.iter().find(|change| change.id == id).map(|found| &found.says);
                self.say(&format!("\nInterviewer: {}\n", says.map_or("", String::as_str)))?;
                let reply = self.line("change")?;
                if !reply.is_empty() {
                    self.attempt.answers.change = reply;
                }
                Ok(())
            }
            CueKind::Failure => self.failure(id),
        }
    }

    /// The symptoms of the candidate's own design; the candidate names cause and remedy.
    fn failure(&mut self, id: &str) -> Result<(), Stop> {
        // Whoever waits for a run does not spend time.
        let symptoms = self.standing(|talk| talk.room.symptoms(&talk.attempt, id));
        let whose = if symptoms.measured { "in your design, as it is measured" } else { "as it was seen" };
        let mut text =
            format!("\nInterviewer: something is wrong, {whose}. What is it, and what do you do?\n");
        for line in &symptoms.lines {
            text += &format!("  {line}\n");
        }
        self.say(&text)?;
        let cause = self.line("cause")?;
        if !cause.is_empty() {
            self.attempt.answers.failure.cause = cause;
        }
        let remedy = self.line("remedy")?;
        if !remedy.is_empty() {
            self.attempt.answers.failure.remedy = remedy;
        }
        Ok(())
    }

    /// Does something while the clock stands.
    pub(super) fn standing<T>(&mut self, work: impl FnOnce(&mut Self) -> T) -> T {
        let runs = !self.attempt.clock.has_ended() && !self.attempt.clock.is_paused();
        if runs {
            let now = self.room.now();
            self.attempt.clock.pause(now);
        }
        let done = work(self);
        if runs {
            let now = self.room.now();
            self.attempt.clock.pause(now);
        }
        done
    }
}
