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
    /// At most so many events.
    pub max_events: Option<u64>,
    /// At most so much virtual time, as typed.
    pub max_time: Option<String>,
}

impl Asked {
    /// The command line that repeats a run of it.
    pub fn command(&self, seed: u64) -> String {
        let mut words = vec!["napkin".to_owned(), "sim".to_owned(), self.problem.clone()];
        let mut flag = |name: &str, value: &str| {
            words.push(format!("--{name}"));
            words.push(value.to_owned());
        };
        if let Some(folder) = &self.problems {
            flag("problems", folder);
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
        flag("seed", &seed.to_string());
        if let Some(events) = self.max_events {
            flag("max-events", &events.to_string());
        }
        if let Some(time) = &self.max_time {
            flag("max-time", time);
        }
        words.iter().map(|word| quoted(word)).collect::<Vec<_>>().join(" ")
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
