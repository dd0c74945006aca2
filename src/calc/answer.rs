//! A line of the calculator from text to answer: both arithmetics, readings, names.

use super::arithmetic::{Arithmetic, Fault};
use super::evaluate::{Evaluator, TYPE_ERRORS};
use super::limits;
use super::parse::{Line, Parsed, parse_line};
use super::quantity::{Quantity, Value};
use super::reading::Readings;
use super::recipe::{self, Load};
use super::say;
use super::sheet::{Definition, Sheet};
use super::syntax::{Expr, ExprKind};
use crate::diag::{Diagnostic, Span};

/// What a line is worth, and how it was read.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The name that the line defined.
    pub name: Option<String>,
    /// The value with all time in seconds.
    pub exact: Value,
    /// The value as one says it; `None` where interview arithmetic has none.
    pub interview: Option<Value>,
    /// How the line was read, and what it probably does not mean.
    pub notes: Vec<Diagnostic>,
    /// The derivation, one step a line.
    pub steps: Vec<String>,
    /// The sentence to say; `None` where the number speaks for itself.
    pub sentence: Option<String>,
    /// What it loads.
    pub load: Load,
    /// The tree.
    pub expr: Expr,
}

/// Answers a line and keeps its name, and `ans`, in the sheet. `None` for an empty line.
pub fn answer(sheet: &mut Sheet, text: &str) -> Result<Option<Answer>, Diagnostic> {
    let Some(line) = parse_line(text)? else { return Ok(None) };
    let definition = line.definition.clone();
    check_definition(sheet, &line)?;
    let mut worth = evaluate(sheet, text, &line.parsed, &|_| true)?;
    sheet.take_draws(worth.draws);
    // What refers to names does so before this line gives one a new value.
    let steps = super::steps::steps(sheet, text, &line.parsed.expr, &worth.readings);
    let lasting = say::lasting(&line.parsed.expr, text, sheet);
    let sentence =
        say::sentence(&worth.exact, worth.interview.as_ref(), &line.parsed.expr, lasting.as_ref(), text);
    let load = load_of(&line.parsed.expr, lasting.is_some());
    let kept = Definition {
        exact: worth.exact.clone(),
        interview: worth.interview.clone().unwrap_or_else(|| worth.exact.clone()),
    };
    if let Some(name) = &definition {
        sheet.insert(&name.word, kept.clone());
    }
    sheet.insert("ans", kept);
    worth.notes.sort_by_key(Diagnostic::span);
    Ok(Some(Answer {
        name: definition.map(|name| name.word),
        exact: worth.exact,
        interview: worth.interview,
        notes: worth.notes,
        steps,
        sentence,
        load,
        expr: line.parsed.expr,
    }))
}

/// What an answer loads: a recipe knows; Little's law counts things at once.
fn load_of(expr: &Expr, is_lasting: bool) -> Load {
    match &expr.kind {
        ExprKind::Call(call) => recipe::find(&call.function).map_or(Load::AsItIs, |recipe| recipe.load),
        _ if is_lasting => Load::AtOnce,
        _ => Load::AsItIs,
    }
}

fn check_definition(sheet: &Sheet, line: &Line) -> Result<(), Diagnostic> {
    let Some(name) = &line.definition else { return Ok(()) };
    if sheet.is_full() && sheet.get(&name.word).is_none() {
        let message = format!("one name more than the limit of {} in a sheet", limits::NAMES);
        return Err(Diagnostic::error("too-many-names", name.span, message).help("use fewer names"));
    }
    let ExprKind::Literal(literal) = &line.parsed.expr.kind else { return Ok(()) };
    let alone = literal.tail.nouns.is_empty() && literal.tail.per.is_empty() && literal.number.is_integer();
    if literal.lone_b().is_some() && alone {
        let number = literal.number.decimal(400);
        let bytes = if number == "1" { "byte" } else { "bytes" };
        let message = format!("`{number}B` could be bytes or billion, and a name keeps its reading");
        return Err(Diagnostic::error("lone-b", line.parsed.expr.span, message)
            .help(format!("write {number} {bytes} or {number}bn")));
    }
    Ok(())
}

