//! A recipe from its command line to its answer.

use super::answer::evaluate;
use super::arithmetic::{Arithmetic, Fault};
use super::parse::{Line, Parsed, parse_line, parse_values};
use super::quantity::{Quantity, Value};
use super::recipe::{self, Misfit, Outcome, Recipe, Slot};
use super::sheet::Sheet;
use crate::diag::{Diagnostic, Span};

/// What a recipe is worth.
#[derive(Clone, Debug)]
pub struct RecipeAnswer {
    /// With all time in seconds.
    pub exact: Outcome,
    /// As one says it.
    pub interview: Option<Outcome>,
    /// How the values were read.
    pub notes: Vec<Diagnostic>,
}

/// Why a recipe has no answer.
#[derive(Clone, Debug)]
pub struct Refused {
    /// What is wrong.
    pub diagnostic: Diagnostic,
    /// The text that it speaks about: the values, or that of one flag.
    pub text: String,
}

/// Values as they are collected: for which parameter, exact, and as one says it.
#[derive(Default)]
struct Given {
    exact: Vec<(Slot, Quantity)>,
    interview: Vec<(Slot, Quantity)>,
    /// The text of each, and where in it the value stands.
    places: Vec<(String, Span)>,
    notes: Vec<Diagnostic>,
    sheet: Sheet,
}

impl Given {
    /// Takes one value, under the reading of its `B`s that `fits`.
    fn take(
        &mut self,
        slot: Slot,
        text: &str,
        parsed: &Parsed,
        fits: &dyn Fn(&Value) -> bool,
    ) -> Result<(), Diagnostic> {
        let worth = evaluate(&self.sheet, text, parsed, fits)?;
        self.sheet.take_draws(worth.draws);
        self.notes.extend(worth.notes);
        let Value::Quantity(exact) = worth.exact else {
            let span = parsed.expr.span;
            return Err(Diagnostic::error("truth", span, "a comparison where a number should stand")
                .help("give the number itself"));
        };
        if let Some(Value::Quantity(spoken)) = worth.interview {
            self.interview.push((slot, spoken));
        }
        self.exact.push((slot, exact));
        self.places.push((text.to_owned(), parsed.expr.span));
        Ok(())
    }
}

/// Answers a recipe: `values` stand side by side, flags have their names.
pub fn answer_recipe(
    recipe: &Recipe,
    values: &str,
    flags: &[(&'static str, String)],
) -> Result<RecipeAnswer, Refused> {
    let refused = |text: &str| {
        let text = text.to_owned();
        move |diagnostic| Refused { diagnostic, text }
    };
    let mut given = Given::default();
    let accepts = |value: &Value| match value {
        Value::Quantity(quantity) => {
            let mut places = recipe.signature.parameters.iter().filter(|parameter| !parameter.flag);
            places.any(|parameter| parameter.wanted.takes(quantity.dimension))
        }
        Value::Truth(_) => true,
    };
    for parsed in parse_values(values).map_err(refused(values))? {
        given.take(Slot::Place, values, &parsed, &accepts).map_err(refused(values))?;
    }
    for (name, text) in flags {
        let Some(Line { definition: None, parsed }) = parse_line(text).map_err(refused(text))? else {
            let whole = Span::new(0, text.len());
            let error = Diagnostic::error("unexpected-end", whole, format!("`--{name}` is given no value"));
            return Err(refused(text)(error.help(format!("for example: {}", recipe.signature.example))));
        };
        let wanted = recipe.signature.parameters.iter().find(|parameter| parameter.name == *name);
        let accepts = |value: &Value| match (value, wanted) {
            (Value::Quantity(quantity), Some(parameter)) => parameter.wanted.takes(quantity.dimension),
            _ => true,
        };
        given.take(Slot::Flag(name), text, &parsed, &accepts).map_err(refused(text))?;
    }
    let exact = recipe::run(recipe, Arithmetic::Exact, given.exact).map_err(|Misfit { value, fault }| {
        let whole = (values.to_owned(), Span::new(0, values.len()));
        let (text, span) = value.and_then(|value| given.places.get(value).cloned()).unwrap_or(whole);
        Refused { diagnostic: explain(recipe, fault, span), text }
    })?;
    let interview = recipe::run(recipe, Arithmetic::Interview, given.interview).ok();
    Ok(RecipeAnswer { exact, interview, notes: given.notes })
}

fn explain(recipe: &Recipe, fault: Fault, span: Span) -> Diagnostic {
    let usage = || format!("{} (for example: {})", recipe.signature.usage, recipe.signature.example);
    match fault {
        Fault::Wants(wants, got) => {
            Diagnostic::error("argument", span, format!("{wants}, and was given {}", got.words()))
                .help(usage())
        }
        Fault::TooMany(message, help) | Fault::Other(message, help) => {
            Diagnostic::error("argument", span, message).help(help)
        }
        Fault::Number(error) => {
            Diagnostic::error("no-number", span, format!("no number comes out: {error}")).help(usage())
        }
        Fault::Mismatch(a, b) => {
            let message = format!("{} and {} do not go together", a.words(), b.words());
            Diagnostic::error("dimension", span, message).help(usage())
        }
        Fault::Squared(what) => {
            Diagnostic::error("squared", span, format!("{what} multiplied by {what}")).help(usage())
        }
        Fault::Currencies => Diagnostic::error("currency", span, "dollars ($) and reais (R$) do not mix")
            .help("use one currency"),
    }
}
