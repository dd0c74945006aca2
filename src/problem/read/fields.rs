use super::context::Context;
use crate::diag::{Diagnostic, Span, nearest};
use crate::problem::document::{Entry, Node, Table, Text, Value};
use crate::problem::model::{Duration, Nanos};
use crate::problem::vocabulary::{self, Default, Form, Section, Word};

/// A table of the file, held against the words of its section: unknown words, missing ones and wrong
/// shapes have been said, and what is read from here has the shape that its word takes.
pub(crate) struct Fields<'t> {
    /// The table.
    pub table: &'t Table,
    /// Where its name stands.
    pub span: Span,
    /// What it is, for messages: "component `db`".
    pub owner: String,
    section: &'static Section,
    kind: String,
    wrong: Vec<&'static str>,
}

impl<'t> Fields<'t> {
    /// Holds `table` against the words of a section of problem files for this kind (empty where a section has
    /// none).
    pub fn open(
        cx: &mut Context<'_>,
        section: &str,
        kind: &str,
        table: &'t Table,
        span: Span,
        owner: String,
    ) -> Self {
        Self::hold(cx, vocabulary::section(section), kind, table, span, owner)
    }

    /// Holds `table` against the words of any section, such as one of a deck.
    pub fn hold(
        cx: &mut Context<'_>,
        section: &'static Section,
        kind: &str,
        table: &'t Table,
        span: Span,
        owner: String,
    ) -> Self {
        let mut fields = Self { table, span, owner, section, kind: kind.to_owned(), wrong: Vec::new() };
        for entry in &table.entries {
            match section.word(kind, &entry.key) {
                None => {
                    let error = fields.unknown(entry);
                    cx.say(error);
                }
                Some(word) if !fits(word.form, &entry.node) => {
                    fields.wrong.push(word.name);
                    cx.say(wrong_shape(word, entry));
                }
                Some(word) => {
                    if let Form::Choice(words) = word.form {
                        fields.choose(cx, word, words, entry);
                    }
                }
            }
        }
        for word in section.words_of(kind) {
            if word.default == Default::Required && table.get(word.name).is_none() {
                let error =
                    Diagnostic::error("missing", span, format!("{} has no `{}`", fields.owner, word.name))
                        .help(format!("add {} = {}: {}", word.name, word.example, word.doc));
                cx.say(error);
            }
        }
        fields
    }

    fn unknown(&self, entry: &Entry) -> Diagnostic {
        let key = &entry.key;
        let elsewhere: Vec<&str> = self
            .section
            .words
            .iter()
            .filter(|word| word.name == key)
            .flat_map(|word| word.kinds.iter().copied())
            .collect();
        let message = format!("{} has no `{key}`", self.owner);
        let error = Diagnostic::error("unknown-word", entry.span, message);
        let words: Vec<&str> = self.section.words_of(&self.kind).map(|word| word.name).collect();
        if key == "instances" && words.contains(&"shards") {
            return error.help(
                "use shards = 3 for several primaries, each with a part of the keys, or replicas = 2 for copies to read from",
            );
        }
        if !elsewhere.is_empty() {
            return error.help(format!("`{key}` is a word of {}", elsewhere.join(", ")));
        }
        match nearest(key, words.iter().copied()) {
            Some(near) => error.help(format!("did you mean `{near}`?")),
            None => error.help(format!("its words are {}", words.join(", "))),
        }
    }

    fn choose(&mut self, cx: &mut Context<'_>, word: &'static Word, words: &[&str], entry: &Entry) {
        let typed = entry.node.string().unwrap_or_default();
        if words.contains(&typed) {
            return;
        }
        self.wrong.push(word.name);
        let help = nearest(typed, words.iter().copied()).map_or_else(
            || format!("it is one of {}", words.join(", ")),
            |near| format!("did you mean \"{near}\"?"),
        );
        cx.say(
            Diagnostic::error(
                "unknown-choice",
                entry.node.span,
                format!("`{}` cannot be `{typed}`", word.name),
            )
            .help(help),
        );
    }

