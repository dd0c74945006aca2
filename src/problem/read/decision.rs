use super::context::Context;
use super::fields::Fields;
use super::names::unknown;
use crate::diag::{Diagnostic, Span};
use crate::problem::document::{Entry, Node, Table};
use crate::problem::model::{Choice, Decision, Lesson};

/// The words of which an option that is not chosen has exactly one.
const LESSONS: [&str; 5] = ["breaks", "pays", "worse", "needless", "argued"];

/// What decisions refer to.
pub(super) struct Names<'a> {
    /// Objectives and invariants.
    pub rules: Vec<&'a str>,
    /// Scenarios.
    pub scenarios: Vec<&'a str>,
    /// Decisions with their options.
    pub decisions: Vec<(&'a str, Vec<&'a str>)>,
    /// Whether the file has a design that patches could change.
    pub runs: bool,
}

impl<'a> Names<'a> {
    /// The names of a file.
    pub fn of(file: &'a Table, runs: bool) -> Self {
        let keys = |section: &str| -> Vec<&'a str> {
            file.table(section)
                .map(|table| table.entries.iter().map(|entry| entry.key.as_str()).collect())
                .unwrap_or_default()
        };
        let options = |entry: &'a Entry| -> Vec<&'a str> {
            let options = entry.node.table().and_then(|table| table.table("options"));
            options
                .map(|table| table.entries.iter().map(|entry| entry.key.as_str()).collect())
                .unwrap_or_default()
        };
        let decisions = file.table("decisions").map(|table| &table.entries[..]).unwrap_or_default();
        Self {
            rules: keys("objectives").into_iter().chain(keys("invariants")).collect(),
            scenarios: keys("scenarios"),
            decisions: decisions.iter().map(|entry| (entry.key.as_str(), options(entry))).collect(),
            runs,
        }
    }
}

/// One decision.
pub(super) fn decision(cx: &mut Context<'_>, names: &Names<'_>, entry: &Entry, table: &Table) -> Decision {
    let fields = Fields::open(cx, "decision", "", table, entry.span, format!("decision `{}`", entry.key));
    let chosen = fields.text("chosen");
    let options = fields.named(cx, "options");
    let position = options.iter().position(|(option, _)| option.key == chosen);
    if let (None, Some(node)) = (position, fields.get("chosen")) {
        cx.say(unknown(node.span, "option", &chosen, options.iter().map(|(option, _)| option.key.as_str())));
    }
    if options.len() == 1 {
        let error =
            Diagnostic::error("one-option", entry.span, format!("decision `{}` has one option", entry.key))
                .help("a decision has something else that could be done: add it under options");
        cx.say(error);
    }
    let options = options
        .into_iter()
        .map(|(option, table)| choice(cx, names, &entry.key, option, table, option.key == chosen))
        .collect();
    Decision {
        id: entry.key.clone(),
        span: entry.span,
        ask: fields.text("ask"),
        chosen: position.unwrap_or(0),
        options,
    }
}

fn choice(
    cx: &mut Context<'_>,
    names: &Names<'_>,
    decision: &str,
    entry: &Entry,
    table: &Table,
    chosen: bool,
) -> Choice {
    let fields = Fields::open(cx, "option", "", table, entry.span, format!("option `{}`", entry.key));
    let patches = ["set", "before", "after", "add"].iter().any(|word| fields.get(word).is_some());
    let (may_break, because) = may_break(cx, names, &fields);
    let lesson = lesson(cx, names, &fields, chosen, may_break, patches);
    let shown_in = fields.texts("shown_in").into_iter().next();
    if let Some((name, span)) = &shown_in {
        if !names.scenarios.contains(&name.as_str()) && names.runs {
            cx.say(unknown(*span, "scenario", name, names.scenarios.iter().copied()));
        }
    }
    Choice {
        id: entry.key.clone(),
        span: entry.span,
        why: fields.text("why"),
        accepts: fields.text("accepts"),
        when: fields.text("when"),
        sentence: fields.text("says"),
        tempting: fields.text("tempting"),
        fails: fields.text("fails"),
        lesson,
        because,
        gains: fields.words("gains"),
        shown_in: shown_in.map(|(name, _)| name),
        given: given(cx, names, decision, &fields),
        patches,
    }
}

