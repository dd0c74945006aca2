//! What a candidate reads, is asked and is graded by.

use super::context::Context;
use super::fields::{Fields, status};
use crate::calc::format::{Digits, show, show_value};
use crate::calc::{Arithmetic, Quantity, Value as Worth, answer};
use crate::diag::{Diagnostic, Span, nearest, there_are};
use crate::problem::TradeOff;
use crate::problem::document::{Entry, Node, Table, Value};
use crate::problem::model::{
    Alarm, Amount, Answer, CRITERIA, Change, Criterion, Endpoint, Entity, Estimate, Failure, Gap, MINUTES,
    Pushback, Scaling, Source, Wrapup,
};

/// Reads each named table of a section.
fn all<'t, T>(
    cx: &mut Context<'_>,
    file: &Fields<'t>,
    word: &str,
    section: &str,
    what: &str,
    mut read: impl FnMut(&mut Context<'_>, String, &Fields<'t>) -> T,
) -> Vec<T> {
    let entries: Vec<(&'t Entry, &'t Table)> = file.named(cx, word);
    entries
        .into_iter()
        .map(|(entry, table)| {
            let owner = format!("{what} `{}`", entry.key);
            let fields = Fields::open(cx, section, "", table, entry.span, owner);
            read(cx, entry.key.clone(), &fields)
        })
        .collect()
}

pub(super) fn answers(cx: &mut Context<'_>, file: &Fields<'_>) -> Vec<Answer> {
    all(cx, file, "answers", "answer", "answer", |cx, id, fields| {
        let asks = fields.words("asks");
        if let Some(node) = fields.get("asks").filter(|_| asks.iter().all(|ask| ask.trim().is_empty())) {
            cx.say(Diagnostic::error("empty", node.span, "no question gets this answer").help(
                "write the words of which a question has one: asks = [\"how many orders\", \"traffic\"]",
            ));
        }
        Answer { id, about: fields.choice("about"), asks, says: fields.text("says") }
    })
}

/// How long a mock of the problem takes; an hour unless said.
pub(super) fn minutes(cx: &mut Context<'_>, file: &Fields<'_>) -> u32 {
    let Some((number, node)) = file.whole("minutes").zip(file.get("minutes")) else { return 60 };
    if let Some(minutes) = u32::try_from(number).ok().filter(|minutes| MINUTES.contains(minutes)) {
        return minutes;
    }
    let message = format!("a mock of {number} minutes cannot be held");
    let help = format!("write from {} to {}", MINUTES.start(), MINUTES.end());
    cx.say(Diagnostic::error("minutes", node.span, message).help(help));
    60
}

/// Estimates in order; each gives its name to the sheet, for those that follow.
pub(super) fn estimates(cx: &mut Context<'_>, file: &Fields<'_>) -> Vec<Estimate> {
    all(cx, file, "estimates", "estimate", "estimate", |cx, id, fields| {
        let span = fields.get("value").map_or(fields.span, |node| node.span);
        let worth = evaluate(cx, &id, fields).unwrap_or_default();
        let amount = worth.amount;
        if let Some(text) = fields.expression("magnitude").filter(|_| fields.get("magnitude").is_some()) {
            if let (Some(magnitude), Some(amount)) = (cx.quantity(&text), &amount) {
                same_order(cx, amount, &magnitude, text.inside(), span);
            }
        }
        Estimate {
            span,
            ask: fields.text("ask"),
            text: fields.expression("value").map(|text| text.text).unwrap_or_default(),
            amount,
            exact: worth.exact,
            spoken: worth.spoken,
            magnitude: fields.expression("magnitude").map(|text| text.text).unwrap_or_default(),
            steps: fields.words("steps"),
            says: fields.text("says"),
            concludes: fields.text("concludes"),
            mistake: fields.text("mistake"),
            observable: fields.optional("observable"),
            id,
        }
    })
}

/// What an estimate is worth, and how both arithmetics show it.
#[derive(Default)]
struct Worths {
    amount: Option<Amount>,
    exact: String,
    spoken: String,
}