    /// The value of a word, where it is there and has the right shape.
    pub fn get(&self, name: &str) -> Option<&'t Node> {
        debug_assert!(self.section.words.iter().any(|word| word.name == name), "{}.{name}", self.section.id);
        if self.wrong.contains(&name) { None } else { self.table.get(name) }
    }

    /// The key of a word with its value.
    pub fn entry(&self, name: &str) -> Option<&'t Entry> {
        self.table.entry(name).filter(|_| self.get(name).is_some())
    }

    /// The text of an expression, or that of the default.
    pub fn expression(&self, name: &str) -> Option<Text> {
        if let Some(node) = self.get(name) {
            return node.expression();
        }
        match self.section.word(&self.kind, name)?.default {
            Default::Value(default) => Some(Text::whole(default.to_owned(), self.span)),
            _ => None,
        }
    }

    /// A text for people; empty where it is not said.
    pub fn text(&self, name: &str) -> String {
        self.get(name).and_then(Node::string).unwrap_or_default().trim().to_owned()
    }

    /// A text for people, where it is said.
    pub fn optional(&self, name: &str) -> Option<String> {
        self.get(name).and_then(Node::string).map(|text| text.trim().to_owned())
    }

    /// A word of a choice, or its default.
    pub fn choice(&self, name: &str) -> String {
        self.expression(name).map(|text| text.text).unwrap_or_default()
    }

    /// Texts, each with where it stands; one text may stand alone.
    pub fn texts(&self, name: &str) -> Vec<(String, Span)> {
        let one = |node: &Node| node.string().map(|text| (text.to_owned(), node.span));
        match self.get(name) {
            Some(node) => match node.array() {
                Some(items) => items.iter().filter_map(one).collect(),
                None => one(node).into_iter().collect(),
            },
            None => Vec::new(),
        }
    }

    /// Texts without their places.
    pub fn words(&self, name: &str) -> Vec<String> {
        self.texts(name).into_iter().map(|(text, _)| text).collect()
    }

    /// true or false.
    pub fn flag(&self, name: &str) -> bool {
        self.expression(name).is_some_and(|text| text.text == "true")
    }

    /// A whole number.
    pub fn whole(&self, name: &str) -> Option<i64> {
        self.expression(name)?.text.parse().ok()
    }

    /// Status codes.
    pub fn statuses(&self, cx: &mut Context<'_>, name: &str) -> Vec<u16> {
        let items = self.get(name).and_then(Node::array).unwrap_or_default();
        items.iter().filter_map(|item| status(cx, item)).collect()
    }

    /// Statuses that are good answers although they refuse.
    pub fn refusals(&self, cx: &mut Context<'_>) -> Vec<u16> {
        let items = self.get("refusals").and_then(Node::array).unwrap_or_default();
        let refusal = |item: &Node| {
            let status = status(cx, item)?;
            if status < 400 {
                let message = format!("{status} refuses nothing: it is a good answer anyway");
                cx.say(
                    Diagnostic::error("status", item.span, message)
                        .help("refusals are 400 and above: 409, 429"),
                );
            }
            Some(status)
        };
        items.iter().filter_map(refusal).collect()
    }

    /// Named tables in the order of the file.
    pub fn named(&self, cx: &mut Context<'_>, name: &str) -> Vec<(&'t Entry, &'t Table)> {
        let Some(table) = self.get(name).and_then(Node::table) else { return Vec::new() };
        let mut found = Vec::new();
        for entry in &table.entries {
            match entry.node.table() {
                Some(inner) => found.push((entry, inner)),
                None => cx.say(
                    Diagnostic::error(
                        "wrong-shape",
                        entry.node.span,
                        format!("`{}` is {}", entry.key, entry.node.words()),
                    )
                    .help(format!("in [{name}] every name has a table: {} = {{ … }}", entry.key)),
                ),
            }
        }
        found
    }

    /// A time.
    pub fn time(&self, cx: &mut Context<'_>, name: &str) -> Option<Nanos> {
        cx.positive_time(&self.expression(name)?)
    }

    /// A count of at least `least`.
    pub fn count(&self, cx: &mut Context<'_>, name: &str, least: u64) -> Option<u64> {
        cx.count(&self.expression(name)?, least)
    }

    /// A count of at least `least` that fits 32 bits.
    pub fn small(&self, cx: &mut Context<'_>, name: &str, least: u64) -> Option<u32> {
        cx.small(&self.expression(name)?, least)
    }

    /// A share from 0 to 1.
    pub fn share(&self, cx: &mut Context<'_>, name: &str) -> Option<f64> {
        cx.share(&self.expression(name)?)
    }

    /// A plain number.
    pub fn factor(&self, cx: &mut Context<'_>, name: &str) -> Option<f64> {
        cx.factor(&self.expression(name)?)
    }

    /// A rate per second.
    pub fn rate(&self, cx: &mut Context<'_>, name: &str) -> Option<f64> {
        cx.rate(&self.expression(name)?)
    }

    /// Bytes.
    pub fn data(&self, cx: &mut Context<'_>, name: &str) -> Option<u64> {
        cx.data(&self.expression(name)?)
    }

    /// A duration to draw.
    pub fn duration(&self, cx: &mut Context<'_>, name: &str) -> Duration {
        self.expression(name).and_then(|text| cx.duration(&text)).unwrap_or(Duration::ZERO)
    }
}

