use crate::calc::{Arithmetic, Calendar, Dimension, Sheet};
use crate::problem::model::Problem;

/// What was asked for: a variant of a design, and how far to run it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Asked {
    /// The problem, by its id or its path.
    pub problem: String,
    /// A folder of further problems.
    pub problems: Option<String>,
    /// Decisions and the options taken in place of the chosen ones.
    pub with: Vec<(String, String)>,
    /// Paths and the values put there, as typed.
    pub set: Vec<(String, String)>,
    /// The scenario.
    pub scenario: String,
    /// The multiple of the load, as typed: `10x`.
    pub load: Option<String>,
    /// Faults beside those of the scenario: names, or sentences.
    pub faults: Vec<String>,
    /// Only these requests of load arrive, as typed: `shop:12,57`.
    pub only: Option<String>,
    /// At most so many events.
    pub max_events: Option<u64>,
    /// At most so much virtual time, as typed.
    pub max_time: Option<String>,
}

impl Asked {
    /// The command line that repeats a run of it.
    pub fn command(&self, seed: u64) -> String {
        self.line("sim", &[], &[("seed", seed)])
    }

    /// The command line that repeats the runs of the seeds from 1 to this.
    pub fn command_of_seeds(&self, seeds: usize) -> String {
        self.line("sim", &[], &[("seeds", seeds as u64)])
    }

    /// The command line that compares two variants of it, of which `sides` are the flags, with so many seeds from the
    /// first on.
    pub fn command_of_comparison(&self, sides: &[(&str, String)], first: u64, seeds: usize) -> String {
        let numbers = [("seed", first), ("seeds", seeds as u64)];
        self.line("compare", sides, if first == 1 { &numbers[1..] } else { &numbers })
    }

    fn line(&self, command: &str, sides: &[(&str, String)], numbers: &[(&str, u64)]) -> String {
        // A path that looks like a flag is one all the same.
        let here = if self.problem.starts_with('-') { "./" } else { "" };
        let problem = format!("{here}{}", self.problem);
        let mut words = vec!["napkin".to_owned(), command.to_owned(), problem];
        let mut flag = |name: &str, value: &str| {
            words.push(format!("--{name}"));
            words.push(value.to_owned());
        };
        if let Some(folder) = &self.problems {
            flag("problems", folder);
        }
        for (side, changes) in sides {
            flag(side, changes);
        }
        for (decision, option) in &self.with {
            flag("with", &format!("{decision}={option}"));
        }
        for (path, value) in &self.set {
            flag("set", &format!("{path}={value}"));
        }
        flag("scenario", &self.scenario);
        if let Some(load) = &self.load {
            flag("load", load);
        }
        for fault in &self.faults {
            flag("fault", fault);
        }
        if let Some(only) = &self.only {
            flag("only", only);
        }
        for (name, number) in numbers {
            flag(name, &number.to_string());
        }
        if let Some(events) = self.max_events {
            flag("max-events", &events.to_string());
        }
        if let Some(time) = &self.max_time {
            flag("max-time", time);
        }
        words.iter().map(|word| quoted(word)).collect::<Vec<_>>().join(" ")
    }

    /// The multiple of the load; `None` where what was typed is none: `10x`, `10`, `0.5x`.
    pub fn multiple(&self) -> Option<f64> {
        let Some(text) = &self.load else { return Some(1.0) };
        let text = text.trim();
        let number = text.strip_suffix(['x', 'X']).unwrap_or(text).parse::<f64>().ok();
        number.filter(|number| number.is_finite() && *number > 0.0 && *number <= 1e6)
    }

    /// The limit on virtual time in nanoseconds, none unless typed; `None` where what was typed is no time.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 584 years")]
    pub fn longest(&self) -> Option<u64> {
        let Some(text) = &self.max_time else { return Some(u64::MAX) };
        let quantity = Sheet::new().quantity(text).ok()?;
        let seconds = Arithmetic::Exact.in_calendar(&quantity, Calendar::Second).ok()?;
        if seconds.dimension != Dimension::TIME {
            return None;
        }
        let nanos = libm::round(seconds.exact()?.to_f64() * 1e9);
        (nanos > 0.0 && nanos < 1.8e19).then_some(nanos as u64)
    }

    /// The option of every decision of the problem in this variant.
    pub fn choices(&self, problem: &Problem) -> std::collections::BTreeMap<String, String> {
        let picked = |decision: &crate::problem::model::Decision| {
            let asked = self.with.iter().rev().find(|(id, _)| *id == decision.id);
            let chosen = decision.options.get(decision.chosen).map(|option| option.id.clone());
            asked.map(|(_, option)| option.clone()).or(chosen)
        };
        let decisions = problem.decisions.iter();
        decisions.filter_map(|decision| Some((decision.id.clone(), picked(decision)?))).collect()
    }
}

/// A word as a shell takes it back: in single quotes unless nothing in it means something to a shell.
fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_=./:,+@%".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_safe_in_a_shell() {
        let asked = Asked {
            problem: "shop".into(),
            with: vec![("reserve".into(), "read_then_write".into())],
            set: vec![("db.time".into(), "5ms p99 25ms".into()), ("x.says".into(), "it's".into())],
            scenario: "flash".into(),
            load: Some("10x".into()),
            faults: vec!["db down for 20s at 1min".into()],
            max_events: Some(1000),
            ..Asked::default()
        };
        assert_eq!(
            asked.command(7),
            "napkin sim shop --with reserve=read_then_write --set 'db.time=5ms p99 25ms' \
             --set 'x.says=it'\\''s' --scenario flash --load 10x --fault 'db down for 20s at 1min' \
             --seed 7 --max-events 1000"
        );
    }
}
