use serde::Deserialize;

use crate::diag::{Diagnostic, Span};

/// The phases of an interview, as data.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Framework {
    /// The version of the form: 1.
    pub schema: u32,
    /// Its name.
    pub id: String,
    /// What it is called.
    pub title: String,
    /// What the minutes of the phases add up to.
    pub minutes: u32,
    /// Lengths that are offered, in minutes; the first is usual.
    pub presets: Vec<u32>,
    /// In order.
    pub phases: Vec<Phase>,
}

/// One part of an interview.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Phase {
    /// Its name.
    pub id: String,
    /// What it is called.
    pub title: String,
    /// Its share of [`Framework::minutes`].
    pub minutes: u32,
    /// What it offers beside plain notes.
    pub aid: Aid,
    /// What to do.
    pub does: Vec<String>,
    /// What a strong answer has.
    pub strong: Vec<String>,
    /// What is usually got wrong.
    pub mistakes: Vec<String>,
}

/// What a phase offers beside plain notes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Aid {
    /// Questions that the interviewer answers.
    Questions,
    /// Lines that the calculator answers.
    Napkin,
    /// Tables in a quick syntax.
    Entities,
    /// Endpoints in a quick syntax.
    Endpoints,
    /// Arrows between boxes.
    Sketch,
    /// The decision points, push-back, a change and a failure.
    Decisions,
    /// What breaks first.
    Growth,
    /// Three components, two trade-offs, one improvement.
    Wrapup,
}

/// The framework that comes with the program.
pub const BUILT_IN: &str = include_str!("../../data/framework.toml");

/// Lengths of a mock that are accepted, in minutes.
pub const LENGTHS: std::ops::RangeInclusive<u32> = crate::problem::model::MINUTES;

impl Framework {
    /// Reads a framework.
    ///
    /// # Errors
    /// What is wrong with the file: its form, minutes that do not add up, a name that stands twice.
    pub fn read(text: &str) -> Result<Self, Diagnostic> {
        let framework: Self = toml::from_str(text).map_err(|error| {
            let span = error.span().map_or(Span::new(0, 0), Span::from);
            Diagnostic::error("framework", span, error.message().to_owned()).help(
                "its words are schema, id, title, minutes, presets and phases, as in data/framework.toml",
            )
        })?;
        let wrong = |place: Span, message: String, help: String| {
            Err(Diagnostic::error("framework", place, message).help(help))
        };
        if framework.schema != 1 {
            let message = format!("schema {} is not known", framework.schema);
            return wrong(line_of(text, "schema", 0), message, "this version reads `schema = 1`".to_owned());
        }
        if framework.phases.is_empty() {
            let help = "write one as [[phases]], as in data/framework.toml".to_owned();
            return wrong(line_of(text, "phases", 0), "there are no phases".to_owned(), help);
        }
        for (at, phase) in framework.phases.iter().enumerate() {
            let place = line_of(text, "id", at + 1);
            let sound =
                |sign: char| sign.is_ascii_lowercase() || sign.is_ascii_digit() || matches!(sign, '-' | '_');
            if phase.id.is_empty() || !phase.id.chars().all(sound) {
                let message = format!("`{}` cannot be the id of a phase", phase.id);
                return wrong(place, message, "small letters, digits, - and _, such as deep-dive".to_owned());
            }
            if framework.phases[..at].iter().any(|other| other.id == phase.id) {
                let help = "give each phase an id of its own".to_owned();
                return wrong(place, format!("two phases are called {}", phase.id), help);
            }
        }
        let sum: u64 = framework.phases.iter().map(|phase| u64::from(phase.minutes)).sum();
        if sum != u64::from(framework.minutes) || sum == 0 {
            let message = format!("the phases take {sum} minutes, `minutes` says {}", framework.minutes);
            let help = if sum == 0 {
                "give the phases some time".to_owned()
            } else {
                format!("write minutes = {sum}, or change a phase")
            };
            return wrong(line_of(text, "minutes", 0), message, help);
        }
        if let Some(length) = framework.presets.iter().find(|length| !LENGTHS.contains(length)) {
            let help = format!("{} to {} minutes can be run", LENGTHS.start(), LENGTHS.end());
            return wrong(line_of(text, "presets", 0), format!("a preset of {length} minutes"), help);
        }
        Ok(framework)
    }

