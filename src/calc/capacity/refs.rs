use serde::Deserialize;

use crate::calc::quantity::{Quantity, Value};
use crate::calc::sheet::Sheet;
use crate::diag::{Diagnostic, Span};

/// The reference numbers, in the order of the file.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Refs {
    /// What one unit of a component sustains.
    #[serde(default)]
    pub capacity: Vec<Capacity>,
    /// How long things take.
    #[serde(default)]
    pub latency: Vec<Reference>,
    /// How big things are.
    #[serde(default)]
    pub size: Vec<Reference>,
    /// What things cost.
    #[serde(default)]
    pub cost: Vec<Reference>,
}

/// A figure with its source.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reference {
    /// Unique over the file.
    pub id: String,
    /// The thing.
    pub name: String,
    /// Which of its abilities or sizes.
    pub what: String,
    /// The figure, as an expression.
    pub value: String,
    /// Where it comes from.
    pub source: String,
    /// When it was read or measured.
    pub date: String,
    /// What else one should know.
    pub note: Option<String>,
}

/// What one unit of a component sustains.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Capacity {
    /// Unique over the file.
    pub id: String,
    /// The component.
    pub name: String,
    /// Which of its abilities.
    pub what: String,
    /// What it counts.
    pub kind: Kind,
    /// The figure, as an expression.
    pub value: String,
    /// What one adds when one is not enough.
    pub unit: String,
    /// Several of them.
    pub units: String,
    /// How one gets beyond one unit.
    pub scales_by: String,
    /// Named with every plain answer of its kind.
    #[serde(default)]
    pub headline: bool,
    /// What it holds when the client does not wait for each reply.
    pub pipelined: Option<String>,
    /// The load under which nothing forces it.
    pub needless_below: Option<String>,
    /// What does the job there.
    pub instead: Option<String>,
    /// Who says so.
    pub needless_source: Option<String>,
    /// Where the figure comes from.
    pub source: String,
    /// When it was read or measured.
    pub date: String,
    /// What else one should know.
    pub note: Option<String>,
}

/// What a capacity counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Writes per second.
    Write,
    /// Reads per second.
    Read,
    /// Queries per second.
    Query,
    /// Commands per second.
    Command,
    /// Messages per second.
    Message,
    /// Requests per second.
    Request,
    /// Bytes per second.
    Bytes,
    /// How many at once.
    Connections,
    /// Bytes kept.
    Storage,
    /// Bytes kept in memory.
    Memory,
}

/// The file that comes with the program.
const BUILT_IN: &str = include_str!("../../../data/refs.toml");

impl Refs {
    /// The numbers that come with the program.
    pub fn built_in() -> Self {
        Self::read(BUILT_IN).unwrap_or_default()
    }

    /// Those of them that plain answers name: reading all of them is most of what a plain answer costs.
    pub fn headlines() -> Self {
        let entries = BUILT_IN.split("\n[[").skip(1).filter(|entry| entry.contains("\nheadline = true\n"));
        let text = entries.map(|entry| format!("[[{entry}")).collect::<Vec<_>>().join("\n");
        Self::read(&text).unwrap_or_default()
    }

    /// Reads a file of reference numbers; every figure in it must be an expression with a value.
    pub fn read(text: &str) -> Result<Self, Diagnostic> {
        toml::from_str::<Self>(text).map_err(|error| {
            let span = error.span().map_or(Span::new(0, 0), Span::from);
            Diagnostic::error("refs", span, error.message().to_owned())
                .help("see the entries that `napkin refs --format json` prints")
        })
    }

    /// The first figure that is no expression, with its error.
    pub fn check(&self) -> Result<(), (String, Diagnostic)> {
        let sheet = Sheet::new();
        for (id, text) in self.figures() {
            sheet.evaluate(text).map_err(|error| (format!("{id}: {text}"), error))?;
        }
        Ok(())
    }

    fn figures(&self) -> impl Iterator<Item = (&str, &str)> {
        let plain = self.latency.iter().chain(&self.size).chain(&self.cost);
        let plain = plain.map(|entry| (entry.id.as_str(), entry.value.as_str()));
        let capacity = self.capacity.iter().flat_map(|entry| {
            let all = [Some(&entry.value), entry.pipelined.as_ref(), entry.needless_below.as_ref()];
            all.into_iter().flatten().map(|text| (entry.id.as_str(), text.as_str()))
        });
        plain.chain(capacity)
    }

    /// These numbers with those of another file, which add to them and override those of the same id.
    #[must_use]
    pub fn overridden_by(mut self, other: Self) -> Self {
        for capacity in other.capacity {
            match self.capacity.iter_mut().find(|mine| mine.id == capacity.id) {
                Some(mine) => *mine = capacity,
                None => self.capacity.push(capacity),
            }
        }
        override_all(&mut self.latency, other.latency);
        override_all(&mut self.size, other.size);
        override_all(&mut self.cost, other.cost);
        self
    }
}

fn override_all(mine: &mut Vec<Reference>, others: Vec<Reference>) {
    for other in others {
        match mine.iter_mut().find(|entry| entry.id == other.id) {
            Some(entry) => *entry = other,
            None => mine.push(other),
        }
    }
}

impl Capacity {
    /// What one unit sustains; `None` where the figure is no number.
    pub fn quantity(&self) -> Option<Quantity> {
        number(&self.value)
    }

    /// The load under which nothing forces it.
    pub fn needless_below(&self) -> Option<Quantity> {
        self.needless_below.as_deref().and_then(number)
    }
}

fn number(text: &str) -> Option<Quantity> {
    match Sheet::new().evaluate(text).ok()? {
        Value::Quantity(quantity) => Some(quantity),
        Value::Truth(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_figure_of_the_file_is_an_expression_and_every_id_stands_once() {
        let refs = Refs::read(BUILT_IN).unwrap();
        refs.check().unwrap();
        let mut seen = BTreeSet::new();
        for id in refs.capacity.iter().map(|entry| &entry.id) {
            assert!(seen.insert(id.clone()), "{id}");
        }
        for entry in refs.latency.iter().chain(&refs.size).chain(&refs.cost) {
            assert!(seen.insert(entry.id.clone()), "{}", entry.id);
        }
    }

    #[test]
    fn headlines_are_the_entries_marked_so() {
        let ids = |refs: Refs| {
            let marked = refs.capacity.into_iter().filter(|entry| entry.headline);
            marked.map(|entry| entry.id).collect::<Vec<_>>()
        };
        let headlines = Refs::headlines();
        assert_eq!(headlines.capacity.len(), ids(headlines.clone()).len());
        assert_eq!(ids(headlines), ids(Refs::read(BUILT_IN).unwrap()));
    }

    #[test]
    fn a_users_file_adds_and_overrides() {
        let mine = "[[size]]\nid = \"id\"\nname = \"id\"\nwhat = \"a key\"\nvalue = \"32 bytes\"\nsource = \"us\"\ndate = \"2026\"\n";
        let before = Refs::built_in();
        let known = before.size[0].id.clone();
        let after = before
            .clone()
            .overridden_by(Refs::read(&mine.replace("\"id\"\nname", &format!("\"{known}\"\nname"))).unwrap());
        assert_eq!(after.size.len(), before.size.len());
        assert_eq!(after.size[0].value, "32 bytes");
        let added = before
            .clone()
            .overridden_by(Refs::read(&mine.replace("id = \"id\"", "id = \"new-one\"")).unwrap());
        assert_eq!(added.size.len(), before.size.len() + 1);
    }
}
