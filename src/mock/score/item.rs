use serde::{Deserialize, Serialize};

/// One thing that was earned or lost, with its evidence.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Item {
    /// Of [`Item::possible`]: so much was earned.
    pub earned: f64,
    /// What it is worth beside the other items of its criterion.
    pub possible: f64,
    /// What was earned or lost, in a sentence.
    pub says: String,
    /// Where that is seen.
    pub source: Source,
    /// What would have earned the rest; `None` where nothing is missing.
    pub fix: Option<String>,
}

/// Where evidence is seen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// A line of the transcript: the phase and the words.
    Said {
        /// The phase; empty where it is not known.
        phase: String,
        /// The words.
        words: String,
    },
    /// A run: the command that repeats it.
    Run(String),
    /// The problem file: the id of what was looked for.
    File(String),
    /// The clock.
    Clock,
}

/// A criterion, judged.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Judged {
    /// Whether there was anything to judge. What was not shown earns nothing and is not guessed at.
    pub shown: bool,
    /// What was earned and lost.
    pub items: Vec<Item>,
    /// Habits seen here: names of [`super::super::Standards::gaps`].
    pub gaps: Vec<String>,
}

impl Judged {
    /// Nothing was shown: everything is missing, and this would show it.
    pub fn nothing(fix: impl Into<String>, file: &str) -> Self {
        let item = Item {
            earned: 0.0,
            possible: 1.0,
            says: "not shown".to_owned(),
            source: Source::File(file.to_owned()),
            fix: Some(fix.into()),
        };
        Self { shown: false, items: vec![item], gaps: Vec::new() }
    }

    /// The share that was earned: 0 to 1.
    pub fn share(&self) -> f64 {
        let possible: f64 = self.items.iter().map(|item| item.possible).sum();
        let earned: f64 = self.items.iter().map(|item| item.earned).sum();
        if possible > 0.0 { (earned / possible).clamp(0.0, 1.0) } else { 0.0 }
    }

    /// Adds something earned in full.
    pub fn earned(&mut self, worth: f64, says: impl Into<String>, source: Source) {
        self.items.push(Item { earned: worth, possible: worth, says: says.into(), source, fix: None });
    }

    /// Adds something of which only a part was earned.
    pub fn part(
        &mut self,
        earned: f64,
        worth: f64,
        says: impl Into<String>,
        source: Source,
        fix: impl Into<String>,
    ) {
        self.items.push(Item { earned, possible: worth, says: says.into(), source, fix: Some(fix.into()) });
    }

    /// Adds something lost.
    pub fn lost(&mut self, worth: f64, says: impl Into<String>, source: Source, fix: impl Into<String>) {
        self.part(0.0, worth, says, source, fix);
    }

    /// Notes a habit, once.
    pub fn gap(&mut self, id: &str) {
        if !self.gaps.iter().any(|known| known == id) {
            self.gaps.push(id.to_owned());
        }
    }
}