/// What an expression is worth under one reading of its `B`s.
pub(super) struct Worth {
    pub exact: Value,
    pub interview: Option<Value>,
    pub notes: Vec<Diagnostic>,
    pub readings: Readings,
    pub draws: u32,
}

/// Evaluates in both arithmetics, under the first reading that fits the types and `fits`.
pub(super) fn evaluate(
    sheet: &Sheet,
    text: &str,
    parsed: &Parsed,
    fits: &dyn Fn(&Value) -> bool,
) -> Result<Worth, Diagnostic> {
    let first = Readings::first(&parsed.expr);
    let mut worth = under(sheet, text, parsed, first.clone());
    let mends = |worth: &Result<Worth, Diagnostic>| match worth {
        Ok(worth) => !fits(&worth.exact),
        Err(error) => TYPE_ERRORS.contains(&error.code),
    };
    if mends(&worth) {
        let other = first.others().into_iter().map(|reading| under(sheet, text, parsed, reading));
        let better = { other }.find(|worth| worth.is_ok() && !mends(worth));
        worth = better.unwrap_or(worth);
    }
    worth
}

fn under(sheet: &Sheet, text: &str, parsed: &Parsed, readings: Readings) -> Result<Worth, Diagnostic> {
    let run = |arithmetic| {
        let draws = sheet.next_draw();
        let mut evaluator =
            Evaluator { text, arithmetic, sheet, readings: &readings, draws, notes: Vec::new() };
        let value = evaluator.value(&parsed.expr)?;
        // A value without bounds, such as a quotient by a range around 0, is no answer.
        if let Value::Quantity(quantity) = &value {
            quantity
                .number
                .bounds()
                .map_err(|error| evaluator.fault(Fault::Number(error), parsed.expr.span))?;
        }
        Ok((value, evaluator.notes, evaluator.draws))
    };
    let (exact, mut notes, draws) = run(Arithmetic::Exact)?;
    let interview = run(Arithmetic::Interview).ok().map(|(value, _, _): (Value, _, _)| value);
    notes.extend(parsed.notes.iter().cloned());
    notes.extend(readings.notes());
    Ok(Worth { exact, interview, notes, readings, draws })
}

impl Sheet {
    /// The exact value of an expression; the sheet stays as it is.
    pub fn evaluate(&self, text: &str) -> Result<Value, Diagnostic> {
        let line = parse_line(text)?;
        let Some(Line { definition: None, parsed }) = line else {
            return Err(Diagnostic::error(
                "unexpected-end",
                Span::new(0, text.len()),
                "there is no expression here",
            )
            .help("type one, such as 10M/day"));
        };
        evaluate(self, text, &parsed, &|_| true).map(|worth| worth.exact)
    }

    /// The exact value of an expression that must be a number.
    pub fn quantity(&self, text: &str) -> Result<Quantity, Diagnostic> {
        match self.evaluate(text)? {
            Value::Quantity(quantity) => Ok(quantity),
            Value::Truth(_) => Err(Diagnostic::error(
                "truth",
                Span::new(0, text.len()),
                "a comparison where a number should stand",
            )
            .help("write the number itself")),
        }
    }

    /// Gives `name` the value of an expression.
    pub fn define(&mut self, name: &str, text: &str) -> Result<(), Diagnostic> {
        let line = parse_line(text)?;
        let Some(Line { definition: None, parsed }) = line else {
            return Err(Diagnostic::error(
                "unexpected-end",
                Span::new(0, text.len()),
                format!("`{name}` is given no value"),
            )
            .help("give it one, such as 10M/day"));
        };
        let worth = evaluate(self, text, &parsed, &|_| true)?;
        self.take_draws(worth.draws);
        let interview = worth.interview.unwrap_or_else(|| worth.exact.clone());
        self.insert(name, Definition { exact: worth.exact, interview });
        Ok(())
    }
}
