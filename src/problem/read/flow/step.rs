use super::body::{Body, Want, truth, values};
use super::scope::Record;
use crate::diag::{Diagnostic, Span, nearest};
use crate::problem::document::{Node, Table, Value};
use crate::problem::model::{
    Action, Binding, Expr, Jitter, Nanos, OnFailure, Reason, Retry, Step, Type, Visit,
};
use crate::problem::read::context::Context;
use crate::problem::read::fields::{Fields, status};
use crate::problem::row::stream;
use crate::problem::vocabulary::VERBS;

/// Steps in one flow at most.
const MAX_STEPS: usize = 2000;

/// What a verb comes to: what it does, what it is called, what `as` may name.
pub(super) struct Done {
    pub action: Action,
    pub label: String,
    pub record: Record,
}

impl Body<'_, '_> {
    /// A list of steps.
    pub fn list(&mut self, node: &Node) -> Vec<Step> {
        let items = node.array().unwrap_or_default();
        items
            .iter()
            .filter_map(|item| item.table().map(|table| (item, table)))
            .filter_map(|(item, table)| self.step(item.span, table))
            .collect()
    }

    /// The steps under a word of a step.
    pub fn nested(&mut self, fields: &Fields<'_>, word: &str) -> Vec<Step> {
        fields.get(word).map(|node| self.list(node)).unwrap_or_default()
    }

    fn step(&mut self, span: Span, table: &Table) -> Option<Step> {
        self.steps += 1;
        if self.steps > MAX_STEPS {
            if self.steps == MAX_STEPS + 1 {
                let error = Diagnostic::error(
                    "too-many-steps",
                    span,
                    format!("more steps than the limit of {MAX_STEPS} in one flow"),
                )
                .help("move a part into a flow of its own and call it");
                self.cx.say(error);
            }
            return None;
        }
        let verb = self.verb(span, table)?;
        let fields = Fields::open(self.cx, "step", verb, table, span, format!("a step with `{verb}`"));
        let id = self.identify(&fields);
        let label = label(verb, &fields);
        let key = self.place(id.as_deref(), &label);
        let outer = std::mem::replace(&mut self.step, (id.clone(), key.clone()));
        let guard = self.guard(verb, &fields);
        let done = self.act(verb, &fields);
        self.step = outer;
        let otherwise = self.nested(&fields, "otherwise");
        if fields.get("otherwise").is_some() && guard.is_none() && fields.get("if").is_none() {
            let at = fields.entry("otherwise").map_or(span, |entry| entry.span);
            let error = Diagnostic::error("unreachable", at, "`otherwise` without `if` never runs")
                .help("add if = \"…\"");
            self.cx.say(error);
        }
        let on_failure = self.on_failure(&fields);
        let visit = visit(self.cx, &fields);
        let Some(done) = done else {
            self.incomplete = true;
            if let Some(name) = fields.optional("as") {
                self.scope.record(&name, Record::Untyped);
            }
            return None;
        };
        let binding = self.name_it(&fields, &done);
        Some(Step {
            stream: stream(&format!("{}/{key}", self.flow)),
            id,
            label: done.label,
            span,
            guard,
            otherwise,
            action: done.action,
            on_failure,
            binding,
            visit,
        })
    }