fn lesson(
    cx: &mut Context<'_>,
    names: &Names<'_>,
    fields: &Fields<'_>,
    chosen: bool,
    may_break: Vec<String>,
    patches: bool,
) -> Lesson {
    let said: Vec<&str> = LESSONS.into_iter().filter(|word| fields.get(word).is_some()).collect();
    if chosen {
        if let Some(word) = said.first() {
            let span = fields.entry(word).map_or(fields.span, |entry| entry.span);
            cx.say(
                Diagnostic::error("chosen", span, format!("the chosen option has `{word}`"))
                    .help("the reference holds every rule: the word belongs to another option"),
            );
        }
        if patches {
            cx.say(
                Diagnostic::error(
                    "chosen",
                    fields.span,
                    format!("{} is chosen and changes the design", fields.owner),
                )
                .help("the design has the chosen option already: write it there"),
            );
        }
        return Lesson::Chosen;
    }
    let [word] = said.as_slice() else {
        let span = said.get(1).and_then(|word| fields.entry(word)).map_or(fields.span, |entry| entry.span);
        let message = if said.is_empty() {
            format!("what {} is to show is not said", fields.owner)
        } else {
            format!("{} has {}", fields.owner, said.join(" and "))
        };
        let error = Diagnostic::error("lesson", span, message).help(
            "one of: breaks (wrong), pays (defensible), worse (dominated), needless, argued (not simulated)",
        );
        cx.say(error);
        return Lesson::Argued { argument: String::new() };
    };
    if !patches && *word != "argued" && names.runs {
        let error = Diagnostic::error(
            "no-change",
            fields.span,
            format!("{} changes nothing, so it cannot show anything", fields.owner),
        )
        .help("say what differs, with set, before, after or add; or argue it");
        cx.say(error);
    }
    shows_something(cx, names, fields, word);
    match *word {
        "breaks" => Lesson::Wrong { breaks: rules(cx, names, fields.texts("breaks")), may_break },
        "pays" => Lesson::Defensible { pays: fields.words("pays") },
        "worse" => Lesson::Dominated { worse: fields.words("worse") },
        "needless" => Lesson::Needless { adds: fields.text("needless") },
        _ => Lesson::Argued { argument: fields.text("argued") },
    }
}

/// A list that names nothing is a lesson that whatever happens proves.
fn shows_something(cx: &mut Context<'_>, names: &Names<'_>, fields: &Fields<'_>, word: &str) {
    let Some(entry) = fields.entry(word) else { return };
    if entry.node.array().is_none_or(|items| !items.is_empty()) {
        return;
    }
    let (what, example) = match word {
        "breaks" => ("the rules that it breaks", names.rules.first().copied().unwrap_or("within_stock")),
        "pays" => ("what is worse with it", "order.latency.p99"),
        _ => ("what is worse with it, while nothing is better", "order.latency.p99"),
    };
    let error =
        Diagnostic::error("lesson", entry.span, format!("`{word}` names nothing, so nothing is shown"))
            .help(format!("name {what}, as in {word} = [\"{example}\"]; or argue it: argued = \"…\""));
    cx.say(error);
}

fn rules(cx: &mut Context<'_>, names: &Names<'_>, texts: Vec<(String, Span)>) -> Vec<String> {
    let mut found = Vec::new();
    for (name, span) in texts {
        if names.rules.contains(&name.as_str()) {
            found.push(name);
        } else {
            cx.say(unknown(span, "rule", &name, names.rules.iter().copied()));
        }
    }
    found
}

fn may_break(
    cx: &mut Context<'_>,
    names: &Names<'_>,
    fields: &Fields<'_>,
) -> (Vec<String>, Vec<(String, String)>) {
    let Some(node) = fields.get("may_break") else { return (Vec::new(), Vec::new()) };
    if fields.get("breaks").is_none() {
        let span = fields.entry("may_break").map_or(node.span, |entry| entry.span);
        cx.say(
            Diagnostic::error("lesson", span, "`may_break` without `breaks`")
                .help("a wrong option breaks something; another may break nothing"),
        );
    }
    if let Some(table) = node.table() {
        let because: Vec<(String, String)> = table
            .entries
            .iter()
            .map(|entry| (entry.key.clone(), entry.node.string().unwrap_or_default().to_owned()))
            .collect();
        let texts = table.entries.iter().map(|entry| (entry.key.clone(), entry.span)).collect();
        return (rules(cx, names, texts), because);
    }
    let Some(items) = node.array().filter(|items| items.iter().all(|item| item.string().is_some())) else {
        cx.say(
            Diagnostic::error("wrong-shape", node.span, format!("`may_break` is {}", node.words()))
                .help("write names, or names with the reason: { within_stock = \"…\" }"),
        );
        return (Vec::new(), Vec::new());
    };
    let texts = items.iter().filter_map(|item| Some((item.string()?.to_owned(), item.span))).collect();
    (rules(cx, names, texts), Vec::new())
}

/// Options of other decisions that this one needs.
fn given(
    cx: &mut Context<'_>,
    names: &Names<'_>,
    decision: &str,
    fields: &Fields<'_>,
) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for entry in fields.get("given").and_then(Node::table).map(|table| &table.entries[..]).unwrap_or_default()
    {
        let option = entry.node.string().unwrap_or_default();
        if entry.key == decision {
            cx.say(
                Diagnostic::error(
                    "given",
                    entry.span,
                    format!("`{decision}` is the decision of this option"),
                )
                .help("an option is given choices of other decisions: take it out"),
            );
            continue;
        }
        match names.decisions.iter().find(|(name, _)| *name == entry.key) {
            None => cx.say(unknown(
                entry.span,
                "decision",
                &entry.key,
                names.decisions.iter().map(|(name, _)| *name),
            )),
            Some((_, options)) if !options.contains(&option) => {
                cx.say(unknown(
                    entry.node.span,
                    &format!("option of `{}`", entry.key),
                    option,
                    options.iter().copied(),
                ));
            }
            Some(_) => found.push((entry.key.clone(), option.to_owned())),
        }
    }
    found
}
