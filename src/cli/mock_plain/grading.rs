use super::talk::{Room, Stop, Talk};
use crate::mock::{Criterion, rubric, said};

/// How a criterion was graded.
enum Graded {
    Points(Vec<bool>),
    Skipped,
    Back,
}

impl<R: Room> Talk<'_, R> {
    /// One's own judgement, point by point: what no program can see.
    pub(super) fn grade(&mut self) -> Result<(), Stop> {
        let criteria = rubric(self.problem, self.framework, &self.attempt.phases);
        if criteria.is_empty() {
            return Ok(());
        }
        self.say("\nWhat needs judgement is yours: y or n for each point. An empty line skips the criterion, and the verdict is then provisional; :back is the one before, :next leaves the rest out.\n")?;
        let mut at = criteria.iter().position(|(one, _)| !self.attempt.answers.grades.contains_key(one.id()));
        while let Some((criterion, points)) = at.and_then(|at| criteria.get(at)) {
            let place = at.unwrap_or(0);
            let graded = match self.criterion(*criterion, points) {
                Ok(graded) => graded,
                Err(Stop::Back) => Graded::Back,
                Err(Stop::Next) => return Ok(()),
                Err(stop) => return Err(stop),
            };
            at = match graded {
                Graded::Points(grades) => {
                    self.attempt.answers.grades.insert(criterion.id().to_owned(), grades);
                    Some(place + 1)
                }
                Graded::Skipped => {
                    self.attempt.answers.grades.remove(criterion.id());
                    Some(place + 1)
                }
                Graded::Back => Some(place.saturating_sub(1)),
            };
        }
        Ok(())
    }

    fn criterion(&mut self, criterion: Criterion, points: &[String]) -> Result<Graded, Stop> {
        let lines = said(&self.attempt.answers, self.framework, criterion);
        let mut text = format!("\n{}\n", criterion.title());
        text += if lines.is_empty() { "  You said nothing here.\n" } else { "  You said:\n" };
        for line in lines.iter().take(12) {
            text += &format!("    {line}\n");
        }
        self.say(&text)?;
        let mut grades = Vec::new();
        for point in points {
            self.say(&format!("  {point}\n"))?;
            loop {
                let line = self.line("y/n")?;
                match line.to_lowercase().as_str() {
                    "" => return Ok(Graded::Skipped),
                    "y" | "yes" => grades.push(true),
                    "n" | "no" => grades.push(false),
                    _ => {
                        self.say(
                            "error: this is no grade\nhelp: y or n; an empty line skips the criterion\n",
                        )?;
                        continue;
                    }
                }
                break;
            }
        }
        Ok(Graded::Points(grades))
    }
}
