use super::talk::{Room, Stop, Talk, push_line};
use crate::mock::{Aid, Question, Sketch, endpoints, entities, nearest};

impl<R: Room> Talk<'_, R> {
    /// Holds the phase that runs.
    pub(super) fn phase(&mut self) -> Result<(), Stop> {
        let Some(phase) = self.framework.phases.get(self.attempt.phase()) else { return Ok(()) };
        let place = self.attempt.clock.phase() + 1;
        let seconds = self.attempt.clock.planned(place - 1) / 1000;
        let heading = format!(
            "\n{place} of {}: {} ({}:{:02})\n",
            self.attempt.phases.len(),
            phase.title,
            seconds / 60,
            seconds % 60
        );
        self.say(&heading)?;
        self.explain()?;
        match phase.aid {
            Aid::Decisions => return self.dive(),
            Aid::Growth => self.growth()?,
            Aid::Wrapup => self.wrapup()?,
            _ => {}
        }
        loop {
            let line = self.line(&phase.id)?;
            if !line.is_empty() {
                self.take(phase.aid, &line)?;
            }
        }
    }

    /// What is to be done in the phase that runs, and how a line is taken.
    pub(super) fn explain(&mut self) -> Result<(), Stop> {
        let Some(phase) = self.framework.phases.get(self.attempt.phase()) else { return Ok(()) };
        let how = match phase.aid {
            Aid::Questions => {
                "A line that ends with ? is a question to the interviewer; any other line is a note."
            }
            Aid::Napkin => "A line that computes something is answered; any other line is a note.",
            Aid::Entities => {
                "A table: orders: id, user_id, status; unique (user_id, key). Any other line is a note."
            }
            Aid::Endpoints => {
                "An endpoint: POST /orders -> 201, 409; idempotency key. Any other line is a note."
            }
            Aid::Sketch => "Arrows: app -> order_api -> orders db. Any other line is a note.",
            Aid::Decisions => {
                "The number or the name of a decision takes it. A line that ends with ? is a question to the interviewer; any other line is a note."
            }
            Aid::Growth => "Two lines: what breaks first at ten times the load, and what then.",
            Aid::Wrapup => "A line each; an empty one leaves it out.",
        };
        self.say(&format!("{}\n{how}\n", phase.does.join(" ")))?;
        Ok(())
    }

    /// What comes before the next phase, however this one ended.
    pub(super) fn leave_phase(&mut self) -> Result<(), Stop> {
        match self.framework.phases.get(self.attempt.phase()).map(|phase| phase.aid) {
            Some(Aid::Decisions) => self.bring_rest(),
            Some(Aid::Growth) => self.show_growth(),
            _ => Ok(()),
        }
    }

    /// Takes a line as what the phase is about, or as a note.
    pub(super) fn take(&mut self, aid: Aid, line: &str) -> Result<(), Stop> {
        match aid {
            Aid::Questions | Aid::Decisions if is_question(line) => return self.ask(line),
            Aid::Napkin => return self.compute(line),
            Aid::Entities => {
                let table =
                    entities(line).pop().filter(|table| !table.fields.is_empty() && words(&table.name) <= 4);
                if let Some(table) = table {
                    let count = |list: &[String], what: &str| match list {
                        [] => String::new(),
                        list => format!("; {what}{}", list.join("; ")),
                    };
                    push_line(&mut self.attempt.answers.entities, line);
                    let fields = table.fields.len();
                    let plural = if fields == 1 { "column" } else { "columns" };
                    let uniques = count(&table.uniques, "");
                    let indexes = count(&table.indexes, "");
                    self.say(&format!("  table {}: {fields} {plural}{uniques}{indexes}\n", table.name))?;
                    return Ok(());
                }
            }
            Aid::Endpoints => {
                if let Some(call) = endpoints(line).pop() {
                    push_line(&mut self.attempt.answers.endpoints, line);
                    let codes: Vec<String> = call.codes.iter().map(ToString::to_string).collect();
                    let codes =
                        if codes.is_empty() { "no status codes".to_owned() } else { codes.join(", ") };
                    self.say(&format!("  {} /{}: {codes}\n", call.method, call.path.join("/")))?;
                    return Ok(());
                }
            }
            Aid::Sketch => {
                let sketch = Sketch::read(line);
                if !sketch.arrows.is_empty() {
                    push_line(&mut self.attempt.answers.sketch, line);
                    let kind = |name: &String| match self.standards.kind(name) {
                        Some(kind) => format!("{name} ({kind})"),
                        None => name.clone(),
                    };
                    let arrows = sketch.arrows.iter();
                    let arrows = arrows.map(|(from, to, _)| {
                        format!("  {} -> {}\n", kind(&sketch.boxes[*from]), kind(&sketch.boxes[*to]))
                    });
                    let said: String = arrows.collect();
                    self.say(&said)?;
                    return Ok(());
                }
            }
            _ => {}
        }
        self.note(line);
        self.say("  noted\n")?;
        Ok(())
    }

    fn compute(&mut self, line: &str) -> Result<(), Stop> {
        match self.worth(line) {
            Ok(found) => {
                push_line(&mut self.attempt.answers.napkin, line);
                if let Some(said) = found {
                    self.say(&said)?;
                }
            }
            Err(why) => {
                self.note(line);
                // A sentence is a note and no mistake.
                let sum = line.contains(|sign: char| sign.is_ascii_digit());
                self.say(&if sum {
                    format!("  noted; it does not compute: {why}\n")
                } else {
                    "  noted\n".to_owned()
                })?;
            }
        }
        Ok(())
    }

    /// A question to the interviewer, and every further one that is asked before it is known what was meant.
    pub(super) fn ask(&mut self, line: &str) -> Result<(), Stop> {
        let mut next = Some(line.to_owned());
        while let Some(line) = next {
            next = self.ask_one(line.trim_start_matches('?').trim())?;
        }
        Ok(())
    }

    /// One question: which of the nearest was meant, and the answer to it; or the question that was asked instead.
    fn ask_one(&mut self, text: &str) -> Result<Option<String>, Stop> {
        if text.is_empty() {
            return Ok(None);
        }
        let near: Vec<_> = nearest(self.problem, text).into_iter().map(|near| near.answer).collect();
        let place = self.attempt.answers.questions.len();
        let phase = self.framework.phases.get(self.attempt.phase()).map(|phase| phase.id.clone());
        let question = Question { text: text.to_owned(), meant: None, settled: near.is_empty(), phase };
        self.attempt.answers.questions.push(question);
        if near.is_empty() {
            self.say("  Interviewer: I have nothing on that. Assume something and say so.\n")?;
            return Ok(None);
        }
        let mut list = String::new();
        for (at, answer) in near.iter().enumerate() {
            let way = answer.asks.iter().max_by_key(|way| way.split_whitespace().count());
            list += &format!("  {} {}: {}\n", at + 1, answer.about, way.map_or("", String::as_str));
        }
        self.say(&format!("{list}  0 none of these\n"))?;
        let picked = self.pick("which", near.len())?;
        let question = &mut self.attempt.answers.questions[place];
        question.settled = true;
        let answer = match picked {
            Picked::One(at) => near[at],
            Picked::None => {
                self.say("  Interviewer: then I have nothing on that. Assume something and say so.\n")?;
                return Ok(None);
            }
            Picked::Asked(line) => {
                self.say("  The question before is left open.\n")?;
                return Ok(Some(line));
            }
        };
        question.meant = Some(answer.id.clone());
        self.say(&format!("  Interviewer: {}\n", answer.says))?;
        Ok(None)
    }

    /// A number from 1 to so many, or 0 for none.
    fn pick(&mut self, sign: &str, of: usize) -> Result<Picked, Stop> {
        loop {
            let line = self.line(sign)?;
            match line.parse::<usize>() {
                Ok(0) => return Ok(Picked::None),
                Ok(number) if number <= of => return Ok(Picked::One(number - 1)),
                _ if is_question(&line) => return Ok(Picked::Asked(line)),
                _ => self.say(&format!(
                    "error: this is none of them\nhelp: type 0 to {of}, or another question that ends with ?\n"
                ))?,
            }
        }
    }
}

/// What came where one of several was to be picked.
enum Picked {
    One(usize),
    None,
    /// Another question.
    Asked(String),
}

/// Whether a line asks the interviewer something.
pub(super) fn is_question(line: &str) -> bool {
    line.ends_with('?') || line.starts_with('?')
}

fn words(text: &str) -> usize {
    text.split_whitespace().count()
}