    /// The verb of a step: `do` is one only where it stands alone.
    fn verb(&mut self, span: Span, table: &Table) -> Option<&'static str> {
        let mut verbs: Vec<&'static str> =
            VERBS.iter().copied().filter(|verb| table.get(verb).is_some()).collect();
        if verbs.len() > 1 {
            verbs.retain(|&verb| verb != "do");
        }
        // `count` is a verb; beside another it would be a word of that one.
        match verbs.as_slice() {
            [verb] => Some(verb),
            [] => {
                let keys: Vec<&str> = table.entries.iter().map(|entry| entry.key.as_str()).collect();
                let near = table
                    .entries
                    .iter()
                    .find_map(|entry| Some((entry, nearest(&entry.key, VERBS.iter().copied())?)));
                let error = match near {
                    Some((entry, near)) => {
                        Diagnostic::error("no-verb", entry.span, format!("no verb is called `{}`", entry.key))
                            .help(format!("did you mean `{near}`?"))
                    }
                    None => Diagnostic::error(
                        "no-verb",
                        span,
                        if keys.is_empty() {
                            "a step without words".to_owned()
                        } else {
                            format!("a step of {} does nothing", keys.join(", "))
                        },
                    )
                    .help(format!("a step has one verb: {}", VERBS.join(", "))),
                };
                self.cx.say(error);
                self.incomplete = true;
                None
            }
            [first, second, ..] => {
                let at = table.entry(second).map_or(span, |entry| entry.span);
                let error =
                    Diagnostic::error("two-verbs", at, format!("a step with `{first}` and `{second}`"))
                        .help("a step has one verb: make two steps of it");
                self.cx.say(error);
                self.incomplete = true;
                None
            }
        }
    }

    fn identify(&mut self, fields: &Fields<'_>) -> Option<String> {
        let entry = fields.entry("id")?;
        let id = entry.node.string()?.to_owned();
        let attribute = crate::problem::vocabulary::section("flow").words.iter().any(|word| word.name == id);
        if attribute {
            let error = Diagnostic::error(
                "taken-name",
                entry.node.span,
                format!("`{id}` is a word of flows, so a patch could not name this step"),
            )
            .help("choose another id");
            self.cx.say(error);
        }
        self.cx
            .diagnostics
            .extend(crate::problem::read::names::malformed(&id, entry.node.span).filter(|_| !attribute));
        if let Some(&other) = self.ids.get(&id) {
            let error = Diagnostic::error(
                "taken-name",
                entry.node.span,
                format!("two steps of `{}` are called `{id}`", self.flow),
            )
            .label(other, "the first")
            .help("a step's id is its own in its flow");
            self.cx.say(error);
        }
        self.ids.insert(id.clone(), entry.node.span);
        Some(id)
    }

    /// A name for the step that does not move when others are put beside it.
    fn place(&mut self, id: Option<&str>, label: &str) -> String {
        if let Some(id) = id {
            return id.to_owned();
        }
        let count = self.labels.entry(label.to_owned()).or_insert(0);
        *count += 1;
        format!("{label}.{count}")
    }

    /// The condition of a step; that of a note may see the truth, as notes are free.
    fn guard(&mut self, verb: &str, fields: &Fields<'_>) -> Option<Expr> {
        let rows = if verb == "note" { truth() } else { values() };
        match fields.get("if") {
            Some(node) => self.node(node, "if", &rows, Want::Type(Type::Bool)),
            None => self.missing("if", &rows),
        }
    }

    fn on_failure(&mut self, fields: &Fields<'_>) -> OnFailure {
        let named = fields.get("as").is_some();
        let Some(node) = fields.get("else") else {
            return if named { OnFailure::GoOn } else { OnFailure::End };
        };
        match &node.value {
            Value::Integer(_) => status(self.cx, node).map_or(OnFailure::End, OnFailure::Reply),
            Value::String(text) if text.text == "ok" => OnFailure::GoOn,
            Value::String(text) if text.text == "next" => {
                if self.scope.loops.is_empty() {
                    let error = Diagnostic::error("next", node.span, "`next` outside a loop")
                        .help("it goes on with the next item of `each`");
                    self.cx.say(error);
                }
                OnFailure::Next
            }
            _ => {
                let error =
                    Diagnostic::error("wrong-shape", node.span, "`else` is a status, \"next\" or \"ok\"")
                        .help("write else = 409");
                self.cx.say(error);
                OnFailure::End
            }
        }
    }

    /// Remembers what `as` names.
    fn name_it(&mut self, fields: &Fields<'_>, done: &Done) -> Binding {
        let Some(node) = fields.get("as") else { return Binding::default() };
        let name = node.string().unwrap_or_default().to_owned();
        self.cx.diagnostics.extend(crate::problem::read::names::malformed(&name, node.span));
        if !self.scope.record(&name, done.record.clone()) {
            let error = Diagnostic::error(
                "type",
                node.span,
                format!("`{name}` holds something else elsewhere in this flow"),
            )
            .help("give one of the two another name");
            self.cx.say(error);
            self.incomplete = true;
        }
        self.records.push((name, done.record.clone(), node.span));
        self.unbound()
    }

    fn act(&mut self, verb: &'static str, fields: &Fields<'_>) -> Option<Done> {
        match verb {
            "read" => self.read(fields),
            "count" => self.count(fields),
            "insert" | "put" | "update" | "delete" => self.write(verb, fields),
            "at" => self.at(fields),
            "call" | "start" => self.call(verb, fields),
            "send" => self.send(fields),
            "each" => self.each(fields),
            "let" => self.give_values(fields),
            "wait" => self.wait(fields),
            "reply" | "answer" => self.reply(verb, fields),
            "note" => self.observe(fields),
            "single_flight" => self.single_flight(fields),
            _ => {
                let body = self.nested(fields, "do");
                Some(Done { action: Action::Group(body), label: "do".into(), record: Record::Outcome })
            }
        }
    }
}