fn evaluate(cx: &mut Context<'_>, id: &str, fields: &Fields<'_>) -> Option<Worths> {
    let text = fields.expression("value").filter(|_| fields.get("value").is_some())?;
    if cx.sheet.get(id).is_some() {
        let error = Diagnostic::error("taken-name", fields.span, format!("`{id}` is also an input"))
            .help("an estimate has a name of its own: other estimates use it");
        cx.say(error);
        return None;
    }
    let line = format!("{id} = {}", text.text);
    match answer(&mut cx.sheet, &line) {
        Ok(answer) => {
            let answer = answer?;
            let amount = match &answer.exact {
                Worth::Quantity(quantity) => quantity.number.value().map(|number| Amount {
                    value: number.rational(),
                    dimension: quantity.dimension.in_seconds(),
                }),
                Worth::Truth(_) => None,
            };
            let spoken = answer.interview.as_ref().unwrap_or(&answer.exact);
            Some(Worths {
                amount,
                exact: show_value(&answer.exact, Arithmetic::Exact, Digits::Full),
                spoken: show_value(spoken, Arithmetic::Interview, Digits::Spoken(2)),
            })
        }
        Err(mut error) => {
            // The name and the sign before the expression are not in the file.
            let before = id.len() + 3;
            for label in &mut error.labels {
                label.span =
                    Span::new(label.span.start.saturating_sub(before), label.span.end.saturating_sub(before));
            }
            let error = text.locate(error);
            cx.say(error);
            None
        }
    }
}

/// An expected magnitude that the expression itself misses by more than ten times is wrong.
fn same_order(cx: &mut Context<'_>, amount: &Amount, magnitude: &Amount, at: Span, value: Span) {
    let wrong = if amount.dimension == magnitude.dimension {
        match amount.value.checked_div(&magnitude.value) {
            Ok(ratio) if (0.1..=10.0).contains(&ratio.to_f64()) => None,
            Ok(ratio) => {
                let ratio = show(&Quantity::plain(ratio), Arithmetic::Exact);
                Some(format!("the expression gives {ratio} times this"))
            }
            Err(_) if amount.value.is_zero() => None,
            Err(_) => Some("the expression does not give 0".to_owned()),
        }
    } else {
        Some(format!(
            "the expression gives {}, this is {}",
            amount.dimension.words(),
            magnitude.dimension.words()
        ))
    };
    if let Some(message) = wrong {
        cx.say(
            Diagnostic::error("magnitude", at, message)
                .label(value, "the expression")
                .help("correct one of the two"),
        );
    }
}

pub(super) fn entities(cx: &mut Context<'_>, file: &Fields<'_>) -> Vec<Entity> {
    all(cx, file, "entities", "entity", "entity", |cx, id, fields| {
        let columns = fields.words("fields");
        key_of(cx, fields, &columns);
        Entity {
            id,
            fields: columns,
            key: fields.words("key"),
            constraints: fields.words("constraints"),
            indexes: fields.words("indexes"),
            note: fields.text("note"),
        }
    })
}

/// A key is of fields, each by its name: the first word of `status reserved|paid`.
fn key_of(cx: &mut Context<'_>, fields: &Fields<'_>, columns: &[String]) {
    if fields.get("fields").is_none() {
        return;
    }
    let names: Vec<&str> = columns.iter().filter_map(|field| field.split_whitespace().next()).collect();
    for (key, span) in fields.texts("key") {
        if names.contains(&key.trim()) {
            continue;
        }
        let help = nearest(&key, names.iter().copied()).map_or_else(
            || format!("add it to `fields`: {}", there_are(&names)),
            |near| format!("did you mean `{near}`?"),
        );
        let message = format!("{} has no field `{key}`", fields.owner);
        cx.say(Diagnostic::error("unknown-name", span, message).help(help));
    }
}

pub(super) fn endpoints(cx: &mut Context<'_>, file: &Fields<'_>) -> Vec<Endpoint> {
    all(cx, file, "endpoints", "endpoint", "endpoint", |cx, id, fields| {
        let mut errors = Vec::new();
        for entry in
            fields.get("errors").and_then(Node::table).map(|table| &table.entries[..]).unwrap_or_default()
        {
            let code = entry.key.parse().map_or(Value::Datetime, Value::Integer);
            if let Some(code) = status(cx, &Node { value: code, span: entry.span }) {
                errors.push((code, entry.node.string().unwrap_or_default().to_owned()));
            }
        }
        Endpoint {
            id,
            call: fields.text("call"),
            does: fields.text("does"),
            request: fields.text("request"),
            response: fields.text("response"),
            success: fields.statuses(cx, "success"),
            errors,
            idempotency: fields.text("idempotency"),
        }
    })
}

pub(super) fn operations(cx: &mut Context<'_>, file: &Fields<'_>) -> Vec<Alarm> {
    all(cx, file, "operations", "operation", "operation", |_, id, fields| Alarm {
        id,
        watch: fields.text("watch"),
        alarm: fields.text("alarm"),
        then: fields.text("then"),
    })
}

pub(super) fn pushback(cx: &mut Context<'_>, file: &Fields<'_>) -> Vec<Pushback> {
    all(cx, file, "pushback", "pushback", "push-back", |cx, id, fields| {
        refers(cx, file, fields, "decision", "decisions");
        Pushback {
            id,
            ask: fields.text("ask"),
            strong: fields.text("strong"),
            points: fields.words("points"),
            followup: fields.text("followup"),
            decision: fields.optional("decision"),
        }
    })
}