/// A status code from 100 to 599.
pub(super) fn status(cx: &mut Context<'_>, node: &Node) -> Option<u16> {
    if let Value::Integer(number) = node.value {
        if let Some(status) = u16::try_from(number).ok().filter(|status| (100..600).contains(status)) {
            return Some(status);
        }
    }
    cx.say(
        Diagnostic::error("status", node.span, "this is no status")
            .help("a status is a number from 100 to 599: 201, 409"),
    );
    None
}

/// Whether a value has the shape that a word takes.
fn fits(form: Form, node: &Node) -> bool {
    let strings =
        |node: &Node| node.array().is_some_and(|items| items.iter().all(|item| item.string().is_some()));
    let expression = node.expression().is_some();
    match form {
        Form::Text | Form::Choice(_) | Form::Name(_) | Form::Rule => node.string().is_some(),
        Form::Texts => strings(node),
        Form::Names(_) => node.string().is_some() || strings(node),
        Form::Whole => matches!(node.value, Value::Integer(_)),
        Form::Wholes => {
            node.array().is_some_and(|items| items.iter().all(|item| matches!(item.value, Value::Integer(_))))
        }
        Form::Flag => matches!(node.value, Value::Bool(_)),
        Form::Count
        | Form::Factor
        | Form::Share
        | Form::Time
        | Form::Rate
        | Form::Data
        | Form::Quantity
        | Form::Duration => expression && !matches!(node.value, Value::Bool(_)),
        Form::Expression | Form::Condition => expression,
        Form::Expressions => {
            expression
                || node.array().is_some_and(|items| items.iter().all(|item| item.expression().is_some()))
        }
        Form::Steps => node.array().is_some_and(|items| items.iter().all(|item| item.table().is_some())),
        Form::List(_) => node.array().is_some_and(|items| items.iter().all(|item| item.table().is_some())),
        Form::Assignments | Form::Section(_) | Form::Named(_) | Form::Patch | Form::Map => {
            node.table().is_some()
        }
        Form::Other => true,
    }
}

fn wrong_shape(word: &Word, entry: &Entry) -> Diagnostic {
    let wrong = |item: &&Node| match word.form {
        Form::Texts | Form::Names(_) => item.string().is_none(),
        Form::Wholes => !matches!(item.value, Value::Integer(_)),
        _ => false,
    };
    // A list is what it takes: what is wrong is in it.
    let item = entry.node.array().and_then(|items| items.iter().find(wrong));
    let is = item.map_or(entry.node.words().to_owned(), |item| format!("a list with {} in it", item.words()));
    let message = format!("`{}` takes {}, and this is {is}", word.name, word.form.words());
    Diagnostic::error("wrong-shape", item.unwrap_or(&entry.node).span, message)
        .help(format!("write it like {} = {}", word.name, word.example))
}