    /// The seconds of each phase in a mock of so many minutes, in proportion; they add up to the whole.
    pub fn seconds(&self, minutes: u32) -> Vec<u64> {
        let whole = u64::from(minutes) * 60;
        let all = u64::from(self.minutes);
        let mut before = 0;
        let mut given = 0;
        let parts = self.phases.iter().map(|phase| {
            before += u64::from(phase.minutes);
            let until = whole * before / all;
            let part = until - given;
            given = until;
            part
        });
        parts.collect()
    }

    /// The length that is usual: the first preset, or its own.
    pub fn usual(&self) -> u32 {
        self.presets.first().copied().unwrap_or(self.minutes)
    }

    /// The phase with this aid, if there is one: the first.
    pub fn phase_of(&self, aid: Aid) -> Option<usize> {
        self.phases.iter().position(|phase| phase.aid == aid)
    }

    /// The phase of this name.
    pub fn phase(&self, id: &str) -> Option<usize> {
        self.phases.iter().position(|phase| phase.id == id)
    }
}

/// The line on which a key stands for the time after so many others; the beginning where it does not.
fn line_of(text: &str, key: &str, skip: usize) -> Span {
    let mut start = 0;
    let mut left = skip;
    for line in text.split_inclusive('\n') {
        let begin = line.len() - line.trim_start().len();
        let rest = line.trim_start().strip_prefix(key).map(str::trim_start);
        if rest.is_some_and(|rest| rest.starts_with('=')) {
            if left == 0 {
                return Span::new(start + begin, start + line.trim_end().len());
            }
            left -= 1;
        }
        start += line.len();
    }
    Span::new(0, 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_hour_has_nine_phases_and_shorter_ones_are_cut_in_proportion() {
        let framework = Framework::read(BUILT_IN).unwrap();
        let minutes: Vec<u64> = framework.seconds(60).iter().map(|seconds| seconds / 60).collect();
        assert_eq!(minutes, [3, 2, 3, 3, 5, 5, 25, 10, 4]);
        // 45 of 60 minutes are three quarters: 3 min become 135 s, 25 min become 1,125 s.
        assert_eq!(framework.seconds(45), [135, 90, 135, 135, 225, 225, 1125, 450, 180]);
        assert_eq!(framework.seconds(35).iter().sum::<u64>(), 35 * 60);
    }

    #[test]
    fn minutes_that_do_not_add_up_are_refused() {
        let text = BUILT_IN.replacen("minutes  = 3", "minutes  = 4", 1);
        let error = Framework::read(&text).unwrap_err();
        assert_eq!(error.message, "the phases take 61 minutes, `minutes` says 60");
        assert_eq!(error.help.as_deref(), Some("write minutes = 61, or change a phase"));
        assert!(text[error.span().start..error.span().end].starts_with("minutes = 60"));
        let twice = BUILT_IN.replacen("\"non-functional\"", "\"functional\"", 1);
        let error = Framework::read(&twice).unwrap_err();
        assert_eq!(&twice[error.span().start..error.span().end], "id       = \"functional\"");
        let none = "schema = 1\nid = 'x'\ntitle = 'x'\nminutes = 0\npresets = []\nphases = []";
        assert_eq!(Framework::read(none).unwrap_err().message, "there are no phases");
        let unknown = Framework::read(&BUILT_IN.replacen("strong   =", "stong =", 1)).unwrap_err();
        assert!(unknown.message.contains("unknown field `stong`"), "{}", unknown.message);
    }
}