/// A few words for traces.
fn label(verb: &str, fields: &Fields<'_>) -> String {
    match fields.get(verb).and_then(Node::expression) {
        Some(text) if text.text.len() <= 40 => format!("{verb} {}", text.text),
        _ => verb.to_owned(),
    }
}

fn visit(cx: &mut Context<'_>, fields: &Fields<'_>) -> Visit {
    let timeout = fields.time(cx, "timeout");
    if let Some(node) = fields.get("timeout").filter(|_| timeout == Some(0)) {
        let error =
            Diagnostic::error("rounds-to-nothing", node.span, "no answer comes within a timeout of 0s");
        cx.say(
            error.help("write how long it waits for the answer, such as \"200ms\", or leave `timeout` out"),
        );
    }
    let retry = fields.entry("retry").and_then(|entry| {
        let inner = Fields::open(cx, "retry", "", entry.node.table()?, entry.span, "a retry".into());
        retry(cx, &inner)
    });
    Visit { timeout, retry }
}

fn retry(cx: &mut Context<'_>, fields: &Fields<'_>) -> Option<Retry> {
    let mut on = Vec::new();
    for (word, span) in fields.texts("on") {
        let reason = Reason::ALL.into_iter().find(|reason| reason.word() == word && *reason != Reason::None);
        on.extend(reason);
        if reason.is_none() {
            let words = Reason::ALL.iter().skip(1).map(|reason| reason.word());
            cx.say(crate::problem::read::names::unknown(span, "reason", &word, words));
        }
    }
    if on.is_empty() {
        on = Reason::RETRIED.to_vec();
    }
    Some(Retry {
        times: fields.small(cx, "times", 1)?,
        budget: fields.share(cx, "budget"),
        on,
        ..waits(cx, fields)
    })
}

/// Base, cap and jitter of a retry or a backoff.
pub(super) fn waits(cx: &mut Context<'_>, fields: &Fields<'_>) -> Retry {
    let base: Nanos = fields.time(cx, "base").unwrap_or(0);
    let cap: Nanos = fields.time(cx, "cap").unwrap_or(base);
    // Where only one of the two is said, the other is what it is unless said.
    if let Some(node) = fields.get("base").or(fields.get("cap")).filter(|_| base > cap) {
        let text = |name: &str| fields.expression(name).map(|text| text.text).unwrap_or_default();
        let message = format!(
            "`base` is {} and `cap` is {}: the first wait is above the longest",
            text("base"),
            text("cap")
        );
        cx.say(
            Diagnostic::error("waits", node.span, message).help(
                "write the first wait as `base` and the longest as `cap`: base = \"200ms\", cap = \"2s\"",
            ),
        );
    }
    let jitter = if fields.choice("jitter") == "none" { Jitter::None } else { Jitter::Full };
    Retry { times: u32::MAX, base, cap, jitter, budget: None, on: Vec::new() }
}