pub(super) fn failures(cx: &mut Context<'_>, file: &Fields<'_>) -> Vec<Failure> {
    all(cx, file, "failures", "failure", "failure", |cx, id, fields| {
        refers(cx, file, fields, "fault", "faults");
        Failure {
            id,
            ask: fields.text("ask"),
            symptom: fields.text("symptom"),
            cause: fields.text("cause"),
            remedy: fields.text("remedy"),
            fault: fields.optional("fault"),
        }
    })
}

/// A name in a word must be one of a section of the file.
fn refers(cx: &mut Context<'_>, file: &Fields<'_>, fields: &Fields<'_>, word: &str, section: &str) {
    let Some(node) = fields.get(word) else { return };
    let name = node.string().unwrap_or_default();
    let known: Vec<&str> = file
        .get(section)
        .and_then(Node::table)
        .map(|table| table.entries.iter().map(|entry| entry.key.as_str()).collect())
        .unwrap_or_default();
    if known.contains(&name) {
        return;
    }
    let help = crate::diag::nearest(name, known.iter().copied()).map_or_else(
        || format!("name one of [{section}], or leave it out"),
        |near| format!("did you mean `{near}`?"),
    );
    cx.say(Diagnostic::error("unknown-name", node.span, format!("no {word} is called `{name}`")).help(help));
}

pub(super) fn changes(cx: &mut Context<'_>, file: &Fields<'_>) -> Vec<Change> {
    all(cx, file, "changes", "change", "change", |_, id, fields| Change {
        id,
        says: fields.text("says"),
        strong: fields.text("strong"),
        points: fields.words("points"),
    })
}

pub(super) fn rubric(cx: &mut Context<'_>, file: &Fields<'_>) -> Vec<Criterion> {
    all(cx, file, "rubric", "criterion", "criterion", |cx, id, fields| {
        if !CRITERIA.contains(&id.as_str()) {
            let help = match nearest(&id, CRITERIA) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("graded are {}", CRITERIA.join(", ")),
            };
            cx.say(Diagnostic::warning("unused", fields.span, format!("nobody grades `{id}`")).help(help));
        }
        Criterion { id, points: fields.words("points") }
    })
}

pub(super) fn scaling(cx: &mut Context<'_>, file: &Fields<'_>) -> Vec<Scaling> {
    all(cx, file, "scaling", "scaling", "step of scaling", |_, id, fields| Scaling {
        id,
        at: fields.text("at"),
        breaks: fields.text("breaks"),
        then: fields.text("then"),
    })
}

pub(super) fn wrapup(cx: &mut Context<'_>, file: &Fields<'_>) -> Option<Wrapup> {
    let entry = file.entry("wrapup")?;
    let fields = Fields::open(cx, "wrapup", "", entry.node.table()?, entry.span, "the wrap-up".into());
    for (word, count) in [("components", 3), ("trade_offs", 2)] {
        let given = fields.texts(word).len();
        if given != count && fields.get(word).is_some() {
            let span = fields.get(word).map_or(entry.span, |node| node.span);
            let message =
                format!("the wrap-up has {given} {}, and a minute holds {count}", word.replace('_', "-"));
            cx.say(
                Diagnostic::error("wrapup", span, message).help("3 components, 2 trade-offs, 1 improvement"),
            );
        }
    }
    for (text, span) in fields.texts("trade_offs") {
        if TradeOff::read(&text).is_none() {
            cx.say(
                Diagnostic::warning("trade-off", span, "the mock would not find this trade-off")
                    .help("write it as it is said: we chose X over Y because Z, accepting W"),
            );
        }
    }
    Some(Wrapup {
        components: fields.words("components"),
        trade_offs: fields.words("trade_offs"),
        improvement: fields.text("improvement"),
        spoken: fields.text("spoken"),
    })
}

pub(super) fn gaps(cx: &mut Context<'_>, file: &Fields<'_>) -> Vec<Gap> {
    all(cx, file, "gaps", "gap", "gap", |_, id, fields| Gap {
        id,
        mistake: fields.text("mistake"),
        better: fields.text("better"),
    })
}

pub(super) fn sources(cx: &mut Context<'_>, file: &Fields<'_>) -> Vec<Source> {
    let items = file.get("sources").and_then(Node::array).unwrap_or_default();
    items
        .iter()
        .filter_map(|item| {
            let fields = Fields::open(cx, "source", "", item.table()?, item.span, "a source".into());
            Some(Source { title: fields.text("title"), url: fields.text("url"), note: fields.text("note") })
        })
        .collect()
}
